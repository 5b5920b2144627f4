"""The author of a WordPress comment, «Dana Whitfield, LCSW, Psychotherapy, Boulder, CO, USA» in one
string, as the parts of a byline: read from the right, where the places are."""

import re
from dataclasses import dataclass, replace

from django_countries import countries
from localflavor.us.us_states import STATE_CHOICES

from accounts.byline import BylineText

STATES = {code for code, _name in STATE_CHOICES}
UNITED_STATES = {"USA", "US", "U.S.A.", "U.S.", "UNITED STATES"}
OTHER_NAMES = {"UK": "GB", "U.K.": "GB"}
# «PhD», «LCSW», «M.Ed.», «RN», «BC-DMT»: more than one capital, or a point, in one short word.
CREDENTIALS = re.compile(r"(?=.*[A-Z].*[A-Z.])[A-Za-z.\-/]{2,10}")


@dataclass(frozen=True)
class Parts(BylineText):
    name: str
    profession_name: str = ""
    country_code: str = ""  # ISO 3166-1, two letters
    city: str = ""
    state: str = ""
    is_new_profession: bool = False  # none of those known
    extent = BylineText.Extent.FULL

    def within(self, *, name, profession, city):
        """With at most so many letters in each."""
        return replace(
            self,
            name=self.name[:name],
            profession_name=self.profession_name[:profession],
            city=self.city[:city],
        )


def parse(author, professions):
    """The parts of `author`; `professions`: the known ones, their names by their lower case."""
    parts = [part.strip() for part in author.split(",")]
    parts = [part for part in parts if part]
    country = country_of(parts[-1]) if len(parts) > 1 else ""
    if country:
        parts.pop()
    for place in range(len(parts) - 1, 0, -1):
        if known := professions.get(parts[place].lower()):
            city, state = town_of(parts[place + 1 :], country)
            return Parts(", ".join(parts[:place]), known, country, city, state)
    city = state = profession = ""
    if country == "US" and len(parts) > 2 and parts[-1].upper() in STATES:
        city, state = town_of(parts[-2:], country)
        parts = parts[:-2]
    if len(parts) > 1 and not CREDENTIALS.fullmatch(parts[-1]):
        profession = parts.pop()
    return Parts(", ".join(parts), profession, country, city, state, bool(profession))


def country_of(text):
    if text.upper() in UNITED_STATES:
        return "US"
    code = OTHER_NAMES.get(text.upper(), text)
    return code if re.fullmatch("[A-Z]{2}", code) and code in countries else ""


def town_of(parts, country):
    """City and state of what stands between profession and country."""
    if parts and re.fullmatch("[A-Za-z]{2}", parts[-1]) and len(parts) > 1:
        state = parts[-1].upper()
        if country != "US" or state in STATES:
            return ", ".join(parts[:-1]), state
    return ", ".join(parts), ""
