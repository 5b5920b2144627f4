"""Everything that people see is translated, and dates and numbers follow the site's language.

A language of this test alone puts marks around each message (`tests/config/words.py`); what stands
on a page in Latin letters without them was forgotten. What people typed is in Greek here."""

import html
import re
from datetime import timedelta

import pytest
from django.conf import settings as site
from django.core import signing
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.db.models import F, QuerySet
from django.template.base import DebugLexer, TokenType
from django.test import Client
from django.test.signals import template_rendered
from django.urls import path, reverse
from django.utils import timezone, translation
from django.utils.translation import trans_real
from post_office.models import Email

from accounts.due import tell_ending
from accounts.models import Membership, Offer, Order, Profession, User
from boards.due import spread_news, write_news
from boards.models import (
    Announcement,
    Block,
    Comment,
    Hold,
    Picture,
    Presenter,
    Rule,
    RuleVersion,
    Submission,
    Subscription,
)
from boards.models.file import HANDOUTS
from boards.models.subscription import CONFIRMING
from boards.views.pages import preview_address
from boards.views.posting import status_address
from config.urls import *  # noqa: F403  the site's own error pages
from config.urls import urlpatterns
from moderation.due import tell_moderators, tell_reporters
from moderation.models import Decision, Note, Report
from tests.browser.steps import breaching
from tests.config.words import LANGUAGE, Marking, unmarked, untranslated
from tests.conftest import (
    confirm_address,
    form_data,
    hand_out,
    make_course,
    make_module,
    make_staff,
    post_url,
    write,
)

pytestmark = pytest.mark.django_db

SCREENERS = list(site.COMMENT_SCREENERS)
TEMPLATES = site.BASE_DIR / "templates"
OURS = sorted(str(file.relative_to(TEMPLATES)) for file in TEMPLATES.rglob("*.*"))
Act, Status, HeldFor = Decision.Act, Comment.Status, Comment.HeldFor
TEXT = "Θα κάνω την παύση με τους ανθρώπους μου."
# Screeners read English, so what breaks a rule is in it.
IN_ENGLISH = [
    *(
        each
        for each in re.split(r"(?<=[.?!]) ", breaching("link", "referral", "advert", "personal"))
    ),
    *("www.example.org", "Everything is so dark", "so dark"),
    # What is kept by a name of its own, as groups and screeners are.
    *("Course staff", "Moderators", "Membership office", "readers", "referral", "advert", "link"),
    *("personal", "confidentiality", "crisis", "phrases", "compassion"),
    ", ".join(HANDOUTS),
    # Django's administration and the versions of pages say these themselves.
    *("Search", "True", "False", "None"),
]


def fails(request):
    raise RuntimeError


def forbids(request):
    raise PermissionDenied


def finds_no_database(request):
    raise OperationalError


urlpatterns = [
    path("fails/", fails),
    path("forbids/", forbids),
    path("finds-no-database/", finds_no_database),
    *urlpatterns,
]


@pytest.fixture(autouse=True)
def in_marks(settings, monkeypatch):
    monkeypatch.setitem(trans_real._translations, LANGUAGE, Marking())
    settings.LANGUAGE_CODE = LANGUAGE
    settings.ROOT_URLCONF = __name__
    settings.COMMENT_SCREENERS = []


@pytest.fixture
def screened(settings):
    """For the tests that want something found."""
    settings.COMMENT_SCREENERS = SCREENERS


class Walk:
    """From page to page; `left` is what was not translated, a line each with the page it is on."""

    def __init__(self):
        self.left = []

    def see(self, page, source):
        self.left += [f"{page}: {text}" for text in untranslated(source, IN_ENGLISH)]

    def get(self, client, address, *, status=200, **more):
        self._see(address, client.get(address, **more), status)

    def post(self, client, address, data=None, *, status=422, **more):
        answer = client.post(address, data or {}, **more)
        self._see(f"{address} (sent)", answer, status)
        return answer

    def _see(self, page, answer, status):
        assert answer.status_code == status, (page, answer.status_code)
        self.see(page, answer.content.decode())

    def nothing_is_left(self):
        assert not self.left, "\n".join(["", *dict.fromkeys(self.left)])


@pytest.fixture
def walk():
    return Walk()


def visitor(person=None):
    client = Client(HTTP_ORIGIN="http://testserver", raise_request_exception=False)
    if person:
        client.force_login(person)
    return client


@pytest.fixture
def offer(db):
    return Offer.objects.create(
        **{"name": "Χρυσό", "heading": "Ελάτε", "button_label": "Ναι", "price": 19700},
        **{"credits": "8.5", "credit_kinds": "Μόρια", "credits_price": 9900},
        **{"included": "Όλα", "terms": "Τελειώνει.", "how_to_pay": "Στην τράπεζα."},
    )


@pytest.fixture
def course(offer):
    return make_course(title="Συμπόνια στην πράξη", short_title="Συμπόνια", offer=offer)


@pytest.fixture
def module(course, files):
    QuerySet(RuleVersion).update(line="κάτι", report_line="κάτι", sentence="Όχι.")
    for rule in Rule.objects.all():
        rule.line = rule.line and f"κάτι {rule.position}"
        rule.report_line = rule.report_line and f"έχει κάτι {rule.position}"
        rule.sentence = "Παρακαλούμε, όχι αυτό."
        rule.phrases = "so dark" if rule.code == "crisis" else ""
        rule.save()
    for profession in Profession.objects.all():
        profession.name = f"Δουλειά {profession.pk}"
        profession.save()
    module = make_module(course, title="Η παύση", question="Τι κάνατε;", text="<p>Γεια.</p>")
    module.talk = "https://vimeo.com/123456789"
    module.save()
    hand_out(module, title="Φύλλο")
    for number, credentials in ((1, "Δρ"), (2, ""), (3, "")):
        presenter = Presenter.objects.create(name=f"Άννα {number}", credentials=credentials)
        module.presenters.add(presenter)
        course.presenters.add(
            presenter, through_defaults={"role": "host" if number > 1 else "faculty"}
        )
    return module


@pytest.fixture
def dana(db):
    dana = User.objects.create_user("dana@example.org", "password of dana", name="Δάνα")
    return confirm_address(dana)


def staff(group):
    person = make_staff(f"{group.lower().replace(' ', '')}@example.org", group)
    person.name = "Κάποιος"
    person.save()
    return confirm_address(person)


def say(module, parent=None, **fields):
    """Post a comment in Greek, of which each is another."""
    Submission.objects.all().delete()  # nobody has posted much lately
    number = Comment.objects.count() + 1
    fields = {"name": f"Άλλος {number}", "text": f"{TEXT} {number}"} | fields
    return write(module, parent, **fields)


def become(comment, **fields):
    """As it would be by other ways than those of this test."""
    QuerySet(Comment).filter(pk=comment.pk).update(**fields)
    return comment


# -- What the templates say, in every branch of theirs ---------------------------------------


def as_all_its_branches(source):
    """The template with what stands in each branch, its messages in marks, its values left out."""
    kept, is_message = [], False
    for token in DebugLexer(source).tokenize():
        word = token.contents.split(" ", 1)[0]
        if word in ("blocktranslate", "endblocktranslate"):
            is_message = word == "blocktranslate"
            kept.append("⟦" if is_message else "⟧")
        elif token.token_type == TokenType.TEXT:
            kept.append(token.contents)
        elif word == "translate":
            kept.append("⟦a message⟧")
    return "".join(kept)


@pytest.mark.parametrize("name", OURS)
def test_a_template_has_no_words_of_its_own(name):
    source = as_all_its_branches((TEMPLATES / name).read_text())

    if name.endswith(".html"):
        assert untranslated(source, ["at-desk"]) == []
    else:
        assert not re.search("[A-Za-z]", unmarked(source))


# -- Reading and posting -----------------------------------------------------------------------


def test_pages_of_courses_and_boards(walk, module, course, dana):
    empty = make_module(course, 2, title="Η αρχή", members_only=True)
    draft = make_module(course, 3, title="Αύριο", published_at=None)
    closed = make_module(course, 4, title="Τέλος", board="closed", closed_note="Ευχαριστούμε.")
    opening = say(module, country="GB", author=dana)
    reply = say(module, opening)
    for _depth in range(6):
        reply = say(module, reply)
    gone = say(module)
    say(module, gone)
    gone.remove()
    withdrawn = say(module)
    say(module, withdrawn)
    withdrawn.withdraw()
    again = say(module)
    say(module, again)
    again.hold()
    become(opening, edited_at=timezone.now())
    Hold.objects.create(module=empty, reason="Για λίγο.")

    for client in (visitor(), visitor(dana), visitor(staff("Course staff"))):
        walk.get(client, "/")
        for page in ("/privacy/", "/contact/", course.get_absolute_url(), "/accounts/join/1/"):
            walk.get(client, page.replace("/1/", f"/{course.offer.pk}/"))
        for each in (module, empty, closed):
            walk.get(client, each.get_absolute_url())
        walk.get(client, f"{module.get_absolute_url()}?posted={opening.pk}&mail=1")
        walk.get(client, opening.thread.get_absolute_url())
        walk.get(client, f"{opening.thread.get_absolute_url()}?after={reply.pk}")
        walk.get(client, reverse("boards:reply", args=(opening.pk,)))
        for kind, of in (("thread", opening.thread), ("module", module)):
            names = {"thread": [of.pk], "module": [course.slug, module.slug]}[kind]
            walk.get(client, reverse(f"boards:follow-{kind}", args=names))
            walk.post(client, reverse(f"boards:follow-{kind}", args=names))
        walk.get(client, preview_address(draft))
    walk.get(visitor(staff("Moderators")), opening.thread.get_absolute_url())
    walk.get(client, draft.get_absolute_url())
    opening.thread.close()
    walk.get(client, opening.thread.get_absolute_url())
    walk.nothing_is_left()


def test_feeds(walk, module, course):
    say(module)
    become(Comment.objects.get(), published_at=timezone.now() - timedelta(days=1))

    for address in (course.get_absolute_url(), module.get_absolute_url()):
        feed = visitor().get(f"{address}feed/").content.decode()
        said = re.findall(r"<(?:title|subtitle|name|summary)[^>]*>([^<]*)<", feed)
        walk.see(address, "<p>".join(map(html.unescape, said)))
    walk.nothing_is_left()


def test_the_form_for_a_comment_as_it_comes_back(walk, screened, module, dana):
    opening, guest = say(module), visitor()
    address = post_url(module)
    for changes in (
        *({}, {"parent": opening.pk}, {"name": "", "email": "x", "comment": ""}),
        {"country": "US", "state": "ZZ", "city": "Λίντς " * 40, "profession": "0"},
    ):
        walk.post(guest, address, {"comment": breaching("link"), **changes})
    for codes in (("link",), ("referral", "advert"), ("personal",)):
        walk.post(guest, address, form_data(name="Άννα", comment=breaching(*codes)))
    walk.post(guest, address, form_data(name="Άννα", comment="x" * 10_001))
    walk.post(visitor(dana), address, {"comment": ""})
    name = form_data(name="Δάνα")
    for _time in range(12):
        answer = guest.post(address, name | {"comment": f"{TEXT} {_time}"})
    assert answer.status_code == 429
    walk.see("after too many", answer.content.decode())
    Block.objects.create(
        user=dana, until=timezone.now() + timedelta(days=3), reason="Γι' αυτό.", by=dana
    )
    walk.post(visitor(dana), address, {"comment": TEXT})
    walk.get(visitor(dana), module.get_absolute_url())
    walk.nothing_is_left()


@pytest.mark.parametrize("is_members", [True, False])
def test_the_page_of_one_s_comment_in_every_state(walk, screened, module, dana, is_members):
    fields = {"author": dana, "email": dana.email, "name": "Δάνα"} if is_members else {}
    client = visitor(dana if is_members else None)
    mod = staff("Moderators")
    rule = RuleVersion.objects.in_force().first()
    for number, status in enumerate([*Status, *HeldFor]):
        comment = say(module, created=timezone.now() - timedelta(minutes=number), **fields)
        held = status in HeldFor
        become(comment, status=Status.HELD if held else status, held_for=status if held else "")
        walk.get(client, status_address(comment) + "?mail=1")
        edit = f"{status_address(comment)}edit/"
        walk.post(client, edit, {"comment": ""})
    walk.post(client, edit, {"comment": breaching("link", "advert")})
    for act in (Act.ASK, Act.REMOVE, Act.REDACT, Act.SPAM):
        comment = say(module, **fields)
        decision = Decision.make(
            act, comment, by=mod, rule=None if act == Act.SPAM else rule, passages=["παύση"]
        )
        walk.get(client, status_address(comment))
        answer = status_address(comment).replace("/status/", "/answer/")
        walk.post(client, answer, {"decision": decision.pk})
        if act == Act.REMOVE:
            decision.take_answer("Όχι.")
            walk.get(client, status_address(comment))
            Decision.make(Act.KEEP, comment, by=mod)
            walk.get(client, status_address(comment))
    decision.undo(by=mod)
    walk.get(client, status_address(comment))
    walk.nothing_is_left()


def test_a_comment_that_was_sent_as_it_is(walk, screened, module):
    sent = form_data(name="Άννα", comment=breaching("link", "referral"), as_is="yes")
    guest = visitor()
    answer = guest.post(post_url(module), sent)
    walk.get(guest, answer["Location"])
    walk.nothing_is_left()


def test_reporting_a_comment(walk, module, dana):
    comment = say(module)
    address = f"/comments/{comment.pk}/report/"
    for client in (visitor(dana), visitor()):
        walk.get(client, address)
        walk.post(client, address, {"email": "x", "sentence": "ά" * 3000})
        answer = client.post(address, {"rule": Rule.objects.get(code="link").pk, "sentence": ""})
        walk.get(client, answer["Location"])
        walk.get(client, address)
    walk.nothing_is_left()


# -- People ------------------------------------------------------------------------------------

ACCOUNT = (
    *("profile", "sign-out-everywhere", "data", "data/everything.html", "leave", "membership"),
    *("email", "password/change", "2fa", "2fa/webauthn", "2fa/webauthn/add", "2fa/totp/activate"),
    *("logout", "reauthenticate"),
)


def test_pages_of_a_member(walk, module, dana, offer):
    client = visitor(dana)
    guests = say(module, email=dana.email)
    become(guests, needs_claim=False)
    for _time in range(3):
        say(module, author=dana, email=dana.email, name="Δάνα")
    Report.make(say(module), rule=RuleVersion.objects.in_force().first(), person="x", reporter=dana)
    Decision.make(Act.ASK, Comment.objects.by(dana).first(), by=staff("Moderators"))
    Subscription.of_member(dana, "module", module=module)
    Order.place(offer, dana, with_credits=True)
    client.post("/accounts/reauthenticate/", {"password": "password of dana"})
    dana.leave(withdrawing=False)
    client.force_login(User.objects.get(pk=dana.pk))
    client.post("/accounts/reauthenticate/", {"password": "password of dana"})
    for page in ACCOUNT:
        walk.get(client, f"/accounts/{page}/".replace(".html/", ".html"))
    walk.post(client, "/accounts/profile/", {"country": "US", "state": "ZZ", "name": ""})
    walk.post(client, "/accounts/leave/")
    walk.post(client, "/accounts/password/change/", {"password1": "a"}, status=200)
    walk.post(client, "/accounts/2fa/totp/activate/", {"code": "1"}, status=200)
    for page in ("comments/yours", "comments/yours/earlier", "mail"):
        walk.get(client, f"/{page}/")
    walk.post(client, "/accounts/reauthenticate/", {"password": "a"}, status=200)
    walk.nothing_is_left()


def test_signing_up_and_in(walk, db, dana):
    guest = visitor()
    for page in (
        *("login", "signup", "password/reset", "password/reset/done", "confirm-email"),
        *("inactive", "password/reset/key/done", "password/reset/key/1-key", "confirm-email/key"),
    ):
        walk.get(guest, f"/accounts/{page}/")
    wrong = {"login": "x", "password": "y"}
    for _time in range(7):
        answer = guest.post("/accounts/login/", wrong | {"login": "a@example.org"})
        walk.see("signing in", answer.content.decode())
    for typed in (
        {},
        {"email": "x", "password1": "a"},
        {"email": "a@b.org", "password1": "a@b.org"},
    ):
        walk.post(guest, "/accounts/signup/", typed, status=200)
    walk.post(guest, "/accounts/password/reset/", {"email": "x"}, status=200)
    new = {"email": "new@example.org", "password1": "a long and new password"}
    walk.post(guest, "/accounts/signup/", new, status=200, follow=True)
    guest.post("/accounts/password/reset/", {"email": dana.email})
    guest.post("/accounts/password/reset/", {"email": "nobody@example.org"})
    guest.post("/accounts/signup/", new | {"email": dana.email})
    for mail in Email.objects.all():
        see_mail(walk, mail)
        for link in re.findall(r"http://testserver(/accounts/\S+)", mail.message):
            walk.get(visitor(), link, follow=True)
    walk.nothing_is_left()


def test_joining(walk, course, offer, dana):
    member, guest = visitor(dana), visitor()
    walk.get(guest, offer.get_absolute_url())
    review = f"{offer.get_absolute_url()}review/"
    walk.get(member, f"{review}?credits=1")
    walk.post(member, review)
    order = Order.place(offer, dana, with_credits=True)
    paid = Order.place(
        Offer.objects.create(name="Α", heading="Β", button_label="Γ", price=1),
        dana,
        with_credits=False,
    )
    walk.get(member, order.get_absolute_url())
    order.cancel(reason="Όχι.")
    paid.confirm(by=dana)
    for each in (order, paid):
        walk.get(member, each.get_absolute_url())
    walk.get(member, "/accounts/membership/")
    walk.get(member, paid.offer.get_absolute_url())
    paid.refund(reason="Όχι.")
    walk.get(member, paid.get_absolute_url())
    walk.get(member, "/accounts/membership/")
    Offer.objects.update(checkout_url="https://shop.example.org/")
    walk.get(guest, offer.get_absolute_url())
    walk.nothing_is_left()


def test_pages_that_mail_leads_to(walk, module, dana):
    wish = {"about": "module", "module": module, "confirmed_at": timezone.now()}
    wishes = [
        Subscription.objects.create(email="guest@example.org", **wish),
        Subscription.of_member(dana, "replies"),
    ]
    for each in wishes:
        walk.get(visitor(), each.page)
        walk.post(visitor(), each.page, {"x": "y"}, status=200)
        walk.post(visitor(), each.page, {"stop": "yes"}, status=200)
    asked = Subscription.objects.create(
        email="other@example.org", about="module", module=module, asked_at=timezone.now()
    )
    token = signing.dumps([asked.pk, "daily"], salt=CONFIRMING)
    confirm = reverse("boards:confirm-mail", args=(token,))
    walk.get(visitor(), confirm)
    walk.post(visitor(), confirm, status=200)
    walk.nothing_is_left()


# -- Mail ---------------------------------------------------------------------------------------


def see_mail(walk, mail):
    name = f"mail «{mail.subject}»"
    walk.see(name, f"<p>{mail.subject}")
    walk.see(name, f"<pre>{re.sub('[<>]', '', mail.message)}")
    walk.see(name, mail.html_message)


def write_all_mail():
    """As `run_due` does a day later."""
    for model, field in ((Announcement, "due_at"), (Report, "created"), (Decision, "created")):
        QuerySet(model).update(**{field: F(field) - timedelta(days=1)})
    for task in (spread_news, write_news, tell_moderators, tell_reporters, tell_ending):
        task()


@pytest.fixture
def rendered():
    """The names of the templates that are rendered in the test."""
    names = set()

    def keep(template, **kwargs):
        names.add(template.name)

    template_rendered.connect(keep)
    yield names
    template_rendered.disconnect(keep)


def test_mail(walk, rendered, module, offer, dana):
    mod, office = staff("Moderators"), staff("Membership office")
    by_dana = {"author": dana, "email": dana.email, "name": "Δάνα"}
    mine = say(module, **by_dana)
    Subscription.of_member(dana, "module", module=module)
    Subscription.ask("guest@example.org", "daily", about="module", module=module)
    Subscription.ask("guest@example.org", "at_once", about="thread", thread=mine.thread)
    say(module, mine)
    say(module)
    rule = RuleVersion.objects.in_force().get(rule__code="link")
    for number, act in enumerate((Act.REMOVE, Act.ASK, Act.REDACT, Act.PUBLISH)):
        comment = say(module, email=f"other{number}@example.org")
        Report.make(comment, rule=rule, person=f"p{number}", email=f"r{number}@example.org")
        Decision.make(act, comment, by=mod, rule=rule, passages=["παύση"], sentence="Έτσι.")
    withdrawn = say(module)
    Report.make(withdrawn, rule=rule, person="w", email="w@example.org")
    withdrawn.withdraw()
    say(module, text="Everything is so dark.")
    say(module).hold()
    orders = [Order.place(offer, dana, with_credits=True)]
    orders[0].confirm(by=office)
    orders.append(Order.place(offer, dana, with_credits=False))
    orders[1].cancel(reason="Όχι.")
    orders[0].refund(reason="Όχι.")
    Order.told(
        "paid", "ref", offer, "new@example.org", with_credits=False, amount=1, currency="USD"
    )
    now = timezone.now()
    ending = {"begins_at": now - timedelta(days=90), "ends_at": now + timedelta(days=2)}
    Membership.objects.update_or_create(user=mod, offer=offer, defaults=ending)
    ended = ending | {"ends_at": now - timedelta(hours=1)}
    Membership.objects.update_or_create(user=office, offer=offer, defaults=ended)
    dana.leave(withdrawing=False)

    write_all_mail()

    for mail in Email.objects.all():
        see_mail(walk, mail)
    walk.nothing_is_left()
    of_mail = {name for name in OURS if "mail/" in name}
    assert of_mail - rendered == set(), "let something happen by which it is sent"


# -- What goes wrong ------------------------------------------------------------------------------


def test_error_pages(walk, module):
    guest = visitor()
    walk.get(guest, "/fails/", status=500)
    walk.get(guest, "/forbids/", status=403)
    walk.get(guest, "/finds-no-database/", status=503)
    walk.get(guest, "/nowhere/", status=404)
    walk.get(guest, post_url(module), status=405)
    walk.post(
        Client(HTTP_ORIGIN="http://else.example"), post_url(module), {"comment": "Γεια"}, status=403
    )
    walk.post(guest, post_url(module), {"comment": "x" * 300_000}, status=413)
    walk.nothing_is_left()


# -- The administration ---------------------------------------------------------------------------


def test_the_desk_and_its_records(walk, module, dana):
    mod = staff("Moderators")
    at_desk = visitor(mod)
    desk = "/admin/moderation/heldcomment/"
    walk.get(at_desk, desk)
    rule = RuleVersion.objects.in_force().get(rule__code="link")
    reported = say(module, say(module), country="GB")
    Report.make(reported, rule=rule, person="p", reporter=dana, sentence="Όχι.")
    Report.make(reported, rule=rule, person="q")
    urgent = say(module, text="Everything is so dark.")
    Note.objects.create(email=urgent.email, text="Γεια.", by=mod)
    for status in HeldFor:
        become(say(module), status=Status.HELD, held_for=status, held_at=timezone.now())
    redacted = say(module)
    for act, comment in ((Act.REDACT, redacted), (Act.REMOVE, say(module)), (Act.ASK, say(module))):
        decision = Decision.make(act, comment, by=mod, rule=rule, passages=["παύση"], sentence="Ε.")
    decision.undo(by=mod)
    Decision.make(
        *(Act.BLOCK, say(module)), by=mod, rule=rule, until=timezone.now() + timedelta(days=3)
    )
    removed, blocked = (Decision.objects.filter(act=act).last() for act in (Act.REMOVE, Act.BLOCK))
    for comment in (reported, urgent, redacted, decision.comment, removed.comment, blocked.comment):
        walk.get(at_desk, f"{desk}?at={comment.pk}")
    walk.post(at_desk, reverse("admin:moderation_heldcomment_decide", args=[urgent.pk]))
    walk.post(at_desk, reverse("admin:moderation_heldcomment_note", args=[urgent.pk]))
    opening = reverse(
        "admin:moderation_redaction_open", args=[redacted.decisions.get().redaction.pk]
    )
    walk.get(at_desk, opening)
    walk.post(at_desk, opening)
    walk.post(at_desk, opening, {"reason": "Γιατί."}, status=200)
    held = Comment.objects.filter(status="held")[:2]
    several = {"action": "publish", "index": 0, "_selected_action": [each.pk for each in held]}
    walk.post(at_desk, desk, several, status=200)
    walk.get(at_desk, reverse("admin:moderation_decision_numbers"))
    for plot in ("findings", "waits"):
        walk.get(at_desk, reverse("admin:moderation_decision_numbers") + f"?plot={plot}")
    for label in ("decision", "report", "redaction", "note"):
        walk.get(at_desk, f"/admin/moderation/{label}/")
    for label in ("comment", "block", "rule", "hold"):
        walk.get(at_desk, f"/admin/boards/{label}/")
    for each in (redacted, redacted.decisions.get(), Report.objects.first(), Block.objects.get()):
        meta = each._meta
        walk.get(at_desk, f"/admin/{meta.app_label}/{meta.model_name}/{each.pk}/change/")
    walk.nothing_is_left()


def test_pages_of_course_staff(walk, module, course, offer):
    kim = visitor(staff("Course staff"))
    later = make_module(course, 2, title="Μετά", published_at=timezone.now() + timedelta(days=3))
    picture = Picture.objects.create(file="pictures/x.png", alt="Μια λίμνη", width=1, height=1)
    walk.get(kim, "/admin/")
    for each in (
        course,
        module,
        later,
        Presenter.objects.first(),
        Rule.objects.first(),
        offer,
        picture,
        Profession.objects.first(),
    ):
        pages = f"/admin/{each._meta.app_label}/{each._meta.model_name}/"
        for page in ("", "add/", f"{each.pk}/change/", f"{each.pk}/history/"):
            walk.get(kim, pages + page)
        walk.post(kim, f"{pages}add/", {}, status=200) if each is not module else None
    walk.get(kim, reverse("admin:boards_picture_pick"))
    walk.nothing_is_left()


def test_pages_of_the_membership_office(walk, offer, dana):
    office = visitor(staff("Membership office"))
    order = Order.place(offer, dana, with_credits=True)
    order.confirm(by=dana)
    walk.get(office, reverse("admin:accounts_order_totals"))
    walk.get(office, reverse("admin:accounts_order_totals") + "?plot=USD")
    for each in (order, Membership.objects.get()):
        pages = f"/admin/accounts/{each._meta.model_name}/"
        walk.get(office, pages)
        walk.get(office, f"{pages}{each.pk}/change/")
    walk.nothing_is_left()


# -- The site's one language ----------------------------------------------------------------------


@pytest.mark.parametrize(("code", "direction"), [("de", None), ("ar", "rtl"), ("he", "rtl")])
def test_a_page_says_its_language_and_direction(settings, db, code, direction):
    settings.LANGUAGE_CODE = code

    page = visitor().get("/").content.decode()

    says = f' dir="{direction}"' if direction else ""
    assert f'<html lang="{code}"{says}>' in page


def test_dates_and_numbers_are_in_german_form(settings, module, offer):
    settings.LANGUAGE_CODE = "de"
    moment = timezone.now().replace(year=2026, month=3, day=5, hour=12, minute=4)
    say(module, created=moment)
    module.comments_count = 1234
    type(module).objects.filter(pk=module.pk).update(comments_count=1234)
    cache.clear()

    page = visitor().get(module.get_absolute_url()).content.decode()
    joining = visitor().get(offer.get_absolute_url()).content.decode()

    assert "5. März 2026, " in page
    assert "1.234 " in page
    assert "197,00\xa0$" in joining
    assert "8,5 Μόρια" in joining


def test_no_visitor_s_browser_chooses_the_language(settings, db):
    settings.LANGUAGE_CODE = "de"

    answer = visitor().get("/", headers={"accept-language": "fr"})

    assert '<html lang="de">' in answer.content.decode()
    assert "Accept-Language" not in answer.headers.get("Vary", "")
    assert translation.get_language() == "de"
