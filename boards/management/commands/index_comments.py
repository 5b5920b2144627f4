import sys

from django.core.management.base import BaseCommand
from tqdm import tqdm

from boards.models import Comment, SearchEntry, Thread
from boards.transactions import in_transaction

BATCH = 100  # threads


class Command(BaseCommand):
    help = "Make what search finds anew from all comments, after a change of language or of words."

    def handle(self, *args, **options):
        last = 0
        with tqdm(
            desc="Threads", total=Thread.objects.count(), unit="", disable=None, file=sys.stderr
        ) as bar:
            while keys := self.index_after(last):
                last = keys[-1]
                bar.update(len(keys))
        self.stdout.write(f"{SearchEntry.objects.count():,} comments can be found.")

    @in_transaction
    def index_after(self, last):
        """The next threads by key, whose comments are read under their locks; the keys."""
        threads = Thread.objects.select_for_update(no_key=True).order_by("pk").filter(pk__gt=last)
        keys = list(threads.values_list("pk", flat=True)[:BATCH])
        comments = Comment.objects.filter(tree_id__in=keys).select_related("thread")
        SearchEntry.objects.renew(comments)
        return keys
