"""What a member has written, and what became of it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from boards.models import Comment, Module
from boards.views.posting import status_address
from boards.views.yours import COMMENTS_PER_PAGE
from tests.conftest import build, make_comment, make_module, write

pytestmark = pytest.mark.django_db

YOURS = "/comments/yours/"


@pytest.fixture
def as_dana(client, dana):
    client.force_login(dana)
    return client


@pytest.fixture
def by_dana(module, dana):
    """`by_dana(text)`: a published comment of hers."""
    return lambda text=None, **fields: write(
        module, text=text, author=dana, email=dana.email, **fields
    )


def listed(client, **query):
    answer = client.get(YOURS, query)
    assert answer.status_code == 200
    return answer.content.decode()


def texts(client, **query):
    return [comment.text for comment in client.get(YOURS, query).context["page"]]


def test_who_is_not_signed_in_is_asked_to(client, db):
    answer = client.get(YOURS)

    assert (answer.status_code, answer["Location"]) == (302, f"/accounts/login/?next={YOURS}")


def test_it_is_kept_by_no_cache_and_no_search_engine(as_dana):
    answer = as_dana.get(YOURS)

    assert answer["Cache-Control"] == "private, no-store"
    assert '<meta name="robots" content="noindex">' in answer.content.decode()


def test_who_has_written_nothing_reads_so(as_dana):
    assert "You have not written a comment yet." in listed(as_dana)


def test_the_newest_comes_first(as_dana, by_dana):
    for text in ("First.", "Second.", "Third."):
        by_dana(text)

    assert texts(as_dana) == ["Third.", "Second.", "First."]


def test_what_others_have_written_is_not_there(as_dana, module, dana, mallory):
    write(module, text="Of Mallory.", author=mallory)
    write(module, text="Of a guest who typed her address.", email=dana.email)

    assert texts(as_dana) == []


def test_each_is_shown_with_its_module_and_thread(as_dana, by_dana):
    by_dana()

    assert "Compassion – Module 1: Title of module 1 · Thread 1" in listed(as_dana)


def test_comments_of_every_module_are_there(as_dana, course, by_dana, dana):
    by_dana("In the first.")
    write(make_module(course, 2), text="In the second.", author=dana)

    assert texts(as_dana) == ["In the second.", "In the first."]


def test_a_page_holds_so_many(as_dana, module, dana):
    build(module, [[]] * (COMMENTS_PER_PAGE + 1), author=dana)

    assert len(texts(as_dana)) == COMMENTS_PER_PAGE
    assert texts(as_dana, page=2) == ["Comment 0.0."]


def test_pages_lead_to_each_other(as_dana, module, dana):
    build(module, [[]] * (COMMENTS_PER_PAGE + 1), author=dana)

    assert '<a class="older" rel="next" href="?page=2">' in listed(as_dana)
    assert '<a class="newer" rel="prev" href="?page=1">' in listed(as_dana, page=2)


@pytest.mark.parametrize("page", ["0", "-1", "999", "x", "\x00", "9" * 5000, "²"])
def test_a_page_that_is_none_shows_one_that_is(as_dana, by_dana, page):
    by_dana("Mine.")

    assert texts(as_dana, page=page) == ["Mine."]


@pytest.mark.parametrize(
    ("verb", "state"),
    [
        (None, "Published"),
        ("hold", "Waiting for a moderator"),
        ("ask_for_changes", "A moderator asks you to change it"),
        ("remove", "Taken off the board by a moderator"),
        ("mark_spam", "Taken off the board by a moderator"),
        ("withdraw", "You withdrew it"),
    ],
)
def test_its_state_is_told_in_words(as_dana, by_dana, verb, state):
    comment = by_dana()
    if verb:
        getattr(comment, verb)()

    assert f"<strong>{state}" in listed(as_dana)


def test_that_it_was_never_published_is_told(as_dana, module, dana):
    module.start_thread(make_comment("See www.example.org", author=dana), as_is=True).remove()

    assert "<strong>Not published by a moderator" in listed(as_dana)


def test_the_replies_that_can_be_seen_are_counted(as_dana, module, by_dana):
    comment = by_dana()
    replies = [write(module, comment) for _ in range(4)]
    write(module, replies[0])  # to a reply, not to the comment
    replies[1].hold()
    replies[2].withdraw()

    assert "· 2 replies" in listed(as_dana)


def test_one_reply_is_told_as_one(as_dana, module, by_dana):
    write(module, by_dana())

    assert "· 1 reply<" in listed(as_dana)


def test_it_leads_to_the_comment_on_the_board(as_dana, by_dana):
    comment = by_dana()

    assert f'href="{comment.get_absolute_url()}"' in listed(as_dana)
    assert as_dana.get(comment.get_absolute_url()).status_code == 302


def test_a_line_in_its_place_is_found_on_the_board_too(as_dana, module, by_dana):
    comment = by_dana()
    write(module, comment)
    comment.refresh_from_db()
    comment.remove()

    assert f'href="{comment.get_absolute_url()}"' in listed(as_dana)
    assert as_dana.get(comment.get_absolute_url()).status_code == 302


@pytest.mark.parametrize("verb", ["hold", "remove", "withdraw"])
def test_what_is_not_on_the_board_is_not_looked_for_there(as_dana, by_dana, verb):
    comment = by_dana()
    getattr(comment, verb)()

    assert f'href="{comment.get_absolute_url()}"' not in listed(as_dana)


def test_nothing_leads_to_a_board_that_is_not_open_to_readers_any_more(as_dana, by_dana):
    comment = by_dana()
    Module.objects.update(published_at=timezone.now() + timedelta(days=1))

    assert f'href="{comment.get_absolute_url()}"' not in listed(as_dana)


def test_it_leads_to_the_page_where_it_is_withdrawn_and_its_byline_narrowed(as_dana, by_dana):
    comment = by_dana()

    assert f'href="{status_address(comment)}"' in listed(as_dana)
    page = as_dana.get(status_address(comment)).content.decode()
    assert "Yes, withdraw it" in page
    assert "What your byline shows" in page


def test_of_a_withdrawn_one_no_word_is_left(as_dana, by_dana):
    by_dana("Mrs Quist wept.").withdraw()

    assert "Quist" not in listed(as_dana)


def test_what_was_typed_is_escaped(as_dana, by_dana):
    by_dana("<b>bold</b>")

    assert "&lt;b&gt;bold&lt;/b&gt;" in listed(as_dana)


def test_every_page_leads_there(as_dana, module):
    shown = as_dana.get(module.get_absolute_url()).content.decode()

    assert f'<a href="{YOURS}">Your comments</a>' in shown


@pytest.mark.usefixtures("questions_counted")
def test_it_asks_the_same_number_of_questions_however_many_there_are(
    as_dana, course, module, dana, django_assert_num_queries
):
    build(module, [[0], [0]], author=dana)
    for number in (2, 3):
        build(make_module(course, number), [[0, 0, 1]], author=dana, status="held")
    Comment.objects.filter(parent=None).first().remove()

    with django_assert_num_queries(5):  # session, person, address confirmed?, how many, which
        listed(as_dana)
