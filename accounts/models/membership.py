import calendar
from datetime import timedelta

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts import outbox

REMINDER = timedelta(days=30)  # before it ends


class MembershipQuerySet(models.QuerySet):
    def active(self):
        now = timezone.now()
        return self.filter(begins_at__lte=now, ends_at__gt=now, ended_at=None)

    def of(self, user):
        return self.filter(user=user)

    def to_remind(self):
        """Those that end soon, whose members have not been told."""
        return self.active().filter(ends_at__lte=timezone.now() + REMINDER, reminded_at=None)

    def just_lapsed(self):
        """Those that came to their end, whose members have not been told."""
        return self.filter(ends_at__lte=timezone.now(), ended_at=None, lapsed_at=None)


class Membership(models.Model):
    """A person's place in an offer: from when, until when. It ends by itself; what happened to it
    is on record."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        verbose_name=_("member"),
        related_name="memberships",
    )
    offer = models.ForeignKey(
        "accounts.Offer", models.PROTECT, verbose_name=_("offer"), related_name="memberships"
    )
    with_credits = models.BooleanField(_("with credits"), default=False)
    begins_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"))
    ended_at = models.DateTimeField(_("ended early"), null=True, editable=False)
    reminded_at = models.DateTimeField(null=True, editable=False)
    lapsed_at = models.DateTimeField(null=True, editable=False)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ("-pk",)
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = (
            models.UniqueConstraint(fields=("user", "offer"), name="accounts_membership_once"),
            models.CheckConstraint(
                condition=Q(ends_at__gte=F("begins_at")), name="accounts_membership_times"
            ),
        )

    def __str__(self):
        return f"{self.user}: {self.offer.name}"

    @property
    def is_active(self):
        return not self.ended_at and self.begins_at <= timezone.now() < self.ends_at

    @property
    def state(self):
        if self.is_active:
            return _("active")
        return _("ended early") if self.ended_at else _("lapsed")

    @classmethod
    def begin(cls, order, by=None):
        """For the person of `order`, which is paid; one that is active goes on after its end.
        Returns the change that this is."""
        now = timezone.now()
        membership = (
            cls.objects.select_for_update().filter(user=order.user, offer=order.offer).first()
        )
        if not membership:
            membership = cls(user=order.user, offer=order.offer, begins_at=now, ends_at=now)
        goes_on = membership.is_active
        if not goes_on:
            membership.begins_at = membership.ends_at = now
            membership.with_credits = False
        membership.ends_at = months_later(membership.ends_at, order.months)
        membership.with_credits |= order.with_credits
        membership.ended_at = membership.reminded_at = membership.lapsed_at = None
        membership.save()
        act = MembershipChange.Act.EXTENDED if goes_on else MembershipChange.Act.BEGAN
        return membership.changes.create(act=act, order=order, by=by)

    def remind(self):
        """Tell the member that it ends soon, once; whether this did."""
        act, subject = MembershipChange.Act.REMINDED, _now("Your %(offer)s ends soon")
        return self._tell("reminded_at", act, "reminder", subject)

    def lapse(self):
        """Tell the member that it has ended, once; whether this did."""
        act, subject = MembershipChange.Act.LAPSED, _now("Your %(offer)s has ended")
        return self._tell("lapsed_at", act, "lapsed", subject)

    @transaction.atomic
    def _tell(self, field, act, template, subject):
        untold = Membership.objects.filter(**{"pk": self.pk, field: None, "ends_at": self.ends_at})
        if not untold.update(**{field: timezone.now()}):
            return False  # another process has just done it, or it goes on
        self.changes.create(act=act)
        said = f"{settings.SITE_NAME}: {subject % {'offer': self.offer.name}}"
        outbox.put(self.user.email, said, f"accounts/mail/{template}", {"membership": self})
        return True

    def take_back(self, order, by, reason):
        """What `order` gave; where nothing else that was paid is left, it ends now."""
        now = timezone.now()
        others = self.orders.filter(state="paid").exclude(pk=order.pk)
        self.ends_at = max(self.begins_at, months_later(self.ends_at, -order.months))
        self.with_credits = any(each.with_credits for each in others)
        if not others or self.ends_at <= now:
            self.ended_at = now
        self.save()
        act = MembershipChange.Act.SHORTENED if not self.ended_at else MembershipChange.Act.ENDED
        self.changes.create(act=act, order=order, by=by, reason=reason)


class MembershipChange(models.Model):
    """What happened to a membership, when and by whose hand."""

    class Act(models.TextChoices):
        BEGAN = "began", _("began")
        EXTENDED = "extended", _("extended")
        SHORTENED = "shortened", _("shortened")
        ENDED = "ended", _("ended early")
        LAPSED = "lapsed", _("lapsed")
        REMINDED = "reminded", _("the member was reminded")

    membership = models.ForeignKey(Membership, models.CASCADE, related_name="changes")
    act = models.CharField(_("what happened"), max_length=10, choices=Act)
    order = models.ForeignKey("accounts.Order", models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, verbose_name=_("by"), null=True, related_name="+"
    )
    reason = models.TextField(_("reason"), blank=True)
    created = models.DateTimeField(_("when"), default=timezone.now)

    class Meta:
        ordering = ("-pk",)
        verbose_name = _("change")
        verbose_name_plural = _("changes")

    def __str__(self):
        return self.get_act_display()


def months_later(moment, months):
    """The same day of another month, or its last where it is shorter."""
    number = moment.year * 12 + moment.month - 1 + months
    year, month = number // 12, number % 12 + 1
    day = min(moment.day, calendar.monthrange(year, month)[1])
    return moment.replace(year=year, month=month, day=day)
