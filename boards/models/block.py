from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.questions import Question

OVER_MEMBER, OVER_GUEST = (
    Question(f"""
        SELECT id FROM boards_block WHERE ended_at IS NULL AND until > %s AND {column} = %s
        ORDER BY until DESC LIMIT 1
    """)  # noqa: S608
    for column in ("user_id", "email")
)


class BlockQuerySet(models.QuerySet):
    def in_force(self):
        return self.filter(until__gt=timezone.now(), ended_at=None)


class Block(models.Model):
    """Somebody cannot post until a set time, and reads why. It covers an account, or a guest's
    e-mail address, or both."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("member"),
        null=True,
        blank=True,
        related_name="blocks",
    )
    email = models.EmailField(_("e-mail address"), blank=True, db_index=True)
    until = models.DateTimeField(_("until"))
    reason = models.TextField(
        _("reason"), max_length=500, help_text=_("The person reads it where they would post.")
    )
    created = models.DateTimeField(_("since"), default=timezone.now, editable=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("moderator"),
        editable=False,
        related_name="+",
    )
    ended_at = models.DateTimeField(_("ended early"), null=True, editable=False)

    objects = BlockQuerySet.as_manager()

    class Meta:
        ordering = ("-pk",)
        verbose_name = _("block")
        verbose_name_plural = _("blocks")
        constraints = (
            models.CheckConstraint(
                condition=Q(user__isnull=False) | ~Q(email=""),
                name="boards_block_over_somebody",
                violation_error_message=_("Say whom: a member, or an e-mail address."),
            ),
        )

    def __str__(self):
        return self.email or str(self.user)

    @classmethod
    def over(cls, email, user_id=None):
        """That in force over a member, or a guest by the address, which lasts longest; None if
        there is none. A block of an account bears its address too, so that signing out is no way
        round; but a block of a guest does not touch the member whose address that guest had typed.
        """
        found = OVER_MEMBER.rows(timezone.now(), user_id) if user_id else []
        if not user_id and email:
            found = OVER_GUEST.rows(timezone.now(), email)
        return cls.objects.filter(pk=found[0][0]).first() if found else None

    @property
    def is_in_force(self):
        return not self.ended_at and self.until > timezone.now()

    def end(self):
        """Before its time."""
        self.ended_at = timezone.now()
        self.save(update_fields=("ended_at",))
