"""Questions that are asked for every page and every post, in SQL: Django's ORM takes longer to
write each of them than the database to answer it. PostgreSQL is told one once in each connection
and keeps its plan; asked through libpq it takes a sixth of the work of a cursor."""

import hashlib
import itertools
import re
import weakref
from datetime import UTC, datetime

from django.db import DEFAULT_DB_ALIAS, Error, connections
from psycopg import pq
from psycopg.adapt import Transformer
from psycopg.errors import error_from_result

# SQLSTATEs, PostgreSQL's appendix A: a table is another since the question was told, which changes
# what it answers; it has not been told to this server, where there are several behind a pooler.
HAS_CHANGED, NOT_TOLD = b"0A000", b"26000"
PREPARED = weakref.WeakKeyDictionary()  # by connections: the names of questions that are told


class Question:
    """`sql` is PostgreSQL's, with %s for each value: an integer, a text, a time, or for `= ANY(%s)`
    a list of integers; None is NULL."""

    def __init__(self, sql):
        number = itertools.count(1)
        self.of_libpq = re.sub("%s", lambda _found: f"${next(number)}", sql).encode()
        # Another release, behind the same pooler, asks another under another name.
        self.name = b"colloquy_" + hashlib.sha256(self.of_libpq).hexdigest()[:16].encode()
        self.of_postgresql = sql
        self.of_sqlite = sql.replace("= ANY(%s)", "IN (SELECT value FROM json_each(%s))")

    def rows(self, *values):
        """What the database answers, as tuples with times in UTC. As the first of a transaction it
        may be asked before that has begun, which is the same where each statement sees what is
        committed by then."""
        database = connections[DEFAULT_DB_ALIAS]
        if database.vendor != "postgresql":
            rows = asked(database, self.of_sqlite, map(for_sqlite, values))
            return [tuple(map(aware, row)) for row in rows]
        values = [array(each) if isinstance(each, list) else each for each in values]
        rows = self._rows_of_libpq(database, values)
        return asked(database, self.of_postgresql, values) if rows is None else rows

    def _rows_of_libpq(self, database, values):
        """None if a cursor is to ask. In a transaction an error is raised, since nothing more can
        be asked in it."""
        if database.execute_wrappers:  # which are to know of all that is asked
            return None
        texts = [None if each is None else str(each).encode() for each in values]
        if any(text and b"\0" in text for text in texts):  # where libpq would end it
            return None
        database.ensure_connection()
        try:
            with database.wrap_database_errors:
                answer = self._answer_of_libpq(database, texts)
                if database.in_atomic_block and answer.status != pq.ExecStatus.TUPLES_OK:
                    raise error_from_result(answer)
        except Error:
            if database.in_atomic_block:
                raise
            return None  # it has hung up, say; a cursor connects anew, and says so where it cannot
        if answer.status != pq.ExecStatus.TUPLES_OK:
            return None
        database.health_check_done = True  # before a cursor, Django would ask whether it is there
        loader = Transformer()
        loader.set_pgresult(answer)
        return loader.load_rows(0, answer.ntuples, tuple)

    def _answer_of_libpq(self, database, values):
        libpq = database.connection.pgconn
        if database.in_atomic_block:  # which a question that is not there would end
            return libpq.exec_params(self.of_libpq, values)
        known = PREPARED.setdefault(database.connection, set())
        if self.name not in known:
            libpq.prepare(self.name, self.of_libpq)
            known.add(self.name)
        answer = libpq.exec_prepared(self.name, values)
        failure = answer.error_field(pq.DiagnosticField.SQLSTATE)
        if failure == HAS_CHANGED:
            libpq.exec_(b"DEALLOCATE " + self.name)
        if failure in (HAS_CHANGED, NOT_TOLD):
            known.discard(self.name)
        return answer


def asked(database, sql, values):
    with database.cursor() as cursor:
        cursor.execute(sql, list(values))
        return cursor.fetchall()


def array(numbers):
    """As PostgreSQL writes it."""
    return f"{{{','.join(map(str, numbers))}}}"


def for_sqlite(value):
    """Which reads a list as JSON, and keeps times without their zone, which is UTC."""
    if isinstance(value, datetime):
        value = value.astimezone(UTC).replace(tzinfo=None)
    return str(value) if isinstance(value, (datetime, list)) else value


def aware(value):
    return value.replace(tzinfo=UTC) if isinstance(value, datetime) else value
