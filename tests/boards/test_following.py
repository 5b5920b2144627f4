"""How people say what they want to hear of by mail: at the form, by following, in their settings,
and by the links in each mail."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from post_office.models import Email

from accounts.address import hashed
from boards.due import forget_old
from boards.forms import MailForm
from boards.models import Asking, Comment, Subscription
from boards.models.subscription import (
    ASK_AGAIN_AFTER,
    LIMITS,
    LIMITS_OF_ALL,
    LIMITS_PER_EMAIL,
    LINK_LASTS,
)
from tests.conftest import build, confirm_address, form_data, post_url, write

pytestmark = pytest.mark.django_db

About, Frequency = Subscription.About, Subscription.Frequency
ONE_CLICK = {"List-Unsubscribe": "One-Click"}  # what RFC 8058 has mail programs send


@pytest.fixture
def comment(module):
    return write(module, name="Priya Raman")


@pytest.fixture
def as_dana(client, dana):
    confirm_address(dana)
    client.force_login(dana)
    return client


@pytest.fixture
def wish(module):
    """Of a guest, who has confirmed it."""
    return Subscription.objects.create(
        email="ann@example.org", about=About.MODULE, module=module, confirmed_at=timezone.now()
    )


def follow_url(comment):
    return reverse("boards:follow-thread", args=(comment.thread_id,))


def follow(client, url, **changes):
    return client.post(url, {"email": "ann@example.org", "frequency": "daily"} | changes)


def link_in(email):
    return re.search(r"http://localhost:8000(/mail/\S+)", email.message)[1]


def asked():
    """The mail by which an address was asked to confirm."""
    [email] = Email.objects.filter(subject="Please confirm your e-mail address")
    return email


# -- A guest asks, and confirms --------------------------------------------------------------


def test_a_guest_who_follows_is_asked_by_mail_first(guest, comment):
    page = follow(guest, follow_url(comment))

    assert "a mail on its way there asks you to" in page.content.decode()
    assert asked().to == ["ann@example.org"]
    assert "Thread 1 of Compassion – Module 1" in asked().message
    assert not Subscription.objects.wanted().exists()


def test_the_link_in_that_mail_asks_and_the_button_confirms(guest, client, comment):
    follow(guest, follow_url(comment))
    link = link_in(asked())

    page = client.get(link).content.decode()
    assert "Shall we write to ann@example.org about this" in page
    assert not Subscription.objects.wanted().exists()  # a mail scanner has opened it

    page = client.post(link).content.decode()
    assert "From now on we write to you" in page
    assert Subscription.objects.wanted().get().frequency == Frequency.DAILY


def test_the_box_at_the_form_asks_about_replies(guest, module):
    answer = guest.post(post_url(module), form_data(wants_replies="on"), follow=True)

    assert "a mail on its way there asks you to" in answer.content.decode()
    assert "Replies to your comments" in asked().message
    assert Subscription.objects.get().about == About.REPLIES


def test_without_the_box_nothing_is_asked(guest, module):
    answer = guest.post(post_url(module), form_data(), follow=True)

    assert "a mail on its way" not in answer.content.decode()
    assert not Subscription.objects.exists()


def test_the_box_is_kept_with_all_that_was_typed(guest, module):
    answer = guest.post(post_url(module), form_data(wants_replies="on", name=""))

    assert re.search(r'name="wants_replies" id="\S+" checked', answer.content.decode())


def test_in_place_the_new_comment_says_so(guest, module, comment):
    data = form_data(wants_replies="on", parent=comment.pk)

    answer = guest.post(post_url(module), data, headers={"HX-Request": "true"})

    assert "a mail on its way there asks you to" in answer.content.decode()


def test_the_page_of_a_comment_that_waits_says_so(guest, module, dana):
    confirm_address(dana)
    data = form_data(wants_replies="on", email=dana.email)

    answer = guest.post(post_url(module), data, follow=True)

    assert "a mail on its way there asks you to" in answer.content.decode()


def test_the_answer_is_the_same_for_an_address_that_is_confirmed(guest, module, wish):
    url = reverse("boards:follow-module", args=(module.course.slug, module.slug))

    known, unknown = follow(guest, url), follow(guest, url, email="new@example.org")

    assert known.content == unknown.content
    assert [email.to for email in Email.objects.all()] == [["new@example.org"]]


def test_nobody_is_asked_about_the_same_twice_in_a_while(guest, comment):
    follow(guest, follow_url(comment))
    follow(guest, follow_url(comment))
    asked()

    Subscription.objects.update(asked_at=timezone.now() - ASK_AGAIN_AFTER)
    follow(guest, follow_url(comment))

    assert Email.objects.count() == 2


def test_many_addresses_from_one_place_have_a_limit(guest, comment):
    now = timezone.now().timestamp()
    Asking.objects.create(
        key=hashed("asked from", hashed("address", "127.0.0.1")), times=[now] * LIMITS[0][1]
    )

    answer = follow(guest, follow_url(comment), email="one.more@example.org")

    assert answer.status_code == 429
    assert answer["Retry-After"] == "3600"
    assert "Please try again in 1 hour, or sign in." in answer.content.decode()
    assert 'value="one.more@example.org"' in answer.content.decode()
    assert not Email.objects.exists()


OF_AN_ADDRESS = LIMITS_PER_EMAIL[0][1]


def test_one_address_is_asked_a_few_times_a_day_about_whatever(guest, module):
    for _ in range(OF_AN_ADDRESS):
        follow(guest, follow_url(write(module)))

    answer = follow(guest, follow_url(write(module)))

    assert answer.status_code == 429
    assert "Please try again in 24 hours, or sign in." in answer.content.decode()
    assert Email.objects.count() == OF_AN_ADDRESS


def test_a_day_later_it_is_asked_again(guest, comment):
    for _ in range(OF_AN_ADDRESS):
        follow(guest, follow_url(comment))
    yesterday = (timezone.now() - timedelta(days=1)).timestamp()
    Asking.objects.update(times=[yesterday] * OF_AN_ADDRESS)

    assert follow(guest, follow_url(comment)).status_code == 200


def test_asking_for_the_same_again_counts_too(guest, comment):
    """Else one could have an address asked anew all day."""
    for _ in range(OF_AN_ADDRESS):
        follow(guest, follow_url(comment))

    assert follow(guest, follow_url(comment)).status_code == 429


def test_at_the_limit_nobody_can_tell_what_an_address_follows(guest, module, wish):
    url = reverse("boards:follow-module", args=(module.course.slug, module.slug))
    for _ in range(OF_AN_ADDRESS):
        follow(guest, url)
        follow(guest, url, email="new@example.org")

    known, unknown = follow(guest, url), follow(guest, url, email="new@example.org")

    assert known.status_code == unknown.status_code == 429
    assert known.content == unknown.content.replace(b"new@", b"ann@")


def test_how_often_others_have_asked_cannot_be_told(guest, comment, wish):
    """An address for which too many ask is asked no more that day, and the answer is as ever."""
    most = LIMITS_OF_ALL[0][1]
    now = timezone.now().timestamp()
    Asking.objects.create(key=hashed("asked for", "ann@example.org"), times=[now] * most)

    often = follow(guest, follow_url(comment), email="ann@example.org")
    never = follow(guest, follow_url(comment), email="bea@example.org")

    assert often.content == never.content
    assert [email.to for email in Email.objects.all()] == [["bea@example.org"]]


def test_what_was_just_forgotten_is_counted_all_the_same(guest, comment, monkeypatch):
    get_or_create = Asking.objects.get_or_create
    waiting = [Asking.objects.all().delete]

    def forgets_once(**fields):
        found = get_or_create(**fields)
        if waiting:
            waiting.pop()()
        return found

    monkeypatch.setattr(Asking.objects, "get_or_create", forgets_once)

    assert follow(guest, follow_url(comment)).status_code == 200


def test_where_mail_was_asked_for_is_forgotten_after_a_day(guest, comment):
    follow(guest, follow_url(comment))
    assert Asking.objects.count() == 3
    Asking.objects.update(last_at=timezone.now() - timedelta(days=1))

    forget_old()

    assert not Asking.objects.exists()


def test_the_link_that_confirmed_it_is_dead_once_it_was_stopped(guest, comment):
    follow(guest, follow_url(comment))
    link = link_in(asked())
    guest.post(link)
    Subscription.objects.get().choose(Frequency.NEVER)

    assert guest.post(link).status_code == 404
    assert not Subscription.objects.wanted().exists()


def test_until_then_it_may_be_opened_again(guest, comment):
    follow(guest, follow_url(comment))
    link = link_in(asked())
    guest.post(link)

    assert "From now on we write to you" in guest.post(link).content.decode()


def test_who_has_stopped_it_is_asked_again_and_hears_nothing_till_then(guest, module, wish):
    wish.choose(Frequency.NEVER)
    url = reverse("boards:follow-module", args=(module.course.slug, module.slug))

    follow(guest, url)

    wish.refresh_from_db()
    assert wish.frequency == Frequency.NEVER
    guest.post(link_in(asked()))
    wish.refresh_from_db()
    assert wish.frequency == Frequency.DAILY


def test_what_is_not_confirmed_in_a_week_is_forgotten(guest, comment, client):
    follow(guest, follow_url(comment))
    link = link_in(asked())
    Subscription.objects.update(asked_at=timezone.now() - LINK_LASTS)

    forget_old()

    assert not Subscription.objects.exists()
    assert client.post(link).status_code == 404


def test_what_is_confirmed_is_kept(guest, comment):
    follow(guest, follow_url(comment))
    guest.post(link_in(asked()))
    Subscription.objects.update(asked_at=timezone.now() - LINK_LASTS)

    forget_old()

    assert Subscription.objects.wanted().exists()


@pytest.mark.parametrize("change", [{"email": ""}, {"email": "nobody"}, {"frequency": "hourly"}])
def test_what_is_wrong_is_said_and_what_was_typed_stays(guest, comment, change):
    answer = follow(guest, follow_url(comment), **change)

    assert answer.status_code == 422
    assert "There is a problem" in answer.content.decode()
    assert not Email.objects.exists()


@pytest.mark.parametrize("token", ["x", "1:x", "x:y:z"])
@pytest.mark.parametrize("more", ["", "confirm/"])
def test_a_link_that_we_have_not_made_leads_nowhere(client, db, token, more):
    assert client.get(f"/mail/{token}/{more}").status_code == 404
    assert client.post(f"/mail/{token}/{more}", ONE_CLICK).status_code == 404


def test_a_link_for_one_thing_is_none_for_another(client, guest, comment, wish):
    follow(guest, follow_url(comment))

    assert client.get(f"{wish.page}confirm/").status_code == 404
    assert client.get(link_in(asked()).removesuffix("confirm/")).status_code == 404


# -- Members -------------------------------------------------------------------------------


def test_a_member_follows_at_once(as_dana, dana, comment):
    answer = as_dana.post(follow_url(comment), {"frequency": "at_once"}, follow=True)

    assert "You hear of it by mail now." in answer.content.decode()
    assert Subscription.objects.wanted().get().thread == comment.thread
    assert not Email.objects.exists()


def test_a_member_hears_of_replies_and_outcomes_unless_told_otherwise(as_dana):
    page = as_dana.get("/mail/").content.decode()

    assert page.count('<option value="at_once" selected>') == 2
    assert "Replies to your comments" in page
    assert "What becomes of your comments" in page


def test_looking_at_the_choices_writes_nothing(as_dana):
    as_dana.get("/mail/")

    assert not Subscription.objects.exists()


def test_a_member_chooses_before_anything_was_chosen(as_dana):
    as_dana.post("/mail/", {"wish-replies": "never"})

    assert Subscription.objects.get(about=About.REPLIES).frequency == Frequency.NEVER


def test_a_member_chooses_how_often(as_dana, dana, comment):
    wish = Subscription.of_member(dana, About.THREAD, thread=comment.thread)
    replies = Subscription.of_member(dana, About.REPLIES)
    outcome = Subscription.of_member(dana, About.OUTCOME)
    chosen = {wish: "never", replies: "daily", outcome: "at_once"}

    as_dana.post("/mail/", {MailForm.name_of(each): often for each, often in chosen.items()})

    for each, often in chosen.items():
        each.refresh_from_db()
        assert each.frequency == often


def test_what_is_no_choice_is_refused(as_dana, dana):
    wish = Subscription.of_member(dana, About.REPLIES)

    assert as_dana.post("/mail/", {MailForm.name_of(wish): "hourly"}).status_code == 422
    assert Subscription.objects.get(pk=wish.pk).frequency == Frequency.AT_ONCE


def test_of_others_wishes_a_member_changes_nothing(as_dana, wish):
    as_dana.post("/mail/", {f"wish-{wish.pk}": "never"})

    wish.refresh_from_db()
    assert wish.frequency == Frequency.AT_ONCE


def test_what_was_asked_for_as_a_guest_is_among_a_members_with_the_same_address(
    as_dana, dana, wish
):
    Subscription.objects.filter(pk=wish.pk).update(email=dana.email)

    assert "Compassion – Module 1" in as_dana.get("/mail/").content.decode()


def test_without_signing_in_there_are_no_settings(client, db):
    assert client.get("/mail/")["Location"] == "/accounts/login/?next=/mail/"


# -- By the link in each mail -------------------------------------------------------------------


def test_opening_the_link_changes_nothing(client, wish):
    page = client.get(wish.page).content.decode()

    wish.refresh_from_db()
    assert wish.frequency == Frequency.AT_ONCE
    assert "Stop this mail" in page


@pytest.mark.parametrize("sent", [ONE_CLICK, {"stop": "1"}])
def test_one_click_stops_it_without_signing_in(client, wish, sent):
    answer = client.post(wish.page, sent)

    wish.refresh_from_db()
    assert answer.status_code == 200
    assert wish.frequency == Frequency.NEVER


def test_a_mail_program_stops_it_from_elsewhere(wish):
    program = Client(enforce_csrf_checks=True)

    answer = program.post(wish.page, ONE_CLICK, headers={"Origin": "https://mail.example.net"})

    wish.refresh_from_db()
    assert answer.status_code == 200
    assert wish.frequency == Frequency.NEVER


def test_one_click_stops_all_that_a_mail_told_of(client, wish, comment):
    other = Subscription.objects.create(
        email=wish.email, about=About.THREAD, thread=comment.thread, confirmed_at=timezone.now()
    )
    third = Subscription.objects.create(
        email=wish.email, about=About.REPLIES, confirmed_at=timezone.now()
    )

    answer = client.post(Subscription.page_of([wish, other]), ONE_CLICK)

    assert list(Subscription.objects.wanted()) == [third]
    said = "Thread 1 of Compassion – Module 1; Compassion – Module 1."
    assert said in answer.content.decode()


def test_stopping_it_twice_says_the_same(client, wish):
    first = client.post(wish.page, ONE_CLICK)

    assert client.post(wish.page, ONE_CLICK).content == first.content


def test_a_guest_changes_there_all_that_goes_to_the_address(client, wish, comment):
    other = Subscription.objects.create(
        email=wish.email, about=About.THREAD, thread=comment.thread, confirmed_at=timezone.now()
    )

    client.post(wish.page, {f"wish-{wish.pk}": "daily", f"wish-{other.pk}": "never"})

    wish.refresh_from_db()
    other.refresh_from_db()
    assert (wish.frequency, other.frequency) == (Frequency.DAILY, Frequency.NEVER)


def test_of_a_member_it_shows_the_one_alone(client, dana, comment):
    wish = Subscription.of_member(dana, About.REPLIES)
    other = Subscription.of_member(dana, About.THREAD, thread=comment.thread)

    page = client.get(wish.page).content.decode()

    assert MailForm.name_of(wish) in page
    assert MailForm.name_of(other) not in page


# -- What is followed ---------------------------------------------------------------------------


def test_a_thread_that_cannot_be_seen_cannot_be_followed(guest, module):
    held = build(module, [[]], status=Comment.Status.HELD)[0][0]

    assert guest.get(follow_url(held)).status_code == 404
    assert follow(guest, follow_url(held)).status_code == 404


def test_a_draft_cannot_be_followed(guest, comment, module):
    module.published_at = None
    module.save()
    url = reverse("boards:follow-module", args=(module.course.slug, module.slug))

    assert follow(guest, url).status_code == 404
    assert follow(guest, follow_url(comment)).status_code == 404


def test_the_pages_lead_there(client, comment, module):
    page = client.get(module.get_absolute_url()).content.decode()

    assert f"href={follow_url(comment)}>" in page
    assert f'href="{module.get_absolute_url()}follow/"' in page
