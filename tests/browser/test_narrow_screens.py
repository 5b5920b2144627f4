"""On the narrowest screens, 320 pixels wide, nothing has to be scrolled sideways."""

import pytest
from playwright.sync_api import expect

from tests.browser.steps import open_reply_form, overflow
from tests.conftest import build, write

CHAIN = range(30)  # each comment answers the one before it


@pytest.fixture(autouse=True)
def narrow(page):
    page.set_viewport_size({"width": 320, "height": 640})


def test_a_deep_thread_with_a_long_word(page, module):
    [comments] = build(module, [CHAIN])
    write(module, comments[-1], text="w" * 200)

    page.goto(module.get_absolute_url())

    expect(page.locator(".thread article")).to_have_count(32)
    assert overflow(page) <= 0


def test_a_long_word_as_a_comment_of_its_own(page, module):
    write(module, text="w" * 200)

    page.goto(module.get_absolute_url())

    assert overflow(page) <= 0


def test_a_byline_of_one_long_word(page, module):
    write(module, name="W" * 100, city="W" * 100, state="CO", country="US")

    page.goto(module.get_absolute_url())

    assert overflow(page) <= 0


def test_a_reply_form_deep_in_a_thread(page, module):
    [comments] = build(module, [CHAIN])
    page.goto(comments[-1].get_absolute_url())

    expect(open_reply_form(page, comments[-1])).to_be_visible()

    assert overflow(page) <= 0
