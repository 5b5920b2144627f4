import secrets
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.address import hashed
from boards.models import Comment, Thread
from boards.models.submission import waits_for
from boards.transactions import in_transaction
from moderation.refusals import NotReportable, TooManyReports

# A careful reader reports a few comments a day, and one who reports ten an hour is not reading.
LIMITS = ((timedelta(hours=1), 10), (timedelta(days=1), 30))
# An address given by a guest is not confirmed, so it gets few mails whoever gave it.
LIMITS_PER_EMAIL = ((timedelta(days=1), 5),)


def no_address():
    """In the place of a keyed hash that is to be forgotten: unlike every other, and none itself."""
    return f"-{secrets.token_hex(15)}"


class ReportQuerySet(models.QuerySet):
    def forget_addresses(self, before):
        """Of those made before then, where they came from; a member's bear none. Returns how
        many."""
        old = self.filter(created__lt=before)
        guests = list(old.filter(reporter=None).exclude(person__startswith="-"))
        for report in guests:
            report.person, report.addressee = no_address(), ""
        self.bulk_update(guests, ("person", "addressee"), batch_size=500)
        members = old.exclude(as_guest="").update(as_guest="")
        return len(guests) + members

    def open(self):
        """Those that no moderator has decided on yet."""
        return self.filter(decision=None).exclude(comment__status=Comment.Status.WITHDRAWN)

    def settle(self, decision):
        self.open().update(decision=decision)

    def to_be_told(self, decided_before):
        """Those whose reader left an address, and waits to hear what was decided before then, or
        that the comment is gone. While a moderator looks again there is nothing to tell."""
        decided = models.Q(decision__created__lt=decided_before)
        gone = models.Q(comment__status=Comment.Status.WITHDRAWN)
        looked_at_again = models.Q(comment__status=Comment.Status.HELD)
        looked_at_again &= ~models.Q(comment__held_for__in=Comment.WAITS_FOR_ITS_AUTHOR)
        to_be_told = self.filter(decided | gone, told_at=None).exclude(email="")
        return to_be_told.exclude(looked_at_again)


class Report(models.Model):
    """A reader says that a comment breaks a rule. One counts once per person and comment: a member
    by the account, a guest by the network address of the day, as a keyed hash."""

    comment = models.ForeignKey("boards.Comment", models.PROTECT, related_name="reports")
    rule = models.ForeignKey(
        "boards.RuleVersion", models.PROTECT, verbose_name=_("rule"), related_name="+"
    )
    sentence = models.TextField(_("what the reader says"), blank=True)
    reporter = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("member"),
        null=True,
        related_name="+",
    )
    person = models.CharField(max_length=32, editable=False)
    # By which the same person would be known as a guest, so that nobody counts twice.
    as_guest = models.CharField(max_length=32, blank=True, editable=False)
    email = models.EmailField(_("e-mail address"), blank=True)  # to tell the outcome; then erased
    addressee = models.CharField(max_length=32, blank=True, editable=False)  # its keyed hash
    created = models.DateTimeField(_("reported"), default=timezone.now, db_index=True)
    decision = models.ForeignKey(
        "moderation.Decision",
        models.PROTECT,
        verbose_name=_("decision"),
        null=True,
        related_name="reports",
    )
    told_at = models.DateTimeField(null=True, editable=False)

    objects = ReportQuerySet.as_manager()

    class Meta:
        ordering = ("created", "pk")
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        constraints = (
            models.UniqueConstraint(
                fields=("comment", "person"), name="moderation_report_once_a_person"
            ),
        )
        indexes = (
            models.Index(
                fields=("comment",),
                name="moderation_report_open",
                condition=models.Q(decision=None),
            ),
            models.Index(fields=("person", "created"), name="moderation_report_person"),
            models.Index(
                fields=("addressee", "created"),
                name="moderation_report_addressee",
                condition=~models.Q(addressee=""),
            ),
        )

    def __str__(self):
        return f"{self.comment.name}: {self.rule}"

    @staticmethod
    def person_of(user, address):
        """By which one person's reports are known: `address` is a request's, see client_address."""
        if user.is_authenticated:
            return hashed("reporter", f"user {user.pk}")
        return Report.guest_at(address)

    @staticmethod
    def guest_at(address):
        return hashed("reporter", f"guest {address} {timezone.now():%Y-%m-%d}")

    @classmethod
    @in_transaction
    def make(cls, comment, *, rule, person, as_guest="", reporter=None, sentence="", email=""):
        """Keep that a reader says that `comment` breaks `rule`, the version of one, and hold the
        comment if that makes enough. `person`: see `person_of`; `as_guest`: see `guest_at`, of a
        member; `email`: where to tell the outcome.

        Returns the report, which is the earlier one if there is one by this person. Raises
        NotReportable if the comment is not published, TooManyReports if there were many lately."""
        Thread.objects.locked(comment.thread_id)
        comment.refresh_from_db()
        if earlier := cls.objects.filter(comment=comment, person=person).first():
            return earlier
        if not comment.is_published:
            raise NotReportable
        addressee = "" if reporter else hashed("addressee", email)
        cls._check_limits(person, addressee)
        report = cls.objects.create(
            comment=comment,
            rule=rule,
            person=person,
            as_guest=as_guest,
            reporter=reporter,
            sentence=sentence,
            email=email,
            addressee=addressee,
        )
        reports = comment.reports.open()
        if cls._are_enough(reports):
            comment.hold(Comment.HeldFor.REPORTED, since=reports.first().created)
        return report

    @staticmethod
    def _are_enough(reports):
        members = reports.filter(reporter__isnull=False)
        # Somebody who reports again after signing out is one person.
        guests = reports.filter(reporter=None).exclude(person__in=members.values("as_guest"))
        return members.exists() and members.count() + guests.count() >= settings.REPORTS_TO_HOLD

    @classmethod
    def _check_limits(cls, person, addressee):
        now = timezone.now()
        recent = cls.objects.filter(created__gt=now - timedelta(days=1))
        times = recent.filter(person=person).values_list("created", flat=True)
        waits = [*waits_for(LIMITS, times, now)]
        if addressee:
            times = recent.filter(addressee=addressee).values_list("created", flat=True)
            waits += waits_for(LIMITS_PER_EMAIL, times, now)
        if waits:
            raise TooManyReports(max(waits))
