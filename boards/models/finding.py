from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class FindingQuerySet(models.QuerySet):
    def current(self):
        """Those about the text as it now stands."""
        return self.filter(retired_at=None)

    def retire(self):
        """The text they are about is gone: what stays is that something was found, to be counted,
        and no word of it."""
        return self.current().update(words="", sentence="", retired_at=timezone.now())


class Finding(models.Model):
    """Words of a comment that a screener takes to break a rule.

    Screeners answer with unsaved findings; those of a comment that is taken all the same are kept
    with it, under the version of the rule that was in force."""

    class Certainty(models.TextChoices):
        CERTAIN = "certain", _("certain")
        LIKELY = "likely", _("likely")

    comment = models.ForeignKey("boards.Comment", models.CASCADE, related_name="findings")
    rule = models.CharField(_("rule"), max_length=20)  # its code
    screener = models.CharField(_("found by"), max_length=40, blank=True)
    start = models.PositiveIntegerField()  # code points from the beginning of the comment's text
    end = models.PositiveIntegerField()
    words = models.TextField(_("words"))
    version = models.ForeignKey(
        "boards.RuleVersion",
        models.PROTECT,
        verbose_name=_("version of the rule"),
        related_name="+",
    )
    certainty = models.CharField(_("certainty"), max_length=10, choices=Certainty)
    sentence = models.TextField(_("why"))  # told to the author besides the rule's own sentence
    created = models.DateTimeField(_("found"), default=timezone.now, db_index=True)
    retired_at = models.DateTimeField(_("text gone"), null=True)

    objects = FindingQuerySet.as_manager()

    class Meta:
        ordering = ("start", "pk")
        verbose_name = _("finding")
        verbose_name_plural = _("findings")

    def __str__(self):
        return f"{self.rule}: {self.words}"
