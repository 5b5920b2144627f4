"""What moderators decide in the queue, and what stays on record of it."""

import re

import pytest
from django.urls import reverse

from boards.models import Comment, RuleVersion
from boards.refusals import NotPossible
from moderation.models import Answer, Decision, HeldComment, Report
from moderation.models.decision import state_of
from tests.conftest import make_comment, write

pytestmark = pytest.mark.django_db

Act = Decision.Act


@pytest.fixture
def held(module):
    text = "I wrote about it at www.example.org last year."
    return module.start_thread(make_comment(text), as_is=True)


@pytest.fixture
def link_rule():
    return RuleVersion.objects.in_force().get(rule__code="link")


def decide(client, act, comment, rule="", **more):
    """As a moderator does at the desk, of the comment as it is now unless `seen` says otherwise."""
    return client.post(
        reverse("admin:moderation_heldcomment_decide", args=(comment.pk,)),
        {"act": act, "rule": rule and rule.rule_id, "seen": state_of(comment)} | more,
        follow=True,
    )


def queue(client, **filters):
    return client.get(reverse("admin:moderation_heldcomment_changelist"), filters).content.decode()


def test_the_queue_shows_what_is_held_with_its_words_marked(client, module, held, mod):
    write(module, text="A published one.")
    client.force_login(mod)

    page = queue(client)

    assert "www.example.org</mark>" in page
    assert ", certain: " in page
    assert "found by link" in page
    assert "A published one." not in page


def test_the_queue_begins_with_what_is_urgent_then_the_oldest(module):
    first = module.start_thread(make_comment("At www.example.org."), as_is=True)
    second = module.start_thread(make_comment("At www.example.net."), as_is=True)
    urgent = module.start_thread(make_comment("At www.example.com."), as_is=True)
    Comment.objects.filter(pk=urgent.pk).update(held_for=Comment.HeldFor.URGENT)

    assert [each.pk for each in HeldComment.objects.all()] == [urgent.pk, first.pk, second.pk]


@pytest.mark.parametrize(
    ("act", "status"),
    [("publish", "published"), ("remove", "removed"), ("spam", "spam"), ("ask", "held")],
)
def test_a_moderator_decides_on_a_held_comment(client, held, mod, link_rule, act, status):
    client.force_login(mod)

    answer = decide(client, act, held, rule=link_rule)

    held.refresh_from_db()
    assert held.status == status
    assert not HeldComment.objects.exists()
    assert "You have just decided on the comment by Priya Raman" in answer.content.decode()


def test_a_comment_published_from_the_queue_gets_its_number_and_is_counted(client, held, mod):
    client.force_login(mod)

    decide(client, "publish", held)

    held.refresh_from_db()
    assert held.thread.number == 1
    assert held.thread.module.comments_count == 1


def test_a_decision_says_who_did_what_under_which_version_of_the_rule(client, held, mod, link_rule):
    client.force_login(mod)

    decide(client, "remove", held, rule=link_rule, sentence="It is a shop.")

    decision = Decision.objects.get()
    assert (decision.comment_id, decision.act, decision.by) == (held.pk, Act.REMOVE, mod)
    assert (decision.rule, decision.sentence) == (link_rule, "It is a shop.")


def test_changes_without_marked_words_are_asked_for_with_a_sentence_only(client, module, mod):
    comment = write(module)
    comment.hold()
    client.force_login(mod)

    answer = decide(client, "ask", comment)

    comment.refresh_from_db()
    assert answer.status_code == 422
    assert "Tell the author in a sentence what to change." in answer.content.decode()
    assert comment.held_for == Comment.HeldFor.MODERATOR
    assert not Decision.objects.exists()


def test_where_words_are_marked_their_author_is_asked_to_look_at_them_again(client, held, mod):
    client.force_login(mod)

    decide(client, "ask", held)

    held.refresh_from_db()
    assert held.held_for == Comment.HeldFor.CHANGES
    assert Decision.objects.get().sentence.startswith("Please look at the marked words again")


@pytest.mark.parametrize("act", ["remove", "block"])
def test_a_comment_is_kept_from_the_board_under_a_rule_only(client, held, mod, act):
    client.force_login(mod)

    answer = decide(client, act, held, sentence="I typed this.")

    held.refresh_from_db()
    assert answer.status_code == 422
    assert "Choose the rule that it breaks." in answer.content.decode()
    assert "I typed this." in answer.content.decode()
    assert held.is_held


def test_an_act_that_is_none_is_not_done(client, held, mod):
    client.force_login(mod)

    answer = decide(client, "praise", held)

    assert answer.status_code == 422
    assert not Decision.objects.exists()


def test_what_its_author_has_been_asked_to_change_leaves_the_queue(held, mod):
    Decision.make(Act.ASK, held, by=mod, sentence="Please leave the address out.")

    assert not HeldComment.objects.exists()


def test_it_is_back_in_the_queue_once_changed(held, mod):
    Decision.make(Act.ASK, held, by=mod, sentence="Please leave the address out.")

    held.edit("I wrote about it last year.")

    assert HeldComment.objects.get().held_for == Comment.HeldFor.REVISED


def test_a_comment_decided_on_meanwhile_is_left_as_it_is(held, mod):
    as_one_moderator_sees_it = HeldComment.objects.get()
    held.remove()

    with pytest.raises(NotPossible):
        Decision.make(Act.PUBLISH, as_one_moderator_sees_it, by=mod)

    held.refresh_from_db()
    assert held.status == "removed"
    assert not Decision.objects.exists()


def changed(answer):
    return answer.status_code == 409 and "Nothing was done" in answer.content.decode()


def test_somebody_else_s_decision_in_between_is_told(client, held, mod, link_rule):
    client.force_login(mod)
    seen = state_of(held)
    Decision.make(Act.REMOVE, held, by=mod, rule=link_rule)

    answer = decide(client, "publish", held, seen=seen, sentence="I typed this.")

    held.refresh_from_db()
    assert changed(answer)
    assert "I typed this." in answer.content.decode()
    assert held.status == "removed"


def test_a_text_that_was_edited_since_is_not_decided_on(client, held, mod):
    client.force_login(mod)
    seen = state_of(held)
    held.edit("Another one: www.example.net.", as_is=True)

    answer = decide(client, "publish", held, seen=seen)

    held.refresh_from_db()
    assert changed(answer)
    assert "www.example.net" in answer.content.decode()
    assert held.is_held


def test_a_comment_that_was_reported_since_is_not_decided_on(client, module, mod, link_rule):
    client.force_login(mod)
    comment = write(module)
    Report.make(comment, rule=link_rule, person="one")
    seen = state_of(comment)
    Report.make(comment, rule=link_rule, person="another", sentence="A second one.")

    answer = decide(client, "publish", comment, seen=seen)

    assert changed(answer)
    assert "A second one." in answer.content.decode()
    assert comment.reports.open().count() == 2


def test_after_being_told_of_a_change_the_moderator_can_decide(client, held, mod):
    client.force_login(mod)
    seen = state_of(held)
    held.edit("Another one: www.example.net.", as_is=True)
    page = decide(client, "publish", held, seen=seen).content.decode()

    decide(client, "publish", held, seen=re.search(r'name="seen" value="(\w+)"', page)[1])

    held.refresh_from_db()
    assert held.is_published


def test_withdrawn_meanwhile_nothing_is_decided(client, held, mod):
    client.force_login(mod)
    seen = state_of(held)
    held.withdraw()

    answer = decide(client, "publish", held, seen=seen)

    assert changed(answer)
    assert not Decision.objects.exists()


def test_a_rule_changed_since_the_page_was_opened_is_applied_as_it_stands(
    client, held, mod, link_rule
):
    client.force_login(mod)
    link_rule.rule.sentence = "In other words."
    link_rule.rule.save()

    decide(client, "remove", held, rule=link_rule)

    assert Decision.objects.get().rule.number == 2


def test_a_withdrawn_comment_is_not_answered_for_and_not_in_the_queue(held, mod, link_rule):
    decision = Decision.make(Act.ASK, held, by=mod, sentence="Please change it.")
    decision.take_answer("But why?")
    held.refresh_from_db()

    held.withdraw()

    assert not HeldComment.objects.exists()
    assert not Decision.objects.get().can_be_answered


def test_only_those_who_decided_are_offered_as_a_filter(client, held, mod, dana):
    Decision.make(Act.PUBLISH, held, by=mod)
    client.force_login(mod)

    page = client.get(reverse("admin:moderation_decision_changelist")).content.decode()

    assert "Dana Whitfield" not in page


def test_course_staff_cannot_decide_on_held_comments(client, held, kim):
    client.force_login(kim)

    answer = decide(client, "publish", held)

    held.refresh_from_db()
    assert answer.status_code == 403
    assert held.is_held


@pytest.mark.parametrize(
    "change",
    [
        lambda decision: decision.save(),
        lambda decision: decision.delete(),
        lambda decision: Decision.objects.update(sentence="x"),
        lambda decision: Decision.objects.all().delete(),
    ],
    ids=["save", "delete", "update", "delete all"],
)
def test_what_was_decided_stays_on_record(held, mod, change):
    decision = Decision.make(Act.PUBLISH, held, by=mod)

    with pytest.raises(TypeError):
        change(decision)


@pytest.mark.parametrize("person", ["mod", "admin"])
def test_nobody_adds_changes_or_deletes_decisions_in_the_administration(
    client, held, mod, person, request
):
    decision = Decision.make(Act.PUBLISH, held, by=mod, sentence="Fine.")
    client.force_login(request.getfixturevalue(person))

    statuses = {
        client.get(reverse("admin:moderation_decision_add")).status_code,
        client.post(reverse("admin:moderation_decision_delete", args=(decision.pk,))).status_code,
        client.post(
            reverse("admin:moderation_decision_change", args=(decision.pk,)), {"sentence": "x"}
        ).status_code,
    }

    assert statuses == {403}
    assert Decision.objects.get().sentence == "Fine."


def test_an_answer_brings_a_removed_comment_before_a_moderator_again(client, held, mod, link_rule):
    Decision.make(Act.REMOVE, held, by=mod, rule=link_rule).take_answer("It is our own library.")
    client.force_login(mod)

    assert HeldComment.objects.get().pk == held.pk
    assert "It is our own library." in queue(client)


@pytest.mark.parametrize(("act", "status"), [("publish", "published"), ("keep", "removed")])
def test_after_an_answer_a_moderator_publishes_it_or_stands_by_the_decision(
    client, held, mod, link_rule, act, status
):
    Decision.make(Act.REMOVE, held, by=mod, rule=link_rule).take_answer("It is our own library.")
    client.force_login(mod)

    decide(client, act, held)

    held.refresh_from_db()
    assert held.status == status
    assert not HeldComment.objects.exists()
    assert Answer.objects.get().is_settled


def test_there_is_nothing_to_stand_by_without_an_answer(held, mod):
    with pytest.raises(NotPossible):
        Decision.make(Act.KEEP, held, by=mod)


def test_a_decision_is_answered_once(held, mod, link_rule):
    decision = Decision.make(Act.REMOVE, held, by=mod, rule=link_rule)
    decision.take_answer("It is our own library.")

    with pytest.raises(NotPossible):
        decision.take_answer("And another thing.")

    assert Answer.objects.get().text == "It is our own library."


@pytest.mark.parametrize("act", [Act.PUBLISH, Act.SPAM])
def test_publishing_and_spam_are_not_answered(held, mod, act):
    with pytest.raises(NotPossible):
        Decision.make(act, held, by=mod).take_answer("Thanks.")
