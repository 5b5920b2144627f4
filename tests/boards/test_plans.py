"""A page of a board asks for what is on it: no query reads or sorts the whole board."""

import json
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from boards import remembered
from boards.models import Comment
from tests.conftest import build

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("questions_counted")]

THREADS = 2000  # fewer PostgreSQL reads whole sooner than by an index
A_PAGE = 400  # rows, more than any page has and far fewer than the board
LARGE = ("boards_comment", "boards_thread")


@pytest.fixture
def large(module):
    build(module, [[0], []] * (THREADS // 2), text="I will use the pause. " * 25)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return module


def asked(client, address):
    """The queries of a page of which nothing is remembered."""
    remembered.forget()
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert client.get(address).status_code == 200
    selects = [each["sql"] for each in queries if each["sql"].lstrip().startswith("SELECT")]
    return [sql for sql in selects if any(table in sql for table in LARGE)]


def nodes(plan):
    yield plan
    for each in plan.get("Plans", ()):
        yield from nodes(each)


def faults(sql):
    """What of its plan goes over a whole board."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
            steps = [row[3] for row in cursor.fetchall()]
            return [
                step for step in steps if re.match(rf"SCAN ({'|'.join(LARGE)})(?!.*LIMIT)", step)
            ]
        cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}")
        [(plan,)] = cursor.fetchall()
    plan = json.loads(plan) if isinstance(plan, str) else plan
    found = []
    for node in nodes(plan[0]["Plan"]):
        reads_all = node["Node Type"] == "Seq Scan" and node["Relation Name"] in LARGE
        sorts_all = node["Node Type"].endswith("Sort") and node["Actual Rows"] > A_PAGE
        if reads_all or sorts_all:
            found.append(node)
    return found


def test_no_query_of_a_page_goes_over_the_whole_board(client, large):
    for number in ("", "comment-page-1/", "comment-page-20/", "comment-page-40/"):
        queries = asked(client, f"{large.get_absolute_url()}{number}")

        assert len(queries) >= 2
        assert [(sql, found) for sql in queries if (found := faults(sql))] == []


def test_a_query_over_the_whole_board_would_be_seen(large):
    comments = Comment.objects.order_by("text", "-created")

    with CaptureQueriesContext(connection) as queries:
        list(comments)

    assert faults(queries[0]["sql"])
