"""Who gets what at every address, in every state of module and comment.

The table knows each address by its name, and one that it does not know fails the first test. To add
a row: an address that is the same whatever it names goes into FIXED, with what nobody, a member and
staff get at GET and at POST; one of a module into OF_A_MODULE and of a comment into OF_A_COMMENT,
with rules that say the status for a visitor and what the address names; a page of a model in the
administration follows from RIGHTS. The rules are written here once more, in plain words, and ask
none of the code that they are about."""

import functools
import re
from dataclasses import dataclass
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.contrib import admin
from django.core import signing
from django.db import models, transaction
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse
from django.utils import timezone
from post_office.models import EmailTemplate, Log

from accounts import outbox
from accounts.models import Membership, Offer, Order, Profession, User
from boards.models import (
    Block,
    Comment,
    Hold,
    ImportedComment,
    Picture,
    Presenter,
    RuleVersion,
    Subscription,
    Thread,
)
from boards.models.subscription import CONFIRMING
from boards.views.groups import MATCHES_PER_PAGE
from boards.views.pages import PREVIEW_SALT
from boards.views.posting import STATUS_SALT
from moderation.models import Decision, Note, Report
from tests.conftest import make_comment, make_course, make_module, make_staff

pytestmark = pytest.mark.django_db

VISITORS = (
    "nobody",
    "guest",  # with the link to what is theirs
    "member",
    "author",
    "gold",  # a member who has joined the course's offer
    "course staff",
    "moderator",
    "superuser",
)
SIGNED_IN = VISITORS[2:]
STAFF = VISITORS[5:]
PASSWORD = "the same for all of them"
LOGIN = "to sign in"  # in the place of a status: led there

# -- The states ----------------------------------------------------------------------------

A_MONTH = timedelta(days=30)
MODULES = {
    "draft": {"published_at": None},
    "to come": {"published_at": timezone.now() + A_MONTH},
    "open": {"published_at": timezone.now() - A_MONTH},
    "closed": {"published_at": timezone.now() - A_MONTH, "board": "closed"},
    "for members": {"published_at": timezone.now() - A_MONTH, "members_only": True},
}


@dataclass(frozen=True)
class State:
    """Of a comment."""

    status: str
    held_for: str = ""
    once_published: bool = False
    answered: bool = False  # by a reply that is published

    @property
    def is_published(self):
        return self.status == "published"

    @property
    def is_on_board(self):
        """With its words, or as a line in their place."""
        return self.is_published or (self.once_published and self.answered)


COMMENTS = (
    State("published", once_published=True),
    State("published", once_published=True, answered=True),
    State("held", "findings"),
    State("held", "changes"),
    State("held", "address"),
    State("held", "urgent"),
    State("held", "reported", once_published=True),
    State("held", "moderator", once_published=True, answered=True),
    State("removed"),
    State("removed", once_published=True),
    State("removed", once_published=True, answered=True),
    State("withdrawn"),
    State("withdrawn", once_published=True, answered=True),
    State("spam"),
    State("spam", once_published=True, answered=True),
)

# -- What can be found in an answer ------------------------------------------------------------

MARK = re.compile(r"(Title|Words|Name|mail)(\d+)x")


@dataclass(frozen=True)
class Item:
    """A comment of the world, with numbers by which its words, name and address are known."""

    module_state: str
    state: State
    is_members: bool
    comment: Comment
    number: int
    reply_number: int

    def __str__(self):
        return f"{self.module_state}: {'member' if self.is_members else 'guest'}'s {self.state}"


class World:
    """A course with a module in each state, and on each a comment in each state, by a member and by
    a guest."""

    def __init__(self):
        offer = Offer.objects.create(heading="Join us", button_label="Join", price=100)
        self.course = make_course(offer=offer)
        self.people = {
            "member": User.objects.create_user("member@example.org", PASSWORD, name="Member"),
            "author": User.objects.create_user("author@example.org", PASSWORD, name="Author"),
            "gold": User.objects.create_user("gold@example.org", PASSWORD, name="Gold"),
            "course staff": make_staff("kim@example.org", "Course staff"),
            "moderator": make_staff("mod@example.org", "Moderators"),
            "superuser": User.objects.create_superuser("admin@example.org", PASSWORD, name="Admin"),
        }
        for person in self.people.values():
            EmailAddress.objects.get_or_create(
                user=person, email=person.email, defaults={"verified": True, "primary": True}
            )
        gold, now = self.people["gold"], timezone.now()
        period = {"begins_at": now - A_MONTH, "ends_at": now + A_MONTH}
        Membership.objects.create(user=gold, offer=offer, **period)
        self.order = Order.place(offer, gold, with_credits=False)
        self.nursing = Profession.objects.get_or_create(name="Nursing")[0]
        self.numbers = iter(range(100, 10_000))
        self.modules, self.items = {}, []
        for number, (name, fields) in enumerate(MODULES.items(), 1):
            module = make_module(self.course, number, title=f"Title{number}x", **fields)
            self.modules[name] = module
            for is_members in (True, False):
                self.items += [self.item(name, module, each, is_members) for each in COMMENTS]
        ImportedComment.objects.bulk_create(
            ImportedComment(comment=each, course=self.course, wordpress_id=each.pk)
            for each in Comment.objects.all()
        )
        wish = {"about": "module", "module": self.modules["open"]}
        self.wish = Subscription.objects.create(
            email="guest@example.org", asked_at=timezone.now(), confirmed_at=timezone.now(), **wish
        )
        self.clients = {name: self.client(name) for name in VISITORS}

    def item(self, module_state, module, state, is_members):
        number, reply_number = next(self.numbers), next(self.numbers)
        created = timezone.now() - timedelta(days=20)
        opening = make_comment(
            f"Words{number}x",
            name=f"Name{number}x",
            email=f"mail{number}x@example.org",
            author=self.people["author"] if is_members else None,
            profession=self.nursing,
            country="NZ",
            status=state.status,
            created=created,
            published_at=created if state.once_published else None,
        )
        if state.status == "withdrawn":
            opening.text = ""
        comments = [opening]
        if state.answered:
            comments.append(
                make_comment(
                    f"Words{reply_number}x",
                    name=f"Name{reply_number}x",
                    email=f"mail{reply_number}x@example.org",
                    parent=opening,
                    profession=self.nursing,
                    country="NZ",
                    status="published",
                    created=created,
                )
            )
        Thread.build(module, comments)
        models.QuerySet(Comment).filter(pk=opening.pk).update(held_for=state.held_for)
        return Item(module_state, state, is_members, opening, number, reply_number)

    def client(self, name):
        client = Client(HTTP_ORIGIN="http://testserver", raise_request_exception=False)
        if name in self.people:
            client.force_login(self.people[name])
        return client

    def token(self, visitor, comment):
        """What a guest's link bears: the right one for a guest, and for all others another's."""
        other = next(each.comment for each in self.items if each.comment != comment)
        key = comment.pk if visitor == "guest" else other.pk
        return signing.dumps(key, salt=STATUS_SALT)


@pytest.fixture
def world(db):
    return World()


def outcome(answer):
    """The status, or LOGIN."""
    to = answer.headers.get("Location", "")
    if answer.status_code == 302 and to.startswith(("/accounts/login/", "/admin/login/")):
        return LOGIN
    return answer.status_code


def found_in(answer):
    """The marks in what was answered, headers and all."""
    text = answer.content.decode() + str(dict(answer.headers))
    return {f"{kind}{number}" for kind, number in MARK.findall(text)}


def posted(client, address):
    """The answer to an empty post, of which nothing stays."""
    with transaction.atomic():
        answer = client.post(address)
        transaction.set_rollback(True)
    return answer


def in_lines(wrong):
    """What is wrong, a cell a line."""
    return "\n".join(["", *(", ".join(map(str, cell)) for cell in wrong[:40])])


def everything():
    """All there is in the database, but for sessions."""
    kept = (each for each in apps.get_models() if each._meta.label != "sessions.Session")
    return {each._meta.label: list(models.QuerySet(each).order_by("pk").values()) for each in kept}


# -- The rules --------------------------------------------------------------------------------


def sees_module(visitor, module_state):
    """That it is there."""
    not_yet = module_state in ("draft", "to come")
    return not not_yet or visitor in ("course staff", "superuser")


def reads_module(visitor, module_state):
    """Its text and board."""
    joined = module_state != "for members" or visitor == "gold" or visitor in STAFF
    return sees_module(visitor, module_state) and joined


def if_(condition, then, otherwise=404):
    return then if condition else otherwise


def to_its_place(visitor, item):
    return if_(reads_module(visitor, item.module_state) and item.state.is_on_board, 302)


def if_published(visitor, item):
    return if_(reads_module(visitor, item.module_state) and item.state.is_published, 200)


def if_thread_is_seen(visitor, item):
    """It has a comment with its words."""
    seen = item.state.is_published or item.state.answered
    return if_(reads_module(visitor, item.module_state) and seen, 200)


def to_its_author(status, otherwise):
    """A member's own: `status`; for others there is none, and `otherwise` for the signed-out."""

    def rule(visitor, item):
        if visitor not in SIGNED_IN:
            return otherwise
        return if_(visitor == "author" and item.is_members, status)

    return rule


def by_its_link(status):
    """A guest's own, with the right link."""
    return lambda visitor, item: if_(visitor == "guest" and not item.is_members, status)


def always(status):
    """Whoever asks and whatever for, so that one asking will do."""
    rule = functools.partial(lambda status, visitor, of: status, status)
    rule.is_always = True
    return rule


def items_for(rule, world):
    return world.items[:1] if getattr(rule, "is_always", False) else world.items


def of_visible(status):
    return lambda visitor, module_state: if_(sees_module(visitor, module_state), status)


def of_readable(status):
    return lambda visitor, module_state: if_(reads_module(visitor, module_state), status)


def in_preview(visitor, module_state):
    """Whoever has the link reads what is to come; what is there has its own address."""
    return 302 if module_state not in ("draft", "to come") else 200


def in_feed(visitor, module_state):
    """Readers of feeds sign in nowhere."""
    return if_(module_state in ("open", "closed"), 200)


def takes_comments(visitor, module_state):
    """An empty post comes back with what is missing, wherever the page can be seen."""
    return if_(reads_module(visitor, module_state), 422)


# Name of the address: what GET and POST get.
OF_A_COMMENT = {
    "boards:comment": (to_its_place, always(405)),
    "boards:wordpress-comment": (to_its_place, always(405)),
    "boards:reply": (if_published, always(405)),
    "boards:thread": (if_thread_is_seen, always(405)),
    "boards:follow-thread": (
        if_thread_is_seen,
        lambda visitor, item: if_(if_thread_is_seen(visitor, item) == 200, 422),
    ),
    "boards:status": (to_its_author(200, LOGIN), always(405)),
    "boards:edit": (always(405), to_its_author(422, 403)),
    "boards:withdraw": (always(405), to_its_author(303, 403)),
    "boards:narrow-byline": (always(405), to_its_author(303, 403)),
    "boards:guest:status": (by_its_link(200), always(405)),
    "boards:guest:edit": (always(405), by_its_link(422)),
    "boards:guest:withdraw": (always(405), by_its_link(303)),
    "boards:guest:narrow-byline": (always(405), by_its_link(303)),
    "moderation:report": (
        if_published,
        lambda visitor, item: if_(if_published(visitor, item) == 200, 422),
    ),
    "moderation:answer": (always(405), to_its_author(422, 403)),
    "moderation:guest-answer": (always(405), by_its_link(422)),
}
OF_A_MODULE = {
    "boards:preview": (in_preview, always(405)),
    "boards:module-feed": (in_feed, always(405)),
    "boards:module": (of_visible(200), always(405)),
    "boards:page": (of_visible(200), always(405)),
    "boards:groups": (of_visible(200), always(405)),
    "boards:by-profession": (of_visible(200), always(405)),
    "boards:by-country": (of_visible(200), always(405)),
    "boards:follow-module": (of_readable(200), of_readable(422)),
    "boards:post": (always(405), takes_comments),
}
UNNAMED = {"admin:?": "/admin/x/", "old-address": "/2018/02/unheard-of/"}
# What nobody and guests, members, and staff get, at GET and at POST.
FIXED = {
    "robots": ((200, 200, 200), (405, 405, 405)),
    "sitemap": ((200, 200, 200), (200, 200, 200)),
    "sitemap-part": ((200, 200, 200), (200, 200, 200)),
    "old-address": ((404, 404, 404), (405, 405, 405)),
    "boards:home": ((200, 200, 200), (405, 405, 405)),
    "boards:picture": ((404, 404, 404), (405, 405, 405)),
    "boards:handout": ((404, 404, 404), (405, 405, 405)),
    "boards:course-feed": ((200, 200, 200), (405, 405, 405)),
    "boards:search": ((200, 200, 200), (405, 405, 405)),
    "boards:course": ((200, 200, 200), (405, 405, 405)),
    "boards:privacy": ((200, 200, 200), (405, 405, 405)),
    "boards:contact": ((200, 200, 200), (405, 405, 405)),
    "boards:yours": ((LOGIN, 200, 200), (405, 405, 405)),
    "boards:claim": ((LOGIN, 200, 200), (LOGIN, 302, 302)),
    "boards:mail": ((LOGIN, 200, 200), (LOGIN, 302, 302)),
    "boards:mail-by-link": ((200, 200, 200), (200, 200, 200)),
    "boards:confirm-mail": ((200, 200, 200), (200, 200, 200)),
    "accounts:profile": ((LOGIN, 200, 200), (LOGIN, 422, 422)),
    "accounts:sign-out-everywhere": ((LOGIN, 200, 200), (LOGIN, LOGIN, LOGIN)),
    "accounts:data": ((LOGIN, 200, 200), (405, 405, 405)),
    # The password is asked for once more.
    "accounts:download-json": ((LOGIN, 302, 302), (405, 405, 405)),
    "accounts:download-html": ((LOGIN, 302, 302), (405, 405, 405)),
    "accounts:leave": ((LOGIN, 302, 302), (LOGIN, 302, 302)),
    "accounts:stay": ((405, 405, 405), (LOGIN, 302, 302)),
    "accounts:join": ((200, 200, 200), (405, 405, 405)),
    "accounts:follow-offer": ((405, 405, 405), (303, 303, 303)),
    "accounts:review": ((LOGIN, 200, 200), (LOGIN, 422, 422)),
    "accounts:membership": ((LOGIN, 200, 200), (405, 405, 405)),
    "accounts:order": ((LOGIN, 404, 404), (405, 405, 405)),  # another's
    "accounts:cancel-order": ((405, 405, 405), (LOGIN, 404, 404)),
    "accounts:checkout": ((405, 405, 405), (404, 404, 404)),  # no secret is set
    "account_login": ((200, 302, 302), (200, 302, 302)),
    "account_logout": ((302, 200, 200), (302, 302, 302)),
    "account_inactive": ((200, 200, 200), (405, 405, 405)),
    "account_signup": ((200, 302, 302), (200, 302, 302)),
    "account_reauthenticate": ((LOGIN, 200, 200), (LOGIN, 200, 200)),
    "account_email": ((LOGIN, 200, 200), (LOGIN, 302, 302)),
    "account_email_verification_sent": ((200, 200, 200), (405, 405, 405)),
    "account_change_password": ((LOGIN, 200, 200), (LOGIN, 200, 200)),
    "account_set_password": ((LOGIN, 302, 302), (LOGIN, 302, 302)),
    "account_reset_password": ((200, 200, 200), (200, 200, 200)),
    "account_reset_password_done": ((200, 200, 200), (405, 405, 405)),
    "account_reset_password_from_key": ((200, 200, 200), (200, 200, 200)),
    "account_reset_password_from_key_done": ((200, 200, 200), (405, 405, 405)),
    "account_confirm_login_code": ((LOGIN, 302, 302), (LOGIN, 302, 302)),
    "account_confirm_email": ((200, 200, 200), (404, 404, 404)),
    "mfa_index": ((LOGIN, 200, 200), (LOGIN, 405, 405)),
    "mfa_authenticate": ((LOGIN, 302, 302), (LOGIN, 302, 302)),
    "mfa_reauthenticate": ((LOGIN, 302, 302), (LOGIN, 302, 302)),
    "mfa_activate_totp": ((LOGIN, 302, 302), (LOGIN, 302, 302)),
    "mfa_deactivate_totp": ((LOGIN, 404, 404), (LOGIN, 404, 404)),
    "mfa_view_recovery_codes": ((LOGIN, 404, 404), (LOGIN, 405, 405)),
    "mfa_generate_recovery_codes": ((LOGIN, 302, 302), (LOGIN, 302, 302)),
    "mfa_download_recovery_codes": ((LOGIN, 404, 404), (LOGIN, 404, 404)),
    "mfa_list_webauthn": ((LOGIN, 200, 200), (LOGIN, 405, 405)),
    "mfa_add_webauthn": ((LOGIN, 302, 302), (LOGIN, 302, 302)),
    "mfa_reauthenticate_webauthn": ((LOGIN, 302, 302), (LOGIN, 302, 302)),
    "mfa_remove_webauthn": ((LOGIN, 302, 302), (LOGIN, 302, 302)),
    "mfa_edit_webauthn": ((LOGIN, 302, 302), (LOGIN, 302, 302)),
    "mfa_login_webauthn": ((LOGIN, 302, 302), (LOGIN, 302, 302)),
    "admin:index": ((LOGIN, LOGIN, 200), (LOGIN, LOGIN, 200)),
    "admin:login": ((LOGIN, 403, 302), (LOGIN, 403, 302)),
    "admin:logout": ((302, 302, 302), (302, 302, 302)),
    "admin:password_change": ((LOGIN, LOGIN, 302), (LOGIN, LOGIN, 302)),
    "admin:password_change_done": ((LOGIN, LOGIN, 200), (LOGIN, LOGIN, 405)),
    "admin:autocomplete": ((LOGIN, LOGIN, 403), (LOGIN, LOGIN, 405)),
    "admin:jsi18n": ((LOGIN, LOGIN, 200), (LOGIN, LOGIN, 405)),
    "admin:view_on_site": ((LOGIN, LOGIN, 404), (LOGIN, LOGIN, 404)),
    "admin:?": ((LOGIN, LOGIN, 404), (LOGIN, LOGIN, 404)),  # any other
}
# Who may see (v), change (c), add (a) and delete (d) what, in the administration.
NOTHING = {"course staff": "", "moderator": "", "superuser": ""}
RIGHTS = {
    "auth.Group": NOTHING | {"superuser": "vcad"},
    "accounts.Profession": NOTHING | {"course staff": "vcad", "superuser": "vcad"},
    "accounts.Offer": NOTHING | {"course staff": "vcad", "superuser": "vcad"},
    "accounts.Order": NOTHING | {"superuser": "vc"},  # and the membership office
    "accounts.Membership": NOTHING | {"superuser": "v"},
    "accounts.User": NOTHING | {"superuser": "vca"},
    "boards.Course": NOTHING | {"course staff": "vcad", "superuser": "vcad"},
    "boards.Module": NOTHING | {"course staff": "vcad", "superuser": "vcad"},
    "boards.Picture": NOTHING | {"course staff": "vcad", "superuser": "vcad"},
    "boards.Presenter": NOTHING | {"course staff": "vcad", "superuser": "vcad"},
    "boards.Rule": {"course staff": "vca", "moderator": "v", "superuser": "vca"},
    "boards.Hold": NOTHING | {"moderator": "vcad", "superuser": "vcad"},
    "boards.Comment": NOTHING | {"moderator": "v", "superuser": "v"},
    "boards.Block": NOTHING | {"moderator": "vca", "superuser": "vca"},
    "moderation.HeldComment": NOTHING | {"moderator": "vc", "superuser": "vc"},
    "moderation.Decision": NOTHING | {"moderator": "v", "superuser": "v"},
    "moderation.Report": NOTHING | {"moderator": "v", "superuser": "v"},
    "moderation.Redaction": NOTHING | {"moderator": "v", "superuser": "v"},
    "moderation.Note": NOTHING | {"moderator": "vd", "superuser": "vd"},
    "account.EmailAddress": NOTHING | {"superuser": "vcad"},
    "post_office.Log": NOTHING | {"superuser": "vcad"},
    "post_office.EmailTemplate": NOTHING | {"superuser": "vcad"},
}
# Pages of a model besides those that each has: what one must be allowed to, and what GET and an
# empty POST get.
MORE_OF_MODELS = {
    "admin:moderation_heldcomment_decide": ("moderation.HeldComment", "c", 405, 422),
    "admin:moderation_heldcomment_note": ("moderation.HeldComment", "c", 405, 422),
    "admin:moderation_heldcomment_undo": ("moderation.HeldComment", "c", 405, 404),
    "admin:moderation_decision_numbers": ("moderation.Decision", "v", 200, 200),
    "admin:moderation_redaction_open": ("moderation.Redaction", "v", 200, 422),
    "admin:boards_picture_pick": ("boards.Picture", "v", 200, None),
    "admin:boards_course_simple_history": ("boards.Course", "v", 200, 200),
    "admin:boards_module_simple_history": ("boards.Module", "v", 200, 200),
    "admin:accounts_order_totals": ("accounts.Order", "v", 200, 200),
    "admin:auth_user_password_change": ("accounts.User", "c", 200, 200),
}
PAGES_OF_MODELS = {"changelist": "v", "add": "a", "change": "v", "delete": "d", "history": "v"}


def names_of_models():
    for label in RIGHTS:
        name = label.lower().replace(".", "_")
        yield from (f"admin:{name}_{page}" for page in PAGES_OF_MODELS)


def addresses(resolver=None, namespace=""):
    """The names of all addresses that there are."""
    for each in (resolver or get_resolver()).url_patterns:
        if isinstance(each, URLPattern):
            yield f"{namespace}{each.name or '?'}"
        else:
            inner = f"{each.namespace}:" if each.namespace else ""
            yield from addresses(each, namespace + inner)


# -- The tests --------------------------------------------------------------------------------


def test_every_address_is_in_the_table():
    known = {*OF_A_COMMENT, *OF_A_MODULE, *FIXED, *MORE_OF_MODELS, *names_of_models()}
    known |= {f"admin:{'app_list'}"}
    there = set(addresses())

    assert sorted(there - known) == [], "say in the table who gets what there"
    assert sorted(known - there) == [], "these are in the table and nowhere else"


def test_every_model_of_the_administration_is_in_the_table():
    assert {model._meta.label for model in admin.site._registry} == set(RIGHTS)


def address_of(world, name, visitor, item):
    args = [item.comment.pk]
    if name in ("boards:thread", "boards:follow-thread"):
        args = [item.comment.thread_id]
    if name == "boards:wordpress-comment":
        args.insert(0, world.course.slug)
    if ":guest" in name:
        args.append(world.token(visitor, item.comment))
    return reverse(name, args=args)


def readable(visitor, name, item):
    """The marks of a comment and its reply that an answer about it may hold."""
    own, reply = f"{item.number}", f"{item.reply_number}"
    answer = {f"Words{reply}", f"Name{reply}"} if item.state.answered else set()
    words = {f"Words{own}", f"Name{own}"} if item.state.status != "withdrawn" else {f"Name{own}"}
    if name in ("boards:status", "boards:guest:status"):
        return words
    shown = words if item.state.is_published else set()
    return shown | answer


@pytest.mark.parametrize("visitor", VISITORS)
def test_what_is_got_at_the_addresses_of_a_comment(world, visitor):
    client, wrong = world.clients[visitor], []
    before = everything()
    for name, (at_get, _at_post) in OF_A_COMMENT.items():
        for item in items_for(at_get, world):
            address = address_of(world, name, visitor, item)
            answer = client.get(address)
            titles = {f"Title{list(MODULES).index(item.module_state) + 1}"}
            extra = found_in(answer) - readable(visitor, name, item)
            if outcome(answer) != at_get(visitor, item) or extra - titles:
                wrong.append((name, item, outcome(answer), at_get(visitor, item), extra - titles))
            if answer.status_code == 404 and found_in(answer):
                wrong.append((name, item, "a mark at 404"))
    assert not wrong, in_lines(wrong)
    assert everything() == before  # no GET has changed anything

    for name, (_at_get, at_post) in OF_A_COMMENT.items():
        for item in items_for(at_post, world):
            answer = posted(client, address_of(world, name, visitor, item))
            if outcome(answer) != at_post(visitor, item):
                wrong.append((name, item, "POST", outcome(answer), at_post(visitor, item)))
    assert not wrong, in_lines(wrong)


def preview_token(module):
    return signing.dumps(module.pk, salt=PREVIEW_SALT)


def in_feeds(world):
    """The marks of published comments where everybody reads them."""
    open_to_all = [item for item in world.items if in_feed("nobody", item.module_state) == 200]
    own = [item.number for item in open_to_all if item.state.is_published]
    replies = [item.reply_number for item in open_to_all if item.state.answered]
    return {f"{word}{each}" for each in (*own, *replies) for word in ("Words", "Name")}


def on_board(world, module_state):
    """The marks on the page of a module: words and names of what is published beneath what is on
    the board."""
    marks = set()
    for item in world.items:
        if item.module_state == module_state and item.state.is_on_board:
            marks |= readable("nobody", "boards:module", item)
    return marks


@pytest.mark.parametrize("visitor", VISITORS)
def test_what_is_got_at_the_addresses_of_a_module(world, visitor):
    client, wrong = world.clients[visitor], []
    for name, (at_get, at_post) in OF_A_MODULE.items():
        for number, (state, module) in enumerate(world.modules.items(), 1):
            args = [module.course.slug, module.slug]
            more = {
                "boards:page": 1,
                "boards:preview": preview_token(module),
                "boards:by-profession": world.nursing.pk,
                "boards:by-country": "NZ",
            }
            args += [more[name]] if name in more else []
            address = reverse(name, args=args)
            answer = client.get(address)
            wanted = {f"Title{number}"} if answer.status_code == 200 else set()
            is_page = name in ("boards:module", "boards:page")
            if is_page and reads_module(visitor, state):
                wanted |= on_board(world, state)
            if name in ("boards:by-profession", "boards:by-country") and reads_module(
                visitor, state
            ):
                some = found_in(answer) & on_board(world, state)
                assert len(some) > MATCHES_PER_PAGE
                wanted |= some
            if name == "boards:module-feed" and wanted:
                wanted |= found_in(answer) & in_feeds(world)
            if outcome(answer) != at_get(visitor, state) or found_in(answer) != wanted:
                wrong.append((name, state, outcome(answer), found_in(answer) ^ wanted))
            if outcome(posted(client, address)) != at_post(visitor, state):
                wrong.append((name, state, "POST"))
    assert not wrong, in_lines(wrong)


@pytest.mark.parametrize("visitor", VISITORS)
def test_what_is_got_at_the_addresses_that_name_nothing(world, visitor):
    client, wrong = world.clients[visitor], []
    place = 0 if visitor not in SIGNED_IN else 2 if visitor in STAFF else 1
    args = {
        "sitemap-part": ["pages"],
        "boards:picture": ["of-nothing-there.png"],
        "boards:handout": [987654],
        "boards:course-feed": [world.course.slug],
        "boards:search": [world.course.slug],
        "boards:course": [world.course.slug],
        "accounts:join": [world.course.offer_id],
        "accounts:follow-offer": [world.course.offer_id],
        "accounts:review": [world.course.offer_id],
        "accounts:order": [world.order.number],
        "accounts:cancel-order": [world.order.number],
        "boards:mail-by-link": [world.wish.page.split("/")[2]],
        "boards:confirm-mail": [signing.dumps([world.wish.pk, "daily"], salt=CONFIRMING)],
        "account_reset_password_from_key": ["1", "key"],
        "account_confirm_email": ["key"],
        "mfa_remove_webauthn": [1],
        "mfa_edit_webauthn": [1],
        "admin:view_on_site": ["987654", "1"],
    }
    for name, (at_get, _at_post) in FIXED.items():
        address = UNNAMED.get(name) or reverse(name, args=args.get(name))
        answer = client.get(address)
        own_order = visitor == "gold" and name in ("accounts:order", "accounts:cancel-order")
        if outcome(answer) != (200 if own_order and at_get[place] == 404 else at_get[place]):
            wrong.append((name, outcome(answer), at_get[place]))
        titles = {"Title3", "Title4", "Title5"}
        if name == "boards:course" and reads_module(visitor, "draft"):
            titles |= {"Title1", "Title2"}
        if name == "boards:course-feed":
            titles |= in_feeds(world)
        if name == "boards:yours" and visitor == "author":
            continue  # all their own, page by page
        if found_in(answer) - titles:
            wrong.append((name, found_in(answer) - titles))
    assert not wrong, in_lines(wrong)
    for name, (_at_get, at_post) in FIXED.items():
        address = UNNAMED.get(name) or reverse(name, args=args.get(name))
        answer = posted(world.client(visitor), address)
        own_order = visitor == "gold" and name == "accounts:cancel-order"
        if outcome(answer) != (302 if own_order else at_post[place]):
            wrong.append((name, "POST", outcome(answer), at_post[place]))
    assert not wrong, in_lines(wrong)


@pytest.mark.parametrize("visitor", VISITORS)
def test_what_is_found_by_its_words(world, visitor):
    client, wrong = world.clients[visitor], []
    for item in world.items:
        may_read = reads_module(visitor, item.module_state)
        for number, is_there in (
            (item.number, item.state.is_published),
            (item.reply_number, item.state.answered),
        ):
            answer = client.get(f"/compassion/search/?q=Words{number}x")
            place = list(MODULES).index(item.module_state) + 1
            marks = {f"Words{number}", f"Name{number}", f"Title{place}"}
            wanted = {f"Words{number}"} | (marks if may_read and is_there else set())
            if found_in(answer) != wanted:
                wrong.append((item, number, found_in(answer) ^ wanted))
    assert not wrong, in_lines(wrong)


def examples(world):
    """The key of something of each model in the administration."""
    mod, comment = world.people["moderator"], world.items[0].comment
    rule = RuleVersion.objects.in_force().first()
    held = next(each.comment for each in world.items if each.state.held_for == "findings")
    redacted = next(each.comment for each in world.items if each.state.held_for == "reported")
    redacted.refresh_from_db()
    decision = Decision.make(
        Decision.Act.REDACT, redacted, by=mod, rule=rule, passages=[redacted.text]
    )
    draft, later = world.modules["draft"], timezone.now() + A_MONTH
    template = EmailTemplate.objects.create(name="one")
    log = Log.objects.create(email=outbox.write("x@example.org", "A", "B", "C"), status=0)
    given = {
        "accounts.Offer": Offer.objects.create(heading="An offer", button_label="Join"),
        "boards.Presenter": Presenter.objects.create(name="A presenter"),
        "boards.Picture": Picture.objects.create(file="pictures/x.png", alt="A", width=1, height=1),
        "boards.Hold": Hold.objects.create(module=draft),
        "boards.Block": Block.objects.create(email="x@example.org", until=later, by=mod),
        "boards.Comment": comment,
        "moderation.HeldComment": held,
        "moderation.Decision": decision,
        "moderation.Redaction": decision.redaction,
        "moderation.Report": Report.make(comment, rule=rule, person="p"),
        "moderation.Note": Note.objects.create(email="x@example.org", text="A note.", by=mod),
        "post_office.Log": log,
        "post_office.EmailTemplate": template,
    }
    return {
        label: (given.get(label) or apps.get_model(label).objects.first()).pk for label in RIGHTS
    }


@pytest.mark.parametrize("visitor", VISITORS)
def test_what_is_got_in_the_administration(world, visitor):
    client, keys, wrong = world.clients[visitor], examples(world), []

    def check(name, right, model, at_get, at_post=None):
        may = right in RIGHTS[model].get(visitor, "")
        refused = 403 if visitor in STAFF else LOGIN
        takes_key = not name.endswith(("_changelist", "_add", "_numbers", "_totals", "_pick"))
        args = [keys[model]] if takes_key else []
        if name.endswith("_simple_history"):
            history = apps.get_model(model).history
            args.append(history.filter(id=keys[model]).first().pk)
        address = reverse(name, args=args)
        got, wanted = outcome(client.get(address)), at_get if may or at_get == 405 else refused
        if got != wanted:
            wrong.append((name, got, wanted))
        if at_post and (got := outcome(posted(client, address))) != (at_post if may else refused):
            wrong.append((name, "POST", got, at_post if may else refused))

    for label in RIGHTS:
        name = label.lower().replace(".", "_")
        for page, right in PAGES_OF_MODELS.items():
            if f"{name}_{page}" != "moderation_heldcomment_change":
                check(f"admin:{name}_{page}", right, label, 200)
    to_the_desk = reverse("admin:moderation_heldcomment_change", args=[1])
    desk = client.get(to_the_desk, follow=True)
    may = "v" in RIGHTS["moderation.HeldComment"].get(visitor, "")
    assert desk.redirect_chain
    assert desk.status_code == (200 if may or visitor not in SIGNED_IN else 403)
    for name, (label, right, at_get, at_post) in MORE_OF_MODELS.items():
        check(name, right, label, at_get, at_post)
    assert not wrong, in_lines(wrong)


def test_an_author_s_own_list_shows_their_own_alone(world):
    own = {item.number for item in world.items if item.is_members}
    shown = set()
    for page in range(1, 6):
        shown |= found_in(world.clients["author"].get(f"/comments/yours/?page={page}"))

    numbers = {int(mark.removeprefix("Words")) for mark in shown if mark.startswith("Words")}
    assert numbers <= own
    assert not any(mark.startswith("mail") for mark in shown)


def test_what_was_never_published_answers_as_if_it_had_never_existed(world):
    for item in world.items:
        if not item.state.once_published:
            answer = world.clients["nobody"].get(f"/comments/{item.comment.pk}/")
            never = world.clients["nobody"].get("/comments/987654321/")
            assert answer.content == never.content
            assert dict(answer.headers) == dict(never.headers)
