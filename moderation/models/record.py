from django.db import models


class OnRecord(models.QuerySet):
    """Rows that are written once. What a subclass lets change has a named verb there."""

    def update(self, **changes):
        raise TypeError("what was decided stays on record")

    def delete(self):
        raise TypeError("what was decided stays on record")


class Record(models.Model):
    """A line of what was done: nobody changes or deletes it."""

    objects = OnRecord.as_manager()

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        if not self._state.adding:
            raise TypeError("what was decided stays on record")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise TypeError("what was decided stays on record")
