from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.db import models
from django.db.models import Case, Q, Value, When
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import outbox
from accounts.address import hashed
from accounts.models import User
from boards.models.asking import Asking
from boards.refusals import TooManyWishes
from boards.transactions import in_transaction

SALT = "boards.mail"  # of the links in mail by which it is changed and stopped
CONFIRMING = "boards.mail.confirm"  # of those by which an address is confirmed
LINK_LASTS = timedelta(days=7)  # of the latter; what is not confirmed by then is forgotten
MOST_IN_A_LINK = 50
ASK_AGAIN_AFTER = timedelta(hours=6)
# How many e-mail addresses one network address may have us ask: a training room, not a list.
LIMITS = ((timedelta(hours=1), 40), (timedelta(days=1), 100))
# And for how often one e-mail address, about whatever; and how often one is asked from wherever.
LIMITS_PER_EMAIL = ((timedelta(days=1), 10),)
LIMITS_OF_ALL = ((timedelta(days=1), 20),)
# In which somebody who has not asked for mail gets one about what became of a comment.
BUDGETED_PERIOD = timedelta(days=1)


class SubscriptionQuerySet(models.QuerySet):
    def of(self, user):
        """A member's, and those asked for as a guest under the same confirmed address."""
        either = Q(user=user)
        if user.has_confirmed_address:
            either |= Q(user=None, email=user.email)
        return self.filter(either)

    def of_guest(self, email):
        return self.filter(user=None, email=email)

    def wanted(self):
        """Those by which mail is sent: to members at their confirmed address, to guests once they
        have confirmed it."""
        members = User.objects.confirmed().filter(is_active=True)
        confirmed = Q(user__in=members) | Q(user=None, confirmed_at__isnull=False)
        return self.filter(confirmed).exclude(frequency=Subscription.Frequency.NEVER)

    def settled(self):
        """Those that need not be confirmed any more, in the order of About."""
        order = [When(about=about, then=n) for n, about in enumerate(Subscription.About)]
        unconfirmed = Q(user=None, confirmed_at=None) & ~Q(about=Subscription.About.OUTCOME)
        return self.exclude(unconfirmed).order_by(Case(*order), "pk")

    def never_confirmed(self):
        """A guest's that was asked to confirm and has not, in the time that the link lasts."""
        unconfirmed = self.filter(user=None, confirmed_at=None, asked_at__isnull=False)
        return unconfirmed.filter(asked_at__lte=timezone.now() - LINK_LASTS)

    def told_of(self, comment):
        """Those that want to hear of `comment`, but not its author's own."""
        either = Q(thread=comment.thread_id) | Q(module=comment.thread.module_id)
        either &= Q(created__lte=comment.published_at)
        if comment.parent:
            of_author = Subscription.of_author(comment.parent, Subscription.About.REPLIES)
            either |= Q(pk=of_author and of_author.pk)
        own = Q(user__isnull=False, user=comment.author_id)
        own |= Q(user__email=comment.email) | Q(user=None, email=comment.email)
        return self.wanted().filter(either).exclude(own)

    def of_author_of(self, comment):
        """That by which its author hears what became of `comment`. An address that nobody has
        confirmed hears of one comment a day. Where a guest gave a member's address, the member
        hears that it waits, and no more of it."""
        if comment.needs_claim and not comment.is_held:
            return self.none()
        wish = Subscription.of_author(comment, Subscription.About.OUTCOME)
        if not wish:
            return self.none()
        if wish.is_confirmed:
            return self.wanted().filter(pk=wish.pk)
        lately = wish.news.filter(created__gt=timezone.now() - BUDGETED_PERIOD)
        if lately.exists():
            return self.none()
        return self.filter(pk=wish.pk).exclude(frequency=Subscription.Frequency.NEVER)

    def with_subject(self):
        return self.select_related("user", "thread__module__course", "module__course")


class Subscription(models.Model):
    """A wish for mail: about replies to one's comments, what became of them, a thread or a module.
    It is a member's, or a guest's by the e-mail address, who confirms it first.

    A member wants the first two, OF_A_PERSON, at once unless something else was said."""

    class About(models.TextChoices):
        REPLIES = "replies", _("Replies to your comments")
        OUTCOME = "outcome", _("What becomes of your comments")
        THREAD = "thread", _("A thread")
        MODULE = "module", _("A module")

    class Frequency(models.TextChoices):
        AT_ONCE = "at_once", _("At once")
        DAILY = "daily", _("Once a day")
        NEVER = "never", _("Never")

    OF_A_PERSON = (About.REPLIES, About.OUTCOME)

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="subscriptions"
    )
    email = models.EmailField(blank=True, db_index=True)  # of a guest
    about = models.CharField(max_length=10, choices=About)
    thread = models.ForeignKey("boards.Thread", models.CASCADE, null=True, related_name="+")
    module = models.ForeignKey("boards.Module", models.CASCADE, null=True, related_name="+")
    frequency = models.CharField(max_length=10, choices=Frequency, default=Frequency.AT_ONCE)
    created = models.DateTimeField(default=timezone.now)
    confirmed_at = models.DateTimeField(null=True)
    asked_at = models.DateTimeField(null=True)  # when mail last asked a guest to confirm

    objects = SubscriptionQuerySet.as_manager()

    class Meta:
        verbose_name = _("subscription")
        verbose_name_plural = _("subscriptions")
        constraints = (
            models.UniqueConstraint(
                Coalesce("user", Value(0)),
                "email",
                "about",
                Coalesce("thread", Value(0)),
                Coalesce("module", Value(0)),
                name="boards_subscription_once",
            ),
            models.CheckConstraint(
                condition=Q(user__isnull=False, email="") | (Q(user=None) & ~Q(email="")),
                name="boards_subscription_of_somebody",
            ),
            models.CheckConstraint(
                condition=Q(about="thread", thread__isnull=False, module=None)
                | Q(about="module", module__isnull=False, thread=None)
                | Q(about__in=("replies", "outcome"), thread=None, module=None),
                name="boards_subscription_about_something",
            ),
        )

    def __str__(self):
        return str(self.subject)

    @property
    def address(self):
        return self.user.email if self.user_id else self.email

    @property
    def subject(self):
        """What it is about, in words."""
        if self.thread_id:
            names = {"number": self.thread.number, "module": self.thread.module}
            return _("Thread %(number)s of %(module)s") % names
        return self.module if self.module_id else self.get_about_display()

    @property
    def is_of_a_person(self):
        """A member's about all of the member's comments, of which each has these two."""
        return bool(self.user_id and self.about in self.OF_A_PERSON)

    @property
    def is_confirmed(self):
        return bool(self.user_id or self.confirmed_at)

    @property
    def is_at_once(self):
        return self.frequency == self.Frequency.AT_ONCE

    @property
    def rank(self):
        """By which of a person's wishes that one is found that tells soonest and most closely."""
        return (not self.is_at_once, self.About.values.index(self.about))

    @classmethod
    def of_member(cls, user, about, **subject):
        """Made when first asked for; `subject`: the thread or module that it is about."""
        return cls.objects.get_or_create(user=user, about=about, **subject)[0]

    @classmethod
    def of_author(cls, comment, about):
        """That of the author of `comment`, about one of OF_A_PERSON; None if there is none: a guest
        asks for mail about replies, and is told what became of a comment without, as the member
        is whose address it has become."""
        if comment.author_id:
            return cls.of_member(comment.author, about)
        if not comment.email:
            return None
        wish = {"user": None, "email": comment.email, "about": about}
        if about != cls.About.OUTCOME:
            return cls.objects.filter(**wish).first()
        if member := User.objects.confirmed().filter(email=comment.email).first():
            return cls.of_member(member, about)
        return cls.objects.get_or_create(**wish)[0]

    @property
    def page(self):
        return Subscription.page_of([self])

    @classmethod
    def page_of(cls, wishes):
        """The address where whoever reads the mail of `wishes` changes or stops it, without signing
        in. Of very many it knows the first, or it would be longer than a header may be."""
        keys = ".".join(str(wish.pk) for wish in wishes[:MOST_IN_A_LINK])
        token = signing.Signer(salt=SALT).sign(keys)
        return reverse("boards:mail-by-link", args=(token,))

    @classmethod
    def of_link(cls, token):
        """Those whose page bears that token, the closest first; none is left if they were erased.
        Raises BadSignature."""
        keys = signing.Signer(salt=SALT).unsign(token).split(".")
        found = cls.objects.with_subject().filter(pk__in=keys)
        return sorted(found, key=lambda wish: wish.rank)

    @classmethod
    @in_transaction
    def ask(cls, email, frequency, *, about, thread=None, module=None, address=""):
        """A guest wishes for mail to `email`, which is asked by mail whether it agrees, unless it
        was a while ago; what is confirmed already goes on as it is. `address`: the keyed hash of
        where the wish comes from. Raises TooManyWishes after too many from there; all that comes
        from there counts, or the answer would tell what is confirmed, and nothing that comes from
        elsewhere, or it would tell how often others have asked: an address for which too many ask
        is asked no more that day, and nobody is told."""
        if address:
            Asking.count(hashed("asked from", address), LIMITS)
        Asking.count(hashed("asked for from", f"{email} {address}"), LIMITS_PER_EMAIL)
        try:
            Asking.count(hashed("asked for", email), LIMITS_OF_ALL)
        except TooManyWishes:
            return
        wish, _made = cls.objects.get_or_create(
            user=None, email=email, about=about, thread=thread, module=module
        )
        if wish.confirmed_at and wish.frequency != cls.Frequency.NEVER:
            return
        now = timezone.now()
        if wish.asked_at and wish.asked_at > now - ASK_AGAIN_AFTER:
            return
        wish.asked_at = now
        wish.save(update_fields=("asked_at",))
        token = signing.dumps([wish.pk, frequency], salt=CONFIRMING)
        context = {"wish": wish, "address": reverse("boards:confirm-mail", args=(token,))}
        outbox.put(email, _("Please confirm your e-mail address"), "boards/mail/confirm", context)

    @classmethod
    def of_confirmation(cls, token):
        """The wish that the link with that token confirms, and how often. Raises BadSignature, also
        when it is too old, or DoesNotExist, also when it has been stopped since."""
        key, frequency = signing.loads(token, salt=CONFIRMING, max_age=LINK_LASTS)
        asked = cls.objects.filter(user=None, asked_at__isnull=False)
        return asked.with_subject().get(pk=key), frequency

    def confirm(self, frequency):
        """Whoever reads the mail of a guest's address agrees to get it."""
        self.confirmed_at, self.frequency = timezone.now(), frequency
        self.save(update_fields=("confirmed_at", "frequency"))

    def choose(self, frequency):
        """`frequency`: one of Frequency. Mail that waits goes with the wish for it, and the link
        that had confirmed it confirms no more."""
        self.frequency = frequency
        if frequency == self.Frequency.NEVER:
            self.asked_at = None
        self.save(update_fields=("frequency", "asked_at"))
        if frequency == self.Frequency.NEVER:
            self.news.filter(mail=None).delete()
