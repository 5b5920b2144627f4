from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.address import hashed
from boards.refusals import TooFast

# Within this time the same text by the same author to the same parent is the same comment, so
# that a double click, a reload or a lost answer does not post twice.
SAME_COMMENT = timedelta(minutes=10)

# How many comments are taken in how long. A person seldom writes a thoughtful comment a minute; a
# training room or a clinic sits behind one address.
LIMITS_PER_PERSON = ((timedelta(minutes=1), 5), (timedelta(hours=1), 40))
LIMITS_PER_ADDRESS = ((timedelta(minutes=1), 30), (timedelta(hours=1), 300))
REMEMBERED = timedelta(hours=1)


class Submission(models.Model):
    """A trace of an accepted post, kept for an hour: who (as keyed hashes), what, when."""

    fingerprint = models.CharField(max_length=32, unique=True)
    person = models.CharField(max_length=32, db_index=True)
    address = models.CharField(max_length=32, db_index=True)
    comment = models.OneToOneField("boards.Comment", models.CASCADE)
    created = models.DateTimeField(default=timezone.now, db_index=True)

    def __str__(self):
        return self.fingerprint

    @classmethod
    def of(cls, comment, module, address):
        """The submission that posting `comment` would leave, not saved."""
        person = f"user {comment.author_id}" if comment.author_id else f"guest {comment.email}"
        target = f"reply to {comment.parent_id}" if comment.parent_id else f"module {module.pk}"
        return cls(
            fingerprint=hashed("submission", "\n".join((person, target, comment.text))),
            person=hashed("person", person),
            address=address,
        )

    def earlier_comment(self):
        """The comment that the same submission made in the last ten minutes, or None."""
        earlier = (
            Submission.objects.filter(fingerprint=self.fingerprint)
            .select_related("comment__thread__module__course")
            .first()
        )
        if earlier and earlier.still_means_the_same:
            return earlier.comment
        if earlier:
            earlier.delete()
        return None

    @property
    def still_means_the_same(self):
        recent = self.created > timezone.now() - SAME_COMMENT
        return recent and self.comment.status != self.comment.Status.WITHDRAWN

    def check_limits(self):
        """Raise TooFast if this person or address has posted as much as is taken at a time."""
        now = timezone.now()
        recent = Submission.objects.filter(
            Q(person=self.person) | Q(address=self.address), created__gt=now - REMEMBERED
        ).values_list("person", "address", "created")
        by_person = [created for person, _, created in recent if person == self.person]
        by_address = [created for _, address, created in recent if address == self.address]
        waits = [*waits_for(LIMITS_PER_PERSON, by_person, now)]
        if self.address:
            waits += waits_for(LIMITS_PER_ADDRESS, by_address, now)
        if waits:
            raise TooFast(max(waits))

    @classmethod
    def forget_old(cls):
        forgotten, _ = cls.objects.filter(created__lte=timezone.now() - REMEMBERED).delete()
        return forgotten


def waits_for(limits, times, now):
    """For each limit reached by posts at `times`: how long until one more is within it."""
    for period, count in limits:
        within = sorted(time for time in times if time > now - period)
        if len(within) >= count:
            yield within[-count] + period - now
