"""Why a comment is not taken, in sentences for its author."""

from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext


class Refused(ValidationError):
    """The state of the board forbids it; the form shows the sentence and keeps the text."""

    status = 422
    as_opening = False  # whether the text of a reply can become a comment of its own


class BoardClosed(Refused):
    def __init__(self):
        super().__init__(_("This board is closed, so no new comments can be added to it."))


class NotAnswerable(Refused):
    as_opening = True

    def __init__(self):
        super().__init__(
            _(
                "The comment you are replying to is no longer shown, so it cannot be answered. "
                "You can still post your text as a comment of its own."
            )
        )


class ThreadFull(Refused):
    as_opening = True

    def __init__(self):
        super().__init__(_("This thread is full. Please continue in a new thread."))


class ThreadClosed(Refused):
    as_opening = True

    def __init__(self):
        super().__init__(
            _(
                "A moderator has closed this thread, so it takes no more replies. "
                "You can still post your text as a comment of its own."
            )
        )


class Blocked(Refused):
    def __init__(self, block, tzinfo):
        """`block`: the one that lasts longest; `tzinfo`: the time zone of the course."""
        super().__init__(
            _("You cannot post here until %(until)s, for this reason: %(reason)s")
            % {
                "until": date_format(block.until.astimezone(tzinfo), "DATETIME_FORMAT"),
                "reason": block.reason,
            }
        )


class TooMany(Refused):
    """Not for now: a limit is reached, as the `sentence` of each kind says."""

    status = 429

    def __init__(self, wait):
        """`wait`: a timedelta, after which the same would be taken."""
        self.seconds = max(1, int(wait.total_seconds()) + 1)
        super().__init__(self.sentence())


class TooFast(TooMany):
    def sentence(self):
        minutes = -(-self.seconds // 60)
        return ngettext(
            "That is a lot of comments in a short time. Please send this one again in "
            "%(minutes)s minute.",
            "That is a lot of comments in a short time. Please send this one again in "
            "%(minutes)s minutes.",
            minutes,
        ) % {"minutes": minutes}


class TooManyWishes(TooMany):
    def sentence(self):
        hours = -(-self.seconds // 3600)
        return ngettext(
            "Mail was asked for many times, for this address or from where you are, so we ask no "
            "more for now. Please try again in %(hours)s hour, or sign in.",
            "Mail was asked for many times, for this address or from where you are, so we ask no "
            "more for now. Please try again in %(hours)s hours, or sign in.",
            hours,
        ) % {"hours": hours}


class NotPossible(Refused):
    def __init__(self):
        super().__init__(_("This comment has changed in the meantime. Please look at it again."))


class EditingOver(Refused):
    def __init__(self, minutes):
        super().__init__(
            _(
                "A comment can be edited for %(minutes)s minutes after it was first published, and "
                "that time is over. You can still withdraw it, or add to it by a reply."
            )
            % {"minutes": minutes}
        )
