"""Rule "advert": steering readers to something that the writer, or somebody, sells or promotes.

Goods, courses, places in a group, one's own practice with openings, free lures, the signature of a
business. Telling how one uses a book or a tool at work does not break it.
"""

from django.utils.translation import gettext as _

from moderation.screeners.judge import findings


def screen(typed):
    """Findings of this rule in the text as typed."""
    return findings("advert", typed, why)


def why(words):
    return _("It reads as advertising something, by words such as %s.") % words
