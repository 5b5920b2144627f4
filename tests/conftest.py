"""The cast: dana writes, priya answers, mallory should not get in, mod moderates, kim writes the
pages. A course with one open module stands ready; `write` puts comments on its board."""

import os
import time
from datetime import timedelta
from types import SimpleNamespace

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal import auth
from django.conf import settings
from django.contrib.auth.models import Group
from django.core.cache import caches
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings
from django.utils import timezone

from accounts.models import Profession, User, edition
from accounts.questions import Question
from boards import remembered
from boards.models import Comment, Course, Handout, Module, Thread


def pytest_configure():
    # Hashed names of static files need a collected folder, which tests do without; and passwords
    # of the cast need no protection.
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    data = settings.DATA_DIR / os.environ.get("PYTEST_XDIST_WORKER", "alone")
    data.mkdir(exist_ok=True)
    override_settings(
        DATA_DIR=data,  # each process of tests has an outbox of its own
        STORAGES=settings.STORAGES | {"staticfiles": plain},
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        STAFF_SECOND_FACTOR=False,  # which tests of it switch on
    ).enable()


@pytest.fixture(autouse=True)
def empty_cache():
    for cache in caches.all():
        cache.clear()
    edition.KEPT.clear()
    remembered.AT_HAND.clear()


@pytest.fixture
def questions_counted(monkeypatch):
    """Questions go by a cursor of Django's on PostgreSQL too, for those who count queries."""
    monkeypatch.setattr(Question, "_rows_of_libpq", lambda *_asked: None)


@pytest.fixture
def files(settings, tmp_path):
    """The folder in which pictures and handouts are kept, empty."""
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def hand_out(module, name="sheet.pdf", content=b"%PDF-1.4", **fields):
    fields = {"title": "A sheet for the week", "file": SimpleUploadedFile(name, content)} | fields
    return Handout.objects.create(module=module, **fields)


@pytest.fixture
def course(db):
    return make_course()


@pytest.fixture
def module(course):
    return make_module(course, 1)


@pytest.fixture
def psychotherapy(db):
    return Profession.objects.get_or_create(name="Psychotherapy")[0]


@pytest.fixture
def dana(db):
    return User.objects.create_user("dana@example.org", "password of dana", name="Dana Whitfield")


@pytest.fixture
def mallory(db):
    return User.objects.create_user("mallory@example.org", "password of mallory", name="Mallory")


@pytest.fixture
def mod(db):
    return make_staff("mod@example.org", "Moderators")


@pytest.fixture
def kim(db):
    return make_staff("kim@example.org", "Course staff")


@pytest.fixture
def admin(db):
    return User.objects.create_superuser("admin@example.org", "password of admin", name="Admin")


@pytest.fixture
def guest(client):
    """A visitor whose browser says, as browsers do, that a form was sent from our own page."""
    client.defaults["HTTP_ORIGIN"] = "http://testserver"
    return client


@pytest.fixture
def code_for(monkeypatch):
    """What an app shows that bears a secret (RFC 6238), and goes on showing during the test, which
    else would fail where one code ends and the next begins."""
    now = time.time()
    monkeypatch.setattr(auth, "time", SimpleNamespace(time=lambda: now))
    return lambda secret: auth.format_hotp_value(auth.hotp_value(secret, int(now) // 30))


def confirm_address(person):
    """The person's e-mail address, as if it had been confirmed by mail."""
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    return person


def make_staff(email, group):
    person = User.objects.create_user(email, f"password of {group}", name=group, is_staff=True)
    person.groups.add(Group.objects.get(name=group))
    return person


def make_course(**fields):
    fields = {
        "title": "Practical Compassion",
        "short_title": "Compassion",
        "slug": "compassion",
    } | fields
    return Course.objects.create(**fields)


def make_module(course, number=1, **fields):
    fields = {
        "title": f"Title of module {number}",
        "slug": f"module-{number}",
        "published_at": timezone.now() - timedelta(days=30),
    } | fields
    return Module.objects.create(course=course, number=number, **fields)


def make_comment(text="I will use the pause with my clients.", **fields):
    """An unsaved comment, as a form would make it."""
    return Comment(**{"name": "Priya Raman", "email": "priya@example.org", "text": text} | fields)


def write(module, parent=None, text=None, **fields):
    """Post a comment by the door, each time by another guest unless told."""
    number = Comment.objects.count() + 1
    fields = {"name": f"Guest {number}", "email": f"guest{number}@example.org"} | fields
    comment = make_comment(text or f"Text number {number}.", **fields)
    if parent:
        return parent.thread.reply(comment, to=parent)
    return module.start_thread(comment)


def build(module, shape, **fields):
    """Threads at once by the second door: `shape` holds one list per thread, in which each number
    says which comment of the list (counted from 0) the next one answers. `[[0, 0]]` is one thread,
    an opening comment with two replies. Returns the comments, a list per thread."""
    start = timezone.now() - timedelta(days=20)
    threads = []
    for place, answered in enumerate(shape):
        comments = []
        for number, parent in enumerate([None, *answered]):
            kept = {
                "status": Comment.Status.PUBLISHED,
                "created": start + timedelta(minutes=place, seconds=number),
                "name": f"Writer {place}.{number}",
            }
            kept |= {
                "text": f"Comment {place}.{number}.",
                "parent": None if parent is None else comments[parent],
            }
            comments.append(make_comment(**kept | fields))
        threads.append(comments)
    Thread.build(module, [comment for comments in threads for comment in comments])
    return threads


def form_data(**changes):
    """What the browser sends with the form, all right."""
    return {
        "name": "Priya Raman",
        "email": "priya@example.org",
        "profession": "",
        "country": "GB",
        "city": "",
        "state": "",
        "website": "",
        "comment": "I will use the pause with my clients.",
    } | changes


def post_url(module):
    return f"{module.get_absolute_url()}comments/"
