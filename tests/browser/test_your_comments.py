"""What members have written and under what byline: found again, changed and taken back."""

import pytest
from playwright.sync_api import expect

from boards.views.posting import status_address
from tests.browser.conftest import with_and_without_javascript
from tests.browser.steps import (
    CLEAN,
    breaching,
    complaints,
    expect_nothing_on_board,
    overflow,
    send_again,
    send_as_it_is,
    shown,
    words_found,
)
from tests.conftest import write

SLIP = "I use the pose with my clients."
YOURS, PROFILE = "/comments/yours/", "/accounts/profile/"


@pytest.fixture
def of_dana(module, dana):
    comment = write(module, text=SLIP, author=dana, email=dana.email, name=dana.name)
    write(module, comment, text="An answer.")
    return comment


def open_comment(page):
    page.goto("/")
    page.get_by_role("link", name="Your comments").click()
    page.get_by_role("link", name="Change or withdraw it").click()


# -- The profile -------------------------------------------------------------------


@with_and_without_javascript
def test_the_profile_shows_the_byline_as_it_will_print(signed_in):
    signed_in.get_by_role("link", name="Dana Whitfield").click()
    signed_in.get_by_label("Name").fill("Dana Whitfield, PhD")
    signed_in.get_by_label("Profession").select_option("Psychotherapy")
    signed_in.get_by_label("Country").select_option("United States of America")
    signed_in.get_by_label("City").fill("Boulder")
    signed_in.get_by_label("State").select_option("Colorado")
    signed_in.get_by_role("button", name="Save my profile").click()

    expect(signed_in.get_by_role("status")).to_have_text("Your profile is saved.")
    expect(signed_in.get_by_role("article")).to_contain_text(
        "Dana Whitfield, PhD, Psychotherapy, Boulder, CO, USA says"
    )


@with_and_without_javascript
def test_a_state_elsewhere_is_asked_about_at_the_field(signed_in, expected_statuses):
    expected_statuses.add(422)
    signed_in.goto(PROFILE)
    signed_in.get_by_label("Country").select_option("United Kingdom")
    signed_in.get_by_label("State").select_option("Colorado")
    signed_in.get_by_role("button", name="Save my profile").click()

    expect(signed_in.locator(".field-state")).to_contain_text("Choose a state for the USA only")
    expect(signed_in.get_by_label("Country")).to_have_value("United Kingdom")


# -- Found again -------------------------------------------------------------------


@with_and_without_javascript
def test_your_comments_lead_to_the_comment_on_the_board(signed_in, of_dana):
    signed_in.goto(YOURS)
    expect(signed_in.get_by_role("main")).to_contain_text("Published · 1 reply")

    signed_in.get_by_role("link", name="See it on the board").click()

    expect(shown(signed_in, SLIP)).to_be_in_viewport()


# -- Edited ------------------------------------------------------------------------


@with_and_without_javascript
def test_a_slip_is_mended_while_there_is_time(signed_in, of_dana):
    open_comment(signed_in)
    expect(signed_in.get_by_text("You can edit it until")).to_be_visible()

    send_again(signed_in, CLEAN)

    expect(shown(signed_in, CLEAN)).to_be_in_viewport()
    expect(shown(signed_in, CLEAN)).to_contain_text("(edited)")
    expect(shown(signed_in, SLIP)).to_have_count(0)


@with_and_without_javascript
def test_an_edit_that_breaks_a_rule_comes_back_and_may_be_sent_to_a_moderator(
    signed_in, of_dana, expected_statuses
):
    expected_statuses.add(422)
    open_comment(signed_in)
    send_again(signed_in, breaching("link"))
    expect(signed_in.locator(".flagged mark")).to_have_text(words_found("link"))

    send_as_it_is(signed_in)

    expect(signed_in.get_by_role("status")).to_contain_text("It is waiting for a moderator.")


# -- Taken back --------------------------------------------------------------------


@with_and_without_javascript
def test_a_published_comment_is_withdrawn(signed_in, module, dana):
    write(module, text=SLIP, author=dana)
    open_comment(signed_in)

    signed_in.get_by_text("Withdraw this comment").click()
    signed_in.get_by_role("button", name="Yes, withdraw it").click()

    expect(signed_in.get_by_role("status")).to_have_text("You withdrew it, and its text is gone.")
    expect_nothing_on_board(signed_in, module)


@with_and_without_javascript
def test_a_removed_comment_is_withdrawn(signed_in, of_dana):
    of_dana.refresh_from_db()
    of_dana.remove()
    signed_in.goto(YOURS)
    signed_in.get_by_role("link", name="See why, or withdraw it").click()

    signed_in.get_by_text("Withdraw this comment").click()
    signed_in.get_by_role("button", name="Yes, withdraw it").click()

    expect(signed_in.get_by_role("status")).to_have_text("You withdrew it, and its text is gone.")
    expect(signed_in.get_by_text(SLIP)).to_have_count(0)


@with_and_without_javascript
def test_the_byline_of_a_published_comment_is_narrowed(signed_in, module, dana):
    write(module, text=SLIP, author=dana, name=dana.name, country="US", city="Boulder", state="CO")
    open_comment(signed_in)

    signed_in.get_by_label("Byline").select_option("Name and country only")
    signed_in.get_by_role("button", name="Save the byline").click()
    signed_in.get_by_role("link", name="See it on the board").click()

    expect(shown(signed_in, SLIP).get_by_role("heading")).to_have_text("Dana Whitfield, USA says")


# -- For everybody -----------------------------------------------------------------


@pytest.mark.parametrize("which", ["profile", "your comments", "its page"])
def test_nothing_stands_in_anybody_s_way(signed_in, of_dana, dana, which):
    dana.keep_byline(name=f"Dr Dana {'Whitfield' * 9}", country="US", city="Boulder", state="CO")
    write(of_dana.thread.module, text="w" * 300, author=dana)
    addresses = {"profile": PROFILE, "your comments": YOURS, "its page": status_address(of_dana)}
    signed_in.goto(addresses[which])
    expect(signed_in.get_by_role("heading", level=1)).to_be_visible()

    assert complaints(signed_in) == []
    assert overflow(signed_in) <= 0


@with_and_without_javascript
def test_a_member_claims_what_was_written_as_a_guest(signed_in, module, dana):
    write(module, text="What I wrote as a guest.", email=dana.email)
    write(module, text="Of somebody else.", email=dana.email)
    signed_in.get_by_role("link", name="Your comments").click()

    signed_in.get_by_role("link", name="Look whether they are yours").click()
    signed_in.get_by_label("Of somebody else.").uncheck()
    signed_in.get_by_role("button", name="These are mine").click()

    expect(signed_in.get_by_text("1 comment is yours now.")).to_be_visible()
    expect(signed_in.get_by_text("What I wrote as a guest.")).to_be_visible()


def test_axe_finds_nothing_where_comments_are_claimed(signed_in, module, dana):
    write(module, email=dana.email)
    signed_in.goto("/comments/yours/earlier/")

    assert complaints(signed_in) == []
    assert overflow(signed_in) <= 0
