"""What of the moderators' work is due now and then; `run_due` calls these.

Mail is written to the outbox in the transaction that keeps that it was written, so each is sent
once; no mail holds a word of a comment, since mail is read by more than its addressee."""

from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from post_office import mail

from moderation.models import HeldComment, Notice, Redaction, Report

# Before the outcome of a report is told, so that a decision can be taken back first.
SECOND_THOUGHTS = timedelta(minutes=15)


def tell_moderators():
    """Of each urgent comment at once, of everything that waits once an interval."""
    return "\n".join(filter(None, [*map(tell_of_urgent, urgent_untold()), tell_of_all()]))


def urgent_untold():
    told = Notice.objects.filter(comment__isnull=False).values_list("comment", "since")
    waiting = list(HeldComment.objects.filter(urgency=0))
    told = set(told.filter(comment__in=waiting))
    return [each for each in waiting if (each.pk, each.waiting_since) not in told]


def tell_of_urgent(comment):
    context = {"address": settings.SITE_URL + desk_address(comment)}
    try:
        with transaction.atomic():
            Notice.objects.create(comment=comment, since=comment.waiting_since)
            send_to_moderators(
                _("Please look at once: somebody may be in danger"), "urgent", context
            )
    except IntegrityError:  # another process has just told them
        return ""
    return f"moderators: told of comment {comment.pk}, whose author may be in danger"


def tell_of_all():
    now = timezone.now()
    seconds = settings.DIGEST_HOURS * 3600
    began = datetime.fromtimestamp(now.timestamp() // seconds * seconds, UTC)
    last = Notice.objects.filter(comment=None).order_by("-since").first()
    if last and last.since >= began:
        return ""
    waiting = list(HeldComment.objects.all())
    news = [each for each in waiting if not last or each.waiting_since > last.created]
    if not news:
        return ""
    count = len(waiting)
    context = {
        "waiting": waiting,
        "news": len(news),
        "urgent": sum(each.is_urgent for each in waiting),
        "hours": int((now - min(each.waiting_since for each in waiting)).total_seconds() // 3600),
        "address": settings.SITE_URL + reverse("admin:moderation_heldcomment_changelist"),
    }
    subject = ngettext(
        "%d comment waits for a moderator", "%d comments wait for a moderator", count
    )
    try:
        with transaction.atomic():
            Notice.objects.create(comment=None, since=began)
            send_to_moderators(subject % count, "digest", context)
    except IntegrityError:
        return ""
    return f"moderators: told of {count} that wait"


def desk_address(comment):
    return f"{reverse('admin:moderation_heldcomment_changelist')}?at={comment.pk}"


def send_to_moderators(subject, template, context):
    text = render_to_string(f"moderation/mail/{template}.txt", context | site())
    for person in moderators():
        mail.send(person.email, settings.DEFAULT_FROM_EMAIL, subject=subject, message=text)


def moderators():
    """Those who may decide; where nobody else is appointed, those who may do everything."""
    people = get_user_model().objects.filter(is_active=True, is_staff=True)
    by_right = Q(user_permissions__codename="change_heldcomment")
    by_right |= Q(groups__permissions__codename="change_heldcomment")
    appointed = people.filter(by_right).distinct()
    return appointed if appointed.exists() else people.filter(is_superuser=True)


def tell_reporters():
    """What became of what they reported. The address was given for this alone, so it goes then."""
    told = 0
    decided_before = timezone.now() - SECOND_THOUGHTS
    waiting = Report.objects.to_be_told(decided_before).order_by("pk").values_list("pk", flat=True)
    for pk in list(waiting):
        with transaction.atomic():
            report = Report.objects.to_be_told(decided_before).select_for_update(of=("self",))
            if report := report.select_related("decision", "comment").filter(pk=pk).first():
                tell_reporter(report)
                told += 1
    return f"reports: {told} outcomes told" if told else ""


def tell_reporter(report):
    act = report.decision.act if report.decision else None
    text = render_to_string("moderation/mail/outcome.txt", {"act": act} | site())
    mail.send(
        report.email,
        settings.DEFAULT_FROM_EMAIL,
        subject=_("What became of the comment you reported"),
        message=text,
    )
    report.email, report.told_at = "", timezone.now()
    report.save(update_fields=("email", "told_at"))


def purge_sealed():
    purged = Redaction.objects.due().purge()
    return f"sealed texts: {purged} purged" if purged else ""


def site():
    return {"site_name": settings.SITE_NAME, "site_url": settings.SITE_URL}
