"""The byline that a member's next comments begin with."""

import pytest
from django.urls import reverse

from accounts.models import Profession, User
from boards.models import Comment
from tests.conftest import form_data, post_url

pytestmark = pytest.mark.django_db

PROFILE = "/accounts/profile/"


@pytest.fixture
def as_dana(client, dana):
    client.force_login(dana)
    return client


def typed(**changes):
    return {
        "name": "Dana Whitfield, PhD",
        "profession": "",
        "country": "US",
        "city": "Boulder",
        "state": "CO",
        "extent": "full",
    } | changes


def kept():
    return User.objects.get(email="dana@example.org")


def test_who_is_not_signed_in_is_asked_to(client):
    answer = client.get(PROFILE)

    assert (answer.status_code, answer["Location"]) == (302, f"/accounts/login/?next={PROFILE}")


def test_it_is_kept_by_no_cache_and_no_search_engine(as_dana):
    answer = as_dana.get(PROFILE)

    assert answer["Cache-Control"] == "private, no-store"
    assert '<meta name="robots" content="noindex">' in answer.content.decode()


def test_saved_it_shows_the_byline_as_it_will_print(as_dana, psychotherapy):
    answer = as_dana.post(PROFILE, typed(profession=psychotherapy.pk), follow=True)

    assert kept().byline == "Dana Whitfield, PhD, Psychotherapy, Boulder, CO, USA"
    shown = answer.content.decode()
    assert "Your profile is saved." in shown
    assert ", <bdi>Psychotherapy, Boulder, CO, USA</bdi>" in shown


def test_elsewhere_the_country_alone_is_shown(as_dana):
    as_dana.post(PROFILE, typed(country="GB", city="Leeds", state=""))

    assert kept().byline == "Dana Whitfield, PhD, GB"


def test_a_state_is_for_the_usa_only(as_dana):
    answer = as_dana.post(PROFILE, typed(country="GB"))

    assert answer.status_code == 422
    assert "Choose a state for the USA only" in answer.content.decode()
    assert kept().name == "Dana Whitfield"


def test_a_refusal_keeps_what_was_typed(as_dana):
    answer = as_dana.post(PROFILE, typed(name=" ", city="Santa Fe"))

    assert answer.status_code == 422
    assert "Tell us your name" in answer.content.decode()
    assert 'value="Santa Fe"' in answer.content.decode()


def test_sent_empty_it_is_refused(as_dana):
    assert as_dana.post(PROFILE, {"name": ""}).status_code == 422


def test_a_profession_that_is_no_longer_offered_is_not_taken(as_dana):
    former = Profession.objects.create(name="Alchemy", active=False)

    answer = as_dana.post(PROFILE, typed(profession=former.pk))

    assert answer.status_code == 422
    assert "Choose a profession from the list." in answer.content.decode()


def test_how_much_the_byline_shows_is_kept(as_dana):
    as_dana.post(PROFILE, typed(extent="country"))

    assert kept().byline == "Dana Whitfield, PhD, USA"


def test_without_a_word_on_how_much_it_shows_that_stays(as_dana):
    User.objects.update(extent="country")

    as_dana.post(PROFILE, typed(extent=""))

    assert kept().extent == "country"


def test_another_member_s_profile_is_not_touched(as_dana, mallory):
    as_dana.post(PROFILE, typed())

    mallory.refresh_from_db()
    assert mallory.name == "Mallory"


def test_it_leads_to_the_pages_for_address_and_password(as_dana):
    shown = as_dana.get(PROFILE).content.decode()

    assert f'href="{reverse("account_email")}"' in shown
    assert f'href="{reverse("account_change_password")}"' in shown


def test_every_page_leads_to_it(as_dana, module):
    shown = as_dana.get(module.get_absolute_url()).content.decode()

    assert f'<a class="profile" href="{PROFILE}"><bdi>Dana Whitfield</bdi></a>' in shown


def test_the_form_for_a_comment_begins_with_it(as_dana, module, psychotherapy):
    as_dana.post(PROFILE, typed(profession=psychotherapy.pk, extent="profession"))

    form = as_dana.get(module.get_absolute_url()).context["form"]

    assert form["name"].value() == "Dana Whitfield, PhD"
    assert form["profession"].value() == psychotherapy.pk
    assert form["city"].value() == "Boulder"
    assert form["extent"].value() == "profession"


@pytest.mark.parametrize("sent", [{}, {"extent": "country"}], ids=["by itself", "by the form"])
def test_a_comment_shows_as_much_as_the_profile_says(as_dana, module, sent):
    as_dana.post(PROFILE, typed(extent="country"))

    as_dana.post(post_url(module), form_data(country="US", city="Boulder", state="CO", **sent))

    assert Comment.objects.get().byline == "Priya Raman, USA"


def test_a_comment_that_shows_less_changes_nothing_here(as_dana, module):
    as_dana.post(post_url(module), form_data(extent="country"))

    assert (kept().name, kept().extent) == ("Priya Raman", "full")


def test_of_two_countries_with_one_name_each_can_be_chosen(as_dana, dana, settings):
    settings.LANGUAGE_CODE = "pl"  # in which both are Kongo
    as_dana.post(PROFILE, typed(country="CG", state=""))

    page = as_dana.get(PROFILE).content.decode()

    assert '<option value="CG" selected>Kongo' in page
    assert '<option value="CD">Kongo' in page
