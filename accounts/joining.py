"""From the sign-up prompt to a membership: what is offered, the choice, the review, the order."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import SeeOther, guests_may_post, sent
from accounts.forms import AgreeForm
from accounts.models import Membership, Offer, Order
from accounts.models.order import NotInThatState
from accounts.payment import payment_of


@require_POST
@guests_may_post
def follow(request, offer_id):
    """The button of the prompt was pressed, which is counted; of whom nothing is kept."""
    offer = get_object_or_404(Offer, pk=offer_id)
    offer.follow()
    return SeeOther(offer.get_absolute_url())


@require_safe
def join(request, offer_id):
    """What is offered, and the choice with or without credits."""
    offer = get_object_or_404(Offer, pk=offer_id)
    context = {"offer": offer, "elsewhere": payment_of(offer).elsewhere}
    if request.user.is_authenticated:
        context["membership"] = request.user.memberships.active().filter(offer=offer).first()
    return render(request, "accounts/join.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def review(request, offer_id):
    """What was chosen with the total and the terms; confirmed, it is an order."""
    offer = get_object_or_404(Offer.objects.exclude(price=0, credits_price=0), pk=offer_id)
    if payment_of(offer).elsewhere:
        return redirect(offer)
    form = AgreeForm(sent(request))
    chosen = form.data if form.is_bound else request.GET
    with_credits = bool(offer.credits) and "credits" in chosen
    if form.is_valid():
        try:
            return redirect(Order.place(offer, request.user, with_credits=with_credits))
        except ValidationError as refusal:
            form.add_error(None, refusal)
    context = {
        "offer": offer,
        "with_credits": with_credits,
        "total": offer.total_printed(with_credits=with_credits),
        "form": form,
    }
    status = 422 if form.is_bound else 200
    return render(request, "accounts/review.html", context, status=status)


@require_safe
@login_required
def order(request, number):
    order = get_object_or_404(Order.objects.of(request.user).select_related("offer"), number=number)
    how_to_pay = payment_of(order.offer).how_to_pay(order)
    return render(request, "accounts/order.html", {"order": order, "how_to_pay": how_to_pay})


@require_POST
@login_required
def cancel(request, number):
    order = get_object_or_404(Order.objects.of(request.user).waiting(), number=number)
    try:
        order.cancel(reason=_("Cancelled by the member."))
        messages.success(request, _("Your order is cancelled."))
    except NotInThatState as refusal:
        messages.error(request, refusal.messages[0])
    return redirect(order)


@require_safe
@login_required
def membership(request):
    """What a member has joined, until when, its history, and all orders."""
    memberships = Membership.objects.of(request.user).select_related("offer")
    context = {
        "memberships": memberships.prefetch_related("changes"),
        "orders": Order.objects.of(request.user).select_related("offer"),
    }
    return render(request, "accounts/membership.html", context)
