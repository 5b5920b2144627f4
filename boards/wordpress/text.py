"""The HTML of a WordPress comment as the plain text that we keep."""

import re
from html.parser import HTMLParser

PARAGRAPHS = set("p div blockquote pre ul ol h1 h2 h3 h4 h5 h6 table figure section".split())
LINES = set("br li tr dt dd".split())
UNREAD = {"script", "style"}


def plain(html):
    """`html` as text: paragraphs and lines are kept as WordPress's wpautop would show them, of a
    link its address too, of all other markup the words."""
    if "<" not in html and "&" not in html:
        return tidy(html)
    reader = Reader()
    lines = html.replace("\r\n", "\n").replace("\r", "\n")
    reader.feed(re.sub(r"(<br\s*/?>)[ \t]*\n", r"\1", lines))  # which is one end of a line
    reader.close()
    return tidy("".join(reader.parts))


def tidy(text):
    text = re.sub(r"[ \t]+\n", "\n", text.replace("\r\n", "\n").replace("\r", "\n"))
    return re.sub(r"\n{3,}", "\n\n", text).strip()


class Reader(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.parts, self.links, self.unread = [], [], 0

    def handle_starttag(self, tag, attributes):
        if tag in UNREAD:
            self.unread += 1
        elif tag in PARAGRAPHS:
            self.parts.append("\n\n")
        elif tag in LINES:
            self.parts.append("\n- " if tag == "li" else "\n")
        elif tag == "a":
            self.links.append((dict(attributes).get("href") or "", len(self.parts)))

    def handle_endtag(self, tag):
        if tag in UNREAD:
            self.unread = max(0, self.unread - 1)
        elif tag in PARAGRAPHS:
            self.parts.append("\n\n")
        elif tag == "a" and self.links:
            address, begins = self.links.pop()
            words = "".join(self.parts[begins:])
            if address and address not in words:
                self.parts.append(f" ({address})")

    def handle_data(self, data):
        if not self.unread:
            self.parts.append(data)
