"""What a board weighs, and how often a browser that has been nowhere yet asks for a part of it."""

import gzip
import random
import re
import tomllib
from collections import Counter
from datetime import timedelta
from itertools import cycle
from pathlib import Path

import html5lib
import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.utils import timezone

from accounts.models import Profession
from boards.models import Comment, Thread
from boards.remembered import ENCODINGS
from tests.conftest import make_comment, make_module

pytestmark = pytest.mark.django_db

KB = 1024
THREADS = 50  # of a full page
WORDS = 90  # of each comment
DEMO = tomllib.loads(Path(settings.BASE_DIR, "boards/demo/compassion.toml").read_text())
LOADED = {"stylesheet", "icon", "preload", "modulepreload"}  # of links, what browsers ask for

HEAVY, AS_SENT = 110 * KB, {"br": 25 * KB, "gzip": 27 * KB}


def texts():
    """Without end, and without repeating itself, which would be compressed to nothing."""
    prose = " ".join(comment["text"] for comment in DEMO["comments"]).lower()
    words = [word for word, _ in Counter(re.findall(r"[a-z][a-z']+", prose)).most_common(300)]
    draw = random.Random(WORDS)
    while True:
        yield " ".join(draw.choices(words, k=WORDS))


@pytest.fixture
def full(course):
    """A module with a full page, where a third of the threads have two replies."""
    module = make_module(course, text=DEMO["modules"][0]["text"])
    start = timezone.now() - timedelta(days=20)
    text, people = texts(), cycle(DEMO["people"].values())

    def comment(created, parent=None):
        byline = {"profession": "Psychotherapy"} | next(people)
        byline["profession"], _ = Profession.objects.get_or_create(name=byline["profession"])
        status = Comment.Status.PUBLISHED
        return make_comment(next(text), status=status, created=created, parent=parent, **byline)

    comments = []
    for place in range(THREADS):
        comments.append(opening := comment(start + timedelta(hours=place)))
        if place % 3 == 0:
            comments += [comment(opening.created + timedelta(minutes=n), opening) for n in (7, 31)]
    Thread.build(module, comments)
    return module


@pytest.fixture
def page(client, full):
    return client.get(full.get_absolute_url()).content


def asked_for(page):
    """The addresses that a browser asks for by itself to show that page."""
    elements = list(html5lib.parse(page.decode(), namespaceHTMLElements=False).iter())
    links = [each for each in elements if LOADED & set(each.get("rel", "").split())]
    # A site whose page names no icon is asked for this one.
    icons = [] if any(each.get("rel") == "icon" for each in links) else ["/favicon.ico"]
    addresses = [each.get("src") for each in elements if each.get("src")]
    addresses += [each.get("href") for each in links] + icons
    return [address for address in addresses if not address.startswith("data:")]


def content(address):
    return Path(finders.find(address.removeprefix(settings.STATIC_URL))).read_bytes()


def zipped(content):
    return len(gzip.compress(content, 6))


def test_the_page_is_a_full_one(page, full):
    assert page.count(b"<article class=comment ") == full.comments_count == 84


def test_a_full_page_is_small(page):
    assert len(page) <= HEAVY


@pytest.mark.parametrize("encoding", AS_SENT)
def test_a_full_page_is_small_as_it_is_sent(page, encoding):
    assert len(ENCODINGS[encoding](page)) <= AS_SENT[encoding]


def test_a_board_takes_four_requests(page):
    assert len([page, *asked_for(page)]) <= 4


def test_scripts_and_styles_of_a_board_are_small_as_they_are_sent(page):
    assert sum(zipped(content(address)) for address in asked_for(page)) <= 25 * KB


def test_what_we_wrote_of_them_is_small_as_it_is():
    assert len(content("/static/js/site.js")) <= 10 * KB
    assert len(content("/static/css/site.css")) <= 20 * KB
