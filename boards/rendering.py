"""The one place where a comment's text becomes markup."""

import re
from html import escape

from django.utils.safestring import mark_safe

PARAGRAPHS = re.compile(r"\n\s*\n")


def render(text):
    """`text` as paragraphs and line breaks, and nothing else of it as markup: whatever was typed
    is escaped first, which leaves line ends alone, and quotes, which mean nothing between tags.
    Each paragraph finds its own writing direction."""
    paragraphs = (part.strip("\n") for part in PARAGRAPHS.split(escape(text, quote=False)))
    made = ('<p dir="auto">' + part.replace("\n", "<br>\n") + "</p>" for part in paragraphs if part)
    return made_markup("\n".join(made))


def made_markup(kept):
    """What `render` made and the database has kept since, as markup again."""
    return mark_safe(kept)  # noqa: S308  written by `render` alone, which escapes
