"""Rule "link": anything with an address that leads off the board, hidden or not.

Addresses of the web and of mail, telephone numbers, meeting rooms, names on other networks: how
each is written, and what merely looks like it, is told in addresses/. Nothing is looked up; what
leads nowhere is an address all the same. A book, an author or a network may be named.
"""

from django.utils.translation import gettext as _

from moderation.screeners.addresses.mail import mail
from moderation.screeners.addresses.names import names
from moderation.screeners.addresses.numbers import numbers, rooms
from moderation.screeners.addresses.web import web
from moderation.screeners.text import read, remembered

ENOUGH = 50  # addresses found; the author has then heard of it


def screen(typed):
    """Findings of this rule in the text as typed."""
    text = read(typed)
    return [
        text.finding("link", each.start, each.end, each.certainty, why(each.kind))
        for each in addresses(text)
    ]


@remembered
def addresses(text):
    """The addresses in a Text, none over another: of two, the one of the kind asked first."""
    chosen, taken = [], bytearray(len(text.plain))
    for kind in (mail, web, rooms, numbers, names):
        for address in kind(text.plain):
            if not any(taken[address.start : address.end]):
                taken[address.start : address.end] = b"\1" * (address.end - address.start)
                chosen.append(address)
            if len(chosen) == ENOUGH:
                return chosen
    return chosen


def why(kind):
    if kind == "mail":
        return _("This is an e-mail address, which everybody could read here.")
    if kind == "number":
        return _("This looks like a number to call or to meet at, which everybody could read here.")
    if kind == "name":
        return _("This leads to a name on another network.")
    return _("This is an address that leads off the board.")
