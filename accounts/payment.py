"""How orders are paid. A way of paying is a class, made with an offer, that has

- `elsewhere`: the address where one orders and pays, "" where one orders here;
- `how_to_pay(order)`: what the page and the mail of an order say, a text of several lines.

The setting ORDER_PAYMENT names the one for orders placed here; each calls `order.confirm()` when it
knows that an order is paid, or leaves that to staff."""

from django.conf import settings
from django.utils.module_loading import import_string


class Invoice:
    """By invoice: staff write how, and confirm in the administration when the money is there."""

    elsewhere = ""

    def __init__(self, offer):
        self.offer = offer

    def how_to_pay(self, order):
        return self.offer.how_to_pay


class OutsideCheckout(Invoice):
    """Where the offer names it: that site calls back, see accounts/checkout.py."""

    @property
    def elsewhere(self):
        return self.offer.checkout_url


def payment_of(offer):
    return (
        OutsideCheckout(offer)
        if offer.checkout_url
        else import_string(settings.ORDER_PAYMENT)(offer)
    )
