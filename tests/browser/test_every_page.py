"""What holds for every page in every state: axe-core and the HTML checker of the W3C's validator
find nothing, and on a narrow screen nothing is scrolled sideways, also with wide text spacing."""

import pytest

from tests.browser.states import STATES, Site
from tests.browser.steps import complaints, overflow

# WCAG 1.4.12, as wide as a reader may have it.
SPACED = """
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`* {
        line-height: 1.5 !important; letter-spacing: .12em !important;
        word-spacing: .16em !important;
    } p { margin-block-end: 2em !important; }`);
    document.adoptedStyleSheets.push(sheet);
"""


@pytest.mark.usefixtures("answers_of_every_kind")
@pytest.mark.parametrize("name", STATES)
def test_a_page_has_no_fault(page, live_server, html_faults, name):
    arrive = STATES[name]
    if not arrive.scripts:
        page.route("**/*.js", lambda route: route.fulfill(content_type="text/javascript"))
    sent = []
    page.on("response", lambda answer: is_page(answer) and sent.append(answer))

    arrive(page, Site(live_server.url))

    assert html_faults(sent[-1].text()) == []
    assert html_faults(page.content()) == []
    assert complaints(page) == []
    assert overflow(page) <= 0
    page.evaluate(SPACED)
    assert overflow(page) <= 0


def is_page(answer):
    return answer.request.is_navigation_request() and answer.status not in (301, 302, 303)
