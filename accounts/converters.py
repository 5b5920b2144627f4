"""Numbers and codes in addresses. Zero, signs, other scripts' digits and numbers that no database
column could hold do not match, so such an address leads nowhere: 404."""

import re

from django.urls import register_converter


class Number:
    regex = "[1-9][0-9]{0,8}"

    def to_python(self, value):
        return int(value)

    def to_url(self, value):
        return str(value)


class Key(Number):
    regex = "[1-9][0-9]{0,17}"
    pattern = re.compile(regex)


class OrderNumber:
    regex = "[0-9]{4}-[0-9]{4}"

    def to_python(self, value):
        return value

    def to_url(self, value):
        return value


class Country:
    regex = "[A-Z]{2}"  # ISO 3166-1

    def to_python(self, value):
        return value

    def to_url(self, value):
        return value


register_converter(OrderNumber, "order")
register_converter(Country, "country")
register_converter(Number, "number")
register_converter(Key, "key")
