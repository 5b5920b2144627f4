import re

from playwright.sync_api import expect

from tests.browser.conftest import with_and_without_javascript
from tests.browser.steps import (
    TEXT,
    comment_form,
    count_heading,
    fill,
    fill_and_post,
    shown,
)


@with_and_without_javascript
def test_posting_lands_on_the_comment(page, module):
    page.goto(module.get_absolute_url())

    fill_and_post(comment_form(page))

    comment = shown(page, TEXT)
    expect(comment).to_be_in_viewport()
    expect(page).to_have_url(re.compile(f"#{comment.get_attribute('id')}$"))


def test_with_javascript_the_posted_comment_has_the_focus(page, module):
    page.goto(module.get_absolute_url())

    fill_and_post(comment_form(page))

    expect(shown(page, TEXT)).to_be_focused()


@with_and_without_javascript
def test_the_heading_counts_the_posted_comment(page, module):
    page.goto(module.get_absolute_url())
    expect(count_heading(page)).to_have_text("No Comments Yet")

    fill_and_post(comment_form(page))

    expect(count_heading(page)).to_have_text("1 Comment, 1 thread")


def test_control_and_enter_post_the_comment(page, module):
    page.goto(module.get_absolute_url())
    fill(comment_form(page))

    comment_form(page).get_by_label("Comment").press("Control+Enter")

    expect(shown(page, TEXT)).to_be_focused()
