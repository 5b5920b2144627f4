"""Rule "link": anything with an address that leads off the board."""

import functools
import re

from django.utils.translation import gettext as _
from publicsuffixlist import PublicSuffixList

from boards.models import Finding

LABEL = r"[^\W_](?:[\w-]{0,61}[^\W_])?"
DOMAIN = rf"{LABEL}(?:\.{LABEL}){{1,8}}"
TAIL = r"(?::\d{1,5})?(?:[/?#][^\s<>\"“”]{0,2000})?"
EMAIL = re.compile(rf"[\w.!#$%&'*+/=?^`{{|}}~-]{{1,64}}@{DOMAIN}")
WITH_SCHEME = re.compile(r"\b(?:https?|hxxps?|ftp)://[^\s<>\"“”]{1,2000}", re.IGNORECASE)
BARE = re.compile(rf"(?<![\w@./-]){DOMAIN}{TAIL}")

# Endings that are also words or common file endings: two words run together at a full stop look
# like a name under them, so such a name needs a path, or a host before it, to count.
ALSO_WORDS = set(
    "ad am and app as at be by care center coach community do dog email family fit go group health "
    "help here how id in is it la life live love man me ms my new news no now one or our pm pro "
    "school sc sh so social space studio study support team tips to today training tv us very we "
    "work world yoga zip md mov py pl rs ai".split()
)
TRAILING = ".,;:!?)]}'\"’”…"


def screen(text):
    taken = []
    for pattern, counts in ((WITH_SCHEME, always), (EMAIL, ends_well), (BARE, is_address)):
        for hit in pattern.finditer(text):
            words = hit[0].rstrip(TRAILING)
            start, end = hit.start(), hit.start() + len(words)
            if counts(words) and not any(start < to and since < end for since, to in taken):
                taken.append((start, end))
    return [finding(text, start, end) for start, end in sorted(taken)]


def always(words):
    return True


def ends_well(words):
    """Whether the domain of `words` has an ending that the public suffix list knows."""
    host = re.split(r"[/?#:]", words.rpartition("@")[2])[0].lower()
    return bool(suffixes().publicsuffix(host, accept_unknown=False)) and bool(
        suffixes().privatesuffix(host)
    )


def is_address(words):
    """Whether a bare name with a dot is an address rather than a full stop without its space."""
    host, *path = re.split(r"[/?#:]", words, maxsplit=1)
    labels = host.split(".")
    if not ends_well(words):
        return False
    if labels[0].lower() == "www" or (path and path[0]):
        return True
    if labels[-1].istitle() and not labels[0].istitle():
        return False  # «groups.They»: a sentence begins
    return labels[-1].lower() not in ALSO_WORDS


@functools.cache
def suffixes():
    return PublicSuffixList()


def finding(text, start, end):
    words = text[start:end]
    sentence = (
        _("Please leave out addresses: we ask not to post links or advertise a product.")
        if "@" not in words
        else _("Please leave out e-mail addresses: everybody can read this board.")
    )
    return Finding(
        rule="link",
        start=start,
        end=end,
        words=words,
        certainty=Finding.Certainty.CERTAIN,
        sentence=sentence,
    )
