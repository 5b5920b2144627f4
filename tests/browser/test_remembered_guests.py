"""Guests may have their byline remembered, in their own browser and nowhere else."""

import json

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import with_and_without_javascript
from tests.browser.steps import (
    TEXT,
    comment_form,
    complaints,
    fill,
    fill_and_post,
    open_reply_form,
    overflow,
    post,
    shown,
)
from tests.conftest import write

BOX = "Remember me in this browser"
PLACE = {"Country": "United States of America", "State": "Colorado"}


def box(form):
    return form.get_by_label(BOX)


def post_and_remember(form, **typed):
    box(form).check()
    form.get_by_label("Profession").select_option("Psychotherapy")
    for label, place in PLACE.items():
        form.get_by_label(label).select_option(place)
    fill_and_post(form, **{"City": "Boulder"} | typed)


def expect_byline(form, name="Priya Raman"):
    expect(form.get_by_label("Name (required)")).to_have_value(name)
    expect(form.get_by_label("Email")).to_have_value("priya@example.org")
    expect(form.get_by_label("Profession").locator(":checked")).to_have_text("Psychotherapy")
    expect(form.get_by_label("City")).to_have_value("Boulder")
    for label, place in PLACE.items():
        expect(form.get_by_label(label)).to_have_value(place)


def expect_no_byline(form):
    for label in ("Name (required)", "Email", "Profession", "Country", "City", "State"):
        expect(form.get_by_label(label)).to_have_value("")


def kept(page):
    """What the browser keeps of a guest's byline."""
    return page.evaluate("localStorage.getItem('byline')")


@pytest.fixture
def board(page, module):
    page.goto(module.get_absolute_url())
    return page


@pytest.fixture
def remembered(board, module):
    """The board at the next visit, after a comment with the box ticked."""
    post_and_remember(comment_form(board))
    expect(shown(board, TEXT)).to_be_visible()
    board.goto(module.get_absolute_url())
    return board


def test_nothing_is_ticked_or_kept_unless_a_guest_wants_it(board, module):
    expect(box(comment_form(board))).not_to_be_checked()

    fill_and_post(comment_form(board))
    expect(shown(board, TEXT)).to_be_visible()
    board.goto(module.get_absolute_url())

    assert kept(board) is None
    expect_no_byline(comment_form(board))


def test_with_the_box_ticked_the_byline_is_there_at_the_next_visit(remembered):
    expect_byline(comment_form(remembered))
    expect(comment_form(remembered).get_by_label("Comment")).to_have_value("")
    expect(box(comment_form(remembered))).to_be_checked()


def test_the_byline_is_there_in_a_reply_form_that_opens_in_place(remembered, module):
    parent = write(module)
    remembered.reload()

    form = open_reply_form(remembered, parent)

    expect_byline(form)
    expect(box(form)).to_be_checked()
    expect(form.get_by_label("Comment")).to_be_focused()


def test_what_was_ticked_at_a_reply_is_there_at_the_next_visit(board, module):
    parent = write(module)
    board.reload()
    post_and_remember(open_reply_form(board, parent))
    expect(shown(board, TEXT)).to_be_visible()

    board.goto(module.get_absolute_url())

    expect_byline(comment_form(board))


def test_what_was_ticked_at_a_reply_is_at_once_in_the_other_form_of_the_page(board, module):
    parent = write(module)
    board.reload()

    post_and_remember(open_reply_form(board, parent))

    expect(shown(board, TEXT)).to_be_visible()
    expect_byline(comment_form(board))
    expect(box(comment_form(board))).to_be_checked()


def test_what_was_typed_already_is_not_written_over(remembered, module):
    parent = write(module)
    remembered.reload()
    comment_form(remembered).get_by_label("City").fill("Denver")

    form = open_reply_form(remembered, parent)
    expect(box(form)).to_be_checked()  # which the page's script does
    post_and_remember(form, Comment="Another one.")

    expect(shown(remembered, "Another one.")).to_be_visible()
    expect(comment_form(remembered).get_by_label("City")).to_have_value("Denver")


def test_with_the_box_unticked_all_is_forgotten(remembered, module):
    box(comment_form(remembered)).uncheck()
    fill_and_post(comment_form(remembered), Comment="Another one.")
    expect(shown(remembered, "Another one.")).to_be_visible()

    remembered.goto(module.get_absolute_url())

    assert kept(remembered) is None
    expect_no_byline(comment_form(remembered))
    expect(box(comment_form(remembered))).not_to_be_checked()


def test_another_name_takes_the_place_of_the_one_before(remembered, module):
    fill_and_post(comment_form(remembered), Name="Priya R.", Comment="Another one.")
    expect(shown(remembered, "Another one.")).to_be_visible()

    remembered.goto(module.get_absolute_url())

    expect_byline(comment_form(remembered), name="Priya R.")


def test_a_form_that_comes_back_is_as_it_was_sent(remembered, expected_statuses):
    expected_statuses.add(422)
    form = comment_form(remembered)
    form.get_by_label("City").fill("")
    form.get_by_label("Email").fill("")

    post(form)

    expect(remembered.locator(".error-summary")).to_be_visible()
    expect(form.get_by_label("City")).to_have_value("")
    expect(form.get_by_label("Email")).to_have_value("")
    expect(box(form)).to_be_checked()


def test_nothing_of_it_is_sent_or_set_as_a_cookie(remembered, module):
    sent = []

    def keep(request):
        sent.append(request)

    remembered.on("request", keep)

    remembered.goto(module.get_absolute_url())
    fill_and_post(comment_form(remembered), Comment="Another one.")
    expect(shown(remembered, "Another one.")).to_be_visible()

    assert remembered.context.cookies() == []
    assert "priya" not in sent[0].url + json.dumps(sent[0].headers).lower()
    [posted] = [each.post_data for each in sent if each.method == "POST"]
    fields = {pair.split("=")[0] for pair in posted.split("&")}
    assert fields == {
        *("name", "email", "profession", "country", "city", "state", "website", "comment"),
    }


def test_members_are_not_asked_and_see_nothing_of_a_guest_s(signed_in, module):
    signed_in.evaluate("localStorage.byline = JSON.stringify({name: 'A Guest', city: 'Leeds'})")

    signed_in.goto(module.get_absolute_url())

    form = comment_form(signed_in)
    expect(box(form)).to_have_count(0)
    expect(form.get_by_label("Name")).to_have_value("Dana Whitfield")
    expect(form.get_by_label("City")).to_have_value("")


@pytest.mark.parametrize("broken", ["{", "null", "7", '{"name": 7}', "[]"])
def test_what_is_no_byline_does_no_harm(board, broken):
    board.evaluate("broken => { localStorage.byline = broken }", broken)

    board.reload()

    expect(box(comment_form(board))).to_be_visible()
    expect_no_byline(comment_form(board))


FORBIDDEN = """Object.defineProperty(window, "localStorage", {
    get() { throw new DOMException("The operation is insecure.", "SecurityError"); }
});"""
FULL = """Storage.prototype.setItem = function () {
    throw new DOMException("There is no room.", "QuotaExceededError");
};"""


def test_where_the_browser_keeps_nothing_there_is_no_box_and_one_can_post(page, module):
    page.add_init_script(FORBIDDEN)
    page.goto(module.get_absolute_url())
    expect(box(comment_form(page))).to_be_hidden()

    fill_and_post(comment_form(page))

    expect(shown(page, TEXT)).to_be_visible()


def test_where_there_is_no_room_one_can_post(page, module):
    page.add_init_script(FULL)
    page.goto(module.get_absolute_url())
    box(comment_form(page)).check()

    fill_and_post(comment_form(page))

    expect(shown(page, TEXT)).to_be_visible()


@with_and_without_javascript
def test_the_box_is_there_with_javascript_alone(board, javascript):
    expect(box(comment_form(board))).to_be_visible(visible=javascript)


def test_axe_finds_nothing_to_complain_of(remembered, module):
    parent = write(module)
    remembered.reload()
    expect(box(open_reply_form(remembered, parent))).to_be_checked()

    assert complaints(remembered) == []


def test_the_box_fits_on_the_narrowest_screens(board):
    expect(box(comment_form(board))).to_be_visible()
    fill(comment_form(board))

    assert overflow(board) <= 0
