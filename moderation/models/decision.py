from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from boards.models import Comment, Thread
from boards.refusals import NotPossible
from boards.transactions import in_transaction


class Unchangeable(models.QuerySet):
    def update(self, **changes):
        raise TypeError("what was decided stays on record")

    def delete(self):
        raise TypeError("what was decided stays on record")


class Decision(models.Model):
    """What a moderator did with a comment, under which rule and why. Append-only: a decision is
    undone by another one."""

    class Act(models.TextChoices):
        PUBLISH = "publish", _("published it")
        ASK = "ask", _("asked for changes")
        REMOVE = "remove", _("did not publish it")
        SPAM = "spam", _("marked it as spam")
        KEEP = "keep", _("stood by the decision")

    comment = models.ForeignKey("boards.Comment", models.PROTECT, related_name="decisions")
    act = models.CharField(_("decision"), max_length=10, choices=Act)
    rule = models.ForeignKey(
        "boards.RuleVersion", models.PROTECT, verbose_name=_("rule"), null=True, related_name="+"
    )
    sentence = models.TextField(_("told to the author"), blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("moderator"), related_name="+"
    )
    created = models.DateTimeField(_("decided"), auto_now_add=True)

    objects = Unchangeable.as_manager()

    class Meta:
        ordering = ("-pk",)
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")

    def __str__(self):
        return f"{self.comment.name}: {self.get_act_display()}"

    def save(self, *args, **kwargs):
        if not self._state.adding:
            raise TypeError("what was decided stays on record")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise TypeError("what was decided stays on record")

    @classmethod
    @in_transaction
    def make(cls, act, comment, *, by, rule=None, sentence=""):
        """Do `act` with `comment`, and keep on record that `by` did it under `rule`, the version of
        one, and said `sentence` to the author. Raises NotPossible, with nothing done, if the
        comment has changed since it was loaded or the act is none for its status."""
        if act == cls.Act.KEEP:
            if not Answer.objects.open().filter(decision__comment_id=comment.pk).exists():
                raise NotPossible
        else:
            VERBS[act](comment)
        Answer.objects.open().filter(decision__comment_id=comment.pk).settle()
        return cls.objects.create(
            act=act, comment_id=comment.pk, by=by, rule=rule, sentence=sentence
        )

    @property
    def can_be_answered(self):
        """Whether the author may say something to it, as one may once."""
        against = self.act in (self.Act.ASK, self.Act.REMOVE)
        waits = self.comment.status in (Comment.Status.HELD, Comment.Status.REMOVED)
        return against and waits and not Answer.objects.filter(decision=self).exists()

    @in_transaction
    def take_answer(self, text):
        """The author's one answer, which brings the comment before a moderator again. Raises
        NotPossible if there is one already or the decision is none to be answered."""
        Thread.objects.locked(self.comment.thread_id)  # as a withdrawal does
        self.comment.refresh_from_db()
        if not self.can_be_answered or self != self.comment.decisions.first():
            raise NotPossible
        return Answer.objects.create(decision=self, text=text)


VERBS = {
    Decision.Act.PUBLISH: Comment.publish,
    Decision.Act.ASK: Comment.ask_for_changes,
    Decision.Act.REMOVE: Comment.remove,
    Decision.Act.SPAM: Comment.mark_spam,
}


class AnswerQuerySet(models.QuerySet):
    def open(self):
        """Those that no moderator has decided on yet."""
        return self.filter(is_settled=False)

    def settle(self):
        return self.update(is_settled=True)


class Answer(models.Model):
    """What an author said to a decision, once."""

    decision = models.OneToOneField(Decision, models.PROTECT, related_name="answer")
    text = models.TextField(_("answer of the author"))
    created = models.DateTimeField(_("answered"), auto_now_add=True)
    is_settled = models.BooleanField(default=False)  # a moderator has decided since

    objects = AnswerQuerySet.as_manager()

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")

    def __str__(self):
        return self.text
