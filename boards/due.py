"""What of the boards' work is due now and then; `run_due` calls these.

Mail is written just before it is sent: what was edited, redacted or withdrawn until then is told
as it then is, or not at all."""

import contextlib
import logging
from datetime import timedelta

from django.core.files.storage import default_storage
from django.utils import timezone

from accounts import outbox
from boards import mail
from boards.models import (
    Announcement,
    Asking,
    Comment,
    Handout,
    News,
    Picture,
    Submission,
    Subscription,
)
from boards.refusals import NotPossible

logger = logging.getLogger("colloquy.mail")


def spread_news():
    """Of each announcement whose time has come to all who want it."""
    due = Announcement.objects.due().order_by("due_at", "pk").with_comment()
    told = [spread(announcement) for announcement in due]
    return f"news: of {len(told)} comments to {sum(filter(None, told))}" if told else ""


def spread(announcement):
    """One that fails keeps none of the others waiting, and is tried again."""
    try:
        return announcement.spread()
    except Exception:
        logger.exception("what there is to tell of comment %s failed", announcement.comment_id)
        return None


def write_news():
    """Not while another process sends, which may just be sending what would be taken back."""
    with outbox.held() as is_ours:
        if not is_ours:
            return ""
        taken_back, written = mail.take_back(), mail.write_due()
    if not (taken_back or written):
        return ""
    return f"news: {written} mails written, {taken_back} taken back"


def forget_old():
    """What nobody comes back to: news that is none any more, wishes that were not confirmed, and
    what a guest left under a member's address that the member has not claimed."""
    for comment in Comment.objects.never_confirmed():
        with contextlib.suppress(NotPossible):  # somebody has just done something with it
            comment.give_up()
    News.objects.stale().delete()
    Announcement.objects.stale().delete()
    Asking.forget_old()
    forgotten, _ = Subscription.objects.never_confirmed().delete()
    return f"subscriptions: {forgotten} unconfirmed ones forgotten" if forgotten else ""


def forget_files():
    """Pictures and handouts that nothing names any more, once they are a day old: until then they
    may belong to what is just being saved."""
    forgotten = 0
    for folder, kept in (("pictures", Picture.named_files()), ("handouts", Handout.named_files())):
        for name in there_are(folder):
            path = f"{folder}/{name}"
            if path not in kept and default_storage.get_modified_time(path) < a_day_ago():
                default_storage.delete(path)
                forgotten += 1
    return f"files: {forgotten} forgotten, which nothing names any more" if forgotten else ""


def there_are(folder):
    try:
        return default_storage.listdir(folder)[1]
    except FileNotFoundError:
        return []


def a_day_ago():
    return timezone.now() - timedelta(days=1)


def forget_submissions():
    forgotten = Submission.forget_old()
    return f"posting limits: {forgotten} old traces forgotten" if forgotten else ""
