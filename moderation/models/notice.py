from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Notice(models.Model):
    """That moderators were sent mail: about one urgent comment, or a digest of all that waits. It
    is written with the mail, so that of two processes one tells them, once."""

    comment = models.ForeignKey("boards.Comment", models.CASCADE, null=True, related_name="+")
    # Since when the comment waits; of a digest, when its interval began.
    since = models.DateTimeField()
    created = models.DateTimeField(_("sent"), default=timezone.now)

    class Meta:
        verbose_name = _("notice to moderators")
        verbose_name_plural = _("notices to moderators")
        constraints = (
            models.UniqueConstraint(
                fields=("comment", "since"),
                name="moderation_notice_once",
                condition=models.Q(comment__isnull=False),
            ),
            models.UniqueConstraint(
                fields=("since",),
                name="moderation_digest_once",
                condition=models.Q(comment=None),
            ),
        )

    def __str__(self):
        return str(self.comment or _("digest"))
