import functools
import random
import time
from contextlib import contextmanager

from django.db import OperationalError, connection, transaction

TRIES = 3
PAUSE = 0.05  # seconds at most, at random, so that two who collided do not meet again
WRITES = {"INSERT", "UPDATE", "DELETE"}
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


@contextmanager
def written_together():
    """Within a transaction: have each statement that writes and answers nothing wait for the next
    that is to answer, or for the end of the block, and go to the database with it. They happen in
    the same order, all before this process goes on from there; but PostgreSQL takes several at
    once, where each by itself costs a way there and back.

    How many rows one has changed is not told, so nothing that exists is saved within."""
    if connection.vendor != "postgresql":  # SQLite is in this process, and takes one at a time
        yield
        return
    waiting = []

    def send(execute, sql, values, many, context):
        if answers_nothing(sql, values, many):
            waiting.append((sql, values))
            return None
        if not waiting:
            return execute(sql, values, many, context)
        sql, values = together([*waiting, (sql, values or ())])
        waiting.clear()
        answer = execute(sql, values, many, context)
        while context["cursor"].nextset():  # until there is what the last of them answers
            pass
        return answer

    with connection.execute_wrapper(send):
        yield
    if waiting:
        with connection.cursor() as cursor:
            cursor.execute(*together(waiting))


def answers_nothing(sql, values, many):
    is_plain = isinstance(values, (tuple, list)) and not many
    return is_plain and sql.split(None, 1)[0] in WRITES and "RETURNING" not in sql


def together(statements):
    """Several statements with their values as one."""
    values = [value for _, of_one in statements for value in of_one]
    return "; ".join(sql for sql, _ in statements), values


def broken_off(failure):
    sqlstate = getattr(failure.__cause__, "sqlstate", None)
    return sqlstate in (DEADLOCK, SERIALIZATION_FAILURE) or "locked" in str(failure)
