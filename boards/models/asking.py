from datetime import UTC, datetime, timedelta

from django.db import models
from django.utils import timezone

from boards.models.submission import waits_for
from boards.refusals import TooManyWishes

DAY = timedelta(days=1)


class Asking(models.Model):
    """When mail was asked for within the last day: for one e-mail address, or from one network
    address, as a keyed hash. The row is locked while its times are looked at, so that many who ask
    at once are counted one after the other."""

    key = models.CharField(max_length=32, unique=True)
    times = models.JSONField(default=list)  # seconds since 1970
    last_at = models.DateTimeField(default=timezone.now, db_index=True)

    def __str__(self):
        return self.key

    @classmethod
    def count(cls, key, limits):
        """Once more for `key`. Raises TooManyWishes if that is more than `limits`, pairs of a
        period and how often within it, of a day at most."""
        now = timezone.now()
        asking = None
        while not asking:  # it may just have been forgotten
            cls.objects.get_or_create(key=key)
            asking = cls.objects.select_for_update().filter(key=key).first()
        times = [datetime.fromtimestamp(seconds, UTC) for seconds in asking.times]
        if waits := [*waits_for(limits, times, now)]:
            raise TooManyWishes(max(waits))
        recent = [time for time in times if time > now - DAY]
        asking.times = [time.timestamp() for time in (*recent, now)]
        asking.last_at = now
        asking.save()

    @classmethod
    def forget_old(cls):
        cls.objects.filter(last_at__lte=timezone.now() - DAY).delete()
