"""Answers of an earlier version come through."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from moderation.models import Answer
from tests.conftest import make_course, make_module, make_staff, write

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

BEFORE = [
    ("boards", "0005_every_finding_has_a_version"),
    ("moderation", "0004_moderators_decide"),
]


@pytest.fixture
def comments():
    module = make_module(make_course(), 1)
    return [write(module), write(module)]


@pytest.fixture
def mod():
    return make_staff("mod@example.org", "Moderators")


@pytest.fixture
def earlier(comments, mod):
    """The models as they were; afterwards everything is as it is now again, come what may."""
    executor = MigrationExecutor(connection)
    executor.migrate(BEFORE)
    yield executor.loader.project_state(BEFORE).apps
    migrate_to_now()


def migrate_to_now():
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())


def keep(row, hours):
    """Save it, as of so many hours after a day's beginning, whatever it says of its time itself."""
    row.save()
    moment = datetime(2026, 3, 2, tzinfo=timezone.get_default_timezone()) + timedelta(hours=hours)
    type(row).objects.filter(pk=row.pk).update(created=moment)
    return row


@pytest.fixture
def decide(earlier, mod):
    def decide(comment, act, hours):
        decision = earlier.get_model("moderation", "Decision")
        return keep(decision(comment_id=comment.pk, act=act, by_id=mod.pk), hours)

    return decide


@pytest.fixture
def answer(earlier):
    def answer(decision, hours, **fields):
        kept = earlier.get_model("moderation", "Answer")
        return keep(kept(decision=decision, text="It is our library.", **fields), hours)

    return answer


def settled_by(answer):
    return Answer.objects.get(pk=answer.pk).settled_by_id


def test_a_settled_answer_was_settled_by_the_decision_that_followed(comments, decide, answer):
    removed = decide(comments[0], "remove", 1)
    answered = answer(removed, 2, is_settled=True)
    followed = decide(comments[0], "keep", 3)

    migrate_to_now()

    assert settled_by(answered) == followed.pk


def test_of_several_decisions_that_followed_it_was_the_first(comments, decide, answer):
    asked = decide(comments[0], "ask", 1)
    answered = answer(asked, 2, is_settled=True)
    followed = decide(comments[0], "keep", 3)
    again = answer(followed, 4, is_settled=True)
    last = decide(comments[0], "publish", 5)

    migrate_to_now()

    assert [settled_by(answered), settled_by(again)] == [followed.pk, last.pk]


def test_what_was_decided_of_another_comment_settled_nothing(comments, decide, answer):
    removed = decide(comments[0], "remove", 1)
    answered = answer(removed, 2, is_settled=True)
    decide(comments[1], "publish", 3)
    followed = decide(comments[0], "keep", 4)

    migrate_to_now()

    assert settled_by(answered) == followed.pk


def test_an_answer_that_was_open_stays_open(comments, decide, answer):
    answered = answer(decide(comments[0], "remove", 1), 2, is_settled=False)

    migrate_to_now()

    assert settled_by(answered) is None
    assert [each.pk for each in Answer.objects.open()] == [answered.pk]


def test_what_a_settled_answer_says_and_answers_is_as_it_was(comments, decide, answer):
    removed = decide(comments[0], "remove", 1)
    answered = answer(removed, 2, is_settled=True)
    decide(comments[0], "keep", 3)

    migrate_to_now()

    kept = Answer.objects.get()
    assert (kept.pk, kept.decision_id, kept.text) == (answered.pk, removed.pk, "It is our library.")
    assert kept.is_settled
    assert kept.created.hour == 2


def test_a_settled_answer_without_a_later_decision_is_settled_all_the_same(
    comments, decide, answer
):
    removed = decide(comments[0], "remove", 1)
    answered = answer(removed, 2, is_settled=True)

    migrate_to_now()

    assert settled_by(answered) == removed.pk
    assert not Answer.objects.open().exists()
