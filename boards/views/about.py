"""What everybody may know about the site itself."""

from django.conf import settings
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import same_for_everybody
from accounts.due import MAIL_KEPT
from accounts.models.person import GRACE
from boards.models.comment import CONFIRMABLE_FOR, EDITABLE_FOR
from boards.models.submission import REMEMBERED
from boards.models.subscription import LINK_LASTS


@require_safe
@same_for_everybody
def privacy(request):
    """What is kept, for how long and who reads it, in numbers that the program goes by."""
    context = {
        "grace": GRACE.days,
        "mail_kept": MAIL_KEPT.days,
        "confirmable": CONFIRMABLE_FOR.days,
        "unconfirmed": LINK_LASTS.days,
        "editable": EDITABLE_FOR.seconds // 60,
        "posts_remembered": REMEMBERED.seconds // 60,
        "address_days": settings.KEEP_ADDRESS_DAYS,
        "sealed_days": settings.KEEP_SEALED_DAYS,
        "session_days": settings.SESSION_COOKIE_AGE // 86400,
    }
    return render(request, "boards/privacy.html", context)


@require_safe
@same_for_everybody
def contact(request):
    return render(request, "boards/contact.html", {"contact": settings.CONTACT_EMAIL})
