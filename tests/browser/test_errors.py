"""A form sent without what it needs."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import with_and_without_javascript
from tests.browser.steps import comment_form, open_reply_form, post, reply_form
from tests.conftest import write

LABELS = ("Name (required)", "Email", "Comment")


@pytest.fixture(autouse=True)
def it_is_refused(expected_statuses):
    expected_statuses.add(422)


@pytest.fixture
def form(page, module):
    page.goto(module.get_absolute_url())
    return comment_form(page)


def summary(page):
    return page.get_by_role("alert").filter(has_text="There is a problem")


def test_with_javascript_the_summary_has_the_focus(page, form):
    post(form)

    expect(summary(page)).to_be_focused()


def test_in_a_reply_in_place_the_summary_has_the_focus(page, module):
    parent = write(module)
    page.goto(module.get_absolute_url())

    post(open_reply_form(page, parent))

    expect(page.locator(f"#respond-{parent.pk} .error-summary")).to_be_focused()
    expect(reply_form(page, parent)).to_be_visible()


@with_and_without_javascript
def test_the_summary_leads_to_each_field(page, form):
    post(form)

    links = summary(page).get_by_role("link")
    expect(links).to_have_count(len(LABELS))
    for label, link in zip(LABELS, links.all(), strict=True):
        link.click()
        expect(form.get_by_label(label)).to_be_focused()


@with_and_without_javascript
def test_what_was_typed_is_kept(page, form):
    form.get_by_label("Name (required)").fill("Priya Raman")
    form.get_by_label("Country").select_option("United Kingdom")
    form.get_by_label("City").fill("Leeds")

    post(form)

    expect(summary(page)).to_be_visible()
    expect(form.get_by_label("Name (required)")).to_have_value("Priya Raman")
    expect(form.get_by_label("Country")).to_have_value("United Kingdom")
    expect(form.get_by_label("City")).to_have_value("Leeds")
