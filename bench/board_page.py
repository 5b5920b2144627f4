"""What a page of a board costs as the board grows:  python -m bench.board_page

Builds boards of 100, 1,000 and 10,000 threads in a throwaway database (where DATABASE_URL says,
or SQLite) and gets pages as a guest does. Prints the median of each in milliseconds, and against
the same page of the smallest board: that ratio is the figure, the milliseconds are the machine's.
"""

import os
import statistics
import time
from datetime import timedelta

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.test import Client  # noqa: E402
from django.test.utils import get_runner, setup_test_environment  # noqa: E402
from django.utils import timezone  # noqa: E402

from boards import remembered  # noqa: E402
from boards.models import Comment, Course, Module, Thread  # noqa: E402

SIZES = (100, 1_000, 10_000)
REPEATS = 30
TEXT = "I will use the pause before answering with the people I see on Tuesdays. " * 6


def build(number, threads):
    """A board of so many threads, every third with two replies."""
    course, _ = Course.objects.get_or_create(slug="bench", title="Bench", short_title="Bench")
    start = timezone.now() - timedelta(days=100)
    module = Module.objects.create(
        course=course, number=number, title="Bench", slug=f"m{number}", published_at=start
    )
    comments = []
    for place in range(threads):
        kept = {"text": TEXT, "name": "Dana Whitfield", "country": "US", "status": "published"}
        opening = Comment(created=start + timedelta(minutes=place), **kept)
        comments.append(opening)
        if place % 3 == 0:
            comments += [Comment(created=opening.created, parent=opening, **kept) for _ in "ab"]
    Thread.build(module, comments)
    return module


def median(action):
    times = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        action()
        times.append(time.perf_counter() - start)
    return 1000 * statistics.median(times)


def measure(module, threads):
    client = Client()

    def get(page):
        assert client.get(page).status_code == 200

    def get_anew(page):
        remembered.forget()
        get(page)

    newest, oldest = module.get_absolute_url(), module.page_url(1)
    middle = module.page_url(max(1, threads // 100))
    return {
        "newest page, composed anew": median(lambda: get_anew(newest)),
        "middle page, composed anew": median(lambda: get_anew(middle)),
        "oldest page, composed anew": median(lambda: get_anew(oldest)),
        "newest page, remembered": median(lambda: get(newest)),
    }


def main():
    setup_test_environment()
    runner = get_runner(django.conf.settings)(verbosity=0, interactive=False)
    databases = runner.setup_databases()
    try:
        results = {}
        for number, threads in enumerate(SIZES, start=1):
            print(f"building {threads:,} threads …", flush=True)
            results[threads] = measure(build(number, threads), threads)
        smallest = results[SIZES[0]]
        print(f"\n{'':30}" + "".join(f"{threads:>16,}" for threads in SIZES))
        for row in smallest:
            cells = (
                f"{each[row]:7.1f} ms ×{each[row] / smallest[row]:.2f}" for each in results.values()
            )
            print(f"{row:30}" + "".join(f"{cell:>16}" for cell in cells))
    finally:
        runner.teardown_databases(databases)


if __name__ == "__main__":
    main()
