"""Versions hold what belongs to a page too: its presenters and handouts, rows of their own."""

from django.contrib.auth import get_permission_codename
from django.core import serializers
from django.db import models, transaction
from simple_history.models import HistoricalRecords


class Belongings(models.Model):
    """What a version holds beside the fields of its page: rows as Django serializes them, by the
    name under which the page reaches them. None: nothing is known of them."""

    belongings = models.JSONField(null=True, editable=False)

    class Meta:
        abstract = True


class Versioned(models.Model):
    """A page of which every save is a version. `BELONGINGS`: the names under which it reaches the
    rows that are its own."""

    BELONGINGS = ()

    class Meta:
        abstract = True

    def belongings(self):
        """All its own rows, in their order."""
        return [row for name in self.BELONGINGS for row in getattr(self, name).all()]

    def rights_to_belongings(self):
        """For each kind of them the permissions that it takes to restore it."""
        kinds = (getattr(self, name).model._meta for name in self.BELONGINGS)
        actions = ("add", "change", "delete")
        return [
            [f"{kind.app_label}.{get_permission_codename(action, kind)}" for action in actions]
            for kind in kinds
        ]

    def keep_belongings(self, reason=None):
        """Write the rows as they are now into the newest version, and `reason` if there is one."""
        version = self.history.first()
        version.belongings = {
            name: serializers.serialize("python", getattr(self, name).all())
            for name in self.BELONGINGS
        }
        version.history_change_reason = reason or version.history_change_reason
        version.save(update_fields=("belongings", "history_change_reason"))

    @transaction.atomic
    def restore_belongings(self, version):
        """Make the rows what they were in `version`. Returns how many cannot come back, because
        what they name is gone."""
        lost = 0
        for name, rows in version.belongings.items():
            getattr(self, name).all().delete()
            for row in serializers.deserialize("python", rows, ignorenonexistent=True):
                if all_is_there(row.object):
                    row.save()
                else:
                    lost += 1
        self.keep_belongings()
        return lost


def all_is_there(row):
    """Whether all that `row` names by a foreign key exists."""
    keys = (field for field in row._meta.concrete_fields if field.many_to_one)
    return all(
        field.related_model._base_manager.filter(pk=getattr(row, field.attname)).exists()
        for field in keys
    )


def versions(**options):
    """The history of a Versioned model; `options`: those of HistoricalRecords."""
    reason = models.TextField(null=True)
    return HistoricalRecords(bases=[Belongings], history_change_reason_field=reason, **options)
