from collections import defaultdict
from datetime import timedelta

from django.db import connection, models, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from boards import trees
from boards.models.course import COUNTS, Module
from boards.models.many import insert_many
from boards.refusals import NotPossible
from boards.transactions import in_transaction

# Each reply shifts the tree edges of those after it, so a thread has an end.
FULL = 2000
OLD_AFTER = timedelta(days=365)  # said to who answers in it

# By each post: Django would take as long to write these as to have them done.
COUNT = """
UPDATE boards_thread SET size = size + %s, comments_count = comments_count + %s,
    version = version + 1, latest_at = COALESCE(%s, latest_at)
WHERE id = %s
"""
COUNT_IN_MODULE = """
UPDATE boards_module SET version = version + 1, comments_count = comments_count + %s,
    threads_count = threads_count + %s, threads_numbered = threads_numbered + %s
WHERE id = %s
"""
TAKE_NUMBER = """
UPDATE boards_thread
SET number = (SELECT threads_numbered FROM boards_module WHERE id = boards_thread.module_id)
WHERE id = %s RETURNING number
"""


class ThreadQuerySet(models.QuerySet):
    def visible(self):
        """Those with at least one comment that a reader can see."""
        return self.filter(comments_count__gt=0)

    def locked(self, pk):
        """The thread, locked until the transaction ends. Every transaction that changes more than
        one row of a thread begins with this, and reads whatever it decides on afterwards."""
        return self.select_for_update(no_key=True).get(pk=pk)


class Thread(models.Model):
    """An opening comment with all its replies: one tree, whose tree_id is this row's key.

    As a row of its own it is the lock under which its tree changes, holds the counts, and is what
    pages are made of: its number never changes and no reply shifts it."""

    module = models.ForeignKey(Module, models.PROTECT, related_name="threads", db_index=False)
    number = models.PositiveIntegerField(
        _("number"), null=True, editable=False, help_text=_("Given when it is first published.")
    )
    size = models.PositiveIntegerField(default=0, editable=False)  # all its comments
    comments_count = models.PositiveIntegerField(default=0, editable=False)  # those to be seen
    version = models.PositiveIntegerField(default=0, editable=False)  # raised at each change
    # When a comment of it was last published, or later than that; for feeds.
    latest_at = models.DateTimeField(null=True, editable=False)
    closed_at = models.DateTimeField(_("closed"), null=True, editable=False)  # takes no replies

    objects = ThreadQuerySet.as_manager()

    class Meta:
        verbose_name = _("thread")
        verbose_name_plural = _("threads")
        indexes = (models.Index(fields=("module", "latest_at"), name="boards_thread_latest"),)
        constraints = (
            models.UniqueConstraint(fields=("module", "number"), name="boards_thread_number"),
            models.CheckConstraint(
                condition=Q(comments_count__lte=F("size")), name="boards_thread_counts"
            ),
        )

    def __str__(self):
        return f"{self.module} – {self.number or '…'}"

    def get_absolute_url(self):
        return reverse("boards:thread", args=(self.pk,))

    @property
    def year(self):
        """In which it began, or None while that is no longer than a year ago."""
        opening = (
            self.comments.filter(tree_id=self.pk, lft=1).values_list("created", flat=True).first()
        )
        is_old = opening and opening < timezone.now() - OLD_AFTER
        return opening.astimezone(self.module.course.tzinfo).year if is_old else None

    @property
    def is_full(self):
        return self.size >= FULL

    @property
    def takes_replies(self):
        return self.module.takes_comments and not self.is_closed

    @property
    def is_closed(self):
        return bool(self.closed_at)

    def close(self):
        """Take no more replies. Raises NotPossible if it is closed already."""
        self._set_closed_at(timezone.now())

    def reopen(self):
        """Raises NotPossible if it is open."""
        self._set_closed_at(None)

    @in_transaction
    def _set_closed_at(self, closed_at):
        as_it_is = Thread.objects.locked(self.pk)
        if as_it_is.is_closed == bool(closed_at):
            raise NotPossible
        self.closed_at = closed_at
        self.save(update_fields=("closed_at",))
        self.count()

    def reply(self, comment, *, to, as_is=False, address=""):
        """Post `comment`, not yet saved, as an answer to `to`, a comment of this thread.

        See `Comment.post` for the arguments, what comes back and what is raised."""
        return comment.post(module=self.module, parent=to, as_is=as_is, address=address)

    def count(self, *, size=0, seen=0):
        """Add to the counts and raise the version; at its first visible comment the thread gets
        its number. To be called on this thread as it was locked, as the last of a transaction: the
        row of the module, which all its threads share, is held from here to the commit."""
        latest_at = timezone.now() if seen > 0 else None
        threads_seen = bool(self.comments_count + seen) - bool(self.comments_count)
        is_new = not self.number and seen > 0
        with connection.cursor() as cursor:
            latest_at = connection.ops.adapt_datetimefield_value(latest_at)
            cursor.execute(COUNT, (size, seen, latest_at, self.pk))
            cursor.execute(COUNT_IN_MODULE, (seen, threads_seen, int(is_new), self.module_id))
            if is_new:
                cursor.execute(TAKE_NUMBER, (self.pk,))
                [self.number] = cursor.fetchone()

    @classmethod
    @transaction.atomic
    def build(cls, module, comments, *, as_given=False):
        """Write whole finished threads at once: the second door, for import, demo and benchmarks.

        `comments`: unsaved ones of any number of threads, each thread's in the order they were
        written, with `parent` (another of them, or None), `created` and `status` set, and
        `published_at` where that is not the same. Nothing is screened or limited and nobody is
        told. Threads are numbered in the order of their dates, or in that in which they come,
        `as_given`. Raises AssertionError, and writes nothing, if a tree comes out wrong. Returns
        the threads."""
        comments = list(comments)
        if not comments:
            return []
        replies = defaultdict(list)
        openings = []
        for comment in comments:
            (replies[id(comment.parent)] if comment.parent else openings).append(comment)
        if not as_given:
            openings.sort(key=lambda opening: opening.published_at or opening.created)
        threads = [cls(module=module, version=1) for _opening in openings]
        generations = defaultdict(list)
        for thread, opening in zip(threads, openings, strict=True):
            thread._arrange(opening, replies, generations)
        if sum(thread.size for thread in threads) != len(comments):
            raise AssertionError("a comment answers one that is not among those to build")
        Module.objects.select_for_update(no_key=True).get(pk=module.pk)
        module.refresh_from_db(fields=COUNTS)
        for thread, opening in zip(threads, openings, strict=True):
            if opening.published_at:
                module.threads_numbered += 1
                thread.number = module.threads_numbered
            module.comments_count += thread.comments_count
            module.threads_count += bool(thread.comments_count)
        module.version += 1
        insert_many(threads)
        written = type(openings[0]).objects
        for level in sorted(generations):
            written.insert_built(generations[level])
        written.index_built(comments, threads)
        counts = {name: getattr(module, name) for name in COUNTS}
        Module.objects.filter(pk=module.pk).update(**counts)
        problems = trees.verify(thread.pk for thread in threads)
        if problems:
            raise AssertionError(f"wrong trees: {problems[:5]}")
        return threads

    @in_transaction
    def add(self, comment, *, to):
        """Write one comment more by the second door, see `build`: an answer to `to`, of this
        thread."""
        thread = Thread.objects.locked(self.pk)
        to.refresh_from_db()
        to.thread = thread
        type(comment).objects.add_built(comment, to)
        if comment.published_at and not to.published_at:  # as it must have been, see _date
            to.published_at = to.created
            to.save(update_fields=("published_at",))
        thread.count(size=1, seen=int(comment.is_published))

    def _arrange(self, opening, replies, generations):
        """Give the comments of one thread their places, depth first and without recursion, since
        threads may be deeper than Python's stack."""
        edge, stack = 0, [(opening, 0, False)]
        while stack:
            comment, level, is_done = stack.pop()
            edge += 1
            if is_done:
                comment.rght = edge
                self._date(comment)
                if comment.is_published:
                    published_at = comment.published_at
                    self.latest_at = max(self.latest_at or published_at, published_at)
                continue
            comment.lft, comment.level = edge, level
            comment.thread = self
            generations[level].append(comment)
            self.size += 1
            self.comments_count += comment.is_published
            stack.append((comment, level, True))
            stack += [(reply, level + 1, False) for reply in reversed(replies[id(comment)])]

    @staticmethod
    def _date(comment):
        """Give it the time of its first publication, if it had one. What has been answered where
        all can read it has stood there, though it is gone now: it keeps its place. Called for each
        comment after its answers."""
        if comment.is_published and not comment.published_at:
            comment.published_at = comment.created
        if comment.parent and comment.published_at and not comment.parent.published_at:
            comment.parent.published_at = comment.parent.created
