"""What moderators want each other to know about an author, who never sees it."""

import pytest
from django.urls import reverse

from boards.views.posting import status_address
from moderation.models import Note
from tests.conftest import make_staff, write

pytestmark = pytest.mark.django_db

DESK = reverse("admin:moderation_heldcomment_changelist")
NOTE = "Means well; writes at night."


@pytest.fixture
def by_guest(module):
    return write(module, name="Nell Harker", email="nell@example.net")


@pytest.fixture
def by_member(module, dana):
    return write(module, name=dana.name, email=dana.email, author=dana)


@pytest.fixture
def note(by_guest, mod):
    return Note.objects.create(email=by_guest.email, text=NOTE, by=mod)


def write_note(client, comment, text=NOTE):
    address = reverse("admin:moderation_heldcomment_note", args=(comment.pk,))
    return client.post(address, {"text": text})


def at_desk(client, comment):
    return client.get(DESK, {"at": comment.pk}).content.decode()


def page_of(note, name="change"):
    return reverse(f"admin:moderation_note_{name}", args=(note.pk,))


# -- Where it is shown ---------------------------------------------------------------


@pytest.mark.parametrize("person", ["mod", "admin"])
def test_a_note_is_kept_and_shown_at_the_comment(client, by_guest, request, person):
    client.force_login(request.getfixturevalue(person))

    answer = write_note(client, by_guest, f" {NOTE}\r\n")

    assert answer.headers["Location"] == f"{DESK}?at={by_guest.pk}"
    assert Note.objects.get().text == NOTE
    assert NOTE in at_desk(client, by_guest)


def test_it_says_who_wrote_it(client, by_guest, mod, admin):
    writer = make_staff("second@example.org", "Moderators")
    writer.name = "Samantha Birchwood"
    writer.save()
    client.force_login(writer)
    write_note(client, by_guest)

    client.force_login(mod)

    assert Note.objects.get().by == writer
    assert "Samantha Birchwood" in at_desk(client, by_guest)


def test_a_note_on_a_member_is_shown_at_all_that_the_member_writes(
    client, module, by_member, mod, dana
):
    another = write(module, name="Another name", email="other@example.net", author=dana)
    client.force_login(mod)

    write_note(client, by_member)

    assert NOTE in at_desk(client, another)


def test_a_note_on_a_member_is_shown_where_the_address_of_the_account_comes_up(
    client, module, by_member, mod, dana
):
    signed_out = write(module, email=dana.email)
    client.force_login(mod)

    write_note(client, by_member)

    assert NOTE in at_desk(client, signed_out)


def test_a_note_on_a_guest_is_shown_wherever_the_address_comes_up(client, module, by_guest, mod):
    another = write(module, name="Another name", email=by_guest.email)
    client.force_login(mod)

    write_note(client, by_guest)

    assert NOTE in at_desk(client, another)


def test_a_note_on_a_guest_is_shown_when_the_guest_has_become_a_member(
    client, module, by_guest, mod, dana
):
    later = write(module, email=by_guest.email, author=dana)
    client.force_login(mod)

    write_note(client, by_guest)

    assert NOTE in at_desk(client, later)


@pytest.mark.parametrize("on", ["by_guest", "by_member"])
def test_a_note_is_not_shown_at_what_others_write(client, module, mod, request, on):
    comment = request.getfixturevalue(on)
    other = write(module, name=comment.name)
    client.force_login(mod)

    write_note(client, comment)

    assert NOTE not in at_desk(client, other)


def test_comments_without_account_and_address_have_no_notes_in_common(client, module, mod, note):
    nameless = write(module, email="")
    client.force_login(mod)

    assert NOTE not in at_desk(client, nameless)


def test_on_who_left_neither_account_nor_address_no_note_is_offered_or_taken(client, module, mod):
    nameless = write(module, email="")
    client.force_login(mod)

    offered = "Write a note" in at_desk(client, nameless)

    assert not offered
    assert write_note(client, nameless).status_code == 404
    assert not Note.objects.exists()


def test_the_newest_note_is_first(client, by_guest, mod):
    client.force_login(mod)
    write_note(client, by_guest, "The first note.")
    write_note(client, by_guest, "The second note.")

    page = at_desk(client, by_guest)

    assert page.index("The second note.") < page.index("The first note.")


def test_markup_in_a_note_is_shown_as_it_was_typed(client, by_guest, mod):
    client.force_login(mod)

    write_note(client, by_guest, "<b>Means well</b>")

    assert "&lt;b&gt;Means well&lt;/b&gt;" in at_desk(client, by_guest)


def test_under_a_filter_the_moderator_comes_back_to_it(client, by_guest, mod):
    client.force_login(mod)
    address = reverse("admin:moderation_heldcomment_note", args=(by_guest.pk,))

    answer = client.post(f"{address}?rule=link", {"text": NOTE})

    assert answer.headers["Location"] == f"{DESK}?rule=link&at={by_guest.pk}"


# -- Where it is not -------------------------------------------------------------------


PUBLIC = {
    "the board": lambda comment: comment.thread.module.get_absolute_url(),
    "the thread": lambda comment: comment.thread.get_absolute_url(),
    "the reply page": lambda comment: f"{comment.get_absolute_url()}reply/",
    "the report page": lambda comment: f"{comment.get_absolute_url()}report/",
    "the page for its author": status_address,
}


@pytest.mark.parametrize("page", PUBLIC)
def test_the_public_and_the_author_do_not_see_it_on(client, by_guest, note, page):
    answer = client.get(PUBLIC[page](by_guest))

    assert answer.status_code == 200
    assert NOTE not in answer.content.decode()


@pytest.mark.parametrize("page", PUBLIC)
def test_a_member_does_not_see_it_on(client, by_member, mod, dana, page):
    Note.objects.create(author=dana, email=dana.email, text=NOTE, by=mod)
    client.force_login(dana)

    answer = client.get(PUBLIC[page](by_member))

    assert answer.status_code == 200
    assert NOTE not in answer.content.decode()


@pytest.mark.parametrize("address", [DESK, reverse("admin:moderation_note_changelist")])
def test_course_staff_do_not_see_it(client, by_guest, note, kim, address):
    client.force_login(kim)

    answer = client.get(address, {"at": by_guest.pk} if address == DESK else {})

    assert answer.status_code == 403


# -- Who writes it -----------------------------------------------------------------------


def test_course_staff_cannot_write_one(client, by_guest, kim):
    client.force_login(kim)

    assert write_note(client, by_guest).status_code == 403
    assert not Note.objects.exists()


def test_members_cannot_write_one(client, by_guest, dana):
    client.force_login(dana)

    answer = write_note(client, by_guest)

    assert answer.headers["Location"].startswith(reverse("admin:login"))
    assert not Note.objects.exists()


def test_guests_cannot_write_one(guest, by_guest):
    answer = write_note(guest, by_guest)

    assert answer.headers["Location"].startswith(reverse("admin:login"))
    assert not Note.objects.exists()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Write the note first."),
        (" \n ", "Write the note first."),
        ("\u200b", "Write the note first."),
        ("x" * 2001, "at most 2000 characters"),
    ],
    ids=["nothing", "blank", "invisible", "too long"],
)
def test_a_bad_note_gets_a_sentence_and_keeps_what_was_typed(client, by_guest, mod, typed, said):
    client.force_login(mod)

    answer = write_note(client, by_guest, typed)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page
    assert typed.strip() in page
    assert f'data-comment="{by_guest.pk}"' in page
    assert not Note.objects.exists()


def test_there_is_no_note_on_a_comment_that_is_not_there(client, by_guest, mod):
    client.force_login(mod)
    by_guest.pk += 1

    assert write_note(client, by_guest).status_code == 404
    assert not Note.objects.exists()


def test_looking_at_the_address_writes_none(client, by_guest, mod):
    client.force_login(mod)

    answer = client.get(reverse("admin:moderation_heldcomment_note", args=(by_guest.pk,)))

    assert answer.status_code == 405


# -- In the administration ------------------------------------------------------------------


@pytest.mark.parametrize("person", ["mod", "admin"])
def test_nobody_edits_a_note(client, note, request, person):
    client.force_login(request.getfixturevalue(person))

    answer = client.post(page_of(note), {"text": "Other words."})

    note.refresh_from_db()
    assert answer.status_code == 403
    assert note.text == NOTE


@pytest.mark.parametrize("person", ["mod", "admin"])
def test_nobody_adds_a_note_but_at_the_desk(client, note, request, person):
    client.force_login(request.getfixturevalue(person))

    answer = client.post(reverse("admin:moderation_note_add"), {"text": NOTE})

    assert answer.status_code == 403
    assert Note.objects.count() == 1


@pytest.mark.parametrize("words", ["writes at night", "nell@example.net"])
def test_moderators_find_a_note_by_its_words_or_the_address(client, note, mod, words):
    Note.objects.create(email="other@example.net", text="Another one.", by=mod)
    client.force_login(mod)

    found = client.get(reverse("admin:moderation_note_changelist"), {"q": words})

    assert [each.pk for each in found.context["cl"].result_list] == [note.pk]


def test_moderators_delete_a_note(client, by_guest, note, mod):
    client.force_login(mod)

    client.post(page_of(note, "delete"), {"post": "yes"}, follow=True)

    assert not Note.objects.exists()
    assert NOTE not in at_desk(client, by_guest)


def test_moderators_delete_several_notes(client, note, mod):
    client.force_login(mod)
    chosen = {"action": "delete_selected", "_selected_action": [note.pk], "post": "yes"}

    client.post(reverse("admin:moderation_note_changelist"), chosen)

    assert not Note.objects.exists()


def test_of_a_deleted_note_no_word_is_left_on_the_first_page(client, note, mod):
    client.force_login(mod)
    client.post(page_of(note, "delete"), {"post": "yes"}, follow=True)

    assert NOTE not in client.get(reverse("admin:index")).content.decode()


def test_course_staff_cannot_delete_a_note(client, note, kim):
    client.force_login(kim)

    answer = client.post(page_of(note, "delete"), {"post": "yes"})

    assert answer.status_code == 403
    assert Note.objects.exists()


def test_the_author_s_comments_stay_when_a_note_goes(client, by_member, mod, dana):
    note = Note.objects.create(author=dana, text=NOTE, by=mod)
    client.force_login(mod)

    client.post(page_of(note, "delete"), {"post": "yes"})

    by_member.refresh_from_db()
    assert by_member.author == dana
