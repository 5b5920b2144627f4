"""What the pages of a board cost: composed anew, remembered, unchanged, behind nginx, for a member,
and with a full thread on them."""

import re
import time
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.test import Client

from accounts.models import User
from bench.boards import board_of_threads, clean_texts, forget
from bench.figures import Goal
from bench.load import Visitor, cpu, interleaved, nginx, wrk
from boards.models import Thread

ANEW = Goal("a page that nobody has rendered yet, CPU of server and database", "≤", 8, " ms")
# What the goals in milliseconds were set beside: on the machine of then, these took 4 to 5.
SCANS = "two index scans and a join of strings"
ANEW_TO_SCANS = Goal(f"the same, against {SCANS}", "≤", 1.8, " ×")
GROWS = Goal("the same, against that of the smallest board", "≤", 1.2, " ×")
CHANGED = Goal("a page on which one thread has changed since, CPU", "≤", 8, " ms")
REMEMBERED = {
    place: Goal(f"{place} page, remembered, against a bare view", "≥", 0.8, " ×")
    for place in ("newest", "middle", "oldest")
}
UNCHANGED = Goal("an unchanged page, against a bare view of 5 bytes", "≥", 0.9, " ×")
NGINX = Goal("behind nginx, against its static file", "≥", 0.85, " ×")
SEEN = Goal("a comment is seen behind nginx after", "≤", 1, " s")
MEMBER = Goal("a member's page, threads remembered, CPU", "≤", 4, " ms")
MEMBER_TO_SCANS = Goal(f"the same, against {SCANS}", "≤", 0.9, " ×")
FULL_ANEW = Goal(
    "a page with a full thread, composed anew, CPU against one without", "≤", 1.5, " ×"
)
FULL = Goal("the same remembered, CPU", "≤", 1.5, " ×")

ENOUGH = 120  # pages composed anew
FULL_SIZE = 2_000
WAITS_UP_TO = 10  # seconds, until a comment is to be seen


def measure(figures, site, bare, boards, seconds):
    first = None
    for size, module in boards.items():
        anew, scanned = interleaved(
            lambda module=module: composed_anew(site, full_pages(module)),
            lambda module=module: composed_anew(bare, scans(module)),
        )
        first = first or anew
        figures.add(ANEW, size, anew)
        figures.add(ANEW_TO_SCANS, size, anew / scanned, f"{scanned:.1f} ms")
        figures.add(GROWS, size, anew / first)
        figures.cost("composed anew", size, anew)
        changed = composed_after_a_change(site, full_pages(module))
        figures.add(CHANGED, size, changed)
        figures.cost("with one thread changed", size, changed)
        remembered(figures, size, site, bare, module, seconds)
        behind_nginx(figures, size, site, module, seconds)
        member(figures, size, site, bare, module, seconds)
    with_full_thread(figures, site, seconds)


def every_page(module):
    last = module.page_of(module.threads_numbered)
    return [module.page_url(number) for number in range(1, last + 1)]


def full_pages(module):
    """Those with as many threads as a page takes, which cost the same on boards of any size."""
    return every_page(module)[: module.threads_numbered // module.threads_per_page]


def scans(module):
    """As many addresses of the bare server, which finds the same comments for them."""
    per_page = module.threads_per_page
    pages = range(1, module.threads_numbered // per_page + 1)
    return [f"/scans/{module.pk}/{page * per_page}" for page in pages]


def composed_anew(site, pages, enough=ENOUGH):
    """Milliseconds of CPU for one of `pages`, of which it takes some all over the board."""
    some = pages[:: max(1, len(pages) // enough)][:enough]
    visitor = Visitor(site)
    used = asked = 0
    while asked < enough:
        forget()
        before = cpu(site)
        for page in some:
            visitor.get(page)
        used += cpu(site) - before
        asked += len(some)
    return 1000 * used / asked


def composed_after_a_change(site, pages, enough=ENOUGH):
    """The same of pages that were there, of each of which one thread has another comment."""
    visitor = Visitor(site)
    used = 0
    for asked in range(enough):
        page = pages[asked * len(pages) // enough]
        key = re.search(rb"id=thread-(\d+)", visitor.get(page).body)[1]
        changed = Thread.objects.get(pk=int(key))
        with transaction.atomic():
            changed.count()
        before = cpu(site)
        visitor.get(page)
        used += cpu(site) - before
    return 1000 * used / enough


def remembered(figures, size, site, bare, module, seconds):
    pages = every_page(module)
    places = {
        "newest": module.get_absolute_url(),
        "middle": pages[len(pages) // 2],
        "oldest": pages[0],
    }
    for place, page in places.items():
        same = keep(site, page, f"{size}-{place}")
        warm(site, page)
        ours, theirs = interleaved(
            lambda page=page: rate(site, page, seconds),
            lambda same=same: rate(bare, same, seconds),
        )
        figures.add(REMEMBERED[place], size, ours / theirs, f"{ours:.0f}/s")
    figures.cost("remembered", size, cpu_of(site, places["newest"], seconds))
    tag = {"If-None-Match": Visitor(site).get(places["oldest"]).headers["ETag"]}
    Visitor(site, **tag).get(places["oldest"], status=304)
    ours, theirs = interleaved(
        lambda: rate(site, places["oldest"], seconds, tag),
        lambda: rate(bare, "/five", seconds),
    )
    figures.add(UNCHANGED, size, ours / theirs, f"{ours:.0f}/s")


def keep(site, page, name):
    """Have the bare view and nginx answer with the bytes of `page`, at an address with that name,
    which they remember. Returns the address."""
    folder = bare_pages() / "page"
    folder.mkdir(parents=True, exist_ok=True)
    new = folder / f"{name}.new"
    new.write_bytes(Visitor(site).get(page).body)
    new.rename(folder / name)
    return f"/page/{name}"


def bare_pages():
    return Path(settings.DATA_DIR, "bare").resolve()


def rate(server, page, seconds, headers=None):
    return wrk(server.address + page, seconds=seconds, headers=headers).rate


def warm(site, page):
    """Have each worker remember `page`."""
    rate(site, page, 1)


def cpu_of(site, page, seconds, headers=None):
    """Milliseconds of CPU for `page`, once it is remembered."""
    wrk(site.address + page, seconds=1, headers=headers)
    before = cpu(site)
    # By few at once, since what is still being answered at the end is not counted.
    load = wrk(site.address + page, clients=2, seconds=seconds, headers=headers)
    return 1000 * (cpu(site) - before) / load.requests


def behind_nginx(figures, size, site, module, seconds):
    page = module.get_absolute_url()
    same = keep(site, page, f"{size}-behind-nginx")
    with nginx(site, bare_pages()) as proxy:
        warm(proxy, page)
        ours, theirs = interleaved(
            lambda: rate(proxy, page, seconds),
            lambda: rate(proxy, same, seconds),
        )
        figures.add(NGINX, size, ours / theirs, f"{ours:.0f}/s")
        waits = [until_seen(site, proxy, page, text) for text in clean_texts(5)]
    figures.add(SEEN, size, max(waits))


def until_seen(site, proxy, page, text):
    """Seconds until readers behind `proxy`, who have just read `page`, see a new comment on it."""
    reader = Visitor(proxy)
    reader.get(page)
    key = Visitor(site).post(f"{page}comments/", text).headers["Location"].rpartition("#")[2]
    began = time.monotonic()
    while f" id={key} ".encode() not in reader.get(page).body:
        if time.monotonic() - began > WAITS_UP_TO:
            raise AssertionError(f"{key} is not to be seen at {page}")
        time.sleep(0.01)
    return time.monotonic() - began


def member(figures, size, site, bare, module, seconds):
    person, _ = User.objects.get_or_create(email="member@example.org", defaults={"name": "Robin"})
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    name = settings.SESSION_COOKIE_NAME
    cookie = {"Cookie": f"{name}={client.cookies[name].value}"}
    newest, same = module.get_absolute_url(), scans(module)[-1]
    assert b"Robin" in Visitor(site, **cookie).get(newest).body
    used, scanned = interleaved(
        lambda: cpu_of(site, newest, seconds, cookie), lambda: cpu_of(bare, same, seconds)
    )
    figures.add(MEMBER, size, used)
    figures.add(MEMBER_TO_SCANS, size, used / scanned, f"{scanned:.1f} ms")
    figures.cost("a member's", size, used)


def with_full_thread(figures, site, seconds):
    """The page of a board of fifty threads, of which one is full, against one of fifty small."""
    full = board_of_threads([2] * 25 + [FULL_SIZE] + [2] * 24).page_url(1)
    small = board_of_threads([2] * 50).page_url(1)
    with_it, without = interleaved(
        lambda: composed_anew(site, [full], 20), lambda: composed_anew(site, [small], 20)
    )
    figures.add(FULL_ANEW, 0, with_it / without, f"{with_it:.1f} ms")
    with_it, without = interleaved(
        lambda: cpu_of(site, full, seconds), lambda: cpu_of(site, small, seconds)
    )
    figures.add(FULL, 0, with_it / without, f"{with_it:.1f} ms")
