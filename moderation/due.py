"""What of the moderators' work is due now and then; `run_due` calls these.

Mail is written to the outbox in the transaction that keeps that it was written, so each is sent
once; no mail holds a word of a comment, since mail is read by more than its addressee."""

from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import IntegrityError, transaction
from django.db.models import Count, Exists, Max, Min, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import outbox
from moderation.desk import desk_address
from moderation.models import Decision, HeldComment, Notice, Redaction, Report

# Before the outcome of a report is told, so that a decision can be taken back first.
SECOND_THOUGHTS = timedelta(minutes=15)
REMINDER = timedelta(days=1)  # while something waits and nothing new comes


def tell_moderators():
    """Of each urgent comment at once, of everything that waits once an interval."""
    return "\n".join(filter(None, [*map(tell_of_urgent, urgent_untold()), tell_of_all()]))


def urgent_untold():
    """Those that wait urgently and of which nobody was told since they last were decided on."""
    settling = Decision.objects.in_force().filter(act__in=Decision.SETTLES_REPORTS)
    decided = settling.filter(comment=OuterRef("comment"), created__gt=OuterRef("created"))
    told = Notice.objects.filter(comment=OuterRef("pk")).exclude(Exists(decided))
    return list(HeldComment.objects.filter(urgency=0).exclude(Exists(told)))


def tell_of_urgent(comment):
    context = {
        "address": settings.SITE_URL + desk_address(comment),
        "is_held": comment.held_for == comment.HeldFor.URGENT,
    }
    subject = _("Please look at once: somebody may be in danger")
    if not told(comment, comment.waiting_since, timezone.now(), subject, "urgent", context):
        return ""
    return f"moderators: told of comment {comment.pk}, whose author may be in danger"


def tell_of_all():
    now = timezone.now()
    seconds = settings.DIGEST_HOURS * 3600
    began = datetime.fromtimestamp(now.timestamp() // seconds * seconds, UTC)
    last = Notice.objects.filter(comment=None).order_by("-since").first()
    if last and last.since >= began:
        return ""
    waiting = HeldComment.objects.order_by().aggregate(
        count=Count("pk"),
        urgent=Count("pk", filter=Q(urgency=0)),
        oldest=Min("waiting_since"),
        newest=Max("waiting_since"),
    )
    count = waiting["count"]
    if not count:
        return ""
    is_news = not last or waiting["newest"] > last.created
    if not is_news and last.created > now - REMINDER:
        return ""
    context = waiting | {
        "is_news": is_news,
        "hours": int((now - waiting["oldest"]).total_seconds() // 3600),
        "address": settings.SITE_URL + desk_address(),
    }
    subject = ngettext(
        "%d comment waits for a moderator", "%d comments wait for a moderator", count
    )
    if not told(None, began, now, subject % count, "digest", context):
        return ""
    return f"moderators: told of {count} that wait"


def told(comment, since, now, subject, template, context):
    """Send it to each moderator and keep that it was sent, both or neither; `now`: when it was
    looked what there is to tell. False if there is nobody to send it to, or another process has
    just done it."""
    people = list(moderators())
    if not people:
        return False
    try:
        with transaction.atomic():
            Notice.objects.create(comment=comment, since=since, created=now)
            for person in people:
                outbox.put(person.email, subject, f"moderation/mail/{template}", context)
    except IntegrityError:
        return False
    return True


def moderators():
    return get_user_model().objects.appointed_to("moderation.change_heldcomment")


def tell_reporters():
    """What became of what they reported, as it is by now. The address was given for this alone,
    so it goes then."""
    told = 0
    decided_before = timezone.now() - SECOND_THOUGHTS
    waiting = Report.objects.to_be_told(decided_before).order_by("pk").values_list("pk", flat=True)
    for pk in list(waiting):
        with transaction.atomic():
            report = Report.objects.to_be_told(decided_before).select_for_update(of=("self",))
            if report := report.select_related("comment").filter(pk=pk).first():
                tell_reporter(report)
                told += 1
    return f"reports: {told} outcomes told" if told else ""


def tell_reporter(report):
    comment = report.comment
    was_redacted = comment.decisions.in_force().filter(act=Decision.Act.REDACT).exists()
    context = {"comment": comment, "was_redacted": was_redacted}
    subject = _("What became of the comment you reported")
    outbox.put(report.email, subject, "moderation/mail/outcome", context)
    report.email, report.told_at = "", timezone.now()
    report.save(update_fields=("email", "told_at"))


def forget_addresses():
    before = timezone.now() - timedelta(days=settings.KEEP_ADDRESS_DAYS)
    forgotten = Report.objects.forget_addresses(before)
    return f"reports: of {forgotten} it is forgotten where they came from" if forgotten else ""


def purge_sealed():
    purged = Redaction.objects.due().purge()
    return f"sealed texts: {purged} purged" if purged else ""
