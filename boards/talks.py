"""Talks on a module's page: addresses of the sites that staff may embed, and of their players.

Nothing of them is loaded before somebody opens the talk, since those sites watch who looks."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

# Name of the site, the addresses that people copy, and the player that they stand for.
SITES = (
    (
        "YouTube",
        r"https://(?:www\.youtube\.com/watch\?(?:.*&)?v=|youtu\.be/|www\.youtube\.com/live/)"
        r"([\w-]{6,20})(?:[?&#].*)?",
        "https://www.youtube-nocookie.com/embed/{}",
    ),
    (
        "Vimeo",
        r"https://vimeo\.com/(\d{5,12})(?:[?#].*)?",
        "https://player.vimeo.com/video/{}?dnt=1",
    ),
)
PLAYERS = ("https://www.youtube-nocookie.com", "https://player.vimeo.com")


def player_of(address):
    """The site's name and the address of the player for a talk at `address`; None if it is on no
    site that we embed."""
    for site, pattern, player in SITES:
        if found := re.fullmatch(pattern, address):
            return site, player.format(found[1])
    return None


def is_talk(address):
    if not player_of(address):
        sites = ", ".join(site for site, _pattern, _player in SITES)
        raise ValidationError(
            _("This is no address of a talk on one of these sites: %(sites)s."),
            params={"sites": sites},
        )
