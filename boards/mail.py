"""What people are told by mail: a few words and a link for each comment."""

import hashlib
import logging

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from post_office.models import STATUS, Email

from accounts import outbox
from boards.models import News, Subscription
from boards.models.comment import EDITABLE_FOR
from boards.transactions import in_transaction
from boards.views.posting import status_address

logger = logging.getLogger("colloquy.mail")

AT_A_TIME = 500  # mails written in one run, so that what else is due does not wait for long


def write_due():
    """One mail for each address to which news is due, but not sooner after the last than a comment
    is editable: where people talk all at once it gathers. Returns how many."""
    names = ("subscription__user__email", "subscription__email")
    pause = timezone.now() - EDITABLE_FOR
    lately = News.objects.filter(mail__created__gt=pause).values_list(*names).distinct()
    resting = {of_member or of_guest for of_member, of_guest in lately}
    keys = {}
    for pk, of_member, of_guest in News.objects.due().order_by("pk").values_list("pk", *names):
        keys.setdefault(of_member or of_guest, []).append(pk)
    to_write = [address for address in keys if address not in resting][:AT_A_TIME]
    return sum(try_to_write(address, keys[address]) for address in to_write)


def try_to_write(address, keys):
    """What fails for one address keeps no other's waiting, and is tried again."""
    try:
        return write(address, keys)
    except Exception:
        logger.exception("the mail of news %s failed", keys)
        return False


@in_transaction
def write(address, keys):
    """Put the mail that tells the news of those `keys` in the outbox; whether it did."""
    due = News.objects.due().filter(pk__in=keys).order_by("comment__thread__module", "comment")
    due = list(due.select_for_update(of=("self",)).with_subject())
    if not due:
        return False
    wishes = {news.subscription_id: news.subscription for news in due}.values()
    page = Subscription.page_of(sorted(wishes, key=lambda wish: wish.rank))
    mail = outbox.put(
        address,
        subject_of(due),
        "boards/mail/news",
        context_of(due, page),
        headers={
            "List-Unsubscribe": f"<{settings.SITE_URL}{page}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",  # RFC 8058
        },
        priority="low",
    )
    for news in due:
        news.mail, news.told = mail, hash_of(news)
    News.objects.bulk_update(due, ("mail", "told"))
    return True


def take_back():
    """What waits in the outbox, as after a failed attempt, and no longer says what stands on the
    board, or not to whom, is written anew, without what cannot be seen any more. Returns how many
    there were."""
    unsent = News.objects.filter(mail__status__in=(STATUS.queued, STATUS.requeued))
    tellable = set(unsent.tellable().values_list("pk", flat=True))
    outdated = {
        news.mail_id
        for news in unsent.with_subject().select_related("mail").iterator(chunk_size=500)
        if news.pk not in tellable or not still_says(news.mail, news)
    }
    for key in outdated:
        with transaction.atomic():
            News.objects.filter(mail=key).update(mail=None)
            Email.objects.filter(pk=key).delete()
    return len(outdated)


def still_says(mail, news):
    """Whether `mail` goes where the person reads mail now, and tells this as it is."""
    return mail.to == [news.subscription.address] and news.told == hash_of(news)


def hash_of(news):
    """Of what a mail says about this one."""
    said = render_to_string("boards/mail/_news.txt", {"news": news})
    return hashlib.sha256(said.encode()).hexdigest()[:32]


def context_of(due, page):
    comments = {news.comment_id: news for news in due}.values()  # each told once
    return {"items": [(news, address_of(news)) for news in comments], "page": page}


def address_of(news):
    if not news.is_outcome:
        return news.comment.get_absolute_url()
    if news.comment.waits_for_its_member:
        return reverse("boards:claim")
    return status_address(news.comment)


def subject_of(due):
    comments = {news.comment_id: news for news in due}
    if len(comments) > 1:
        said = ngettext("%(count)s new comment", "%(count)s new comments", len(comments))
        return f"{settings.SITE_NAME}: {said % {'count': len(comments)}}"
    [news] = comments.values()
    names = {"name": news.comment.name, "module": news.comment.thread.module}
    if news.is_outcome:
        said = _("What became of your comment")
    elif news.is_reply:
        said = _("%(name)s has answered you")
    else:
        said = _("%(name)s has written in %(module)s")
    return f"{settings.SITE_NAME}: {said % names}"
