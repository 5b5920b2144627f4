"""What is typed outlives a reload, in this browser alone, until it is posted."""

import pytest
from playwright.sync_api import expect

from tests.browser.steps import (
    TEXT,
    breaching,
    comment_form,
    fill,
    fill_and_post,
    open_reply_form,
    post,
    reply_form,
    send_as_it_is,
    shown,
)
from tests.conftest import write

HALF = "Half a thought about the"


def comment_field(form):
    return form.get_by_label("Comment")


@pytest.fixture
def typing(page, module):
    """The board, with half a comment typed."""
    page.goto(module.get_absolute_url())
    comment_field(comment_form(page)).fill(HALF)
    return page


def test_a_reload_keeps_what_was_typed(typing):
    typing.reload()

    expect(comment_field(comment_form(typing))).to_have_value(HALF)


def test_a_reply_is_kept_by_what_it_answers(page, module):
    first, second = write(module), write(module, name="Lee")
    page.goto(module.get_absolute_url())
    comment_field(open_reply_form(page, first)).fill(HALF)
    page.reload()

    expect(comment_field(open_reply_form(page, first))).to_have_value(HALF)
    expect(comment_field(open_reply_form(page, second))).to_have_value("")
    expect(comment_field(comment_form(page))).to_have_value("")


def test_a_cancelled_reply_is_there_when_it_is_opened_again(page, module):
    parent = write(module)
    page.goto(module.get_absolute_url())
    comment_field(open_reply_form(page, parent)).fill(HALF)

    reply_form(page, parent).locator("..").get_by_role("link", name="Cancel reply").click()

    expect(comment_field(open_reply_form(page, parent))).to_have_value(HALF)


def test_what_was_posted_is_no_draft_any_more(typing, module):
    fill_and_post(comment_form(typing))
    expect(shown(typing, TEXT)).to_be_visible()

    typing.goto(module.get_absolute_url())

    expect(comment_field(comment_form(typing))).to_have_value("")


def test_a_reply_that_was_posted_in_place_is_no_draft_any_more(page, module):
    parent = write(module)
    page.goto(module.get_absolute_url())
    fill_and_post(open_reply_form(page, parent))
    expect(shown(page, TEXT)).to_be_visible()

    page.reload()

    expect(comment_field(open_reply_form(page, parent))).to_have_value("")


def test_what_waits_for_a_moderator_is_no_draft_any_more(page, module, expected_statuses):
    expected_statuses.add(422)
    page.goto(module.get_absolute_url())
    fill_and_post(comment_form(page), Comment=breaching("referral"))
    send_as_it_is(comment_form(page))
    expect(page.get_by_text("It is waiting for a moderator.")).to_be_visible()

    page.goto(module.get_absolute_url())

    expect(comment_field(comment_form(page))).to_have_value("")


def test_what_could_not_be_sent_stays_a_draft(typing, module):
    fill(comment_form(typing), Comment=HALF)
    typing.context.set_offline(True)
    post(comment_form(typing))
    typing.context.set_offline(False)

    typing.goto(module.get_absolute_url())

    expect(comment_field(comment_form(typing))).to_have_value(HALF)


def test_what_is_emptied_is_forgotten(typing):
    comment_field(comment_form(typing)).fill("")
    typing.reload()

    expect(comment_field(comment_form(typing))).to_have_value("")


def test_a_form_that_was_sent_says_so_and_is_sent_once(page, module):
    parent = write(module)
    page.goto(module.get_absolute_url())
    form = open_reply_form(page, parent)
    sent = []
    page.route("**/comments/", lambda route: sent.append(route))  # noqa: PLW0108  no method wraps

    fill_and_post(form)
    expect(form.get_by_text("Sending …")).to_be_visible()
    post(form)

    [request] = sent
    request.continue_()
    expect(shown(page, TEXT)).to_have_count(1)


def test_the_page_after_posting_has_an_empty_form(page, module):
    page.goto(module.get_absolute_url())

    fill_and_post(comment_form(page))

    expect(shown(page, TEXT)).to_be_visible()
    expect(comment_field(comment_form(page))).to_have_value("")


def test_a_draft_begun_after_posting_is_kept_too(page, module):
    page.goto(module.get_absolute_url())
    fill_and_post(comment_form(page))
    expect(shown(page, TEXT)).to_be_visible()
    comment_field(comment_form(page)).fill(HALF)

    page.reload()
    page.reload()

    expect(comment_field(comment_form(page))).to_have_value(HALF)


def test_a_reply_that_became_an_opening_leaves_other_drafts_alone(page, module, expected_statuses):
    expected_statuses.add(422)
    parent = write(module)
    page.goto(module.get_absolute_url())
    comment_field(comment_form(page)).fill(HALF)
    page.goto(f"{parent.get_absolute_url()}reply/")
    parent.thread.close()
    fill_and_post(page.locator(".respond form"))
    expect(page.get_by_text("A moderator has closed this thread").first).to_be_visible()
    post(page.locator(".respond form"))
    expect(shown(page, TEXT)).to_be_visible()

    page.goto(module.get_absolute_url())

    expect(comment_field(comment_form(page))).to_have_value(HALF)
