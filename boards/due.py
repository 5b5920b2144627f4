"""What of the boards' work is due now and then; `run_due` calls these.

Mail is written just before it is sent: what was edited, redacted or withdrawn until then is told
as it then is, or not at all."""

from boards import mail
from boards.models import Announcement, Comment, News, Submission, Subscription


def spread_news():
    """Of each announcement whose time has come to all who want it."""
    due = Announcement.objects.due().order_by("due_at", "pk").with_comment()
    told = [announcement.spread() for announcement in due]
    return f"news: of {len(told)} comments to {sum(filter(None, told))}" if told else ""


def write_news():
    taken_back, written = mail.take_back(), mail.write_due()
    if not (taken_back or written):
        return ""
    return f"news: {written} mails written, {taken_back} taken back"


def forget_old():
    """What nobody comes back to: news that is none any more, wishes that were not confirmed, and
    what a guest left under a member's address that the member has not claimed."""
    for comment in Comment.objects.never_confirmed():
        comment.give_up()
    News.objects.stale().delete()
    Announcement.objects.stale().delete()
    Subscription.objects.forget_addresses()
    forgotten, _ = Subscription.objects.never_confirmed().delete()
    return f"subscriptions: {forgotten} unconfirmed ones forgotten" if forgotten else ""


def forget_submissions():
    forgotten = Submission.forget_old()
    return f"posting limits: {forgotten} old traces forgotten" if forgotten else ""
