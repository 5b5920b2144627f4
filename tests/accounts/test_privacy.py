"""Whoever has an account can take along everything that is kept, and can leave without a trace."""

import json
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db import connection, models
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from post_office.models import Email

from accounts import outbox
from accounts.due import erase_those_who_left
from accounts.models import Offer, Order, User
from boards import trees
from boards.mail import write_due
from boards.models import Block, Comment, News, RuleVersion, Submission, Subscription
from moderation.due import forget_addresses
from moderation.models import Decision, HeldComment, Note, Report
from tests.conftest import build, confirm_address, make_staff, write

pytestmark = pytest.mark.django_db

PASSWORD = "password of dana"
MARK = "quetzal"  # in everything that is personal here, and nowhere else
DATA, LEAVE = "/accounts/data/", "/accounts/leave/"


@pytest.fixture
def member(dana):
    return confirm_address(dana)


@pytest.fixture
def as_dana(client, member):
    return signed_in(client, member)


def signed_in(client, person, password=PASSWORD):
    """And just asked for the password once more."""
    client.force_login(person)
    client.post("/accounts/reauthenticate/", {"password": password})
    return client


@pytest.fixture
def rule(db):
    return RuleVersion.objects.in_force().get(rule__code="link")


@pytest.fixture
def somebody(module, psychotherapy, mod, rule):
    """A member of whom everything possible is kept, each with the mark in it."""
    person = User.objects.create_user(
        f"{MARK}@example.org", PASSWORD, name=f"Dana {MARK}", city=MARK, profession=psychotherapy
    )
    confirm_address(person)
    Authenticator.objects.create(user=person, type="totp", data={"secret": MARK})
    byline = {"name": person.name, "profession": psychotherapy, "city": MARK, "country": "US"}
    own = {"author": person, "email": person.email, **byline}
    opening = write(module, text=f"The first {MARK}.", **own)
    opening.edit(f"The second {MARK}.")
    write(module, opening, text="An answer by another.")
    redacted = write(module, text=f"About {MARK} and more.", **own)
    Decision.make(Decision.Act.REDACT, redacted, by=mod, rule=rule, passages=[f"{MARK} and"])
    removed = write(module, text=f"To be removed, {MARK}.", **own)
    decision = Decision.make(Decision.Act.REMOVE, removed, by=mod, rule=rule)
    decision.take_answer(f"But {MARK}.")
    write(module, text=f"Spam {MARK}.", **own).mark_spam()
    write(module, text=f"Held, {MARK}.", **own).hold()
    guest = write(module, text=f"As a guest, {MARK}.", name=MARK, email="other@example.org")
    models.QuerySet(Comment).filter(pk=guest.pk).update(email=person.email)
    for decision in Decision.objects.filter(comment=redacted):
        decision.redaction.open(by=mod, reason=f"To see {MARK}.")
    Submission.objects.all().delete()  # whose limit that would be
    told = write(module, text=f"To be changed, {MARK}.", **own)
    Report.make(told, rule=rule, person="q", sentence=f"About {MARK}.")
    Decision.make(Decision.Act.ASK, told, by=mod, rule=rule, sentence=f"Dear {MARK}.")
    other = write(module)
    Report.make(other, rule=rule, person="p", reporter=person, sentence=MARK, as_guest="g")
    Note.objects.create(author=person, email=person.email, text=MARK, by=mod)
    past = timezone.now() - timedelta(days=1)
    Block.objects.create(user=person, email=person.email, until=past, reason=MARK, by=mod)
    offer = Offer.objects.create(heading="Gold", button_label="Join", price=100)
    Order.place(offer, person, with_credits=False).confirm()
    Order.place(offer, person, with_credits=False)
    for kept in (person, opening, Note.objects.get(), *Block.objects.all(), *Order.objects.all()):
        logged(kept, mod)
    for kept in (person.memberships.get(), HeldComment._base_manager.get(pk=told.pk)):
        logged(kept, mod)
    Subscription.of_member(person, "replies")
    Subscription.objects.create(email=person.email, about="module", module=module)
    outbox.write(person.email, MARK, MARK, MARK)
    return person


def logged(kept, by):
    """As the administration logs what is done there."""
    kind = ContentType.objects.get_for_model(kept, for_concrete_model=False)
    LogEntry.objects.create(
        user=by, content_type=kind, object_id=str(kept.pk), object_repr=MARK, action_flag=CHANGE
    )


def everything_kept():
    """All values of all rows of all tables, as text."""
    rows = (row for model in apps.get_models() for row in models.QuerySet(model).values_list())
    return "\n".join(str(row) for row in rows)


def grace_is_over(person, withdrawing=False):
    person.leave(withdrawing=withdrawing)
    User.objects.filter(pk=person.pk).update(leaves_at=timezone.now())


# -- Taking along ----------------------------------------------------------------------


def download(client, kind="json"):
    return client.get(f"{DATA}everything.{kind}")


def test_everything_is_there_for_a_program(client, somebody):
    answer = download(signed_in(client, somebody))

    kept = json.loads(answer.content)
    assert answer["Content-Disposition"].startswith("attachment;")
    assert kept["account"][0]["e-mail address"] == somebody.email
    texts = {row["text"] for row in kept["comments"]}
    assert {f"The second {MARK}.", f"As a guest, {MARK}.", f"Spam {MARK}."} <= texts
    assert f"The first {MARK}." in str(kept["comments"])
    answers = {row["your answer"] for row in kept["decisions about your comments"]}
    assert answers == {f"But {MARK}.", ""}
    assert kept["your reports"][0]["what you said"] == MARK
    assert [row["state"] for row in kept["orders"]] == ["waiting for payment", "paid"]
    assert kept["memberships"][0]["state"] == "active"
    assert kept["times when you could not post"][0]["reason"] == MARK


def test_and_to_read(as_dana, member, module):
    write(module, author=member, email=member.email, text="<b>What</b> I wrote.")

    page = download(as_dana, "html").content.decode()

    assert "&lt;b&gt;What&lt;/b&gt; I wrote." in page
    assert "<dt>E-mail address</dt>" in page
    assert "http://" not in page.replace("http://testserver", "")


def test_no_secret_and_no_moderator_is_in_it(as_dana, member, module, mod, rule):
    comment = write(module, author=member, email=member.email)
    Decision.make(Decision.Act.REMOVE, comment, by=mod, rule=rule)
    Note.objects.create(author=member, text="A note.", by=mod)

    kept = download(as_dana).content.decode()

    for secret in (member.password, mod.email, mod.name, "A note."):
        assert secret not in kept


def test_nothing_of_others_is_in_it(as_dana, member, module):
    own = write(module, author=member, email=member.email)
    write(module, own, text="Words of somebody else.", email="somebody@example.net")

    kept = download(as_dana).content.decode()

    assert "somebody" not in kept


def test_more_comments_cost_no_more_questions(as_dana, member, module, django_assert_num_queries):
    build(module, [[], []], author=member, email=member.email)
    with CaptureQueriesContext(connection) as few:
        download(as_dana)
    build(module, [[]] * 20, author=member, email=member.email)

    with django_assert_num_queries(len(few)):
        download(as_dana)


@pytest.mark.parametrize("address", [f"{DATA}everything.json", LEAVE])
def test_who_signed_in_long_ago_is_asked_for_the_password(client, member, address):
    client.force_login(member)

    assert client.get(address)["Location"].startswith("/accounts/reauthenticate/?next=")


@pytest.mark.parametrize("address", [DATA, f"{DATA}everything.json", LEAVE])
def test_others_are_asked_to_sign_in(client, db, address):
    assert client.get(address)["Location"].startswith("/accounts/login/?next=")


# -- Leaving ------------------------------------------------------------------------------


def test_who_leaves_is_signed_out_and_told_by_mail(as_dana, member):
    page = as_dana.post(LEAVE, {"comments": "keep"}, follow=True).content.decode()

    assert "You are signed out." in page
    assert as_dana.get(DATA).status_code == 302
    email = Email.objects.get(to=member.email)
    assert email.subject == "Colloquy: Your account will be erased"
    assert "Stay after all" in email.message


def test_without_a_choice_for_the_comments_nothing_happens(as_dana, member):
    answer = as_dana.post(LEAVE, {})

    member.refresh_from_db()
    assert answer.status_code == 422
    assert "Choose what becomes of your comments." in answer.content.decode()
    assert member.leaves_at is None


def test_for_seven_days_one_can_stay(as_dana, member):
    member.leave(withdrawing=True)
    as_dana.post("/accounts/login/", {"login": member.email, "password": PASSWORD})
    assert "Stay after all" in as_dana.get("/").content.decode()

    as_dana.post("/accounts/leave/stay/")

    member.refresh_from_db()
    assert member.leaves_at is None
    assert erase_those_who_left() == ""
    assert User.objects.filter(pk=member.pk).exists()


def test_before_the_time_nothing_is_erased(member):
    member.leave(withdrawing=True)

    assert erase_those_who_left() == ""


@pytest.mark.parametrize("withdrawing", [True, False])
def test_afterwards_no_trace_is_left_in_any_table(client, somebody, withdrawing):
    client.force_login(somebody)
    assert MARK in everything_kept()
    grace_is_over(somebody, withdrawing)
    if not withdrawing:  # these texts stay, as was chosen
        staying = models.QuerySet(Comment).filter(status="published", text__contains=MARK)
        staying.update(text="Kept.", markup="Kept.")
        call_command("index_comments")

    assert erase_those_who_left() == "accounts: 1 erased, as they had asked"

    assert MARK not in everything_kept()
    assert not Session.objects.exists()
    assert sorted(Order.objects.values_list("state", "amount")) == [
        ("cancelled", 100),
        ("paid", 100),
    ]
    assert trees.verify() == []


def test_comments_stay_with_the_profession_alone(somebody, module, client):
    grace_is_over(somebody)
    erase_those_who_left()

    page = client.get(module.get_absolute_url()).content.decode()
    assert f"The second {MARK}." in page
    kept = Comment.objects.get(text=f"The second {MARK}.")
    assert kept.byline == "A former member, Psychotherapy"
    assert (kept.author, kept.email) == (None, "")


def test_the_log_of_the_administration_keeps_who_did_something(somebody, mod):
    entries = LogEntry.objects.count()
    grace_is_over(somebody)
    erase_those_who_left()

    assert LogEntry.objects.filter(user=mod, object_repr="").count() == entries


def test_what_was_logged_of_other_things_with_the_same_number_stays(somebody, module, mod):
    comment = Comment.objects.by(somebody).first()
    kind = ContentType.objects.get_for_model(module)
    entry = LogEntry.objects.create(
        user=mod,
        content_type=kind,
        object_id=str(comment.pk),
        object_repr="A module",
        action_flag=CHANGE,
    )
    grace_is_over(somebody)
    erase_those_who_left()

    entry.refresh_from_db()
    assert entry.object_repr == "A module"


def test_staff_do_not_leave_in_passing(mod):
    with pytest.raises(PermissionDenied):
        mod.leave(withdrawing=False)


def test_mail_to_an_address_that_was_in_use_before_is_in_the_download(as_dana, member):
    EmailAddress.objects.create(user=member, email="before@example.org", verified=True)
    outbox.write("before@example.org", "A subject of old", "Text", "Text")

    assert "A subject of old" in download(as_dana).content.decode()


def test_mail_to_an_address_that_was_only_typed_is_not_in_the_download(as_dana, member):
    EmailAddress.objects.create(user=member, email="another@example.org", verified=False)
    outbox.write("another@example.org", "A subject of another's", "Text", "Text")

    assert "A subject of another's" not in download(as_dana).content.decode()


def test_what_was_noted_under_an_earlier_address_goes_too(member, module, mod):
    guest_s = write(module, email=member.email)
    Note.objects.create(email=member.email, text="A note.", by=mod)
    past = timezone.now() - timedelta(days=1)
    Block.objects.create(email=member.email, until=past, reason="A reason.", by=mod)
    guest_s.claim(member, seen=guest_s.standing)
    EmailAddress.objects.filter(user=member).update(email="now@example.org")
    User.objects.filter(pk=member.pk).update(email="now@example.org")
    member.refresh_from_db()
    grace_is_over(member)

    erase_those_who_left()

    assert not Note.objects.exists()
    assert Block.objects.get().reason == ""


def test_withdrawn_ones_keep_their_place_where_they_were_answered(somebody, module, client):
    grace_is_over(somebody, withdrawing=True)
    erase_those_who_left()

    page = client.get(module.get_absolute_url()).content.decode()
    assert MARK not in page
    assert "This comment was withdrawn by its author." in page
    assert "An answer by another." in page


def test_mail_to_others_that_quotes_them_goes_too(somebody, module, mallory):
    confirm_address(mallory)

    wish = Subscription.of_member(mallory, "module", module=module)
    comment = Comment.objects.get(text=f"The second {MARK}.")
    News.objects.create(subscription=wish, comment=comment, due_at=timezone.now())
    write_due()
    assert Email.objects.filter(to=mallory.email, message__contains=MARK).exists()

    grace_is_over(somebody, withdrawing=True)
    erase_those_who_left()

    assert not Email.objects.filter(to=mallory.email).exists()


def test_nobody_sheds_a_block_by_leaving(member, mod):
    until = timezone.now() + timedelta(days=1)
    block = Block.objects.create(user=member, until=until, reason="Because.", by=mod)
    grace_is_over(member)

    assert erase_those_who_left() == ""
    block.end()
    assert erase_those_who_left() == "accounts: 1 erased, as they had asked"


def test_staff_are_asked_to_give_up_their_rights_first(client):
    mod = make_staff("mod@example.org", "Moderators")
    confirm_address(mod)
    client = signed_in(client, mod, "password of Moderators")

    answer = client.post(LEAVE, {"comments": "keep"})

    mod.refresh_from_db()
    assert "Ask an administrator to end your rights first" in answer.content.decode()
    assert mod.leaves_at is None


def test_who_once_moderated_leaves_a_row_without_a_name(somebody, module):
    Decision.make(Decision.Act.HOLD, write(module), by=somebody)
    grace_is_over(somebody, withdrawing=True)

    erase_those_who_left()

    assert MARK not in everything_kept()
    blank = User.objects.get(pk=somebody.pk)
    assert (blank.is_active, blank.has_usable_password()) == (False, False)


def test_where_erasing_fails_half_way_nothing_is_erased(somebody, monkeypatch):
    grace_is_over(somebody)

    def fails(person):
        raise OSError("on purpose")

    monkeypatch.setattr("accounts.personal.erase", fails)
    before = everything_kept()
    with pytest.raises(OSError, match="on purpose"):
        erase_those_who_left()

    assert everything_kept() == before


# -- Network addresses ---------------------------------------------------------------------


def test_after_the_set_days_it_is_forgotten_where_a_report_came_from(module, rule, dana, settings):
    comment = write(module)
    hashes = {"person": "a" * 32, "email": "ann@example.org"}
    Report.make(comment, rule=rule, **hashes)
    Report.make(comment, rule=rule, person="b" * 32, as_guest="c" * 32, reporter=dana)
    Report.objects.update(created=timezone.now() - timedelta(days=settings.KEEP_ADDRESS_DAYS + 1))

    assert forget_addresses() == "reports: of 2 it is forgotten where they came from"

    kept = everything_kept()
    assert not any(letter * 32 in kept for letter in "ac")
    assert Report.objects.get(reporter=dana).person == "b" * 32
    assert forget_addresses() == ""


def test_until_then_it_is_kept(module, rule):
    Report.make(write(module), rule=rule, person="a" * 32)

    assert forget_addresses() == ""


# -- The pages -------------------------------------------------------------------------------


@pytest.mark.parametrize("address", ["/privacy/", "/contact/"])
def test_the_pages_are_the_same_for_everybody(client, db, address):
    answer = client.get(address)

    assert answer.status_code == 200
    assert answer["Cache-Control"] == "public, max-age=0, s-maxage=1"
    assert not answer.cookies


def test_the_page_on_privacy_says_the_numbers_that_are_set(client, db, settings):
    settings.KEEP_ADDRESS_DAYS, settings.KEEP_SEALED_DAYS = 17, 23

    page = client.get("/privacy/").content.decode()

    assert "at most 17 days" in page
    assert "sealed for 23 days" in page


def test_the_address_of_the_staff_is_the_one_that_is_set(client, db, settings):
    settings.CONTACT_EMAIL = "help@example.org"

    assert 'href="mailto:help@example.org"' in client.get("/contact/").content.decode()
