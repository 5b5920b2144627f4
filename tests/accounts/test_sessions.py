"""A session is found while it is in force, and what is no session gives none; and so is whoever is
signed in."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.contrib.sessions.models import Session
from django.utils import timezone

from accounts.models import User
from accounts.sessions import SessionStore

pytestmark = pytest.mark.django_db


@pytest.fixture
def session():
    session = SessionStore()
    session["seen"] = "«Ärztin»"
    session.save()
    return session


def test_what_was_kept_in_a_session_is_found_again(session):
    again = SessionStore(session.session_key)

    assert again["seen"] == "«Ärztin»"
    assert again.session_key == session.session_key


def test_a_session_that_is_over_gives_nothing(session):
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))

    again = SessionStore(session.session_key)

    assert again.get("seen") is None
    assert again.session_key is None


def test_a_key_that_somebody_made_up_is_not_taken(session):
    made_up = SessionStore("a" * 32)
    made_up["seen"] = "mine"
    made_up.save()

    assert made_up.session_key != "a" * 32
    assert SessionStore(session.session_key)["seen"] == "«Ärztin»"


def test_a_session_that_was_tampered_with_is_empty(session):
    Session.objects.update(session_data="e30:1:nothing")

    assert SessionStore(session.session_key).get("seen") is None


def test_whoever_is_signed_in_is_found_whole(dana):
    User.objects.filter(pk=dana.pk).update(country="US", state="CO", is_staff=True)
    as_django_has_it = User.objects.all().get(pk=dana.pk)

    for key in (dana.pk, str(dana.pk)):
        found = User.objects.get(pk=key)
        parts, others = ({**vars(each)} for each in (found, as_django_has_it))
        assert {**parts, "_state": None} == {**others, "_state": None}
        assert found.country == as_django_has_it.country
        assert not found._state.adding


def test_nobody_is_found_by_the_key_of_nobody(dana):
    for key in (dana.pk + 1, 0, 2**63, 10**25, None):
        with pytest.raises(User.DoesNotExist):
            User.objects.get(pk=key)
    with pytest.raises(ValueError, match="Dana"):
        User.objects.get(pk="Dana")


def test_among_the_people_of_a_group_only_they_are_found(dana):
    group = Group.objects.create(name="Readers")
    with pytest.raises(User.DoesNotExist):
        group.user_set.get(pk=dana.pk)

    dana.groups.add(group)
    assert group.user_set.get(pk=dana.pk) == dana
