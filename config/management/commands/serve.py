import os
import signal
import socket
import subprocess
import sys

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from granian import Granian
from granian.constants import Interfaces

from boards.models import Course


class Command(BaseCommand):
    help = "Prepare everything, then run the site: the web server and `run_due --loop` beside it."

    def add_arguments(self, parser):
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--host", default="127.0.0.1")

    def handle(self, *args, port, host, **options):
        self.check_free(host, port)
        # The server's processes read the settings anew, and with them where the site is.
        os.environ.setdefault("SITE_URL", f"http://localhost:{port}")
        self.prepare()
        due = subprocess.Popen(
            [sys.executable, "manage.py", "run_due", "--loop"], cwd=settings.BASE_DIR
        )
        # A polite end, as from a service manager, ends both like Ctrl-C.
        signal.signal(signal.SIGTERM, lambda *_: signal.raise_signal(signal.SIGINT))
        try:
            self.say_where()
            server(host, port).serve()
        finally:
            due.terminate()
            due.wait()

    def check_free(self, host, port):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError as failure:
                raise CommandError(
                    f"Port {port} cannot be used: {failure.strerror.lower()}. "
                    f"Choose another one, for example: make run PORT={port + 1}"
                ) from failure

    def prepare(self):
        self.stdout.write("Preparing the database …")
        call_command("migrate", verbosity=0, interactive=False)
        if not Course.objects.exists():
            call_command("seed_demo", stdout=self.stdout)
        self.stdout.write("Collecting the static files …")
        call_command("collectstatic", verbosity=0, interactive=False)

    def say_where(self):
        self.stdout.write(f"\n  Colloquy is at {os.environ['SITE_URL']}   (Ctrl-C ends it)\n")
        sign_ins = settings.DATA_DIR / "demo_sign_ins"
        if sign_ins.exists():
            self.stdout.write(sign_ins.read_text())
        self.stdout.flush()


def server(host, port):
    """Granian keeps slow clients away from the application's threads, see bench/README.md."""
    return Granian(
        "config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=2,
        blocking_threads=4,
        log_access=False,
        log_level="warning",
        respawn_failed_workers=True,
    )
