"""All that the site is to reach, measured side by side: `make bench`, or a part of it by

    DATA_DIR=var/bench DURABLE=var/bench/postgres .ci/postgres \\
        .venv/bin/python -m bench.goals [SIZES …] \\
        [--only pages posts mixed running] [--seconds 5] [--requests 100000]

SIZES are numbers of comments, 189 and 10,000 unless told. The boards stay in DATA_DIR, or in the
folder that DURABLE names, for the next run. Prints a table, and leaves it there with a plot."""

import argparse
import os
import signal
import subprocess
import sys
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402

from bench import mixed, pages, posts, running  # noqa: E402
from bench.boards import board  # noqa: E402
from bench.figures import Figures  # noqa: E402
from bench.load import SITE, serve  # noqa: E402

PARTS = ("pages", "posts", "mixed", "running")


def arguments():
    parser = argparse.ArgumentParser(prog="python -m bench.goals")
    parser.add_argument("sizes", nargs="*", type=int, default=[189, 10_000])
    parser.add_argument("--only", nargs="+", choices=PARTS, default=PARTS)
    parser.add_argument("--seconds", type=int, default=5, help="of each load")
    parser.add_argument("--requests", type=int, default=100_000, help="before memory is measured")
    return parser.parse_args()


def main(sizes, only, seconds, requests):
    # Told to end, it ends its servers first, as at Ctrl-C.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    subprocess.run([sys.executable, "-m", "bench.bare"], check=True)
    boards = {size: board(size) for size in sorted(sizes)}
    kept = pages.bare_pages() / "page"
    figures = Figures()
    with serve(SITE) as site, serve("bench.bare:application", BARE_PAGES=str(kept)) as bare:
        if "pages" in only:
            pages.measure(figures, site, bare, boards, seconds)
        if "posts" in only:
            posts.measure(figures, site, bare, boards, seconds)
        if "mixed" in only:
            mixed.measure(figures, site)
    if "running" in only:
        with serve(SITE) as site:
            running.measure(figures, site, boards, requests)
    print("\n" + figures.table())
    Path(settings.DATA_DIR, "figures.md").write_text(figures.table())
    Path(settings.DATA_DIR, "figures.svg").write_bytes(figures.plot())


if __name__ == "__main__":
    main(**vars(arguments()))
