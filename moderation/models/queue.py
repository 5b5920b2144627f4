from django.utils.translation import gettext_lazy as _

from boards.models import Comment
from boards.models.comment import CommentManager


class HeldCommentManager(CommentManager):
    def get_queryset(self):
        return super().get_queryset().held()


class HeldComment(Comment):
    """A comment that waits for a moderator: the queue."""

    objects = HeldCommentManager()

    class Meta:
        proxy = True
        verbose_name = _("held comment")
        verbose_name_plural = _("held comments")
