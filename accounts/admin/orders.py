"""Offers, what was ordered, and memberships."""

import re

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import path
from django.utils.translation import gettext_lazy as _

from accounts import money
from accounts.export import export_as_csv
from accounts.models import Membership, MembershipChange, Offer, Order
from accounts.models.order import NotInThatState
from accounts.totals import totals_page

MOST = 1_000_000_000  # of the smallest unit; an order's column holds twice as much


class OfferForm(forms.ModelForm):
    """Prices are typed as people write them, and kept in the smallest unit."""

    price = forms.DecimalField(label=_("Price"), min_value=0, max_digits=10, initial=0)
    credits_price = forms.DecimalField(
        label=_("Price of the credits"), min_value=0, max_digits=10, initial=0
    )

    checkout_url = forms.URLField(
        label=_("Outside checkout"),
        required=False,
        assume_scheme="https",
        help_text=_("Where one joins and pays elsewhere. Empty: one joins here, by invoice."),
    )

    class Meta:
        model = Offer
        fields = (
            *("name", "heading", "button_label", "member_heading", "member_button_label"),
            *("credit_line", "included", "price", "currency", "months", "credits"),
            *("credit_kinds", "credits_price", "terms", "how_to_pay", "checkout_url"),
        )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            for name in ("price", "credits_price"):
                amount = getattr(self.instance, name)
                self.initial[name] = money.in_units(amount, self.instance.currency)

    def clean(self):
        cleaned = super().clean()
        currency = cleaned.get("currency")
        for name in ("price", "credits_price"):
            if currency and name in cleaned:
                try:
                    cleaned[name] = money.in_smallest(cleaned[name], currency)
                except ValueError:
                    self.add_error(name, _("That is less than the smallest coin."))
                    continue
                if cleaned[name] > MOST:
                    self.add_error(name, _("That is more than anybody pays."))
        return cleaned


@admin.register(Offer)
class OfferAdmin(admin.ModelAdmin):
    form = OfferForm
    list_display = exported = ("heading", "name", "price_printed", "credits", "followed", "joined")
    actions = (export_as_csv,)
    fieldsets = (
        (
            _("The prompt"),
            {
                "fields": (
                    *("heading", "button_label", "member_heading", "member_button_label"),
                    *("credit_line", "checkout_url"),
                )
            },
        ),
        (
            _("The membership"),
            {
                "fields": (
                    *("name", "included", "months", "currency", "price"),
                    *("credits", "credit_kinds", "credits_price", "terms", "how_to_pay"),
                )
            },
        ),
        (_("What came of it"), {"fields": ("followed", "joined")}),
    )
    readonly_fields = ("followed", "joined")

    def get_queryset(self, request):
        return super().get_queryset(request).with_joined()

    @admin.display(description=_("price"), ordering="price")
    def price_printed(self, offer):
        return offer.price_printed

    @admin.display(description=_("joined"), ordering="joined")
    def joined(self, offer):
        return offer.joined if offer.pk else 0


class OrderForm(forms.ModelForm):
    """What staff do with an order; everything else about it is as it was agreed."""

    act = forms.ChoiceField(label=_("What to do"), required=False)
    because = forms.CharField(
        label=_("Why"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The member reads it. Needed to cancel or refund."),
    )

    ACTS = {
        Order.State.WAITING: (("confirm", _("It is paid")), ("cancel", _("Cancel it"))),
        Order.State.PAID: (("refund", _("The money went back")),),
    }

    class Meta:
        model = Order
        fields = ()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "act" in self.fields:
            acts = self.ACTS.get(self.instance.state, ())
            self.fields["act"].choices = (("", _("Nothing")), *acts)

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("act") in ("cancel", "refund") and not cleaned.get("because"):
            raise ValidationError({"because": _("Say why; the member reads it.")})
        return cleaned


@admin.register(Order)
class OrderAdmin(admin.ModelAdmin):
    form = OrderForm
    list_display = ("number", "state", "name", "email", "offer_name", "amount_printed", "created")
    exported = (
        *("number", "state", "name", "email", "offer_name", "with_credits", "units", "currency"),
        *("created", "paid_at", "closed_at", "reason"),
    )
    list_filter = ("state", "offer", "with_credits", "created")
    list_select_related = ("offer",)
    date_hierarchy = "created"
    search_fields = ("number", "name", "email", "user__name", "user__email", "reference")
    search_help_text = _("A number, a name or an e-mail address")
    actions = (export_as_csv,)
    readonly_fields = (
        *("number", "state", "reason", "user", "name", "email", "offer", "with_credits"),
        *("amount_printed", "months", "reference", "created", "paid_at", "closed_at"),
        *("membership", "terms"),
    )
    fieldsets = (
        (None, {"fields": ("act", "because")}),
        (_("The order"), {"fields": readonly_fields}),
    )

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def get_search_results(self, request, queryset, search_term):
        """A number as it is read over the telephone: with any spaces and dashes, or none."""
        if digits := re.fullmatch(r"\s*(\d{4})[\s–-]*(\d{4})\s*", search_term):
            search_term = "-".join(digits.groups())
        return super().get_search_results(request, queryset, search_term)

    def save_model(self, request, order, form, change):
        act, because = form.cleaned_data.get("act"), form.cleaned_data.get("because")
        try:
            match act:
                case "confirm":
                    order.confirm(by=request.user)
                case "cancel":
                    order.cancel(reason=because)
                case "refund":
                    order.refund(by=request.user, reason=because)
        except NotInThatState as refusal:
            messages.error(request, refusal.messages[0])

    @admin.display(description=_("offer"), ordering="offer__name")
    def offer_name(self, order):
        return order.offer.name

    @admin.display(description=_("amount"), ordering="amount")
    def amount_printed(self, order):
        return order.amount_printed

    @admin.display(description=_("amount"))
    def units(self, order):
        return money.in_units(order.amount, order.currency)

    def get_urls(self):
        totals = self.admin_site.admin_view(self.totals)
        return [path("totals/", totals, name="accounts_order_totals"), *super().get_urls()]

    def totals(self, request):
        if not self.has_view_permission(request):
            raise PermissionDenied
        return totals_page(request, self.admin_site.each_context(request))


class ChangeInline(admin.TabularInline):
    model = MembershipChange
    fields = readonly_fields = ("created", "act", "order", "by", "reason")
    extra = 0
    can_delete = False

    def has_add_permission(self, request, obj=None):
        return False


@admin.register(Membership)
class MembershipAdmin(admin.ModelAdmin):
    list_display = exported = (
        *("member", "email", "offer_name", "state", "with_credits"),
        *("begins_at", "ends_at"),
    )
    list_filter = ("offer", "with_credits", "ends_at")
    list_select_related = ("user", "offer")
    search_fields = ("user__name", "user__email")
    search_help_text = _("A name or an e-mail address")
    actions = (export_as_csv,)
    readonly_fields = (
        *("user", "offer", "state", "with_credits", "begins_at", "ends_at", "ended_at"),
    )
    inlines = (ChangeInline,)

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        """It changes by orders alone."""
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    @admin.display(description=_("member"), ordering="user__name")
    def member(self, membership):
        return str(membership.user)

    @admin.display(description=_("e-mail address"), ordering="user__email")
    def email(self, membership):
        return membership.user.email

    @admin.display(description=_("offer"), ordering="offer__name")
    def offer_name(self, membership):
        return membership.offer.name

    @admin.display(description=_("state"))
    def state(self, membership):
        return membership.state
