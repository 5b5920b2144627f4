import hashlib

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from boards.models import Block, Comment, Thread
from boards.refusals import NotPossible
from boards.screening import screen
from boards.transactions import in_transaction
from moderation.models.record import OnRecord, Record
from moderation.models.redaction import Redaction
from moderation.models.report import Report

Status = Comment.Status


class DecisionQuerySet(OnRecord):
    def in_force(self):
        """Those that nobody has taken back; what took another back is none itself."""
        return self.exclude(act=Decision.Act.UNDO).filter(undone_by=None)

    def on_comments(self):
        """Those about the comment itself, and not about its thread."""
        on_threads = Decision.ON_THREADS
        return self.exclude(act__in=on_threads).exclude(undoes__act__in=on_threads)

    def forget_sentences(self):
        """Where the person they were written to leaves for good."""
        models.QuerySet.update(self, sentence="")

    def against(self):
        return self.filter(act__in=Decision.AGAINST)


class Decision(Record):
    """What a moderator did with a comment, under which rule and why. Append-only: a decision is
    taken back by another one."""

    class Act(models.TextChoices):
        PUBLISH = "publish", _("published it")
        ASK = "ask", _("asked for changes")
        REMOVE = "remove", _("removed it")
        REDACT = "redact", _("took identifying details out of it")
        SPAM = "spam", _("marked it as spam")
        BLOCK = "block", _("removed it and blocked its author")
        HOLD = "hold", _("took it off the board for another look")
        KEEP = "keep", _("stood by the decision")
        CLOSE = "close", _("closed its thread")
        REOPEN = "reopen", _("reopened its thread")
        UNDO = "undo", _("took the decision back")

    AGAINST = (Act.ASK, Act.REMOVE, Act.REDACT, Act.SPAM, Act.BLOCK)
    ON_THREADS = (Act.CLOSE, Act.REOPEN)
    # What leads where: the verbs of boards refuse the rest.
    POSSIBLE_FROM = {
        Act.PUBLISH: (Status.HELD, Status.REMOVED, Status.SPAM),
        Act.ASK: (Status.HELD, Status.PUBLISHED, Status.REMOVED),
        Act.REMOVE: (Status.HELD, Status.PUBLISHED),
        Act.REDACT: (Status.HELD, Status.PUBLISHED, Status.REMOVED),
        Act.SPAM: (Status.HELD, Status.PUBLISHED, Status.REMOVED),
        Act.BLOCK: (Status.HELD, Status.PUBLISHED, Status.REMOVED, Status.SPAM),
        Act.HOLD: (Status.PUBLISHED,),
    }
    # By these reports are settled; an author's answer is also by standing by a decision.
    SETTLES_REPORTS = (*AGAINST, Act.PUBLISH)
    SETTLES_ANSWERS = (*SETTLES_REPORTS, Act.KEEP)

    comment = models.ForeignKey("boards.Comment", models.PROTECT, related_name="decisions")
    act = models.CharField(_("decision"), max_length=10, choices=Act)
    rule = models.ForeignKey(
        "boards.RuleVersion", models.PROTECT, verbose_name=_("rule"), null=True, related_name="+"
    )
    sentence = models.TextField(_("told to the author"), blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("moderator"), related_name="+"
    )
    created = models.DateTimeField(_("decided"), default=timezone.now, db_index=True)
    undoes = models.OneToOneField(
        "self", models.PROTECT, verbose_name=_("takes back"), null=True, related_name="undone_by"
    )
    block = models.OneToOneField(Block, models.PROTECT, null=True, related_name="decision")
    # How the comment was before, to be put back so.
    status_before = models.CharField(max_length=10, choices=Status, blank=True)
    held_for_before = models.CharField(max_length=10, choices=Comment.HeldFor, blank=True)
    waiting_since = models.DateTimeField(_("waited since"), null=True)  # none if it did not wait

    objects = DecisionQuerySet.as_manager()

    class Meta:
        ordering = ("-pk",)
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")

    def __str__(self):
        return f"{self.comment.name}: {self.get_act_display()}"

    # -- Making one ------------------------------------------------------------------

    @classmethod
    def possible(cls, comment):
        """The acts that can be done with `comment` as it is."""
        status = comment.status
        acts = {act for act, statuses in cls.POSSIBLE_FROM.items() if status in statuses}
        answered = Answer.objects.open().filter(decision__comment=comment).exists()
        if answered and status != Status.WITHDRAWN:
            acts.add(cls.Act.KEEP)
        if comment.is_published and (answered or comment.reports.open().exists()):
            acts.add(cls.Act.PUBLISH)  # which leaves it there
        if comment.needs_claim:
            acts -= {cls.Act.PUBLISH, cls.Act.ASK, cls.Act.REDACT}
        if not (comment.author_id or comment.email):
            acts.discard(cls.Act.BLOCK)  # there is nobody to be told from others
        acts.add(cls.Act.REOPEN if comment.thread.is_closed else cls.Act.CLOSE)
        return acts

    @classmethod
    @in_transaction
    def make(cls, act, comment, *, by, seen=None, rule=None, sentence="", passages=(), until=None):
        """Do `act` with `comment`, and keep on record that `by` did it under `rule`, the version of
        one, and said `sentence` to the author.

        `seen`: the `state_of` the comment that was looked at; `passages`: the words to take out,
        for REDACT; `until`: the end of a BLOCK, whose reason is the sentence, else the rule's.
        Returns the decision. Raises NotPossible, with nothing done, if the comment has changed
        since, or the act is none for its status."""
        as_it_is = lock(comment)
        if as_it_is.status != comment.status or seen not in (None, state_of(as_it_is)):
            raise NotPossible
        if act not in cls.possible(as_it_is):
            raise NotPossible
        decision = cls(
            act=act,
            comment=as_it_is,
            by=by,
            rule=rule,
            sentence=sentence,
            created=timezone.now(),
            status_before=as_it_is.status,
            held_for_before=as_it_is.held_for,
            waiting_since=waiting_since(as_it_is),
        )
        original = as_it_is.text
        decision._do(passages, until)
        decision.save()
        if act == cls.Act.REDACT:
            Redaction.objects.create(decision=decision, original=original)
        if act in cls.SETTLES_REPORTS:
            as_it_is.reports.settle(decision)
        if act in cls.SETTLES_ANSWERS:
            Answer.objects.open().filter(decision__comment=as_it_is).settle(decision)
        comment.refresh_from_db()
        return decision

    def _do(self, passages, until):
        comment, act = self.comment, self.act
        if act == self.Act.REDACT:
            comment.redact(passages)
        elif act == self.Act.BLOCK:
            self.block = self._block_author(until)
            if comment.status not in LEFT_AS[act]:
                comment.remove()
        elif act == self.Act.PUBLISH and comment.is_published:
            return  # it is left there
        elif act == self.Act.KEEP:
            comment.tell_author()
        else:
            VERBS[act](comment)

    def _block_author(self, until):
        return Block.objects.create(
            user=self.comment.author,
            email=self.comment.email,
            until=until,
            reason=self.sentence or self.rule.sentence,
            by=self.by,
        )

    # -- Taking one back --------------------------------------------------------------

    @property
    def can_be_undone(self):
        """Whether it is the last word on its comment, which is still as the decision left it."""
        if self.act == self.Act.UNDO or not self.status_before:  # which older ones have not kept
            return False
        comment = self.comment
        if self.act in self.ON_THREADS:
            is_closed = self.act == self.Act.CLOSE
            standing = comment.decisions.in_force()
            last = standing.filter(act__in=self.ON_THREADS).first()
            return self == last and comment.thread.is_closed == is_closed
        changed = comment.edited_at and comment.edited_at > self.created
        as_left = self.act == self.Act.KEEP or comment.status in LEFT_AS[self.act]
        purged = self.act == self.Act.REDACT and not self.redaction.is_sealed
        return self.is_last_word and as_left and not changed and not purged

    def undo(self, *, by):
        """Put everything back as it was before; that this was done is a decision too, which is
        returned. Raises NotPossible if something has been done with the comment since."""
        was_redacted = self.act == self.Act.REDACT
        verdict = screen(self.redaction.original) if was_redacted else None  # before the lock
        return self._undo(by, verdict)

    @in_transaction
    def _undo(self, by, verdict):
        self.comment = comment = lock(self.comment)
        if self.act == self.Act.REDACT:  # which may be purged just now
            self.redaction = Redaction.objects.select_for_update().get(decision=self)
        if not self.can_be_undone:
            raise NotPossible
        undone = Decision.objects.create(
            act=self.Act.UNDO,
            comment=comment,
            by=by,
            undoes=self,
            status_before=comment.status,
            held_for_before=comment.held_for,
        )
        if self.act in self.ON_THREADS:
            comment.thread.reopen() if self.act == self.Act.CLOSE else comment.thread.close()
            return undone
        Report.objects.filter(decision=self).update(decision=None)
        Answer.objects.filter(settled_by=self).update(settled_by=None)
        if self.act == self.Act.KEEP:
            comment.announcements.filter(about="outcome", before="").delete()  # only its own
            return undone
        comment.put_back(self.status_before, self.held_for_before, self.waiting_since)
        if self.act == self.Act.REDACT:
            comment.restore(self.redaction.original, verdict, found_until=self.created)
            Redaction.objects.filter(decision=self).purge()
        if self.block:
            self.block.end()
        if comment.status in (Status.REMOVED, Status.SPAM):  # nobody looks for reports there
            comment.reports.settle(undone)
        return undone

    @property
    def is_last_word(self):
        """Whether of the decisions on its comment that stand it is the last."""
        return self == self.comment.decisions.in_force().on_comments().first()

    # -- What its author reads of it ----------------------------------------------------

    @property
    def is_without_remark(self):
        """Whether its author can only be told that somebody has decided."""
        speaks_for_itself = (self.Act.KEEP, self.Act.UNDO, self.Act.REDACT, self.Act.HOLD)
        return not self.rule and not self.sentence and self.act not in speaks_for_itself

    # -- Answering one ----------------------------------------------------------------

    @property
    def can_be_answered(self):
        """Whether the author may say something to it, as one may once."""
        against = self.act in self.AGAINST and self.act != self.Act.SPAM
        gone = self.comment.status in (Status.WITHDRAWN, Status.SPAM)
        published = self.comment.is_published and self.act != self.Act.REDACT
        answered = Answer.objects.filter(decision=self).exists()
        return against and self.is_last_word and not (gone or published or answered)

    @in_transaction
    def take_answer(self, text):
        """The author's one answer, which brings the comment before a moderator again. Raises
        NotPossible if there is one already or the decision is none to be answered."""
        self.comment = lock(self.comment)
        if not self.can_be_answered:
            raise NotPossible
        return Answer.objects.create(decision=self, text=text)


VERBS = {
    Decision.Act.PUBLISH: Comment.publish,
    Decision.Act.ASK: Comment.ask_for_changes,
    Decision.Act.REMOVE: Comment.remove,
    Decision.Act.SPAM: Comment.mark_spam,
    Decision.Act.HOLD: Comment.hold,
    Decision.Act.CLOSE: lambda comment: comment.thread.close(),
    Decision.Act.REOPEN: lambda comment: comment.thread.reopen(),
}
LEFT_AS = {
    Decision.Act.PUBLISH: (Status.PUBLISHED,),
    Decision.Act.ASK: (Status.HELD,),
    Decision.Act.REMOVE: (Status.REMOVED,),
    Decision.Act.REDACT: (Status.PUBLISHED,),
    Decision.Act.SPAM: (Status.SPAM,),
    Decision.Act.BLOCK: (Status.REMOVED, Status.SPAM),
    Decision.Act.HOLD: (Status.HELD,),
}


def lock(comment):
    """`comment` as it now is, under the lock of its thread."""
    thread = Thread.objects.locked(comment.thread_id)
    as_it_is = Comment.objects.get(pk=comment.pk)
    as_it_is.thread = thread
    return as_it_is


def state_of(comment):
    """By which a decision knows whether its moderator has seen the comment as it is: its text,
    its status, and what was last reported, decided and answered."""
    parts = (
        comment.text,
        comment.status,
        comment.held_for,
        comment.reports.order_by("-pk").values_list("pk", flat=True).first(),
        comment.decisions.values_list("pk", flat=True).first(),
        Answer.objects.filter(decision__comment=comment)
        .order_by("-pk")
        .values_list("pk", flat=True)
        .first(),
    )
    return hashlib.sha256("\0".join(map(str, parts)).encode()).hexdigest()[:32]


def waiting_since(comment):
    """Since when a moderator has something to look at in it, or None."""
    if comment.waits_for_a_moderator:
        return comment.held_at
    answer = Answer.objects.open().filter(decision__comment=comment).first()
    report = comment.reports.open().first()
    first = answer or report
    return first.created if first else None


class AnswerQuerySet(models.QuerySet):
    def open(self):
        """Those that no moderator has decided on yet, to decisions that stand."""
        return self.filter(settled_by=None, decision__undone_by=None)

    def settle(self, decision):
        return self.update(settled_by=decision)


class Answer(models.Model):
    """What an author said to a decision, once."""

    decision = models.OneToOneField(Decision, models.PROTECT, related_name="answer")
    text = models.TextField(_("answer of the author"))
    created = models.DateTimeField(_("answered"), auto_now_add=True)
    settled_by = models.ForeignKey(  # what a moderator has decided since
        Decision, models.PROTECT, null=True, related_name="+"
    )

    objects = AnswerQuerySet.as_manager()

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")

    def __str__(self):
        return self.text

    @property
    def is_settled(self):
        return self.settled_by_id is not None
