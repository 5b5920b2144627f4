from django.db.models import Case, Exists, F, IntegerField, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils.timesince import timesince
from django.utils.translation import gettext_lazy as _

from boards.models import Comment, Finding, Rule
from boards.models.comment import CommentManager, CommentQuerySet
from moderation.models.decision import Answer
from moderation.models.report import Report

Status, HeldFor = Comment.Status, Comment.HeldFor

# Held, and not for its author to change it or to say that it is theirs; but who may be in danger
# does not wait for that.
HELD = Q(status=Status.HELD) & ~Q(held_for__in=Comment.WAITS_FOR_ITS_AUTHOR)
HELD &= Q(needs_claim=False) | Q(held_for=HeldFor.URGENT)


class HeldCommentQuerySet(CommentQuerySet):
    def reported(self):
        return self.filter(Exists(Report.objects.open().filter(comment=OuterRef("pk"))))

    def from_their_authors(self):
        """Changed by its author as asked, or with an answer to a decision."""
        answers = Answer.objects.open().filter(decision__comment=OuterRef("pk"))
        return self.filter(Q(held_for=HeldFor.REVISED) | Exists(answers))

    def under(self, code):
        """What was found or reported under the rule of that code."""
        found = Finding.objects.current().filter(rule=code)
        reported = Report.objects.open().filter(rule__rule__code=code)
        return self.filter(
            Exists(found.filter(comment=OuterRef("pk")))
            | Exists(reported.filter(comment=OuterRef("pk")))
        )


def keys(queryset, name="pk"):
    """Its keys without their order, as a union takes them."""
    return queryset.order_by().values_list(name)


class HeldCommentManager(CommentManager.from_queryset(HeldCommentQuerySet)):
    def get_queryset(self):
        """What a moderator has to look at: held comments, reported ones, and those whose author has
        answered a decision; each with `is_urgent` and `waiting_since`. Urgent ones are first, then
        what has waited longest."""
        held = Comment.objects.filter(HELD)
        reports = Report.objects.open().filter(comment=OuterRef("pk"))
        answers = Answer.objects.open().filter(decision__comment=OuterRef("pk"))
        reported = Report.objects.open().filter(comment__status=Status.PUBLISHED)
        answered = Answer.objects.open().exclude(
            decision__comment__status__in=(Status.WITHDRAWN, Status.SPAM)
        )
        # By their keys, each from an index of its own: the table of comments is never walked.
        waiting = keys(held).union(keys(reported, "comment"), keys(answered, "decision__comment"))
        urgent_report = reports.filter(rule__action=Rule.Action.URGENT)
        return (
            super()
            .get_queryset()
            .filter(pk__in=waiting)
            .annotate(
                urgency=Case(
                    When(held_for=HeldFor.URGENT, then=Value(0)),
                    When(Exists(urgent_report), then=Value(0)),
                    default=Value(1),
                    output_field=IntegerField(),
                ),
                waiting_since=Coalesce(
                    Case(When(HELD, then=F("held_at"))),
                    Subquery(answers.order_by("created").values("created")[:1]),
                    Subquery(reports.order_by("created").values("created")[:1]),
                ),
            )
            .order_by("urgency", "waiting_since", "pk")
        )


class HeldComment(Comment):
    """A comment that waits for a moderator: the queue."""

    objects = HeldCommentManager()

    class Meta:
        proxy = True
        verbose_name = _("waiting comment")
        verbose_name_plural = _("waiting comments")

    @property
    def is_urgent(self):
        return self.urgency == 0

    @property
    def waiting_for(self):
        """«3 days»: how long, in one unit."""
        return timesince(self.waiting_since, depth=1)

    @property
    def rules_found(self):
        """The codes of the rules it was found under, of those in `found`."""
        return list(dict.fromkeys(finding.rule for finding in self.found))
