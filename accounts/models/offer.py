from django.db import models
from django.utils.translation import gettext_lazy as _


class Offer(models.Model):
    """The sign-up prompt on the pages of a course."""

    heading = models.CharField(_("heading"), max_length=100)
    button_label = models.CharField(_("button label"), max_length=40)
    credit_line = models.CharField(_("credit line"), max_length=200, blank=True)
    checkout_url = models.URLField(
        _("button leads to"),
        blank=True,
        help_text=_("An outside checkout. Left empty, the button leads to our own sign-up."),
    )

    class Meta:
        verbose_name = _("offer")
        verbose_name_plural = _("offers")

    def __str__(self):
        return self.heading
