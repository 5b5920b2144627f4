"""What is remembered of pages is what would be made: in front of Django, as a server has it."""

import gzip
import shutil
import socket
import subprocess
from contextlib import contextmanager
from datetime import timedelta
from urllib.parse import urlsplit
from wsgiref.util import setup_testing_defaults

import brotli
import pytest
from django.conf import settings
from django.core.cache import caches
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import Error, close_old_connections, connection, transaction
from django.db.models import QuerySet
from django.utils import timezone
from redis.backoff import ConstantBackoff
from redis.retry import Retry

from accounts.models import Offer, Profession
from boards import remembered
from boards.composing import Composer
from boards.models import (
    Comment,
    Course,
    CoursePresenter,
    Handout,
    Hold,
    Module,
    ModulePresenter,
    Presenter,
    Rule,
)
from boards.remembered import in_front_of
from config.cache import RedisCache
from tests.conftest import build, confirm_address, make_module, write

pytestmark = pytest.mark.django_db

HOST = urlsplit(settings.SITE_URL).netloc
PAGES = ["/", "/compassion/", "/compassion/module-1/", "/compassion/module-1/comment-page-1/"]


class Counting:
    """The site, and how often it was asked."""

    def __init__(self):
        self.site, self.asked = get_wsgi_application(), 0

    def __call__(self, environ, start_response):
        self.asked += 1
        return self.site(environ, start_response)


class Server:
    def __init__(self):
        self.behind = Counting()
        self.application = in_front_of(self.behind)

    def get(self, address, application=None, **more):
        """Status, headers and body, as they go out."""
        path, _, query = address.partition("?")
        environ = {"PATH_INFO": path, "QUERY_STRING": query, "HTTP_HOST": HOST, **more}
        setup_testing_defaults(environ)
        begun = []
        answer = (application or self.application)(environ, lambda *of_it: begun.append(of_it))
        body = b"".join(answer)
        getattr(answer, "close", lambda: None)()
        status, headers = begun[-1][:2]
        headers = dict(headers)
        self.until = headers.pop("X-Accel-Expires", "")  # differs from second to second
        return int(status[:3]), headers, body

    def anew(self, address):
        """The page as it is made where nothing is remembered."""
        remembered.forget()
        return self.get(address, application=self.behind.site)[2]


@pytest.fixture
def server():
    """Within the transaction of a test, so no request may close the connection to the database, as
    Django's own test client sees to."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield Server()
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def asked_once(django_assert_num_queries, monkeypatch):
    """For what asks the database once: how often things have changed, by a cursor, or of PostgreSQL
    by a question that Django does not count."""

    @contextmanager
    def asked_once():
        questions, counts = [], remembered.counts
        with monkeypatch.context() as patch:
            patch.setattr(remembered, "counts", lambda *of: questions.append(of) or counts(*of))
            with django_assert_num_queries(int(connection.vendor == "sqlite")):
                yield
        assert len(questions) == 1

    return asked_once


# -- What is remembered --------------------------------------------------------------------


@pytest.mark.parametrize("address", PAGES)
def test_the_second_visitor_gets_the_page_without_its_being_made(
    server, module, address, asked_once
):
    write(module)
    first = server.get(address)

    with asked_once():
        second = server.get(address)

    assert second == first
    assert server.behind.asked == 1


def test_who_has_the_page_already_is_told_so_in_one_query(server, module, asked_once):
    _status, headers, _body = server.get(PAGES[2])

    with asked_once():
        status, _headers, body = server.get(PAGES[2], HTTP_IF_NONE_MATCH=headers["ETag"])

    assert (status, body) == (304, b"")


def test_who_asks_whether_it_is_another_has_the_page_remembered(server, module):
    etag = server.get(PAGES[2])[1]["ETag"]
    remembered.forget()

    answers = [server.get(PAGES[2], HTTP_IF_NONE_MATCH=etag)[0] for _time in range(2)]

    assert answers == [304, 304]
    assert server.behind.asked == 2  # with the first of all


def test_pages_drive_out_nothing_that_is_counted():
    caches["default"].set("attempts", 5)

    for number in range(1000):
        caches["pages"].set(str(number), "a page")

    assert caches["default"].get("attempts") == 5


@pytest.mark.parametrize(
    ("accepted", "encoding", "decoded"),
    [
        ("gzip, deflate, br", "br", brotli.decompress),
        ("gzip;q=0.5", "gzip", gzip.decompress),
        ("gzip, br;q=0", "gzip", gzip.decompress),
    ],
)
def test_a_page_is_compressed_once_for_those_who_accept_it(
    server, module, monkeypatch, accepted, encoding, decoded
):
    build(module, [[0, 0]] * 5)
    plain = server.get(PAGES[2])
    compress, times = remembered.ENCODINGS[encoding], []
    monkeypatch.setitem(
        remembered.ENCODINGS, encoding, lambda body: times.append(1) or compress(body)
    )

    answers = [server.get(PAGES[2], HTTP_ACCEPT_ENCODING=accepted) for _time in range(3)]

    for _status, headers, body in answers:
        assert headers["Content-Encoding"] == encoding
        assert decoded(body) == plain[2]
        assert len(body) == int(headers["Content-Length"]) < len(plain[2]) / 3
        assert headers["ETag"] == plain[1]["ETag"]
    assert len(times) == 1


@pytest.mark.parametrize("accepted", ["", "identity", "deflate", "gzip;q=0, br; q=0.0"])
def test_who_accepts_no_compression_has_the_page_as_it_is(server, module, accepted):
    _status, headers, body = server.get(PAGES[2], HTTP_ACCEPT_ENCODING=accepted)

    assert "Content-Encoding" not in headers
    assert body.startswith(b"<!doctype html>")


def test_a_page_that_changes_takes_no_more_room(server, module):
    def room():
        write(module)
        server.get(PAGES[2], HTTP_ACCEPT_ENCODING="gzip")
        return len(caches["pages"]._cache)

    assert room() == room()


def test_a_page_that_is_at_hand_is_not_asked_of_the_cache(server, module, monkeypatch):
    first = server.get(PAGES[2])
    monkeypatch.setattr(caches["pages"], "get", None)

    assert server.get(PAGES[2]) == first
    assert server.behind.asked == 1


def test_a_page_at_hand_gives_way_to_the_one_that_another_process_made(server, module):
    server.get(PAGES[2])
    old = dict(remembered.AT_HAND)
    write(module, text="Written since.")
    new = server.get(PAGES[2])
    remembered.AT_HAND.update(old)

    assert server.get(PAGES[2]) == new
    assert server.behind.asked == 2


def test_no_more_pages_are_at_hand_than_there_is_room_for(server, world, monkeypatch):
    monkeypatch.setattr(remembered, "MOST_AT_HAND", 2)

    for address in PAGES[:3]:
        server.get(address)

    assert len(remembered.AT_HAND) == 2


def test_what_is_read_again_stays_at_hand(server, world, monkeypatch):
    monkeypatch.setattr(remembered, "MOST_AT_HAND", 2)
    server.get(PAGES[0])
    first = next(iter(remembered.AT_HAND))

    for address in (PAGES[1], PAGES[0], PAGES[2]):
        server.get(address)

    assert first in remembered.AT_HAND


def test_of_an_unchanged_page_only_what_may_have_changed_is_told(server, module):
    etag = server.get(PAGES[2])[1]["ETag"]

    headers = server.get(PAGES[2], HTTP_IF_NONE_MATCH=etag)[1]

    assert set(headers) == {"Cache-Control", "ETag", "Vary"}


def test_a_page_that_the_cache_forgot_is_made_anew(server, module):
    first = server.get(PAGES[2])
    remembered.forget()

    assert server.get(PAGES[2]) == first
    assert server.behind.asked == 2


def test_the_headers_of_a_remembered_page_are_those_that_it_had(server, module):
    first, second = (server.get(PAGES[2])[1] for _time in range(2))

    assert first == second
    assert "Content-Security-Policy" in second
    assert second["Cache-Control"] == "public, max-age=0, s-maxage=1"
    assert second["Vary"] == "Cookie, Accept-Encoding"


def test_nginx_may_keep_a_page_until_the_end_of_the_second(server, module, monkeypatch):
    monkeypatch.setattr(remembered.time, "time", lambda: 1_800_000_000.9)

    server.get(PAGES[2])

    assert server.until == "@1800000000"


@pytest.mark.parametrize(
    "more",
    [
        {"HTTP_COOKIE": "session=abc"},
        {"QUERY_STRING": "posted=1"},
        {"REQUEST_METHOD": "HEAD"},
        {"HTTP_HOST": "127.0.0.1"},
        {"HTTP_HOST": "localhost:8001"},
        {"HTTP_X_FORWARDED_PROTO": "https"},
        {"wsgi.url_scheme": "https"},
    ],
    ids=str,
)
def test_another_request_is_another_matter(server, module, more):
    server.get(PAGES[2])

    server.get(PAGES[2], **more)

    assert server.behind.asked == 2


@pytest.mark.parametrize("address", ["/nowhere/", "/accounts/login/", "/compassion/module-2/"])
def test_what_is_no_page_for_everybody_is_not_remembered(server, module, address):
    make_module(module.course, 2, published_at=None)

    first, second = (server.get(address)[0] for _time in range(2))

    assert first == second
    assert server.behind.asked == 2


def test_a_page_that_sets_a_cookie_is_not_remembered(server, module, monkeypatch):
    site = server.behind.site

    def with_cookie(environ, start_response):
        def begin(status, headers, *failure):
            return start_response(status, [*headers, ("Set-Cookie", "a=b")], *failure)

        return site(environ, begin)

    server.behind.site = with_cookie

    for _time in range(2):
        assert server.get(PAGES[2])[1]["Set-Cookie"] == "a=b"
    assert server.behind.asked == 2


def test_of_a_host_that_is_not_ours_nothing_is_remembered(server, module):
    for _time in range(2):
        assert server.get(PAGES[2], HTTP_HOST="evil.example")[0] == 400
    assert server.behind.asked == 2


# -- When it has become another --------------------------------------------------------------


def hold(world):
    world.comment.hold()


def edit(world):
    QuerySet(Comment).filter(pk=world.comment.pk).update(created=timezone.now())
    Comment.objects.get(pk=world.comment.pk).edit("I will use another word.")


def narrow(world):
    world.comment.narrow_byline("country")


def redact(world):
    world.comment.redact(["pause"])


def close_thread(world):
    world.comment.thread.close()


def reply(world):
    write(world.module, world.comment, text="A new reply.")


def post(world):
    write(world.module, text="A new thread.")


def edit_module(world):
    world.module.title = "Another title"
    world.module.save()


def close_by_query(world):
    Module.objects.update(board=Module.Board.CLOSED)


def edit_course(world):
    world.module.course.title = "Another course"
    world.module.course.save()


def edit_offer(world):
    world.offer.heading = "Another heading"
    world.offer.save()


def take_offer_away(world):
    Course.objects.update(offer=None)


def rename_profession(world):
    Profession.objects.filter(pk=world.comment.profession_id).update(name="Soul care")


def rename_presenter(world):
    world.presenter.name = "Maren Hallowell"
    world.presenter.save()


def add_presenter(world):
    other = Presenter.objects.create(name="Teodor Brandvik")
    ModulePresenter.objects.create(module=world.module, presenter=other)


def remove_presenter(world):
    ModulePresenter.objects.all().delete()


def make_author_presenter(world):
    world.presenter.user = world.author
    world.presenter.save()


def add_handout(world):
    Handout.objects.create(
        module=world.module, title="The practice", file=ContentFile(b"Rest.", name="rest.txt")
    )


def change_rule(world):
    rule = Rule.objects.posted()[0]
    rule.line = "another line"
    rule.save()


def hold_everything(world):
    Hold.objects.create(module=world.module, reason="We look at all of it today.")


def publish_another(world):
    make_module(world.module.course, 2)


def erase_member(world):
    make_author_presenter(world)
    world.author.leaves_at = timezone.now()
    world.author.save()
    call_command("run_due", verbosity=0)


CHANGES = [
    hold,
    edit,
    narrow,
    redact,
    close_thread,
    reply,
    post,
    edit_module,
    close_by_query,
    edit_course,
    edit_offer,
    take_offer_away,
    rename_profession,
    rename_presenter,
    add_presenter,
    remove_presenter,
    make_author_presenter,
    add_handout,
    change_rule,
    hold_everything,
    publish_another,
    erase_member,
    *("remove", "withdraw", "mark_spam"),
]


class World:
    def __init__(self, author):
        self.author = author
        self.offer = Offer.objects.create(heading="Join us", button_label="Join", price=100)
        course = Course.objects.create(
            title="Compassion", short_title="Compassion", slug="compassion", offer=self.offer
        )
        self.module = make_module(course)
        self.presenter = Presenter.objects.create(name="Maren Halloway")
        CoursePresenter.objects.create(course=course, presenter=self.presenter, role="host")
        ModulePresenter.objects.create(module=self.module, presenter=self.presenter)
        write(self.module, text="Here I stand.")  # a thread to which nothing happens
        self.comment = write(
            self.module,
            text="I will use the pause.",
            author=author,
            profession=Profession.objects.first(),
            country="US",
            city="Boulder",
            state="CO",
        )
        write(self.module, self.comment, text="So will I.")
        self.comment = Comment.objects.with_thread().get(pk=self.comment.pk)


@pytest.fixture
def world(dana):
    return World(dana)


@pytest.mark.parametrize("change", CHANGES, ids=lambda each: getattr(each, "__name__", each))
def test_after_a_change_what_is_remembered_is_what_would_be_made(server, world, change):
    before = {address: server.get(address)[2] for address in PAGES}

    change(world) if callable(change) else getattr(world.comment, change)()

    after = {address: server.get(address)[2] for address in PAGES}
    assert after == {address: server.anew(address) for address in PAGES}
    assert after[PAGES[2]] != before[PAGES[2]] or change is publish_another
    assert after[PAGES[0]] != before[PAGES[0]] or change is not publish_another


def test_of_a_page_only_the_thread_that_has_changed_is_composed_again(server, world, monkeypatch):
    composed, by_thread = [], Composer.by_thread

    def noted(self, threads):
        composed.extend(it.id for it in threads)
        return by_thread(self, threads)

    monkeypatch.setattr(Composer, "by_thread", noted)
    server.get(PAGES[2])
    assert len(composed) == 2
    composed.clear()

    write(world.module, world.comment, text="Me too, I will.")
    after = server.get(PAGES[2])[2]

    assert composed == [world.comment.thread_id]
    assert b"Me too, I will." in after
    assert after == server.anew(PAGES[2])


@pytest.mark.parametrize("field", ["published_at", "closes_at"])
def test_a_page_changes_when_a_time_comes_that_was_set(server, world, field, monkeypatch):
    soon = timezone.now() + timedelta(hours=1)
    module = world.module if field == "closes_at" else make_module(world.module.course, 2)
    setattr(module, field, soon)
    module.save()
    before = {address: server.get(address)[2] for address in PAGES}

    monkeypatch.setattr(timezone, "now", lambda: soon + timedelta(seconds=1))

    after = {address: server.get(address)[2] for address in PAGES}
    assert after == {address: server.anew(address) for address in PAGES}
    assert after != before


def test_what_changes_while_a_page_is_made_is_seen_by_the_next_reader(server, world, monkeypatch):
    make = remembered.next_change

    def meanwhile(edition):
        monkeypatch.undo()
        write(world.module, text="Written meanwhile.")
        return make(edition)

    monkeypatch.setattr(remembered, "next_change", meanwhile)
    server.get(PAGES[2])

    assert b"Written meanwhile." in server.get(PAGES[2])[2]


def test_markup_that_is_made_anew_is_seen(server, world):
    QuerySet(Comment).filter(pk=world.comment.pk).update(markup="<p>As it was made before.</p>")
    assert b"As it was made before." in server.get(PAGES[2])[2]

    call_command("render_comments")

    assert b"I will use the pause." in server.get(PAGES[2])[2]


def test_what_nobody_sees_changes_no_edition(world, client):
    edition = remembered.counts()[0]

    world.offer.follow()
    write(world.module)
    world.comment.remove()

    assert remembered.counts()[0] == edition
    assert Offer.objects.get().followed == 1


@pytest.mark.parametrize("by", ["save", "update", "delete", "query", "create"])
def test_whatever_changes_what_is_shown_turns_the_edition(by):
    profession = Profession.objects.create(name="Of nobody")
    edition = remembered.counts()[0]

    {
        "save": profession.save,
        "update": lambda: Profession.objects.update(position=7),
        "delete": profession.delete,
        "query": Profession.objects.filter(pk=profession.pk).delete,
        "create": lambda: Profession.objects.bulk_create([Profession(name="Of somebody")]),
    }[by]()

    assert remembered.counts()[0] > edition


@pytest.mark.parametrize("manager", [Module.objects, Profession.objects, Handout.objects])
def test_nobody_deletes_all_there_is_by_accident(manager):
    assert not hasattr(manager, "delete")


def test_a_change_that_is_taken_back_turns_nothing():
    edition = remembered.counts()[0]

    with pytest.raises(ZeroDivisionError), transaction.atomic():
        Profession.objects.create(name=str(1 / 0))

    assert remembered.counts()[0] == edition


# -- A cache that does not work --------------------------------------------------------------


class Full:
    """Forgets at once."""

    def get(self, key):
        return None

    def set(self, key, value, timeout):
        pass

    def set_many(self, data, timeout):
        pass


def nobody():
    """The address of a port where nobody answers."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"redis://127.0.0.1:{probe.getsockname()[1]}/0"


@pytest.fixture
def silent():
    """The address of a server that takes connections and says nothing."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        yield f"redis://127.0.0.1:{listening.getsockname()[1]}/0"


@pytest.fixture(params=["full", "down", "silent"])
def bad_cache(request, silent, monkeypatch):
    monkeypatch.setattr("config.cache.PATIENCE", 0.01)
    address = silent if request.param == "silent" else nobody()
    return Full() if request.param == "full" else RedisCache(address, {})


def test_a_cache_that_does_not_work_costs_no_page(server, world, bad_cache, monkeypatch):
    pages = {address: server.anew(address) for address in PAGES}
    monkeypatch.setattr(remembered, "caches", {"pages": bad_cache})

    for _time in range(2):
        remembered.AT_HAND.clear()
        assert {address: server.get(address)[2] for address in PAGES} == pages


def test_without_the_shared_cache_one_can_sign_in(client, dana, silent, settings, monkeypatch):
    monkeypatch.setattr("config.cache.PATIENCE", 0.01)
    settings.CACHES = {"default": {"BACKEND": "config.cache.RedisCache", "LOCATION": silent}}
    confirm_address(dana)

    typed = {"login": "dana@example.org", "password": "password of dana"}
    answer = client.post("/accounts/login/", typed)

    assert answer.status_code == 302
    assert "_auth_user_id" in client.session


def test_of_a_cache_that_is_down_every_question_has_an_answer(silent, monkeypatch):
    monkeypatch.setattr("config.cache.PATIENCE", 0.01)
    there = RedisCache(silent, {})

    assert there.get("a", 7) == 7
    assert there.get_or_set("a", lambda: 8) == 8
    assert there.get_many(["a"]) == {}
    assert there.set_many({"a": 1}) == []
    assert (there.add("a", 1), there.touch("a"), there.delete("a")) == (True, False, False)
    assert (there.incr("a"), there.has_key("a"), there.clear()) == (0, False, False)
    assert there.delete_many(["a"]) is None


@pytest.fixture
def redis():
    """The address of a Redis of our own, and its process."""
    if not (program := shutil.which("redis-server")):
        pytest.skip("Redis is not installed")
    address = nobody()
    port = str(urlsplit(address).port)
    options = ("--bind", "127.0.0.1", "--save", "", "--appendonly", "no")
    server = subprocess.Popen((program, "--port", port, *options), stdout=subprocess.DEVNULL)
    there = RedisCache(address, {"OPTIONS": {"retry": Retry(ConstantBackoff(0.05), 100)}})
    there._cache.get_client().ping()  # once it takes questions
    yield address, server
    server.kill()
    server.wait()


def test_a_page_that_one_process_made_another_has_from_redis(server, world, redis, monkeypatch):
    monkeypatch.setattr(remembered, "caches", {"pages": RedisCache(redis[0], {})})
    made = [server.get(PAGES[2]), server.get(PAGES[2], HTTP_ACCEPT_ENCODING="gzip")]
    monkeypatch.setattr(remembered, "caches", {"pages": RedisCache(redis[0], {})})
    remembered.AT_HAND.clear()  # as of another process
    other = Server()

    etag = made[0][1]["ETag"]
    assert [other.get(PAGES[2]), other.get(PAGES[2], HTTP_ACCEPT_ENCODING="gzip")] == made
    assert other.get(PAGES[2], HTTP_IF_NONE_MATCH=etag)[0] == 304
    assert other.behind.asked == 0


def test_a_change_is_seen_though_redis_remembers(server, world, redis, monkeypatch):
    monkeypatch.setattr(remembered, "caches", {"pages": RedisCache(redis[0], {})})
    before = server.get(PAGES[2])[2]

    write(Module.objects.first(), text="Written since.")

    assert b"Written since." not in before
    assert b"Written since." in server.get(PAGES[2])[2]


def test_pages_come_when_redis_goes_away(server, world, redis, monkeypatch):
    monkeypatch.setattr(remembered, "caches", {"pages": RedisCache(redis[0], {})})
    before = server.get(PAGES[2])

    redis[1].kill()
    redis[1].wait()
    remembered.AT_HAND.clear()

    assert server.get(PAGES[2]) == before


def test_redis_counts_and_forgets_as_it_is_told(redis):
    there = RedisCache(redis[0], {})

    assert (there.add("a", 1, 60), there.add("a", 5, 60)) == (True, False)
    assert (there.incr("a"), there.get("a"), there.has_key("a")) == (2, 2, True)
    assert there.set_many({"b": b"bytes", "c": ("a", "tuple")}) == []
    assert there.get_many(["b", "c", "d"]) == {"b": b"bytes", "c": ("a", "tuple")}
    assert (there.touch("b", 60), there.delete("b"), there.delete("b")) == (True, True, False)
    assert there.clear()
    assert there.get("c", "gone") == "gone"


def test_where_the_database_does_not_answer_django_says_so(server, world, monkeypatch):
    server.get(PAGES[2])

    def no_database(board=None):
        raise Error

    monkeypatch.setattr(remembered, "counts", no_database)
    monkeypatch.setattr(connection, "close", lambda: None)

    assert server.get(PAGES[2])[0] >= 500


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no prepared statements")
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_connection_that_has_forgotten_its_questions_is_told_them_again(module, asked_once):
    before = remembered.counts(module.pk)
    with connection.cursor() as cursor:
        cursor.execute("DEALLOCATE ALL")

    forgotten, told_again = (remembered.counts(module.pk) for _time in range(2))

    assert before == forgotten == told_again
    with asked_once():
        remembered.counts(module.pk)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite does not hang up")
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_database_that_has_hung_up_is_asked_anew(module):
    _edition, version = remembered.counts(module.pk)
    other = connection.copy()
    with other.cursor() as cursor:
        pid = connection.connection.info.backend_pid
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", (pid,))
    other.close()

    close_old_connections()  # as Django does at the beginning of a request
    assert remembered.counts()[1] == version  # of all boards, which it has not been asked before


def test_another_release_is_another_page(monkeypatch):
    before = remembered.release()
    monkeypatch.setattr(remembered.Path, "read_bytes", lambda file: b"changed")
    remembered.release.cache_clear()

    assert remembered.release() != before
    remembered.release.cache_clear()


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has nobody to connect to")
@pytest.mark.parametrize("is_at_hand", [True, False])
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_while_the_database_is_down_it_is_said_that_one_may_come_again(
    server, module, monkeypatch, is_at_hand
):
    if is_at_hand:
        server.get(PAGES[2])
    connection.close()
    monkeypatch.setitem(connection.settings_dict, "HOST", "/nowhere")

    assert server.get(PAGES[2])[0] == 503
