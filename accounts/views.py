"""What people do with their account, besides what allauth has pages for."""

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def sign_out_everywhere(request):
    if request.method == "POST":
        request.user.sign_out_everywhere()
        logout(request)
        messages.success(request, _("You are signed out, here and everywhere else."))
        return redirect("account_login")
    return render(request, "accounts/sign_out_everywhere.html")
