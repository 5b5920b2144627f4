"""Amounts of money: whole numbers of the smallest unit of a currency, as ISO 4217 has them."""

from decimal import Decimal

from babel.numbers import format_currency, get_currency_precision
from django.utils.translation import get_language, to_locale


def printed(amount, currency):
    """«$199.00»: `amount` in the smallest unit, as people of the site's language write it."""
    return format_currency(in_units(amount, currency), currency, locale=to_locale(get_language()))


def in_units(amount, currency):
    """19900 of USD as Decimal("199.00")."""
    return Decimal(amount).scaleb(-get_currency_precision(currency))


def in_smallest(units, currency):
    """Decimal("199.00") of USD as 19900. Raises ValueError for a part of the smallest unit."""
    amount = Decimal(units).scaleb(get_currency_precision(currency))
    if amount != int(amount):
        raise ValueError(f"{units} {currency} is no whole number of its smallest unit")
    return int(amount)
