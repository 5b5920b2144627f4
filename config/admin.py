from allauth.account.decorators import secure_admin_login
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import admin, messages
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _

# Second factors, keys that confirm an address, and mail with links to confirm one or to choose a
# new password.
SECRET = {
    "mfa.Authenticator",
    "account.EmailConfirmation",
    "post_office.Email",
    "post_office.Attachment",
}


class AdminSite(admin.AdminSite):
    """The administration. One signs in on the site's own page, so that its limits on guessing and
    its second factor hold here too; staff without a second factor are led to where they add one."""

    site_title = site_header = settings.SITE_NAME
    index_title = _("Boards and people")

    def register(self, models, *args, **kwargs):
        """But for what holds secrets, which libraries register: they are nobody's to look at."""
        models = models if isinstance(models, (list, tuple)) else [models]
        shown = [model for model in models if model._meta.label not in SECRET]
        super().register(shown, *args, **kwargs)

    def has_permission(self, request):
        return super().has_permission(request) and has_second_factor(request.user)

    @method_decorator(secure_admin_login)
    def login(self, request, extra_context=None):
        """For staff who are signed in and may not enter yet, since others are led elsewhere."""
        if has_second_factor(request.user):
            return redirect("admin:index")
        messages.info(
            request,
            _("Staff sign in with a second factor. Add one here, then open the administration."),
        )
        return redirect("mfa_index")

    def logout(self, request, extra_context=None):
        return redirect("account_logout")

    def password_change(self, request, extra_context=None):
        return redirect("account_change_password")


def has_second_factor(user):
    """Whether `user` signs in with one, or need not, see the setting STAFF_SECOND_FACTOR."""
    return not settings.STAFF_SECOND_FACTOR or is_mfa_enabled(user)
