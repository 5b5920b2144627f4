"""The one place where a comment's text becomes markup."""

import re

from django.utils.html import format_html_join
from django.utils.safestring import mark_safe


def render(text):
    """`text` as paragraphs and line breaks, and nothing else of it as markup: whatever was typed
    is escaped, last of all. Each paragraph finds its own writing direction."""
    paragraphs = (part.strip("\n") for part in re.split(r"\n\s*\n", text))
    return format_html_join(
        "\n", '<p dir="auto">{}</p>', ((broken_lines(part),) for part in paragraphs if part)
    )


def broken_lines(paragraph):
    return format_html_join(BREAK, "{}", ((line,) for line in paragraph.split("\n")))


def made_markup(kept):
    """What `render` made and the database has kept since, as markup again."""
    return mark_safe(kept)  # noqa: S308  written by `render` alone, which escapes


BREAK = mark_safe("<br>\n")
