"""What a moderator took out of a comment is sealed: opened for a reason that is kept, and gone
after a while."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import models
from django.urls import reverse
from django.utils import timezone

from boards.models import Comment
from boards.refusals import NotPossible
from boards.views.posting import status_address
from moderation.due import purge_sealed
from moderation.models import Decision, Opening, Redaction
from tests.conftest import make_comment, make_staff, write

pytestmark = pytest.mark.django_db

Act = Decision.Act
ORIGINAL = "My client Ann Lee was here on Tuesday."
REASON = "The police ask who it was."
NO_LONGER_KEPT = "The original is no longer kept."


@pytest.fixture
def redacted(module, mod):
    """A comment on the board, from which a name was taken out."""
    return redact(write(module, text=ORIGINAL), by=mod)


@pytest.fixture
def redaction(redacted):
    return Redaction.objects.get()


def redact(comment, by, passages=("Ann Lee",)):
    Decision.make(Act.REDACT, comment, by=by, passages=passages)
    return comment


def open_address(redaction):
    return reverse("admin:moderation_redaction_open", args=(redaction.pk,))


def open_it(client, redaction, reason=REASON):
    return client.post(open_address(redaction), {"reason": reason})


def list_of(model):
    return reverse(f"admin:{model}_changelist")


def page_of(row, name="change"):
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_{name}", args=(row.pk,))


def days_pass(days):
    """All that was decided so far was decided so much earlier."""
    for decision in Decision.objects.all():
        earlier = decision.created - timedelta(days=days)
        models.QuerySet(Decision).filter(pk=decision.pk).update(created=earlier)


def withdraw(redaction):
    Comment.objects.get(pk=redaction.decision.comment_id).withdraw()


# -- Where it is not ------------------------------------------------------------------


def test_the_original_is_kept_as_it_was_typed(redacted, redaction):
    assert "Ann Lee" not in redacted.text
    assert redaction.original == ORIGINAL


def test_redacted_twice_each_original_is_kept(redacted, mod):
    before = redacted.text

    redact(redacted, by=mod, passages=["Tuesday"])

    kept = Redaction.objects.order_by("pk").values_list("original", flat=True)
    assert [*kept] == [ORIGINAL, before]


PAGES = {
    "the list of decisions": lambda it: list_of("moderation_decision"),
    "the page of the decision": lambda it: page_of(it.decision),
    "the history of the decision": lambda it: page_of(it.decision, "history"),
    "the list of sealed texts": lambda it: list_of("moderation_redaction"),
    "the page of the sealed text": page_of,
    "the history of the sealed text": lambda it: page_of(it, "history"),
    "where it is opened": open_address,
    "the list of comments": lambda it: list_of("boards_comment"),
    "the page of the comment": lambda it: page_of(it.decision.comment),
    "the history of the comment": lambda it: page_of(it.decision.comment, "history"),
    "the comment at the desk": lambda it: (
        f"{list_of('moderation_heldcomment')}?at={it.decision.comment_id}"
    ),
    "the first page": lambda it: reverse("admin:index"),
    "the board": lambda it: it.decision.comment.thread.module.get_absolute_url(),
    "the thread": lambda it: it.decision.comment.thread.get_absolute_url(),
    "the page for its author": lambda it: status_address(it.decision.comment),
}


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("person", ["mod", "admin"])
def test_the_original_is_not_on(client, redaction, request, person, page):
    client.force_login(request.getfixturevalue(person))

    answer = client.get(PAGES[page](redaction))

    assert answer.status_code == 200
    assert "Ann Lee" not in answer.content.decode()


@pytest.mark.parametrize("model", ["boards_comment", "moderation_decision"])
def test_a_search_for_what_was_taken_out_finds_nothing(client, redacted, mod, model):
    client.force_login(mod)

    found = client.get(list_of(model), {"q": "Ann Lee"}).context["cl"].result_count
    left = client.get(list_of(model), {"q": "on Tuesday"}).context["cl"].result_count

    assert (found, left) == (0, 1)


@pytest.mark.parametrize(
    ("model", "field"),
    [
        ("moderation_redaction", "original"),
        ("moderation_decision", "redaction__original"),
        ("boards_comment", "decisions__redaction__original"),
        ("moderation_heldcomment", "decisions__redaction__original"),
    ],
)
def test_what_was_taken_out_cannot_be_guessed_by_filtering_a_list(
    client, redacted, mod, model, field
):
    client.force_login(mod)

    def answer(guess):
        page = client.get(list_of(model), {f"{field}__contains": guess})
        return page.status_code, redacted.name in page.content.decode()

    assert answer("Ann Lee") == answer("Zoe Fox")


# -- Opening it ------------------------------------------------------------------------


@pytest.mark.parametrize("person", ["mod", "admin"])
def test_who_says_why_sees_the_original(client, redaction, request, person):
    client.force_login(request.getfixturevalue(person))

    answer = open_it(client, redaction)

    assert answer.status_code == 200
    assert ORIGINAL in answer.content.decode()


def test_it_is_kept_who_opened_it_when_and_why(client, redaction, mod):
    client.force_login(mod)
    before = timezone.now()

    open_it(client, redaction, f"  {REASON}\r\n")

    opening = Opening.objects.get()
    assert (opening.redaction, opening.by, opening.reason) == (redaction, mod, REASON)
    assert before <= opening.created <= timezone.now()


def test_it_is_shown_once(client, redaction, mod):
    client.force_login(mod)
    open_it(client, redaction)

    again = client.get(open_address(redaction)).content.decode()

    assert "Ann Lee" not in again
    assert Opening.objects.count() == 1


def test_each_time_it_is_opened_a_reason_is_kept(client, redaction, mod):
    client.force_login(mod)

    open_it(client, redaction)
    open_it(client, redaction, "And again.")

    assert {*Opening.objects.values_list("reason", flat=True)} == {REASON, "And again."}


@pytest.mark.parametrize("page", ["the list of sealed texts", "where it is opened"])
def test_other_moderators_read_who_has_opened_it_and_why(client, redaction, mod, page):
    opener = make_staff("second@example.org", "Moderators")
    opener.name = "Samantha Birchwood"
    opener.save()
    redaction.open(by=opener, reason=REASON)
    client.force_login(mod)

    shown = client.get(PAGES[page](redaction)).content.decode()

    assert "Samantha Birchwood" in shown
    assert REASON in shown


def test_the_page_with_the_original_is_kept_by_no_cache(client, redaction, mod):
    client.force_login(mod)

    assert "no-store" in open_it(client, redaction).headers["Cache-Control"]


def test_markup_in_the_original_is_shown_as_it_was_typed(client, module, mod):
    redact(write(module, text="My client <b>Ann Lee</b> was here."), by=mod)
    client.force_login(mod)

    page = open_it(client, Redaction.objects.get()).content.decode()

    assert "&lt;b&gt;Ann Lee&lt;/b&gt;" in page


@pytest.mark.parametrize("reason", ["", " \n ", "\u200b"], ids=["nothing", "blank", "invisible"])
def test_without_a_reason_it_is_not_opened(client, redaction, mod, reason):
    client.force_login(mod)

    answer = open_it(client, redaction, reason)

    assert answer.status_code == 422
    assert "Say why first." in answer.content.decode()
    assert "Ann Lee" not in answer.content.decode()
    assert not Opening.objects.exists()


def test_course_staff_cannot_open_it(client, redaction, kim):
    client.force_login(kim)

    statuses = {
        open_it(client, redaction).status_code,
        client.get(open_address(redaction)).status_code,
    }

    assert statuses == {403}
    assert not Opening.objects.exists()


@pytest.mark.parametrize("page", ["the list of sealed texts", "the page of the sealed text"])
def test_course_staff_see_no_list_of_them(client, redaction, kim, page):
    client.force_login(kim)

    assert client.get(PAGES[page](redaction)).status_code == 403


def test_a_member_cannot_open_it(client, redaction, mallory):
    client.force_login(mallory)

    answer = open_it(client, redaction)

    assert answer.headers["Location"].startswith(reverse("admin:login"))
    assert not Opening.objects.exists()


def test_a_guest_is_asked_to_sign_in(client, redaction):
    for answer in (client.get(open_address(redaction)), open_it(client, redaction)):
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith(reverse("admin:login"))
    assert not Opening.objects.exists()


def test_there_is_nothing_to_open_under_another_number(client, redaction, mod):
    client.force_login(mod)
    missing = reverse("admin:moderation_redaction_open", args=(redaction.pk + 1,))

    assert client.post(missing, {"reason": REASON}).status_code == 404


@pytest.mark.parametrize(
    "change",
    [
        lambda opening: opening.save(),
        lambda opening: opening.delete(),
        lambda opening: Opening.objects.update(reason="x"),
        lambda opening: Opening.objects.all().delete(),
    ],
    ids=["save", "delete", "update", "delete all"],
)
def test_that_it_was_opened_stays_on_record(redaction, mod, change):
    redaction.open(by=mod, reason=REASON)

    with pytest.raises(TypeError):
        change(Opening.objects.get())

    assert Opening.objects.get().reason == REASON


@pytest.mark.parametrize("person", ["mod", "admin"])
def test_nobody_adds_changes_or_deletes_a_sealed_text_in_the_administration(
    client, redaction, request, person
):
    client.force_login(request.getfixturevalue(person))

    statuses = {
        client.post(reverse("admin:moderation_redaction_add")).status_code,
        client.post(page_of(redaction), {"original": "x"}).status_code,
        client.post(page_of(redaction, "delete"), {"post": "yes"}).status_code,
    }

    assert statuses == {403}
    assert Redaction.objects.get().original == ORIGINAL


# -- Forgetting it ---------------------------------------------------------------------


def test_after_the_days_that_are_set_it_is_forgotten(redaction, settings):
    settings.KEEP_SEALED_DAYS = 7
    days_pass(7)

    said = purge_sealed()

    redaction.refresh_from_db()
    assert said == "sealed texts: 1 purged"
    assert redaction.original == ""
    assert redaction.purged_at


def test_before_that_it_is_kept(redaction, settings):
    settings.KEEP_SEALED_DAYS = 7
    days_pass(6)

    assert purge_sealed() == ""

    redaction.refresh_from_db()
    assert redaction.original == ORIGINAL


def test_once_its_author_has_withdrawn_the_comment_it_is_forgotten(redaction, module, mod):
    other = redact(write(module, text=f"{ORIGINAL} It was fine."), by=mod)
    withdraw(redaction)

    assert purge_sealed() == "sealed texts: 1 purged"

    assert Redaction.objects.sealed().get().decision.comment_id == other.pk
    redaction.refresh_from_db()
    assert redaction.original == ""


def test_it_is_forgotten_once(redaction, settings):
    days_pass(settings.KEEP_SEALED_DAYS)
    purge_sealed()
    redaction.refresh_from_db()
    then = redaction.purged_at

    assert purge_sealed() == ""

    redaction.refresh_from_db()
    assert redaction.purged_at == then


def test_it_is_forgotten_with_everything_else_that_is_due(redaction, settings, capsys):
    days_pass(settings.KEEP_SEALED_DAYS)

    call_command("run_due")

    assert "sealed texts: 1 purged" in capsys.readouterr().out
    assert not Redaction.objects.sealed().exists()


def test_that_it_was_opened_is_remembered_when_it_is_forgotten(client, redaction, mod, settings):
    redaction.open(by=mod, reason=REASON)
    days_pass(settings.KEEP_SEALED_DAYS)

    purge_sealed()

    client.force_login(mod)
    assert REASON in client.get(list_of("moderation_redaction")).content.decode()


@pytest.mark.parametrize("purge", [True, False], ids=["purged", "not purged yet"])
@pytest.mark.parametrize("why", ["days have passed", "withdrawn"])
def test_what_is_no_longer_kept_cannot_be_opened(client, redaction, mod, settings, why, purge):
    if why == "withdrawn":
        withdraw(redaction)
    else:
        days_pass(settings.KEEP_SEALED_DAYS)
    if purge:
        purge_sealed()
    client.force_login(mod)

    answers = [client.get(open_address(redaction)), open_it(client, redaction)]

    for answer in answers:
        assert NO_LONGER_KEPT in answer.content.decode()
        assert "Ann Lee" not in answer.content.decode()
    assert not Opening.objects.exists()


def test_purged_since_its_page_was_loaded_it_cannot_be_opened(redaction, mod, settings):
    loaded = Redaction.objects.select_related("decision__comment").get()
    days_pass(settings.KEEP_SEALED_DAYS)
    purge_sealed()

    with pytest.raises(NotPossible):
        loaded.open(by=mod, reason=REASON)

    assert not Opening.objects.exists()


def test_withdrawn_since_its_page_was_loaded_it_cannot_be_opened(redaction, mod):
    loaded = Redaction.objects.select_related("decision__comment").get()
    withdraw(redaction)

    with pytest.raises(NotPossible):
        loaded.open(by=mod, reason=REASON)

    assert not Opening.objects.exists()


def test_the_desk_leads_to_the_sealed_text_only_while_it_is_kept(client, redaction, mod, settings):
    client.force_login(mod)
    desk = PAGES["the comment at the desk"](redaction)
    before = client.get(desk).content.decode()
    days_pass(settings.KEEP_SEALED_DAYS)
    purge_sealed()

    after = client.get(desk).content.decode()

    assert open_address(redaction) in before
    assert open_address(redaction) not in after


# -- Taking the redaction back ------------------------------------------------------------


def test_taken_back_the_text_is_as_it_was_and_its_sealed_copy_gone(redacted, redaction, mod):
    redaction.decision.undo(by=mod)

    redacted.refresh_from_db()
    redaction.refresh_from_db()
    assert redacted.text == ORIGINAL
    assert "Ann Lee" in redacted.markup
    assert redaction.original == ""
    assert redaction.purged_at


def test_taken_back_there_is_nothing_to_open(client, redaction, mod):
    redaction.decision.undo(by=mod)
    client.force_login(mod)

    assert NO_LONGER_KEPT in open_it(client, redaction).content.decode()
    assert not Opening.objects.exists()


def test_taken_back_what_was_found_in_the_text_is_marked_again(client, module, mod):
    comment = make_comment("My client Ann Lee wrote it at www.example.org.")
    module.start_thread(comment, as_is=True)
    redact(comment, by=mod).decisions.first().undo(by=mod)
    client.force_login(mod)

    page = client.get(list_of("moderation_heldcomment"), {"at": comment.pk}).content.decode()

    assert "www.example.org</mark>" in page


def test_once_purged_it_cannot_be_taken_back(redacted, mod, settings):
    days_pass(settings.KEEP_SEALED_DAYS)
    purge_sealed()

    with pytest.raises(NotPossible):
        Decision.objects.get().undo(by=mod)

    redacted.refresh_from_db()
    assert redacted.is_published
    assert "[identifying detail removed]" in redacted.text


def test_purged_since_the_decision_was_loaded_it_cannot_be_taken_back(redacted, mod, settings):
    loaded = Decision.objects.select_related("redaction").get()
    days_pass(settings.KEEP_SEALED_DAYS)
    purge_sealed()

    with pytest.raises(NotPossible):
        loaded.undo(by=mod)

    redacted.refresh_from_db()
    assert "Ann Lee" not in redacted.text


def test_withdrawn_it_cannot_be_taken_back(redacted, redaction, mod):
    withdraw(redaction)

    with pytest.raises(NotPossible):
        Decision.objects.get().undo(by=mod)

    redacted.refresh_from_db()
    assert redacted.text == ""
