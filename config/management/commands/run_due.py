import signal
import threading

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import close_old_connections
from django.utils.module_loading import import_string

PAUSE = 15  # seconds; mail to a person who waits for it, as for a new password, leaves this soon


class Command(BaseCommand):
    help = "Do whatever is due: send the mail that waits, clear what is no longer kept."

    def add_arguments(self, parser):
        parser.add_argument(
            "--loop", action="store_true", help=f"again every {PAUSE} seconds, until it is ended"
        )

    def handle(self, *args, loop, **options):
        if not loop:
            self.run_all()
            return
        ended = threading.Event()
        for ending in (signal.SIGINT, signal.SIGTERM):
            signal.signal(ending, lambda *_: ended.set())
        while not ended.is_set():
            close_old_connections()
            self.run_all()
            ended.wait(PAUSE)

    def run_all(self):
        """One task that fails does not keep the others from being done."""
        for path in settings.DUE_TASKS:
            try:
                done = import_string(path)()
            except Exception as failure:
                self.stderr.write(f"{path} failed, and is tried again next time: {failure!r}")
            else:
                if done:
                    self.stdout.write(done)
                    self.stdout.flush()
