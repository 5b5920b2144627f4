"""Servers to measure, the load on them, and the CPU time and memory of their processes."""

import http.client
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import quote_plus, urlencode, urlsplit

from django.conf import settings
from django.db import connection

from bench.boards import clean_texts
from config.management.commands.serve import WEB_SERVER, end, wait_until_it_answers

ROUNDS = 3  # of all that is compared, in turn; of each the median counts
HERE = Path(__file__).parent
SITE = "config.wsgi:application"
TICK = os.sysconf("SC_CLK_TCK")
POSTED = {"name": "Dana Whitfield", "profession": "", "country": "US", "city": "", "state": ""}


@dataclass
class Server:
    address: str
    pid: int

    @property
    def memory(self):
        """MB of all its processes, what they share counted once."""
        rollups = (Path(f"/proc/{pid}/smaps_rollup").read_text() for pid in processes(self.pid))
        lines = (line for text in rollups for line in text.splitlines())
        return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


@contextmanager
def running(command, port, **environment):
    process = subprocess.Popen(
        command,
        cwd=settings.BASE_DIR,
        env=os.environ | environment,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        wait_until_it_answers("127.0.0.1", port, process, f"localhost:{port}")
        yield Server(f"http://localhost:{port}", process.pid)
    finally:
        process.terminate()
        end(process)


def serve(application, **environment):
    """A WSGI application as `make run` serves it, in a `with` statement."""
    port = free_port()
    parts = [application if part == SITE else part for part in WEB_SERVER]
    command = [sys.executable, *parts, "--host", "127.0.0.1", "--port", str(port)]
    site_url = f"http://localhost:{port}"
    return running(command, port, SITE_URL=site_url, TRUSTED_PROXIES="1", **environment)


@contextmanager
def nginx(site, pages):
    """nginx before `site`, and before the folder `pages`; in a `with` statement."""
    with tempfile.TemporaryDirectory() as folder:
        conf = (HERE / "nginx.conf").read_text()
        filled = {
            "user": "user root;" if os.getuid() == 0 else "",
            "folder": folder,
            "pages": str(pages),
            "site": str(urlsplit(site.address).port),
            "port": str(free_port()),
        }
        for name, value in filled.items():
            conf = conf.replace(f"<{name}>", value)
        path = Path(folder, "nginx.conf")
        path.write_text(conf)
        with running(["nginx", "-c", path, "-p", folder], int(filled["port"])) as server:
            yield server


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


# -- Requests ------------------------------------------------------------------


class Visitor:
    """One connection to `server` that stays open."""

    def __init__(self, server, **headers):
        self.headers = headers
        self.origin = server.address
        self.connection = http.client.HTTPConnection(urlsplit(server.address).netloc, timeout=30)

    def get(self, path, status=200):
        """The answer, whose status must be that."""
        return self._ask("GET", path, status)

    def post(self, path, text, parent=""):
        """A comment by another guest each time, which must be taken. Returns the answer."""
        now = time.time_ns()  # in which no two of one connection are made
        typed = POSTED | {"email": f"writer{now}@example.org", "comment": text, "parent": parent}
        headers = {
            "Origin": self.origin,
            "Content-Type": "application/x-www-form-urlencoded",
            "X-Forwarded-For": f"2001:db8:{now >> 36 & 0xFFFF:x}:{now >> 20 & 0xFFFF:x}::1",
        }
        return self._ask("POST", path, 303, urlencode(typed), headers)

    def _ask(self, method, path, status, body=None, headers=None):
        self.connection.request(method, path, body, self.headers | (headers or {}))
        answer = self.connection.getresponse()
        answer.body = answer.read()
        if answer.status != status:
            raise AssertionError(f"{method} {path}: {answer.status} {answer.body[:300]}")
        return answer


def wrk(address, *, clients=8, seconds=5, headers=None, threads=2, **script):
    """What bench/load.lua says of a load on `address`; `script`: what it reads from the
    environment."""
    command = ["wrk", f"-t{min(threads, clients)}", f"-c{clients}", f"-d{seconds}s"]
    command += ["--timeout", "20s", "--latency", "-s", HERE / "load.lua"]
    command += [part for pair in (headers or {}).items() for part in ("-H", ": ".join(pair))]
    environment = {name.upper(): str(value) for name, value in script.items()}
    said = subprocess.run(
        [*command, address],
        check=True,
        capture_output=True,
        text=True,
        env=os.environ | environment,
    ).stdout
    load = SimpleNamespace(**json.loads(said.splitlines()[-1]))
    load.rate = load.requests / load.seconds
    if not script and (load.errors or load.refused):
        raise AssertionError(f"{address}: {said}")
    return load


def wrk_posts(site, action, *, clients, seconds, share=1, pages=(), parents=()):
    """A load of which that share are posts to `action`, beneath one of `parents` if there are any,
    and the others reads of `pages`."""
    with tempfile.TemporaryDirectory() as folder:
        written = {
            "texts": [quote_plus(text) for text in clean_texts(100)],
            "pages": pages,
            "parents": map(str, parents),
        }
        for name, lines in written.items():
            Path(folder, name).write_text("\n".join(lines))
        paths = {name: Path(folder, name) for name in written}
        about = {"site": site.address, "action": action, "began": int(time.time())}
        how = {"clients": clients, "threads": clients, "seconds": seconds, "posts": share}
        return wrk(site.address, **how, **about, **paths)


def interleaved(*loads):
    """The median of what each of these functions returns, called in turn."""
    rounds = [[load() for load in loads] for _ in range(ROUNDS)]
    return [statistics.median(each) for each in zip(*rounds, strict=True)]


# -- Processes -----------------------------------------------------------------


def processes(pid):
    """The process and all beneath it."""
    try:
        tasks = Path(f"/proc/{pid}/task").iterdir()
        children = [child for task in tasks for child in (task / "children").read_text().split()]
    except FileNotFoundError:
        return []
    return [pid, *(each for child in children for each in processes(int(child)))]


def cpu(server):
    """Seconds of CPU that the processes of a server and of the database have used so far, those
    that have ended among them."""
    ticks = 0
    for pid in [*processes(server.pid), *processes_of_database()]:
        stat = Path(f"/proc/{pid}/stat").read_text()
        ticks += sum(map(int, stat.rpartition(")")[2].split()[11:15]))
    return ticks / TICK


def processes_of_database():
    """All of PostgreSQL's: our own connection is served by one whose parent began the others.
    SQLite has none."""
    if connection.vendor != "postgresql":
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        status = Path(f"/proc/{cursor.fetchone()[0]}/status").read_text()
    parent = next(line for line in status.splitlines() if line.startswith("PPid:"))
    return processes(int(parent.split()[1]))
