"""Rule "crisis": a comment that reads as its writer's own present crisis.

Somebody who wants to die, says goodbye, or is not safe at home. Practitioners write of their
clients' crises every day, which is no such thing; nor is what the writer has come through. It is
judged like the other rules that take understanding, but found on slighter grounds: a miss leaves
somebody alone.
"""

from django.utils.translation import gettext as _

from moderation.screeners.judge import findings


def screen(typed):
    """Findings of this rule in the text as typed."""
    return findings("crisis", typed, why)


def why(words):
    return _("It reads as if its author may be in danger, by words such as %s.") % words
