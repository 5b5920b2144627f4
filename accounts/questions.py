"""Questions that are asked for every page, in SQL: Django's ORM takes longer to write each of them
than the database to answer it. PostgreSQL is told one once in each connection and keeps its plan;
asked through libpq it takes a sixth of the work of a cursor."""

import hashlib
import itertools
import re
import weakref
from datetime import UTC, datetime

from django.db import DEFAULT_DB_ALIAS, Error, connections
from psycopg import pq
from psycopg.adapt import Transformer

PREPARED = weakref.WeakKeyDictionary()  # by connections: the names of questions that are told


class Question:
    """`sql` is PostgreSQL's, with %s for each value: an integer, a text, or for `= ANY(%s)` a list
    of integers."""

    def __init__(self, sql):
        number = itertools.count(1)
        self.of_libpq = re.sub("%s", lambda _found: f"${next(number)}", sql).encode()
        # Another release, behind the same pooler, asks another under another name.
        self.name = b"colloquy_" + hashlib.sha256(self.of_libpq).hexdigest()[:16].encode()
        self.of_postgresql = sql
        self.of_sqlite = sql.replace("= ANY(%s)", "IN (SELECT value FROM json_each(%s))")

    def rows(self, *values):
        """What the database answers, as tuples with times in UTC."""
        database = connections[DEFAULT_DB_ALIAS]
        if database.vendor != "postgresql":
            values = [str(each) if isinstance(each, list) else each for each in values]
            return [tuple(map(aware, row)) for row in asked(database, self.of_sqlite, values)]
        values = [array(each) if isinstance(each, list) else each for each in values]
        rows = self._prepared_rows(database, values)
        return asked(database, self.of_postgresql, values) if rows is None else rows

    def _prepared_rows(self, database, values):
        """None if it does not answer, for whatever reason."""
        database.ensure_connection()
        try:
            with database.wrap_database_errors:
                answer = self._prepared_answer(database, values)
        except Error:  # it has hung up, say; a cursor connects anew, and says so where it cannot
            return None
        if answer.status != pq.ExecStatus.TUPLES_OK:  # behind a pooler, say, it is another server
            PREPARED[database.connection].discard(self.name)
            return None
        loader = Transformer()
        loader.set_pgresult(answer)
        return loader.load_rows(0, answer.ntuples, tuple)

    def _prepared_answer(self, database, values):
        libpq = database.connection.pgconn
        known = PREPARED.setdefault(database.connection, set())
        if self.name not in known:
            libpq.prepare(self.name, self.of_libpq)
            known.add(self.name)
        return libpq.exec_prepared(self.name, [str(each).encode() for each in values])


def asked(database, sql, values):
    with database.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


def array(numbers):
    """As PostgreSQL writes it."""
    return f"{{{','.join(map(str, numbers))}}}"


def aware(value):
    """SQLite keeps times without their zone, which is UTC."""
    return value.replace(tzinfo=UTC) if isinstance(value, datetime) else value
