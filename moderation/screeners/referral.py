"""Rule "referral": asking to be pointed to a practitioner or a service, for whomever.

Asking breaks the rule in whatever form: a question, a wish, a place and a need. Talk of referring
as clinical work does not, nor does asking for a technique, a book, a training or others'
experience.
"""

from django.utils.translation import gettext as _

from moderation.screeners.judge import findings


def screen(typed):
    """Findings of this rule in the text as typed."""
    return findings("referral", typed, why)


def why(words):
    return _("It reads as asking for a practitioner or a service, by words such as %s.") % words
