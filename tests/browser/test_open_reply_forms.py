"""Several forms may be open at once; none takes anything from another."""

import pytest
from playwright.sync_api import expect

from tests.browser.steps import TEXT, fill_and_post, open_reply_form, reply_link, shown
from tests.conftest import write


@pytest.fixture
def parent(module):
    return write(module)


@pytest.fixture
def answered(module, parent):
    return write(module, parent)


@pytest.fixture
def board(page, module, answered):
    page.goto(module.get_absolute_url())
    return page


def test_the_form_that_opens_takes_the_focus(board, parent, answered):
    expect(open_reply_form(board, parent).get_by_label("Name (required)")).to_be_focused()

    second = open_reply_form(board, answered)

    expect(second.get_by_label("Name (required)")).to_be_focused()


def test_choosing_reply_again_keeps_what_was_typed(board, parent, answered):
    form = open_reply_form(board, parent)
    form.get_by_label("Comment").fill("Half a thought")

    reply_link(board, parent).click()

    # An answer to that click would be here before the answer to a later one.
    expect(open_reply_form(board, answered)).to_be_visible()
    expect(form.get_by_label("Comment")).to_have_value("Half a thought")


def test_posting_one_reply_keeps_what_was_typed_in_another(board, parent, answered):
    form = open_reply_form(board, parent)
    form.get_by_label("Comment").fill("Half a thought")

    fill_and_post(open_reply_form(board, answered))

    expect(shown(board, TEXT)).to_be_visible()
    expect(form.get_by_label("Comment")).to_have_value("Half a thought")


def test_each_field_has_its_own_label_when_a_removed_parent_turns_a_reply_into_a_comment(
    board, answered, expected_statuses
):
    expected_statuses.add(422)
    form = open_reply_form(board, answered)
    answered.remove()

    fill_and_post(form)

    expect(board.get_by_role("alert")).to_contain_text("no longer shown")
    ids = board.locator("[id]").evaluate_all("elements => elements.map(each => each.id)")
    assert sorted(ids) == sorted(set(ids))
