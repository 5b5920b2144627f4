"""From the sign-up prompt to a module that is for members only."""

import re

import pytest
from django.core import mail
from playwright.sync_api import expect

from accounts.models import Offer, Order
from tests.browser.conftest import with_and_without_javascript
from tests.browser.steps import complaints, overflow, sign_in
from tests.conftest import make_module, make_staff

PASSWORD = "a long and private sentence"


@pytest.fixture
def offer(course):
    course.offer = Offer.objects.create(
        heading="Sign up for a Gold Membership",
        button_label="Sign Me Up",
        credit_line="8.5 CE/CME Credits are available.",
        included="All modules",
        price=19700,
        credits="8.5",
        credits_price=9900,
        terms="It ends by itself.",
        how_to_pay="To account 00.",
    )
    course.save()
    return course.offer


@pytest.fixture
def secret(course, offer):
    return make_module(course, 2, text="<p>What members read.</p>", members_only=True)


def link_in_mail():
    return re.search(r"http://\S+", mail.outbox[-1].body)[0]


@with_and_without_javascript
def test_a_guest_joins_with_credits_and_reads_what_is_for_members(page, module, secret):
    office = make_staff("office@example.org", "Membership office")
    page.goto(module.get_absolute_url())
    page.get_by_role("button", name="Sign Me Up").click()
    page.get_by_label("With 8.5 CE/CME Credits").check()
    page.get_by_role("button", name="Review the order").click()

    page.get_by_role("link", name="sign up", exact=False).last.click()
    page.get_by_label("Email").fill("new@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign Up", exact=True).click()
    expect(page.get_by_role("heading", name="Verify Your Email Address")).to_be_visible()
    page.goto(link_in_mail())
    page.get_by_role("button", name="Confirm").click()

    expect(page.get_by_role("heading", name="Review your order")).to_be_visible()
    expect(page.locator(".total")).to_contain_text("$296.00")
    page.get_by_label("I agree to these terms").check()
    page.get_by_role("button", name="Order with obligation to pay").click()
    expect(page.get_by_text("To account 00.")).to_be_visible()
    order = Order.objects.get()
    expect(page.get_by_role("heading", name=f"Order {order.number}")).to_be_visible()

    page.goto(secret.get_absolute_url())
    expect(page.get_by_text("This module and its comments are for members.")).to_be_visible()
    expect(page.get_by_text("What members read.")).to_have_count(0)

    staff = page.context.browser.new_context(base_url=page.url.split("/compassion")[0]).new_page()
    sign_in(staff, office, "password of Membership office", to="/admin/accounts/order/")
    staff.locator("#searchbar").fill(order.number.replace("-", " "))
    staff.keyboard.press("Enter")
    staff.get_by_role("link", name=order.number).click()
    staff.get_by_label("What to do").select_option("It is paid")
    staff.get_by_role("button", name="Save", exact=True).click()
    staff.wait_for_url("**/admin/accounts/order/**")
    staff.context.close()

    page.reload()
    expect(page.get_by_text("What members read.")).to_be_visible()
    expect(page.locator(".offer")).to_have_count(0)


def test_who_does_not_want_the_offer_puts_it_away_for_good(page, module, offer):
    page.goto(module.get_absolute_url())
    page.get_by_role("button", name="Not now").click()
    expect(page.locator(".offer")).to_be_hidden()

    page.goto("/compassion/")
    expect(page.locator(".offer")).to_be_hidden()
    page.goto(offer.get_absolute_url())
    expect(page.get_by_role("heading", name="Sign up for a Gold Membership")).to_be_visible()


def test_on_a_page_for_members_it_stays(page, module, secret):
    page.goto(module.get_absolute_url())
    page.get_by_role("button", name="Not now").click()

    page.goto(secret.get_absolute_url())

    expect(page.get_by_role("button", name="Sign Me Up")).to_be_visible()
    expect(page.get_by_role("button", name="Not now")).to_have_count(0)


def test_the_pages_of_an_order_are_accessible_and_fit(signed_in, module, secret, dana, offer):
    order = Order.place(offer, dana, with_credits=True)
    addresses = [offer.get_absolute_url(), order.get_absolute_url(), "/accounts/membership/"]
    addresses += [f"{offer.get_absolute_url()}review/?credits=1", secret.get_absolute_url()]
    for address in addresses:
        signed_in.goto(address)

        assert complaints(signed_in) == []
        assert overflow(signed_in) <= 0
