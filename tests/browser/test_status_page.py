"""Where a guest sees what became of a comment sent to a moderator as it is."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import with_and_without_javascript
from tests.browser.steps import TEXT, comment_form, count_heading, fill_and_post, shown


@pytest.fixture
def status_page(page, module, expected_statuses):
    expected_statuses.add(422)
    page.goto(module.get_absolute_url())
    fill_and_post(comment_form(page), Comment="My handout is at www.example.org for all.")
    page.get_by_role("button", name="Send to a moderator as it is").click()
    expect(page.get_by_role("status")).to_contain_text("It is waiting for a moderator.")
    return page


@with_and_without_javascript
def test_once_the_link_is_gone_the_comment_is_published(status_page):
    status_page.get_by_label("Comment").fill(TEXT)
    status_page.get_by_role("button", name="Save my changes").click()

    expect(shown(status_page, TEXT)).to_be_in_viewport()
    expect(count_heading(status_page)).to_have_text("1 Comment")


@with_and_without_javascript
def test_a_withdrawn_comment_is_gone(status_page):
    status_page.get_by_text("Withdraw this comment").click()
    status_page.get_by_role("button", name="Yes, withdraw it").click()

    expect(status_page.get_by_role("status")).to_have_text("You withdrew it, and its text is gone.")
    expect(status_page.get_by_text("www.example.org")).to_have_count(0)


def test_nobody_withdraws_a_comment_at_a_single_click(status_page):
    expect(status_page.get_by_text("Yes, withdraw it")).to_be_hidden()
