"""What its author alone sees of a comment, and does with it."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core import signing
from django.utils import timezone

from boards import trees
from boards.models import Comment, Module, Rule, Thread
from boards.refusals import NotPossible
from boards.rendering import render
from boards.screening import Flagged
from boards.views.posting import status_address
from tests.conftest import build, form_data, make_comment, post_url, write

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
    assert answer["Location"].endswith(f"?posted={held.pk}#c{held.pk}")
    assert (held.status, held.text, held.thread.number) == ("published", "I wrote about it.", 1)
    assert held.edited_at
    assert not held.findings.current().exists()
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
    assert [finding.words for finding in held.findings.current()] == ["kindness.org"]


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
    assert not held.findings.current().exists()
    assert not held.findings.exclude(words="", sentence="").exists()
    assert "You withdrew it" in answer.content.decode()


@pytest.fixture
def removed(module, dana):
    comment = write(module, text="Mrs Quist wept.", author=dana, email=dana.email)
    write(module, comment, text="An answer.")
    comment.refresh_from_db()
    comment.remove()
    return comment


def test_a_removed_comment_is_withdrawn_by_its_author(client, removed, dana):
    client.force_login(dana)
    assert "Yes, withdraw it" in page(client, removed)

    answer = client.post(f"{status_address(removed)}withdraw/", follow=True)

    removed.refresh_from_db()
    assert (removed.status, removed.text, removed.markup) == ("withdrawn", "", "")
    assert "You withdrew it" in answer.content.decode()
    assert trees.verify() == []
    assert trees.verify_modules() == []


@pytest.mark.parametrize("person", ["dana", "mallory", "mod", "kim"])
def test_of_a_removed_comment_that_was_withdrawn_nobody_sees_a_word(
    client, module, removed, person, request
):
    removed.withdraw()
    client.force_login(request.getfixturevalue(person))

    for address in (
        module.get_absolute_url(),
        status_address(removed),
        "/comments/yours/",
        f"/admin/moderation/heldcomment/?at={removed.pk}",
        f"/admin/boards/comment/{removed.pk}/change/",
    ):
        assert "Quist" not in client.get(address).content.decode()


def test_the_line_in_its_place_says_that_its_author_withdrew_it(client, module, removed):
    client.get(module.get_absolute_url())

    removed.withdraw()

    shown = client.get(module.get_absolute_url()).content.decode()
    assert "This comment was withdrawn by its author." in shown
    assert "An answer." in shown


def test_a_removed_comment_that_was_withdrawn_stays_so(removed):
    removed.withdraw()

    for status in ("published", "removed"):
        with pytest.raises(NotPossible):
            removed.put_back(status)


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
        ("spam", "withdraw"),
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


def test_held_again_it_says_what_for(module):
    comment = write(module)

    comment.hold(Comment.HeldFor.REPORTED)

    assert Comment.objects.get().held_for == "reported"


def test_an_author_reads_that_readers_have_reported_it(guest, module):
    comment = write(module)

    comment.hold(Comment.HeldFor.REPORTED)

    assert "Readers have reported it, so a moderator takes another look." in page(guest, comment)


# -- Since when it waits -------------------------------------------------------------

LONG_AGO = datetime(2026, 1, 1, 12, tzinfo=UTC)


def wait_since_long_ago(comment):
    Comment.objects.filter(pk=comment.pk).update(held_at=LONG_AGO)
    return Comment.objects.get(pk=comment.pk)


def test_a_comment_held_at_once_waits_since_it_was_written(held):
    assert held.created <= held.held_at <= timezone.now()
    assert Comment.objects.get().held_at == held.held_at


def test_a_comment_that_was_published_at_once_does_not_wait(module):
    write(module)

    assert Comment.objects.get().held_at is None


def test_a_built_one_that_is_held_waits_since_it_was_written(module):
    [[built]] = build(module, [[]], status="held")

    assert Comment.objects.get().held_at == built.created


@pytest.mark.parametrize("verb", ["hold", "ask_for_changes"])
def test_a_published_comment_that_is_taken_off_waits_from_then_on(module, verb):
    comment = write(module)
    before = timezone.now()

    getattr(comment, verb)()

    assert before <= Comment.objects.get().held_at <= timezone.now()


@pytest.mark.parametrize("verb", ["publish", "remove", "mark_spam", "withdraw"])
def test_what_is_no_longer_held_does_not_wait(held, verb):
    getattr(held, verb)()

    assert Comment.objects.get().held_at is None


@pytest.mark.parametrize("held_for", ["findings", "moderator", "reported", "everything", "revised"])
def test_an_edit_while_it_waits_leaves_its_turn(held, held_for):
    Comment.objects.update(held_for=held_for)
    comment = wait_since_long_ago(held)

    comment.edit("Look at kindness.org now.", as_is=True)

    kept = Comment.objects.get()
    assert kept.is_held
    assert kept.held_at == LONG_AGO


def test_an_edit_that_becomes_urgent_leaves_its_turn(held):
    urgent = Rule.objects.get(code="crisis")
    urgent.phrases, urgent.sentence = "cannot go on", "You are not alone."
    urgent.save()
    comment = wait_since_long_ago(held)

    comment.edit("I cannot go on.")

    kept = Comment.objects.get()
    assert (kept.held_for, kept.held_at) == ("urgent", LONG_AGO)


def test_an_edit_that_publishes_it_ends_the_waiting(held):
    comment = wait_since_long_ago(held)

    comment.edit("I wrote about it.")

    kept = Comment.objects.get()
    assert (kept.status, kept.held_at) == ("published", None)


def test_changed_as_asked_it_waits_from_then_on(held):
    held.ask_for_changes()
    comment = wait_since_long_ago(held)
    before = timezone.now()

    comment.edit("I wrote about it.")

    kept = Comment.objects.get()
    assert kept.held_for == "revised"
    assert before <= kept.held_at <= timezone.now()


def test_changed_once_more_it_keeps_its_turn(held):
    held.ask_for_changes()
    held.edit("I wrote about it.")
    comment = wait_since_long_ago(held)

    comment.edit("I wrote about it, and more.")

    assert Comment.objects.get().held_at == LONG_AGO


def test_an_edit_that_is_given_back_leaves_its_turn(held):
    comment = wait_since_long_ago(held)

    with pytest.raises(Flagged):
        comment.edit("Look at kindness.org now.")

    assert Comment.objects.get().held_at == LONG_AGO


# -- Put back ------------------------------------------------------------------------

TEXT = "Mrs Quist wept here."


def as_it_was(comment):
    return {name: getattr(comment, name) for name in ("status", "held_for", "held_at")}


@pytest.mark.parametrize(
    ("before", "verb"),
    [
        ("held", "publish"),
        ("held", "remove"),
        ("held", "mark_spam"),
        ("held", "ask_for_changes"),
        ("published", "hold"),
        ("published", "remove"),
        ("published", "mark_spam"),
        ("published", "ask_for_changes"),
        ("removed", "publish"),
        ("removed", "mark_spam"),
        ("removed", "ask_for_changes"),
        ("spam", "publish"),
    ],
)
@pytest.mark.parametrize("replies", [[], [0]], ids=["alone", "with a reply"])
def test_put_back_everything_is_as_it_was(module, before, verb, replies):
    _other, [built, *_replies] = build(module, [[], replies], text=TEXT)
    held_for = {"held": {"held_for": "findings", "held_at": LONG_AGO}}
    if before != "published":
        {"held": built.hold, "removed": built.remove, "spam": built.mark_spam}[before]()
        Comment.objects.filter(pk=built.pk).update(**held_for.get(before, {}))
    comment = Comment.objects.get(pk=built.pk)
    was, count = as_it_was(comment), Module.objects.get().comments_count
    getattr(comment, verb)()
    assert as_it_was(comment) != was

    comment.put_back(**was)

    kept = Comment.objects.get(pk=built.pk)
    assert as_it_was(kept) == was
    assert (kept.text, kept.markup) == (TEXT, render(TEXT))
    assert Module.objects.get().comments_count == count
    assert trees.verify() == []
    assert trees.verify_modules() == []


def test_put_back_what_was_published_is_seen_at_once(client, module):
    [[comment]] = build(module, [[]], text=TEXT)
    comment.remove()
    client.get(module.get_absolute_url())

    comment.put_back("published")

    assert TEXT in client.get(module.get_absolute_url()).content.decode()


def test_put_back_it_keeps_its_number_and_first_date(module):
    [[comment], _other] = build(module, [[], []], text=TEXT)
    first = comment.published_at
    comment.remove()

    comment.put_back("published")

    kept = Comment.objects.select_related("thread").get(pk=comment.pk)
    assert (kept.published_at, kept.thread.number) == (first, 1)


def test_put_back_what_was_never_published_before_is_nowhere_to_be_seen(client, held):
    was = as_it_was(held)
    held.publish()
    client.get(held.thread.module.get_absolute_url())

    held.put_back(**was)

    shown = client.get(held.thread.module.get_absolute_url()).content.decode()
    assert "I wrote about it" not in shown
    assert client.get(held.get_absolute_url()).status_code == 404
    assert trees.verify_modules() == []


def test_put_back_it_keeps_its_findings(held):
    held.remove()

    held.put_back("held", "findings", LONG_AGO)

    assert (held.text, held.held_at) == (LINKED, LONG_AGO)
    assert [finding.words for finding in held.findings.current()] == ["www.example.org"]


def test_what_its_author_has_withdrawn_is_not_put_back(module):
    comment = write(module, text=TEXT)
    comment.withdraw()

    with pytest.raises(NotPossible):
        comment.put_back("published")

    assert Comment.objects.get().status == "withdrawn"


def test_what_its_author_withdraws_meanwhile_is_not_put_back(module):
    comment = write(module, text=TEXT)
    as_the_moderator_saw_it = Comment.objects.get()
    comment.withdraw()

    with pytest.raises(NotPossible):
        as_the_moderator_saw_it.put_back("published")

    kept = Comment.objects.get()
    assert (kept.status, kept.text, kept.markup) == ("withdrawn", "", "")
