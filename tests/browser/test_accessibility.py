"""axe-core finds nothing to complain of, in light and in dark."""

from playwright.sync_api import expect

from tests.browser.steps import comment_form, complaints, open_reply_form, post
from tests.conftest import build, write


def test_a_board_with_threads(page, module):
    build(module, [[], [0, 0, 1], [0, 1, 2, 3, 4, 5]])
    page.goto(module.get_absolute_url())

    assert complaints(page) == []


def test_an_empty_board(page, module):
    page.goto(module.get_absolute_url())

    assert complaints(page) == []


def test_a_board_with_a_reply_form_open(page, module):
    parent = write(module)
    page.goto(module.get_absolute_url())
    expect(open_reply_form(page, parent)).to_be_visible()

    assert complaints(page) == []


def test_a_form_with_errors(page, module, expected_statuses):
    expected_statuses.add(422)
    page.goto(module.get_absolute_url())
    post(comment_form(page))
    expect(page.locator(".error-summary")).to_be_visible()

    assert complaints(page) == []


def test_a_reply_page(page, module):
    page.goto(f"{write(module).get_absolute_url()}reply/")

    assert complaints(page) == []


def test_a_thread_by_itself(page, module):
    page.goto(write(module).thread.get_absolute_url())

    assert complaints(page) == []


def test_the_home_page(page, module):
    page.goto("/")

    assert complaints(page) == []


def test_the_page_of_a_course(page, module):
    page.goto(module.course.get_absolute_url())

    assert complaints(page) == []


def test_the_page_for_what_is_not_there(page, expected_statuses):
    expected_statuses.add(404)
    page.goto("/nothing/here/")

    assert complaints(page) == []


def test_the_sign_in_page(page):
    page.goto("/accounts/login/")

    assert complaints(page) == []
