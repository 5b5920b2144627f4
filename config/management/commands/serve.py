import os
import signal
import socket
import subprocess
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlsplit

import django
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from boards.models import Course

# Granian keeps slow clients away from the application's threads, see bench/README.md.
WEB_SERVER = (
    *("-m", "granian", "config.wsgi:application", "--interface", "wsgi"),
    *("--workers", "2", "--blocking-threads", "4", "--respawn-failed-workers"),
    *("--workers-kill-timeout", "5", "--no-access-log", "--log-level", "warning"),
)
DUE = ("manage.py", "run_due", "--loop")
ENDS_WITHIN = 10  # seconds, in which requests being answered are answered


class Command(BaseCommand):
    help = "Prepare everything, then run the site: the web server and `run_due --loop` beside it."

    def add_arguments(self, parser):
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--host", default="127.0.0.1")

    def handle(self, *args, port, host, **options):
        self.check_free(host, port)
        # Its processes read the settings anew, and with them where the site is.
        os.environ.setdefault("SITE_URL", f"http://localhost:{port}")
        # A polite end, as from a service manager, is an end like Ctrl-C; and Ctrl-C is one also
        # where a shell, starting us in the background, has told us to ignore it.
        for ending in (signal.SIGINT, signal.SIGTERM):
            signal.signal(ending, signal.default_int_handler)
        processes = []
        try:
            self.prepare()
            if demo_sign_ins().exists():
                os.environ.setdefault("STAFF_SECOND_FACTOR", "off")
            processes.append(start(*WEB_SERVER, "--host", host, "--port", str(port)))
            wait_until_it_answers(host, port, processes[0], urlsplit(os.environ["SITE_URL"]).netloc)
            processes.append(start(*DUE))  # which would keep the first page waiting
            self.say_where()
            os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOWAIT)
            raise CommandError("One of the two processes has ended; see above for why.")
        except KeyboardInterrupt:
            self.stdout.write("\nEnding …")
        finally:
            for process in processes:
                process.terminate()
            for process in processes:
                end(process)

    def check_free(self, host, port):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except (OSError, OverflowError) as failure:
                why = getattr(failure, "strerror", None) or "there is no such port"
                another = port + 1 if 1024 <= port < 65535 else 8001
                raise CommandError(
                    f"Port {port} cannot be used: {why.lower()}. "
                    f"Choose another one, for example: make run PORT={another}"
                ) from failure

    def prepare(self):
        self.stdout.write("Preparing the database and the static files …")
        quietly = {"verbosity": 0, "interactive": False}
        # Where processes begin as copies, as on Linux, that one is ready at once.
        with ProcessPoolExecutor(1, initializer=django.setup) as beside:
            collected = beside.submit(call_command, "collectstatic", **quietly)
            call_command("migrate", **quietly)
            if not (Course.objects.exists() or User.objects.exists()):
                call_command("seed_demo", stdout=self.stdout)
            collected.result()

    def say_where(self):
        self.stdout.write(f"\n  Colloquy is at {os.environ['SITE_URL']}   (Ctrl-C ends it)\n")
        if demo_sign_ins().exists():
            self.stdout.write(demo_sign_ins().read_text())
            if os.environ["STAFF_SECOND_FACTOR"] == "off":
                self.stdout.write(
                    "  Here staff need no second factor to sign in (STAFF_SECOND_FACTOR=off).\n\n"
                )
        self.stdout.flush()


def demo_sign_ins():
    """Where the demo keeps whom to sign in as; there only if it was loaded."""
    return settings.DATA_DIR / "demo_sign_ins"


def start(*arguments):
    """In a session of its own, so that Ctrl-C reaches this process alone, which passes it on: a
    worker of Granian that is told twice to end, by the terminal and its parent, never does."""
    return subprocess.Popen(  # noqa: S603
        [sys.executable, *arguments], cwd=settings.BASE_DIR, start_new_session=True
    )


def wait_until_it_answers(host, port, web, name):
    """Whatever it answers as the site of that `name`; its port is open before there is anybody to
    do so."""
    while web.poll() is None:
        site = HTTPConnection(host, port, timeout=ENDS_WITHIN)
        try:
            site.request("HEAD", "/robots.txt", headers={"Host": name})
            return site.getresponse()
        except (OSError, HTTPException):
            time.sleep(0.05)
        finally:
            site.close()


def end(process):
    try:
        process.wait(ENDS_WITHIN)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)  # with all that it has started
        process.wait()
