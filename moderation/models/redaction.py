from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from boards.models import Comment, Thread
from boards.refusals import NotPossible
from boards.transactions import in_transaction
from moderation.models.record import OnRecord, Record


class RedactionQuerySet(models.QuerySet):
    def sealed(self):
        """Those whose original is still kept."""
        return self.filter(purged_at=None)

    def due(self):
        """Those to be purged: kept long enough, or of a comment that its author has withdrawn."""
        withdrawn = Comment.Status.WITHDRAWN
        past = Q(decision__created__lte=kept_from()) | Q(decision__comment__status=withdrawn)
        return self.sealed().filter(past)

    def purge(self):
        """Forget the originals; returns how many."""
        return self.update(original="", purged_at=timezone.now())


class Redaction(models.Model):
    """The text of a comment as it was before identifying words were taken out of it. It is sealed:
    whoever opens it says why, which is kept, and after a set number of days it is gone."""

    decision = models.OneToOneField(
        "moderation.Decision",
        models.PROTECT,
        verbose_name=_("decision"),
        related_name="redaction",
    )
    original = models.TextField(editable=False)
    purged_at = models.DateTimeField(_("purged"), null=True, editable=False)

    objects = RedactionQuerySet.as_manager()

    class Meta:
        verbose_name = _("redaction")
        verbose_name_plural = _("redactions")

    def __str__(self):
        return str(self.decision)

    @property
    def is_sealed(self):
        """Whether the original can still be opened, also where the purge is a moment late."""
        withdrawn = self.decision.comment.status == Comment.Status.WITHDRAWN
        return not (self.purged_at or withdrawn) and self.decision.created > kept_from()

    @in_transaction
    def open(self, *, by, reason):
        """The original text, for `by`, whose reason is kept. Raises NotPossible if it is gone."""
        Thread.objects.locked(self.decision.comment.thread_id)  # as a withdrawal does
        self.decision.comment.refresh_from_db()
        self.refresh_from_db()
        if not self.is_sealed:
            raise NotPossible
        Opening.objects.create(redaction=self, by=by, reason=reason)
        return self.original


def kept_from():
    return timezone.now() - timedelta(days=settings.KEEP_SEALED_DAYS)


class OpeningQuerySet(OnRecord):
    def forget_reasons(self):
        """Where the person whose text it was leaves for good."""
        models.QuerySet.update(self, reason="")


class Opening(Record):
    """Somebody has looked at a sealed original, and why."""

    redaction = models.ForeignKey(Redaction, models.PROTECT, related_name="openings")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("moderator"), related_name="+"
    )
    reason = models.TextField(_("reason"))
    created = models.DateTimeField(_("opened"), default=timezone.now)

    objects = OpeningQuerySet.as_manager()

    class Meta:
        ordering = ("-pk",)
        verbose_name = _("opening of a sealed text")
        verbose_name_plural = _("openings of sealed texts")

    def __str__(self):
        return f"{self.by}: {self.reason}"
