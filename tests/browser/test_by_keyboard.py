"""What people do on a board, with Tab, Enter, the arrows and letters alone."""

import re

import pytest
from django.core import mail
from playwright.sync_api import expect

from boards.models import Comment
from moderation.models import Report
from tests.browser.steps import TEXT, reply_form, shown
from tests.conftest import write

MOST_TABS = 80  # further than that nobody goes


def focused(page):
    return page.locator(":focus")


def go_to(page, name):
    """Press Tab until what has that name has the focus, and see that it can be seen there."""
    for _step in range(MOST_TABS):
        page.keyboard.press("Tab")
        if re.match(name, named(page)):
            expect(focused(page)).to_be_in_viewport()
            return
    pytest.fail(f"Tab never comes to «{name}»")


def named(page):
    """The name that what has the focus has for people who hear it."""
    return page.evaluate(
        """() => {
            const it = document.activeElement, label = it.labels && it.labels[0];
            return (it.ariaLabel || (label || it).textContent || it.name || "").trim();
        }"""
    )


def go_to_and_press(page, name, key="Enter"):
    go_to(page, name)
    page.keyboard.press(key)


def go_to_and_type(page, name, words):
    go_to(page, name)
    page.keyboard.type(words)


@pytest.fixture
def board(page, module):
    """A board with one comment, by Ann."""
    write(module, name="Ann", text="What Ann wrote.")
    page.goto(module.get_absolute_url())
    return page


def test_the_first_stop_leads_past_what_is_the_same_on_every_page(board):
    go_to_and_press(board, "Skip to main content")

    expect(focused(board)).to_have_id("main")


def test_somebody_replies(board):
    parent = Comment.objects.get()
    go_to_and_press(board, "Reply to Ann")
    expect(reply_form(board, parent).get_by_label("Name (required)")).to_be_focused()
    board.keyboard.type("Priya Raman")
    go_to_and_type(board, "Email", "priya@example.org")
    go_to_and_type(board, "Comment", TEXT)
    go_to_and_press(board, "Post Comment")

    expect(shown(board, TEXT)).to_be_focused()
    expect(shown(board, TEXT)).to_be_in_viewport()


def test_somebody_changes_their_mind(board):
    go_to_and_press(board, "Reply to Ann")
    form = reply_form(board, Comment.objects.get())
    expect(form.get_by_label("Name (required)")).to_be_focused()
    board.keyboard.press("Shift+Tab")
    assert named(board) == "Cancel reply"
    board.keyboard.press("Enter")

    expect(board.locator(".reply-here form")).to_have_count(0)
    assert named(board) == "Reply to Ann"


def test_a_form_with_errors_leads_to_each_field(board, expected_statuses):
    expected_statuses.add(422)
    go_to_and_press(board, "Post Comment")
    expect(board.locator(".error-summary")).to_be_focused()

    board.keyboard.press("Tab")
    board.keyboard.press("Enter")

    expect(board.get_by_label("Name (required)")).to_be_focused()


def test_somebody_reports_a_comment(board):
    go_to_and_press(board, "Report: Ann")
    expect(board.get_by_role("heading", level=1)).to_contain_text("Report")
    go_to_and_press(board, "share about or seek advice", key="Space")
    go_to_and_press(board, "Send the report")

    expect(board.get_by_role("heading", level=1)).to_have_text("Thank you for your report")
    assert Report.objects.get().rule.rule.code == "personal"


def test_somebody_signs_up(page):
    page.goto("/")
    go_to_and_press(page, "Sign in")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    go_to_and_press(page, "[Ss]ign up")
    expect(page).to_have_url(re.compile("/accounts/signup/"))
    go_to_and_type(page, "Email", "new@example.org")
    go_to_and_type(page, "Password", "a long and private sentence")
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", name="Verify Your Email Address")).to_be_visible()
    assert mail.outbox[-1].to == ["new@example.org"]
