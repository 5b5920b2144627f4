from django.db.models import Case, Exists, IntegerField, OuterRef, Q, Value, When
from django.utils.translation import gettext_lazy as _

from boards.models import Comment
from boards.models.comment import CommentManager
from moderation.models.decision import Answer

URGENT_FIRST = Case(
    When(held_for=Comment.HeldFor.URGENT, then=Value(0)),
    default=Value(1),
    output_field=IntegerField(),
)


class HeldCommentManager(CommentManager):
    def get_queryset(self):
        """What a moderator has to look at: held comments, and those whose author has answered a
        decision. Urgent ones are first, then the oldest."""
        answered = Answer.objects.open().filter(decision__comment=OuterRef("pk"))
        waiting = Q(status=Comment.Status.HELD) & ~Q(held_for=Comment.HeldFor.CHANGES)
        waiting |= Q(status__in=(Comment.Status.HELD, Comment.Status.REMOVED)) & Exists(answered)
        return super().get_queryset().filter(waiting).order_by(URGENT_FIRST, "created")


class HeldComment(Comment):
    """A comment that waits for a moderator: the queue."""

    objects = HeldCommentManager()

    class Meta:
        proxy = True
        verbose_name = _("waiting comment")
        verbose_name_plural = _("waiting comments")
