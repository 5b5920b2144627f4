"""Signing up and in, by allauth in the site's look; what the site adds to it."""

import re

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth.models import Group
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from accounts.models import User
from config import settings as configured
from tests.conftest import confirm_address

pytestmark = pytest.mark.django_db

PASSWORD = "a quiet place by the water"


@pytest.fixture
def member():
    person = User.objects.create_user("ann@example.org", PASSWORD, name="Ann Lee")
    return confirm_address(person)


@pytest.fixture
def moderator(member):
    member.is_staff = True
    member.save()
    member.groups.add(Group.objects.get(name="Moderators"))
    return member


@pytest.fixture
def with_second_factor(settings):
    settings.STAFF_SECOND_FACTOR = True


def sign_in(client, email="ann@example.org", password=PASSWORD, to="", **more):
    query = f"?next={to}" if to else ""
    return client.post(f"/accounts/login/{query}", {"login": email, "password": password}, **more)


def the_mail():
    """The one that was sent."""
    [message] = mail.outbox
    return message


def link_in(message):
    return re.search(r"http://testserver(/\S+)", message.body)[1]


# -- Signing up --------------------------------------------------------------------------


def sign_up(client, email="new@example.org", password=PASSWORD):
    return client.post("/accounts/signup/", {"email": email, "password1": password})


def test_who_signs_up_confirms_the_address_and_is_in(client):
    sign_up(client)
    confirmation = link_in(the_mail())

    before = EmailAddress.objects.get().verified
    client.post(confirmation)

    assert not before
    assert EmailAddress.objects.get().verified
    assert client.get("/accounts/password/change/").status_code == 200


def test_in_another_browser_who_confirms_has_to_sign_in(client):
    sign_up(client)
    elsewhere = Client()

    elsewhere.post(link_in(the_mail()))

    assert EmailAddress.objects.get().verified
    assert elsewhere.get("/accounts/password/change/").status_code == 302
    assert sign_in(elsewhere, "new@example.org").status_code == 302
    assert elsewhere.get("/accounts/password/change/").status_code == 200


def test_whoever_signs_up_on_the_way_goes_on_there(client):
    data = {"email": "new@example.org", "password1": PASSWORD, "next": "/accounts/profile/"}
    client.post("/accounts/signup/?next=/accounts/profile/", data)

    assert client.post(link_in(the_mail()))["Location"] == "/accounts/profile/"


def test_a_mail_scanner_that_opens_the_link_confirms_nothing(client):
    sign_up(client)

    client.get(link_in(the_mail()))

    assert not EmailAddress.objects.get().verified


def test_without_confirming_nobody_is_in(client):
    sign_up(client)

    sign_in(client, "new@example.org")

    assert client.get("/accounts/password/change/").status_code == 302


@pytest.mark.parametrize("email", ["ann@example.org", "ANN@example.org", "new@example.org"])
def test_signing_up_looks_the_same_whether_there_is_an_account_or_not(client, member, email):
    answer = sign_up(client, email)

    assert answer["Location"] == reverse("account_email_verification_sent")
    assert the_mail().to == [email.lower()]
    assert User.objects.filter(email=email.lower()).count() == 1


def test_the_owner_of_an_account_hears_that_somebody_tried_to_sign_up_with_it(client, member):
    sign_up(client, member.email)

    assert "an account using that email address already exists" in (
        " ".join(the_mail().body.split())
    )


@pytest.mark.parametrize("password", ["short one", "password1234", "ann@example.org"])
def test_a_weak_password_is_refused_with_a_sentence(client, password):
    answer = sign_up(client, "ann@example.org", password)

    assert answer.status_code == 200
    assert 'class="error-summary"' in answer.content.decode()
    assert not User.objects.exists()


def test_passwords_are_kept_as_argon2():
    assert configured.PASSWORD_HASHERS[0].endswith("Argon2PasswordHasher")


# -- Signing in --------------------------------------------------------------------------


def test_a_member_signs_in_by_address_and_password(client, member):
    assert sign_in(client, to="/accounts/email/")["Location"] == "/accounts/email/"


@pytest.mark.parametrize(
    "to",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example/",
        "https:evil.example",
        "javascript:alert(1)",
        "http://[",
        "%0d%0aLocation: https://evil.example/",
        "https://testserver@evil.example/",
    ],
)
def test_nobody_is_led_to_another_site(client, member, to):
    assert sign_in(client, to=to)["Location"] == "/"


@pytest.mark.parametrize(
    ("email", "password"),
    [("ann@example.org", "not the password"), ("nobody@example.org", PASSWORD)],
)
def test_a_wrong_address_and_a_wrong_password_are_told_in_the_same_words(
    client, member, email, password
):
    page = sign_in(client, email, password).content.decode()

    assert "The email address and/or password you specified are not correct." in page


def test_guessing_comes_to_an_end(client, member):
    for _each in range(5):
        sign_in(client, password="a guess that is wrong")

    page = sign_in(client)

    assert page.status_code == 200
    assert "Too many failed login attempts." in page.content.decode()


def test_guessing_at_one_account_keeps_nobody_else_out(client, member, dana):
    confirm_address(dana)
    for _each in range(5):
        sign_in(client, password="a guess that is wrong")

    assert sign_in(client, dana.email, "password of dana").status_code == 302


def test_many_tries_from_one_address_come_to_an_end(client):
    statuses = {sign_in(client, f"nobody{number}@example.org").status_code for number in range(31)}

    assert 429 in statuses


def test_a_forged_address_of_origin_is_no_way_round_the_limit(client):
    statuses = {
        sign_in(
            client, f"nobody{n}@example.org", headers={"X-Forwarded-For": f"192.0.2.{n}"}
        ).status_code
        for n in range(31)
    }

    assert 429 in statuses


def test_behind_a_proxy_of_ours_each_address_has_a_limit_of_its_own(client, settings):
    settings.TRUSTED_PROXIES = 1

    statuses = {
        sign_in(
            client, f"nobody{n}@example.org", headers={"X-Forwarded-For": f"192.0.2.{n}"}
        ).status_code
        for n in range(31)
    }

    assert statuses == {200}


def test_the_administration_has_no_sign_in_of_its_own(client, moderator):
    answer = client.post("/admin/login/", {"username": moderator.email, "password": PASSWORD})

    assert answer["Location"].startswith("/accounts/login/")
    assert client.get("/admin/").status_code == 302


# -- A forgotten password --------------------------------------------------------------


def test_a_forgotten_password_is_replaced_by_a_link_in_a_mail(client, member):
    client.post("/accounts/password/reset/", {"email": member.email})
    form = client.get(link_in(the_mail()), follow=True)
    address = form.redirect_chain[-1][0]

    new = "another quiet place"
    client.post(address, {"password1": new, "password2": new})

    assert sign_in(client, password=new).status_code == 302


def test_a_link_to_a_new_password_works_once(client, member):
    client.post("/accounts/password/reset/", {"email": member.email})
    link = link_in(the_mail())
    address = client.get(link, follow=True).redirect_chain[-1][0]
    client.post(address, {"password1": "another quiet place", "password2": "another quiet place"})

    page = client.get(link, follow=True).content.decode()

    assert 'name="password1"' not in page


@pytest.mark.parametrize("email", ["ann@example.org", "nobody@example.org"])
def test_asking_for_a_new_password_looks_the_same_for_everybody(client, member, email):
    answer = client.post("/accounts/password/reset/", {"email": email})

    assert answer["Location"] == reverse("account_reset_password_done")
    assert the_mail().to == [email]


def test_nobody_is_flooded_with_mail_about_a_new_password(client, member):
    for _each in range(10):
        client.post("/accounts/password/reset/", {"email": member.email})

    assert len(mail.outbox) == 3


# -- The account ---------------------------------------------------------------------------


def test_another_address_replaces_the_old_one_once_it_is_confirmed(client, member):
    sign_in(client)
    asked = client.post("/accounts/email/", {"email": "other@example.org", "action_add": ""})
    client.post(asked["Location"], {"password": PASSWORD}, follow=True)
    message = next(each for each in mail.outbox if each.to == ["other@example.org"])
    before = User.objects.get().email

    client.post(link_in(message))

    assert before == "ann@example.org"
    assert User.objects.get().email == "other@example.org"


def test_signing_out_everywhere_ends_every_session(client, member, django_user_model):
    elsewhere = type(client)()
    sign_in(client)
    sign_in(elsewhere)

    client.post("/accounts/sign-out-everywhere/")

    for each in (client, elsewhere):
        assert each.get("/accounts/email/").status_code == 302
    assert sign_in(client).status_code == 302


def test_opening_the_page_signs_nobody_out(client, member):
    sign_in(client)

    client.get("/accounts/sign-out-everywhere/")

    assert client.get("/accounts/email/").status_code == 200


def test_sessions_of_before_go_on_where_nobody_signed_out_everywhere(member):
    assert member.get_session_auth_hash() == super(User, member).get_session_auth_hash()


# -- A second factor ------------------------------------------------------------------------


def test_staff_are_led_to_add_a_second_factor_first(client, moderator, with_second_factor):
    sign_in(client)

    answer = client.get("/admin/", follow=True)

    assert answer.redirect_chain[-1][0] == "/accounts/2fa/"
    assert "Staff sign in with a second factor." in answer.content.decode()


@pytest.mark.parametrize(
    "address", ["/admin/moderation/heldcomment/", "/admin/boards/comment/", "/admin/jsi18n/"]
)
def test_no_page_of_the_administration_opens_without(
    client, moderator, with_second_factor, address
):
    sign_in(client)

    assert client.get(address).status_code == 302


def test_with_a_second_factor_staff_are_in(client, moderator, with_second_factor, code_for):
    secret = generate_totp_secret()
    TOTP.activate(moderator, secret)

    asked = sign_in(client, to="/admin/")
    client.post(asked["Location"], {"code": code_for(secret)})

    assert asked["Location"].startswith("/accounts/2fa/authenticate/")
    assert client.get("/admin/").status_code == 200


def test_a_wrong_code_lets_nobody_in(client, moderator, with_second_factor):
    TOTP.activate(moderator, generate_totp_secret())

    asked = sign_in(client, to="/admin/")
    client.post(asked["Location"], {"code": "000000"})

    assert client.get("/admin/").status_code == 302


def test_members_are_asked_for_a_second_factor_only_if_they_have_one(client, member):
    assert sign_in(client, to="/accounts/email/")["Location"] == "/accounts/email/"


def test_a_member_who_is_no_staff_does_not_learn_of_the_second_factor(
    client, member, with_second_factor
):
    sign_in(client)

    assert client.get("/admin/", follow=True).status_code == 403


def test_by_a_setting_staff_need_none(client, moderator):
    sign_in(client)

    assert client.get("/admin/").status_code == 200


def test_secrets_of_second_factors_are_kept_encrypted(moderator):
    secret = generate_totp_secret()

    TOTP.activate(moderator, secret)

    assert secret not in str(Authenticator.objects.get().data)


def test_no_page_of_the_administration_shows_second_factors(client, admin):
    client.force_login(admin)

    assert client.get("/admin/mfa/authenticator/").status_code == 404


def test_whoever_made_an_account_at_the_shell_need_not_confirm_its_address(client):
    User.objects.create_superuser("root@example.org", PASSWORD)

    assert sign_in(client, "root@example.org", to="/admin/")["Location"] == "/admin/"


# -- In the site's look -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    [
        "/accounts/login/",
        "/accounts/password/reset/",
        "/accounts/email/",
        "/accounts/password/change/",
        "/accounts/2fa/",
        "/accounts/sign-out-everywhere/",
        "/accounts/logout/",
    ],
)
def test_each_page_is_one_of_the_site_and_no_search_engine_s(client, member, address):
    if address not in ("/accounts/login/", "/accounts/signup/", "/accounts/password/reset/"):
        client.force_login(member)

    page = client.get(address).content.decode()

    assert 'class="site-name"' in page
    assert '<meta name="robots" content="noindex">' in page


def test_what_is_wrong_is_said_above_the_form_with_a_link_to_the_field(client):
    page = client.post("/accounts/login/", {}).content.decode()

    assert '<a href="#id_login">This field is required.</a>' in page


def test_limits_are_forgotten_with_the_cache(client, member):
    for _each in range(6):
        sign_in(client, password="a guess that is wrong")
    cache.clear()

    assert sign_in(client).status_code == 302
