from django.core.management.base import BaseCommand, CommandError

from boards import trees


class Command(BaseCommand):
    help = "Check that all trees, counts and numbers are right; the exit status says so too."

    def handle(self, *args, **options):
        problems = [f"thread {pk}: {sentence}" for pk, sentence in trees.verify()]
        problems += [f"module {pk}: {sentence}" for pk, sentence in trees.verify_modules()]
        if problems:
            raise CommandError("\n".join(problems))
        self.stdout.write("All trees, counts and numbers are right.")
