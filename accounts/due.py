"""What of the accounts' work is due now and then; `run_due` calls these."""

from datetime import timedelta

from django.conf import settings
from django.contrib.sessions.models import Session
from django.utils import timezone
from post_office.mail import get_queued, send_queued
from post_office.models import Email
from post_office.utils import cleanup_expired_mails

from accounts import outbox
from accounts.models import Membership, Order, User

# To see what was sent when somebody asks; after that an address has no business in the outbox.
MAIL_KEPT = timedelta(days=7)


def send_mail():
    """Send what waits in the outbox, and say what was sent. Of two processes on this machine one
    does it, as the other would send the same."""
    with outbox.held() as is_ours:
        return send_waiting() if is_ours else ""


def send_waiting():
    waiting = list(get_queued().values_list("pk", flat=True))
    if not waiting:
        return ""
    sent, failed, requeued = send_queued()
    lines = [f"mail: {sent} sent, {requeued} to be tried again, {failed} given up"]
    # Where mail goes to files one looks for it there; elsewhere addresses have no place in a log.
    in_files = settings.POST_OFFICE["BACKENDS"]["default"].endswith("filebased.EmailBackend")
    for email in Email.objects.filter(pk__in=waiting) if in_files else ():
        lines.append(f"  to {', '.join(email.to)}: {email.subject} ({email.get_status_display()})")
    return "\n".join(lines)


def forget_mail():
    """What was sent, or given up, needs no outbox any more."""
    forgotten, _attachments = cleanup_expired_mails(timezone.now() - MAIL_KEPT)
    return f"mail: {forgotten} old ones forgotten" if forgotten else ""


def erase_those_who_left():
    erased = sum(person.erase() for person in User.objects.to_erase())
    return f"accounts: {erased} erased, as they had asked" if erased else ""


def begin_paid():
    """Memberships that were paid elsewhere before there was an account."""
    begun = sum(order.find_owner() for order in Order.objects.ownerless())
    return f"memberships: {begun} begun that had been paid before" if begun else ""


def tell_ending():
    """Members whose membership ends soon, or has just ended."""
    reminded = [membership.remind() for membership in Membership.objects.to_remind()]
    lapsed = [membership.lapse() for membership in Membership.objects.just_lapsed()]
    if not (any(reminded) or any(lapsed)):
        return ""
    return f"memberships: {sum(reminded)} about to end, {sum(lapsed)} ended"


def clear_sessions():
    ended, _ = Session.objects.filter(expire_date__lt=timezone.now()).delete()
    return f"sessions: {ended} ended ones cleared" if ended else ""
