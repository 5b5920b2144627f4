"""People in the administration: what staff see of them, and that no secret is ever among it."""

import pytest
from allauth.account.models import EmailAddress
from django.contrib import admin as site
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.urls import reverse
from post_office import mail

from accounts.models import User
from tests.conftest import make_comment

pytestmark = pytest.mark.django_db

PEOPLE = "/admin/accounts/user/"


@pytest.fixture
def robin(psychotherapy):
    """A member of whom everything is known."""
    robin = User.objects.create_user(
        "robin@example.org",
        "password of robin",
        name="Robin Alder",
        profession=psychotherapy,
        country="GB",
        city="Leeds",
    )
    confirm(robin)
    return robin


@pytest.fixture
def desk(client, admin):
    client.force_login(admin)
    return client


def confirm(person, **changes):
    fields = {"email": person.email, "verified": True, "primary": True} | changes
    return EmailAddress.objects.create(user=person, **fields)


def listed(client, **query):
    """The e-mail addresses on the list, in order."""
    return [each.email for each in client.get(PEOPLE, query).context["cl"].result_list]


def cells(client, person, *names):
    page = client.get(PEOPLE, {"q": person.email})
    [shown] = page.context["cl"].result_list
    model_admin = page.context["cl"].model_admin
    return [getattr(model_admin, name)(shown) for name in names]


# -- The list ----------------------------------------------------------------------


def test_the_list_shows_who_somebody_is(desk, robin):
    page = desk.get(PEOPLE, {"q": "robin"}).content.decode()

    for words in ("robin@example.org", "Robin Alder", "Psychotherapy", "United Kingdom"):
        assert words in page


def test_the_list_counts_what_somebody_has_written(desk, module, robin):
    for text in ("A pause helps.", "It helps indeed."):
        module.start_thread(make_comment(text, author=robin, email=robin.email))

    assert cells(desk, robin, "comments") == [2]


def test_a_confirmed_address_is_shown_as_such(desk, robin, dana):
    assert cells(desk, robin, "is_confirmed") == [True]
    assert cells(desk, dana, "is_confirmed") == [False]


@pytest.mark.parametrize("changes", [{"verified": False}, {"email": "other@example.org"}])
def test_neither_an_unverified_nor_another_address_counts_as_confirmed(desk, dana, changes):
    confirm(dana, **changes)

    assert cells(desk, dana, "is_confirmed") == [False]


@pytest.mark.parametrize("words", ["alder", "ROBIN@", "psychoth"])
def test_people_are_found_by_name_address_and_profession(desk, robin, dana, words):
    assert listed(desk, q=words) == [robin.email]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"is_staff__exact": 1}, {"admin", "kim"}),
        ({"is_active__exact": 0}, {"dana"}),
        ({"confirmed": "yes"}, {"admin", "robin"}),
        ({"confirmed": "no"}, {"dana", "kim"}),
        ({"profession__name": "Psychotherapy"}, {"robin"}),
        ({"country": "GB"}, {"robin"}),
        ({"date_joined__year": 1999}, {"dana"}),
    ],
)
def test_the_list_is_narrowed_by_filters(desk, robin, dana, kim, query, found):
    User.objects.filter(pk=dana.pk).update(is_active=False, date_joined="1999-05-05T12:00Z")
    if "profession__name" in query:
        query = {"profession__id__exact": robin.profession_id}

    assert set(listed(desk, **query)) == {f"{name}@example.org" for name in found}


def test_the_list_is_narrowed_to_a_group(desk, kim, mod):
    group = kim.groups.get()

    assert listed(desk, groups__id__exact=group.pk) == [kim.email]


def test_the_filter_offers_the_countries_that_somebody_is_from(desk, robin, dana):
    page = desk.get(PEOPLE).content.decode()

    assert "?country=GB" in page
    assert "?country=US" not in page


@pytest.mark.parametrize("column", range(1, 10))
def test_every_column_but_none_else_can_be_sorted_by(desk, robin, dana, column):
    assert desk.get(PEOPLE, {"o": column}).status_code == 200


def test_the_list_asks_the_database_as_often_for_3_people_as_for_30(
    desk, psychotherapy, django_assert_num_queries
):
    def join(numbers):
        for number in numbers:
            person = User.objects.create_user(
                f"{number}@example.org",
                name=f"Person {number}",
                profession=psychotherapy,
                country="GB",
            )
            confirm(person)

    join(range(2))
    with django_assert_num_queries(12, exact=False) as three:
        desk.get(PEOPLE)
    join(range(2, 29))

    with django_assert_num_queries(len(three)):
        assert len(desk.get(PEOPLE).context["cl"].result_list) == 30


# -- No secrets ----------------------------------------------------------------------


def secrets_of(*people):
    """What of their hashes would tell something: each part behind the algorithm's name."""
    return [part for each in people for part in each.password.split("$")[1:]]


def test_no_page_shows_a_password_s_hash_or_how_it_begins(desk, admin, robin):
    desk.post(f"{PEOPLE}{robin.pk}/password/", new_password("a brand new one"))
    robin.refresh_from_db()
    masked = [secret[:6] for secret in secrets_of(robin)]

    for page in ("", f"{robin.pk}/change/", f"{robin.pk}/history/", f"{robin.pk}/password/"):
        text = desk.get(f"{PEOPLE}{page}").content.decode()
        assert [each for each in masked if each in text] == []
        assert "md5" not in text


def new_password(words):
    return {"password1": words, "password2": words, "usable_password": "true"}


def test_the_history_tells_that_a_password_was_changed_and_nothing_of_it(desk, robin):
    desk.post(f"{PEOPLE}{robin.pk}/password/", new_password("a brand new one"))

    robin.refresh_from_db()
    assert robin.check_password("a brand new one")
    message = LogEntry.objects.get(object_id=robin.pk).change_message
    assert [each for each in (*secrets_of(robin), "brand new") if each in message] == []


def test_who_may_only_look_sees_nothing_of_a_password_either(client, kim, robin):
    kim.user_permissions.add(Permission.objects.get(codename="view_user"))
    client.force_login(kim)

    page = client.get(f"{PEOPLE}{robin.pk}/change/")

    assert page.status_code == 200
    assert [each for each in secrets_of(robin) if each[:6] in page.content.decode()] == []


@pytest.mark.parametrize(
    ("page", "lookup"),
    [
        ("accounts_user", "password"),
        ("accounts_user", "groups__user__password"),
        ("accounts_user", "emailaddress__emailconfirmation__key"),
        ("account_emailaddress", "user__password"),
        ("account_emailaddress", "emailconfirmation__key"),
        ("auth_group", "user__password"),
        ("boards_comment", "author__password"),
        ("boards_block", "by__password"),
        ("moderation_decision", "by__password"),
        ("moderation_note", "by__password"),
        ("post_office_log", "email__message"),
    ],
)
@pytest.mark.parametrize("how", ["", "__startswith", "__gt"])
def test_no_list_can_be_asked_for_a_secret_letter_by_letter(desk, page, lookup, how):
    answer = desk.get(reverse(f"admin:{page}_changelist"), {f"{lookup}{how}": "a"})

    assert answer.status_code == 400


def test_no_page_can_be_searched_for_a_secret():
    searched = {
        name for each in site.site._registry.values() for name in each.get_search_fields(None)
    }

    assert not {name for name in searched if "password" in name or "key" in name}


def test_neither_keys_that_confirm_addresses_nor_mail_that_holds_them_are_registered():
    registered = {model._meta.label for model in site.site._registry}

    assert not registered & {
        "account.EmailConfirmation",
        "post_office.Email",
        "post_office.Attachment",
        "sessions.Session",
    }


def test_mail_with_a_link_to_a_new_password_is_on_no_page(desk, robin):
    kept = mail.send(
        robin.email, message="https://example.org/accounts/password/reset/key/1-secret/"
    )

    for model in site.site._registry:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"
        assert "password/reset/key" not in desk.get(reverse(name), follow=True).content.decode()
    assert desk.get(f"/admin/post_office/email/{kept.pk}/change/").status_code == 404
