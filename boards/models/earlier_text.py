from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class EarlierText(models.Model):
    """What a comment said before its author edited it, for moderators alone: what was reported or
    answered can be looked up, and nobody escapes a decision by an edit. It goes with the text when
    that is withdrawn or redacted."""

    comment = models.ForeignKey("boards.Comment", models.CASCADE, related_name="earlier_texts")
    text = models.TextField(_("text"))
    created = models.DateTimeField(_("said until"), default=timezone.now)

    class Meta:
        ordering = ("-pk",)
        verbose_name = _("earlier text")
        verbose_name_plural = _("earlier texts")

    def __str__(self):
        return self.text
