"""Somebody who is blocked cannot post until a set time, reads why, and goes on reading."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from boards.models import Block, Comment
from boards.refusals import Blocked
from boards.views.posting import status_address
from tests.conftest import form_data, make_comment, post_url, write

pytestmark = pytest.mark.django_db

LINKED = "I wrote about it at www.example.org last year."
UNTIL = datetime(2099, 7, 1, 22, 30, tzinfo=UTC)
SAID = "You cannot post here until July 1, 2099, 6:30 p.m."  # which it is in New York
REASON = "You wrote rudely to others."
NO_POSTING = "You cannot post here"


@pytest.fixture
def block(mod):
    """Block somebody: `block(user=dana)`, `block(email="priya@example.org")`."""

    def block(**fields):
        return Block.objects.create(**{"until": UNTIL, "reason": REASON, "by": mod} | fields)

    return block


@pytest.fixture
def blocked_dana(block, dana):
    block(user=dana, email=dana.email)  # as decisions and the administration do it
    return dana


@pytest.fixture
def signed_in(client, blocked_dana):
    client.force_login(blocked_dana)
    return client


@pytest.fixture
def blocked_priya(block):
    return block(email="priya@example.org")


def page(client, address, **headers):
    answer = client.get(address, headers=headers)
    assert answer.status_code == 200
    return answer.content.decode()


def held_of(module, **author):
    return module.start_thread(make_comment(LINKED, **author), as_is=True)


def block_in_the_administration(client, mod, **fields):
    fields = {"reason": REASON, "until_0": "2099-07-01", "until_1": "22:30"} | fields
    client.force_login(mod)
    answer = client.post(reverse("admin:boards_block_add"), fields)
    client.logout()
    return answer


# -- A member ------------------------------------------------------------------------


def test_a_blocked_member_cannot_post(signed_in, module):
    answer = signed_in.post(post_url(module), form_data())

    assert answer.status_code == 422
    assert not Comment.objects.exists()


def test_a_blocked_member_cannot_reply(signed_in, module):
    parent = write(module)

    answer = signed_in.post(post_url(module), form_data(parent=parent.pk))

    assert answer.status_code == 422
    assert Comment.objects.count() == 1


def test_a_blocked_member_cannot_edit_a_held_comment(client, module, dana, block):
    held = held_of(module, author=dana, email=dana.email)
    block(user=dana)
    client.force_login(dana)

    answer = client.post(f"{status_address(held)}edit/", {"comment": "Other words."})

    held.refresh_from_db()
    assert answer.status_code == 422
    assert (held.text, held.status) == (LINKED, "held")


def test_a_member_blocked_by_the_account_cannot_post_from_another_address(
    client, module, dana, block
):
    block(user=dana)
    User.objects.filter(pk=dana.pk).update(email="new@example.org")
    client.force_login(dana)

    answer = client.post(post_url(module), form_data())

    assert answer.status_code == 422


def test_signing_out_is_no_way_round(guest, module, blocked_dana):
    answer = guest.post(post_url(module), form_data(email=blocked_dana.email))

    assert answer.status_code == 422
    assert not Comment.objects.exists()


def test_capital_letters_are_no_way_round(guest, module, blocked_dana):
    answer = guest.post(post_url(module), form_data(email="Dana@Example.ORG"))

    assert answer.status_code == 422
    assert not Comment.objects.exists()


def test_another_name_is_no_way_round(signed_in, module):
    answer = signed_in.post(post_url(module), form_data(name="Somebody Else"))

    assert answer.status_code == 422


@pytest.mark.parametrize("as_is", [{}, {"as_is": "yes"}], ids=["at first", "as it is"])
def test_words_that_break_a_rule_are_no_way_round(signed_in, module, as_is):
    answer = signed_in.post(post_url(module), form_data(comment=LINKED, **as_is))

    assert answer.status_code == 422
    assert NO_POSTING in answer.content.decode()
    assert "please look at the marked words" not in answer.content.decode()
    assert not Comment.objects.exists()


def test_the_shell_meets_the_same_rule(module, blocked_dana):
    with pytest.raises(Blocked, match="You wrote rudely"):
        write(module, author=blocked_dana, email=blocked_dana.email)


# -- A guest -------------------------------------------------------------------------


@pytest.mark.usefixtures("blocked_priya")
def test_a_blocked_guest_cannot_post(guest, module):
    answer = guest.post(post_url(module), form_data())

    assert answer.status_code == 422
    assert not Comment.objects.exists()


@pytest.mark.usefixtures("blocked_priya")
def test_a_blocked_guest_cannot_reply(guest, module):
    parent = write(module)

    answer = guest.post(post_url(module), form_data(parent=parent.pk))

    assert answer.status_code == 422
    assert Comment.objects.count() == 1


def test_a_blocked_guest_cannot_edit_a_held_comment(guest, module, block):
    held = held_of(module)
    block(email=held.email)

    answer = guest.post(f"{status_address(held)}edit/", {"comment": "Other words."})

    held.refresh_from_db()
    assert answer.status_code == 422
    assert (held.text, held.status) == (LINKED, "held")


@pytest.mark.parametrize("typed", ["Priya@Example.org", " priya@example.org"])
def test_an_address_is_blocked_however_the_moderator_writes_it(guest, module, mod, typed):
    block_in_the_administration(guest, mod, email=typed)

    answer = guest.post(post_url(module), form_data())

    assert Block.objects.get().by == mod
    assert answer.status_code == 422
    assert not Comment.objects.exists()


@pytest.mark.parametrize("signed_in", [True, False], ids=["signed in", "signed out"])
def test_a_member_s_address_blocked_in_the_administration_blocks_the_member(
    guest, module, mod, dana, signed_in
):
    block_in_the_administration(guest, mod, email="Dana@example.org")
    if signed_in:
        guest.force_login(dana)

    answer = guest.post(post_url(module), form_data(email=dana.email))

    assert answer.status_code == 422
    assert not Comment.objects.exists()


# -- Everybody else ------------------------------------------------------------------


@pytest.mark.usefixtures("blocked_dana", "blocked_priya")
def test_another_member_can_post(client, module, mallory):
    client.force_login(mallory)

    answer = client.post(post_url(module), form_data())

    assert answer.status_code == 303
    assert Comment.objects.get().author == mallory


@pytest.mark.usefixtures("blocked_dana", "blocked_priya")
def test_another_guest_can_post(guest, module):
    answer = guest.post(post_url(module), form_data(email="other@example.org"))

    assert answer.status_code == 303


def test_who_blocked_somebody_is_not_blocked(client, module, mod, block, dana):
    block(user=dana, email=dana.email)
    client.force_login(mod)

    answer = client.post(post_url(module), form_data())

    assert answer.status_code == 303


def test_a_guest_cannot_have_a_member_blocked_by_typing_their_address(client, module, dana, block):
    block(email=dana.email)
    client.force_login(dana)

    shown = page(client, module.get_absolute_url())
    answer = client.post(post_url(module), form_data())

    assert NO_POSTING not in shown
    assert answer.status_code == 303


def test_nobody_in_particular_is_not_blocked(block, dana):
    block(user=dana)  # of which the address is empty

    assert not Block.over("", None)


@pytest.mark.usefixtures("blocked_priya")
def test_a_visitor_s_page_has_the_form_as_ever(client, module):
    shown = page(client, module.get_absolute_url())

    assert "Post Comment" in shown
    assert NO_POSTING not in shown


# -- What the person reads -----------------------------------------------------------


@pytest.mark.usefixtures("blocked_priya")
def test_a_guest_reads_until_when_and_why_and_keeps_the_text(guest, module):
    answer = guest.post(post_url(module), form_data(comment="Long thoughts."))

    shown = answer.content.decode()
    assert SAID in shown
    assert REASON in shown
    assert "Long thoughts.</textarea>" in shown


@pytest.mark.usefixtures("blocked_priya")
def test_a_guest_keeps_the_text_of_a_reply(guest, module):
    parent = write(module)

    typed = form_data(parent=parent.pk, comment="Long thoughts.")
    shown = guest.post(post_url(module), typed).content.decode()

    assert SAID in shown
    assert REASON in shown
    assert "Long thoughts.</textarea>" in shown
    assert f'name="parent" value="{parent.pk}"' in shown


def test_a_member_reads_until_when_and_why_and_keeps_the_text(signed_in, module):
    answer = signed_in.post(post_url(module), form_data(comment="Long thoughts."))

    shown = answer.content.decode()
    assert SAID in shown
    assert REASON in shown
    assert "Long thoughts.</textarea>" in shown


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}], ids=["a page", "in place"])
def test_a_member_keeps_the_text_of_a_reply(signed_in, module, headers):
    parent = write(module)

    typed = form_data(parent=parent.pk, comment="Long thoughts.")
    shown = signed_in.post(post_url(module), typed, headers=headers).content.decode()

    assert SAID in shown
    assert "Long thoughts.</textarea>" in shown


def test_an_edit_that_is_refused_is_given_back_with_the_reason(guest, module, block):
    held = held_of(module)
    block(email=held.email)

    answer = guest.post(f"{status_address(held)}edit/", {"comment": "Long thoughts."})

    shown = answer.content.decode()
    assert SAID in shown
    assert REASON in shown
    assert "Long thoughts.</textarea>" in shown


@pytest.mark.parametrize("place", ["board", "reply", "reply in place"])
def test_a_member_sees_the_note_in_the_place_of_the_form(signed_in, module, place):
    parent = write(module)
    address = module.get_absolute_url() if place == "board" else f"/comments/{parent.pk}/reply/"
    headers = {"HX-Request": "true"} if place == "reply in place" else {}

    shown = page(signed_in, address, **headers)

    assert SAID in shown
    assert REASON in shown
    assert "Post Comment" not in shown
    assert f'action="{post_url(module)}"' not in shown


def test_a_member_sees_the_note_at_a_held_comment_and_no_form_to_edit_it(
    client, module, dana, block
):
    held = held_of(module, author=dana, email=dana.email)
    block(user=dana)
    client.force_login(dana)

    shown = page(client, status_address(held))

    assert SAID in shown
    assert REASON in shown
    assert "Save my changes" not in shown


def test_a_guest_sees_the_note_at_a_held_comment_and_no_form_to_edit_it(guest, module, block):
    held = held_of(module)
    block(email=held.email)

    shown = page(guest, status_address(held))

    assert SAID in shown
    assert REASON in shown
    assert "Save my changes" not in shown


@pytest.mark.usefixtures("blocked_priya")
def test_the_sentence_for_a_guest_ends_with_one_full_stop(guest, module):
    answer = guest.post(post_url(module), form_data())

    assert "p.m.." not in answer.content.decode()


def test_the_sentence_for_a_member_ends_with_one_full_stop(client, module, dana, block):
    block(user=dana)
    client.force_login(dana)

    assert "p.m.." not in page(client, module.get_absolute_url())


@pytest.mark.parametrize("way", ["reading", "posting", "replying in place"])
def test_the_time_is_that_of_the_course(client, module, dana, block, way):
    module.course.time_zone = "Asia/Tokyo"
    module.course.save()
    parent = write(module)
    block(user=dana)
    client.force_login(dana)

    if way == "reading":
        answer = client.get(module.get_absolute_url())
    elif way == "posting":
        answer = client.post(post_url(module), form_data())
    else:
        typed = form_data(parent=parent.pk)
        answer = client.post(post_url(module), typed, headers={"HX-Request": "true"})

    assert "You cannot post here until July 2, 2099, 7:30 a.m." in answer.content.decode()


def test_the_time_is_that_of_the_course_where_the_answered_comment_is_gone(
    client, module, dana, block
):
    parent = write(module)
    parent.remove()
    block(user=dana)
    client.force_login(dana)

    typed = form_data(parent=parent.pk)
    answer = client.post(post_url(module), typed, headers={"HX-Request": "true"})

    assert SAID in answer.content.decode()


def test_a_guest_reads_the_time_of_the_course(guest, module, blocked_priya):
    module.course.time_zone = "Asia/Tokyo"
    module.course.save()

    answer = guest.post(post_url(module), form_data())

    assert "until July 2, 2099, 7:30 a.m." in answer.content.decode()


@pytest.mark.parametrize("way", ["reading", "posting"])
def test_the_reason_is_shown_as_it_was_typed_and_never_as_markup(client, module, dana, block, way):
    block(user=dana, reason="Rude.\n<script>alert(1)</script>")
    client.force_login(dana)

    if way == "reading":
        answer = client.get(module.get_absolute_url())
    else:
        answer = client.post(post_url(module), form_data())

    assert "<script>alert" not in answer.content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in answer.content.decode()


def test_of_two_blocks_the_person_reads_the_one_that_lasts_longest(client, module, dana, block):
    block(user=dana, reason="For long.")
    block(user=dana, until=timezone.now() + timedelta(days=1), reason="For a day.")
    client.force_login(dana)

    shown = page(client, module.get_absolute_url())

    assert "For long." in shown
    assert "For a day." not in shown


# -- What a blocked person still can -------------------------------------------------


def test_a_blocked_member_goes_on_reading(signed_in, module):
    comment = write(module, text="A text to read.")

    assert "A text to read." in page(signed_in, module.get_absolute_url())
    assert "A text to read." in page(signed_in, comment.thread.get_absolute_url())


def test_a_blocked_member_can_withdraw(client, module, dana, block):
    held = held_of(module, author=dana, email=dana.email)
    block(user=dana)
    client.force_login(dana)

    client.post(f"{status_address(held)}withdraw/")

    held.refresh_from_db()
    assert held.status == "withdrawn"


def test_what_was_posted_before_stays_on_the_board(guest, module, block):
    guest.post(post_url(module), form_data(comment="From before."))

    block(email="priya@example.org")

    assert "From before." in page(guest, module.get_absolute_url())


# -- Its end -------------------------------------------------------------------------


def let_pass(block):
    Block.objects.update(until=timezone.now() - timedelta(seconds=1))


def end(block):
    block.end()


@pytest.mark.parametrize("over", [let_pass, end], ids=["its time has passed", "ended early"])
def test_afterwards_a_member_can_post(client, module, dana, block, over):
    over(block(user=dana, email=dana.email))
    client.force_login(dana)

    shown = page(client, module.get_absolute_url())
    answer = client.post(post_url(module), form_data())

    assert "Post Comment" in shown
    assert NO_POSTING not in shown
    assert answer.status_code == 303


@pytest.mark.parametrize("over", [let_pass, end], ids=["its time has passed", "ended early"])
def test_afterwards_a_guest_can_post(guest, module, blocked_priya, over):
    over(blocked_priya)

    assert guest.post(post_url(module), form_data()).status_code == 303


@pytest.mark.parametrize("over", [let_pass, end], ids=["its time has passed", "ended early"])
def test_afterwards_a_held_comment_can_be_edited(guest, module, block, over):
    held = held_of(module)
    over(block(email=held.email))

    shown = page(guest, status_address(held))
    guest.post(f"{status_address(held)}edit/", {"comment": "Other words."})

    held.refresh_from_db()
    assert "Save my changes" in shown
    assert held.text == "Other words."


@pytest.mark.parametrize("over", [let_pass, end], ids=["its time has passed", "ended early"])
def test_a_block_knows_that_it_is_no_longer_in_force(blocked_priya, over):
    was_in_force = blocked_priya.is_in_force

    over(blocked_priya)

    assert was_in_force
    assert not Block.objects.get().is_in_force
    assert not Block.objects.in_force().exists()


def test_a_block_that_was_ended_leaves_another_in_force(guest, module, block, blocked_priya):
    block(email="priya@example.org", reason="Another one.")

    blocked_priya.end()

    answer = guest.post(post_url(module), form_data())
    assert answer.status_code == 422
    assert "Another one." in answer.content.decode()


def test_ending_a_block_changes_nothing_else_of_it(block, blocked_priya):
    blocked_priya.reason = "Rewritten."

    blocked_priya.end()

    kept = Block.objects.get()
    assert (kept.reason, kept.until) == (REASON, UNTIL)
    assert kept.ended_at


# -- Over whom -----------------------------------------------------------------------


def test_a_block_over_nobody_is_refused_by_the_database(block):
    with pytest.raises(IntegrityError), transaction.atomic():
        block()


def test_a_moderator_who_blocks_nobody_is_told_so(client, mod):
    answer = block_in_the_administration(client, mod, email="")

    assert answer.status_code == 200
    assert "Please correct the error below." in answer.content.decode()
    assert not Block.objects.exists()


@pytest.mark.parametrize("over", ["account", "address", "both"])
def test_a_block_goes_by_whom_it_is_over(block, dana, over):
    fields = {"user": dana, "email": dana.email}
    left_out = {"account": "email", "address": "user", "both": None}[over]
    fields.pop(left_out, None)

    assert str(block(**fields)) == (str(dana) if over == "account" else dana.email)


def test_an_account_with_a_block_is_not_deleted(block, dana):
    block(user=dana)

    with pytest.raises(Exception, match="protected"):
        dana.delete()
