"""A guest's comment under a member's address waits until the member says that it is theirs."""

import functools
import re
from datetime import timedelta

import pytest
from django.db.models import F
from django.db.models.query import QuerySet
from django.utils import timezone
from django.utils.html import escape
from post_office.models import Email

from boards.due import forget_old, spread_news, write_news
from boards.models import Announcement, Block, Comment, Hold, News, Subscription
from boards.models import comment as comment_module
from boards.refusals import NotPossible
from boards.screening import Verdict
from boards.views.posting import status_address
from moderation.models import Decision, HeldComment
from tests.conftest import confirm_address, form_data, post_url, write

pytestmark = pytest.mark.django_db

HeldFor = Comment.HeldFor


@pytest.fixture(autouse=True)
def member(dana):
    return confirm_address(dana)


@pytest.fixture
def comment(module, dana):
    return write(module, email=dana.email, name="Somebody", text="A text of somebody's.")


def claim(client, comment, person):
    client.force_login(person)
    chosen = f"{comment.pk}-{comment.standing}"
    return client.post("/comments/yours/earlier/", {"comment": [chosen]}, follow=True)


def mails():
    spread_news()
    write_news()
    return list(Email.objects.order_by("pk"))


@pytest.mark.parametrize("email", ["dana@example.org", "DANA@example.org"])
def test_it_is_not_published(guest, module, email):
    guest.post(post_url(module), form_data(email=email))

    comment = Comment.objects.get()
    assert (comment.status, comment.held_for) == (Comment.Status.HELD, HeldFor.ADDRESS)
    assert comment.author is None


def test_the_member_is_told_at_once_and_no_word_of_it(comment):
    [email] = mails()

    assert email.to == ["dana@example.org"]
    assert "left a comment with your e-mail address" in email.message
    assert "http://localhost:8000/comments/yours/earlier/\n" in email.message
    said = email.subject + email.message + email.html_message
    assert "Somebody" not in said.replace("Somebody who was not signed in", "")
    assert comment.text not in said


def test_of_many_the_member_is_told_once_a_day(module, comment, dana):
    mails()
    for number in range(3):
        write(module, email=dana.email, text=f"Another text {number}.")

    Email.objects.update(created=timezone.now() - timedelta(hours=1))
    assert len(mails()) == 1

    a_day_later()
    assert len(mails()) == 2
    a_day_later()
    assert len(mails()) == 2  # the second led to all three


def a_day_later():
    day = timedelta(days=1)
    Email.objects.update(created=F("created") - day)
    News.objects.update(created=F("created") - day)
    QuerySet(Comment).update(held_at=F("held_at") - day)
    Announcement.objects.update(due_at=F("due_at") - day)


def test_what_became_of_the_member_s_own_does_not_count(module, dana):
    own = write(module, author=dana, email=dana.email)
    own.remove()
    Announcement.objects.update(due_at=timezone.now())
    mails()
    write(module, email=dana.email, text="Not by her.")
    Email.objects.update(created=timezone.now() - timedelta(hours=1))

    assert len(mails()) == 2


def test_who_wants_no_such_mail_gets_none(comment, dana):
    Subscription.of_member(dana, Subscription.About.OUTCOME).choose("never")

    assert mails() == []


def test_claimed_it_is_published_and_the_members(client, comment, dana):
    claim(client, comment, dana)

    comment.refresh_from_db()
    assert comment.is_published
    assert comment.author == dana
    assert comment.thread.comments_count == 1
    assert Announcement.objects.filter(comment=comment, about="comment").exists()


def test_claimed_where_everything_waits_it_waits_for_a_moderator(client, comment, dana):
    Hold.objects.create()

    claim(client, comment, dana)

    comment.refresh_from_db()
    assert comment.held_for == HeldFor.EVERYTHING
    assert HeldComment.objects.filter(pk=comment.pk).exists()


def test_a_member_who_is_blocked_does_not_get_round_it_so(client, comment, dana, mod):
    later = timezone.now() + timedelta(days=1)
    Block.objects.create(user=dana, until=later, reason="Because.", by=mod)

    page = claim(client, comment, dana).content.decode()

    comment.refresh_from_db()
    assert "for this reason: Because." in page
    assert comment.held_for == HeldFor.ADDRESS


def test_what_the_member_has_not_seen_is_not_published_in_their_name(client, comment, dana):
    """The guest can edit it while the member looks at it."""
    as_seen = Comment.objects.get(pk=comment.pk)
    comment.edit("Quite another text.")

    page = claim(client, as_seen, dana).content.decode()

    comment.refresh_from_db()
    assert not comment.is_published
    assert "has changed in the meantime" in page
    assert "Quite another text." in page


def while_it_is_screened(monkeypatch, text, do):
    """`do` happens in between, once, when somebody has `text` looked through."""
    screen = comment_module.screen
    waiting = [do]

    def slow(looked_through):
        verdict = screen(looked_through)
        if looked_through == text and waiting:
            waiting.pop()()
        return verdict

    monkeypatch.setattr(comment_module, "screen", slow)


def test_an_edit_by_the_guest_that_comes_after_the_claim_is_refused(comment, dana, monkeypatch):
    as_seen = Comment.objects.get(pk=comment.pk)
    claims = functools.partial(as_seen.claim, dana, seen=as_seen.standing)
    while_it_is_screened(monkeypatch, "The guest's last word.", claims)

    with pytest.raises(NotPossible):
        comment.edit("The guest's last word.")

    comment.refresh_from_db()
    assert (comment.text, comment.author) == ("A text of somebody's.", dana)


def test_a_claim_is_for_the_text_that_was_looked_through(comment, dana, monkeypatch):
    as_seen = Comment.objects.get(pk=comment.pk)
    edits = functools.partial(comment.edit, "Another text.")
    while_it_is_screened(monkeypatch, as_seen.text, edits)

    with pytest.raises(NotPossible):
        as_seen.claim(dana, seen=as_seen.standing)

    assert not Comment.objects.get(pk=comment.pk).is_published


def test_claimed_after_it_was_taken_off_and_put_back_a_moderator_sees_it(comment, dana, mod):
    decision = Decision.make(Decision.Act.REMOVE, comment, by=mod)
    comment.claim(dana, seen=comment.standing)

    Decision.objects.get(pk=decision.pk).undo(by=mod)

    comment.refresh_from_db()
    assert (comment.author, comment.held_for) == (dana, HeldFor.MODERATOR)
    assert HeldComment.objects.filter(pk=comment.pk).exists()


def test_of_two_the_member_hears_though_the_guest_withdraws_the_first(module, dana):
    Subscription.of_member(dana, Subscription.About.OUTCOME).choose("daily")
    first = write(module, email=dana.email)
    write(module, email=dana.email)
    assert mails() == []

    first.withdraw()
    News.objects.update(due_at=timezone.now())

    assert len(mails()) == 1


@pytest.mark.parametrize("act", [Decision.Act.REMOVE, Decision.Act.SPAM])
def test_nor_is_it_told_where_the_member_had_yet_to_hear_that_it_waits(comment, mod, act):
    assert len(mails()) == 1  # which does not leave
    Decision.make(act, comment, by=mod)

    assert mails() == []


def test_who_confirms_the_address_later_has_seven_days_from_then_on(module, mallory, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(Verdict, "holds", True)
        comment = write(module, email=mallory.email)
    long_ago = timezone.now() - timedelta(days=8)
    QuerySet(Comment).filter(pk=comment.pk).update(held_at=long_ago)
    confirm_address(mallory)
    comment.refresh_from_db()

    comment.edit("Without what held it.")
    forget_old()

    comment.refresh_from_db()
    assert comment.waits_for_its_member


def test_another_member_cannot_claim_it(client, comment, mallory):
    confirm_address(mallory)

    claim(client, comment, mallory)

    comment.refresh_from_db()
    assert comment.held_for == HeldFor.ADDRESS


def test_no_moderator_publishes_it(comment, mod):
    assert not HeldComment.objects.filter(pk=comment.pk).exists()
    assert not PUBLISHING & Decision.possible(comment)
    assert Decision.Act.REMOVE in Decision.possible(comment)


def test_an_edit_by_the_guest_does_not_publish_it(comment):
    comment.edit("Another text.")

    assert comment.held_for == HeldFor.ADDRESS


def test_after_a_week_its_text_is_gone(comment):
    QuerySet(Comment).filter(pk=comment.pk).update(held_at=timezone.now() - timedelta(days=7))

    forget_old()

    comment.refresh_from_db()
    assert comment.status == Comment.Status.WITHDRAWN
    assert comment.text == ""


def test_what_was_claimed_meanwhile_keeps_its_text(client, comment, dana):
    Hold.objects.create()
    QuerySet(Comment).filter(pk=comment.pk).update(held_at=timezone.now() - timedelta(days=7))
    comment.refresh_from_db()
    claim(client, comment, dana)

    comment.give_up()

    comment.refresh_from_db()
    assert (comment.status, comment.text) == (Comment.Status.HELD, "A text of somebody's.")


def status_page(client, comment):
    """Without what is the comment's own."""
    page = client.get(status_address(comment)).content.decode()
    assert escape(comment.first_words) in page
    return re.sub(r"/comments/\d+/status/[^/]+/", "", page)


@pytest.fixture
def flagged(monkeypatch):
    """A text with words that its author has seen marked and sends all the same."""
    monkeypatch.setattr(Verdict, "asks_the_author", False)
    monkeypatch.setattr(Verdict, "only_advises", False)


def write_two(module, dana):
    """The same by a guest under the member's address, and under an address of nobody's."""
    texts = {"text": "A text of somebody's.", "name": "Somebody"}
    return [write(module, email=email, **texts) for email in (dana.email, "nobody@example.org")]


def test_where_everything_waits_the_guest_is_not_told_whose_address_it_is(guest, module, dana):
    Hold.objects.create()

    of_a_member, of_nobody = write_two(module, dana)

    assert of_a_member.needs_claim
    assert of_a_member.held_for == of_nobody.held_for == HeldFor.EVERYTHING
    assert status_page(guest, of_a_member) == status_page(guest, of_nobody)


def test_nor_where_the_guest_sends_flagged_words_as_they_are(guest, module, dana, flagged):
    of_a_member, of_nobody = write_two(module, dana)

    assert of_a_member.needs_claim
    assert of_a_member.held_for == of_nobody.held_for == HeldFor.FINDINGS
    assert status_page(guest, of_a_member) == status_page(guest, of_nobody)


def test_nor_where_nothing_could_be_checked(guest, module, dana, comment):
    """What is clean waits all the same, so such a one reads as if it could not be checked."""
    member_s = status_page(guest, comment)
    QuerySet(Comment).filter(pk=comment.pk).update(held_for=HeldFor.UNCHECKED, needs_claim=False)

    assert status_page(guest, comment) == member_s


def test_what_waits_for_its_member_is_in_no_queue(module, dana, flagged):
    _of_a_member, of_nobody = write_two(module, dana)

    assert list(HeldComment.objects.values_list("pk", flat=True)) == [of_nobody.pk]


def test_claimed_with_flagged_words_it_comes_before_a_moderator(client, module, dana, flagged):
    of_a_member, _of_nobody = write_two(module, dana)

    claim(client, of_a_member, dana)

    of_a_member.refresh_from_db()
    assert (of_a_member.author, of_a_member.held_for) == (dana, HeldFor.FINDINGS)
    assert HeldComment.objects.filter(pk=of_a_member.pk).exists()


PUBLISHING = {Decision.Act.PUBLISH, Decision.Act.ASK, Decision.Act.REDACT}


@pytest.mark.parametrize("act", [Decision.Act.REMOVE, Decision.Act.SPAM])
def test_taken_off_it_cannot_be_published_either(comment, mod, act):
    Decision.make(act, comment, by=mod)

    assert not PUBLISHING & Decision.possible(comment)
    with pytest.raises(NotPossible):
        comment.publish()


def test_taken_off_and_put_back_it_still_goes_after_a_week(comment, mod):
    Decision.make(Decision.Act.REMOVE, comment, by=mod).undo(by=mod)
    QuerySet(Comment).filter(held_at__isnull=False).update(
        held_at=timezone.now() - timedelta(days=7)
    )

    forget_old()

    comment.refresh_from_db()
    assert comment.status == Comment.Status.WITHDRAWN


def test_that_it_was_taken_off_is_told_to_nobody(comment, mod):
    """The member has not written it, and may not have heard that it waits."""
    Decision.make(Decision.Act.REMOVE, comment, by=mod)
    Announcement.objects.update(due_at=timezone.now())

    assert mails() == []


def test_what_was_published_before_its_author_signed_up_stays_when_edited(module, mallory):
    comment = write(module, email=mallory.email)
    confirm_address(mallory)

    comment.edit("Another text.")

    assert comment.is_published


def test_a_guest_s_from_before_is_decided_on_as_ever(module, mallory, mod):
    comment = write(module, email=mallory.email)
    confirm_address(mallory)

    Decision.make(Decision.Act.REMOVE, comment, by=mod)

    assert Decision.Act.PUBLISH in Decision.possible(comment)


def test_the_member_s_choice_holds_for_what_a_guest_had_written_before(module, mallory, mod):
    comment = write(module, email=mallory.email)
    confirm_address(mallory)
    Subscription.of_member(mallory, Subscription.About.OUTCOME).choose("never")
    Decision.make(Decision.Act.REMOVE, comment, by=mod)
    Announcement.objects.update(due_at=timezone.now())

    assert mails() == []


@pytest.fixture
def urgent(monkeypatch):
    monkeypatch.setattr(Verdict, "is_urgent", True)


def test_somebody_in_danger_is_not_kept_waiting_for_that(module, dana, urgent):
    comment = write(module, email=dana.email)

    assert comment.held_for == HeldFor.URGENT
    assert HeldComment.objects.filter(pk=comment.pk).exists()
    assert not PUBLISHING & Decision.possible(comment)


def test_the_member_is_told_of_that_too(module, dana, urgent):
    write(module, email=dana.email)

    [email] = mails()
    assert "left a comment with your e-mail address" in email.message


def test_an_address_that_is_not_confirmed_is_nobodys(module, mallory):
    assert write(module, email=mallory.email).is_published


def test_signed_in_the_member_posts_as_ever(client, module, dana):
    client.force_login(dana)

    client.post(post_url(module), form_data())

    assert Comment.objects.get().is_published
