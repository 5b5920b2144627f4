"""Pages that are made once, with marks where each reader finds something else, and filled in for
each of them: a page with a form takes Django's templates longer than all the rest."""

import re
from dataclasses import dataclass

from django.utils.safestring import SafeString, mark_safe

MARK = re.compile("\0([a-z]+)\0")  # a character that no text has, see accounts.typed


class Mark(SafeString):
    """`Mark("name")`: where the value of that name is filled in."""

    def __new__(cls, name):
        return super().__new__(cls, f"\0{name}\0")


def filled(frame, values):
    """`frame` with its marks filled in by `values`, markup by its name."""
    pieces = MARK.split(frame)
    pieces[1::2] = [values[name] for name in pieces[1::2]]
    return mark_safe("".join(pieces))  # noqa: S308  made by a template, and of markup


@dataclass(frozen=True)
class SomeMember:
    """Stands in a frame for whoever is signed in, with marks for what is a person's own."""

    is_staff: bool
    has_joined: bool  # the offer on the page

    pk = None
    email = ""
    is_authenticated = True
    leaves_at = None
    name = Mark("name")
    profession_id = Mark("profession")
    country_code = Mark("country")
    city = Mark("city")
    state = Mark("state")
    extent = Mark("extent")

    def __str__(self):
        return Mark("user")

    def has(self, offer):
        return self.has_joined
