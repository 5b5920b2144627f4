from dataclasses import replace

from django.core.management.base import BaseCommand

from moderation import training
from moderation.screeners.judge import WEIGHTS


class Command(BaseCommand):
    help = "Learns anew the weights of the screeners from the labelled comments; a minute or two."

    def handle(self, **options):
        comments = training.every_labelled()
        self.stdout.write(f"{len(comments)} labelled comments.")
        unseen = training.scores_unseen(comments, self.show_progress)
        weights = replace(
            training.learn(comments),
            likely=training.thresholds(comments, unseen, training.LIKELY_IS_RIGHT),
            certain=training.thresholds(comments, unseen, training.CERTAIN_IS_RIGHT),
        )
        weights.write()
        self.stdout.write(f"{len(weights.by_trait)} traits written to {WEIGHTS.name}.")

    def show_progress(self, done, of_all):
        self.stdout.write(f"\rthresholds: {done} of {of_all} writers", ending="")
        if done == of_all:
            self.stdout.write("")
        self.stdout.flush()
