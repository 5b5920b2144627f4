import functools

from django.db import connection, models, transaction
from django.db.models import F

from accounts.questions import Question

CURRENT = Question("SELECT number FROM accounts_edition WHERE id = 1")
KEPT = {}  # by the functions that an edition is kept of: its number, and what they read


class EditionQuerySet(models.QuerySet):
    def current(self):
        """The number of the one that is out, 0 before the first."""
        found = CURRENT.rows()
        return found[0][0] if found else 0

    def turn(self):
        """What is shown has changed; to be called in the transaction that changes it, before it
        locks anything of what is shown, since others lock in that order."""
        if not self.filter(pk=1).update(number=F("number") + 1):
            _row, is_first = self.get_or_create(pk=1)
            if not is_first:  # somebody else's was
                self.turn()


class Edition(models.Model):
    """How often anything has changed that pages show beside comments: courses and modules, who
    presents them, offers, professions, rules. One row, by which a page that is remembered can tell
    that it may have become another. Comments have the versions of threads and modules."""

    number = models.PositiveBigIntegerField(default=1)

    objects = EditionQuerySet.as_manager()

    def __str__(self):
        return str(self.number)


def once_an_edition(read):
    """Have this process keep what `read()` returns, of what is `Shown` and nothing else, until the
    edition turns. A transaction reads for itself: what it has changed may yet be undone. Who knows
    the `number` of the edition already says so."""

    @functools.wraps(read)
    def answer(number=None):
        if connection.in_atomic_block:
            return read()
        if number is None:
            number = Edition.objects.current()  # before all else, so that no change is missed
        of, kept = KEPT.get(read, (None, None))
        if of != number:
            kept = read()
            KEPT[read] = number, kept
        return kept

    return answer


class ShownQuerySet(models.QuerySet):
    """Each of its changes turns the edition, but for columns that pages do not show by it."""

    def update(self, **changes):
        if not changes.keys() - self.model.NOT_IN_EDITION:
            return super().update(**changes)
        with transaction.atomic():
            Edition.objects.turn()
            return super().update(**changes)

    @transaction.atomic
    def delete(self):
        Edition.objects.turn()
        return super().delete()

    delete.queryset_only = True  # as Django's own, so that no manager deletes all there is

    @transaction.atomic
    def bulk_create(self, *args, **kwargs):
        Edition.objects.turn()
        return super().bulk_create(*args, **kwargs)


class Shown(models.Model):
    """Something that pages show. `NOT_IN_EDITION`: names of columns that go by other versions, or
    that nobody sees. What `loaddata` brings in passes this by, and turns nothing."""

    NOT_IN_EDITION = frozenset()

    objects = ShownQuerySet.as_manager()

    class Meta:
        abstract = True

    @transaction.atomic
    def save(self, *args, update_fields=None, **kwargs):
        if update_fields is None or set(update_fields) - self.NOT_IN_EDITION:
            Edition.objects.turn()
        super().save(*args, update_fields=update_fields, **kwargs)

    @transaction.atomic
    def delete(self, *args, **kwargs):
        Edition.objects.turn()
        return super().delete(*args, **kwargs)
