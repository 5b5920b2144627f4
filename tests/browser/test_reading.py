"""Turning the pages of a board of 120 threads, 50 a page; the newest page holds 20."""

import re

import pytest
from playwright.sync_api import expect

from boards.models import Comment, ImportedComment, Module
from tests.conftest import build


@pytest.fixture
def board(module):
    build(module, [[]] * 120)
    return module


def test_the_board_opens_with_the_newest_page_and_the_full_one_before_it(page, board):
    page.goto(board.get_absolute_url())

    assert threads(page) == downwards(120, 51)
    expect(older(page)).to_be_visible()
    expect(newer(page)).to_have_count(0)


def test_older_comments_lead_from_the_newest_to_the_oldest(page, board):
    page.goto(board.get_absolute_url())

    older(page).click()

    expect(page).to_have_url(re.compile("/comment-page-1/#comments$"))
    assert threads(page) == downwards(50, 1)
    expect(older(page)).to_have_count(0)


def test_newer_comments_lead_back_until_there_is_none(page, board):
    page.goto(board.page_url(1))
    newer(page).click()
    expect(page).to_have_url(re.compile("/comment-page-2/#comments$"))
    second = threads(page)
    newer(page).click()
    expect(page).to_have_url(re.compile("/comment-page-3/#comments$"))

    assert second == downwards(100, 51)
    assert threads(page) == downwards(120, 101)
    expect(newer(page)).to_have_count(0)


def test_each_page_leads_to_the_one_before_it(page, board):
    page.goto(board.page_url(3))

    older(page).click()
    expect(page).to_have_url(re.compile("/comment-page-2/#comments$"))
    second = threads(page)
    older(page).click()
    expect(page).to_have_url(re.compile("/comment-page-1/#comments$"))

    assert second == downwards(100, 51)
    assert threads(page) == downwards(50, 1)


def test_turning_the_page_brings_the_comments_into_view(page, board):
    page.goto(board.get_absolute_url())

    older(page).click()

    expect(page).to_have_url(re.compile("/comment-page-1/#comments$"))
    expect(page.get_by_role("heading", name="120 Comments")).to_be_in_viewport()


def older(page):
    return page.get_by_role("link", name="« Older Comments", exact=True)


def newer(page):
    return page.get_by_role("link", name="Newer Comments »", exact=True)


def threads(page):
    """Numbers of the threads shown, from top to bottom."""
    texts = page.locator(".threads > .thread .text").all_inner_texts()
    return [int(re.fullmatch(r"Comment (\d+)\.0\.", text.strip())[1]) + 1 for text in texts]


def downwards(first, last):
    return list(range(first, last - 1, -1))


def test_an_old_link_from_wordpress_finds_its_comment_on_another_page(page, board):
    """What follows «#» reaches no server, so the page looks it up."""
    oldest = Comment.objects.earliest("pk")
    ImportedComment.objects.create(comment=oldest, course=board.course, wordpress_id=4711)

    page.goto(f"{board.get_absolute_url()}#comment-4711")

    expect(page).to_have_url(re.compile(f"/comment-page-1/#c{oldest.pk}$"))
    expect(page.locator(f"#c{oldest.pk}")).to_be_in_viewport()


def test_on_its_own_page_it_is_simply_there(page, board):
    comment = Comment.objects.get(thread__number=60)
    ImportedComment.objects.create(comment=comment, course=board.course, wordpress_id=4711)

    page.goto(f"{board.get_absolute_url()}#comment-4711")

    expect(page.locator(f"#c{comment.pk}")).to_be_in_viewport()


def test_a_talk_is_loaded_once_it_is_opened_and_not_before(page, board):
    Module.objects.update(talk="https://vimeo.com/123456789")
    asked = []

    def answer(route):
        asked.append(route.request.url)
        route.fulfill(body="<p>The player.</p>", content_type="text/html")

    page.route("https://player.vimeo.com/**", answer)
    page.goto(board.get_absolute_url())
    assert asked == []

    page.get_by_text("Open the talk").click()

    expect(
        page.frame_locator("iframe[title='The talk']").get_by_text("The player.")
    ).to_be_visible()
    assert asked == ["https://player.vimeo.com/video/123456789?dnt=1"]
