"""What leads off the board, a module for each kind: the web, mail, numbers and names.

Each has a function that takes a comment in plain characters (text.py) and yields every Address it
sees there; link.py asks them in turn."""

from dataclasses import dataclass

import regex

from boards.models import Finding
from moderation.screeners.text import PATIENCE

CERTAIN, LIKELY = Finding.Certainty.CERTAIN, Finding.Certainty.LIKELY
MOST_CANDIDATES = 500  # of one pattern
TRAILING = " .,;:!?)]}'\"…>*"  # closes a sentence rather than an address


class TooMany(Exception):
    """The text holds more of what may be an address than anybody would write."""


@dataclass(frozen=True)
class Address:
    start: int  # in the plain text
    end: int
    kind: str  # web, mail, number or name
    certainty: str = CERTAIN


def pattern(*pieces):
    """The pieces as one pattern, upper and lower case alike."""
    return regex.compile("".join(pieces), regex.IGNORECASE)


def any_of(listed):
    """A pattern for any of the words or phrases listed, with | between them."""
    return rf"\b(?:{'|'.join(each.strip() for each in listed.split('|'))})\b"


def hits(wanted, plain):
    for number, hit in enumerate(wanted.finditer(plain, timeout=PATIENCE)):
        if number == MOST_CANDIDATES:
            raise TooMany(wanted.pattern)
        yield hit


def found(wanted, plain, *, start=0, end=None):
    return wanted.search(plain, start, end, timeout=PATIENCE) is not None


def trimmed(plain, place, kind, certainty=CERTAIN):
    """The Address at a place, start and end, less what closes the sentence it stands in."""
    start, end = place
    shown = plain[start:end].rstrip(TRAILING)
    return Address(start, start + max(len(shown), 1), kind, certainty)
