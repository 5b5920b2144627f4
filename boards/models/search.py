from functools import reduce
from operator import and_

from django.conf import settings
from django.contrib.postgres.search import SearchQuery, SearchRank, SearchVectorExact
from django.db import connection, models
from django.db.models import F, Q

from boards.words import words_in

# Of so many comments, the newest that have the words, search makes its pages; it does not rank or
# count all those that have «the breath» in them.
MOST_FOUND = 200

ADD = """
INSERT INTO boards_searchentry (comment_id, module_id, created, words)
VALUES (%s, %s, %s, {words})
"""

# PostgreSQL's own configurations, which know the endings of a language, by our names of languages.
CONFIGURATIONS = {
    "da": "danish",
    "de": "german",
    "en": "english",
    "es": "spanish",
    "fi": "finnish",
    "fr": "french",
    "hu": "hungarian",
    "it": "italian",
    "nb": "norwegian",
    "nl": "dutch",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sv": "swedish",
    "tr": "turkish",
}


def configuration():
    return CONFIGURATIONS.get(settings.LANGUAGE_CODE.partition("-")[0], "simple")


def is_postgresql():
    return connection.vendor == "postgresql"


class Words(models.Field):
    """The words of the text that is saved to it. PostgreSQL makes a tsvector of them, in which
    «pauses» is «pause»; SQLite keeps them in plain letters, each after a space."""

    def db_type(self, connection):
        return "tsvector" if connection.vendor == "postgresql" else "text"

    def get_db_prep_save(self, value, connection):
        return f" {words_in(value)}"

    def get_placeholder(self, value, compiler, connection):
        if connection.vendor == "postgresql":
            return f"to_tsvector('{configuration()}'::regconfig, %s)"
        return "%s"


Words.register_lookup(SearchVectorExact)


class SearchEntryQuerySet(models.QuerySet):
    def add_published(self, comments):
        """Have those of `comments` that are published found by what they say now; all in the
        transaction that has changed them."""
        self.bulk_create(
            (
                SearchEntry(
                    comment_id=comment.pk,
                    module_id=comment.thread.module_id,
                    created=comment.created,
                    words=comment.text,
                )
                for comment in comments
                if comment.is_published
            ),
            batch_size=500,
            update_conflicts=True,
            unique_fields=("comment",),
            update_fields=("words",),
        )

    def add_built(self, comments):
        """The same for new ones, of which there may be many: row by row, so that PostgreSQL takes
        in some while the words of the next are made ready."""
        field = SearchEntry._meta.get_field("words")
        sql = ADD.format(words=field.get_placeholder(None, None, connection))
        adapted = connection.ops.adapt_datetimefield_value
        rows = (
            (
                each.pk,
                each.thread.module_id,
                adapted(each.created),
                field.get_db_prep_save(each.text, connection),
            )
            for each in comments
            if each.is_published
        )
        with connection.cursor() as cursor:
            cursor.executemany(sql, rows)

    def renew(self, comments):
        """The same, and have the others found no more."""
        gone = [comment.pk for comment in comments if not comment.is_published]
        if gone:
            self.filter(pk__in=gone).delete()
        self.add_published(comments)

    def in_modules(self, modules):
        return self.filter(module__in=modules)

    def saying(self, runs):
        """Those with each of `runs`, see `runs_in`."""
        if is_postgresql():
            return self.filter(words=query_for(runs))
        return self.filter(*(Q(words__contains=f" {run}") for run in runs))

    def newest_first(self):
        return self.order_by("-created", "-pk")

    def best_of_newest(self, runs):
        """Keys of comments: of the newest with each of `runs` those first that are most about them,
        where the database can tell. One more than MOST_FOUND where there are more."""
        newest = self.saying(runs).newest_first().values("pk")[: MOST_FOUND + 1]
        found = SearchEntry.objects.filter(pk__in=newest).newest_first()
        if is_postgresql():
            found = found.order_by(
                SearchRank(F("words"), query_for(runs)).desc(), "-created", "-pk"
            )
        return list(found.values_list("pk", flat=True))


class SearchEntry(models.Model):
    """A published comment, as search finds it. There is one for each and none for any other: it is
    written wherever a comment is (`Comment.save` and its like), so what goes from its page goes
    from here in the same transaction."""

    comment = models.OneToOneField(
        "boards.Comment", models.CASCADE, primary_key=True, related_name="searchentry"
    )
    module = models.ForeignKey("boards.Module", models.CASCADE, db_index=False, related_name="+")
    created = models.DateTimeField()
    words = Words()  # on PostgreSQL with a GIN index, see the migration

    objects = SearchEntryQuerySet.as_manager()

    class Meta:
        # By which the newest with a common word are found without looking at all that have it.
        indexes = (models.Index(fields=("created",), name="boards_search_newest"),)

    def __str__(self):
        return f"{self.comment_id}"


def query_for(runs):
    phrases = (SearchQuery(run, config=configuration(), search_type="phrase") for run in runs)
    return reduce(and_, phrases)


def meant_by(runs, words):
    """Those of `words`, folded ones, for which a comment with them is found by `runs`."""
    wanted = " ".join(runs)
    if not is_postgresql():
        return {word for word in words if word.startswith(tuple(wanted.split()))}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT word FROM unnest(%s::text[]) AS word"
            " WHERE tsvector_to_array(to_tsvector(%s::regconfig, word))"
            " && tsvector_to_array(to_tsvector(%s::regconfig, %s))",
            (list(words), configuration(), configuration(), wanted),
        )
        return {word for (word,) in cursor.fetchall()}
