from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.edition import Shown, ShownQuerySet


class ProfessionQuerySet(ShownQuerySet):
    def active(self):
        return self.filter(active=True)


class Profession(Shown):
    """One line of the list that people choose from; staff edit and order it. Comments refer to
    it, so a renamed profession is renamed everywhere, and one no longer offered is kept."""

    name = models.CharField(_("name"), max_length=60, unique=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    active = models.BooleanField(_("offered at the form"), default=True)

    objects = ProfessionQuerySet.as_manager()

    class Meta:
        ordering = ("position", "name")
        verbose_name = _("profession")
        verbose_name_plural = _("professions")

    def __str__(self):
        return self.name
