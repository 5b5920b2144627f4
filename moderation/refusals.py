"""Why a report or a decision is not taken, in sentences for who made it."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from boards.refusals import Refused


class NotReportable(Refused):
    def __init__(self):
        super().__init__(_("This comment is no longer shown, so there is nothing to report."))


class TooManyReports(Refused):
    status = 429

    def __init__(self, wait):
        """`wait`: a timedelta, after which the same report would be taken."""
        self.seconds = max(1, int(wait.total_seconds()) + 1)
        hours = -(-self.seconds // 3600)
        super().__init__(
            ngettext(
                "That is a lot of reports in a short time; moderators have been told of the "
                "others. Please send this one again in %(hours)s hour.",
                "That is a lot of reports in a short time; moderators have been told of the "
                "others. Please send this one again in %(hours)s hours.",
                hours,
            )
            % {"hours": hours}
        )


class Undecided(Refused):
    """Something that the decision needs is missing."""
