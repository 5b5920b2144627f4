"""What members find on the page of a module, which is made once for all of them, and the modules
that a process keeps."""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from accounts.marks import Mark, filled
from accounts.models import Membership, Offer, User
from boards.models import Block, Comment, Module
from boards.models import course as courses
from tests.conftest import form_data, make_module, make_staff, post_url, write

pytestmark = pytest.mark.django_db


@pytest.fixture
def priya(psychotherapy):
    return member("priya@example.org", name="Priya Raman", profession=psychotherapy, country="GB")


@pytest.fixture
def robin():
    return member(
        "robin@example.org", name="Robin <Lee> & Co", country="US", state="CO", city="«Q»"
    )


def member(email, **byline):
    return User.objects.create_user(email, "password", **byline)


def page_for(person, module, **how):
    client = Client(**how)
    client.force_login(person)
    answer = client.get(module.get_absolute_url())
    assert answer.status_code == 200
    return answer.text


def chosen(page, field):
    select = re.search(rf'<select name="{field}".*?</select>', page, re.DOTALL)[0]
    return re.findall(r"<option[^>]* selected>([^<]*)", select)


def typed(page, field):
    return re.search(rf'<input[^>]*name="{field}"[^>]*>', page)[0]


def test_each_member_finds_the_byline_of_the_own_profile(module, priya, robin):
    first, second, again = (page_for(each, module) for each in (priya, robin, priya))

    for page in (first, again):
        assert 'value="Priya Raman"' in typed(page, "name")
        assert chosen(page, "country") == ["United Kingdom"]
        assert chosen(page, "profession") == ["Psychotherapy"]
        assert "Robin" not in page
    assert 'value="Robin &lt;Lee&gt; &amp; Co"' in typed(second, "name")
    assert 'value="«Q»"' in typed(second, "city")
    assert chosen(second, "state") == ["Colorado"]
    assert chosen(second, "profession") == ["not given"]
    assert "Priya" not in second


def test_a_name_is_shown_as_it_is_also_where_one_goes_to_the_profile(module, robin):
    assert "<bdi>Robin &lt;Lee&gt; &amp; Co</bdi>" in page_for(robin, module)


def test_no_mark_is_left_over(module, priya):
    write(module)

    assert "\0" not in page_for(priya, module)
    assert "\0" not in Client().get(module.get_absolute_url()).text


def test_the_form_of_a_member_bears_a_token_that_is_taken(module, priya, robin):
    page_for(robin, module)
    client = Client(enforce_csrf_checks=True)
    client.force_login(priya)
    page = client.get(module.get_absolute_url()).text
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]
    fields = form_data(csrfmiddlewaretoken=token)
    del fields["email"]

    assert client.post(post_url(module), fields).status_code == 303
    assert Comment.objects.get().author == priya


def test_staff_find_the_way_to_the_administration_and_members_do_not(module, priya):
    assert "/admin/" in page_for(make_staff("mod@example.org", "Moderators"), module)
    assert "/admin/" not in page_for(priya, module)


def test_an_offer_is_shown_to_members_who_have_not_joined(course, module, priya, robin):
    course.offer = Offer.objects.create(heading="Gold for you", button_label="Sign Me Up", price=1)
    course.save()
    now = timezone.now()
    period = {"begins_at": now - timedelta(days=1), "ends_at": now + timedelta(days=1)}
    Membership.objects.create(user=priya, offer=course.offer, **period)

    assert "Gold for you" in page_for(robin, module)
    assert "Gold for you" not in page_for(priya, module)


def test_only_who_is_blocked_is_told_so(module, priya, robin, mod):
    until = timezone.now() + timedelta(days=1)
    Block.objects.create(user=priya, until=until, reason="Links, again.", by=mod)

    assert "Links, again." in page_for(priya, module)
    assert "Links, again." not in page_for(robin, module)


def test_a_message_is_for_the_one_it_was_meant_for(module, priya, robin):
    client = Client()
    client.force_login(priya)
    client.post("/accounts/profile/", {"name": "Priya Raman, PhD"})

    assert 'class="messages"' in client.get(module.get_absolute_url()).text
    assert 'class="messages"' not in client.get(module.get_absolute_url()).text
    assert 'class="messages"' not in page_for(robin, module)


def test_a_frame_is_filled_in_with_markup():
    frame = f"<p>{Mark('name')}, {Mark('place')}, {Mark('name')}</p>"

    assert filled(frame, {"name": "<b>A</b>", "place": "B"}) == "<p><b>A</b>, B, <b>A</b></p>"


# -- The modules that a process keeps ------------------------------------------------------

outside_a_transaction = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def now_at(module):
    return Module.now_at(module.course.slug, module.slug)


@outside_a_transaction
def test_a_module_is_as_it_was_saved_last(module):
    assert now_at(module).title == "Title of module 1"
    module.title = "Another"
    module.save()
    module.course.title = "Another course"
    module.course.save()

    assert (now_at(module).title, now_at(module).course.title) == ("Another", "Another course")


@outside_a_transaction
def test_its_counts_are_those_of_now(module):
    before = now_at(module)
    write(module)

    assert (before.comments_count, now_at(module).comments_count) == (0, 1)
    assert now_at(module).version > before.version


@outside_a_transaction
def test_a_kept_module_is_read_by_one_question(
    module, questions_counted, django_assert_num_queries
):
    now_at(module)

    with django_assert_num_queries(1):
        now_at(module)


@outside_a_transaction
def test_it_is_nowhere_once_it_is_deleted(module):
    assert now_at(module)
    Module.objects.filter(pk=module.pk).delete()

    assert now_at(module) is None


@outside_a_transaction
def test_what_one_request_does_to_it_is_not_seen_by_the_next(module):
    mine = now_at(module)
    mine.title = "Mine alone"
    mine.thread = "and something else"

    assert now_at(module).title == "Title of module 1"
    assert not hasattr(now_at(module), "thread")


@outside_a_transaction
def test_no_more_are_kept_than_there_is_room_for(course, monkeypatch):
    monkeypatch.setattr(courses, "MOST_KEPT", 2)
    modules = [make_module(course, number) for number in (1, 2, 3)]

    titles = [now_at(module).title for _time in range(2) for module in modules]

    assert titles == [module.title for module in modules] * 2
    assert len(courses.modules_kept()) <= 2


def test_a_draft_is_there_for_course_staff_alone(client, course, priya, kim):
    draft = make_module(course, 2, published_at=None)

    assert "This page is a draft" in page_for(kim, draft)
    client.force_login(priya)
    assert client.get(draft.get_absolute_url()).status_code == 404


def test_only_the_address_that_posting_leads_to_says_thank_you(client, module):
    comment = write(module)
    thanks, by_mail = "Your comment has been posted.", "once it is confirmed"
    address = module.get_absolute_url()

    def said(query):
        page = client.get(f"{address}?{query}").text
        return thanks in page, by_mail in page

    for _time in range(2):
        assert said(f"posted={comment.pk}") == (True, False)
        assert said(f"posted={comment.pk}&mail=1") == (True, True)
        assert said("mail=1") == said("x=1") == (False, False)


def test_a_member_has_a_token_where_there_is_a_form_for_it(module, priya):
    client = Client()
    client.force_login(priya)

    def has_one():
        client.cookies.pop(settings.CSRF_COOKIE_NAME, None)
        client.get(module.get_absolute_url())
        return settings.CSRF_COOKIE_NAME in client.cookies

    assert has_one()
    module.closes_at = timezone.now()
    module.save()
    assert not has_one()
