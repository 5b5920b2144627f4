"""A decision is taken back by another one, and everything is as it was before."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from boards import trees
from boards.models import Block, Comment, RuleVersion
from boards.refusals import NotPossible
from moderation.models import Answer, Decision, HeldComment, Report
from tests.conftest import make_comment, write

pytestmark = pytest.mark.django_db

Act = Decision.Act


@pytest.fixture
def link_rule():
    return RuleVersion.objects.in_force().get(rule__code="link")


@pytest.fixture
def held(module):
    text = "I wrote about it at www.example.org last year."
    return module.start_thread(make_comment(text), as_is=True)


@pytest.fixture
def published(module):
    return write(module, text="My client Ann Lee was here.")


def how(act, rule):
    """What goes with an act, so that it can be done."""
    if act == Act.REDACT:
        return {"passages": ["www.example.org"]}
    if act == Act.BLOCK:
        return {"rule": rule, "until": timezone.now() + timedelta(days=7)}
    return {}


def kept(comment):
    """What of a comment a decision changes."""
    comment.refresh_from_db()
    comment.thread.module.refresh_from_db()
    return (
        *(comment.status, comment.held_for, comment.held_at, comment.text, comment.markup),
        comment.thread.module.comments_count,
    )


@pytest.mark.parametrize(
    "act", [Act.PUBLISH, Act.ASK, Act.REMOVE, Act.REDACT, Act.SPAM, Act.BLOCK], ids=str
)
def test_what_waited_waits_again_as_it_did(held, mod, link_rule, act):
    before = kept(held)
    decision = Decision.make(act, held, by=mod, sentence="Said.", **how(act, link_rule))

    decision.undo(by=mod)

    assert kept(held) == before
    assert HeldComment.objects.get().pk == held.pk
    assert (trees.verify(), trees.verify_modules()) == ([], [])


@pytest.mark.parametrize("act", [Act.ASK, Act.REMOVE, Act.SPAM, Act.HOLD], ids=str)
def test_what_was_published_is_published_again(published, mod, act):
    before = kept(published)

    Decision.make(act, published, by=mod, sentence="Said.").undo(by=mod)

    assert kept(published) == before
    assert (trees.verify(), trees.verify_modules()) == ([], [])


def test_that_it_was_taken_back_is_on_record(held, mod, admin, link_rule):
    decision = Decision.make(Act.REMOVE, held, by=mod, rule=link_rule)

    undone = decision.undo(by=admin)

    assert (undone.act, undone.by, undone.undoes) == (Act.UNDO, admin, decision)
    assert list(held.decisions.all()) == [undone, decision]
    assert not held.decisions.in_force().exists()


def test_a_decision_is_taken_back_once(held, mod):
    decision = Decision.make(Act.PUBLISH, held, by=mod)
    decision.undo(by=mod)

    with pytest.raises(NotPossible):
        decision.undo(by=mod)


def test_taking_back_is_not_taken_back(held, mod):
    undone = Decision.make(Act.PUBLISH, held, by=mod).undo(by=mod)

    with pytest.raises(NotPossible):
        undone.undo(by=mod)


def test_only_the_last_decision_is_taken_back(held, mod, link_rule):
    first = Decision.make(Act.PUBLISH, held, by=mod)
    Decision.make(Act.REMOVE, held, by=mod, rule=link_rule)

    with pytest.raises(NotPossible):
        first.undo(by=mod)


def test_decisions_are_taken_back_one_after_another(held, mod, link_rule):
    before = kept(held)
    first = Decision.make(Act.PUBLISH, held, by=mod)
    second = Decision.make(Act.REMOVE, held, by=mod, rule=link_rule)

    second.undo(by=mod)
    first.undo(by=mod)

    assert kept(held)[:2] == before[:2]


def test_what_its_author_has_changed_since_is_not_put_back(held, mod):
    decision = Decision.make(Act.ASK, held, by=mod, sentence="Please change it.")
    held.edit("I wrote about it last year.")

    with pytest.raises(NotPossible):
        decision.undo(by=mod)

    held.refresh_from_db()
    assert held.text == "I wrote about it last year."


def test_what_its_author_has_withdrawn_since_stays_withdrawn(held, mod):
    decision = Decision.make(Act.PUBLISH, held, by=mod)
    held.withdraw()

    with pytest.raises(NotPossible):
        decision.undo(by=mod)

    held.refresh_from_db()
    assert held.status == "withdrawn"


def test_reports_wait_again_when_the_decision_on_them_is_taken_back(published, mod, link_rule):
    report = Report.make(published, rule=link_rule, person="somebody")
    decision = Decision.make(Act.PUBLISH, published, by=mod)

    decision.undo(by=mod)

    assert list(published.reports.open()) == [report]
    assert HeldComment.objects.get().pk == published.pk


def test_an_answer_waits_again_when_standing_by_the_decision_is_taken_back(held, mod, link_rule):
    Decision.make(Act.REMOVE, held, by=mod, rule=link_rule).take_answer("It is our library.")

    Decision.make(Act.KEEP, held, by=mod).undo(by=mod)

    assert not Answer.objects.get().is_settled
    assert HeldComment.objects.get().pk == held.pk


def test_a_block_ends_when_it_is_taken_back(held, mod, link_rule):
    decision = Decision.make(Act.BLOCK, held, by=mod, **how(Act.BLOCK, link_rule))

    decision.undo(by=mod)

    assert not Block.objects.in_force().exists()


def test_closing_a_thread_is_taken_back_whatever_was_decided_on_its_comments(published, mod):
    closed = Decision.make(Act.CLOSE, published, by=mod)
    Decision.make(Act.HOLD, published, by=mod)

    closed.undo(by=mod)

    published.thread.refresh_from_db()
    assert not published.thread.is_closed


def test_reopening_a_thread_is_taken_back(published, mod):
    Decision.make(Act.CLOSE, published, by=mod)
    Decision.make(Act.REOPEN, published, by=mod).undo(by=mod)

    published.thread.refresh_from_db()
    assert published.thread.is_closed


def test_an_undone_decision_cannot_be_answered(held, mod, link_rule):
    decision = Decision.make(Act.REMOVE, held, by=mod, rule=link_rule)
    decision.undo(by=mod)

    with pytest.raises(NotPossible):
        decision.take_answer("But why?")


def test_its_author_reads_that_a_decision_was_taken_back_and_not_by_whom(client, module, mod, dana):
    comment = module.start_thread(make_comment("At www.example.org.", author=dana), as_is=True)
    mod.name = "Sam Birch"
    mod.save()
    Decision.make(Act.REMOVE, comment, by=mod).undo(by=mod)
    client.force_login(dana)

    page = client.get(reverse("boards:status", args=(comment.pk,))).content.decode()

    assert "A moderator had decided, and has taken it back:" in page
    assert "Sam Birch" not in page


# -- At the desk -----------------------------------------------------------------


def undo(client, decision):
    return client.post(
        reverse("admin:moderation_heldcomment_undo", args=(decision.pk,)), follow=True
    )


def test_a_moderator_takes_the_last_decision_back_at_the_desk(client, held, mod):
    client.force_login(mod)
    decision = Decision.make(Act.PUBLISH, held, by=mod)

    page = undo(client, decision).content.decode()

    assert "Taken back. The comment is as it was before." in page
    assert f'data-comment="{held.pk}"' in page
    assert HeldComment.objects.exists()


def test_a_moderator_takes_another_s_decision_back(client, held, mod, admin):
    client.force_login(mod)
    decision = Decision.make(Act.PUBLISH, held, by=admin)

    undo(client, decision)

    assert Decision.objects.first().by == mod
    assert HeldComment.objects.exists()


def test_what_cannot_be_taken_back_any_more_is_told(client, held, mod, link_rule):
    client.force_login(mod)
    decision = Decision.make(Act.PUBLISH, held, by=mod)
    Decision.make(Act.REMOVE, held, by=mod, rule=link_rule)

    page = undo(client, decision).content.decode()

    assert "Nothing was done: something has happened to the comment since" in page


@pytest.mark.parametrize("person", ["kim", "dana"])
def test_nobody_else_takes_a_decision_back(client, held, mod, person, request):
    decision = Decision.make(Act.PUBLISH, held, by=mod)
    client.force_login(request.getfixturevalue(person))

    undo(client, decision)

    held.refresh_from_db()
    assert held.is_published


def test_what_was_done_a_moment_ago_stands_there_to_be_taken_back(client, held, mod):
    client.force_login(mod)
    Decision.make(Act.PUBLISH, held, by=mod)

    page = client.get(reverse("admin:moderation_heldcomment_changelist")).content.decode()

    assert "You have just decided on the comment by Priya Raman: published it." in page


def test_what_another_moderator_did_does_not_stand_there(client, held, mod, admin):
    client.force_login(mod)
    Decision.make(Act.PUBLISH, held, by=admin)

    page = client.get(reverse("admin:moderation_heldcomment_changelist")).content.decode()

    assert "You have just decided" not in page


def test_a_comment_keeps_its_number_when_its_publication_is_taken_back(module, held, mod):
    Decision.make(Act.PUBLISH, held, by=mod).undo(by=mod)
    write(module)

    numbers = [comment.thread.number for comment in Comment.objects.order_by("pk")]

    assert numbers == [1, 2]
