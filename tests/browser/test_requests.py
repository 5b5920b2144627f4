"""How often a browser that has been nowhere yet asks for a part of a page."""

import pytest

from tests.browser.conftest import with_and_without_javascript
from tests.conftest import write


@pytest.fixture
def asked(page):
    """The addresses that the browser asks for, none of which is in the page itself."""
    asked = []
    page.on("request", lambda request: is_data(request) or asked.append(request.url))
    return asked


def is_data(request):
    return request.url.startswith("data:")


@with_and_without_javascript
def test_a_board_takes_four_requests(page, module, asked):
    write(module, write(module))

    page.goto(module.get_absolute_url(), wait_until="networkidle")

    assert 1 < len(asked) <= 4


def test_a_page_that_is_no_board_takes_three(page, asked):
    page.goto("/", wait_until="networkidle")

    assert 1 < len(asked) <= 3
