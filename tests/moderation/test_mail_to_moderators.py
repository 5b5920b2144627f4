"""Moderators hear at once of somebody in danger, and now and then of everything that waits."""

import re
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import Permission
from django.core import mail
from django.core.management import call_command
from django.db import models
from django.urls import reverse
from post_office.models import Email

from accounts.models import User
from boards.models import Comment, Rule, RuleVersion
from moderation import due
from moderation.due import tell_moderators
from moderation.models import Answer, Decision, HeldComment, Notice, Report
from tests.conftest import make_comment, make_staff, write

pytestmark = pytest.mark.django_db

Act = Decision.Act
TEXT = "Everything is so dark, and I see no way."
AT_ONCE = "Please look at once: somebody may be in danger"
NOTHING_NEW = "Nothing new has come since the last mail."


@pytest.fixture
def second_mod(db):
    return make_staff("second@example.org", "Moderators")


@pytest.fixture
def crisis_rule(db):
    rule = Rule.objects.get(code="crisis")
    rule.sentence, rule.phrases = "Ring 116 123.", "so dark"
    rule.report_line = "come from somebody who may be in danger"
    rule.save()
    return RuleVersion.objects.in_force().get(rule=rule)


@pytest.fixture
def urgent(module, crisis_rule):
    return write(module, text=TEXT, name="Nell Harker", email="nell@example.net")


@pytest.fixture
def waiting(module):
    return hold(module)


def hold(module, **fields):
    """A comment that waits for a moderator, and is not urgent."""
    comment = write(module, **fields)
    comment.hold()
    return comment


def mails_at_once():
    return Email.objects.filter(subject=AT_ONCE)


def digests():
    return Email.objects.exclude(subject=AT_ONCE)


def told(emails):
    """Whom, in order of the alphabet, once for each mail."""
    return sorted(address for email in emails for address in email.to)


def hours_pass(hours):
    """All that has happened so far happened so much earlier."""
    earlier = timedelta(hours=hours)
    times = {
        Comment: ("held_at",),
        Answer: ("created",),
        Report: ("created",),
        Notice: ("since", "created"),
    }
    for model, names in times.items():
        for row in model.objects.order_by("pk"):
            moved = {name: getattr(row, name) for name in names}
            moved = {name: moment and moment - earlier for name, moment in moved.items()}
            models.QuerySet(model).filter(pk=row.pk).update(**moved)


def addresses_in(email):
    return re.findall(r"\S+@\S+", email.message)


# -- At once -------------------------------------------------------------------------


def test_of_an_urgent_comment_each_moderator_is_told_at_once(urgent, mod, second_mod):
    tell_moderators()

    assert told(mails_at_once()) == ["mod@example.org", "second@example.org"]


def test_of_each_urgent_comment_they_are_told(module, urgent, mod):
    write(module, text=f"{TEXT} And so dark.")

    tell_moderators()

    assert told(mails_at_once()) == ["mod@example.org"] * 2


def test_of_an_urgent_comment_they_are_told_once(urgent, mod):
    tell_moderators()

    assert tell_moderators() == ""
    assert told(mails_at_once()) == ["mod@example.org"]


def test_of_what_is_not_urgent_they_are_not_told_at_once(waiting, mod):
    tell_moderators()

    assert told(mails_at_once()) == []


def test_of_an_urgent_comment_they_are_told_between_two_digests(module, waiting, mod, crisis_rule):
    tell_moderators()
    write(module, text=TEXT)

    tell_moderators()

    assert told(digests()) == ["mod@example.org"]
    assert told(mails_at_once()) == ["mod@example.org"]


def test_a_comment_that_waits_for_another_reason_and_becomes_urgent_is_told_of_at_once(
    module, mod, crisis_rule
):
    comment = module.start_thread(make_comment("At www.example.org."), as_is=True)
    tell_moderators()

    comment.edit(TEXT)
    tell_moderators()

    assert told(mails_at_once()) == ["mod@example.org"]


def test_an_urgent_comment_whose_author_changes_it_is_not_told_of_again(urgent, mod):
    tell_moderators()

    urgent.edit("It is still so dark.")

    assert tell_moderators() == ""
    assert told(mails_at_once()) == ["mod@example.org"]


def test_of_an_urgent_comment_that_was_decided_first_nobody_is_told(urgent, mod):
    Decision.make(Act.PUBLISH, urgent, by=mod)

    assert tell_moderators() == ""
    assert not Email.objects.exists()


def test_of_an_urgent_comment_that_was_withdrawn_first_nobody_is_told(urgent, mod):
    urgent.withdraw()

    assert tell_moderators() == ""
    assert not Email.objects.exists()


def test_decided_and_taken_back_before_anybody_was_told_it_is_told_of_then(urgent, mod):
    Decision.make(Act.REMOVE, urgent, by=mod).undo(by=mod)

    tell_moderators()

    assert told(mails_at_once()) == ["mod@example.org"]


def test_decided_and_taken_back_it_waits_as_before_and_is_not_told_of_again(urgent, mod):
    tell_moderators()

    Decision.make(Act.REMOVE, urgent, by=mod).undo(by=mod)

    assert HeldComment.objects.get().is_urgent
    assert tell_moderators() == ""
    assert told(mails_at_once()) == ["mod@example.org"]


def test_changed_as_asked_and_urgent_it_waits_anew_and_is_told_of_again(urgent, mod):
    tell_moderators()
    Decision.make(Act.ASK, urgent, by=mod, sentence="Please tell us whether you are safe.")

    urgent.edit("No. It is so dark.")
    tell_moderators()

    assert told(mails_at_once()) == ["mod@example.org"] * 2


def test_a_report_under_an_urgent_rule_is_urgent(module, waiting, crisis_rule):
    comment = write(module)

    Report.make(comment, rule=crisis_rule, person="one")

    assert [each.urgency for each in HeldComment.objects.all()] == [0, 1]
    assert HeldComment.objects.first().pk == comment.pk


def test_of_a_report_under_an_urgent_rule_they_are_told_at_once(module, mod, crisis_rule):
    Report.make(write(module), rule=crisis_rule, person="one")

    tell_moderators()

    assert told(mails_at_once()) == ["mod@example.org"]


def test_a_report_under_another_rule_is_not_urgent(module, mod):
    rule = RuleVersion.objects.in_force().get(rule__code="link")
    Report.make(write(module), rule=rule, person="one")

    tell_moderators()

    assert told(mails_at_once()) == []


def test_reported_once_more_it_is_not_told_of_again(module, mod, crisis_rule):
    comment = write(module)
    Report.make(comment, rule=crisis_rule, person="one")
    tell_moderators()

    Report.make(comment, rule=crisis_rule, person="another")

    assert tell_moderators() == ""


def test_held_for_the_reports_that_they_were_told_of_it_is_not_told_of_again(
    module, mod, dana, crisis_rule, settings
):
    settings.REPORTS_TO_HOLD = 2
    comment = write(module)
    Report.make(comment, rule=crisis_rule, person="one")
    tell_moderators()

    Report.make(comment, rule=crisis_rule, person="another", reporter=dana)

    assert HeldComment.objects.get().is_held
    tell_moderators()
    assert told(mails_at_once()) == ["mod@example.org"]


def test_reported_again_after_a_decision_it_is_told_of_again(module, mod, crisis_rule):
    comment = write(module)
    Report.make(comment, rule=crisis_rule, person="one")
    tell_moderators()
    Decision.make(Act.PUBLISH, comment, by=mod)

    Report.make(comment, rule=crisis_rule, person="another")
    tell_moderators()

    assert told(mails_at_once()) == ["mod@example.org"] * 2


def test_of_a_comment_that_is_still_on_the_board_it_is_not_said_that_nobody_sees_it(
    module, mod, crisis_rule
):
    Report.make(write(module), rule=crisis_rule, person="one")

    tell_moderators()

    message = mails_at_once().get().message
    assert "A reader thinks" in message
    assert "nobody else can see it" not in message
    assert "its author has been shown what helps" not in message


def test_of_a_comment_that_is_held_it_is_said_that_nobody_else_sees_it(urgent, mod):
    tell_moderators()

    message = mails_at_once().get().message
    assert "nobody else can see it" in message
    assert "its author has been shown what helps" in message


# -- The digest ------------------------------------------------------------------------


def test_of_what_waits_each_moderator_is_told(waiting, mod, second_mod):
    tell_moderators()

    assert told(digests()) == ["mod@example.org", "second@example.org"]


def test_a_digest_says_how_many_wait_and_for_how_long(waiting, urgent, mod):
    hours_pass(26)

    tell_moderators()

    digest = digests().get()
    assert digest.subject == "2 comments wait for a moderator"
    assert "2 comments wait for a moderator." in digest.message
    assert "Urgent: 1." in digest.message
    assert "The oldest has waited for 26 hours." in digest.message


def test_a_digest_about_one_comment_speaks_of_one(waiting, mod):
    tell_moderators()

    digest = digests().get()
    assert digest.subject == "1 comment waits for a moderator"
    assert "1 comment waits for a moderator.\n" in digest.message
    assert "Urgent" not in digest.message
    assert "The oldest has waited" not in digest.message


def test_when_nothing_waits_there_is_no_digest(module, mod):
    write(module)

    assert tell_moderators() == ""
    assert not Email.objects.exists()


def test_what_its_author_was_asked_to_change_is_in_no_digest(waiting, mod):
    Decision.make(Act.ASK, waiting, by=mod, sentence="Please change it.")

    assert tell_moderators() == ""


def test_there_is_one_digest_an_interval(module, waiting, mod, settings):
    settings.DIGEST_HOURS = 24
    tell_moderators()
    hold(module)

    assert tell_moderators() == ""
    assert told(digests()) == ["mod@example.org"]


def test_what_came_since_is_in_the_digest_of_the_next_interval(module, waiting, mod, settings):
    tell_moderators()
    hours_pass(settings.DIGEST_HOURS)
    hold(module)

    tell_moderators()

    digest = digests().latest("pk")
    assert told(digests()) == ["mod@example.org"] * 2
    assert "2 comments wait for a moderator." in digest.message
    assert NOTHING_NEW not in digest.message


@pytest.mark.parametrize(("hours", "begins"), [(1, 13), (4, 12), (24, 0)])
def test_the_interval_is_as_long_as_is_set(waiting, mod, settings, monkeypatch, hours, begins):
    settings.DIGEST_HOURS = hours
    now = datetime(2100, 3, 1, 13, 30, tzinfo=UTC)
    monkeypatch.setattr(due, "timezone", SimpleNamespace(now=lambda: now))

    tell_moderators()

    assert Notice.objects.get().since == datetime(2100, 3, 1, begins, tzinfo=UTC)


def test_without_anything_new_there_is_no_other_digest_that_day(waiting, mod):
    tell_moderators()

    hours_pass(23)

    assert tell_moderators() == ""
    assert told(digests()) == ["mod@example.org"]


def test_a_day_later_they_are_reminded_of_what_still_waits(waiting, mod):
    tell_moderators()
    hours_pass(24)

    tell_moderators()

    assert told(digests()) == ["mod@example.org"] * 2
    assert NOTHING_NEW in digests().latest("pk").message


def test_they_are_reminded_once_a_day(waiting, mod):
    tell_moderators()
    hours_pass(24)
    tell_moderators()

    hours_pass(23)

    assert tell_moderators() == ""
    assert told(digests()) == ["mod@example.org"] * 2


def test_of_what_was_decided_they_are_not_reminded(waiting, mod):
    tell_moderators()
    Decision.make(Act.PUBLISH, waiting, by=mod)

    hours_pass(24)

    assert tell_moderators() == ""


def test_an_answer_of_an_author_is_new(waiting, mod, settings):
    decision = Decision.make(Act.REMOVE, waiting, by=mod)
    hold(waiting.thread.module)
    tell_moderators()
    hours_pass(settings.DIGEST_HOURS)

    decision.take_answer("It is our library.")
    tell_moderators()

    assert told(digests()) == ["mod@example.org"] * 2
    assert NOTHING_NEW not in digests().latest("pk").message


def test_what_begins_to_wait_while_a_digest_is_written_is_new_in_the_next(
    module, waiting, mod, settings, monkeypatch
):
    meanwhile(monkeypatch, lambda: hold(module))
    tell_moderators()
    hours_pass(settings.DIGEST_HOURS)

    tell_moderators()

    assert told(digests()) == ["mod@example.org"] * 2
    assert NOTHING_NEW not in digests().latest("pk").message


# -- To whom ---------------------------------------------------------------------------


def test_who_may_decide_by_a_right_of_their_own_is_told(waiting, kim):
    kim.user_permissions.add(Permission.objects.get(codename="change_heldcomment"))

    tell_moderators()

    assert told(digests()) == ["kim@example.org"]


def test_who_may_decide_in_two_ways_is_told_once(waiting, mod):
    mod.user_permissions.add(Permission.objects.get(codename="change_heldcomment"))

    tell_moderators()

    assert told(digests()) == ["mod@example.org"]


@pytest.mark.parametrize("lacking", ["is_active", "is_staff"])
def test_who_can_no_longer_sign_in_there_is_not_told(waiting, mod, second_mod, lacking):
    User.objects.filter(pk=second_mod.pk).update(**{lacking: False})

    tell_moderators()

    assert told(digests()) == ["mod@example.org"]


def test_course_staff_and_members_are_not_told(waiting, urgent, mod, kim, dana):
    tell_moderators()

    assert {*told(Email.objects.all())} == {"mod@example.org"}


def test_superusers_are_not_told_where_there_are_moderators(waiting, mod, admin):
    tell_moderators()

    assert told(digests()) == ["mod@example.org"]


def test_superusers_are_told_where_there_is_no_moderator(waiting, urgent, admin, kim):
    tell_moderators()

    assert told(digests()) == ["admin@example.org"]
    assert told(mails_at_once()) == ["admin@example.org"]


def test_where_there_is_nobody_to_tell_the_first_moderator_is_told(waiting, urgent, kim):
    nobody = tell_moderators()
    make_staff("first@example.org", "Moderators")

    tell_moderators()

    assert nobody == ""
    assert told(digests()) == ["first@example.org"]
    assert told(mails_at_once()) == ["first@example.org"]


def test_nobody_reads_another_s_address(waiting, urgent, mod, second_mod):
    tell_moderators()

    assert Email.objects.count() == 4
    assert {(len(email.to), *email.cc, *email.bcc) for email in Email.objects.all()} == {(1,)}
    assert not any(addresses_in(email) for email in Email.objects.all())


# -- What it says ------------------------------------------------------------------------


def test_no_word_of_a_comment_and_no_name_is_in_the_mail(module, urgent, mod):
    hold(module, text="A sentence about a client.", name="Nell Harker", email="nell@example.net")

    tell_moderators()

    for email in Email.objects.all():
        said = " ".join([email.subject, email.message, email.html_message, str(email.headers)])
        assert not re.search(r"so dark|client|Nell|Harker|nell|116", said)


def test_the_link_of_an_urgent_mail_leads_to_the_comment_in_the_queue(client, module, urgent, mod):
    second = write(module, text="The days are so dark.")
    tell_moderators()

    page = follow_link_of(mails_at_once().latest("pk"), client, mod)

    assert f'data-comment="{second.pk}"' in page
    assert "dark</mark>" in page


def test_the_link_of_a_digest_leads_to_the_queue(client, waiting, mod):
    tell_moderators()

    page = follow_link_of(digests().get(), client, mod)

    assert '<h2 id="queue-heading">1 waits</h2>' in page


def test_a_mail_says_whose_it_is(waiting, mod, settings):
    settings.SITE_NAME, settings.SITE_URL = "Our board", "https://board.example.org"

    tell_moderators()

    [email] = digests()
    queue = reverse("admin:moderation_heldcomment_changelist")
    assert email.from_email == settings.DEFAULT_FROM_EMAIL
    assert "Our board, https://board.example.org\n" in email.message
    assert f"https://board.example.org{queue}\n" in email.message


def follow_link_of(email, client, person):
    address = re.search(r"^https?://[^/\s]+(/\S+)$", email.message, re.MULTILINE)[1]
    client.force_login(person)
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


# -- Once, and whole -----------------------------------------------------------------------


def meanwhile(monkeypatch, happens):
    """Let that happen once, after what waits has been read and before the mail is written."""
    moderators = due.moderators

    def happens_first():
        monkeypatch.setattr(due, "moderators", moderators)
        happens()
        return moderators()

    monkeypatch.setattr(due, "moderators", happens_first)


def test_when_another_process_has_just_sent_a_digest_none_is_sent(waiting, mod, monkeypatch):
    meanwhile(monkeypatch, tell_moderators)

    assert tell_moderators() == ""
    assert told(digests()) == ["mod@example.org"]
    assert Notice.objects.count() == 1


def test_when_another_process_has_just_told_of_an_urgent_comment_nothing_is_sent(
    urgent, mod, monkeypatch
):
    meanwhile(monkeypatch, tell_moderators)

    assert tell_moderators() == ""
    assert told(mails_at_once()) == ["mod@example.org"]
    assert Notice.objects.exclude(comment=None).count() == 1


@pytest.mark.parametrize("reason", ["waiting", "urgent"])
def test_mail_that_was_broken_off_is_written_whole_the_next_time(
    request, mod, second_mod, monkeypatch, reason
):
    request.getfixturevalue(reason)
    put = due.outbox.put

    def breaks_off_at_the_second(address, *args, **kwargs):
        if address == second_mod.email:
            raise OSError("on purpose")
        return put(address, *args, **kwargs)

    with monkeypatch.context() as patch:
        patch.setattr(due.outbox, "put", breaks_off_at_the_second)
        with pytest.raises(OSError, match="on purpose"):
            tell_moderators()
    kept_then = (Email.objects.count(), Notice.objects.count())

    tell_moderators()

    assert kept_then == (0, 0)
    assert told(digests()) == ["mod@example.org", "second@example.org"]
    assert len(told(mails_at_once())) == (2 if reason == "urgent" else 0)


def test_a_second_run_says_and_sends_nothing(waiting, urgent, mod):
    first = tell_moderators()
    sent = Email.objects.count()

    assert f"moderators: told of comment {urgent.pk}" in first
    assert "moderators: told of 2 that wait" in first
    assert tell_moderators() == ""
    assert Email.objects.count() == sent


# -- With everything else that is due --------------------------------------------------------


def test_mail_to_moderators_leaves_in_the_same_run(urgent, mod, settings):
    settings.EMAIL_BACKEND = "accounts.outbox.EmailBackend"
    settings.POST_OFFICE = settings.POST_OFFICE | {
        "BACKENDS": {"default": "django.core.mail.backends.locmem.EmailBackend"}
    }

    call_command("run_due")

    assert sorted(email.subject for email in mail.outbox) == [
        "1 comment waits for a moderator",
        AT_ONCE,
    ]


@pytest.mark.parametrize("task", ["tell_moderators", "tell_reporters", "purge_sealed"])
def test_what_is_due_of_moderation_is_done_before_the_mail_is_sent(settings, task):
    tasks = settings.DUE_TASKS

    assert tasks.index(f"moderation.due.{task}") < tasks.index("accounts.due.send_mail")
