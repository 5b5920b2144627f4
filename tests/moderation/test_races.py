"""Several people at one comment at the same time: one of them decides, the others are told."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.urls import reverse

from boards import trees
from boards.models import Comment, RuleVersion
from boards.refusals import NotPossible
from moderation.models import Decision
from moderation.models.decision import LEFT_AS, state_of
from tests.conftest import make_comment

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

Act = Decision.Act
MODERATORS = 8


@pytest.fixture
def held(module):
    text = "I wrote about it at www.example.org last year."
    return module.start_thread(make_comment(text), as_is=True)


def at_once(*jobs):
    """What each returns, or the refusal it meets; all in threads and connections of their own."""

    def outcome(job):
        try:
            return job()
        except NotPossible as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(jobs)) as pool:
        return list(pool.map(outcome, jobs))


def test_of_several_moderators_one_decides(held, mod):
    seen = state_of(held)
    acts = [Act.PUBLISH, Act.REMOVE, Act.SPAM, Act.ASK] * (MODERATORS // 4)

    def decides(act):
        return lambda: Decision.make(act, Comment.objects.get(), by=mod, seen=seen, sentence="x")

    outcomes = at_once(*map(decides, acts))

    held.refresh_from_db()
    decision = Decision.objects.get()
    assert sum(isinstance(each, NotPossible) for each in outcomes) == MODERATORS - 1
    assert held.status in LEFT_AS[decision.act]
    assert (trees.verify(), trees.verify_modules()) == ([], [])


def test_of_several_moderators_at_the_desk_all_but_one_are_told(client, held, mod):
    address = reverse("admin:moderation_heldcomment_decide", args=(held.pk,))
    link = RuleVersion.objects.in_force().get(rule__code="link")
    form = {"rule": link.rule_id, "seen": state_of(held), "sentence": "I typed this."}

    def decides(act):
        def post():
            desk = type(client)()
            desk.force_login(mod)
            return desk.post(address, form | {"act": act})

        return post

    answers = at_once(decides("publish"), decides("remove"))

    told = [answer for answer in answers if answer.status_code == 409]
    assert sorted(answer.status_code for answer in answers) == [302, 409]
    assert "Nothing was done: this comment has changed" in told[0].content.decode()
    assert "I typed this." in told[0].content.decode()


def test_an_author_s_edit_and_a_decision_never_overtake_each_other(held, mod):
    seen = state_of(held)

    def edits():
        return Comment.objects.get().edit("Another one: www.example.net.", as_is=True)

    def decides():
        return Decision.make(Act.PUBLISH, Comment.objects.get(), by=mod, seen=seen)

    at_once(edits, decides)

    held.refresh_from_db()
    text_seen = "www.example.org" in held.text
    if Decision.objects.exists():  # then of the text that was seen; the edit came after, or not
        assert held.is_published or held.earlier_texts.filter(text__contains=".org").exists()
    else:
        assert held.is_held
        assert not text_seen


def test_a_decision_is_taken_back_once_whoever_tries(held, mod):
    decision = Decision.make(Act.PUBLISH, held, by=mod)

    outcomes = at_once(
        *(lambda: Decision.objects.get(pk=decision.pk).undo(by=mod) for _each in range(MODERATORS))
    )

    held.refresh_from_db()
    assert sum(isinstance(each, NotPossible) for each in outcomes) == MODERATORS - 1
    assert Decision.objects.filter(act=Act.UNDO).count() == 1
    assert held.is_held
    assert (trees.verify(), trees.verify_modules()) == ([], [])
