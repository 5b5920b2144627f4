"""Without JavaScript "Reply" leads to a page of its own."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.steps import (
    TEXT,
    fill_and_post,
    open_reply_form,
    replies_to,
    reply_link,
    shown,
)
from tests.conftest import write


@pytest.fixture
def javascript():
    return False


@pytest.fixture
def parent(module):
    return write(module)


@pytest.fixture
def board(page, parent):
    page.goto(parent.thread.module.get_absolute_url())
    return page


def test_the_reply_link_leads_to_a_page_that_names_whom_one_answers(board, parent):
    reply_link(board, parent).click()

    expect(board).to_have_url(re.compile(f"/comments/{parent.pk}/reply/$"))
    expect(board.get_by_role("heading", level=1)).to_have_text(f"Reply to {parent.name}")


def test_posting_lands_on_the_reply(board, parent):
    fill_and_post(open_reply_form(board, parent))

    reply = shown(board, TEXT)
    expect(reply).to_be_in_viewport()
    expect(board).to_have_url(re.compile(f"#{reply.get_attribute('id')}$"))


def test_the_reply_is_nested_beneath_its_parent(board, parent):
    fill_and_post(open_reply_form(board, parent))

    expect(replies_to(board, parent)).to_contain_text([TEXT])


def test_cancelling_leads_back_to_the_comment(board, parent):
    open_reply_form(board, parent)

    board.get_by_role("link", name="Cancel reply").click()

    expect(board).to_have_url(re.compile(f"/comment-page-1/#c{parent.pk}$"))
    expect(shown(board, parent.text)).to_be_in_viewport()
