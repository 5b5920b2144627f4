"""Reporting a comment, from the board and back to it."""

import pytest
from django.contrib.auth.models import AnonymousUser
from playwright.sync_api import expect

from boards.models import Comment, RuleVersion
from moderation.models import Report
from tests.browser.conftest import with_and_without_javascript
from tests.browser.steps import complaints, expect_nothing_on_board, overflow, report_link, shown
from tests.conftest import write

TEXT = "Her daughter sings in the choir of Ambleside."
SENTENCE = "I know her family, who would not like it."
RULE = "tell so much about a client that they may be recognised"
LONG_WORD = "w" * 100


@pytest.fixture
def comment(module):
    return write(module, text=TEXT, name="Priya Raman")


def follow_report_link(page, comment):
    page.goto(comment.thread.module.get_absolute_url())
    report_link(page, comment).click()
    expect(page.get_by_role("heading", name="Report a comment")).to_be_visible()


def send_report(page, **typed):
    for label, words in typed.items():
        page.get_by_label(label).fill(words)
    page.get_by_role("button", name="Send the report").click()


def choose(page, rule=RULE):
    page.get_by_role("radio", name=rule).check()


def explain(page):
    page.get_by_label("Anything the moderator should know").fill(SENTENCE)


def expect_thanks(page):
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you for your report")
    expect(page.get_by_role("status")).to_contain_text("A moderator reads the comment and decides.")


def go_back(page):
    page.get_by_role("link", name="Back to the board").click()


def reported_by_guests(comment, how_many):
    rule = RuleVersion.objects.in_force().get(rule__code="link")
    for number in range(how_many):
        person = Report.person_of(AnonymousUser(), f"address {number}")
        Report.make(comment, rule=rule, person=person)


# -- A report --------------------------------------------------------------------------


@with_and_without_javascript
def test_a_guest_reports_a_comment_and_goes_back_to_it(page, comment):
    follow_report_link(page, comment)
    expect(page.get_by_role("blockquote")).to_contain_text(TEXT)

    choose(page)
    explain(page)
    send_report(page)
    expect_thanks(page)
    go_back(page)

    expect(shown(page, TEXT)).to_be_in_viewport()
    report = Report.objects.get()
    assert (report.rule.rule.code, report.sentence) == ("confidentiality", SENTENCE)


@with_and_without_javascript
def test_a_reload_of_the_thanks_sends_nothing_again(page, comment):
    follow_report_link(page, comment)
    choose(page)
    send_report(page)
    expect_thanks(page)

    page.reload()

    expect_thanks(page)
    assert Report.objects.count() == 1


@with_and_without_javascript
def test_who_has_reported_it_reads_so_behind_the_link(page, comment):
    follow_report_link(page, comment)
    choose(page)
    send_report(page)
    expect_thanks(page)
    go_back(page)

    report_link(page, comment).click()

    expect(page.get_by_role("heading", level=1)).to_have_text("This comment has been reported")


@with_and_without_javascript
def test_somebody_who_thinks_better_of_it_goes_back_to_the_comment(page, comment):
    follow_report_link(page, comment)

    page.get_by_role("link", name="Go back without reporting").click()

    expect(shown(page, TEXT)).to_be_in_viewport()
    assert not Report.objects.exists()


@with_and_without_javascript
def test_a_report_is_made_with_the_keyboard_alone(page, comment):
    page.goto(comment.thread.module.get_absolute_url())
    report_link(page, comment).press("Enter")
    page.get_by_role("radio").first.press("ArrowDown")
    expect(page.get_by_role("radio", name="ask for referrals")).to_be_checked()

    page.keyboard.press("Tab")
    page.keyboard.type(SENTENCE)
    page.get_by_role("button", name="Send the report").press("Enter")

    expect_thanks(page)
    report = Report.objects.get()
    assert (report.rule.rule.code, report.sentence) == ("referral", SENTENCE)


@with_and_without_javascript
def test_a_member_asks_to_be_told_the_outcome(signed_in, comment, dana):
    follow_report_link(signed_in, comment)

    choose(signed_in)
    signed_in.get_by_label("Tell me by mail what comes of it").check()
    send_report(signed_in)

    expect_thanks(signed_in)
    report = Report.objects.get()
    assert (report.reporter, report.email) == (dana, dana.email)


@with_and_without_javascript
def test_after_the_report_that_was_enough_the_comment_is_gone(signed_in, comment):
    reported_by_guests(comment, 2)
    follow_report_link(signed_in, comment)

    choose(signed_in)
    send_report(signed_in)
    expect_thanks(signed_in)
    go_back(signed_in)

    expect(signed_in.get_by_text(TEXT)).to_have_count(0)
    expect_nothing_on_board(signed_in, comment.thread.module)
    assert Comment.objects.get().held_for == Comment.HeldFor.REPORTED


# -- What is missing -------------------------------------------------------------------


@with_and_without_javascript
def test_a_report_without_a_rule_comes_back_with_all_that_was_typed(
    page, comment, expected_statuses
):
    expected_statuses.add(422)
    follow_report_link(page, comment)
    explain(page)

    send_report(page, Email="reader@example.org")

    expect(page.locator(".error-summary")).to_be_focused()
    expect(page).to_have_title("Error: Report a comment – Compassion")
    expect(page.get_by_label("Anything the moderator should know")).to_have_value(SENTENCE)
    expect(page.get_by_label("Email")).to_have_value("reader@example.org")


@with_and_without_javascript
def test_its_error_leads_to_the_rules_and_then_it_is_sent(page, comment, expected_statuses):
    expected_statuses.add(422)
    page.set_viewport_size({"width": 320, "height": 300})
    follow_report_link(page, comment)
    explain(page)
    send_report(page)

    page.get_by_role("link", name="Choose what is wrong with the comment.").click()
    expect(page.get_by_role("radio").first).to_be_in_viewport()
    page.keyboard.press("Tab")
    expect(page.get_by_role("radio").first).to_be_focused()
    page.keyboard.press("Space")
    send_report(page)

    expect_thanks(page)
    assert Report.objects.get().sentence == SENTENCE


def test_a_screen_reader_says_at_the_rules_that_one_is_missing(page, comment, expected_statuses):
    expected_statuses.add(422)
    follow_report_link(page, comment)

    send_report(page)

    rules = page.get_by_role("group", name="This comment seems to")
    expect(rules).to_have_accessible_description("Error: Choose what is wrong with the comment.")


@with_and_without_javascript
def test_an_address_that_is_none_is_asked_for_again_with_the_rule_chosen(
    page, comment, expected_statuses
):
    expected_statuses.add(422)
    follow_report_link(page, comment)
    choose(page)
    send_report(page, Email="nobody")

    page.get_by_role("link", name="This does not read like an e-mail address").click()
    expect(page.get_by_label("Email")).to_be_focused()
    send_report(page, Email="reader@example.org")

    expect_thanks(page)
    report = Report.objects.get()
    assert (report.rule.rule.code, report.email) == ("confidentiality", "reader@example.org")


# -- For everybody ---------------------------------------------------------------------


def the_form(page, comment):
    follow_report_link(page, comment)


def the_form_with_all_its_errors(page, comment):
    follow_report_link(page, comment)
    page.get_by_label("Anything the moderator should know").fill("x" * 2001)
    send_report(page, Email="nobody")
    expect(page.locator(".error-summary").get_by_role("listitem")).to_have_count(3)


def the_thanks(page, comment):
    follow_report_link(page, comment)
    choose(page)
    send_report(page)
    expect_thanks(page)


def the_thanks_for_what_is_held(page, comment):
    the_thanks(page, comment)
    comment.hold()
    page.reload()
    expect_thanks(page)


STATES = (the_form, the_form_with_all_its_errors, the_thanks, the_thanks_for_what_is_held)
in_each_state = pytest.mark.parametrize(
    "state", STATES, ids=[state.__name__.replace("_", " ") for state in STATES]
)


@in_each_state
def test_axe_finds_nothing(page, comment, expected_statuses, state):
    expected_statuses.add(422)
    state(page, comment)

    assert complaints(page) == []


def test_axe_finds_nothing_in_the_form_of_a_member(signed_in, comment):
    follow_report_link(signed_in, comment)

    assert complaints(signed_in) == []


@in_each_state
def test_nothing_is_scrolled_sideways_on_a_narrow_screen(page, module, expected_statuses, state):
    expected_statuses.add(422)
    comment = write(module, text=LONG_WORD * 2, name=LONG_WORD, city=LONG_WORD)
    state(page, comment)

    assert overflow(page) <= 0
