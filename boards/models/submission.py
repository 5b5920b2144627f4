from datetime import timedelta

from django.db import connection, models
from django.utils import timezone

from accounts.address import hashed
from accounts.questions import Question
from boards.refusals import TooFast

# Within this time the same text by the same author to the same parent is the same comment, so
# that a double click, a reload or a lost answer does not post twice.
SAME_COMMENT = timedelta(minutes=10)

# How many comments are taken in how long. A person seldom writes a thoughtful comment a minute; a
# training room or a clinic sits behind one address.
LIMITS_PER_PERSON = ((timedelta(minutes=1), 5), (timedelta(hours=1), 40))
LIMITS_PER_ADDRESS = ((timedelta(minutes=1), 30), (timedelta(hours=1), 300))
REMEMBERED = timedelta(hours=1)

LATELY = Question("""
SELECT fingerprint, person, address, created FROM boards_submission
WHERE fingerprint = %s OR created > %s AND (person = %s OR address = %s AND address <> '')
""")
LEAVE = """
INSERT INTO boards_submission (fingerprint, person, address, comment_id, created)
VALUES (%s, %s, %s, %s, %s)
"""


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

    def admit(self):
        """The comment that the same submission made in the last ten minutes, None if this one is
        new. Raises TooFast if this person or address has posted as much as is taken at a time."""
        now = timezone.now()
        found = LATELY.rows(self.fingerprint, now - REMEMBERED, self.person, self.address)
        others = [each for each in found if each[0] != self.fingerprint]
        if len(others) < len(found) and (earlier := self.earlier_comment()):
            return earlier
        by_person = [created for _, person, _, created in others if person == self.person]
        by_address = [created for _, _, address, created in others if address == self.address]
        waits = [*waits_for(LIMITS_PER_PERSON, by_person, now)]
        if self.address:
            waits += waits_for(LIMITS_PER_ADDRESS, by_address, now)
        if waits:
            raise TooFast(max(waits))
        return None

    def leave(self, comment):
        """Keep it as the trace of `comment`, in the transaction that inserts that. Raises
        IntegrityError if the same is there already. Django's own statement would ask for the key,
        which nobody needs, and so be one to wait for, see `written_together`."""
        created = connection.ops.adapt_datetimefield_value(self.created)
        values = (self.fingerprint, self.person, self.address, comment.pk, created)
        with connection.cursor() as cursor:
            cursor.execute(LEAVE, values)

    def earlier_comment(self):
        """The comment that the same submission made in the last ten minutes, or None; a trace that
        means nothing any more makes room."""
        earlier = Submission.objects.filter(fingerprint=self.fingerprint).first()
        if earlier and earlier.still_means_the_same:
            return earlier.comment
        if earlier:
            earlier.delete()
        return None

    @property
    def still_means_the_same(self):
        recent = self.created > timezone.now() - SAME_COMMENT
        return recent and self.comment.status != self.comment.Status.WITHDRAWN

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
