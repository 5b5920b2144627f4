"""Why a report is not taken, in sentences for who made it."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from boards.refusals import Refused, TooMany


class NotReportable(Refused):
    def __init__(self):
        super().__init__(_("This comment is no longer shown, so there is nothing to report."))


class TooManyReports(TooMany):
    def sentence(self):
        hours = -(-self.seconds // 3600)
        return ngettext(
            "That is a lot of reports in a short time; moderators have been told of the "
            "others. Please send this one again in %(hours)s hour.",
            "That is a lot of reports in a short time; moderators have been told of the "
            "others. Please send this one again in %(hours)s hours.",
            hours,
        ) % {"hours": hours}
