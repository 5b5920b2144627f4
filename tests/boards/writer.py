"""A process that posts to one module, run by test_concurrency.py several at a time:

    python -m tests.boards.writer MODULE POSTS SEED [--without-locks]

A fifth are new threads, the rest replies to comments at random. Prints the ids of what was
accepted, one a line."""

import contextlib
import random
import sys

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.db import DatabaseError, connection  # noqa: E402

from boards.models import Comment, Module  # noqa: E402
from boards.models.thread import ThreadQuerySet  # noqa: E402
from tests.conftest import make_comment  # noqa: E402


def take_out_the_locks():
    """What keeps trees right: the lock on the thread's row, and on SQLite, whose lock is the
    transaction, the transaction."""
    ThreadQuerySet.locked = lambda self, pk: self.get(pk=pk)
    if connection.vendor == "sqlite":
        Comment._write = Comment._write.__wrapped__


def write(module, posts, seed, tolerated):
    chance = random.Random(seed)
    ids = Comment.objects.order_by("-pk").values_list("pk", flat=True)
    first = ids.last()
    for number in range(posts):
        comment = make_comment(f"Text {seed}-{number}.", email=f"w{seed}.{number}@example.org")
        with contextlib.suppress(*tolerated):
            if chance.random() < 0.2:
                comment = module.start_thread(comment)
            else:
                before = Comment.objects.filter(pk__lte=chance.randint(first, ids[0]))
                parent = before.select_related("thread__module").order_by("-pk")[0]
                comment = parent.thread.reply(comment, to=parent)
            print(comment.pk, flush=True)


if __name__ == "__main__":
    module, posts, seed = map(int, sys.argv[1:4])
    settings.COMMENT_SCREENERS = []  # out of time on a busy machine, they would hold a comment
    tolerated = ()
    if "--without-locks" in sys.argv:
        take_out_the_locks()
        tolerated = (DatabaseError,)  # what constraints notice; the rest is the point
    write(Module.objects.get(pk=module), posts, seed, tolerated)
