from babel.numbers import list_currencies
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Count, F
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from accounts import money
from accounts.models.edition import Shown, ShownQuerySet


def is_currency(code):
    if code not in list_currencies():
        raise ValidationError(_("Choose a currency by its ISO 4217 code, such as USD."))


class OfferQuerySet(ShownQuerySet):
    def with_joined(self):
        """Each with `joined`: how many memberships have come of it."""
        return self.annotate(joined=Count("memberships"))


class Offer(Shown):
    """The sign-up prompt on the pages of a course, and the membership that it is about."""

    NOT_IN_EDITION = frozenset({"followed"})

    name = models.CharField(
        _("name"),
        max_length=60,
        default="Gold Membership",
        help_text=_("What one joins, as it stands on orders and in mail."),
    )
    heading = models.CharField(_("heading"), max_length=100)
    button_label = models.CharField(_("button label"), max_length=40)
    member_heading = models.CharField(
        _("heading for members"),
        max_length=100,
        blank=True,
        help_text=_("For those who are signed in and do not have it. Empty: as for everybody."),
    )
    member_button_label = models.CharField(_("button label for members"), max_length=40, blank=True)
    credit_line = models.CharField(_("credit line"), max_length=200, blank=True)
    included = models.TextField(_("what is included"), blank=True, help_text=_("One thing a line."))
    price = models.PositiveIntegerField(_("price"), default=0)  # in the smallest unit
    currency = models.CharField(
        _("currency"), max_length=3, default="USD", validators=[is_currency]
    )
    months = models.PositiveSmallIntegerField(
        _("period in months"),
        default=12,
        validators=[MinValueValidator(1), MaxValueValidator(120)],
    )
    credits = models.DecimalField(
        _("credits"),
        max_digits=4,
        decimal_places=1,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
        help_text=_("Such as 8.5. Empty: none are to be had."),
    )
    credit_kinds = models.CharField(
        _("kinds of credits"), max_length=100, blank=True, default="CE/CME Credits or Clock Hours"
    )
    credits_price = models.PositiveIntegerField(_("price of the credits"), default=0)
    terms = models.TextField(_("terms"), blank=True)
    how_to_pay = models.TextField(
        _("how to pay"),
        blank=True,
        help_text=_("On the page and in the mail of an order: a bank account, a telephone."),
    )
    checkout_url = models.URLField(
        _("outside checkout"),
        blank=True,
        help_text=_("Where one joins and pays elsewhere. Empty: one joins here, by invoice."),
    )
    followed = models.PositiveIntegerField(_("followed"), default=0, editable=False)

    objects = OfferQuerySet.as_manager()

    class Meta:
        verbose_name = _("offer")
        verbose_name_plural = _("offers")

    def __str__(self):
        return self.heading

    def get_absolute_url(self):
        return reverse("accounts:join", args=(self.pk,))

    @property
    def things_included(self):
        return [line.strip() for line in self.included.splitlines() if line.strip()]

    @property
    def credits_named(self):
        """«8.5 CE/CME Credits or Clock Hours», "" if there are none."""
        return f"{number_format(self.credits)} {self.credit_kinds}" if self.credits else ""

    def total(self, *, with_credits):
        """What it costs, in the smallest unit of its currency."""
        return self.price + (self.credits_price if with_credits else 0)

    def total_printed(self, *, with_credits):
        return money.printed(self.total(with_credits=with_credits), self.currency)

    @property
    def price_printed(self):
        return money.printed(self.price, self.currency)

    @property
    def credits_price_printed(self):
        return money.printed(self.credits_price, self.currency)

    def follow(self):
        """Count that somebody pressed the button; nobody is kept with it."""
        Offer.objects.filter(pk=self.pk).update(followed=F("followed") + 1)
