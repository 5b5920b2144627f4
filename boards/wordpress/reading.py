"""A WordPress export file as posts and comments, one after the other, whatever its length.

What WordPress leaves ill-formed is repaired on the way: it writes the address of an author's site
without escaping it, and passes on control characters, which XML 1.0 forbids."""

import codecs
import functools
import re
from dataclasses import dataclass, field
from xml.etree.ElementTree import ParseError, XMLPullParser

BLOCK = 1 << 16  # bytes read at a time

# All but the five entities that XML itself knows, and numbers; outside of CDATA WordPress writes no
# numbers of characters that XML forbids, so those are text too.
BARE_AMPERSAND = re.compile(
    r"&(?!(?:amp|lt|gt|quot|apos|#(?:3[2-9]|[4-9][0-9]|[1-9][0-9]{2,3})|#x[2-9a-fA-F][0-9a-fA-F]);)"
)
NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")  # XML 1.0, production 2
DECLARED = re.compile(rb"""<\?xml[^>]*encoding=["']([A-Za-z0-9_.:-]{1,40})["']""")
CDATA, CDATA_END = "<![CDATA[", "]]>"
LONGEST_TOKEN = 16  # what may be cut by the end of a block: CDATA's ends, an entity


class Unreadable(Exception):
    """The file is no WordPress export."""


@dataclass
class Post:
    """What stands before its comments, by the names of WXR without their prefix."""

    fields: dict = field(default_factory=dict)
    meta: list = field(default_factory=list)

    def __getitem__(self, name):
        return self.fields.get(name, "")

    @property
    def id(self):
        return number(self["post_id"])

    @property
    def earlier_slugs(self):
        return [value for key, value in self.meta if key == "_wp_old_slug"]


def number(text):
    """A whole number, 0 for what is none."""
    return int(text) if re.fullmatch(r"[0-9]{1,18}", text.strip()) else 0


def read(file, progress=lambda size: None):
    """Yields («post», Post) before the first comment of each post, and («comment», dictionary) for
    each comment, in the order of `file`, which is open for bytes. `progress` is told how many bytes
    were read. Raises Unreadable for what is no export of WordPress."""
    parser, walk = XMLPullParser(("start", "end")), Walk()
    try:
        for text in repaired(from_its_beginning(decoded(file, progress))):
            parser.feed(text)
            yield from walk.on(parser.read_events())
        parser.close()
    except ParseError as failure:
        raise Unreadable(str(failure)) from failure
    if not walk.is_export:
        raise Unreadable("it has no channel with a wxr_version")


def decoded(file, progress):
    """Its text, by the encoding that it declares, which is UTF-8 but for old sites."""
    block = file.read(BLOCK)
    declared = DECLARED.search(block[:200])
    name = declared[1].decode() if declared else "utf-8"
    try:
        decoder = codecs.getincrementaldecoder(name)(errors="replace")
    except LookupError as failure:
        raise Unreadable(f"it declares an encoding that is none: {name}") from failure
    while block:
        progress(len(block))
        yield decoder.decode(block)
        block = file.read(BLOCK)
    yield decoder.decode(b"", final=True)


def from_its_beginning(texts):
    """Without the lines that careless plugins print before the file begins, and without its
    declaration, since what comes is text by now."""
    begun = False
    for text in texts:
        yield text if begun else re.sub(r"\A\ufeff?\s*(?:<\?xml[^>]*\?>)?", "", text)
        begun = begun or bool(text.strip())


def repaired(texts):
    """The same with what is ill-formed mended; within CDATA an ampersand is none to be mended."""
    rest, in_cdata = "", False
    for text in texts:
        rest += NO_XML.sub("", text)
        done, at = [], 0
        while (found := rest.find(CDATA_END if in_cdata else CDATA, at)) >= 0:
            done.append(rest[at:found] if in_cdata else mended(rest[at:found]))
            done.append(CDATA_END if in_cdata else CDATA)
            at, in_cdata = found + len(done[-1]), not in_cdata
        rest = rest[at:]
        # The end of the block may have cut a mark or an entity, so it waits for the next.
        kept = rest[:-LONGEST_TOKEN]
        rest = rest[-LONGEST_TOKEN:]
        if not in_cdata and "&" in kept[-LONGEST_TOKEN:]:
            cut = kept.rindex("&")
            kept, rest = kept[:cut], kept[cut:] + rest
        done.append(kept if in_cdata else mended(kept))
        yield "".join(done)
    yield rest if in_cdata else mended(rest)


def mended(text):
    return BARE_AMPERSAND.sub("&amp;", text) if "&" in text else text


class Walk:
    """Where in the file one is; what was read is let go of, so that no more is kept than a post
    without its comments and one comment."""

    def __init__(self):
        self.is_export = False
        self.path = []
        self.post = None
        self.told = False

    def on(self, events):
        for event, element in events:
            name = local(element.tag)
            if event == "start":
                self.path.append((name, element))
                if name == "item":
                    self.post, self.told = Post(), False
                continue
            self.path.pop()
            parent, around = self.path[-1] if self.path else ("", None)
            if parent in ("channel", "item"):
                yield from self.ended(name, element, parent)
                around.remove(element)

    def ended(self, name, element, parent):
        if name == "wxr_version" and parent == "channel":
            self.is_export = True
        elif name == "item":
            if not self.told:
                yield "post", self.post
        elif parent == "item" and name == "comment":
            if not self.told:
                self.told = True
                yield "post", self.post
            yield "comment", comment_of(element)
        elif parent == "item" and name == "postmeta":
            self.post.meta.append(pair_of(element))
        elif parent == "item":
            self.post.fields[key_of(element.tag)] = element.text or ""


@functools.cache
def local(tag):
    return tag.rpartition("}")[2]


def key_of(tag):
    """«content» and «excerpt» are the two elements «encoded» of a post."""
    if tag.endswith("}encoded"):
        return "content" if "content" in tag else "excerpt"
    return local(tag)


def comment_of(element):
    kept = {local(each.tag).removeprefix("comment_"): each.text or "" for each in element}
    metas = (each for each in element if local(each.tag) == "commentmeta")
    kept["meta"] = dict(pair_of(each) for each in metas)
    return kept


def pair_of(element):
    values = {local(each.tag): each.text or "" for each in element}
    return values.get("meta_key", ""), values.get("meta_value", "")
