import sys

from django.core.management.base import BaseCommand
from tqdm import tqdm

from boards.models import Comment, SearchEntry, Thread, Voice
from boards.transactions import in_transaction

BATCH = 100  # threads


class Command(BaseCommand):
    help = "Make anew by what comments are found: their words, their professions and countries."

    def add_arguments(self, parser):
        parser.add_argument(
            "--missing", action="store_true", help="only where comments cannot be found yet"
        )

    def handle(self, missing, **options):
        threads = Thread.objects.not_found_whole() if missing else Thread.objects.all()
        last = 0
        with tqdm(
            desc="Search", total=threads.count(), unit="", disable=None, file=sys.stderr
        ) as bar:
            while keys := self.index_after(last, threads):
                last = keys[-1]
                bar.update(len(keys))
        self.stdout.write(f"{SearchEntry.objects.count():,} comments can be found.")

    @in_transaction
    def index_after(self, last, threads):
        """The next of `threads` by key, whose comments are read under their locks; the keys."""
        locked = Thread.objects.select_for_update(no_key=True).order_by("pk")
        some = threads.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:BATCH]
        keys = list(locked.filter(pk__in=list(some)).values_list("pk", flat=True))
        comments = Comment.objects.filter(tree_id__in=keys).select_related("thread")
        SearchEntry.objects.renew(comments)
        Voice.objects.renew(comments)
        return keys
