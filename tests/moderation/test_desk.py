"""The desk: what a moderator sees of a comment, how the queue is narrowed, and what comes next."""

from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from boards.models import Block, Comment, Hold, Rule, RuleVersion
from moderation.models import Decision, HeldComment, Report
from moderation.models.decision import state_of
from tests.conftest import make_comment, make_module, write

pytestmark = pytest.mark.django_db

Act = Decision.Act
DESK = "/admin/moderation/heldcomment/"


@pytest.fixture
def at_desk(client, mod):
    client.force_login(mod)
    return client


def rule(code):
    return RuleVersion.objects.in_force().get(rule__code=code)


def hold(module, words="At www.example.org.", **fields):
    """A comment that its author sent to a moderator as it is."""
    number = Comment.objects.count() + 1
    fields = {"name": f"Guest {number}", "email": f"guest{number}@example.org"} | fields
    return module.start_thread(make_comment(words, **fields), as_is=True)


def page_of(client, **asked):
    return client.get(DESK, asked).content.decode()


def listed(client, **asked):
    """The keys of the comments in the list, in order."""
    return [each.pk for each in client.get(DESK, asked).context["waiting"]]


def decide(client, act, comment, filters="", **more):
    return client.post(
        reverse("admin:moderation_heldcomment_decide", args=(comment.pk,)) + filters,
        {"act": act, "seen": state_of(comment)} | more,
        follow=True,
    )


# -- What there is to see --------------------------------------------------------


def test_the_first_that_waits_is_shown_in_full(at_desk, module):
    first, _second = hold(module), hold(module)

    page = page_of(at_desk)

    assert f'data-comment="{first.pk}"' in page
    assert "2 wait" in page


def test_an_empty_queue_says_so(at_desk, module):
    assert "The queue is empty." in page_of(at_desk)


def test_a_comment_is_shown_with_what_it_answers_and_what_answers_it(at_desk, module):
    opening = write(module, text="The opening comment.")
    comment = write(module, parent=opening)
    write(module, parent=comment, text="A reply to it.")
    comment.hold()

    page = page_of(at_desk)

    assert "The opening comment." in page
    assert "A reply to it." in page


def test_of_a_long_chain_the_opening_and_the_nearest_are_shown(at_desk, module):
    comments = [write(module, text="Link 0.")]
    for number in range(1, 8):
        comments.append(write(module, parent=comments[-1], text=f"Link {number}."))
    comments[-1].hold()

    page = page_of(at_desk)

    shown = [number for number in range(8) if f"Link {number}." in page]
    assert shown == [0, 4, 5, 6, 7]
    assert "3 more in between" in page


def test_who_reported_it_and_why_is_shown(at_desk, module, dana):
    comment = write(module)
    Report.make(comment, rule=rule("advert"), person="a", sentence="He sells it.", reporter=dana)
    Report.make(comment, rule=rule("link"), person="b")

    page = page_of(at_desk)

    assert "Dana Whitfield (member)" in page
    assert "He sells it." in page
    assert "a guest" in page


def test_the_author_s_record_counts_what_became_of_their_comments(at_desk, module, mod):
    address = {"email": "ann@example.org"}
    write(module, **address)
    write(module, **address)
    Decision.make(Act.REMOVE, hold(module, **address), by=mod, rule=rule("link"))
    hold(module, "At www.example.net.", **address)
    write(module)

    page = page_of(at_desk)

    assert "<strong>2</strong> published" in page
    assert "<strong>1</strong> removed" in page
    assert "post links or advertise a product (1)" in page


def test_a_decision_taken_back_is_not_held_against_an_author(at_desk, module, mod):
    comment = hold(module)
    Decision.make(Act.REMOVE, comment, by=mod, rule=rule("link")).undo(by=mod)

    assert "Decided against, by rule" not in page_of(at_desk)


def test_a_member_s_record_holds_what_they_wrote_as_a_guest(at_desk, module, dana):
    write(module, email=dana.email)
    hold(module, author=dana, email=dana.email)

    assert "<strong>1</strong> published" in page_of(at_desk)


def test_what_was_decided_before_is_shown_with_names_among_moderators(at_desk, module, admin):
    comment = hold(module)
    Decision.make(Act.ASK, comment, by=admin, sentence="Please leave it out.")
    comment.edit("Without it.")

    page = page_of(at_desk)

    assert "Admin</bdi> asked for changes" in page
    assert "Please leave it out." in page


def test_what_its_author_answers_is_shown(at_desk, module, mod):
    comment = hold(module)
    Decision.make(Act.REMOVE, comment, by=mod).take_answer("It is our own library.")

    page = page_of(at_desk)

    assert "It is our own library." in page
    assert "Stand by the decision" in page


def test_any_comment_can_be_looked_at_though_it_does_not_wait(at_desk, module):
    comment = write(module, text="A published one.")

    page = page_of(at_desk, at=comment.pk)

    assert f'data-comment="{comment.pk}"' in page
    assert "Hold for another look" in page


def test_the_page_of_a_comment_leads_to_the_desk(at_desk, module):
    comment = write(module)

    page = at_desk.get(reverse("admin:boards_comment_change", args=(comment.pk,))).content.decode()

    assert f'href="{DESK}?at={comment.pk}"' in page


@pytest.mark.parametrize("at", ["0", "x", "9" * 30, "²", "-1", "999999"])
def test_a_comment_that_is_none_shows_the_first_that_waits(at_desk, module, at):
    comment = hold(module)

    assert f'data-comment="{comment.pk}"' in page_of(at_desk, at=at)


def test_what_is_typed_on_the_board_is_escaped_at_the_desk(at_desk, module, dana):
    evil = "<script>alert(1)</script>"
    comment = hold(module, f"{evil} at www.example.org", name=evil)
    Report.objects.create(comment=comment, rule=rule("link"), person="a", sentence=evil)

    assert evil not in page_of(at_desk)


def test_the_rule_found_is_chosen_already(at_desk, module):
    hold(module)

    form = at_desk.get(DESK).context["form"]

    assert form.initial["rule"] == rule("link").rule_id


def test_the_desk_asks_the_same_number_of_questions_whatever_waits(at_desk, module):
    def questions():
        with CaptureQueriesContext(
            connection,
        ) as asked:
            at_desk.get(DESK)
        return len(asked)

    for _each in range(2):
        hold(module)
    with_two = questions()
    for _each in range(20):
        hold(module)

    assert questions() == with_two


@pytest.mark.parametrize(
    ("person", "status"), [("mod", 200), ("admin", 200), ("kim", 403), ("dana", 302)]
)
def test_the_desk_is_for_moderators(client, module, person, status, request):
    hold(module)
    client.force_login(request.getfixturevalue(person))

    assert client.get(DESK).status_code == status


# -- The order, and what the queue is narrowed by --------------------------------


def test_a_report_on_an_old_comment_comes_after_what_has_waited_longer(at_desk, module):
    reported = write(module)
    QuerySet(Comment).filter(pk=reported.pk).update(created=timezone.now() - timedelta(days=900))
    held = hold(module)
    Report.make(reported, rule=rule("link"), person="a")

    assert listed(at_desk) == [held.pk, reported.pk]


def test_a_report_that_somebody_is_in_danger_comes_first(at_desk, module):
    crisis = Rule.objects.get(code="crisis")
    crisis.sentence = "Ring 116 123."
    crisis.save()
    held, reported = hold(module), write(module)
    Report.make(reported, rule=rule("crisis"), person="a")

    assert listed(at_desk) == [reported.pk, held.pk]


def test_the_queue_is_narrowed_by_rule(at_desk, module):
    found = hold(module)
    reported = write(module)
    Report.make(reported, rule=rule("link"), person="a")
    hold(module, "Sign up today for my online course, eight weeks for only 99 dollars.")

    assert listed(at_desk, rule="link") == [found.pk, reported.pk]


def test_the_queue_is_narrowed_by_module(at_desk, course, module):
    hold(module)
    other = hold(make_module(course, 2))

    assert listed(at_desk, module=other.thread.module_id) == [other.pk]


def test_the_queue_is_narrowed_by_what_brought_it_there(at_desk, module, mod):
    by_screener = hold(module)
    by_reader = write(module)
    Report.make(by_reader, rule=rule("link"), person="a")
    by_moderator = write(module)
    by_moderator.hold()
    answered = hold(module)
    Decision.make(Act.REMOVE, answered, by=mod).take_answer("But why?")
    changed = hold(module)
    Decision.make(Act.ASK, changed, by=mod, sentence="Please.")
    changed.edit("Changed.")
    Hold.objects.create(module=module)
    by_hold = write(module)

    found = {
        source: listed(at_desk, source=source)
        for source in ("screener", "reader", "everything", "author", "moderator")
    }

    assert found == {
        "screener": [by_screener.pk],
        "reader": [by_reader.pk],
        "everything": [by_hold.pk],
        "author": [answered.pk, changed.pk],
        "moderator": [by_moderator.pk],
    }


def test_the_queue_is_narrowed_by_how_long_it_has_waited(at_desk, module):
    comments = [hold(module) for _each in range(3)]
    for comment, days in zip(comments, (8, 2, 0), strict=True):
        since = timezone.now() - timedelta(days=days)
        QuerySet(Comment).filter(pk=comment.pk).update(held_at=since)
    week, day, new = (comment.pk for comment in comments)

    assert listed(at_desk, waiting="week") == [week]
    assert listed(at_desk, waiting="day") == [week, day]
    assert listed(at_desk, waiting="new") == [new]


def test_filters_go_together(at_desk, course, module):
    hold(make_module(course, 2))
    both = hold(module)
    write(module).hold()

    assert listed(at_desk, module=module.pk, source="screener") == [both.pk]


@pytest.mark.parametrize("name", ["rule", "module", "source", "waiting"])
@pytest.mark.parametrize("value", ["x", "0", "9" * 30, "-1", "²"])
def test_a_filter_that_is_none_does_no_harm(at_desk, module, name, value):
    hold(module)

    assert at_desk.get(DESK, {name: value}).status_code == 200


def test_the_queue_is_searched_by_words(at_desk, module):
    hold(module)
    found = hold(module, "Marigolds at www.example.org.")

    assert listed(at_desk, q="marigolds") == [found.pk]


# -- The next one -----------------------------------------------------------------


def test_after_a_decision_the_next_one_follows(at_desk, module):
    first, second, third = (hold(module) for _each in range(3))

    answer = decide(at_desk, "publish", second, following=f"{third.pk} ")

    assert answer.context["card"].comment.pk == third.pk
    assert first.pk in {each.pk for each in answer.context["waiting"]}


def test_what_somebody_else_has_decided_meanwhile_is_passed_over(at_desk, module, mod):
    first, second, third = (hold(module) for _each in range(3))
    Decision.make(Act.PUBLISH, second, by=mod)

    answer = decide(at_desk, "publish", first, following=f"{second.pk} {third.pk}")

    assert answer.context["card"].comment.pk == third.pk


def test_after_the_last_of_the_list_the_first_that_waits_follows(at_desk, module):
    first, second = hold(module), hold(module)

    answer = decide(at_desk, "publish", second, following="")

    assert answer.context["card"].comment.pk == first.pk


def test_the_filters_stay_after_a_decision(at_desk, module):
    first, second = hold(module), hold(module)
    write(module).hold()

    answer = decide(at_desk, "publish", first, filters="?source=screener")

    assert [each.pk for each in answer.context["waiting"]] == [second.pk]


@pytest.mark.parametrize("following", ["x y", "²", "9" * 400, "0 -1", "1" * 18])
def test_nonsense_about_what_follows_does_no_harm(at_desk, module, following):
    comment = hold(module)

    assert decide(at_desk, "publish", comment, following=following).status_code == 200


# -- More that is decided there -----------------------------------------------------


def test_words_are_taken_out_and_the_rest_is_published(at_desk, module):
    comment = hold(module, "Ann Lee of Hull told me, see www.example.org.")

    decide(at_desk, "redact", comment, words="Ann Lee\nwww.example.org")

    comment.refresh_from_db()
    removed = "[identifying detail removed]"
    assert comment.is_published
    assert comment.text == f"{removed} of Hull told me, see {removed}."


@pytest.mark.parametrize("words", ["", "Bob", "ann lee", "An"])
def test_only_words_that_are_there_are_taken_out(at_desk, module, words):
    comment = hold(module, "Ann Lee of Hull told me, see www.example.org.")

    answer = decide(at_desk, "redact", comment, words=words)

    comment.refresh_from_db()
    assert answer.status_code == 422
    assert comment.is_held
    assert comment.text.startswith("Ann Lee")


def test_an_author_is_blocked_for_a_time_with_the_sentence_as_the_reason(at_desk, module, mod):
    comment = hold(module)

    decide(
        at_desk, "block", comment, rule=rule("link").rule_id, sentence="Third shop today.", days="1"
    )

    comment.refresh_from_db()
    block = Block.objects.get()
    assert comment.status == "removed"
    assert (block.email, block.reason, block.by) == (comment.email, "Third shop today.", mod)
    assert abs(block.until - timezone.now() - timedelta(days=1)) < timedelta(minutes=1)


def test_without_a_sentence_the_rule_is_the_reason_of_a_block(at_desk, module):
    link = rule("link")

    decide(at_desk, "block", hold(module), rule=link.rule_id)

    assert Block.objects.get().reason == link.sentence


def test_a_block_is_seen_at_the_desk(at_desk, module):
    comment = hold(module)
    decide(at_desk, "block", comment, rule=rule("link").rule_id, sentence="Third shop today.")

    page = page_of(at_desk, at=comment.pk)

    assert "Blocked until" in page
    assert "Third shop today." in page


def test_a_thread_is_closed_and_reopened(at_desk, module):
    comment = write(module)

    decide(at_desk, "close", comment)
    comment.thread.refresh_from_db()
    closed = comment.thread.is_closed
    decide(at_desk, "reopen", comment)
    comment.thread.refresh_from_db()

    assert closed
    assert not comment.thread.is_closed


def test_closing_a_thread_decides_nothing_on_its_comments(at_desk, module):
    comment = hold(module)
    report = Report.objects.create(comment=comment, rule=rule("link"), person="a")

    decide(at_desk, "close", comment)

    report.refresh_from_db()
    comment.refresh_from_db()
    assert comment.is_held
    assert report.decision is None
    assert HeldComment.objects.get().pk == comment.pk


def test_a_published_comment_is_taken_off_for_another_look(at_desk, module):
    comment = write(module)

    decide(at_desk, "hold", comment)

    assert HeldComment.objects.get().held_for == Comment.HeldFor.MODERATOR


def test_what_was_reported_is_left_published(at_desk, module):
    comment = write(module)
    report = Report.make(comment, rule=rule("link"), person="a")

    decide(at_desk, "publish", comment)

    report.refresh_from_db()
    comment.refresh_from_db()
    assert comment.is_published
    assert report.decision.act == Act.PUBLISH
    assert not HeldComment.objects.exists()


def test_a_published_comment_that_nobody_reported_cannot_be_published_again(at_desk, module):
    answer = decide(at_desk, "publish", write(module))

    assert answer.status_code == 409
    assert not Decision.objects.exists()


# -- Several at once ------------------------------------------------------------------


def choose(client, action, *comments):
    """Tick comments and ask what `action` would do."""
    return client.post(
        DESK, {"action": action, "_selected_action": [each.pk for each in comments], "index": "0"}
    )


def confirm(client, action, *comments, states=None, **more):
    keys = [each.pk for each in comments]
    states = states or [state_of(each) for each in comments]
    chosen = {"action": action, "_selected_action": keys, "of": keys, "state": states, "seen": ""}
    return client.post(DESK, chosen | more, follow=True)


def test_what_would_be_done_is_shown_first_and_nothing_is_done(at_desk, module):
    opening = write(module)
    comments = [hold(module), write(module, parent=opening)]
    comments[1].hold()

    page = choose(at_desk, "publish", *comments).content.decode()

    assert "Nothing has been done yet." in page
    assert "It appears on the board as a thread of its own." in page
    assert f"It appears on the board as a reply to {opening.name}." in page
    assert HeldComment.objects.count() == 2


def test_it_is_said_what_would_leave_the_board(at_desk, module):
    reported, answered = write(module), write(module)
    write(module, parent=answered)
    for comment in (reported, answered):
        Report.make(comment, rule=rule("link"), person="a")

    page = choose(at_desk, "remove", reported, answered).content.decode()

    assert "It leaves the board." in page
    assert "It leaves the board; a line keeps its place above 1 reply." in page


@pytest.mark.parametrize(
    ("action", "status"), [("publish", "published"), ("remove", "removed"), ("mark_spam", "spam")]
)
def test_confirmed_it_is_done_to_all(at_desk, module, action, status):
    comments = [hold(module), hold(module)]

    answer = confirm(at_desk, action, *comments, rule=rule("link").rule_id)

    assert {comment.status for comment in Comment.objects.all()} == {status}
    assert "2 comments done." in answer.content.decode()


@pytest.mark.parametrize(
    ("action", "sentence"),
    [
        ("remove", "Choose the rule that it breaks."),
        ("ask_for_changes", "Tell the author in a sentence what to change."),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_done(at_desk, module, action, sentence):
    comments = [hold(module), hold(module)]

    answer = confirm(at_desk, action, *comments)

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert HeldComment.objects.count() == 2


def test_of_several_those_that_changed_since_are_left_and_told(at_desk, module):
    comments = [hold(module), hold(module)]
    states = [state_of(each) for each in comments]
    comments[0].edit("Another one: www.example.net.", as_is=True)

    page = confirm(at_desk, "publish", *comments, states=states).content.decode()

    assert "1 comment done." in page
    assert "1 comment has changed in the meantime; nothing was done to it." in page
    assert HeldComment.objects.get().pk == comments[0].pk


def test_of_several_those_decided_on_since_are_left_and_told(at_desk, module, mod):
    comments = [hold(module), hold(module)]
    states = [state_of(each) for each in comments]
    Decision.make(Act.REMOVE, comments[0], by=mod)

    page = confirm(at_desk, "publish", *comments, states=states).content.decode()

    assert "1 comment has changed in the meantime; nothing was done to it." in page
    comments[0].refresh_from_db()
    assert comments[0].status == "removed"


def test_course_staff_decide_on_none_of_several(client, module, kim):
    comment = hold(module)
    client.force_login(kim)

    confirm(client, "publish", comment)

    comment.refresh_from_db()
    assert comment.is_held


# -- What can be done, and what cannot ---------------------------------------------------


def test_the_rule_that_is_chosen_already_is_not_held_against_what_is_published(
    at_desk, client, module, dana
):
    comment = hold(module, author=dana, email=dana.email)

    decide(at_desk, "publish", comment, rule=rule("link").rule_id)

    client.force_login(dana)
    page = client.get(reverse("boards:status", args=(comment.pk,))).content.decode()
    assert Decision.objects.get().rule is None
    assert "Please do not post links" not in page


@pytest.mark.parametrize(
    ("status", "acts"),
    [
        ("held", {"publish", "ask", "remove", "redact", "spam", "block"}),
        ("published", {"ask", "remove", "redact", "spam", "block", "hold"}),
        ("removed", {"publish", "ask", "redact", "spam", "block"}),
        ("spam", {"publish", "block"}),
        ("withdrawn", set()),
    ],
)
def test_only_what_can_be_done_is_offered(at_desk, module, status, acts):
    comment = write(module)
    {
        "held": comment.hold,
        "published": lambda: None,
        "removed": comment.remove,
        "spam": comment.mark_spam,
        "withdrawn": comment.withdraw,
    }[status]()

    page = page_of(at_desk, at=comment.pk)

    offered = {act for act in Act.values if f'name="act" value="{act}"' in page}
    assert offered == acts | {"close"}


def test_what_cannot_be_done_is_not_done_whoever_asks(at_desk, module):
    comment = write(module)
    comment.withdraw()

    for act in Act.values:
        decide(at_desk, act, comment, rule=rule("link").rule_id, sentence="x", words="x")

    comment.refresh_from_db()
    assert comment.status == "withdrawn"
    assert set(Decision.objects.values_list("act", flat=True)) <= {"close", "reopen"}


def test_a_decision_on_something_unseen_is_not_made(at_desk, module):
    comment = hold(module)

    answer = decide(at_desk, "publish", comment, seen="")

    assert answer.status_code == 409
    assert not Decision.objects.exists()


def test_the_author_of_spam_can_be_blocked_and_it_stays_spam(at_desk, module):
    comment = write(module)
    comment.mark_spam()

    decide(at_desk, "block", comment, rule=rule("link").rule_id)
    comment.refresh_from_db()
    status = comment.status
    Decision.objects.get().undo(by=Decision.objects.get().by)

    comment.refresh_from_db()
    assert (status, comment.status) == ("spam", "spam")
    assert not Block.objects.in_force().exists()


def test_somebody_without_account_and_address_is_not_blocked_or_noted(at_desk, module):
    comment = write(module, email="")

    page = page_of(at_desk, at=comment.pk)
    answer = decide(at_desk, "block", comment, rule=rule("link").rule_id)

    assert "Remove and block" not in page
    assert "Write a note" not in page
    assert answer.status_code == 409


def test_an_author_who_may_be_in_danger_is_asked_in_the_moderator_s_own_words(at_desk, module):
    comment = hold(module)
    QuerySet(Comment).filter(pk=comment.pk).update(held_for=Comment.HeldFor.URGENT)
    comment.refresh_from_db()

    answer = decide(at_desk, "ask", comment)

    assert answer.status_code == 422
    assert "Tell the author in a sentence what to change." in answer.content.decode()


def test_an_answer_to_a_decision_that_was_taken_back_waits_for_nobody(at_desk, module, mod):
    comment = write(module)
    decision = Decision.make(Act.REMOVE, comment, by=mod, rule=rule("link"))
    decision.take_answer("But why?")

    decision.undo(by=mod)

    assert not HeldComment.objects.exists()


def test_a_redaction_that_was_answered_is_left_as_it_is_by_publishing(at_desk, module, mod):
    comment = hold(module)
    redaction = Decision.make(Act.REDACT, comment, by=mod, passages=["www.example.org"])
    redaction.take_answer("It is our own library.")

    answer = decide(at_desk, "publish", comment)

    assert answer.status_code == 200
    assert not HeldComment.objects.exists()


def test_an_author_can_still_answer_when_what_came_between_was_taken_back(module, mod):
    comment = hold(module)
    removed = Decision.make(Act.REMOVE, comment, by=mod, rule=rule("link"))
    Decision.make(Act.PUBLISH, comment, by=mod).undo(by=mod)
    removed.refresh_from_db()

    removed.take_answer("It is our own library.")

    assert HeldComment.objects.get().pk == comment.pk


def test_words_found_are_marked_again_after_a_redaction_was_taken_back(at_desk, module, mod):
    comment = hold(module)
    Decision.make(Act.REDACT, comment, by=mod, passages=["www.example.org"]).undo(by=mod)

    page = page_of(at_desk)

    assert "www.example.org</mark>" in page
    assert listed(at_desk, rule="link") == [comment.pk]


@pytest.mark.parametrize("filters", ["?p=3", "?x=1", "?module=9"])
def test_what_was_typed_is_kept_also_where_the_filters_lead_nowhere_by_now(
    at_desk, module, filters
):
    comment = hold(module)

    answer = decide(at_desk, "remove", comment, filters=filters, sentence="I typed this.")

    assert answer.status_code == 422
    assert "I typed this." in answer.content.decode()


def test_the_title_of_the_page_names_whose_comment_it_shows(at_desk, module):
    hold(module, name="Ann Lee")

    assert "<title>Ann Lee – The queue" in page_of(at_desk)


def test_a_preview_says_where_nothing_would_be_done(at_desk, module):
    page = choose(at_desk, "keep", hold(module)).content.decode()

    assert "Nothing: this cannot be done with it." in page


def test_no_moderator_s_decisions_are_counted(at_desk, module, mod):
    Decision.make(Act.PUBLISH, hold(module), by=mod)

    page = at_desk.get("/admin/moderation/decision/", {"_facets": "True"}).content.decode()

    assert "Moderators (1)" not in page
