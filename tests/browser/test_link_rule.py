"""A guest types an address: the words come back marked, with two ways on."""

import pytest
from playwright.sync_api import expect

from tests.browser.steps import (
    TEXT,
    comment_form,
    count_heading,
    fill_and_post,
    open_reply_form,
    post,
    reply_form,
    shown,
)
from tests.conftest import write

TYPED = "My handout is at www.example.org for all."

everywhere = pytest.mark.parametrize(
    ("javascript", "answers"),
    [(True, False), (False, False), (True, True)],
    ids=("with JavaScript", "without JavaScript", "in a reply in place"),
)


@pytest.fixture(autouse=True)
def it_is_refused_at_first(expected_statuses):
    expected_statuses.add(422)


@pytest.fixture
def flagged_form(page, module, answers):
    """The form, come back with what was found in the comment."""
    parent = write(module) if answers else None
    page.goto(module.get_absolute_url())
    form = open_reply_form(page, parent) if parent else comment_form(page)
    fill_and_post(form, Comment=TYPED)
    form = reply_form(page, parent) if parent else comment_form(page)
    expect(form.locator("mark")).to_be_visible()
    return form


@everywhere
def test_the_words_are_marked_and_the_reason_is_given(flagged_form):
    expect(flagged_form.locator("mark")).to_have_text(["www.example.org"])
    expect(flagged_form).to_contain_text("we ask not to post links or advertise a product")


@everywhere
def test_nothing_typed_is_lost(flagged_form):
    expect(flagged_form.locator("mark")).to_be_visible()

    expect(flagged_form.get_by_label("Comment")).to_have_value(TYPED)
    expect(flagged_form.get_by_label("Name")).to_have_value("Priya Raman")
    expect(flagged_form.get_by_label("Email")).to_have_value("priya@example.org")


@pytest.mark.parametrize(
    ("javascript", "answers"),
    [(True, False), (True, True)],
    ids=("a comment", "a reply in place"),
)
def test_with_javascript_what_was_found_has_the_focus(flagged_form):
    expect(flagged_form.locator(".flagged")).to_be_focused()


@everywhere
def test_an_edited_comment_is_published(page, flagged_form):
    flagged_form.get_by_role("link", name="Edit my comment").click()
    expect(flagged_form.get_by_label("Comment")).to_be_focused()

    flagged_form.get_by_label("Comment").fill(TEXT)
    post(flagged_form)

    expect(shown(page, TEXT)).to_be_visible()


@everywhere
def test_the_enter_key_in_a_field_does_not_send_it_to_a_moderator(page, flagged_form):
    flagged_form.get_by_label("Comment").fill("It moved to www.example.com yesterday.")

    flagged_form.get_by_label("Name").press("Enter")

    expect(page.locator("mark")).to_have_text(["www.example.com"])
    expect(flagged_form.get_by_label("Name")).to_be_visible()


@everywhere
def test_sent_as_it_is_it_waits_for_a_moderator(page, flagged_form):
    flagged_form.get_by_role("button", name="Send to a moderator as it is").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Your comment")
    expect(page.get_by_role("status")).to_contain_text("It is waiting for a moderator.")


@everywhere
def test_sent_as_it_is_it_is_not_on_the_board(page, module, flagged_form, answers):
    flagged_form.get_by_role("button", name="Send to a moderator as it is").click()
    expect(page.get_by_role("status")).to_contain_text("waiting")

    page.goto(module.get_absolute_url())

    expect(count_heading(page)).to_have_text("1 Comment" if answers else "No Comments Yet")
    expect(page.get_by_text("www.example.org")).to_have_count(0)
