"""From signing up to a first comment, a new password, a second factor and a passkey."""

import re

import pytest
from django.core import mail
from playwright.sync_api import expect

from tests.browser.conftest import with_and_without_javascript
from tests.browser.steps import (
    TEXT,
    comment_form,
    complaints,
    overflow,
    post,
    shown,
    sign_in,
)

PASSWORD = "a quiet place by the water"


def link_in_mail():
    return re.search(r"http://localhost:\d+(/\S+)", mail.outbox[-1].body)[1]


def main(page):
    return page.get_by_role("main")


@with_and_without_javascript
def test_a_newcomer_signs_up_and_comments(page, module):
    page.goto(module.get_absolute_url())
    page.get_by_role("link", name="Sign in").click()
    main(page).get_by_role("link", name="sign up").click()
    page.get_by_label("Email").fill("priya@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign Up").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Verify Your Email Address")

    page.goto(link_in_mail())
    page.get_by_role("button", name="Confirm").click()
    expect(page.get_by_role("link", name="Sign out")).to_be_visible()
    page.goto(module.get_absolute_url())
    form = comment_form(page)
    form.get_by_label("Name").fill("Priya Raman")
    form.get_by_label("Comment").fill(TEXT)
    post(form)

    expect(shown(page, TEXT)).to_contain_text("Priya Raman says")


@with_and_without_javascript
def test_a_forgotten_password_is_replaced(page, dana):
    page.goto("/accounts/login/")
    page.get_by_role("link", name="Forgot your password?").click()
    page.get_by_label("Email").fill(dana.email)
    page.get_by_role("button", name="Reset My Password").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Password Reset")

    page.goto(link_in_mail())
    page.get_by_label("New Password", exact=False).first.fill(PASSWORD)
    page.get_by_label("New Password (again)").fill(PASSWORD)
    page.get_by_role("button", name="Change Password").click()
    expect(page.get_by_text("Your password is now changed.")).to_be_visible()

    sign_in(page, dana, PASSWORD)
    expect(page.get_by_role("link", name="Sign out")).to_be_visible()


@with_and_without_javascript
def test_a_moderator_adds_an_app_for_codes_and_enters_the_administration(
    page, mod, settings, expected_statuses, code_for
):
    settings.STAFF_SECOND_FACTOR = True
    sign_in(page, mod, "password of Moderators")
    page.get_by_role("link", name="Administration").click()
    expect(page.get_by_text("Staff sign in with a second factor.")).to_be_visible()

    main(page).get_by_role("link", name="Activate").click()
    page.get_by_label("Password").fill("password of Moderators")
    page.get_by_role("button", name="Confirm").click()
    secret = page.get_by_label("Authenticator secret").input_value()
    page.get_by_label("Authenticator code").fill(code_for(secret))
    page.get_by_role("button", name="Activate").click()
    expect(page.get_by_text("Authenticator app activated.")).to_be_visible()
    page.goto("/admin/")

    expect(page.get_by_role("link", name="Waiting comments")).to_be_visible()


@pytest.fixture
def authenticator(page):
    """A device with a passkey in it, as Chromium pretends one."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return session


def test_a_member_adds_a_passkey_and_signs_in_by_it(page, dana, authenticator):
    sign_in(page, dana, "password of dana", to="/accounts/2fa/")
    main(page).get_by_role("link", name="Add", exact=True).click()
    page.get_by_label("Password").fill("password of dana")
    page.get_by_role("button", name="Confirm").click()
    page.get_by_label("Name").fill("My telephone")
    page.get_by_label("Passwordless").check()
    page.get_by_role("button", name="Add").click()
    expect(page.get_by_text("Security key added.")).to_be_visible()
    page.goto("/accounts/logout/")
    main(page).get_by_role("button").click()

    page.goto("/accounts/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()

    expect(page.get_by_role("link", name="Sign out")).to_be_visible()
    expect(page.get_by_role("link", name="Dana Whitfield")).to_be_visible()


PAGES = [
    "/accounts/email/",
    "/accounts/password/change/",
    "/accounts/2fa/",
    "/accounts/sign-out-everywhere/",
]


def test_axe_finds_nothing_on_the_pages_of_an_account(signed_in):
    found = []
    for address in PAGES:
        signed_in.goto(address)
        found += [(address, each) for each in complaints(signed_in)]

    assert found == []


def test_axe_finds_nothing_on_signing_up_with_errors(page):
    page.goto("/accounts/signup/")
    page.get_by_role("button", name="Sign Up").click()
    expect(page.locator(".error-summary")).to_be_visible()

    assert complaints(page) == []


def test_axe_finds_nothing_where_a_code_is_set_up(page, mod):
    sign_in(page, mod, "password of Moderators", to="/accounts/2fa/")
    main(page).get_by_role("link", name="Activate").click()
    page.get_by_label("Password").fill("password of Moderators")
    page.get_by_role("button", name="Confirm").click()
    expect(page.get_by_label("Authenticator code")).to_be_visible()

    assert complaints(page) == []


@pytest.mark.parametrize("address", [*PAGES, "/accounts/reauthenticate/"])
def test_the_pages_of_an_account_fit_a_narrow_screen(signed_in, address):
    signed_in.goto(address)

    assert overflow(signed_in) <= 0
