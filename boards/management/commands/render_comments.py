from django.core.management.base import BaseCommand

from boards.models import Comment, Thread
from boards.rendering import render

BATCH = 1000


class Command(BaseCommand):
    help = "Make the markup of all comments anew from their text, after a change of how it is made."

    def handle(self, *args, **options):
        total, seen, changed = Comment.objects.count(), 0, 0
        comments = Comment.objects.order_by("pk").values_list("pk", "thread", "text", "markup")
        last = 0
        while batch := list(comments.filter(pk__gt=last)[:BATCH]):
            for pk, thread, text, markup in batch:
                if (made := render(text)) != markup:
                    # Only where the text is still what it was made of.
                    changed += Comment.objects.filter(pk=pk, text=text).update(markup=made)
                    Thread.objects.get(pk=thread).count()
            last = batch[-1][0]
            seen += len(batch)
            self.stdout.write(f"\r{seen:,} of {total:,} comments", ending="")
        self.stdout.write(f"\n{changed:,} changed.")
