"""Pictures in the text of a module: from here alone, and each told in words."""

from html.parser import HTMLParser

from django.utils.translation import gettext_lazy as _


class Pictures(HTMLParser):
    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attributes):
        if tag == "img":
            self.found.append(dict(attributes))


def problem_of_pictures(html):
    """What is wrong with the pictures in `html`, as a sentence; None if nothing is."""
    reader = Pictures()
    reader.feed(html)
    for each in reader.found:
        if not (each.get("alt") or "").strip():
            return _(
                "A picture has no words for those who cannot see it. Open it in the text and fill "
                "in the alternative text."
            )
        if not (each.get("src") or "").startswith("/files/pictures/"):
            return _(
                "A picture is loaded from another site, which would tell that site who reads here. "
                "Add it under Pictures and choose it there."
            )
    return None
