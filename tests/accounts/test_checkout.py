"""What an outside checkout tells us is believed when it is signed, is never done twice, and is not
undone by what comes too late."""

import json
import time

import pytest
from post_office.models import Email

from accounts.checkout import SIGNED_FOR, signature
from accounts.due import begin_paid
from accounts.models import Membership, MembershipChange, Offer, Order, User
from tests.conftest import confirm_address

pytestmark = pytest.mark.django_db

ADDRESS = "/accounts/orders/told/"


@pytest.fixture(autouse=True)
def secret(settings):
    settings.CHECKOUT_SECRET = "shared with the checkout"


@pytest.fixture
def offer(db):
    return Offer.objects.create(
        heading="Join", button_label="Join", checkout_url="https://shop.example.org/gold"
    )


@pytest.fixture
def member(dana):
    return confirm_address(dana)


def call(client, of, event="paid", *, moment=None, sign=None, **changes):
    said = {
        "event": event,
        "reference": "ext-1",
        "offer": of.pk,
        "email": "dana@example.org",
        "with_credits": True,
        "amount": 29600,
        "currency": "USD",
    } | changes
    body = json.dumps(said).encode()
    moment = str(int(moment or time.time()))
    header = f"t={moment},v1={sign or signature(moment, body)}"
    return client.post(
        ADDRESS, body, content_type="application/json", headers={"Checkout-Signature": header}
    )


def test_paid_there_the_membership_begins_here(client, offer, member):
    answer = call(client, offer)

    order = Order.objects.get()
    assert answer.json() == {"order": order.number, "state": "paid"}
    assert (order.user, order.amount, order.with_credits) == (member, 29600, True)
    assert member.has(offer)


@pytest.mark.parametrize(
    "forged",
    ["0" * 64, "", "x", signature("1700000000", b"{}")],
    ids=["zeros", "none", "x", "other"],
)
def test_a_forged_call_is_refused(client, offer, member, forged):
    assert call(client, offer, sign=forged or " ").status_code == 403
    assert not Order.objects.exists()


def test_a_signature_of_another_body_is_refused(client, offer):
    moment = str(int(time.time()))

    assert call(client, offer, sign=signature(moment, b"{}")).status_code == 403


@pytest.mark.parametrize(
    "header", ["", "t=,v1=", "t=abc,v1=abc", "t=99999999999999,v1=a", "t=²,v1=a"]
)
def test_what_is_no_signature_is_refused(client, offer, header):
    answer = client.post(
        ADDRESS, "{}", content_type="application/json", headers={"Checkout-Signature": header}
    )

    assert answer.status_code == 403


@pytest.mark.parametrize("late", [SIGNED_FOR + 60, -SIGNED_FOR - 60])
def test_a_call_signed_long_ago_or_ahead_is_refused(client, offer, member, late):
    assert call(client, offer, moment=time.time() - late).status_code == 403
    assert not Order.objects.exists()


def test_the_same_call_again_changes_nothing(client, offer, member):
    first = call(client, offer)
    told = Email.objects.count()

    again = call(client, offer)

    assert (again.status_code, again.json()) == (200, first.json())
    assert MembershipChange.objects.count() == 1
    assert Email.objects.count() == told


def test_paid_that_comes_after_refunded_begins_nothing(client, offer, member):
    assert call(client, offer, "refunded").json()["state"] == "refunded"

    assert call(client, offer, "paid").json()["state"] == "refunded"
    assert not Membership.objects.exists()


def test_refunded_the_membership_ends(client, offer, member):
    call(client, offer)

    assert call(client, offer, "refunded").json()["state"] == "refunded"
    assert not member.has(offer)
    assert call(client, offer, "paid").json()["state"] == "refunded"
    assert not member.has(offer)


def test_cancelled_after_paid_changes_nothing(client, offer, member):
    call(client, offer)

    assert call(client, offer, "cancelled").json()["state"] == "paid"
    assert member.has(offer)


@pytest.mark.parametrize(
    "changes",
    [
        {"event": "stolen"},
        {"reference": ""},
        {"reference": "x" * 101},
        {"reference": "\ud800"},
        {"reference": "a\x00b"},
        {"email": "dana@\ud800.org"},
        {"offer": 987654},
        {"offer": "x"},
        {"email": "nobody"},
        {"amount": -1},
        {"amount": "much"},
        {"amount": 10**12},
        {"currency": "dollars"},
    ],
)
def test_what_makes_no_sense_is_refused_and_says_where(client, offer, changes):
    answer = call(client, offer, **changes)

    assert answer.status_code == 422
    assert set(answer.json()["error"]) == set(changes)
    assert not Order.objects.exists()


@pytest.mark.parametrize("body", [b"", b"[]", b"null", b"{", b"\xff"])
def test_what_is_no_object_is_refused(client, offer, body):
    moment = str(int(time.time()))
    header = {"Checkout-Signature": f"t={moment},v1={signature(moment, body)}"}

    answer = client.post(ADDRESS, body, content_type="application/json", headers=header)

    assert answer.status_code == 422


def test_an_address_that_is_nobodys_yet_gets_it_with_its_account(client, offer):
    call(client, offer, email="new@example.org")
    [email] = Email.objects.filter(to="new@example.org")
    assert email.subject == "Colloquy: One step to your Gold Membership"
    assert begin_paid() == ""

    person = User.objects.create_user("new@example.org", name="New")
    assert begin_paid() == ""  # it is not confirmed
    confirm_address(person)

    assert begin_paid() == "memberships: 1 begun that had been paid before"
    assert person.has(offer)
    assert begin_paid() == ""


def test_refunded_before_there_was_an_account_it_never_begins(client, offer):
    call(client, offer, email="new@example.org")
    call(client, offer, "refunded", email="new@example.org")
    person = User.objects.create_user("new@example.org", name="New")
    confirm_address(person)

    assert begin_paid() == ""
    assert not person.has(offer)


def test_without_a_secret_nobody_may_call(client, offer, settings):
    answer_to_signed = call(client, offer)
    settings.CHECKOUT_SECRET = ""

    assert answer_to_signed.status_code == 200
    assert call(client, offer).status_code == 404


def test_it_is_called_by_post_alone(client):
    assert client.get(ADDRESS).status_code == 405
