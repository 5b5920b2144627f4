import sys

from django.core.management.base import BaseCommand
from tqdm import tqdm

from boards.models import Comment, SearchEntry, Thread, Voice
from boards.transactions import in_transaction

BATCH = 100  # threads


class Command(BaseCommand):
    help = "Make anew by what comments are found: their words, their professions and countries."

    def handle(self, **options):
        last, count = 0, Thread.objects.count()
        with tqdm(desc="Search", total=count, unit="", disable=None, file=sys.stderr) as bar:
            while keys := self.index_after(last):
                last = keys[-1]
                bar.update(len(keys))
        self.stdout.write(f"{SearchEntry.objects.count():,} comments can be found.")

    @in_transaction
    def index_after(self, last):
        """The next threads by key, whose comments are read under their locks; the keys."""
        locked = Thread.objects.select_for_update(no_key=True).order_by("pk")
        keys = list(locked.filter(pk__gt=last).values_list("pk", flat=True)[:BATCH])
        comments = Comment.objects.filter(tree_id__in=keys).select_related("thread")
        SearchEntry.objects.renew(comments)
        Voice.objects.renew(comments)
        return keys
