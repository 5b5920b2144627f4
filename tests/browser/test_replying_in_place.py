"""With JavaScript the form opens beneath the comment, and the reply appears where it belongs."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.steps import (
    TEXT,
    count_heading,
    fill_and_post,
    open_reply_form,
    replies_to,
    reply_form,
    reply_link,
    shown,
)
from tests.conftest import write


@pytest.fixture
def parent(module):
    return write(module)


@pytest.fixture
def board(page, parent):
    """The page of the board, open, with a mark that a page load would wipe off."""
    page.goto(parent.thread.module.get_absolute_url())
    page.evaluate("window.stayed = true")
    return page


def stayed(page):
    return page.evaluate("window.stayed === true")


def test_the_form_opens_beneath_the_comment_without_a_page_load(board, parent):
    reply_link(board, parent).click()

    expect(board.locator(f"#c{parent.pk} form")).to_be_visible()
    assert stayed(board)


def test_the_first_empty_field_has_the_focus(board, parent):
    form = open_reply_form(board, parent)

    expect(form.get_by_label("Name (required)")).to_be_focused()


def test_the_reply_appears_beneath_its_parent_without_a_page_load(board, parent):
    fill_and_post(open_reply_form(board, parent))

    expect(replies_to(board, parent)).to_contain_text([TEXT])
    assert stayed(board)


def test_the_reply_has_the_focus(board, parent):
    fill_and_post(open_reply_form(board, parent))

    expect(shown(board, TEXT)).to_be_focused()
    expect(shown(board, TEXT)).to_be_in_viewport()


def test_the_heading_counts_the_reply(board, parent):
    fill_and_post(open_reply_form(board, parent))

    expect(count_heading(board)).to_have_text("2 Comments, 1 thread")


def test_the_form_is_gone_once_its_reply_is_posted(board, parent):
    fill_and_post(open_reply_form(board, parent))

    expect(shown(board, TEXT)).to_be_visible()
    expect(reply_form(board, parent)).to_have_count(0)


def test_cancelling_closes_the_form_and_returns_to_the_reply_link(board, parent):
    open_reply_form(board, parent)

    board.get_by_role("link", name="Cancel reply").click()

    expect(reply_form(board, parent)).to_have_count(0)
    expect(reply_link(board, parent)).to_be_focused()
    assert stayed(board)


def test_a_reply_posted_on_the_page_of_its_thread_appears_there(page, parent):
    page.goto(parent.thread.get_absolute_url())

    fill_and_post(open_reply_form(page, parent))

    expect(replies_to(page, parent)).to_contain_text([TEXT])
    expect(page.locator(":not(ol, ul) > li")).to_have_count(0)


def test_what_was_typed_is_kept_when_the_parent_is_removed_meanwhile(
    board, parent, expected_statuses
):
    expected_statuses.add(422)
    form = open_reply_form(board, parent)
    parent.remove()

    fill_and_post(form)

    refused = board.locator(".respond", has_text="no longer shown, so it cannot be answered")
    expect(refused.locator("textarea")).to_have_value(TEXT)


def test_where_htmx_does_not_come_reply_leads_to_the_page_of_the_form(page, parent):
    page.route("**/htmx*.js", lambda route: route.fulfill(content_type="text/javascript"))
    page.goto(parent.thread.module.get_absolute_url())

    reply_link(page, parent).click()

    expect(page).to_have_url(re.compile(f"/comments/{parent.pk}/reply/$"))


def test_where_the_form_does_not_come_reply_leads_to_its_page_and_opens_it_later(
    board, parent, expected_statuses
):
    expected_statuses.add(503)
    address = f"**/comments/{parent.pk}/reply/"
    board.route(address, lambda route: route.fulfill(status=503), times=1)

    reply_link(board, parent).click()
    expect(board).to_have_url(re.compile(f"/comments/{parent.pk}/reply/$"))
    board.go_back()

    expect(open_reply_form(board, parent)).to_be_visible()
