"""What people type, made safe to keep: the same rules for names, places and comments.

Text is kept as Unicode NFC. Characters nobody can see are taken out where they can only do harm
(controls, overrides of the writing direction) and kept where languages need them (joiners)."""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

# Stacks of more marks than this on one letter are not language but noise over the neighbours.
MARKS_PER_LETTER = 4

CONTROLS = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"  # C0 and C1, but for tab and line feed
    "\u202a-\u202e\u2066-\u2069"  # overrides and isolates of the writing direction
    "\ufeff\ufff9-\ufffb]"  # byte order mark, annotation marks
)
DAMAGED = re.compile("[\ufffd\ud800-\udfff]")
# Of what nobody sees, some has a category of Unicode that says so; these fillers have not.
UNSEEN_CATEGORIES = {"Cc", "Cf", "Zl", "Zp", "Zs"}
FILLERS = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2065\u2800\u3164\ufe00-\ufe0f\uffa0"
    "\U000e0000-\U000e0fff]"
)
JOINERS = "\u200c\u200d"  # which some scripts need between letters
UNREADABLE = _("Some characters arrived damaged (�). Please type them again.")
NO_ADDRESS = _("This does not read like an e-mail address, such as name@example.org.")
NUL = _("Your text holds a character that cannot be kept. Please type it again.")


def clean_text(text):
    """`text` of several lines as it will be kept. Raises ValidationError for what was damaged on
    its way: NUL, U+FFFD (which stands where bytes were not UTF-8) and lone surrogates."""
    if "\x00" in text:
        raise ValidationError(NUL, code="nul")
    if DAMAGED.search(text):
        raise ValidationError(UNREADABLE, code="unreadable")
    text = re.sub(r"\r\n?|[\u2028\u2029\x0b\x0c\x85]", "\n", text)
    return composed(CONTROLS.sub("", text)).strip()


def clean_line(text):
    """The same for a line: white space of every kind becomes single spaces, and what nobody sees
    is taken out, but for the joiners."""
    text = clean_text(text)
    if text.isascii():  # of which all is seen, the controls being out
        return " ".join(text.split())
    seen = (each for each in text if each.isspace() or each in JOINERS or is_seen(each))
    return composed(" ".join("".join(seen).split()))


def is_blank(text):
    return not any(is_seen(letter) for letter in text)


def is_seen(letter):
    return unicodedata.category(letter) not in UNSEEN_CATEGORIES and not FILLERS.match(letter)


def composed(text):
    """`text` in Unicode's form NFC, with up to four marks on a letter."""
    if text.isascii():  # which is so
        return text
    return unicodedata.normalize("NFC", limit_marks(unicodedata.normalize("NFC", text)))


def limit_marks(text):
    """`text` without the combining marks beyond the fourth on any one letter. What nobody sees
    begins no new letter."""
    kept, marks = [], 0
    for letter in text:
        category = unicodedata.category(letter)
        is_mark = category in ("Mn", "Me")
        if is_mark:
            marks += 1
        elif category != "Mc" and (letter.isspace() or is_seen(letter)):
            marks = 0
        if not is_mark or marks <= MARKS_PER_LETTER:
            kept.append(letter)
    return "".join(kept)


def clean_email(address):
    """`address` in lower case. Raises ValidationError for one that no mail could go to, though it
    has the form of one: with characters nobody sees, or a domain that has no form in the DNS."""
    address = address.strip().lower()
    try:
        # Some forms of an address would be several where addresses are parted by commas.
        if set(address) & set('",;<>()'):
            raise ValueError
        unseen = " " in address or not (address.isascii() or all(map(is_seen, address)))
        if unseen or address != clean_line(address):
            raise ValueError
        address.rpartition("@")[2].encode("idna")
    except (ValidationError, ValueError) as failure:
        raise ValidationError(NO_ADDRESS, code="invalid") from failure
    return address
