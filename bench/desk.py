"""What the moderators' desk costs as the board grows:  python -m bench.desk

Builds boards of 1,000, 10,000 and 100,000 comments in a throwaway database (where DATABASE_URL
says, or SQLite), of which 50 wait, and opens the desk as a moderator does. Prints the median in
milliseconds, and against the smallest board: that ratio is the figure.
"""

import os
import statistics
import time

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.contrib.auth.models import Group  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client, override_settings  # noqa: E402
from django.test.utils import get_runner, setup_test_environment  # noqa: E402

from accounts.models import User  # noqa: E402
from bench.boards import board  # noqa: E402
from boards.models import Comment  # noqa: E402
from moderation.models import HeldComment  # noqa: E402

SIZES = (1_000, 10_000, 100_000)
WAITING = 50
DESK = "/admin/moderation/heldcomment/"
REPEATS = 30

PLAIN = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}


def median(action):
    """Milliseconds that it takes."""
    times = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        action()
        times.append(time.perf_counter() - start)
    return 1000 * statistics.median(times)


@override_settings(
    STORAGES=django.conf.settings.STORAGES | {"staticfiles": PLAIN}, STAFF_SECOND_FACTOR=False
)
def main():
    setup_test_environment()
    runner = get_runner(django.conf.settings)(verbosity=0, interactive=False)
    databases = runner.setup_databases()
    try:
        moderator = User.objects.create_user("mod@example.org", name="Mod", is_staff=True)
        moderator.groups.add(Group.objects.get(name="Moderators"))
        client = Client()
        client.force_login(moderator)
        smallest, built = None, 0
        for number, size in enumerate(SIZES, start=1):
            board(size - built)
            built = size
            if number == 1:
                for comment in Comment.objects.published()[:WAITING]:
                    comment.hold()
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")
            assert HeldComment.objects.count() == WAITING
            assert client.get(DESK).status_code == 200
            page = median(lambda: client.get(DESK))
            smallest = smallest or page
            print(f"{size:>9,} comments {page:8.1f} ms ×{page / smallest:.2f}", flush=True)
    finally:
        runner.teardown_databases(databases)


if __name__ == "__main__":
    main()
