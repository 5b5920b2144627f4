"""From the offer to a membership: what is ordered, paid, cancelled and refunded, and who hears."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone, translation
from post_office.models import Email

from accounts import money
from accounts.due import tell_ending
from accounts.models import Membership, Offer, Order
from accounts.models.membership import REMINDER, MembershipChange, months_later
from accounts.models.order import NotInThatState, check_digit, new_number
from tests.conftest import confirm_address, make_staff

pytestmark = pytest.mark.django_db

State = Order.State


@pytest.fixture
def offer(db):
    return make_offer()


def make_offer(**fields):
    fields = {
        "heading": "Sign up for a Gold Membership",
        "button_label": "Sign Me Up",
        "price": 19700,
        "credits": "8.5",
        "credits_price": 9900,
        "included": "All modules\n\nTranscripts\n",
        "terms": "It ends by itself.",
        "how_to_pay": "To account 00.",
    } | fields
    return Offer.objects.create(**fields)


@pytest.fixture
def member(dana):
    return confirm_address(dana)


@pytest.fixture
def as_dana(client, member):
    client.force_login(member)
    return client


@pytest.fixture
def office(db):
    return make_staff("office@example.org", "Membership office")


@pytest.fixture
def as_office(client, office):
    client.force_login(office)
    return client


@pytest.fixture
def order(offer, member):
    return Order.place(offer, member, with_credits=True)


def join(client, offer, page="", **data):
    return client.post(f"/accounts/join/{offer.pk}/{page}", data)


def mails(to):
    return [email.subject for email in Email.objects.filter(to=to).order_by("pk")]


# -- Money and numbers ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("amount", "currency", "language", "printed"),
    [
        (19700, "USD", "en-us", "$197.00"),
        (19700, "EUR", "de", "197,00\xa0€"),
        (19700, "JPY", "en-us", "¥19,700"),
        (19705, "KWD", "en-us", "KWD19.705"),
        (0, "USD", "en-us", "$0.00"),
    ],
)
def test_an_amount_is_printed_as_people_write_it(amount, currency, language, printed):
    with translation.override(language):
        assert money.printed(amount, currency) == printed


@pytest.mark.parametrize(
    ("units", "currency", "amount"),
    [("197.00", "USD", 19700), ("5", "JPY", 5), ("1.5", "KWD", 1500)],
)
def test_an_amount_is_kept_in_the_smallest_unit(units, currency, amount):
    assert money.in_smallest(units, currency) == amount
    assert money.in_units(amount, currency) == pytest.approx(float(units))


def test_less_than_the_smallest_coin_is_refused():
    with pytest.raises(ValueError, match="no whole number"):
        money.in_smallest("1.234", "USD")


def test_an_order_s_number_can_be_read_over_the_telephone():
    numbers = {new_number() for _ in range(200)}

    assert all(re.fullmatch(r"[1-9]\d{3}-\d{4}", number) for number in numbers)
    assert len(numbers) > 190  # of nine million at random, some may meet


def test_a_slip_of_one_digit_is_no_other_number():
    digits = "2747193"
    right = digits + check_digit(digits)
    slips = [
        right[:place] + digit + right[place + 1 :]
        for place in range(8)
        for digit in "0123456789"
        if digit != right[place]
    ]

    assert not any(check_digit(slip[:7]) == slip[7] for slip in slips)


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        ((2026, 1, 31), 1, (2026, 2, 28)),
        ((2028, 2, 29), 12, (2029, 2, 28)),
        ((2026, 11, 26), 12, (2027, 11, 26)),
        ((2026, 1, 15), -1, (2025, 12, 15)),
    ],
)
def test_a_month_later_is_the_same_day_or_the_last_of_a_shorter_one(day, months, later):
    moment = timezone.now().replace(year=day[0], month=1, day=1).replace(month=day[1], day=day[2])

    result = months_later(moment, months)

    assert (result.year, result.month, result.day) == later


# -- What is offered -----------------------------------------------------------------------


def test_whoever_presses_the_button_is_counted_and_led_on(guest, offer):
    answer = join(guest, offer, "follow/")

    offer.refresh_from_db()
    assert (answer.status_code, answer["Location"]) == (303, f"/accounts/join/{offer.pk}/")
    assert offer.followed == 1


def test_from_elsewhere_nobody_counts_anything(client, offer):
    client.defaults["HTTP_ORIGIN"] = "https://elsewhere.example"

    assert join(client, offer, "follow/").status_code == 403
    offer.refresh_from_db()
    assert offer.followed == 0


def test_the_page_says_what_is_included_and_what_it_costs(client, offer):
    page = client.get(offer.get_absolute_url()).content.decode()

    assert "<li>All modules</li><li>Transcripts</li>" in page
    assert "Gold Membership: $197.00 for 12 months" in page
    assert "With 8.5 CE/CME Credits or Clock Hours, for $99.00 more" in page


def test_without_credits_none_are_offered(client):
    assert (
        "more</span>"
        not in client.get(make_offer(credits=None).get_absolute_url()).content.decode()
    )


def test_an_outside_checkout_is_led_to_and_nothing_is_ordered_here(as_dana):
    offer = make_offer(checkout_url="https://shop.example.org/gold")

    page = as_dana.get(offer.get_absolute_url()).content.decode()

    assert 'href="https://shop.example.org/gold"' in page
    assert join(as_dana, offer, "review/", agree="on")["Location"] == offer.get_absolute_url()
    assert not Order.objects.exists()


def test_what_costs_nothing_cannot_be_ordered(as_dana):
    offer = make_offer(price=0, credits_price=0)

    assert "Please ask the staff." in as_dana.get(offer.get_absolute_url()).content.decode()
    assert join(as_dana, offer, "review/", agree="on").status_code == 404


def test_to_order_one_signs_in_first_and_comes_back_to_the_choice(client, offer):
    answer = client.get(f"/accounts/join/{offer.pk}/review/?credits=1")

    assert answer["Location"] == (
        f"/accounts/login/?next=/accounts/join/{offer.pk}/review/%3Fcredits%3D1"
    )


@pytest.mark.parametrize(("query", "total"), [("?credits=1", "$296.00"), ("", "$197.00")])
def test_the_review_shows_the_total_and_the_terms(as_dana, offer, query, total):
    page = as_dana.get(f"/accounts/join/{offer.pk}/review/{query}").content.decode()

    assert f'<tr class="total"><th scope="row">Total</th><td>{total}</td></tr>' in page
    assert "It ends by itself." in page


def test_without_agreement_there_is_no_order(as_dana, offer):
    answer = join(as_dana, offer, "review/", credits="1")

    assert answer.status_code == 422
    assert "Please read the terms" in answer.content.decode()
    assert "$296.00" in answer.content.decode()
    assert not Order.objects.exists()


# -- An order --------------------------------------------------------------------------------


def test_confirmed_it_is_an_order_that_waits_for_payment(as_dana, offer, member, office):
    answer = join(as_dana, offer, "review/", credits="1", agree="on")

    order = Order.objects.get()
    assert answer["Location"] == order.get_absolute_url()
    assert (order.state, order.user, order.amount) == (State.WAITING, member, 29600)
    assert order.terms == "It ends by itself."
    assert not member.has(offer)


def test_the_member_and_staff_are_told(office, order, member):
    [subject] = mails(member.email)
    assert subject == f"Colloquy: Your order {order.number}"
    assert "To account 00." in Email.objects.get(to=member.email).message
    assert mails(office.email) == [f"Colloquy: Order {order.number} waits for payment"]


def test_its_page_says_how_to_pay(as_dana, order):
    page = as_dana.get(order.get_absolute_url()).content.decode()

    assert "It waits for your payment." in page
    assert "To account 00." in page
    assert f"Please name the number {order.number}." in page


def test_of_others_orders_nothing_is_seen(client, order, mallory):
    client.force_login(mallory)

    assert client.get(order.get_absolute_url()).status_code == 404
    assert client.post(f"{order.get_absolute_url()}cancel/").status_code == 404


def test_ordered_twice_it_is_one_order(offer, member, order):
    assert Order.place(offer, member, with_credits=True) == order
    assert mails(member.email) == [f"Colloquy: Your order {order.number}"]


def test_another_choice_takes_the_place_of_the_one_before(offer, member, order):
    other = Order.place(offer, member, with_credits=False)

    order.refresh_from_db()
    assert (order.state, other.state) == (State.CANCELLED, State.WAITING)
    assert Order.objects.waiting().count() == 1


def test_a_person_orders_only_so_often_a_day(as_dana, offer, member, order):
    for number in range(9):
        Order.place(offer, member, with_credits=bool(number % 2))

    answer = join(as_dana, offer, "review/", credits="1", agree="on")

    assert answer.status_code == 422
    assert "That is a lot of orders for one day." in answer.content.decode()
    assert Order.objects.count() == 10


def test_what_was_paid_in_this_moment_is_not_cancelled(offer, member, order, monkeypatch):
    def paid_first(self, **reasons):
        Order.objects.filter(pk=self.pk).update(state=State.PAID)
        return cancel(self, **reasons)

    cancel = Order.cancel
    monkeypatch.setattr(Order, "cancel", paid_first)

    with pytest.raises(NotInThatState):
        Order.place(offer, member, with_credits=False)
    assert Order.objects.count() == 1


def test_a_price_that_changes_later_does_not_change_an_order(offer, order):
    Offer.objects.update(price=1, terms="Others.")

    order.refresh_from_db()
    assert (order.amount, order.terms) == (29600, "It ends by itself.")


def test_a_member_cancels_what_waits(as_dana, order):
    as_dana.post(f"{order.get_absolute_url()}cancel/")

    order.refresh_from_db()
    assert (order.state, order.reason) == (State.CANCELLED, "Cancelled by the member.")


# -- What becomes of it --------------------------------------------------------------------


def test_paid_the_membership_begins_and_the_member_is_told(order, member, offer, office):
    order.confirm(by=office)

    membership = Membership.objects.get()
    assert member.has(offer)
    assert membership.with_credits
    assert membership.ends_at == months_later(membership.begins_at, 12)
    assert membership.changes.get().by == office
    assert mails(member.email)[-1] == "Colloquy: Your Gold Membership has begun"


def test_a_second_one_goes_on_from_the_end_of_the_first(order, member, offer):
    order.confirm()
    first_end = Membership.objects.get().ends_at
    Order.place(offer, member, with_credits=False).confirm()

    membership = Membership.objects.get()
    assert membership.ends_at == months_later(first_end, 12)
    assert [change.act for change in membership.changes.all()] == ["extended", "began"]
    assert mails(member.email)[-1] == "Colloquy: Your Gold Membership goes on"


def test_after_it_has_lapsed_it_begins_anew(order, member, offer):
    order.confirm()
    past = timezone.now() - timedelta(days=400)
    Membership.objects.update(begins_at=past, ends_at=past + timedelta(days=365))
    assert not member.has(offer)

    Order.place(offer, member, with_credits=False).confirm()

    membership = Membership.objects.get()
    assert membership.is_active
    assert not membership.with_credits
    assert membership.begins_at > past


def test_refunded_it_ends(order, member, offer):
    order.confirm()
    order.refund(reason="As you wished.")

    membership = Membership.objects.get()
    assert not member.has(offer)
    assert membership.state == "ended early"
    assert membership.changes.first().reason == "As you wished."
    assert mails(member.email)[-1] == f"Colloquy: Your order {order.number} is refunded"


def test_where_another_was_paid_it_goes_on_without_the_one_refunded(order, member, offer):
    order.confirm()
    begun = Membership.objects.get()
    other = Order.place(offer, member, with_credits=False)
    other.confirm()
    order.refund(reason="As you wished.")

    membership = Membership.objects.get()
    assert membership.is_active
    assert not membership.with_credits
    assert membership.ends_at == begun.ends_at


@pytest.mark.parametrize("verb", ["confirm", "cancel"])
def test_what_is_paid_is_not_paid_or_cancelled_again(order, verb):
    order.confirm()
    told = Email.objects.count()

    with pytest.raises(NotInThatState, match="paid by now"):
        getattr(order, verb)(**{"reason": "x"} if verb == "cancel" else {})

    assert Email.objects.count() == told
    assert MembershipChange.objects.count() == 1


def test_of_two_who_confirm_at_once_one_does(order):
    again = Order.objects.get(pk=order.pk)
    order.confirm()

    with pytest.raises(NotInThatState):
        again.confirm()


def test_where_the_mail_fails_nothing_has_begun(order, member, offer, monkeypatch):
    def fails(*args, **kwargs):
        raise OSError("on purpose")

    monkeypatch.setattr("accounts.models.order.outbox.put", fails)
    with pytest.raises(OSError, match="on purpose"):
        order.confirm()

    order.refresh_from_db()
    assert (order.state, member.has(offer)) == (State.WAITING, False)


# -- Lapsing ----------------------------------------------------------------------------------


def test_before_it_ends_its_member_is_reminded_once(order, member):
    order.confirm()
    Membership.objects.update(ends_at=timezone.now() + REMINDER)

    assert tell_ending() == "memberships: 1 about to end, 0 ended"
    assert tell_ending() == ""
    assert mails(member.email)[-1] == "Colloquy: Your Gold Membership ends soon"


def test_it_lapses_by_itself_and_its_member_is_told_once(order, member, offer):
    order.confirm()
    past = timezone.now() - timedelta(days=1)
    Membership.objects.update(begins_at=past, ends_at=past)

    assert not member.has(offer)
    assert tell_ending() == "memberships: 0 about to end, 1 ended"
    assert tell_ending() == ""
    assert mails(member.email)[-1] == "Colloquy: Your Gold Membership has ended"


def test_one_that_goes_on_is_reminded_of_the_next_end(order, member, offer):
    order.confirm()
    Membership.objects.update(ends_at=timezone.now() + REMINDER)
    tell_ending()
    Order.place(offer, member, with_credits=False).confirm()
    assert tell_ending() == ""

    Membership.objects.update(ends_at=timezone.now() + REMINDER)

    assert tell_ending() == "memberships: 1 about to end, 0 ended"


def test_your_membership_shows_it_with_orders_and_credits(as_dana, order):
    order.confirm()

    page = as_dana.get("/accounts/membership/").content.decode()

    assert "Active until" in page
    assert "8.5 CE/CME Credits or Clock Hours" in page
    assert f">{order.number}</a>" in page
    assert ": began</li>" in page


def test_who_has_joined_nothing_is_told_so(as_dana):
    assert "You have joined nothing yet." in as_dana.get("/accounts/membership/").content.decode()


# -- The administration ------------------------------------------------------------------------


def change(client, order, act, because=""):
    address = f"/admin/accounts/order/{order.pk}/change/"
    return client.post(address, {"act": act, "because": because}, follow=True)


def test_the_office_confirms_and_refunds(as_office, order, member, offer):
    change(as_office, order, "confirm")
    assert member.has(offer)

    change(as_office, order, "refund", "As you wished.")

    order.refresh_from_db()
    assert (order.state, order.reason) == (State.REFUNDED, "As you wished.")


def test_without_a_reason_nothing_is_cancelled(as_office, order):
    page = change(as_office, order, "cancel").content.decode()

    order.refresh_from_db()
    assert "Say why; the member reads it." in page
    assert order.state == State.WAITING


def test_what_an_order_s_state_forbids_is_no_choice(as_office, order):
    page = change(as_office, order, "refund", "x").content.decode()

    order.refresh_from_db()
    assert "Select a valid choice." in page
    assert order.state == State.WAITING


@pytest.mark.parametrize(
    "typed", ["{0}-{1}", "{0}{1}", "{0} {1}", " {0} - {1} ", "Dana", "dana@example"]
)
def test_an_order_is_found_by_number_name_and_address(as_office, order, typed):
    asked = typed.format(*order.number.split("-"))

    page = as_office.get("/admin/accounts/order/", {"q": asked}).content.decode()

    assert f"/admin/accounts/order/{order.pk}/change/" in page


def test_those_who_only_write_pages_see_no_orders(client, kim, order):
    client.force_login(kim)

    assert client.get("/admin/accounts/order/").status_code == 403
    assert client.get(f"/admin/accounts/order/{order.pk}/change/").status_code == 403
    assert client.get("/admin/accounts/order/totals/").status_code == 403


@pytest.mark.parametrize("model", ["order", "membership"])
def test_the_chosen_are_exported_without_formulas(as_office, order, member, model):
    Order.objects.update(name="=1+1")
    type(member).objects.update(name="=1+1")
    order.refresh_from_db()
    order.confirm()
    chosen = Order.objects.get() if model == "order" else Membership.objects.get()
    action = {"action": "export_as_csv", "_selected_action": [chosen.pk]}

    answer = as_office.post(f"/admin/accounts/{model}/", action)

    text = b"".join(answer.streaming_content).decode()
    assert '"\'=1+1"' in text
    assert "dana@example.org" in text


def test_totals_are_by_month_and_currency(as_office, order, offer, mallory):
    order.confirm()
    other = Order.place(offer, mallory, with_credits=False)
    other.confirm()
    other.refund(reason="x")

    page = as_office.get("/admin/accounts/order/totals/").content.decode()
    assert "<td>2</td><td>$493.00</td><td>1</td><td>$197.00</td>" in page

    plot = as_office.get("/admin/accounts/order/totals/?plot=USD")
    assert plot["Content-Type"] == "image/svg+xml"
    assert b"493" in plot.content


def test_staff_type_prices_as_people_write_them(client, kim, offer):
    client.force_login(kim)
    address = f"/admin/accounts/offer/{offer.pk}/change/"
    form = client.get(address).context["adminform"].form
    assert form.initial["price"] == 197
    fields = {name: value for name, value in form.initial.items() if value is not None}

    client.post(address, fields | {"price": "210.50", "currency": "EUR"})

    offer.refresh_from_db()
    assert (offer.price, offer.currency) == (21050, "EUR")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"price": "1.234"}, "less than the smallest coin"),
        ({"price": "10000000.01"}, "more than anybody pays"),
        ({"credits": "-1"}, "greater than or equal to 0"),
        ({"months": "121"}, "less than or equal to 120"),
        ({"currency": "XYZ"}, "ISO 4217"),
        ({"months": "0"}, "greater than or equal to 1"),
    ],
)
def test_what_makes_no_offer_is_refused(client, kim, offer, changes, said):
    client.force_login(kim)
    address = f"/admin/accounts/offer/{offer.pk}/change/"
    form = client.get(address).context["adminform"].form
    fields = {name: value for name, value in form.initial.items() if value is not None}

    page = client.post(address, fields | changes).content.decode()

    assert said in page


def test_staff_see_how_many_followed_and_joined(client, kim, offer, order):
    Offer.objects.update(followed=7)
    order.confirm()
    client.force_login(kim)

    page = client.get("/admin/accounts/offer/").content.decode()

    assert 'field-followed">7<' in page
    assert 'field-joined">1<' in page


def test_the_office_is_a_group_of_its_own(db):
    assert Group.objects.filter(name="Membership office").exists()
