"""What a guest wrote can be claimed by the member whose confirmed address was given with it."""

import pytest
from allauth.account.models import EmailAddress

from boards import trees
from boards.models import Comment
from boards.refusals import NotPossible
from boards.views.posting import status_address
from tests.conftest import build, confirm_address, make_comment, write

pytestmark = pytest.mark.django_db

CLAIM = "/comments/yours/earlier/"


@pytest.fixture
def as_dana(client, dana):
    confirm_address(dana)
    client.force_login(dana)
    return client


def as_guest(module, dana, text="What I wrote as a guest."):
    """Before she signed up."""
    fields = {"text": text, "email": dana.email, "name": "D. Whitfield"}
    return build(module, [[]], **fields)[0][0]


def claim(client, *comments):
    chosen = [f"{each.pk}-{each.standing}" for each in comments]
    return client.post(CLAIM, {"comment": chosen}, follow=True)


def test_your_comments_tell_of_what_a_guest_wrote_with_the_address(as_dana, module, dana):
    as_guest(module, dana)

    page = as_dana.get("/comments/yours/").content.decode()

    assert "1 comment was written by a guest with your e-mail address." in page
    assert f'href="{CLAIM}"' in page


def test_it_is_shown_before_it_is_claimed(as_dana, module, dana):
    as_guest(module, dana)

    page = as_dana.get(CLAIM).content.decode()

    assert "What I wrote as a guest." in page
    assert "D. Whitfield" in page


def test_claimed_it_is_the_member_s(as_dana, module, dana):
    comment = as_guest(module, dana)

    page = claim(as_dana, comment).content.decode()

    comment.refresh_from_db()
    assert comment.author == dana
    assert "1 comment is yours now." in page
    assert "What I wrote as a guest." in page


def test_its_byline_and_its_place_on_the_board_stay(as_dana, module, dana):
    comment = as_guest(module, dana)

    def threads():
        page = as_dana.get(module.get_absolute_url()).content.decode()
        return page[page.index('<ol class="threads"') :]

    before = threads()

    claim(as_dana, comment)

    assert threads() == before
    assert (trees.verify(), trees.verify_modules()) == ([], [])


def test_what_was_not_ticked_stays_a_guest_s(as_dana, module, dana):
    mine, not_mine = as_guest(module, dana), as_guest(module, dana, "Of somebody else.")

    claim(as_dana, mine)

    not_mine.refresh_from_db()
    assert not_mine.author is None


def test_the_guest_s_link_to_it_ends(as_dana, client, module, dana):
    held = module.start_thread(make_comment("At www.example.org.", email=dana.email), as_is=True)
    link = status_address(held)

    claim(as_dana, held)

    assert client.get(link).status_code == 404


def test_of_another_address_nothing_is_claimed(as_dana, module, mallory):
    comment = write(module, email=mallory.email)

    claim(as_dana, comment)

    comment.refresh_from_db()
    assert comment.author is None
    assert "There is nothing that a guest has written" in as_dana.get(CLAIM).content.decode()


def test_a_comment_of_another_member_is_not_claimed(as_dana, module, dana, mallory):
    comment = write(module, author=mallory, email=dana.email)

    with pytest.raises(NotPossible):
        comment.claim(dana, seen=comment.standing)


def test_without_a_confirmed_address_nothing_is_claimed(client, module, dana):
    comment = as_guest(module, dana)
    EmailAddress.objects.create(user=dana, email=dana.email, verified=False)
    client.force_login(dana)

    claim(client, comment)

    assert not Comment.objects.by(dana).exists()
    assert client.get("/comments/yours/").context["claimable"] == 0


def test_what_was_withdrawn_is_not_claimed(as_dana, module, dana):
    comment = as_guest(module, dana)
    comment.withdraw()

    claim(as_dana, comment)

    comment.refresh_from_db()
    assert comment.author is None


@pytest.mark.parametrize("keys", [["x"], ["0"], ["9" * 30], ["²"], ["-1"], []])
def test_nonsense_claims_nothing(as_dana, module, dana, keys):
    as_guest(module, dana)

    answer = as_dana.post(CLAIM, {"comment": keys})

    assert answer.status_code == 302
    assert not Comment.objects.by(dana).exists()


def test_who_is_not_signed_in_claims_nothing(client, module, dana):
    comment = as_guest(module, dana)

    answer = client.post(CLAIM, {"comment": comment.pk})

    assert answer["Location"].startswith("/accounts/login/")
    comment.refresh_from_db()
    assert comment.author is None
