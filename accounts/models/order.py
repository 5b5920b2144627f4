import secrets
from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts import money, outbox
from accounts.models.membership import Membership, MembershipChange
from accounts.models.person import User
from accounts.payment import payment_of

ORDERS_A_DAY = 10  # of a person; of each the office gets mail


class NotInThatState(ValidationError):
    def __init__(self, order):
        sentence = _("Order %(number)s is %(state)s by now, so this cannot be done.")
        names = {"number": order.number, "state": order.get_state_display()}
        super().__init__(sentence, params=names)


class TooManyOrders(ValidationError):
    def __init__(self):
        super().__init__(
            _("That is a lot of orders for one day. Please try again tomorrow, or ask the staff.")
        )


class OrderQuerySet(models.QuerySet):
    def waiting(self):
        return self.filter(state=Order.State.WAITING)

    def paid(self):
        return self.filter(state=Order.State.PAID)

    def of(self, user):
        return self.filter(user=user)

    def ownerless(self):
        """Paid elsewhere with an e-mail address that was no member's confirmed one then."""
        return self.paid().filter(user=None).exclude(email="")


class Order(models.Model):
    """That somebody wants an offer and what it costs, as it was then agreed. Its state changes by
    the verbs below, each of which tells the person by mail."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting for payment")
        PAID = "paid", _("paid")
        CANCELLED = "cancelled", _("cancelled")
        REFUNDED = "refunded", _("refunded")

    number = models.CharField(_("number"), max_length=9, unique=True, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        verbose_name=_("member"),
        null=True,
        editable=False,
        related_name="orders",
    )
    name = models.CharField(_("name"), max_length=100, blank=True, editable=False)
    email = models.EmailField(_("e-mail address"), blank=True, editable=False)
    offer = models.ForeignKey(
        "accounts.Offer",
        models.PROTECT,
        verbose_name=_("offer"),
        editable=False,
        related_name="orders",
    )
    with_credits = models.BooleanField(_("with credits"), default=False, editable=False)
    amount = models.PositiveIntegerField(_("amount"), editable=False)  # in the smallest unit
    currency = models.CharField(_("currency"), max_length=3, editable=False)
    months = models.PositiveSmallIntegerField(_("period in months"), editable=False)
    terms = models.TextField(_("terms agreed to"), blank=True, editable=False)
    state = models.CharField(
        _("state"), max_length=10, choices=State, default=State.WAITING, editable=False
    )
    reason = models.TextField(_("reason"), blank=True, editable=False)  # of the last change
    reference = models.CharField(  # what an outside checkout calls it
        _("outside reference"), max_length=100, blank=True, editable=False
    )
    created = models.DateTimeField(_("ordered"), default=timezone.now, editable=False)
    paid_at = models.DateTimeField(_("paid"), null=True, editable=False)
    closed_at = models.DateTimeField(_("cancelled or refunded"), null=True, editable=False)
    membership = models.ForeignKey(
        Membership,
        models.SET_NULL,
        verbose_name=_("membership"),
        null=True,
        editable=False,
        related_name="orders",
    )

    objects = OrderQuerySet.as_manager()

    class Meta:
        ordering = ("-pk",)
        verbose_name = _("order")
        verbose_name_plural = _("orders")
        constraints = (
            models.UniqueConstraint(
                fields=("user", "offer"),
                name="accounts_order_one_waiting",
                condition=Q(state="waiting"),
            ),
            models.UniqueConstraint(
                fields=("reference",),
                name="accounts_order_reference_once",
                condition=~Q(reference=""),
            ),
        )

    def __str__(self):
        return self.number

    def get_absolute_url(self):
        return reverse("accounts:order", args=(self.number,))

    @property
    def amount_printed(self):
        return money.printed(self.amount, self.currency)

    @property
    def is_waiting(self):
        return self.state == self.State.WAITING

    @property
    def is_paid(self):
        return self.state == self.State.PAID

    # -- Placing one -----------------------------------------------------------------

    @classmethod
    def place(cls, offer, user, *, with_credits):
        """The order of `user`, who has agreed to the terms, waiting for payment; where the same
        waits already, that one. One that waits for the other choice is cancelled. Raises
        TooManyOrders, and NotInThatState if the other was paid in this moment."""
        with_credits = bool(with_credits and offer.credits)
        before = cls.objects.of(user).waiting().filter(offer=offer).first()
        if before and before.with_credits == with_credits:
            return before
        today = timezone.now() - timedelta(days=1)
        if cls.objects.of(user).filter(created__gt=today).count() >= ORDERS_A_DAY:
            raise TooManyOrders
        try:
            with transaction.atomic():
                if before:
                    before.cancel(reason=_now("Ordered anew with another choice."), quietly=True)
                order = cls._new(offer, with_credits=with_credits, user=user)
                order.save()
                order._tell_member("placed", _now("Your order %(number)s"))
                order._tell_staff()
        except IntegrityError:  # the same, sent at the same time, was there first
            return cls.objects.of(user).waiting().get(offer=offer)
        return order

    @classmethod
    def told(cls, event, reference, offer, email, **terms):
        """What an outside checkout says of its order `reference`: that it was paid, refunded or
        cancelled. Said again it changes nothing; nor does «paid», where it comes after what it
        came before. Returns the order."""
        try:
            with transaction.atomic():
                return cls._told(event, reference, offer, email, **terms)
        except IntegrityError:  # the same, said at the same time, was there first
            with transaction.atomic():
                return cls._told(event, reference, offer, email, **terms)

    @classmethod
    def _told(cls, event, reference, offer, email, **terms):
        known = cls.objects.select_for_update(of=("self",)).filter(reference=reference).first()
        if known:
            if event == cls.State.REFUNDED and known.is_paid:
                known.refund(reason=_now("The checkout has paid it back."))
            return known
        now = timezone.now()
        order = cls._new(offer, **terms, user=User.objects.confirmed().filter(email=email).first())
        order.email, order.reference, order.state = email, reference, event
        if event == cls.State.PAID:
            order.paid_at = now
        else:  # kept, so that «paid» is known to be out of date when it comes
            order.closed_at = now
        order.save()
        if event == cls.State.PAID:
            order.begin_membership()
        return order

    @classmethod
    def _new(cls, offer, *, with_credits, **fields):
        if user := fields.get("user"):
            fields = {"name": user.name, "email": user.email} | fields
        terms = {
            "amount": offer.total(with_credits=with_credits),
            "currency": offer.currency,
            "months": offer.months,
            "terms": offer.terms,
        }
        number = new_number()
        return cls(number=number, offer=offer, with_credits=with_credits, **terms | fields)

    # -- What becomes of it --------------------------------------------------------------

    @transaction.atomic
    def confirm(self, by=None):
        """It is paid: the membership begins, or goes on. Raises NotInThatState."""
        self._change(self.State.WAITING, self.State.PAID, paid_at=timezone.now())
        self.begin_membership(by)

    @transaction.atomic
    def begin_membership(self, by=None):
        """Of who paid; with an address that is no member's yet it waits, see `find_owner`."""
        if not self.user:
            self._tell_member("unclaimed", _now("One step to your %(offer)s"))
            return
        change = Membership.begin(self, by)
        self.membership = change.membership
        self.save(update_fields=("membership",))
        goes_on = change.act == MembershipChange.Act.EXTENDED
        subject = _now("Your %(offer)s goes on") if goes_on else _now("Your %(offer)s has begun")
        self._tell_member("paid", subject)

    @transaction.atomic
    def find_owner(self):
        """Begin the membership that was paid elsewhere, if its address is a member's by now."""
        owner = User.objects.confirmed().filter(email=self.email).first()
        as_it_is = Order.objects.select_for_update(of=("self",)).ownerless().filter(pk=self.pk)
        if not owner or not as_it_is.first():
            return False
        self.user, self.name = owner, owner.name
        self.save(update_fields=("user", "name"))
        self.begin_membership()
        return True

    @transaction.atomic
    def cancel(self, *, reason, quietly=False):
        """It is not paid and never will be. Raises NotInThatState."""
        now = timezone.now()
        self._change(self.State.WAITING, self.State.CANCELLED, closed_at=now, reason=reason)
        if not quietly:
            self._tell_member("cancelled", _now("Your order %(number)s is cancelled"))

    @transaction.atomic
    def refund(self, *, reason, by=None):
        """The money went back, so what it gave is taken back. Raises NotInThatState."""
        now = timezone.now()
        self._change(self.State.PAID, self.State.REFUNDED, closed_at=now, reason=reason)
        locked = Membership.objects.select_for_update().filter(pk=self.membership_id)
        if membership := locked.first():
            membership.take_back(self, by, reason)
        self._tell_member("refunded", _now("Your order %(number)s is refunded"))

    def _change(self, from_state, state, **changes):
        as_it_is = Order.objects.select_for_update(of=("self",)).get(pk=self.pk)
        self.refresh_from_db()
        if as_it_is.state != from_state:
            raise NotInThatState(as_it_is)
        self.state = state
        for name, value in changes.items():
            setattr(self, name, value)
        self.save(update_fields=("state", *changes))

    # -- Who is told ---------------------------------------------------------------------

    def _tell_member(self, what, subject):
        if not self.email:
            return
        context = {"order": self, "how_to_pay": payment_of(self.offer).how_to_pay(self)}
        outbox.put(self.email, self._subject(subject), f"accounts/mail/{what}", context)

    def _tell_staff(self):
        for person in User.objects.appointed_to("accounts.change_order"):
            address = reverse("admin:accounts_order_change", args=(self.pk,))
            context = {"order": self, "address": address}
            subject = self._subject(_now("Order %(number)s waits for payment"))
            outbox.put(person.email, subject, "accounts/mail/ordered", context)

    def _subject(self, subject):
        said = subject % {"number": self.number, "offer": self.offer.name}
        return f"{settings.SITE_NAME}: {said}"


def new_number():
    """«2747-1930»: eight digits to be read over the telephone, the last of which shows a slip
    (Luhn's check digit, ISO/IEC 7812-1)."""
    digits = f"{secrets.randbelow(9_000_000) + 1_000_000}"
    digits += check_digit(digits)
    return f"{digits[:4]}-{digits[4:]}"


def check_digit(digits):
    total = 0
    for place, digit in enumerate(reversed(digits)):
        doubled = int(digit) * (2 if place % 2 == 0 else 1)
        total += doubled - 9 if doubled > 9 else doubled
    return str(-total % 10)
