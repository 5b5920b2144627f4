import hashlib
from datetime import timedelta

import regex
from django.db import IntegrityError, models, transaction
from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from mptt.managers import TreeManager
from mptt.models import MPTTModel, TreeForeignKey
from mptt.querysets import TreeQuerySet

from accounts.byline import Byline
from accounts.models import User
from accounts.questions import Question
from boards.models.block import Block
from boards.models.many import insert_many
from boards.models.news import Announcement
from boards.models.rule import Hold
from boards.models.search import SearchEntry
from boards.models.submission import LIMITS_PER_PERSON, REMEMBERED, Submission, waits_for
from boards.models.thread import Thread
from boards.models.voice import Voice
from boards.refusals import (
    Blocked,
    BoardClosed,
    EditingOver,
    NotAnswerable,
    NotPossible,
    ThreadClosed,
    ThreadFull,
    TooFast,
)
from boards.rendering import made_markup, render
from boards.screening import Flagged, screen
from boards.transactions import in_transaction, written_together

MAX_LENGTH = 10_000  # code points, after normalising
# After it was first published: long enough for the slip that one sees once it stands there, and
# too short for others to have answered what it does not say any more.
EDITABLE_FOR = timedelta(minutes=15)
# A guest's under a member's address, for the member to say that it is theirs; then it goes.
CONFIRMABLE_FOR = timedelta(days=7)
REDACTED = _("[identifying detail removed]")  # in the place of words that a moderator took out

ANSWERABLE = Question("""
SELECT comment.id, comment.thread_id FROM boards_comment AS comment
JOIN boards_thread AS thread ON thread.id = comment.thread_id
WHERE comment.id = %s AND comment.status = 'published' AND thread.module_id = %s
""")

PLACE = {"parent", "thread", "tree_id", "lft", "rght", "level"}  # fields that never change
PLACE |= {"parent_id", "thread_id"}
SHOWN = {"text", "status"}  # fields by which it is found


class CommentQuerySet(TreeQuerySet):
    def published(self):
        return self.filter(status=Comment.Status.PUBLISHED)

    def held(self):
        return self.filter(status=Comment.Status.HELD)

    def once_published(self):
        return self.filter(published_at__isnull=False)

    def by(self, user):
        return self.filter(author=user)

    def claimable_by(self, user):
        """Those left by guests under the member's confirmed address; of a withdrawn one nothing is
        left to claim."""
        if not user.has_confirmed_address:
            return self.none()
        unclaimed = self.filter(author=None, email=user.email)
        return unclaimed.exclude(status=Comment.Status.WITHDRAWN)

    def never_confirmed(self):
        """Those under a member's address that the member has not claimed in time."""
        since = timezone.now() - CONFIRMABLE_FOR
        return self.held().filter(needs_claim=True, held_at__lte=since)

    def newest_first(self):
        return self.order_by("-created", "-pk")

    def with_replies_seen(self):
        """Each with `replies_seen`: how many of the replies right to it can be seen."""
        replies = Comment.objects.published().filter(parent=OuterRef("pk")).order_by()
        count = replies.values("parent").annotate(count=Count("pk")).values("count")
        return self.annotate(replies_seen=Coalesce(Subquery(count), 0))

    def above(self, comment):
        """What it answers, and what that answers, up to the opening comment."""
        return self.filter(tree_id=comment.tree_id, lft__lt=comment.lft, rght__gt=comment.rght)

    def beneath(self, comment):
        """Its replies, and theirs."""
        return self.filter(tree_id=comment.tree_id, lft__gt=comment.lft, rght__lt=comment.rght)

    def by_author_of(self, comment):
        """All by the same account, or the same e-mail address; of neither, that one alone."""
        either = Q(pk=comment.pk)
        if comment.author_id:
            either |= Q(author=comment.author_id)
        if comment.email:
            either |= Q(author=None, email=comment.email)
        return self.filter(either)

    def in_modules(self, modules):
        return self.filter(thread__module__in=modules)

    def with_thread(self):
        return self.select_related("thread__module__course", "profession")

    def in_reading_order(self):
        return self.order_by("tree_id", "lft")

    def before_place(self, place):
        """Those, of one thread, that come before the given place, see `place_in_thread`."""
        return self.filter(lft__lt=2 * place + 1 - F("level"))

    # Whole-table operations would bypass the lock under which a tree changes.
    def update(self, **changes):
        if moved := PLACE & changes.keys():
            raise TypeError(f"comments never move: {', '.join(sorted(moved))}")
        if SHOWN & changes.keys():
            raise TypeError("what a comment says, and its status, change by its verbs")
        return super().update(**changes)

    def bulk_create(self, *args, **kwargs):
        raise TypeError("comments are posted one by one, or built by Thread.build")

    def delete(self):
        raise TypeError("comments are removed or withdrawn, never deleted")


class CommentManager(TreeManager.from_queryset(CommentQuerySet)):
    def _refuse(self, *args, **kwargs):
        raise TypeError("comments never move, and their trees are never rebuilt")

    def insert_built(self, comments):
        """Insert comments that `Thread.build` has given their places, all of one level."""
        for comment in comments:
            comment.parent_id = comment.parent.pk if comment.parent else None
            comment.thread = comment.thread  # which has a key by now
            comment.tree_id = comment.thread_id
            comment.complete_built()
        insert_many(comments)

    def index_built(self, comments, threads):
        """Have all `comments` of new `threads` found, once they are inserted."""
        SearchEntry.objects.add_built(comments)
        Voice.objects.add_built(threads)

    def add_built(self, comment, to):
        """Insert one comment more as an answer to `to`, under the lock of its thread."""
        comment.parent, comment.thread = to, to.thread
        comment.complete_built()
        self.insert_node(comment, to, "last-child", refresh_target=False)
        comment._insert()
        Voice.objects.renew([comment])

    rebuild = partial_rebuild = move_node = _refuse
    disable_mptt_updates = delay_mptt_updates = _refuse


class Comment(Byline, MPTTModel):
    """One post; a node of its thread's tree. Its status changes by the verbs below alone."""

    class Status(models.TextChoices):
        HELD = "held", _("held")  # waits for a moderator
        PUBLISHED = "published", _("published")
        REMOVED = "removed", _("removed")  # by a moderator
        WITHDRAWN = "withdrawn", _("withdrawn")  # by its author
        SPAM = "spam", _("spam")

    class HeldFor(models.TextChoices):
        URGENT = "urgent", _("its author may be in danger")
        FINDINGS = "findings", _("the author sent it as it is")
        RULE = "rule", _("a rule has it looked at")
        UNCHECKED = "unchecked", _("it could not be checked")
        EVERYTHING = "everything", _("everything here waits for a moderator")
        MODERATOR = "moderator", _("a moderator wants another look")
        REPORTED = "reported", _("readers have reported it")
        CHANGES = "changes", _("its author has been asked to change it")
        REVISED = "revised", _("its author has changed it as asked")
        ADDRESS = "address", _("a guest gave a member's address, which the member has to confirm")

    # For these a comment waits for no moderator's wish: changed by its author it is taken as if it
    # were new.
    WAITS_FOR_ITS_TEXT = (HeldFor.FINDINGS, HeldFor.RULE, HeldFor.UNCHECKED, HeldFor.ADDRESS)

    # For these it waits for its author, and no moderator has anything to do.
    WAITS_FOR_ITS_AUTHOR = (HeldFor.CHANGES, HeldFor.ADDRESS)

    TAKEN = ("status", "held_for", "held_at", "needs_claim", "published_at")  # see _take

    WITHDRAWN_FROM = {"held", "published", "removed"}

    thread = models.ForeignKey(
        Thread, models.PROTECT, related_name="comments", db_index=False, editable=False
    )
    parent = TreeForeignKey(
        "self",
        models.PROTECT,
        related_name="replies",
        null=True,
        blank=True,
        db_index=False,
        editable=False,
    )
    tree_id = models.BigIntegerField(editable=False)
    lft = models.PositiveIntegerField(editable=False)
    rght = models.PositiveIntegerField(editable=False)
    level = models.PositiveIntegerField(editable=False)
    author = models.ForeignKey(
        "accounts.User",
        models.PROTECT,
        verbose_name=_("member"),
        null=True,
        blank=True,
        db_index=False,
        related_name="comments",
    )
    profession = models.ForeignKey(
        "accounts.Profession",
        models.PROTECT,
        verbose_name=_("profession"),
        null=True,
        blank=True,
        db_index=False,
        related_name="+",
    )
    email = models.EmailField(_("e-mail address"), blank=True)  # never shown
    text = models.TextField(_("text"))  # as typed; the truth
    markup = models.TextField(editable=False)  # made of it, see boards/rendering.py
    status = models.CharField(_("status"), max_length=10, choices=Status, editable=False)
    held_for = models.CharField(
        _("held because"), max_length=10, choices=HeldFor, blank=True, editable=False
    )
    held_at = models.DateTimeField(_("waits since"), null=True, editable=False)
    # A guest gave a member's address: whatever else it waits for, it is not published before the
    # member has said that it is theirs.
    needs_claim = models.BooleanField(_("needs to be claimed"), default=False, editable=False)
    created = models.DateTimeField(_("written"), default=timezone.now, editable=False)
    published_at = models.DateTimeField(_("first published"), null=True, editable=False)
    edited_at = models.DateTimeField(_("edited"), null=True, editable=False)

    objects = CommentManager()

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        # Each further index costs every reply 7 to 9 microseconds for each comment it shifts.
        indexes = (
            models.Index(fields=("tree_id", "lft"), name="boards_comment_tree"),
            models.Index(
                fields=("parent",), name="boards_comment_parent", condition=Q(parent__isnull=False)
            ),
            models.Index(
                fields=("author", "created"),
                name="boards_comment_author",
                condition=Q(author__isnull=False),
            ),
            models.Index(
                fields=("email",), name="boards_comment_guest", condition=Q(author__isnull=True)
            ),
            # Only of the few that are held, so it costs the others nothing.
            models.Index(
                fields=("held_at",), name="boards_comment_held", condition=Q(status="held")
            ),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("tree_id",),
                name="boards_comment_one_root",
                condition=Q(parent__isnull=True),
            ),
            models.CheckConstraint(
                condition=Q(tree_id=F("thread")), name="boards_comment_tree_is_thread"
            ),
            models.CheckConstraint(
                condition=Q(lft__gte=1, rght__gt=F("lft")), name="boards_comment_edges"
            ),
        )

    def __str__(self):
        return f"{self.byline} {_('says')}"

    def get_absolute_url(self):
        return reverse("boards:comment", args=(self.pk,))

    def save(self, *args, update_fields=None, **kwargs):
        """Of a comment that exists, named fields only, and never its place in the tree. What search
        finds it by goes with it."""
        if self._state.adding:
            raise TypeError(
                "post it: module.start_thread(comment) or thread.reply(comment, to=...)"
            )
        if not update_fields or PLACE & set(update_fields):
            raise TypeError("name the fields to save; comments never move")
        # Past mptt's own save, which moves a comment that it takes to have got another parent.
        with transaction.atomic(savepoint=False):
            super(MPTTModel, self).save(*args, update_fields=update_fields, **kwargs)
            if SHOWN & set(update_fields):
                SearchEntry.objects.renew([self])

    def delete(self, *args, **kwargs):
        raise TypeError("comments are removed or withdrawn, never deleted")

    def move_to(self, *args, **kwargs):
        raise TypeError("comments never move")

    # -- Questions --------------------------------------------------------------

    @classmethod
    def answerable(cls, key, module):
        """The published comment on the board of `module` that has that key, with its thread's; None
        if there is none. The rest of it is read when somebody looks at it, since whoever answers it
        seldom does before it is locked."""
        found = ANSWERABLE.rows(key, module.pk)
        return cls.from_db(cls.objects.db, ("id", "thread_id"), found[0]) if found else None

    @property
    def is_published(self):
        return self.status == self.Status.PUBLISHED

    @property
    def is_held(self):
        return self.status == self.Status.HELD

    @property
    def waits_for_its_text(self):
        """Whether it is published once nothing is found in it any more."""
        return self.is_held and self.held_for in self.WAITS_FOR_ITS_TEXT

    @property
    def waits_for_a_moderator(self):
        """And not for its author or a member, except where somebody may be in danger."""
        if self.held_for in self.WAITS_FOR_ITS_AUTHOR:
            return False
        return self.is_held and (not self.needs_claim or self.held_for == self.HeldFor.URGENT)

    @property
    def waits_for_its_member(self):
        """Whether a guest has given a member's address, and it waits for the member to say so."""
        return self.is_held and self.needs_claim

    @property
    def may_need_claim(self):
        """Whether its guest is told that it may wait for a member. Everybody's is told who waits
        at all, or that would tell whose addresses are members'."""
        return self.is_held and not self.author_id and not self.published_at

    @property
    def reason_is_open(self):
        """Whether its guest is told of two reasons, as which one it is would tell that."""
        return self.may_need_claim and self.held_for in (
            self.HeldFor.ADDRESS,
            self.HeldFor.UNCHECKED,
        )

    @property
    def can_be_withdrawn(self):
        return self.status in self.WITHDRAWN_FROM

    @property
    def is_redacted(self):
        return str(REDACTED) in self.text

    @property
    def editable_until(self):
        """Until when it can be edited, for a published comment that is whole; else None. The
        author does not put back what a moderator has taken out."""
        if self.is_published and not self.is_redacted:
            return self.published_at + EDITABLE_FOR
        return None

    @property
    def can_be_edited(self):
        return self.is_held or bool(self.editable_until and timezone.now() < self.editable_until)

    @property
    def standing(self):
        """By which one tells whether a decision has changed anything for its author."""
        parts = "\0".join((self.status, self.held_for, self.text))
        return hashlib.sha256(parts.encode()).hexdigest()[:32]

    @property
    def first_words(self):
        """A line of it, of 20 words and 160 characters at most."""
        return Truncator(Truncator(" ".join(self.text.split())).words(20)).chars(160)

    @property
    def paragraphs(self):
        return made_markup(self.markup)

    def says(self, passage):
        """Whether `passage` is in its text, as whole words and letter by letter."""
        return bool(passage and regex.search(whole_words(passage), self.text))

    @property
    def keeps_its_place(self):
        """Whether it is on its page: published, or a line in place of what was once published
        and has answers that can be seen."""
        if self.is_published:
            return True
        return bool(self.published_at) and Comment.objects.published().beneath(self).exists()

    @property
    def is_on_board(self):
        """The same without another question, for one read `with_replies_seen`; of what stands
        beneath a line it knows the replies right to it."""
        keeps_its_place = self.is_published or bool(self.published_at and self.replies_seen)
        return keeps_its_place and self.thread.module.is_published

    @property
    def place_in_thread(self):
        """How many comments of the thread come before it in reading order. Right for any tree
        without gaps: each comment before it has opened, and all but its ancestors have closed."""
        return (self.lft + self.level - 1) // 2

    # -- Posting and editing -----------------------------------------------------

    def post(self, *, module, parent=None, as_is=False, address=""):
        """Take this unsaved comment onto the board of `module`, beneath `parent` if there is one.

        `as_is`: the author has seen what the screeners found and sends it to a moderator so.
        `address`: the keyed hash of where it came from, for the limits; "" from the shell.
        Returns the comment, published or held; when the same was posted within ten minutes, that
        earlier one. Raises Flagged with the findings, or a Refused with a sentence for the author.
        """
        if not module.takes_comments:
            raise BoardClosed
        self._refuse_blocked(module)
        verdict = screen(self.text)  # before the transaction, which holds locks
        if verdict.asks_the_author and not as_is:
            raise Flagged(verdict.findings)
        self.parent = parent
        submission = Submission.of(self, module, address)
        if earlier := submission.admit():
            return earlier
        self.markup = render(self.text)
        self._take(verdict, everything_waits=Hold.is_over(module.pk))
        try:
            self._write(module, verdict, submission)
        except IntegrityError:  # the same submission, sent at the same time, was there first
            earlier = submission.earlier_comment()
            if not earlier:
                raise
            return earlier
        return self

    def _refuse_blocked(self, module):
        if block := Block.over(self.email, self.author_id):
            raise Blocked(block, module.course.tzinfo)

    @in_transaction
    def _write(self, module, verdict, submission):
        with written_together():
            if self.parent_id:  # from here on others wait
                self._find_place_beneath_parent(module)
            else:
                self._open_thread(module)
            self._insert()
            self._keep_findings(verdict)
            submission.leave(self)
            self._announce()
            self._settle(self.thread, was_seen=False, size=1)

    def _open_thread(self, module):
        self.thread = Thread.objects.create(module=module)
        self.tree_id, self.lft, self.rght, self.level = self.thread.pk, 1, 2, 0

    def _find_place_beneath_parent(self, module):
        """Under the thread's lock, which comes first; what it decides on is read after it."""
        self.thread = Thread.objects.locked(self.parent.thread_id)
        self.parent = Comment.objects.get(pk=self.parent_id)
        if self.thread.module_id != module.pk or not self.parent.is_published:
            raise NotAnswerable
        self.thread.module = module  # as it is at hand
        if self.thread.is_closed:
            raise ThreadClosed
        if self.thread.is_full:
            raise ThreadFull
        self.tree_id = self.lft = self.rght = self.level = None
        Comment.objects.insert_node(self, self.parent, "last-child", refresh_target=False)

    def complete_built(self):
        """Give what is written by the second door what follows from the rest of it."""
        self.markup = render(self.text)
        if self.is_published and not self.published_at:
            self.published_at = self.created
        if self.is_held:
            self.held_at = self.created

    def _insert(self):
        # An attempt that the database broke off may have left a key behind.
        self.pk, self._state.adding = None, True
        super().save(force_insert=True)
        SearchEntry.objects.add_published([self])

    def edit(self, text, *, as_is=False):
        """Replace the text, which moderators can still look up; screened like a new one, see
        `post`.

        A held comment that waited only because of what it said is published once nothing is found
        in it; if its author was asked to change it, it goes back to a moderator. A published one
        can be edited for a while, and stays published unless what is found in it holds it. Raises
        EditingOver after that, TooFast after many in a short time, NotPossible where its status or
        a redaction forbids it."""
        self._refuse_edit_when_over()
        self._refuse_edit_when_hasty()
        self._refuse_blocked(self.thread.module)
        verdict = screen(text)
        if verdict.asks_the_author and not as_is:
            raise Flagged(verdict.findings)
        self._rewrite(text, verdict, author=self.author_id)

    def _refuse_edit_when_over(self):
        if self.can_be_edited:
            return
        if self.editable_until:
            raise EditingOver(EDITABLE_FOR // timedelta(minutes=1))
        raise NotPossible

    def _refuse_edit_when_hasty(self):
        """Each edit is screened and leaves a text behind, so there are as many as comments."""
        now = timezone.now()
        edited = self.earlier_texts.filter(created__gt=now - REMEMBERED)
        times = edited.values_list("created", flat=True)
        if waits := [*waits_for(LIMITS_PER_PERSON, times, now)]:
            raise TooFast(max(waits))

    @in_transaction
    def _rewrite(self, text, verdict, author):
        thread, was_seen = self._lock()
        if self.author_id != author:  # claimed meanwhile: the guest's it is no more
            raise NotPossible
        self._refuse_edit_when_over()
        is_new = not self.published_at
        if text != self.text:
            self.earlier_texts.create(text=self.text)
        self.text, self.markup, self.edited_at = text, render(text), timezone.now()
        if self.is_published or self.waits_for_its_text:
            self._take(verdict, everything_waits=Hold.is_over(thread.module_id))
        else:
            is_sent_back = self.held_for == self.HeldFor.CHANGES
            if verdict.is_urgent:
                self.held_for = self.HeldFor.URGENT
            elif is_sent_back:
                self.held_for = self.HeldFor.REVISED
            if is_sent_back:  # until now it waited for its author
                self.held_at = timezone.now()
        self.findings.retire()
        self._keep_findings(verdict)
        fields = ("text", "markup", "edited_at", *self.TAKEN)
        self.save(update_fields=fields)
        if is_new:
            self._announce()
        self._settle(thread, was_seen)

    def _take(self, verdict, everything_waits):
        """Publish it, or hold it for what the verdict says or because everything waits. The reason
        is the same whether or not the address is a member's, for as long as there is another."""
        if not self.author_id and not self.published_at:
            had_to, self.needs_claim = self.needs_claim, User.objects.is_members(self.email)
            if self.needs_claim and not had_to:
                self.held_at = None  # the time to claim it begins now
        if verdict.is_urgent:
            self._wait(self.HeldFor.URGENT)
        elif verdict.holds:
            self._wait(self.HeldFor.RULE)
        elif not verdict.only_advises:
            self._wait(self.HeldFor.FINDINGS)
        elif not verdict.checked:
            self._wait(self.HeldFor.UNCHECKED)
        elif everything_waits:
            self._wait(self.HeldFor.EVERYTHING)
        elif self.needs_claim:
            self._wait(self.HeldFor.ADDRESS)
        else:
            self.status, self.held_for, self.held_at = self.Status.PUBLISHED, "", None
            self.published_at = self.published_at or timezone.now()

    def _wait(self, held_for):
        self.held_at = self.held_at if self.is_held and self.held_at else timezone.now()
        self.status, self.held_for = self.Status.HELD, held_for

    def _announce(self):
        """When it is first published; or at once, to the member whose address a guest has given."""
        if self.is_published:
            self._announce_at(self.published_at + EDITABLE_FOR, Announcement.About.COMMENT)
        elif self.needs_claim:
            self._announce_at(timezone.now(), Announcement.About.OUTCOME)

    def _announce_at(self, due_at, about, before=""):
        told = Announcement(comment=self, about=about, before=before, due_at=due_at)
        Announcement.objects.bulk_create([told], ignore_conflicts=True)  # once is enough

    def tell_author(self, before=""):
        """What became of it, as it is in a while, unless by then it is `before`, see `standing`."""
        if not (self.author_id or self.email):
            return
        due_at = timezone.now() + EDITABLE_FOR
        self._announce_at(due_at, Announcement.About.OUTCOME, before)
        self.announcements.filter(about=Announcement.About.OUTCOME).update(due_at=due_at)

    def _keep_findings(self, verdict):
        for finding in verdict.findings:
            finding.pk, finding.comment = None, self
        if verdict.findings:  # of none Django would prepare to write them all the same
            self.findings.bulk_create(verdict.findings)

    # -- Changes of status ---------------------------------------------------------

    def publish(self):
        self._become(self.Status.PUBLISHED, {"held", "removed", "spam"})

    def hold(self, held_for=HeldFor.MODERATOR, since=None):
        """`since`: from when on it has waited, if not from now."""
        changes = {"held_at": since} if since else {}
        self._become(self.Status.HELD, {"published"}, held_for=held_for, **changes)

    def ask_for_changes(self):
        before = {"held", "published", "removed"}
        self._become(self.Status.HELD, before, held_for=self.HeldFor.CHANGES)

    def remove(self):
        self._become(self.Status.REMOVED, {"held", "published"})

    def mark_spam(self):
        self._become(self.Status.SPAM, {"held", "published", "removed"})

    def withdraw(self):
        """By its author: the text goes, the place stays for the sake of its answers."""
        self._become(self.Status.WITHDRAWN, self.WITHDRAWN_FROM, text="", markup="")

    @in_transaction
    def give_up(self):
        """Withdraw it, if the member whose address it bears has still not claimed it."""
        self._lock()
        if self.waits_for_its_member:
            self.withdraw()

    @in_transaction
    def redact(self, passages):
        """Take each of `passages`, whole words exactly as in the text, out of it wherever they
        stand, and publish what remains. Raises NotPossible if one of them is not there."""
        status = self.status
        self._lock()
        if self.status != status or not passages:
            raise NotPossible
        if not all(map(self.says, passages)):
            raise NotPossible
        text = without(self.text, passages)
        before = {"held", "published", "removed"}
        self._become(self.Status.PUBLISHED, before, text=text, markup=render(text))

    def put_back(self, status, held_for="", held_at=None):
        """As it was before a verb that is being undone; `held_at`: since when it waited for a
        moderator, None if it did not."""
        before = {"held", "published", "removed", "spam"}
        if held_for == self.HeldFor.ADDRESS and not self.needs_claim:  # claimed since
            held_for = self.HeldFor.MODERATOR
        changes = {"held_at": held_at} if status == self.Status.HELD and held_at else {}
        self._become(status, before, held_for=held_for, **changes)

    @in_transaction
    def restore(self, text, verdict, *, found_until):
        """The text as it was before it was redacted at `found_until`; `verdict`: what the screeners
        find in it, in the place of what they had found."""
        thread, _was_seen = self._lock()
        if self.status == self.Status.WITHDRAWN:
            raise NotPossible
        self.text, self.markup = text, render(text)
        self.save(update_fields=("text", "markup"))
        before = self.findings.filter(retired_at__gte=found_until)
        for finding in verdict.findings:
            same = before.filter(rule=finding.rule, screener=finding.screener).first()
            finding.created = same.created if same else finding.created
        before.delete()
        self._keep_findings(verdict)
        thread.count()

    def _become(self, status, only_from, **changes):
        """Raises NotPossible if its status does not lead to this one, or is another by now than
        it was when this instance was loaded."""
        if self.status not in only_from:
            raise NotPossible
        self._change(self.status, status, **changes)

    @in_transaction
    def _change(self, from_status, status, held_for="", **changes):
        thread, was_seen = self._lock()
        if self.status != from_status:
            raise NotPossible
        if self.needs_claim and status == self.Status.PUBLISHED:
            raise NotPossible
        if "text" in changes:
            self.findings.retire()
            self.earlier_texts.all().delete()
        before, is_new = self.standing, not self.published_at
        held_at = timezone.now() if status == self.Status.HELD else None
        changes = {"held_at": held_at, **changes, "status": status, "held_for": held_for}
        if status == self.Status.PUBLISHED:
            changes["published_at"] = self.published_at or timezone.now()
        for field, value in changes.items():
            setattr(self, field, value)
        self.save(update_fields=tuple(changes))
        if status != self.Status.WITHDRAWN:
            self.tell_author(before)
            if is_new:
                self._announce()
        self._settle(thread, was_seen)

    def _lock(self):
        """Lock the thread, read this comment anew; the thread, and whether the comment was seen."""
        thread = Thread.objects.locked(self.thread_id)
        self.refresh_from_db()
        self.thread = thread
        return thread, self.is_published

    def _settle(self, thread, was_seen, size=0):
        """Have what is counted and kept of it elsewhere follow it; the last of each change."""
        if self.is_published:
            Voice.objects.renew([self])
        elif was_seen:
            Voice.objects.forget([self])
        thread.count(size=size, seen=self.is_published - was_seen)

    def claim(self, user, *, seen):
        """Become a comment of the member whose confirmed address the guest had given; its byline
        stays as it is. One that waited for that is published, or held for what it says. `seen`: its
        `standing` when the member looked at it. Raises NotPossible if it is none of those or has
        another by now, Blocked if it waits and the member cannot post."""
        verdict = screen(self.text) if self.waits_for_its_member else None
        self._claim(user, verdict, seen, screened=self.text)

    @in_transaction
    def _claim(self, user, verdict, seen, screened):
        thread, was_seen = self._lock()
        if self.standing != seen or self.text != screened:
            raise NotPossible
        if not Comment.objects.claimable_by(user).filter(pk=self.pk).exists():
            raise NotPossible
        if self.waits_for_its_member != (verdict is not None):
            raise NotPossible
        self.author, self.needs_claim = user, False
        if verdict:
            self._refuse_blocked(thread.module)
            self.announcements.all().delete()  # that it waits
            self.held_at = None  # a moderator who has to look at it can do so from now on
            self._take(verdict, everything_waits=Hold.is_over(thread.module_id))
            self._announce()
        self.save(update_fields=("author", *self.TAKEN))
        self._settle(thread, was_seen)

    @in_transaction
    def part_from_author(self, *, withdrawing):
        """Its author leaves for good: what is published stays without a name, unless `withdrawing`;
        all else is withdrawn, whatever a moderator has decided on it."""
        if self.status != self.Status.WITHDRAWN and (withdrawing or not self.is_published):
            anything = {*self.WITHDRAWN_FROM, self.Status.SPAM}
            self._become(self.Status.WITHDRAWN, anything, text="", markup="")
        thread, was_seen = self._lock()
        self.findings.retire()
        self.earlier_texts.all().delete()
        self.announcements.filter(about=Announcement.About.OUTCOME).delete()
        self.author, self.email, self.name = None, "", _now("A former member")
        self.country = self.city = self.state = ""
        self.extent = self.Extent.FULL
        fields = ("author", "email", "name", "country", "city", "state", "extent")
        self.save(update_fields=fields)
        self._settle(thread, was_seen)

    @in_transaction
    def narrow_byline(self, extent):
        """Show less, or again more, of the byline: `extent` is one of Byline.Extent."""
        thread, was_seen = self._lock()
        if not (self.is_held or self.is_published):
            raise NotPossible
        self.extent = extent
        self.save(update_fields=("extent",))
        self._settle(thread, was_seen)


def whole_words(passage):
    """A pattern of `passage` that does not match within a longer word."""
    begins = r"(?<!\w)" if regex.match(r"\w", passage) else ""
    ends = r"(?!\w)" if regex.search(r"\w\Z", passage) else ""
    return f"{begins}{regex.escape(passage)}{ends}"


def without(text, passages):
    """`text` with REDACTED wherever one of `passages` stands, or several that overlap."""
    spans = sorted(
        (start, start + len(passage))
        for passage in passages
        for start in (hit.start() for hit in regex.finditer(f"(?={whole_words(passage)})", text))
    )
    kept, end = [], 0
    for start, stop in spans:
        if start >= end:
            kept += [text[end:start], str(REDACTED)]
        end = max(end, stop)
    return "".join([*kept, text[end:]])
