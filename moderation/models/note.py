from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _


class NoteQuerySet(models.QuerySet):
    def on_author_of(self, comment):
        either = Q(pk=None)
        if comment.author_id:
            either |= Q(author=comment.author_id)
        if comment.email:
            either |= Q(email=comment.email)
        return self.filter(either)


class Note(models.Model):
    """What a moderator wants the others to know about an author, who never sees it."""

    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("member"),
        null=True,
        related_name="+",
    )
    email = models.EmailField(_("e-mail address"), blank=True, db_index=True)
    text = models.TextField(_("note"), max_length=2000)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("moderator"), related_name="+"
    )
    created = models.DateTimeField(_("written"), default=timezone.now)

    objects = NoteQuerySet.as_manager()

    class Meta:
        ordering = ("-pk",)
        verbose_name = _("note on an author")
        verbose_name_plural = _("notes on authors")

    def __str__(self):
        # Not the text, which the log of the administration would keep after it was deleted.
        written = date_format(timezone.localtime(self.created), "SHORT_DATE_FORMAT")
        return f"{self.author or self.email}, {written}"
