"""A published comment is edited for a while, and what it said before is kept for moderators."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from boards import trees
from boards.models import Block, Comment, EarlierText, Hold, Module, Rule, Thread
from boards.models.comment import EDITABLE_FOR, REDACTED
from boards.refusals import Blocked, EditingOver, NotPossible
from boards.rendering import render
from boards.screening import Flagged
from boards.views.posting import status_address
from moderation.models import Report
from tests.conftest import write

pytestmark = pytest.mark.django_db

FIRST, CLEAN, LINKED = "I use the pause.", "I use the pause daily.", "It is at www.example.org now."


@pytest.fixture
def comment(module, dana):
    return write(module, text=FIRST, author=dana, email=dana.email)


@pytest.fixture
def as_dana(client, dana):
    client.force_login(dana)
    return client


def as_kept():
    return Comment.objects.get()


def age(comment, ago):
    """As if it had first been published so long ago."""
    comment.published_at = timezone.now() - ago
    comment.save(update_fields=("published_at",))


def send(client, comment, text, **more):
    return client.post(f"{status_address(comment)}edit/", {"comment": text} | more)


def test_edits_that_follow_each_other_fast_have_a_limit_and_lose_nothing(as_dana, comment):
    for number in range(5):
        comment.edit(f"{CLEAN} {number}")

    answer = send(as_dana, comment, "The sixth in a minute.")

    assert answer.status_code == 429
    assert "Please send this one again in 1 minute." in answer.content.decode()
    assert "The sixth in a minute.</textarea>" in answer.content.decode()
    assert as_kept().text == f"{CLEAN} 4"


# -- For how long ------------------------------------------------------------------


def test_edited_it_stays_published_with_its_new_text(comment):
    comment.edit(CLEAN)

    kept = as_kept()
    assert (kept.status, kept.text, kept.markup) == ("published", CLEAN, render(CLEAN))


def test_the_next_reader_sees_the_new_text_and_that_it_was_edited(as_dana, client, module, comment):
    client.get(module.get_absolute_url())

    send(as_dana, comment, CLEAN)

    shown = client.get(module.get_absolute_url()).content.decode()
    assert CLEAN in shown
    assert FIRST not in shown
    assert "(edited)" in shown


def test_its_author_lands_at_it_on_the_board(as_dana, comment):
    answer = send(as_dana, comment, CLEAN)

    assert answer["Location"].endswith(f"?posted={comment.pk}#c{comment.pk}")


def test_shortly_before_the_time_is_over_it_can_be_edited(comment):
    age(comment, EDITABLE_FOR - timedelta(seconds=30))

    comment.edit(CLEAN)

    assert as_kept().text == CLEAN


def test_when_the_time_is_over_it_cannot(comment):
    age(comment, EDITABLE_FOR)

    with pytest.raises(EditingOver, match="15 minutes"):
        comment.edit(CLEAN)

    assert (as_kept().text, as_kept().edited_at) == (FIRST, None)


def test_when_the_time_ends_while_it_is_screened_it_cannot(comment):
    as_loaded = as_kept()
    age(comment, EDITABLE_FOR)

    with pytest.raises(EditingOver):
        as_loaded.edit(CLEAN)

    assert as_kept().text == FIRST


def test_too_late_the_text_comes_back_with_a_sentence(as_dana, comment):
    age(comment, EDITABLE_FOR)

    answer = send(as_dana, comment, CLEAN)

    assert answer.status_code == 422
    shown = answer.content.decode()
    assert "A comment can be edited for 15 minutes after it was first published" in shown
    assert f"{CLEAN}</textarea>" in shown


def test_too_late_its_words_are_not_weighed(comment):
    age(comment, EDITABLE_FOR)

    with pytest.raises(EditingOver):
        comment.edit(LINKED)


def test_the_time_counts_from_when_it_was_first_published(comment):
    age(comment, EDITABLE_FOR)
    comment.hold()
    comment.publish()

    with pytest.raises(EditingOver):
        comment.edit(CLEAN)


def test_its_page_says_until_when_in_the_time_zone_of_the_course(
    as_dana, comment, course, monkeypatch
):
    course.time_zone = "America/Denver"
    course.save()
    comment.published_at = datetime(2026, 1, 15, 20, 20, tzinfo=UTC)
    comment.save(update_fields=("published_at",))
    monkeypatch.setattr(timezone, "now", lambda: comment.published_at + timedelta(minutes=1))

    shown = as_dana.get(status_address(comment)).content.decode()

    assert "You can edit it until 1:35 p.m., and withdraw it at any time." in shown
    assert f"{FIRST}</textarea>" in shown


def test_when_the_time_is_over_its_page_offers_no_edit(as_dana, comment):
    age(comment, EDITABLE_FOR)

    shown = as_dana.get(status_address(comment)).content.decode()

    assert "You can edit it until" not in shown
    assert "<textarea" not in shown
    assert "Yes, withdraw it" in shown


def test_a_held_comment_is_edited_without_end(module):
    held = write(module)
    age(held, timedelta(days=30))
    held.hold()

    held.edit(CLEAN)

    assert as_kept().text == CLEAN


def test_others_cannot(client, comment, mallory):
    client.force_login(mallory)

    assert send(client, comment, CLEAN).status_code == 404
    assert as_kept().text == FIRST


def test_who_is_blocked_cannot(comment, dana, mod):
    until = timezone.now() + timedelta(days=1)
    Block.objects.create(user=dana, until=until, reason="Rest.", by=mod)

    with pytest.raises(Blocked):
        comment.edit(CLEAN)

    assert as_kept().text == FIRST


@pytest.mark.parametrize("verb", ["remove", "mark_spam", "withdraw"])
def test_what_is_gone_cannot_be_edited(comment, verb):
    getattr(comment, verb)()

    with pytest.raises(NotPossible):
        comment.edit(CLEAN)


def test_taken_off_since_its_page_was_loaded_it_is_not_edited(comment):
    as_loaded = as_kept()
    comment.remove()

    with pytest.raises(NotPossible):
        as_loaded.edit(CLEAN)

    assert (as_kept().status, as_kept().text) == ("removed", FIRST)


def test_its_author_does_not_put_back_what_was_taken_out_of_it(as_dana, comment):
    comment.redact(["pause"])

    answer = send(as_dana, comment, FIRST)

    assert answer.status_code == 422
    assert "This comment has changed in the meantime." in answer.content.decode()
    assert as_kept().text == f"I use the {REDACTED}."


def test_one_that_was_reported_can_be_edited_and_is_still_looked_at(comment, link_rule):
    Report.make(comment, rule=link_rule, person="somebody")

    comment.edit(CLEAN)

    assert as_kept().is_published
    assert as_kept().reports.open().count() == 1


@pytest.fixture
def link_rule(db):
    return Rule.objects.get(code="link").versions.latest("number")


# -- Screened like a new one ---------------------------------------------------------


def test_with_words_that_break_a_rule_it_comes_back_with_both_ways_on(as_dana, comment):
    answer = send(as_dana, comment, LINKED)

    shown = answer.content.decode()
    assert answer.status_code == 422
    assert '<mark id="found-1">www.example.org</mark>' in shown
    assert "Edit my comment" in shown
    assert "Send to a moderator as it is" in shown
    assert (as_kept().text, as_kept().status) == (FIRST, "published")


def test_sent_as_it_is_it_is_held(as_dana, comment):
    before = timezone.now()

    answer = send(as_dana, comment, LINKED, as_is="yes")

    kept = as_kept()
    assert answer["Location"] == status_address(comment)
    assert (kept.status, kept.held_for, kept.text) == ("held", "findings", LINKED)
    assert before <= kept.held_at <= timezone.now()
    assert [finding.words for finding in kept.findings.current()] == ["www.example.org"]


def test_held_again_it_is_no_longer_counted_and_keeps_its_number(module, comment):
    comment.edit(LINKED, as_is=True)

    thread = Thread.objects.get()
    assert (thread.number, thread.size, thread.comments_count) == (1, 1, 0)
    assert Module.objects.get().comments_count == 0
    assert trees.verify() == []
    assert trees.verify_modules() == []


def test_held_again_nobody_reads_any_of_it(client, module, comment):
    client.get(module.get_absolute_url())

    comment.edit(LINKED, as_is=True)

    shown = client.get(module.get_absolute_url()).content.decode()
    assert FIRST not in shown
    assert "www.example.org" not in shown


def test_held_again_a_line_stands_above_its_answers(client, module, comment):
    write(module, comment, text="An answer.")

    Comment.objects.get(pk=comment.pk).edit(LINKED, as_is=True)

    shown = client.get(module.get_absolute_url()).content.decode()
    assert "This comment is waiting for a moderator." in shown
    assert "An answer." in shown


def test_held_for_its_words_it_is_published_again_without_them(comment):
    first = comment.published_at
    comment.edit(LINKED, as_is=True)

    comment.edit(CLEAN)

    kept = as_kept()
    assert (kept.status, kept.held_at, kept.published_at) == ("published", None, first)
    assert Module.objects.get().comments_count == 1
    assert trees.verify_modules() == []


def test_what_was_found_in_the_text_before_is_kept_without_its_words(comment):
    comment.edit(LINKED, as_is=True)

    comment.edit(CLEAN)

    finding = as_kept().findings.get()
    assert (finding.words, finding.retired_at is not None) == ("", True)


def test_advice_leaves_it_published_as_it_is(comment):
    rule = Rule.objects.get(code="link")
    rule.action = "advise"
    rule.save()
    with pytest.raises(Flagged):
        comment.edit(LINKED)

    comment.edit(LINKED, as_is=True)

    assert (as_kept().status, as_kept().text) == ("published", LINKED)


def test_where_there_is_only_advice_its_author_may_post_it(as_dana, comment):
    rule = Rule.objects.get(code="link")
    rule.action = "advise"
    rule.save()

    assert "Post it as it is" in send(as_dana, comment, LINKED).content.decode()


def test_a_rule_that_holds_has_it_looked_at(comment):
    rule = Rule.objects.get(code="link")
    rule.action = "hold"
    rule.save()

    comment.edit(LINKED)

    assert (as_kept().status, as_kept().held_for) == ("held", "rule")


def test_words_of_somebody_in_danger_are_looked_at_first(comment):
    urgent = Rule.objects.get(code="crisis")
    urgent.phrases, urgent.sentence = "cannot go on", "You are not alone."
    urgent.save()

    comment.edit("I cannot go on.")

    assert (as_kept().status, as_kept().held_for) == ("held", "urgent")


def test_where_everything_waits_an_edit_does_too(comment, mod):
    Hold.objects.create(by=mod)

    comment.edit(CLEAN)

    assert (as_kept().status, as_kept().held_for) == ("held", "everything")


# -- What it said before -------------------------------------------------------------


def earlier_texts():
    return [earlier.text for earlier in EarlierText.objects.all()]


def test_what_it_said_before_is_kept_the_latest_first(comment):
    comment.edit(CLEAN)
    comment.edit("I use it weekly.")

    assert earlier_texts() == [CLEAN, FIRST]


def test_what_a_held_comment_said_before_is_kept_too(comment):
    comment.hold()

    comment.edit(CLEAN)

    assert earlier_texts() == [FIRST]


def test_an_edit_that_changes_nothing_keeps_nothing(comment):
    comment.edit(FIRST)

    assert earlier_texts() == []


def test_an_edit_that_is_given_back_keeps_nothing(comment):
    with pytest.raises(Flagged):
        comment.edit(LINKED)

    assert earlier_texts() == []


def test_an_edit_that_fails_keeps_nothing(comment, monkeypatch):
    def fail(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr(Thread, "count", fail)
    with pytest.raises(RuntimeError):
        comment.edit(CLEAN)

    assert (as_kept().text, earlier_texts()) == (FIRST, [])


def test_no_reader_and_not_even_its_author_sees_what_it_said_before(as_dana, module, comment):
    comment.edit(CLEAN)

    for address in (module.get_absolute_url(), status_address(comment), "/comments/yours/"):
        assert FIRST not in as_dana.get(address).content.decode()


def test_a_moderator_sees_what_it_said_before(client, comment, mod):
    comment.edit(CLEAN)
    comment.edit("I use it <b>weekly</b>.")
    comment.edit(CLEAN)
    client.force_login(mod)

    shown = client.get("/admin/moderation/heldcomment/", {"at": comment.pk}).content.decode()

    assert "<h3>What it said before</h3>" in shown
    assert FIRST in shown
    assert "I use it &lt;b&gt;weekly&lt;/b&gt;." in shown


def test_of_one_that_was_never_edited_a_moderator_reads_nothing_of_it(client, comment, mod):
    client.force_login(mod)

    shown = client.get("/admin/moderation/heldcomment/", {"at": comment.pk}).content.decode()

    assert "What it said before" not in shown


def test_withdrawn_what_it_said_before_is_gone_too(comment):
    comment.edit(CLEAN)

    comment.withdraw()

    assert earlier_texts() == []


def test_redacted_what_it_said_before_is_gone_too(comment):
    comment.edit(CLEAN)

    comment.redact(["daily"])

    assert earlier_texts() == []


@pytest.mark.parametrize("verb", ["hold", "ask_for_changes", "remove", "mark_spam"])
def test_what_else_is_done_with_it_leaves_that(comment, verb):
    comment.edit(CLEAN)

    getattr(comment, verb)()

    assert earlier_texts() == [FIRST]
