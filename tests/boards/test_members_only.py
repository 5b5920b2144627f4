"""A members-only module shows everybody who presents it and the offer, and nothing of its text and
board, anywhere."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from post_office.models import Email

from accounts.models import Membership, Offer
from boards.due import spread_news, write_news
from boards.models import Announcement, ModulePresenter, Presenter, Subscription
from tests.conftest import build, confirm_address, form_data, make_module, post_url, write

pytestmark = pytest.mark.django_db

SECRET = "Only for members"


@pytest.fixture
def offer(course):
    course.offer = Offer.objects.create(heading="Gold for you", button_label="Sign Me Up", price=1)
    course.save()
    return course.offer


@pytest.fixture
def module(course, offer):
    module = make_module(course, 1, text=f"<p>{SECRET}: the text.</p>", members_only=True)
    presenter = Presenter.objects.create(name="Maren Halloway", credentials="PhD")
    ModulePresenter.objects.create(module=module, presenter=presenter)
    return module


@pytest.fixture
def comment(module):
    return build(module, [[0]], text=f"{SECRET}: a comment.", name="Priya Raman")[0][0]


@pytest.fixture
def gold(dana, offer):
    confirm_address(dana)
    join(dana, offer)
    return dana


def join(person, offer, days=30):
    now = timezone.now()
    Membership.objects.create(
        user=person,
        offer=offer,
        begins_at=now - timedelta(days=60),
        ends_at=now + timedelta(days=days),
    )


def addresses(comment):
    module = comment.thread.module
    return [
        f"/comments/{comment.pk}/",
        f"/comments/{comment.pk}/reply/",
        f"/comments/{comment.pk}/report/",
        f"/threads/{comment.thread_id}/",
        f"/threads/{comment.thread_id}/follow/",
        f"{module.get_absolute_url()}follow/",
    ]


def test_everybody_sees_title_presenters_and_the_offer(client, comment, module):
    page = client.get(module.get_absolute_url()).content.decode()

    assert "Title of module 1" in page
    assert "Maren Halloway, PhD" in page
    assert "Gold for you" in page
    assert "This module and its comments are for members." in page


@pytest.mark.parametrize("who", ["nobody", "member", "lapsed"])
def test_nothing_of_it_is_seen_anywhere(client, comment, module, mallory, offer, who):
    if who != "nobody":
        client.force_login(mallory)
    if who == "lapsed":
        join(mallory, offer, days=-1)
    shown = [module.get_absolute_url(), module.page_url(1), module.page_url(7), "/", "/compassion/"]

    for address in [*shown, *addresses(comment)]:
        answer = client.get(address)
        assert SECRET not in answer.content.decode(), address
        assert "Priya" not in answer.content.decode(), address
        assert "2 Comments" not in answer.content.decode(), address
    assert {client.get(address).status_code for address in addresses(comment)} == {404}


def test_a_permalink_into_it_answers_as_one_that_never_existed(client, comment):
    there, never = client.get(f"/comments/{comment.pk}/"), client.get("/comments/98765/")

    assert there.content == never.content


def test_nobody_else_posts_there(guest, comment, module):
    assert guest.post(post_url(module), form_data()).status_code == 404
    assert guest.post(post_url(module), form_data(parent=comment.pk)).status_code == 404


def test_its_members_read_and_write_it(client, comment, module, gold):
    client.force_login(gold)

    page = client.get(module.get_absolute_url()).content.decode()
    assert f"{SECRET}: the text." in page
    assert f"{SECRET}: a comment." in page
    assert "Members can read these comments." in page
    assert "Gold for you" not in page
    assert client.get(f"/comments/{comment.pk}/").status_code == 302
    assert client.post(post_url(module), form_data()).status_code == 303


def test_what_a_member_gets_no_cache_keeps(client, comment, module, gold):
    client.force_login(gold)

    assert client.get(module.get_absolute_url())["Cache-Control"] == "private, no-store"


def test_a_membership_in_another_offer_opens_nothing(client, comment, module, mallory):
    join(mallory, Offer.objects.create(heading="Silver", button_label="Join"))
    client.force_login(mallory)

    assert SECRET not in client.get(module.get_absolute_url()).content.decode()


@pytest.mark.parametrize("staff", ["mod", "kim", "admin"])
def test_staff_read_it(client, request, comment, module, staff):
    client.force_login(request.getfixturevalue(staff))

    assert SECRET in client.get(module.get_absolute_url()).content.decode()


def test_mail_about_it_goes_to_its_members_alone(module, gold, mallory, offer):
    confirm_address(mallory)
    for person in (gold, mallory):
        Subscription.of_member(person, "module", module=module)
    now = timezone.now()
    Subscription.objects.create(
        email="ann@example.org", about="module", module=module, confirmed_at=now
    )
    write(module, text=SECRET)
    Announcement.objects.update(due_at=now)

    spread_news()
    write_news()

    assert [email.to for email in Email.objects.all()] == [[gold.email]]


def test_who_has_left_by_then_gets_no_mail(module, gold, offer):
    Subscription.of_member(gold, "module", module=module)
    write(module, text=SECRET)
    Announcement.objects.update(due_at=timezone.now())
    spread_news()
    Membership.objects.update(ends_at=timezone.now())

    write_news()

    assert not Email.objects.exists()


def test_a_course_without_an_offer_has_no_members_only_modules(module):
    module.course.offer = None

    with pytest.raises(ValidationError, match="no offer"):
        module.clean()


# -- The offer on the pages ----------------------------------------------------------------


@pytest.fixture
def open_module(course, offer):
    return make_module(course, 2)


def test_guests_and_members_are_addressed_differently(client, open_module, offer, mallory):
    offer.member_heading, offer.member_button_label = "Gold besides", "Join Now"
    offer.save()
    as_guest = client.get(open_module.get_absolute_url()).content.decode()
    client.force_login(mallory)
    as_member = client.get(open_module.get_absolute_url()).content.decode()

    assert "Gold for you" in as_guest
    assert "Sign Me Up" in as_guest
    assert "Gold besides" in as_member
    assert "Join Now" in as_member
    assert "Gold for you" not in as_member


def test_those_who_have_it_are_not_asked(client, open_module, gold):
    client.force_login(gold)

    assert 'class="offer"' not in client.get(open_module.get_absolute_url()).content.decode()
    assert 'class="offer"' not in client.get("/compassion/").content.decode()
