"""A language of tests alone, in which every message that was translated stands in ⟦marks⟧, and what
is left on a page without them. What people typed is in Greek in these tests."""

import re
from xml.etree.ElementTree import Comment

import html5lib
from django.utils.translation import trans_real

LANGUAGE = "en-ie"  # one that Django and Babel know, with no messages of its own
SEEN = {  # of any element, or of those named
    "title": None,
    "alt": None,
    "placeholder": None,
    "aria-label": None,
    "aria-description": None,
    "data-title": None,
    "value": {"submit", "button", "reset"},  # by the element's type
    "content": {"description", "og:title", "og:description"},  # by its name or property
}
UNSEEN = {"script", "style", "template"}
TYPED = {"kbd", "textarea"}  # keys, and what somebody has typed
IN_LINE = {"a", "abbr", "b", "bdi", "code", "em", "i", "kbd", "mark", "q", "span", "strong"}
# The one alphabet of our messages, but for what is the same in every language.
LETTERS = re.compile(r"[A-Za-z]")
NAMES = re.compile(
    r"""https?://\S+ | \S+@\S+ | (?:/[\w.-]+)+/ | \b[A-Z]\w+/[A-Z]\w+\b  # addresses, time zones
    | \b(?:handouts|pictures)/[\w.-]+ | \b[A-Z2-7]{32}\b | %\(\w+\)s  # files, secrets, places
    | \b(?:Colloquy|YouTube|Vimeo|HTML|JSON|SVG|PDF|USD|GB|US|Atom|Ctrl|Enter|Esc)\b""",
    re.VERBOSE,
)


class Marking(trans_real.DjangoTranslation):
    """Translates each message into itself in marks, its placeholders as they were."""

    def __init__(self):
        super().__init__(LANGUAGE)

    def gettext(self, message):
        return f"⟦{message.rpartition(CONTEXT)[2]}⟧" if message else ""

    def ngettext(self, one, many, number):
        return self.gettext(one if number == 1 else many)


CONTEXT = "\x04"  # stands between a message and what it is said about


def unmarked(text):
    """`text` without what is in marks, however deep, and without names."""
    while (shorter := re.sub("⟦[^⟦⟧]*⟧", "", text)) != text:
        text = shorter
    return NAMES.sub("", text)


def untranslated(html, data=()):
    """What people see of the page, or hear, that is no translated message: a list of texts. `data`:
    what was typed, but in our own letters."""
    tree = html5lib.parse(html, namespaceHTMLElements=False)
    # A message can hold elements, so its marks are looked for in the page as a whole.
    left = unmarked("".join(words_of(tree)))
    for typed in sorted(data, key=len, reverse=True):
        left = re.sub(rf"\b{re.escape(typed)}(?!\w)", "", left)
    return [line.strip() for line in left.split("\n") if LETTERS.search(line)]


def words_of(element):
    """In the order of the page, each block of them in a line of its own."""
    name = str(element.tag).rpartition("}")[2]
    if element.tag is Comment or name in UNSEEN:
        return
    end = "" if name in IN_LINE else "\n"
    kind = element.get("type") or element.get("name") or element.get("property")
    for attribute, only in SEEN.items():
        if name == "button" and attribute == "value":
            continue
        if attribute in element.attrib and (only is None or kind in only):
            yield f"\n{element.get(attribute)}\n"
    yield end if name in TYPED else f"{end}{element.text or ''}"
    for child in element:
        yield from words_of(child)
        yield child.tail or ""
    yield end
