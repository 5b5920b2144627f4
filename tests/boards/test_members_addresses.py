"""A guest's comment under a member's address waits until the member says that it is theirs."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.db.models.query import QuerySet
from django.utils import timezone
from post_office.models import Email

from boards.due import forget_old, spread_news, write_news
from boards.models import Announcement, Block, Comment, Hold, News, Subscription
from boards.screening import Verdict
from boards.views.posting import status_address
from moderation.models import Decision, HeldComment
from tests.conftest import form_data, post_url, write

pytestmark = pytest.mark.django_db

HeldFor = Comment.HeldFor


@pytest.fixture(autouse=True)
def member(dana):
    EmailAddress.objects.create(user=dana, email=dana.email, verified=True, primary=True)
    return dana


@pytest.fixture
def comment(module, dana):
    return write(module, email=dana.email, name="Somebody", text="A text of somebody's.")


def claim(client, comment, person):
    client.force_login(person)
    return client.post("/comments/yours/earlier/", {"comment": [comment.pk]}, follow=True)


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

    News.objects.update(created=timezone.now() - timedelta(days=1))
    write(module, email=dana.email, text="One more text.")
    assert len(mails()) == 2


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


def test_another_member_cannot_claim_it(client, comment, mallory):
    EmailAddress.objects.create(user=mallory, email=mallory.email, verified=True, primary=True)

    claim(client, comment, mallory)

    comment.refresh_from_db()
    assert comment.held_for == HeldFor.ADDRESS


def test_no_moderator_publishes_it(comment, mod):
    assert not HeldComment.objects.filter(pk=comment.pk).exists()
    assert Decision.Act.PUBLISH not in Decision.possible(comment)
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


def test_the_guest_is_not_told_whether_the_address_is_a_members(client, comment, module, dana):
    """What could not be checked reads the same, so nobody's membership can be read from it."""
    member_s = client.get(status_address(comment)).content.decode()
    QuerySet(Comment).filter(pk=comment.pk).update(held_for=HeldFor.UNCHECKED)

    assert client.get(status_address(comment)).content.decode() == member_s


def test_somebody_in_danger_is_not_kept_waiting_for_that(module, dana, monkeypatch):
    urgent = Verdict(findings=[])
    monkeypatch.setattr(Verdict, "is_urgent", True)
    monkeypatch.setattr("boards.models.comment.screen", lambda text: urgent)

    comment = write(module, email=dana.email)

    assert comment.held_for == HeldFor.URGENT


def test_an_address_that_is_not_confirmed_is_nobodys(module, mallory):
    assert write(module, email=mallory.email).is_published


def test_signed_in_the_member_posts_as_ever(client, module, dana):
    client.force_login(dana)

    client.post(post_url(module), form_data())

    assert Comment.objects.get().is_published
