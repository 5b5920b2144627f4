"""Board pages are the same for everybody, and show every change at once."""

from datetime import UTC, datetime

import pytest
from django.db.models import QuerySet

from boards import remembered, trees
from boards.models import Comment
from boards.rendering import render
from boards.templatetags.words import as_comments
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
    build(module, [[]], created=datetime(2026, 1, 15, 2, 30, tzinfo=UTC))
    before = texts(client, module)
    module.course.time_zone = "Asia/Tokyo"
    module.course.save()

    assert "Jan. 15, 2026, 11:30 a.m." in texts(client, module)
    assert "Jan. 15, 2026, 11:30 a.m." not in before


@pytest.mark.usefixtures("questions_counted")
def test_a_page_that_is_remembered_asks_for_no_comments(
    client, module, django_assert_max_num_queries
):
    build(module, [[0, 0]] * 5)
    texts(client, module)

    with django_assert_max_num_queries(5) as queries:
        texts(client, module)

    assert not any("boards_comment" in query["sql"] for query in queries)


def test_boards_do_not_share_what_is_remembered(client, module):
    other = make_module(module.course, 2)
    write(module, text="On the first.")
    write(other, text="On the second.")

    assert "On the second." not in texts(client, module)
    assert "On the first." not in texts(client, other)


def test_a_lost_cache_loses_nothing(client, module):
    write(module, text="Still here.")
    texts(client, module)
    remembered.forget()

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


# -- What is done about a comment that everybody could read --------------------------

TEXT = "Mrs Quist wept here today."
LEFT = {  # by verb: what stands in the place of a comment that has answers
    "hold": "This comment is waiting for a moderator.",
    "ask_for_changes": "This comment is waiting for a moderator.",
    "put_back": "This comment is waiting for a moderator.",
    "remove": "This comment was removed by a moderator.",
    "mark_spam": "This comment was removed by a moderator.",
    "withdraw": "This comment was withdrawn by its author.",
}
ARGUMENTS = {
    "redact": [["Quist"]],
    "put_back": ["held", "findings", datetime(2026, 1, 1, tzinfo=UTC)],
}
VERBS = [*LEFT, "redact"]
SHAPES = {"alone": [[], []], "answered": [[], [0]], "an answer": [[], [0, 1]]}


@pytest.fixture(params=VERBS)
def verb(request):
    return request.param


@pytest.fixture(params=SHAPES)
def shape(request):
    return request.param


@pytest.fixture
def comment(module, shape):
    """A published comment: alone, answered, or answered and itself an answer; beside another
    thread."""
    _other, thread = build(module, SHAPES[shape])
    comment = thread[1 if shape == "an answer" else 0]
    QuerySet(Comment).filter(pk=comment.pk).update(text=TEXT, markup=render(TEXT))
    return Comment.objects.select_related("thread__module__course").get(pk=comment.pk)


@pytest.fixture
def before(client, comment):
    """The pages as somebody has read them a moment ago."""
    return read_all(client, comment)


@pytest.fixture
def after(client, comment, before, verb):
    getattr(comment, verb)(*ARGUMENTS.get(verb, []))
    return read_all(client, comment)


@pytest.fixture
def is_gone(verb, shape):
    """Whether it leaves nothing in its place."""
    return verb != "redact" and shape == "alone"


def addresses(comment):
    module = comment.thread.module
    return {
        "home": "/",
        "course": module.course.get_absolute_url(),
        "board": module.get_absolute_url(),
        "page": f"{module.get_absolute_url()}comment-page-1/",
        "thread": comment.thread.get_absolute_url(),
        "permalink": comment.get_absolute_url(),
        "reply": f"/comments/{comment.pk}/reply/",
    }


def read_all(client, comment):
    return {name: client.get(address) for name, address in addresses(comment).items()}


def text_of(answer):
    return answer.content.decode()


def test_no_page_shows_the_text_any_more(client, before, after, comment, dana):
    client.force_login(dana)
    of_a_member = read_all(client, comment)

    for page in ("board", "page", "thread", "reply"):
        assert TEXT in text_of(before[page])
    for answer in (*after.values(), *of_a_member.values()):
        assert "Quist" not in text_of(answer)


def test_what_is_left_stands_in_its_place(after, comment, verb, is_gone):
    left = LEFT.get(verb, "Mrs [identifying detail removed] wept here today.")

    for page in ("board", "page", "thread"):
        assert (f"id=c{comment.pk} " in text_of(after[page])) is not is_gone
        assert (left in text_of(after[page])) is not is_gone
    assert after["thread"].status_code == (404 if is_gone else 200)


def test_its_byline_and_its_links_go_with_it(after, comment, verb):
    is_published = verb == "redact"

    for page in ("board", "page", "thread"):
        assert (f">{comment.name}<" in text_of(after[page])) is is_published
        assert (f"/comments/{comment.pk}/reply/" in text_of(after[page])) is is_published
        assert (f"/comments/{comment.pk}/report/" in text_of(after[page])) is is_published
    assert after["reply"].status_code == (200 if is_published else 404)


def test_it_is_counted_no_more(before, after, verb, shape, is_gone):
    replies = len(SHAPES[shape][1])
    off = 0 if verb == "redact" else 1

    for page in ("home", "course", "board", "page"):
        assert as_comments(2 + replies) in text_of(before[page])
        assert as_comments(2 + replies - off) in text_of(after[page])
    assert as_comments(1 + replies) in text_of(before["thread"])
    assert is_gone or as_comments(1 + replies - off) in text_of(after["thread"])


def test_its_permalink_leads_to_what_is_left_or_nowhere(client, before, after, is_gone):
    of_none = client.get("/comments/999999999/")

    assert before["permalink"].status_code == 302
    if is_gone:
        assert after["permalink"].status_code == 404
        assert after["permalink"].content == of_none.content
    else:
        assert after["permalink"]["Location"] == before["permalink"]["Location"]


def test_whoever_asks_whether_a_page_has_changed_gets_it_whole(client, comment, before, verb):
    getattr(comment, verb)(*ARGUMENTS.get(verb, []))

    for page in ("board", "page", *([] if verb == "redact" else ["home", "course"])):
        etag = before[page]["ETag"]
        answer = client.get(addresses(comment)[page], headers={"If-None-Match": etag})
        assert answer.status_code == 200
        assert answer["ETag"] != etag


def test_answers_to_it_stay_to_be_read(after, shape):
    answer = {"alone": "Comment 0.0.", "answered": "Comment 1.1.", "an answer": "Comment 1.2."}

    assert answer[shape] in text_of(after["board"])
    assert shape == "alone" or answer[shape] in text_of(after["thread"])


@pytest.mark.usefixtures("after")
def test_trees_counts_and_numbers_stay_right():
    assert trees.verify() == []
    assert trees.verify_modules() == []
