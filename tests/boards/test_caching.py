"""Board pages are the same for everybody, and show every change at once."""

import pytest
from django.core.cache import cache

from boards.models import Comment
from boards.views import pages
from tests.conftest import build, form_data, make_module, post_url, write

pytestmark = pytest.mark.django_db

PUBLIC = "public, max-age=0, s-maxage=1"
PRIVATE = "private, no-store"


def texts(client, module):
    return client.get(module.get_absolute_url()).content.decode()


@pytest.mark.parametrize("address", ["/", "/compassion/", "/compassion/module-1/"])
def test_a_visitor_without_a_session_gets_a_page_that_may_be_shared(client, module, address):
    answer = client.get(address)

    assert answer["Cache-Control"] == PUBLIC
    assert answer["ETag"]
    assert "Cookie" in answer["Vary"]
    assert not answer.cookies


@pytest.mark.parametrize("address", ["/", "/compassion/", "/compassion/module-1/"])
def test_a_page_for_somebody_signed_in_is_theirs_alone(client, module, dana, address):
    client.force_login(dana)

    answer = client.get(address)

    assert answer["Cache-Control"] == PRIVATE
    assert "Dana Whitfield" in answer.content.decode()


def test_a_page_asked_for_with_a_query_is_not_shared(client, module):
    answer = client.get(f"{module.get_absolute_url()}?utm_source=mail")

    assert answer["Cache-Control"] == PRIVATE


def test_a_page_that_has_not_changed_is_not_sent_again(client, module):
    etag = client.get(module.get_absolute_url())["ETag"]

    answer = client.get(module.get_absolute_url(), headers={"If-None-Match": etag})

    assert answer.status_code == 304
    assert answer.content == b""


def test_a_page_that_has_changed_is_sent_again(client, module):
    etag = client.get(module.get_absolute_url())["ETag"]
    write(module)

    answer = client.get(module.get_absolute_url(), headers={"If-None-Match": etag})

    assert answer.status_code == 200


@pytest.mark.parametrize(
    "address",
    [
        "/comments/{comment}/reply/",
        "/comments/{comment}/",
        "/threads/{thread}/",
        "/accounts/login/",
        "/accounts/signup/",
        "/admin/login/",
        "/nowhere/",
        "/compassion/module-1/comments/",
    ],
)
def test_every_other_answer_is_kept_by_no_cache(client, module, address):
    comment = write(module)

    answer = client.get(address.format(comment=comment.pk, thread=comment.thread_id))

    assert "no-store" in answer["Cache-Control"]
    assert "private" in answer["Cache-Control"]


@pytest.mark.parametrize("verb", ["remove", "hold", "withdraw", "mark_spam"])
def test_the_next_reader_sees_a_change_of_status(client, module, verb):
    comment = write(module, text="Here today.")
    assert "Here today." in texts(client, module)

    getattr(comment, verb)()

    assert "Here today." not in texts(client, module)


def test_the_next_reader_sees_a_comment_published_again(client, module):
    comment = write(module, text="Here today.")
    comment.remove()
    assert "Here today." not in texts(client, module)

    comment.publish()

    assert "Here today." in texts(client, module)


def test_the_next_reader_sees_a_new_reply(guest, module):
    parent = write(module)
    texts(guest, module)

    guest.post(post_url(module), form_data(parent=parent.pk, comment="A new reply."))

    assert "A new reply." in texts(guest, module)


def test_the_next_reader_sees_that_the_board_is_closed(client, module):
    write(module)
    texts(client, module)
    module.board = module.Board.CLOSED
    module.save()

    assert "/reply/" not in texts(client, module)


def test_the_next_reader_sees_the_course_s_other_time_zone(client, module):
    build(module, [[]])
    before = texts(client, module)
    module.course.time_zone = "Asia/Tokyo"
    module.course.save()

    assert "+09:00" in texts(client, module)
    assert "+09:00" not in before


def test_a_page_that_is_remembered_asks_for_no_comments(client, module, django_assert_num_queries):
    build(module, [[0, 0]] * 5)
    texts(client, module)

    with django_assert_num_queries(7) as queries:
        texts(client, module)

    assert not any("boards_comment" in query["sql"] for query in queries)


def test_boards_do_not_share_what_is_remembered(client, module):
    other = make_module(module.course, 2)
    write(module, text="On the first.")
    write(other, text="On the second.")

    assert "On the second." not in texts(client, module)
    assert "On the first." not in texts(client, other)


def test_another_release_of_the_templates_is_another_page(monkeypatch):
    before = pages.templates_version()
    monkeypatch.setattr(pages.Path, "read_bytes", lambda file: b"changed")
    pages.templates_version.cache_clear()

    assert pages.templates_version() != before
    pages.templates_version.cache_clear()


def test_a_lost_cache_loses_nothing(client, module):
    write(module, text="Still here.")
    texts(client, module)
    cache.clear()

    assert "Still here." in texts(client, module)


def test_reading_changes_nothing(client, module, dana):
    comment = write(module)
    client.force_login(dana)
    before = list(Comment.objects.values())

    for address in (
        "/",
        module.get_absolute_url(),
        comment.get_absolute_url(),
        f"/comments/{comment.pk}/reply/",
        comment.thread.get_absolute_url(),
    ):
        client.get(address)

    assert list(Comment.objects.values()) == before
