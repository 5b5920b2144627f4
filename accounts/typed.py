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
# What a reader sees nothing of: white space, format characters and blank fillers.
INVISIBLE = re.compile(
    "[\\s\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\U000e0000-\U000e0fff]"
)
UNREADABLE = _("Some characters arrived damaged (�). Please type them again.")
NUL = _("Your text holds a character that cannot be kept. Please type it again.")


def clean_text(text):
    """`text` of several lines as it will be kept. Raises ValidationError for what was damaged on
    its way: NUL, U+FFFD (which stands where bytes were not UTF-8) and lone surrogates."""
    if "\x00" in text:
        raise ValidationError(NUL, code="nul")
    if "\ufffd" in text or any("\ud800" <= letter <= "\udfff" for letter in text):
        raise ValidationError(UNREADABLE, code="unreadable")
    text = re.sub(r"\r\n?|[\u2028\u2029\x0b\x0c\x85]", "\n", text)
    text = CONTROLS.sub("", unicodedata.normalize("NFC", text))
    return limit_marks(text).strip()


def clean_line(text):
    """The same for a line: white space of every kind becomes single spaces, and what nobody sees
    is taken out, but for the two joiners that some scripts need between letters."""
    text = re.sub(r"\s+", " ", clean_text(text)).strip()
    return INVISIBLE.sub(lambda hit: hit[0] if hit[0] in " \u200c\u200d" else "", text).strip()


def is_blank(text):
    return not INVISIBLE.sub("", text)


def limit_marks(text):
    """`text` without the combining marks beyond the fourth on any one letter."""
    kept, marks = [], 0
    for letter in text:
        marks = marks + 1 if unicodedata.category(letter) in ("Mn", "Me") else 0
        if marks <= MARKS_PER_LETTER:
            kept.append(letter)
    return "".join(kept)
