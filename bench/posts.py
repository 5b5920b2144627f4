"""How many comments a second are taken, against inserts of one row each, and how long one into a
full thread takes. Each is from another person at another network address, within all limits."""

import statistics
import time

from bench.boards import board_of_threads, clean_texts
from bench.figures import Goal
from bench.load import Visitor, interleaved, wrk_posts
from boards.models import Comment

CLIENTS = (1, 8)
POSTS = {
    (kind, clients): Goal(
        f"{kind} posted by {clients} at once, against a bare insert", "≥", 0.5, " ×"
    )
    for kind in ("new threads", "replies")
    for clients in CLIENTS
}
INTO_FULL = Goal("a reply into a full thread, against one into a thread of 10", "≤", 5, " ×")
NEARLY_FULL = 1_979  # so that the twenty replies of a round end at 1,999
ROUNDS = 2
REPLIES = 20


def measure(figures, site, bare, boards, seconds):
    for size, module in boards.items():
        for clients in CLIENTS:
            fresh, replies, inserts = rates(site, bare, module, clients, seconds)
            figures.add(POSTS["new threads", clients], size, fresh / inserts, f"{fresh:.0f}/s")
            figures.add(POSTS["replies", clients], size, replies / inserts, f"{replies:.0f}/s")
            if clients == 1:
                figures.cost("a new thread, one at a time", size, 1000 / fresh)
    into_full_threads(figures, site)


def rates(site, bare, module, clients, seconds):
    """Per second: new threads, replies and bare inserts."""
    action, parents = f"{module.get_absolute_url()}comments/", some_comments(module)
    how = {"clients": clients, "seconds": seconds}
    return interleaved(
        lambda: rate(site, action, **how),
        lambda: rate(site, action, parents=parents, **how),
        lambda: rate(bare, "/insert", **how),
    )


def rate(server, action, **how):
    """Posts taken per second."""
    load = wrk_posts(server, action, **how)
    assert load.errors + load.refused == 0, f"posts to {action} were not taken: {load}"
    return load.posts / load.seconds


def some_comments(module):
    """Keys of a thousand comments, or all there are, from all over the board."""
    keys = Comment.objects.filter(thread__module=module).published().order_by("pk")
    keys = list(keys.values_list("pk", flat=True))
    return keys[:: max(1, len(keys) // 1000)][:1000]


def into_full_threads(figures, site):
    """One into a full thread and one into a small in turn, which grows by that one only."""
    module = board_of_threads([NEARLY_FULL] * ROUNDS + [10] * ROUNDS * REPLIES)
    page = f"{module.get_absolute_url()}comments/"
    threads = list(module.threads.order_by("number"))
    fulls, smalls = threads[:ROUNDS], threads[ROUNDS:]
    visitor, texts = Visitor(site), iter(clean_texts(len(smalls) * 2))
    into_full, into_small = [], []
    for place, small in enumerate(smalls):
        for thread, times in ((fulls[place // REPLIES], into_full), (small, into_small)):
            middle = thread.comments.in_reading_order()[thread.size // 2]
            began = time.perf_counter()
            visitor.post(page, next(texts), parent=middle.pk)
            times.append(1000 * (time.perf_counter() - began))
    slow, quick = statistics.median(into_full), statistics.median(into_small)
    figures.add(INTO_FULL, 0, slow / quick, f"{slow:.0f} ms")
