"""Rule "personal": a problem in the writer's own life, or that of a relative or friend.

Telling it with detail breaks the rule, and so does asking for advice on it. A client's problem is
what the board is for, in any detail; so is what one feels as a clinician. Who has the trouble is
told by the words for relatives, for clients and for oneself, in this sentence and the others.
"""

from django.utils.translation import gettext as _

from moderation.screeners.judge import findings


def screen(typed):
    """Findings of this rule in the text as typed."""
    return findings("personal", typed, why)


def why(words):
    return (
        _("It reads as a problem in your own life or your family's, by words such as %s.") % words
    )
