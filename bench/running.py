"""How much memory the server takes, and how long `make run` takes to the first page."""

import itertools
import os
import sys
import tempfile
import time
from unittest import mock

from bench.figures import Goal
from bench.load import Visitor, free_port, running, wrk
from bench.pages import every_page

MEMORY = Goal("memory of the server after its requests", "≤", 250, " MB")
GROWING = Goal("the same, against half as many requests", "≤", 1.05, " ×")
START = Goal("`make run` to the first page, in an empty folder", "≤", 3, " s")
START_AGAIN = Goal("the same, once the demo is there", "≤", 3, " s")


def measure(figures, site, boards, requests):
    start(figures)
    size, module = list(boards.items())[-1]
    asked, halfway = 0, None
    for page in itertools.cycle(every_page(module)):
        asked += wrk(site.address + page, seconds=5).requests
        if asked > requests / 2 and not halfway:
            halfway = site.memory
        if asked > requests:
            break
    figures.add(MEMORY, size, site.memory, f"{asked:,.0f} requests")
    figures.add(GROWING, size, site.memory / halfway)


def start(figures):
    """On SQLite and with the demo, as whoever looks at the site for the first time starts it."""
    without = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    with tempfile.TemporaryDirectory() as folder, mock.patch.dict(os.environ, without, clear=True):
        for goal in (START, START_AGAIN):
            port = free_port()
            command = [sys.executable, "manage.py", "serve", "--port", str(port)]
            began = time.monotonic()
            with running(command, port, DATA_DIR=folder) as site:
                Visitor(site).get("/practical-compassion/turning-toward-suffering/")
                figures.add(goal, 0, time.monotonic() - began)
