"""Pages that are the same for everybody, remembered as they went out and answered in front of
Django; and parts of pages, for those who are signed in.

What is remembered is what would be made: with each page stand the counts of changes as they were
before it was made, see `counts`, and each request reads in one query whether they are so still. The
memory is Django's cache; where that is down (config/cache.py), pages are made anew."""

import functools
import gzip
import hashlib
import re
import time
from bisect import bisect_right
from collections import OrderedDict
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import brotli
from django.conf import settings
from django.core.cache import caches
from django.db import DEFAULT_DB_ALIAS, Error, connections
from django.utils import timezone

from accounts.access import has_session
from accounts.models.edition import KEPT as KEPT_OF_EDITION
from accounts.models.edition import once_an_edition
from accounts.questions import Question
from boards.models import Module

LASTS = 24 * 60 * 60  # seconds; any change is noticed, this only frees the cache
# In the environ of a request: where a view leaves its Stamp, and what the visitor has already.
KEPT, HAS = "colloquy.kept", "colloquy.has"
COUNTS = """
SELECT COALESCE((SELECT number FROM accounts_edition WHERE id = 1), 0),
       COALESCE((SELECT {version} FROM boards_module {where}), 0)
"""
OF_ALL = Question(COUNTS.format(version="sum(version)", where=""))
OF_ONE = Question(COUNTS.format(version="version", where="WHERE id = %s"))
# Best first. Each takes some 2 ms for a page, once for all who will accept it.
ENCODINGS = {
    "br": lambda body: brotli.compress(body, brotli.MODE_TEXT, quality=5),
    "gzip": lambda body: gzip.compress(body, 6),
}
# The headers that an answer of 304 bears of those that the page has, by RFC 9110, 15.4.5.
OF_UNCHANGED = {"cache-control", "content-location", "date", "etag", "expires", "vary"}
# Pages that this process has had lately, by their places in the cache: those that many people read
# need not be fetched from it, nor unpickled, for each of them.
AT_HAND = OrderedDict()
MOST_AT_HAND = 100  # of some 30 KB compressed, 110 KB as they are
# What decides how a page is made, beside the database.
MADE_BY = ("templates", "static", "locale", "accounts", "boards", "moderation", "config")
LIBRARIES = "requirements.txt"
SETTINGS = ("SITE_URL", "SITE_NAME", "LANGUAGE_CODE", "CONTACT_EMAIL", "TRUSTED_PROXIES")


def counts(board=None):
    """How often anything has changed that pages show: the edition, see accounts.models.edition, and
    the version of `board`, a module's key, or the sum of all versions."""
    [(edition, versions)] = OF_ONE.rows(board) if board else OF_ALL.rows()
    return edition, int(versions)


class Stamp(NamedTuple):
    """By which a page can be told to be what would be made now."""

    counts: tuple
    board: int | None  # the module whose version is among them; None: all
    until: object  # when a module's own time comes, by which pages change

    def holds(self):
        is_over = self.until and self.until <= timezone.now()
        return not is_over and self.counts == counts(self.board)


def remembered(view):
    """Have the page that `view` makes remembered, where it is public, see `same_for_everybody`. A
    page that shows one board alone bears its module as `board`."""

    @functools.wraps(view)
    def answer(request, *args, **kwargs):
        if has_session(request):
            return view(request, *args, **kwargs)
        request.edition, versions = counts()
        until = next_change(request.edition)
        if HAS in request.environ:  # the page is wanted whole, to be remembered
            request.META.pop("HTTP_IF_NONE_MATCH", None)
        response = view(request, *args, **kwargs)
        is_public = response.headers.get("Cache-Control", "").startswith("public")
        if is_public and response.status_code == 200:
            board = getattr(response, "board", None)
            request.environ[KEPT] = Stamp(
                (request.edition, board.version if board else versions),
                board and board.pk,
                until,
            )
        return response

    return answer


@once_an_edition
def changes():
    return Module.objects.changes()


def next_change(edition):
    """When the next module is published or closes by a time that was set; None if none is."""
    times = changes(edition)
    return next(iter(times[bisect_right(times, timezone.now()) :]), None)


# -- In front of Django ----------------------------------------------------------------------


class Page(NamedTuple):
    """What went out: a status 200, with these headers; `unchanged`: those of them that tell whoever
    has it already."""

    stamp: Stamp
    etag: str
    headers: list
    unchanged: list
    body: bytes
    encoding: str = ""  # one of ENCODINGS

    @classmethod
    def of(cls, stamp, headers, body):
        named = {name.lower(): value for name, value in headers}
        # It is the same page with and without compression, so byte by byte it is only like it.
        etag = "W/" + named.pop("etag").removeprefix("W/")
        kept = [pair for pair in headers if pair[0].lower() not in ("etag", "content-length")]
        kept.append(("ETag", etag))
        unchanged = [pair for pair in kept if pair[0].lower() in OF_UNCHANGED]
        return cls(stamp, etag, kept, unchanged, body)

    def encoded(self, encoding):
        if not encoding:
            return self
        return self._replace(body=ENCODINGS[encoding](self.body), encoding=encoding)

    def answer(self, environ, start_response):
        # Until the end of this very second: nginx counts whole ones, and of one second makes two.
        until = ("X-Accel-Expires", f"@{int(time.time())}")
        if self.etag.removeprefix("W/") in environ[HAS]:
            start_response("304 Not Modified", [*self.unchanged, until])
            return [b""]
        encoding = [("Content-Encoding", self.encoding)] if self.encoding else []
        length = ("Content-Length", str(len(self.body)))
        start_response("200 OK", [*self.headers, *encoding, length, until])
        return [self.body]


@functools.lru_cache(maxsize=50)
def best_encoding(accepted):
    """The one of ENCODINGS for who accepts these, by RFC 9110, 12.5.3; "" for the page as it is."""
    named = (each.partition(";") for each in accepted.replace(" ", "").lower().split(","))
    wanted = {name for name, _, weight in named if not re.fullmatch(r"q=0(\.0*)?", weight)}
    return next((each for each in ENCODINGS if each in wanted), "")


def in_front_of(application):
    """A WSGI application that answers with what `application` has answered before, where that is
    still so."""

    def answer(environ, start_response):
        if not (key := key_of(environ)):
            return application(environ, start_response)
        environ[HAS] = environ.get("HTTP_IF_NONE_MATCH", "")
        encoding = best_encoding(environ.get("HTTP_ACCEPT_ENCODING", ""))
        if page := recalled(key, encoding):
            return page.answer(environ, start_response)
        return made(key, encoding, environ, start_response)

    def made(key, encoding, environ, start_response):
        begun = []
        response = application(environ, lambda *of_it: begun.append(of_it))
        stamp = environ.pop(KEPT, None)
        names = {name.lower() for name, _value in begun[0][1]}
        if not stamp or "set-cookie" in names:  # which is for one visitor alone
            start_response(*begun[0])
            return response
        try:
            page = Page.of(stamp, begun[0][1], b"".join(response))
        finally:
            response.close()
        return keep(key, page, page.encoded(encoding)).answer(environ, start_response)

    return answer


def key_of(environ):
    """Under which the page is remembered that the request asks for; None where it asks for
    something else, or as somebody with a session."""
    if environ["REQUEST_METHOD"] != "GET" or environ.get("QUERY_STRING"):
        return None
    if settings.SESSION_COOKIE_NAME in environ.get("HTTP_COOKIE", ""):
        return None
    # Under other names, such as with any port, nobody fills the memory.
    if environ.get("HTTP_HOST") != urlsplit(settings.SITE_URL).netloc:
        return None
    forwarded = environ.get("HTTP_X_FORWARDED_PROTO", "").partition(",")[0].strip() == "https"
    names = ("wsgi.url_scheme", "SCRIPT_NAME", "PATH_INFO")
    return hashed("page", forwarded, *(environ.get(name, "") for name in names))


def recalled(key, encoding):
    """The Page remembered under `key`, in that encoding, if it is still what would be made."""
    fallen = set()
    try:
        for there in dict.fromkeys((encoding, "")):
            if page := standing(place(key, there), fallen):
                return page if there == encoding else keep(key, page.encoded(encoding))
    except Error:  # Django's own way to the database tries anew, and says so if there is none
        connections[DEFAULT_DB_ALIAS].close()
    return None


def standing(at, fallen):
    """The Page at that place, if it still holds: at hand in this process, or in the cache, where
    another may have put it since. Stamps that hold no more go into `fallen`, and are not compared
    again: of each the database is asked."""
    for look in (AT_HAND.get, caches["pages"].get):
        if (page := look(at)) and page.stamp not in fallen:
            if page.stamp.holds():
                take_to_hand(at, page)
                return page
            fallen.add(page.stamp)
    return None


def keep(key, *pages):
    """The last of `pages`, one and the same in several encodings. Each is for itself, with its
    headers, so that a request asks the cache once at most."""
    places = {place(key, each.encoding): each for each in pages}
    for at, page in places.items():
        take_to_hand(at, page)
    caches["pages"].set_many(places, LASTS)
    return pages[-1]


def take_to_hand(at, page):
    AT_HAND.pop(at, None)  # to be the last again
    AT_HAND[at] = page
    if len(AT_HAND) > MOST_AT_HAND:
        AT_HAND.popitem(last=False)


def forget():
    """All that is remembered, in this process and in the cache."""
    AT_HAND.clear()
    KEPT_OF_EDITION.clear()
    caches["pages"].clear()


def place(key, encoding):
    return f"{key}-{encoding}"


# -- The memory ------------------------------------------------------------------------------


def fragment(request, place, *of, make):
    """A part of a page as markup, which `make()` returns: remembered at `place`, a tuple, in the
    stead of what was there; under the edition that the request bears, as it was read before all
    that is shown was, and what else decides it, by its repr."""
    return fragments(request, place, *of, versions={"": 0}, make=lambda _keys: {"": make()})[""]


def fragments(request, place, *of, versions, make):
    """The same of what consists of pieces that change one by one. `versions`: that of each by its
    key; `make(keys)` returns those pieces, as far as there are any. Returns all of them by key."""
    edition = getattr(request, "edition", None)
    if edition is None:  # by whose view none was read
        return make(versions.keys())
    at, made_of = hashed(*place), hashed(edition, *of)
    kept_of, kept = caches["pages"].get(at) or (None, None)
    known = kept if kept_of == made_of else {}
    pieces = {
        key: known[key]
        for key, version in versions.items()
        if key in known and known[key][0] == version
    }
    if changed := versions.keys() - pieces.keys():
        pieces |= {key: (versions[key], markup) for key, markup in make(changed).items()}
        caches["pages"].set(at, (made_of, pieces), LASTS)
    return {key: markup for key, (_version, markup) in pieces.items()}


def hashed(*parts):
    return hashlib.sha256(repr((release(), parts)).encode()).hexdigest()


@functools.cache
def release():
    """Another after a release, or a setting, that changed how pages are made."""
    root = Path(settings.BASE_DIR)
    folders = (file for name in MADE_BY for file in sorted((root / name).rglob("*.*")))
    files = (root / LIBRARIES, *folders)
    made_by = hashlib.sha256(repr([getattr(settings, name) for name in SETTINGS]).encode())
    for file in files:
        if file.suffix not in (".pyc", ".po") and file.is_file():
            made_by.update(file.read_bytes())
    return made_by.hexdigest()
