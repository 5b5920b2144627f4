"""Nobody writes under a name that only looks like a member's."""

import pytest

from boards.models import Comment
from tests.conftest import form_data, post_url

pytestmark = pytest.mark.django_db

SENTENCE = "This name looks like that of a member, spelled with other characters."
IMITATION = "D\u0430na Whitfield"  # with a Cyrillic a


def send(client, module, name, **changes):
    return client.post(post_url(module), form_data(name=name, **changes))


@pytest.mark.parametrize(
    "name", [IMITATION, "Ｄana Whitfield", "Da\u200cna Whitfield", "Dana Wh1tfield"]
)
def test_a_guest_is_told_at_the_field_and_keeps_what_was_typed(guest, module, dana, name):
    answer = send(guest, module, name)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert SENTENCE in answer.context["form"].errors["name"][0]
    assert name in page
    assert "I will use the pause with my clients." in page
    assert not Comment.objects.exists()


def test_a_member_is_refused_too_and_no_such_name_is_remembered(guest, module, dana, mallory):
    guest.force_login(mallory)

    answer = send(guest, module, IMITATION)

    mallory.refresh_from_db()
    assert answer.status_code == 422
    assert mallory.name == "Mallory"


def test_two_people_may_share_a_name(guest, module, dana):
    assert send(guest, module, "Dana Whitfield").status_code == 303


def test_a_member_may_be_called_as_ever(guest, module, dana, mallory):
    """Though another has got a name that looks the same, by the administration."""
    mallory.name = IMITATION
    mallory.save()
    guest.force_login(dana)

    assert send(guest, module, "Dana Whitfield").status_code == 303


def test_a_member_may_write_her_own_name_with_other_characters(guest, module, dana):
    guest.force_login(dana)

    assert send(guest, module, "Dána Whitfield").status_code == 303


def test_of_guests_nobody_has_a_name_to_oneself(guest, module):
    send(guest, module, "Dana Whitfield")

    assert send(guest, module, IMITATION, comment="Another one.").status_code == 303


def test_the_name_of_an_account_that_is_no_longer_active_is_still_its_own(guest, module, dana):
    dana.is_active = False
    dana.save()

    assert send(guest, module, IMITATION).status_code == 422
