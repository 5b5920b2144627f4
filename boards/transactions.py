import functools
import random
import time

from django.db import OperationalError, connection, transaction

TRIES = 3
PAUSE = 0.05  # seconds at most, at random, so that two who collided do not meet again
DEADLOCK, SERIALIZATION_FAILURE = "40P01", "40001"  # SQLSTATE, PostgreSQL's appendix A


def in_transaction(work):
    """Run `work` in one transaction of its own, and once more, up to three times in all, when the
    database broke it off for another's sake: deadlock, serialization failure, SQLite's lock.

    Inside a transaction of somebody else's there is nothing to run again, so there it runs once."""

    @functools.wraps(work)
    def attempt(*args, **kwargs):
        tries = 1 if connection.in_atomic_block else TRIES
        while True:
            tries -= 1
            try:
                with transaction.atomic():
                    return work(*args, **kwargs)
            except OperationalError as failure:
                if not tries or not broken_off(failure):
                    raise
                time.sleep(random.uniform(0, PAUSE))  # noqa: S311

    return attempt


def broken_off(failure):
    sqlstate = getattr(failure.__cause__, "sqlstate", None)
    return sqlstate in (DEADLOCK, SERIALIZATION_FAILURE) or "locked" in str(failure)
