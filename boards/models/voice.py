from django.db import connection, models
from django.db.models import Q

ENOUGH = 3  # people in a group, so that nobody is singled out by it

# What is to be found of a column in the voices of a module, step by step along an index, where
# enough people are: a few probes for each group, however much it has said.
GROUPS = """
WITH RECURSIVE found(value) AS (
    SELECT min({column}) FROM boards_voice WHERE module_id = %(module)s AND {column} > {least}
    UNION ALL
    SELECT (SELECT min({column}) FROM boards_voice
            WHERE module_id = %(module)s AND {column} > found.value)
    FROM found WHERE found.value IS NOT NULL
)
SELECT value FROM found WHERE value IS NOT NULL AND ({guests} OR {members})
"""
# Guests and members are counted each by themselves: somebody who has been both would count twice.
ENOUGH_OF_A_KIND = """
{enough} = (SELECT count(*) FROM (
    SELECT DISTINCT person FROM boards_voice
    WHERE module_id = %(module)s AND {column} = found.value AND {is_of_kind}
    ORDER BY person LIMIT {enough}
) AS people)
"""
# What `Voice.of` says of each comment of some threads, said by the database.
OF_THREADS = """
INSERT INTO boards_voice (comment_id, module_id, profession_id, country, person, created)
SELECT * FROM (
    SELECT comment.id, thread.module_id,
           CASE WHEN comment.extent <> 'country' THEN comment.profession_id END AS profession_id,
           CASE WHEN comment.extent <> 'profession' THEN comment.country ELSE '' END AS country,
           CASE WHEN comment.author_id IS NOT NULL THEN 'member ' || comment.author_id
                WHEN comment.email <> '' THEN 'guest ' || comment.email ELSE '' END,
           comment.created
    FROM boards_comment AS comment JOIN boards_thread AS thread ON thread.id = comment.thread_id
    WHERE comment.status = 'published' AND comment.tree_id IN ({keys})
) AS shown WHERE profession_id IS NOT NULL OR country <> ''
"""
GUESTS, MEMBERS = Q(person__gt="", person__lt="member"), Q(person__gte="member")


class VoiceQuerySet(models.QuerySet):
    def are_enough(self):
        """Whether they are those of enough people."""
        people = self.order_by("person").values_list("person").distinct()
        return any(len(people.filter(kind)[:ENOUGH]) == ENOUGH for kind in (GUESTS, MEMBERS))

    def newest_first(self):
        return self.order_by("-created", "-comment")

    def oldest_first(self):
        return self.order_by("created", "comment")

    def older_than(self, created, comment_id):
        same = Q(created=created, comment__gte=comment_id)
        return self.filter(~same, created__lte=created)

    def newer_than(self, created, comment_id):
        same = Q(created=created, comment__lte=comment_id)
        return self.filter(~same, created__gte=created)

    def professions_on(self, module):
        """The keys of those of which enough people have written there."""
        return self._groups("profession_id", "0", module)

    def countries_on(self, module):
        """The same for the codes of countries."""
        return self._groups("country", "''", module)

    def _groups(self, column, least, module):
        guests, members = (
            ENOUGH_OF_A_KIND.format(column=column, enough=ENOUGH, is_of_kind=kind)
            for kind in ("person > '' AND person < 'member'", "person >= 'member'")
        )
        sql = GROUPS.format(column=column, least=least, guests=guests, members=members)
        with connection.cursor() as cursor:
            cursor.execute(sql, {"module": module.pk})
            return [value for (value,) in cursor.fetchall()]

    def renew(self, comments):
        """What the bylines of `comments` show by now; under the locks of their threads."""
        voices = [(comment, Voice.of(comment)) for comment in comments]
        self.forget([comment for comment, voice in voices if not voice])
        self.bulk_create(
            [voice for _comment, voice in voices if voice],
            batch_size=500,
            update_conflicts=True,
            unique_fields=("comment",),
            update_fields=("profession", "country", "person"),
        )

    def add_built(self, threads):
        """Those of all comments of new threads."""
        keys = ", ".join(str(int(thread.pk)) for thread in threads) or "NULL"
        with connection.cursor() as cursor:
            cursor.execute(OF_THREADS.format(keys=keys))

    def forget(self, comments):
        if comments:
            self.filter(comment__in=comments).delete()


class Voice(models.Model):
    """What the byline of a published comment shows of who wrote it, by which a board is read by
    profession or country.

    A row of its own: as columns of the comment, in indexes, it would be written anew for each
    reply that shifts the comment's place; so it is written when the comment itself changes."""

    comment = models.OneToOneField(
        "boards.Comment", models.PROTECT, primary_key=True, related_name="+"
    )
    module = models.ForeignKey("boards.Module", models.PROTECT, related_name="+", db_index=False)
    profession = models.ForeignKey(
        "accounts.Profession", models.PROTECT, related_name="+", null=True, db_index=False
    )
    country = models.CharField(max_length=2, blank=True)
    person = models.CharField(max_length=270, blank=True)  # "" if nobody knows any more
    created = models.DateTimeField()  # the comment

    objects = VoiceQuerySet.as_manager()

    class Meta:
        indexes = (
            models.Index(
                fields=("module", "profession", "created", "comment"),
                name="boards_voice_by_profession",
            ),
            models.Index(
                fields=("module", "country", "created", "comment"), name="boards_voice_by_country"
            ),
            models.Index(
                fields=("module", "profession", "person"), name="boards_voice_professionals"
            ),
            models.Index(fields=("module", "country", "person"), name="boards_voice_compatriots"),
        )

    def __str__(self):
        return str(self.comment_id)

    @classmethod
    def of(cls, comment):
        """That of `comment`, not saved; None if it has none."""
        profession = comment.profession_id if comment.shows_profession else None
        country = comment.country_code if comment.shows_place else ""
        if not comment.is_published or not (profession or country):
            return None
        return cls(
            comment=comment,
            module_id=comment.thread.module_id,
            profession_id=profession,
            country=country,
            person=cls.person_of(comment),
            created=comment.created,
        )

    @staticmethod
    def person_of(comment):
        if comment.author_id:
            return f"member {comment.author_id}"
        return f"guest {comment.email}" if comment.email else ""
