"""What people do with their account, besides what allauth has pages for."""

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.forms import ProfileForm
from accounts.models import Profession


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
    form = ProfileForm(request.POST or None, user=request.user, professions=professions)
    if form.is_valid():
        request.user.keep_byline(**form.byline_parts())
        messages.success(request, _("Your profile is saved."))
        return redirect("accounts:profile")
    status = 422 if form.is_bound else 200
    return render(request, "accounts/profile.html", {"form": form}, status=status)
