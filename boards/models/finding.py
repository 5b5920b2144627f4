from django.db import models
from django.utils.translation import gettext_lazy as _


class Finding(models.Model):
    """Words of a comment that a screener takes to break a rule.

    Screeners answer with unsaved findings; those of a comment that its author sent to a moderator
    as it is are kept with it."""

    class Certainty(models.TextChoices):
        CERTAIN = "certain", _("certain")
        LIKELY = "likely", _("likely")

    comment = models.ForeignKey("boards.Comment", models.CASCADE, related_name="findings")
    rule = models.CharField(_("rule"), max_length=20)
    start = models.PositiveIntegerField()  # code points from the beginning of the comment's text
    end = models.PositiveIntegerField()
    words = models.TextField(_("words"))
    certainty = models.CharField(_("certainty"), max_length=10, choices=Certainty)
    sentence = models.TextField(_("told to the author"))

    class Meta:
        ordering = ("start", "pk")
        verbose_name = _("finding")
        verbose_name_plural = _("findings")

    def __str__(self):
        return f"{self.rule}: {self.words}"
