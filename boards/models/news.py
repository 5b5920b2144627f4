from datetime import datetime, time, timedelta

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from post_office.models import STATUS

from accounts.models import Membership
from boards.models.subscription import BUDGETED_PERIOD, Subscription
from boards.models.thread import Thread
from boards.transactions import in_transaction

DIGEST_AT = time(7)  # in the time zone of the course
UNSENT_PAUSE = timedelta(minutes=15)
STALE_AFTER = timedelta(days=7)  # what could not be told by then is no news any more

# A comment that its author or a moderator has yet to do something with tells nobody anything.
STILL_WAITS = Q(comment__status="held", comment__needs_claim=False)
STILL_WAITS &= ~Q(comment__held_for="changes")
IS_TOLD = ~(STILL_WAITS | Q(comment__status="withdrawn"))


def is_seen():
    published = Q(comment__thread__module__published_at__lte=timezone.now())
    return Q(comment__status="published") & published


class AnnouncementQuerySet(models.QuerySet):
    def due(self):
        """Those whose time has come: of a comment while it can be seen, of an outcome once there is
        one."""
        of_comment = Q(about=Announcement.About.COMMENT) & is_seen()
        of_outcome = Q(about=Announcement.About.OUTCOME) & IS_TOLD
        return self.filter(of_comment | of_outcome, due_at__lte=timezone.now())

    def with_comment(self):
        return self.select_related(
            "comment__thread__module__course", "comment__parent__author", "comment__author"
        )

    def stale(self):
        """Those that nobody will hear of any more."""
        old = Q(about=Announcement.About.COMMENT, due_at__lt=timezone.now() - STALE_AFTER)
        return self.filter(old | Q(comment__status="withdrawn"))


class Announcement(models.Model):
    """That there is something to tell about a comment: that it is there, or what became of it. It
    is written in the transaction of what it tells, waits so long that an edit, a redaction or a
    withdrawal comes first, and goes when it has become news for each who wants it."""

    class About(models.TextChoices):
        COMMENT = "comment", _("a comment")
        OUTCOME = "outcome", _("what became of a comment")

    comment = models.ForeignKey("boards.Comment", models.CASCADE, related_name="announcements")
    about = models.CharField(max_length=10, choices=About)
    # How the comment was before, see Comment.standing: what is as it was is not told.
    before = models.CharField(max_length=32, blank=True)
    due_at = models.DateTimeField(db_index=True)

    objects = AnnouncementQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("comment", "about"), name="boards_announced_once"),
        )

    def __str__(self):
        return f"{self.get_about_display()}: {self.comment_id}"

    @in_transaction
    def spread(self):
        """Become news for each person who wants it, once each: by the wish that tells it soonest.
        Returns how many, None if another process has done it.

        Under the lock of the thread, as a decision is: one made meanwhile is announced anew."""
        Thread.objects.locked(self.comment.thread_id)
        locked = Announcement.objects.select_for_update(of=("self",)).filter(pk=self.pk)
        as_it_is = locked.with_comment().first()
        if not as_it_is:
            return None
        comment = as_it_is.comment
        is_outcome = self.about == self.About.OUTCOME
        if not is_outcome:
            wishes = Subscription.objects.told_of(comment)
        elif as_it_is.before != comment.standing:
            wishes = Subscription.objects.of_author_of(comment)
        else:
            wishes = Subscription.objects.none()
        if is_outcome and comment.waits_for_its_member and (last := News.of_a_claim(wishes)):
            if again_at := last.told_again_at(comment):
                self.due_at = again_at
                self.save(update_fields=("due_at",))
                return 0
            wishes = wishes.none()
        soonest = {}
        for wish in sorted(wishes.select_related("user"), key=lambda wish: wish.rank):
            soonest.setdefault(wish.address, wish)
        now = timezone.now()
        tomorrow = next_digest(now, comment.thread.module.course.tzinfo)
        News.objects.bulk_create(
            (
                News(
                    subscription=wish,
                    comment=comment,
                    is_outcome=is_outcome,
                    due_at=now if wish.is_at_once else tomorrow,
                )
                for wish in soonest.values()
            ),
            batch_size=500,
        )
        self.delete()
        return len(soonest)


class NewsQuerySet(models.QuerySet):
    def waiting(self):
        return self.filter(mail=None)

    def tellable(self):
        """Those of a comment that can be seen, or of an outcome that there is, still wanted."""
        of_comment = Q(is_outcome=False) & is_seen()
        of_outcome = Q(is_outcome=True) & IS_TOLD
        # A member hears of a guest's that it waits to be claimed, and no more of it.
        of_outcome &= Q(comment__needs_claim=False) | Q(comment__status="held")
        stopped = Q(subscription__frequency=Subscription.Frequency.NEVER)
        # Asked again, since an account or an address may have gone out of use meanwhile.
        wanted = Q(subscription__in=Subscription.objects.wanted())
        unasked = Q(is_outcome=True, subscription__user=None)
        told = self.filter(of_comment | of_outcome).filter(wanted | unasked)
        return told.exclude(stopped).readable()

    def readable(self):
        """Those of a module that their person may read, or of the person's own comment."""
        joined = Membership.objects.active().filter(
            user=OuterRef("subscription__user"),
            offer=OuterRef("comment__thread__module__course__offer"),
        )
        for_everybody = Q(comment__thread__module__members_only=False)
        return self.filter(for_everybody | Q(is_outcome=True) | Exists(joined))

    def due(self):
        """Those to be mailed now."""
        return self.waiting().tellable().filter(due_at__lte=timezone.now())

    def stale(self):
        old = Q(due_at__lt=timezone.now() - STALE_AFTER)
        return self.waiting().filter(old | Q(comment__status="withdrawn"))

    def with_subject(self):
        return self.select_related(
            "subscription__user",
            "comment__thread__module__course",
            "comment__profession",
            "comment__parent",
        )


class News(models.Model):
    """A comment, or what became of one, to be told to somebody who wants to hear of it."""

    subscription = models.ForeignKey("boards.Subscription", models.CASCADE, related_name="news")
    comment = models.ForeignKey("boards.Comment", models.CASCADE, related_name="+")
    is_outcome = models.BooleanField(default=False)
    created = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField(db_index=True)
    # What the mail said of it, as a hash: what says something else by now is written anew.
    told = models.CharField(max_length=32, blank=True)
    # With which it left, or leaves; it goes from the outbox after a few days, and takes this along.
    mail = models.ForeignKey("post_office.Email", models.CASCADE, null=True, related_name="news")

    objects = NewsQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("news")

    def __str__(self):
        return f"{self.subscription}: {self.comment_id}"

    @classmethod
    def of_a_claim(cls, wishes):
        """The last within a day whose mail told a member of what guests have left under the
        address; None if there was none."""
        lately = cls.objects.filter(mail__created__gt=timezone.now() - BUDGETED_PERIOD)
        lately = lately.filter(subscription__in=wishes, comment__needs_claim=True)
        return lately.select_related("mail").order_by("mail__created").last()

    def told_again_at(self, comment):
        """When the member may hear of `comment` too, which waits like this one; None if the mail of
        this one has led to it."""
        if self.mail.created < comment.held_at:
            return self.mail.created + BUDGETED_PERIOD
        if self.mail.status != STATUS.sent:  # it may yet be taken back
            return timezone.now() + UNSENT_PAUSE
        return None

    @property
    def is_reply(self):
        """Whether it answers a comment of who is told."""
        return self.subscription.about == Subscription.About.REPLIES


def next_digest(now, tzinfo):
    """The next time for mail that comes once a day."""
    local = now.astimezone(tzinfo)
    day = local.date() + timedelta(days=local.time() >= DIGEST_AT)
    return datetime.combine(day, DIGEST_AT, tzinfo)
