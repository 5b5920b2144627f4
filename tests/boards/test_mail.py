"""People hear by mail of what they follow: once, a while after it is there, and only of what can be
seen."""

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from allauth.account.models import EmailAddress
from django.db.models import F
from django.utils import timezone
from post_office.models import STATUS, Email

from accounts import outbox
from accounts.models import User
from boards.due import forget_old, spread_news, write_news
from boards.mail import take_back
from boards.models import Announcement, Comment, Hold, News, Subscription
from boards.models.news import next_digest
from moderation.models import Decision
from tests.conftest import build, confirm_address, write

pytestmark = pytest.mark.django_db

About, Frequency = Subscription.About, Subscription.Frequency


@pytest.fixture(autouse=True)
def addresses_are_confirmed(dana, mallory):
    for person in (dana, mallory):
        confirm_address(person)


@pytest.fixture
def comment(module, dana):
    return write(module, author=dana, email=dana.email, name="Dana Whitfield")


def follow(user, about, frequency=Frequency.AT_ONCE, **subject):
    wish = Subscription.of_member(user, about, **subject)
    wish.choose(frequency)
    return wish


def time_passes(by=timedelta(minutes=16)):
    """All that waits for its time, or has had it, is so much older."""
    Announcement.objects.update(due_at=F("due_at") - by)
    News.objects.update(due_at=F("due_at") - by, created=F("created") - by)
    Email.objects.update(created=F("created") - by)


def all_is_done():
    spread_news()
    write_news()


def mails(**more):
    """What is written once the time for editing is over."""
    time_passes(**more)
    all_is_done()
    return list(Email.objects.order_by("pk"))


def the_mail():
    [email] = mails()
    return email


def told():
    return [address for email in mails() for address in email.to]


# -- Replies ---------------------------------------------------------------------------


def test_a_member_hears_of_a_reply(comment):
    write(
        comment.thread.module, comment, text="I tried the pause.", name="Priya Raman", country="GB"
    )

    email = the_mail()
    assert email.to == ["dana@example.org"]
    assert email.subject == "Colloquy: Priya Raman has answered you"
    assert "Priya Raman, GB, has answered you in Compassion – Module 1:\n" in email.message
    assert "    I tried the pause.\n" in email.message


def test_the_html_part_says_the_same(comment):
    reply = write(comment.thread.module, comment, text="<b>bold</b> words", name="Priya <i>")

    html = the_mail().html_message
    assert "Priya &lt;i&gt;" in html
    assert "&lt;b&gt;bold&lt;/b&gt; words" in html
    assert f'href="http://localhost:8000/comments/{reply.pk}/"' in html


def test_it_holds_a_few_words_and_a_link_to_the_rest(comment):
    reply = write(comment.thread.module, comment, text="Begin " + "and go on " * 50 + "to the end.")

    text = the_mail().message
    assert "Begin and go on" in text
    assert "to the end." not in text
    assert f"http://localhost:8000/comments/{reply.pk}/\n" in text


def test_nobody_hears_of_it_while_it_can_be_edited(comment):
    write(comment.thread.module, comment)

    assert mails(by=timedelta(minutes=14)) == []


def test_it_is_told_once(comment):
    write(comment.thread.module, comment)

    the_mail()
    assert len(mails()) == 1
    assert not Announcement.objects.exists()


def test_what_is_edited_meanwhile_is_told_as_it_then_is(comment):
    reply = write(comment.thread.module, comment, text="With a slip in it.")
    reply.edit("Without the slip.")

    text = the_mail().message
    assert "Without the slip." in text
    assert "With a slip" not in text


def test_what_is_redacted_meanwhile_is_told_without_the_words(comment):
    reply = write(comment.thread.module, comment, text="My client Jane Roe breathes.")
    reply.redact(["Jane Roe"])

    [text] = [email.message for email in mails() if email.to == ["dana@example.org"]]
    assert "Jane" not in text
    assert "My client [identifying detail removed] breathes." in text


@pytest.mark.parametrize("verb", ["withdraw", "hold", "remove", "mark_spam"])
def test_what_is_gone_meanwhile_is_not_told(comment, verb):
    reply = write(comment.thread.module, comment, author=None)
    getattr(reply, verb)()

    assert "dana@example.org" not in told()


def test_what_is_held_at_first_is_told_once_it_is_published(comment):
    reply = write(comment.thread.module, comment, email="")
    reply.hold()
    assert mails() == []

    reply.publish()

    assert told() == ["dana@example.org"]


def test_what_comes_back_after_it_was_told_is_not_told_again(comment):
    reply = write(comment.thread.module, comment, email="")
    the_mail()

    reply.hold()
    reply.publish()

    assert len(mails()) == 1


def test_what_could_not_be_told_for_a_week_is_no_news(comment):
    reply = write(comment.thread.module, comment, email="")
    reply.hold()
    time_passes(timedelta(days=8))
    forget_old()

    reply.publish()

    assert mails() == []


def test_of_a_module_that_is_no_longer_public_nobody_hears(comment, module):
    write(module, comment)
    module.published_at = None
    module.save()

    assert mails() == []


def test_nobody_hears_of_their_own_answers(comment, dana):
    write(comment.thread.module, comment, author=dana, email=dana.email)

    assert mails() == []


def test_who_does_not_want_it_hears_nothing(comment, dana):
    follow(dana, About.REPLIES, Frequency.NEVER)
    write(comment.thread.module, comment)

    assert mails() == []


@pytest.mark.parametrize("change", [{"is_active": False}, {"email": "new@example.org"}])
def test_nothing_goes_to_an_account_or_address_that_is_not_in_use(comment, dana, change):
    type(dana).objects.filter(pk=dana.pk).update(**change)
    write(comment.thread.module, comment)

    assert mails() == []


def test_what_was_built_is_told_to_nobody(module, comment, dana, mallory):
    follow(mallory, About.MODULE, module=module)
    build(module, [[0]], author=None)

    assert [email for email in mails() if "Writer" in email.message] == []


# -- Threads and modules ---------------------------------------------------------------


def test_who_follows_a_thread_hears_of_replies_in_it(comment, module, mallory):
    follow(mallory, About.THREAD, thread=comment.thread)
    write(module, comment, author=None, name="Priya Raman")
    write(module, name="In another thread")

    [email] = [each for each in mails() if each.to == [mallory.email]]
    assert email.subject == "Colloquy: Priya Raman has written in Compassion – Module 1"
    assert "in thread 1 of Compassion – Module 1, which you follow:" in email.message
    assert "In another thread" not in email.message


def test_what_stood_there_before_one_followed_is_not_told(comment, module, mallory):
    follow(mallory, About.THREAD, thread=comment.thread)
    follow(mallory, About.MODULE, module=module)

    assert mails() == []


def test_who_follows_a_module_hears_of_all_comments_on_it(comment, module, mallory):
    follow(mallory, About.MODULE, module=module)
    write(module, name="Opening")
    write(module, comment, name="Answering")

    [email] = [each for each in mails() if each.to == [mallory.email]]
    assert email.subject == "Colloquy: 2 new comments"
    assert "Opening" in email.message
    assert "Answering" in email.message


def test_who_wants_a_comment_for_several_reasons_is_told_once(comment, module, dana):
    follow(dana, About.THREAD, thread=comment.thread)
    follow(dana, About.MODULE, module=module)
    write(module, comment, name="Priya Raman")

    assert the_mail().subject == "Colloquy: Priya Raman has answered you"


def test_of_several_wishes_the_soonest_counts(comment, module, dana):
    follow(dana, About.REPLIES, Frequency.DAILY)
    follow(dana, About.MODULE, Frequency.AT_ONCE, module=module)
    write(module, comment)

    assert told() == ["dana@example.org"]
    assert not News.objects.waiting().exists()


# -- Once a day, and not too often -----------------------------------------------------


def test_what_is_wanted_once_a_day_comes_in_one_mail(comment, module, dana):
    follow(dana, About.REPLIES, Frequency.DAILY)
    write(module, comment, name="First")
    write(module, comment, name="Second")

    assert mails() == []
    email = mails(by=timedelta(days=1))[0]
    assert email.subject == "Colloquy: 2 new comments"
    assert email.message.index("First") < email.message.index("Second")


def test_what_was_withdrawn_by_then_is_not_in_it(comment, module, dana):
    follow(dana, About.REPLIES, Frequency.DAILY)
    gone = write(module, comment, name="First")
    write(module, comment, name="Second")
    mails()
    gone.withdraw()

    [email] = mails(by=timedelta(days=1))
    assert "First" not in email.message


@pytest.mark.parametrize(
    ("now", "then"), [((9, 30), (10, 7, 0)), ((6, 59), (9, 7, 0)), ((7, 0), (10, 7, 0))]
)
def test_once_a_day_is_in_the_morning_where_the_course_is(now, then):
    there = ZoneInfo("America/New_York")

    at = next_digest(datetime(2026, 3, 9, *now, tzinfo=there).astimezone(UTC), there)

    assert at == datetime(2026, 3, *then, tzinfo=there)


def test_where_people_talk_all_at_once_it_gathers(comment, module):
    write(module, comment, name="First")
    the_mail()

    write(module, comment, name="Second")
    Announcement.objects.update(due_at=timezone.now())
    all_is_done()
    assert Email.objects.count() == 1

    assert "Second" in mails()[1].message


# -- What waits in the outbox ----------------------------------------------------------


def test_a_mail_that_could_not_be_sent_loses_what_was_withdrawn_since(comment, module):
    reply = write(module, comment)
    Email.objects.filter(pk=the_mail().pk).update(status=STATUS.requeued)

    reply.withdraw()
    write_news()

    assert not Email.objects.exists()


@pytest.mark.parametrize("change", [{"is_active": False}, {"email": "new@example.org"}])
def test_nothing_goes_to_what_went_out_of_use_meanwhile(comment, module, dana, change):
    follow(dana, About.REPLIES, Frequency.DAILY)
    write(module, comment)
    mails()
    type(dana).objects.filter(pk=dana.pk).update(**change)

    assert mails(by=timedelta(days=1)) == []


def test_what_was_stopped_since_does_not_leave(comment, module, dana):
    write(module, comment)
    Email.objects.filter(pk=the_mail().pk).update(status=STATUS.requeued)

    follow(dana, About.REPLIES, Frequency.NEVER)
    write_news()

    assert not Email.objects.exists()


def test_it_is_written_anew_where_its_words_have_changed(comment, module):
    write(module, comment, text="It stays.")
    reply = write(module, comment, text="My client Jane Roe breathes.")
    Email.objects.filter(pk=the_mail().pk).update(status=STATUS.requeued)

    reply.redact(["Jane Roe"])
    write_news()

    [email] = Email.objects.all()
    assert "Jane" not in email.message
    assert "It stays." in email.message


def test_it_is_written_anew_where_only_its_end_was_cut_off(comment, module):
    """What stands there now is within what the mail says."""
    reply = write(module, comment, text="I tried the pause. She left me for it.", author=None)
    [first] = [email for email in mails() if email.to == ["dana@example.org"]]
    reply.edit("I tried the pause.")

    all_is_done()

    [anew] = Email.objects.filter(to="dana@example.org")
    assert anew.pk != first.pk
    assert "She left me" not in anew.message


def test_an_outcome_that_is_another_by_now_is_written_anew(comment):
    comment.remove()
    [first] = mails()
    Announcement.objects.all().delete()
    comment.publish()
    Announcement.objects.all().delete()

    all_is_done()

    [anew] = Email.objects.all()
    assert "Taken off the board" in first.message
    assert "Published" in anew.message


def test_what_waits_goes_to_the_address_that_is_confirmed_by_now(comment, module, dana):
    write(module, comment)
    the_mail()
    EmailAddress.objects.filter(user=dana).update(email="dana.new@example.org")
    User.objects.filter(pk=dana.pk).update(email="dana.new@example.org")

    all_is_done()

    [email] = Email.objects.all()
    assert email.to == ["dana.new@example.org"]


def test_what_waits_is_looked_through_with_as_many_questions(module, django_assert_num_queries):
    now = timezone.now()
    Subscription.objects.bulk_create(
        Subscription(
            email=f"follower{n}@example.org", about=About.MODULE, module=module, confirmed_at=now
        )
        for n in range(150)
    )
    write(module)
    assert len(mails()) == 150

    with django_assert_num_queries(2):
        assert take_back() == 0


def test_a_mail_that_cannot_be_written_keeps_no_other_waiting(comment, module, monkeypatch, caplog):
    follow(User.objects.get(email="mallory@example.org"), About.MODULE, module=module)
    write(module, comment)
    put = outbox.put

    def fails_for_dana(to, *args, **more):
        if to == "dana@example.org":
            raise OSError("on purpose")
        return put(to, *args, **more)

    monkeypatch.setattr("accounts.outbox.put", fails_for_dana)
    assert [email.to for email in mails()] == [["mallory@example.org"]]
    assert "on purpose" in caplog.text

    monkeypatch.undo()
    assert ["dana@example.org"] in [email.to for email in mails()]


def test_an_announcement_that_fails_keeps_no_other_waiting(comment, module, monkeypatch, caplog):
    follow(User.objects.get(email="mallory@example.org"), About.MODULE, module=module)
    first, second = write(module), write(module)
    spread = Announcement.spread

    def fails_for_the_first(self):
        if self.comment == first:
            raise OSError("on purpose")
        return spread(self)

    monkeypatch.setattr(Announcement, "spread", fails_for_the_first)
    mails()

    assert News.objects.filter(comment=second).exists()
    assert Announcement.objects.filter(comment=first).exists()
    assert "on purpose" in caplog.text


def test_while_another_process_sends_nothing_is_written(comment, module):
    write(module, comment)
    time_passes()
    spread_news()
    with outbox.held():
        assert write_news() == ""

    assert not Email.objects.exists()


def test_a_gathered_mail_is_stopped_as_a_whole(comment, module, dana, client):
    follow(dana, About.MODULE, module=module)
    write(module, comment)
    write(module)

    link = the_mail().headers["List-Unsubscribe"].strip("<>").removeprefix("http://localhost:8000")
    client.post(link, {"List-Unsubscribe": "One-Click"})

    assert not Subscription.objects.wanted().filter(about__in=("module", "replies")).exists()


def test_what_still_says_what_stands_there_is_left_as_it_is(comment, module):
    write(module, comment)
    email = the_mail()

    assert write_news() == ""
    assert [each.pk for each in Email.objects.all()] == [email.pk]


# -- What became of one's comments -----------------------------------------------------


def test_an_author_hears_that_it_is_published(module, dana):
    Hold.objects.create()
    comment = write(module, author=dana, email=dana.email)
    comment.publish()

    email = the_mail()
    assert email.subject == "Colloquy: What became of your comment"
    assert "Compassion – Module 1: Published" in email.message
    assert f"http://localhost:8000/comments/{comment.pk}/status/\n" in email.message


@pytest.mark.parametrize(
    ("verb", "said"),
    [
        ("remove", "Taken off the board by a moderator"),
        ("mark_spam", "Taken off the board by a moderator"),
        ("ask_for_changes", "A moderator asks you to change it"),
    ],
)
def test_an_author_hears_what_a_moderator_decided(comment, verb, said):
    getattr(comment, verb)()

    assert f"Compassion – Module 1: {said}\n" in the_mail().message


def test_none_of_what_was_typed_is_in_it(comment):
    comment.remove()

    email = the_mail()
    assert comment.text not in email.message + email.html_message
    assert "Dana" not in email.message + email.html_message


def test_what_is_taken_back_in_time_is_not_told(comment):
    comment.remove()
    comment.publish()

    assert mails() == []


def test_a_decision_that_was_stood_by_and_taken_back_at_once_is_not_told(comment, mod):
    Decision.make(Decision.Act.REMOVE, comment, by=mod).take_answer("But why?")
    time_passes()
    Announcement.objects.all().delete()

    Decision.make(Decision.Act.KEEP, comment, by=mod).undo(by=mod)

    assert mails() == []


def test_while_it_waits_for_a_moderator_there_is_nothing_to_tell(comment):
    comment.hold(Comment.HeldFor.REPORTED)
    assert mails() == []

    comment.remove()

    assert "Taken off the board" in the_mail().message


def test_of_what_its_author_withdrew_there_is_nothing_to_tell(comment):
    comment.remove()
    comment.withdraw()

    assert mails() == []


def test_a_guest_hears_it_by_a_link_that_needs_no_signing_in(client, module):
    comment = write(module, email="ann@example.org", name="Ann")
    comment.remove()

    email = the_mail()
    assert email.to == ["ann@example.org"]
    assert "Ann" not in email.message.replace("ann@", "")
    [link] = re.findall(r"http://localhost:8000(/comments/\S+)", email.message)
    assert client.get(link).status_code == 200


def test_an_unconfirmed_address_hears_of_one_comment_a_day(module):
    for _ in range(3):
        write(module, email="ann@example.org").remove()

    mails()
    mails()
    write(module, email="ann@example.org").remove()

    assert len(mails()) == 1


def test_a_confirmed_address_hears_of_each(module):
    Subscription.objects.create(
        email="ann@example.org", about=About.OUTCOME, confirmed_at=timezone.now()
    )
    for number in (1, 2):
        write(module, email="ann@example.org").remove()
        assert len(mails()) == number


def test_a_comment_of_nobody_s_is_told_to_nobody(module):
    write(module, email="").remove()

    assert mails() == []


# -- Taking part in it -----------------------------------------------------------------


def test_of_two_processes_one_tells(comment, module):
    write(module, comment)
    time_passes()
    announcement = Announcement.objects.due().latest("pk")
    again = Announcement.objects.get(pk=announcement.pk)

    assert announcement.spread() == 1
    assert again.spread() is None
    assert News.objects.count() == 1


def test_many_followers_cost_no_question_each(module, django_assert_num_queries):
    now = timezone.now()
    Subscription.objects.bulk_create(
        Subscription(
            email=f"follower{n}@example.org", about=About.MODULE, module=module, confirmed_at=now
        )
        for n in range(50)
    )
    write(module)
    time_passes()
    [announcement] = Announcement.objects.due().with_comment()

    with django_assert_num_queries(7):
        assert announcement.spread() == 50
