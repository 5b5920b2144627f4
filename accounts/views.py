"""What people do with their account, besides what allauth has pages for."""

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import sent
from accounts.forms import LeaveForm, ProfileForm
from accounts.models import Profession
from accounts.models.person import GRACE, kept_about


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def sign_out_everywhere(request):
    if request.method == "POST":
        request.user.sign_out_everywhere()
        logout(request)
        messages.success(request, _("You are signed out, here and everywhere else."))
        return redirect("account_login")
    return render(request, "accounts/sign_out_everywhere.html")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def profile(request):
    """The byline that a member's next comments begin with, as it will print."""
    professions = Profession.objects.active()
    form = ProfileForm(sent(request), user=request.user, professions=professions)
    if form.is_valid():
        request.user.keep_byline(**form.byline_parts())
        messages.success(request, _("Your profile is saved."))
        return redirect("accounts:profile")
    status = 422 if form.is_bound else 200
    return render(request, "accounts/profile.html", {"form": form}, status=status)


@require_safe
@login_required
def data(request):
    """What is kept about one, to be downloaded; and the way out."""
    return render(request, "accounts/data.html")


@require_safe
@login_required
@reauthentication_required
def download(request, kind):
    """Everything that is kept about the person who asks: `kind` is «json» or «html»."""
    kept = kept_about(request.user)
    name = f"colloquy-{timezone.localdate()}.{kind}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    if kind == "json":
        how = {"indent": 2, "ensure_ascii": False}
        return JsonResponse(kept, json_dumps_params=how, headers=headers)
    page = render_to_string("accounts/download.html", {"kept": kept, "person": request.user})
    return HttpResponse(page, headers=headers)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@reauthentication_required
def leave(request):
    """Where one has one's account erased, after some days in which one can still stay."""
    form = LeaveForm(sent(request))
    if form.is_valid() and not request.user.is_staff:
        request.user.leave(withdrawing=form.cleaned_data["comments"] == "withdraw")
        logout(request)
        messages.success(request, _("You are signed out. We have sent you a mail about it."))
        return redirect("account_login")
    status = 422 if form.is_bound else 200
    context = {"form": form, "days": GRACE.days}
    return render(request, "accounts/leave.html", context, status=status)


@require_POST
@login_required
def stay(request):
    request.user.stay()
    messages.success(request, _("Your account stays. Nothing has been erased."))
    return redirect("accounts:data")
