"""The address that an outside checkout calls when somebody has paid there, or got the money back.

A call is a POST of JSON, signed as docs/checkout.md tells. It may come more than once, late, or out
of order: what is known of a reference only goes forward, from paid to refunded."""

import hashlib
import hmac
import json
import time

from django import forms
from django.conf import settings
from django.http import Http404, JsonResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from accounts.models import Offer, Order
from accounts.typed import clean_email

SIGNED_FOR = 300  # seconds; each attempt at a call is signed anew


class CallForm(forms.Form):
    """What a call says."""

    event = forms.ChoiceField(choices=[(each, each) for each in ("paid", "refunded", "cancelled")])
    reference = forms.RegexField("^[!-~]{1,100}$")  # letters, digits and signs of ASCII
    offer = forms.ModelChoiceField(Offer.objects.all())
    email = forms.EmailField(max_length=254)
    with_credits = forms.BooleanField(required=False)
    amount = forms.IntegerField(min_value=0, max_value=2_147_483_647)
    currency = forms.RegexField("^[A-Z]{3}$")

    def clean_email(self):
        return clean_email(self.cleaned_data["email"])


@csrf_exempt  # the signature is the authority
@require_POST
def called_back(request):
    if not settings.CHECKOUT_SECRET:
        raise Http404
    if not is_signed(request.headers.get("Checkout-Signature", ""), request.body):
        return JsonResponse({"error": "The signature is wrong, or too old."}, status=403)
    try:
        said = json.loads(request.body)
    except ValueError:
        said = None
    form = CallForm(said if isinstance(said, dict) else {})
    if not form.is_valid():
        return JsonResponse({"error": form.errors}, status=422)
    order = Order.told(**form.cleaned_data)
    return JsonResponse({"order": order.number, "state": order.state})


def is_signed(header, body):
    """Whether `header`, «t=1700000000,v1=5257a8…», signs `body`: v1 is the HMAC with SHA-256, in
    hexadecimal, of the time in seconds, a full stop and the body, and not long ago."""
    parts = dict(part.split("=", 1) for part in header.split(",") if "=" in part)
    moment = parts.get("t", "")
    if not (moment.isascii() and moment.isdecimal() and len(moment) < 12):
        return False
    if abs(time.time() - int(moment)) > SIGNED_FOR:
        return False
    return constant_time_compare(parts.get("v1", ""), signature(moment, body))


def signature(moment, body):
    key, text = settings.CHECKOUT_SECRET.encode(), f"{moment}.".encode() + body
    return hmac.new(key, text, hashlib.sha256).hexdigest()
