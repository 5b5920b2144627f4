"""What its author alone sees of a comment, and does with it."""

from datetime import timedelta

import pytest
from django.core import signing
from django.utils import timezone

from boards import trees
from boards.models import Comment, Thread
from boards.refusals import NotPossible
from boards.views.posting import status_address
from tests.conftest import form_data, make_comment, post_url, write

pytestmark = pytest.mark.django_db

LINKED = "I wrote about it at www.example.org last year."


@pytest.fixture
def held(module):
    return module.start_thread(make_comment(LINKED), as_is=True)


@pytest.fixture
def held_of_dana(module, dana):
    return module.start_thread(make_comment(LINKED, author=dana, email=dana.email), as_is=True)


def page(client, comment):
    answer = client.get(status_address(comment))
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_guest_follows_a_held_comment_by_a_signed_link(guest, held):
    shown = page(guest, held)

    assert "It is waiting for a moderator." in shown
    assert '<mark id="found-1">www.example.org</mark>' in shown
    assert "Keep the address of this page" in shown


def test_the_page_is_kept_by_no_cache_and_no_search_engine(guest, held):
    answer = guest.get(status_address(held))

    assert answer["Cache-Control"] == "private, no-store"
    assert '<meta name="robots" content="noindex">' in answer.content.decode()


@pytest.mark.parametrize(
    "token",
    [
        "wrong",
        "a:b:c",
        "%00",
        pytest.param(signing.dumps(1, salt="another"), id="of another purpose"),
    ],
)
def test_without_the_right_token_the_comment_never_existed(guest, held, token):
    assert guest.get(f"/comments/{held.pk}/status/{token}/").status_code == 404


def test_the_link_to_one_comment_opens_no_other(guest, module, held):
    other = module.start_thread(make_comment(LINKED, email="other@example.org"), as_is=True)
    token = status_address(held).split("/")[-2]

    answer = guest.get(f"/comments/{other.pk}/status/{token}/")

    assert answer.status_code == 404


def test_the_link_ends_after_thirty_days(guest, held, monkeypatch):
    address = status_address(held)
    later = timezone.now().timestamp() + timedelta(days=31).total_seconds()
    monkeypatch.setattr(signing.time, "time", lambda: later)

    assert guest.get(address).status_code == 404


def test_a_member_sees_it_by_signing_in(client, held_of_dana, dana):
    client.force_login(dana)

    assert "It is waiting for a moderator." in page(client, held_of_dana)


def test_who_is_not_signed_in_is_asked_to(client, held_of_dana):
    answer = client.get(status_address(held_of_dana))

    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/login/?next=/comments/")


@pytest.mark.parametrize("person", ["mallory", "mod", "kim"])
@pytest.mark.parametrize("action", ["", "edit/", "withdraw/", "byline/"])
def test_for_others_a_member_s_comment_never_existed(client, held_of_dana, person, action, request):
    client.force_login(request.getfixturevalue(person))
    address = f"{status_address(held_of_dana)}{action}"

    answer = client.post(address, {"comment": "Mine now."}) if action else client.get(address)

    assert answer.status_code == 404
    held_of_dana.refresh_from_db()
    assert (held_of_dana.text, held_of_dana.status) == (LINKED, "held")


def test_a_member_cannot_be_impersonated_by_a_guest_s_token(client, held_of_dana):
    token = signing.dumps(held_of_dana.pk, salt="boards.status")

    assert client.get(f"/comments/{held_of_dana.pk}/status/{token}/").status_code == 404


def test_edited_so_that_nothing_is_found_it_is_published(guest, held):
    answer = guest.post(f"{status_address(held)}edit/", {"comment": "I wrote about it."})

    held.refresh_from_db()
    assert answer["Location"].endswith(f"?posted={held.pk}#comment-{held.pk}")
    assert (held.status, held.text, held.thread.number) == ("published", "I wrote about it.", 1)
    assert held.edited_at
    assert not held.findings.exists()
    assert trees.verify_modules() == []


def test_edited_into_another_finding_its_author_chooses_again(guest, held):
    answer = guest.post(f"{status_address(held)}edit/", {"comment": "Look at kindness.org now"})

    shown = answer.content.decode()
    held.refresh_from_db()
    assert answer.status_code == 422
    assert '<mark id="found-1">kindness.org</mark>' in shown
    assert "Look at kindness.org now</textarea>" in shown
    assert held.text == LINKED


def test_edited_and_sent_as_it_is_it_waits_on_with_its_new_words(guest, held):
    typed = {"comment": "Look at kindness.org now", "as_is": "yes"}
    guest.post(f"{status_address(held)}edit/", typed)

    held.refresh_from_db()
    assert held.is_held
    assert [finding.words for finding in held.findings.all()] == ["kindness.org"]


def test_edited_to_nothing_it_stays_as_it_was(guest, held):
    answer = guest.post(f"{status_address(held)}edit/", {"comment": " "})

    assert answer.status_code == 422
    assert "Write your comment first." in answer.content.decode()


def test_a_comment_held_by_a_moderator_is_not_published_by_an_edit(module):
    comment = write(module)
    comment.hold()

    comment.edit("Another text.")

    assert comment.is_held


def test_a_removed_comment_cannot_be_edited(guest, held):
    held.remove()

    answer = guest.post(f"{status_address(held)}edit/", {"comment": "Again."})

    assert answer.status_code == 422
    assert "This comment has changed in the meantime." in answer.content.decode()


def test_a_removed_comment_s_author_is_told_so(guest, held):
    held.remove()

    assert "A moderator did not publish it" in page(guest, held)


def test_an_edit_after_the_session_has_ended_is_given_back(guest, held_of_dana):
    answer = guest.post(f"{status_address(held_of_dana)}edit/", {"comment": "Long thoughts."})

    assert answer.status_code == 403
    assert "Long thoughts.</textarea>" in answer.content.decode()


def test_the_byline_of_a_removed_comment_stays(guest, held):
    held.remove()

    guest.post(f"{status_address(held)}byline/", {"extent": "country"})

    held.refresh_from_db()
    assert held.extent == "full"


def test_withdrawn_its_text_is_gone(guest, held):
    answer = guest.post(f"{status_address(held)}withdraw/", follow=True)

    held.refresh_from_db()
    assert (held.status, held.text, held.markup) == ("withdrawn", "", "")
    assert not held.findings.exists()
    assert "You withdrew it" in answer.content.decode()


def test_withdrawing_twice_is_withdrawing_once(guest, held):
    guest.post(f"{status_address(held)}withdraw/")

    answer = guest.post(f"{status_address(held)}withdraw/", follow=True)

    assert "You withdrew it" in answer.content.decode()


def test_a_published_comment_is_withdrawn_from_the_page_and_the_count(guest, client, module, dana):
    client.force_login(dana)
    client.post(post_url(module), form_data())
    comment = Comment.objects.get()

    client.post(f"{status_address(comment)}withdraw/")

    module.refresh_from_db()
    assert module.comments_count == 0
    assert "I will use" not in client.get(module.get_absolute_url()).content.decode()


def test_the_byline_can_be_narrowed_on_the_page_at_once(client, module, dana):
    client.force_login(dana)
    client.post(post_url(module), form_data(country="US", city="Boulder", state="CO"))
    comment = Comment.objects.get()
    client.get(module.get_absolute_url())

    client.post(f"{status_address(comment)}byline/", {"extent": "country"})

    shown = client.get(module.get_absolute_url()).content.decode()
    assert ", <bdi>USA</bdi>" in shown
    assert "Boulder, CO, USA" not in shown


def test_an_unknown_breadth_of_the_byline_changes_nothing(guest, held):
    guest.post(f"{status_address(held)}byline/", {"extent": "all of it"})

    held.refresh_from_db()
    assert held.extent == "full"


@pytest.mark.parametrize(
    ("before", "verb"),
    [
        ("withdrawn", "publish"),
        ("withdrawn", "remove"),
        ("withdrawn", "hold"),
        ("withdrawn", "withdraw"),
        ("removed", "withdraw"),
        ("removed", "remove"),
        ("published", "publish"),
        ("held", "hold"),
        ("spam", "remove"),
    ],
)
def test_a_status_that_does_not_lead_there_refuses(module, before, verb):
    comment = write(module)
    change = {"withdrawn": "withdraw", "removed": "remove", "held": "hold", "spam": "mark_spam"}
    if before in change:
        getattr(comment, change[before])()

    with pytest.raises(NotPossible):
        getattr(comment, verb)()

    assert comment.status == before


def test_published_again_it_keeps_its_number_and_first_date(module):
    comment = write(module)
    first = comment.published_at
    write(module)
    comment.remove()

    comment.publish()

    assert Thread.objects.get(pk=comment.thread_id).number == 1
    assert comment.published_at == first
    assert trees.verify_modules() == []


def test_a_status_decided_on_meanwhile_is_not_overwritten(module):
    comment = write(module)
    stale = Comment.objects.get(pk=comment.pk)
    comment.remove()

    with pytest.raises(NotPossible):
        stale.withdraw()
