"""Many readers and some writers at once, for a minute: errors, slow answers and stale pages."""

from bench.boards import board
from bench.figures import Goal
from bench.load import wrk_posts
from bench.pages import every_page
from bench.posts import some_comments

SIZE = 100_000
CLIENTS = 64
SECONDS = 60
SHARE = 0.05  # of the requests are posts; the next request of the same client looks for the comment
ERRORS = Goal("95 % reads and 5 % posts by 64 at once: errors", "≤", 0)
STALE = Goal("the same: pages without a comment posted before", "≤", 0)
SLOW = Goal("the same: p99 of reads, against their p50", "≤", 5, " ×")


def measure(figures, site, size=SIZE, seconds=SECONDS):
    module = board(size)
    pages = every_page(module)
    # Half of the reads are of where people arrive.
    read = pages[:: max(1, len(pages) // 200)]
    read += [module.get_absolute_url()] * len(read)
    load = wrk_posts(
        site,
        f"{module.get_absolute_url()}comments/",
        clients=CLIENTS,
        seconds=seconds,
        share=SHARE,
        pages=read,
        parents=some_comments(module),
    )
    figures.add(ERRORS, size, load.errors + load.refused + load.failed)
    figures.add(STALE, size, load.stale, f"{load.posts:.0f} posts, {load.reads:.0f} reads")
    figures.add(SLOW, size, load.read_p99 / load.read_p50, f"p50 {load.read_p50:.0f} ms")
