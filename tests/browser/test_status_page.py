"""The page of a comment, where its author follows what becomes of it and has a say."""

import pytest
from playwright.sync_api import expect

from boards.models import Rule, RuleVersion
from boards.views.posting import status_address
from moderation.models import Decision
from tests.browser.conftest import with_and_without_javascript
from tests.browser.steps import (
    CLEAN,
    breaching,
    complaints,
    count_heading,
    expect_nothing_on_board,
    open_answer,
    overflow,
    send_again,
    send_answer,
    send_as_it_is,
    shown,
    words_found,
)
from tests.conftest import make_comment

Act = Decision.Act
REMARK = "Please tell us the title of the handout instead of where it lies."
ANSWER = "It is the address of our public library, which sells nothing."


@pytest.fixture
def sent(module):
    """A guest's comment, sent to a moderator as it is."""
    return module.start_thread(make_comment(breaching("link")), as_is=True)


@pytest.fixture
def decide(sent, mod):
    def decide(act):
        rule = RuleVersion.objects.in_force().get(rule__code="link")
        sent.refresh_from_db()
        return Decision.make(act, sent, by=mod, rule=rule, sentence=REMARK)

    return decide


def visit(page, comment):
    page.goto(status_address(comment))
    return page


def moderator_says(page):
    return page.get_by_role("region", name="What the moderator says")


def expect_decision(page):
    expect(moderator_says(page)).to_contain_text(Rule.objects.get(code="link").sentence)
    expect(moderator_says(page)).to_contain_text(REMARK)


# -- While it waits ----------------------------------------------------------------


@with_and_without_javascript
def test_once_the_link_is_gone_the_comment_is_published(page, sent):
    send_again(visit(page, sent), CLEAN)

    expect(shown(page, CLEAN)).to_be_in_viewport()
    expect(count_heading(page)).to_have_text("1 Comment, 1 thread")


@with_and_without_javascript
def test_edited_but_with_words_that_break_a_rule_its_author_is_asked(
    page, module, sent, expected_statuses
):
    expected_statuses.add(422)

    send_again(visit(page, sent), breaching("referral"))

    expect(page.locator("mark")).to_have_text(words_found("referral"))
    expect(page.locator(".flagged")).to_contain_text(Rule.objects.get(code="referral").sentence)
    expect(page.get_by_label("Comment")).to_have_value(breaching("referral"))
    expect(page.locator(".flagged")).to_be_focused()


@with_and_without_javascript
def test_edited_and_sent_as_it_is_again_it_waits_with_the_other_words(
    page, module, sent, expected_statuses
):
    expected_statuses.add(422)
    send_again(visit(page, sent), breaching("referral"))

    send_as_it_is(page)

    expect(page.get_by_role("status")).to_contain_text("It is waiting for a moderator.")
    expect(page.locator("mark")).to_have_text(words_found("referral"))
    expect_nothing_on_board(page, module)


@with_and_without_javascript
def test_the_byline_can_be_narrowed(page, module):
    comment = module.start_thread(make_comment(breaching("link"), country="GB"), as_is=True)
    visit(page, comment)
    expect(page.get_by_role("article").get_by_role("heading")).to_have_text("Priya Raman, GB says")

    page.get_by_label("Byline").select_option("Name and profession only")
    page.get_by_role("button", name="Save the byline").click()

    expect(page.get_by_role("article").get_by_role("heading")).to_have_text("Priya Raman says")


# -- Withdrawn ---------------------------------------------------------------------


@with_and_without_javascript
def test_a_withdrawn_comment_is_gone(page, module, sent):
    visit(page, sent)
    page.get_by_text("Withdraw this comment").click()
    page.get_by_role("button", name="Yes, withdraw it").click()

    expect(page.get_by_role("status")).to_have_text("You withdrew it, and its text is gone.")
    expect(page.get_by_text("www.example.org")).to_have_count(0)
    expect_nothing_on_board(page, module)


@with_and_without_javascript
def test_nobody_withdraws_a_comment_at_a_single_click(page, sent):
    visit(page, sent)

    expect(page.get_by_text("Withdraw this comment")).to_be_visible()
    expect(page.get_by_text("Yes, withdraw it")).to_be_hidden()


# -- Asked for changes -------------------------------------------------------------


@with_and_without_javascript
def test_asked_for_changes_its_author_reads_under_which_rule_and_what_is_wished(page, sent, decide):
    decide(Act.ASK)

    visit(page, sent)

    expect(page.get_by_role("status")).to_contain_text("A moderator asks you to change it.")
    expect_decision(page)
    expect(page.locator("mark")).to_have_text(words_found("link"))


@with_and_without_javascript
def test_changed_as_asked_it_goes_back_to_a_moderator(page, module, sent, decide):
    decide(Act.ASK)

    send_again(visit(page, sent), CLEAN, button="Send it again")

    expect(page.get_by_role("status")).to_contain_text("You changed it as you were asked.")
    expect(page.get_by_role("article")).to_contain_text(CLEAN)
    expect(page.locator("mark")).to_have_count(0)
    expect_nothing_on_board(page, module)


@with_and_without_javascript
def test_published_after_the_change_the_page_leads_to_it_on_the_board(page, sent, decide):
    decide(Act.ASK)
    send_again(visit(page, sent), CLEAN, button="Send it again")
    expect(page.get_by_role("status")).to_contain_text("You changed it as you were asked.")
    decide(Act.PUBLISH)

    page.reload()
    page.get_by_role("link", name="See it on the board").click()

    expect(shown(page, CLEAN)).to_be_in_viewport()


# -- Not published -----------------------------------------------------------------


@with_and_without_javascript
def test_not_published_its_author_reads_under_which_rule_and_why(page, sent, decide):
    decide(Act.REMOVE)

    visit(page, sent)

    expect(page.get_by_role("status")).to_contain_text("A moderator did not publish it.")
    expect_decision(page)
    expect(page.get_by_role("article")).to_contain_text(breaching("link"))


@with_and_without_javascript
def test_its_author_answers_once(page, sent, decide):
    decide(Act.REMOVE)
    open_answer(visit(page, sent))

    send_answer(page, ANSWER)

    expect(moderator_says(page)).to_contain_text(ANSWER)
    expect(moderator_says(page)).to_contain_text("A moderator reads it next.")
    expect(page.get_by_role("button", name="Send my answer")).to_have_count(0)


@with_and_without_javascript
def test_an_empty_answer_is_asked_for_again_with_the_form_open(
    page, sent, decide, expected_statuses
):
    expected_statuses.add(422)
    decide(Act.REMOVE)
    open_answer(visit(page, sent))

    send_answer(page, " ")

    expect(page.locator(".error-summary")).to_contain_text("Write your answer first.")
    expect(page.get_by_label("Your answer")).to_be_visible()


@with_and_without_javascript
def test_what_a_moderator_says_to_the_answer_stands_there(page, sent, decide):
    decide(Act.REMOVE).take_answer(ANSWER)
    decide(Act.PUBLISH)

    visit(page, sent)

    expect(page.get_by_role("status")).to_contain_text("It is published.")
    expect(moderator_says(page)).to_contain_text(REMARK)


# -- For everybody -----------------------------------------------------------------


def waiting(page, sent, decide):
    visit(page, sent)


def flagged_again(page, sent, decide):
    send_again(visit(page, sent), breaching("referral"))
    expect(page.locator(".flagged")).to_be_visible()


def changes_asked(page, sent, decide):
    decide(Act.ASK)
    visit(page, sent)


def with_the_answer_form_open(page, sent, decide):
    decide(Act.REMOVE)
    open_answer(visit(page, sent))
    expect(page.get_by_label("Your answer")).to_be_visible()


def with_the_answer_missing(page, sent, decide):
    with_the_answer_form_open(page, sent, decide)
    send_answer(page, " ")
    expect(page.locator(".error-summary")).to_be_visible()


def answered(page, sent, decide):
    decide(Act.REMOVE).take_answer(ANSWER)
    visit(page, sent)


STATES = (
    *(waiting, flagged_again, changes_asked),
    *(with_the_answer_form_open, with_the_answer_missing, answered),
)
in_each_state = pytest.mark.parametrize(
    "state", STATES, ids=[state.__name__.replace("_", " ") for state in STATES]
)


@in_each_state
def test_axe_finds_nothing(page, sent, decide, expected_statuses, state):
    expected_statuses.add(422)
    state(page, sent, decide)

    assert complaints(page) == []


@in_each_state
def test_nothing_is_scrolled_sideways_on_a_narrow_screen(
    page, sent, decide, expected_statuses, state
):
    expected_statuses.add(422)
    state(page, sent, decide)

    assert overflow(page) <= 0
