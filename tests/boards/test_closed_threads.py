"""A closed thread stays to be read, and takes no more replies."""

import pytest

from boards import trees
from boards.models import Comment, Rule, Thread
from boards.refusals import NotPossible, ThreadClosed
from moderation.models import Report
from tests.conftest import build, form_data, make_comment, post_url, write

pytestmark = pytest.mark.django_db

SAID = "This thread is closed."
REFUSED = "A moderator has closed this thread, so it takes no more replies."


def close_meanwhile(text):
    """A screener, to close the thread between a reply's arrival and its taking."""
    if "meanwhile" in text:
        Thread.objects.get(number=1).close()
    return []


@pytest.fixture
def opening(module):
    return write(module, text="An opening.")


@pytest.fixture
def closed(opening):
    opening.thread.close()
    return opening


def page(client, address, **headers):
    answer = client.get(address, headers=headers)
    assert answer.status_code == 200
    return answer.content.decode()


def reply_link(comment):
    return f"href=/comments/{comment.pk}/reply/ "


# -- Replies -------------------------------------------------------------------------


def test_no_reply_can_be_posted(guest, module, closed):
    answer = guest.post(post_url(module), form_data(parent=closed.pk))

    assert answer.status_code == 422
    assert REFUSED in answer.content.decode()
    assert Comment.objects.count() == 1


def test_a_member_cannot_reply_either(client, module, closed, dana):
    client.force_login(dana)

    answer = client.post(post_url(module), form_data(parent=closed.pk))

    assert answer.status_code == 422
    assert Comment.objects.count() == 1


def test_the_shell_meets_the_same_rule(module, closed):
    with pytest.raises(ThreadClosed):
        write(module, parent=closed)


def test_a_reply_deeper_in_the_thread_is_refused_too(module):
    [[opening, reply]] = build(module, [[0]])
    opening.thread.close()

    with pytest.raises(ThreadClosed):
        write(module, parent=reply)


def test_the_text_is_kept_in_the_form_for_a_comment_of_its_own(guest, module, closed):
    typed = form_data(parent=closed.pk, comment="Long thoughts.")
    answer = guest.post(post_url(module), typed)

    shown = answer.content.decode()
    assert "Please Leave A Comment" in shown
    assert "Long thoughts.</textarea>" in shown
    assert 'name="parent"' not in shown


def test_what_was_refused_as_a_reply_can_be_posted_as_a_comment_of_its_own(guest, module, closed):
    guest.post(post_url(module), form_data(parent=closed.pk))

    answer = guest.post(post_url(module), form_data())

    assert answer.status_code == 303
    assert Comment.objects.latest("pk").parent is None


def test_in_place_the_text_is_kept_in_a_form_alone(guest, module, closed):
    typed = form_data(parent=closed.pk, comment="Long thoughts.")
    answer = guest.post(post_url(module), typed, headers={"HX-Request": "true"})

    shown = answer.content.decode()
    assert answer.status_code == 422
    assert shown.strip().startswith("<section")
    assert REFUSED in shown
    assert "Long thoughts.</textarea>" in shown
    assert 'name="parent"' not in shown


def test_a_reply_with_a_mistake_in_it_still_shows_what_was_typed(guest, module, closed):
    typed = form_data(parent=closed.pk, comment="Long thoughts.", name="")
    answer = guest.post(post_url(module), typed)

    shown = answer.content.decode()
    assert answer.status_code == 422
    assert SAID in shown
    assert "Long thoughts.</textarea>" in shown


def test_words_that_break_a_rule_are_no_way_in(guest, module, closed):
    typed = form_data(parent=closed.pk, comment="See www.example.org", as_is="yes")
    answer = guest.post(post_url(module), typed)

    assert answer.status_code == 422
    assert Comment.objects.count() == 1


def test_a_reply_sent_while_the_thread_is_being_closed_is_refused(guest, module, opening, settings):
    settings.COMMENT_SCREENERS = [f"{__name__}.close_meanwhile"]

    typed = form_data(parent=opening.pk, comment="I write meanwhile.")
    answer = guest.post(post_url(module), typed)

    assert answer.status_code == 422
    assert REFUSED in answer.content.decode()
    assert "I write meanwhile.</textarea>" in answer.content.decode()
    assert Comment.objects.count() == 1


def test_a_reply_decides_by_the_thread_as_it_is_under_the_lock(opening):
    parent = Comment.objects.select_related("thread__module").get(pk=opening.pk)
    Thread.objects.get().close()

    with pytest.raises(ThreadClosed):
        parent.thread.reply(make_comment("A reply."), to=parent)

    assert not parent.thread.is_closed  # which is how it was loaded
    assert Comment.objects.count() == 1


def test_a_reply_sent_twice_is_the_one_from_before_the_closing(opening):
    reply = opening.thread.reply(make_comment("A reply."), to=opening)
    opening.thread.close()

    again = opening.thread.reply(make_comment("A reply."), to=opening)

    assert again == reply


# -- What is seen --------------------------------------------------------------------


@pytest.mark.parametrize("place", ["board", "thread"])
def test_its_reply_links_vanish_at_once(client, module, place):
    [comments] = build(module, [[0, 1]])
    thread = Thread.objects.get()
    address = {"board": module, "thread": thread}[place].get_absolute_url()
    before = page(client, address)

    thread.close()

    after = page(client, address)
    assert all(reply_link(each) in before for each in comments)
    assert "/reply/" not in after


@pytest.mark.parametrize("place", ["board", "thread"])
def test_a_sentence_says_once_that_it_is_closed(client, module, place):
    build(module, [[0, 0]])
    thread = Thread.objects.get()
    address = {"board": module, "thread": thread}[place].get_absolute_url()
    before = page(client, address)

    thread.close()

    assert SAID not in before
    assert page(client, address).count(SAID) == 1


def test_what_was_said_in_it_stays_to_be_read(client, module, closed):
    assert "An opening." in page(client, module.get_absolute_url())
    assert "An opening." in page(client, closed.thread.get_absolute_url())
    assert client.get(closed.get_absolute_url()).status_code == 302


def test_whoever_is_signed_in_sees_it_at_once_too(client, module, opening, dana):
    client.force_login(dana)
    page(client, module.get_absolute_url())

    opening.thread.close()

    assert SAID in page(client, module.get_absolute_url())
    assert "/reply/" not in page(client, module.get_absolute_url())


def test_a_page_from_before_it_was_closed_is_sent_again(client, module, opening):
    etag = client.get(module.get_absolute_url())["ETag"]

    opening.thread.close()

    answer = client.get(module.get_absolute_url(), headers={"If-None-Match": etag})
    assert answer.status_code == 200


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}], ids=["a page", "in place"])
def test_the_reply_page_says_so_and_has_no_form(client, closed, headers):
    shown = page(client, f"/comments/{closed.pk}/reply/", **headers)

    assert SAID in shown
    assert "<form" not in shown
    assert "Post Comment" not in shown


def test_a_long_thread_is_closed_in_each_of_its_parts(client, module):
    [comments] = build(module, [[0] * 300])
    thread = Thread.objects.get()

    thread.close()

    later = page(client, f"{thread.get_absolute_url()}?after={comments[250].pk}")
    assert "Comment 0.260." in later
    assert SAID in later
    assert "/reply/" not in later
    assert "/reply/" not in page(client, module.get_absolute_url())


def test_other_threads_stay_open(guest, module, closed):
    other = write(module)

    answer = guest.post(post_url(module), form_data(parent=other.pk))

    shown = page(guest, module.get_absolute_url())
    assert answer.status_code == 303
    assert "Please Leave A Comment" in shown
    assert reply_link(other) in shown
    assert reply_link(closed) not in shown


# -- Reopening -----------------------------------------------------------------------


@pytest.mark.parametrize("place", ["board", "thread"])
def test_reopened_its_reply_links_are_back_at_once(client, module, closed, place):
    address = {"board": module, "thread": closed.thread}[place].get_absolute_url()
    page(client, address)

    closed.thread.reopen()

    assert reply_link(closed) in page(client, address)
    assert SAID not in page(client, address)


def test_reopened_it_has_its_reply_form_and_takes_replies(guest, module, closed):
    closed.thread.reopen()

    shown = page(guest, f"/comments/{closed.pk}/reply/")
    answer = guest.post(post_url(module), form_data(parent=closed.pk))

    assert "Post Comment" in shown
    assert answer.status_code == 303
    assert Comment.objects.latest("pk").parent == closed


# -- The verbs -----------------------------------------------------------------------


def test_a_thread_remembers_when_it_was_closed(opening):
    opening.thread.close()

    assert Thread.objects.get().closed_at == opening.thread.closed_at
    assert Thread.objects.get().is_closed


def test_closing_what_is_closed_is_refused(closed):
    first = closed.thread.closed_at

    with pytest.raises(NotPossible):
        closed.thread.close()

    assert Thread.objects.get().closed_at == first


def test_reopening_what_is_open_is_refused(opening):
    with pytest.raises(NotPossible):
        opening.thread.reopen()


@pytest.mark.parametrize("verb", ["close", "reopen"])
def test_of_two_moderators_the_second_is_refused(opening, verb):
    if verb == "reopen":
        opening.thread.close()
    one, other = Thread.objects.get(), Thread.objects.get()
    getattr(one, verb)()

    with pytest.raises(NotPossible):
        getattr(other, verb)()

    assert Thread.objects.get().is_closed is (verb == "close")


def test_closing_leaves_counts_that_have_gone_on_meanwhile(module, opening):
    as_the_moderator_saw_it = Thread.objects.get()
    write(module, parent=opening)

    as_the_moderator_saw_it.close()

    assert Thread.objects.get().comments_count == 2
    assert trees.verify() == []
    assert trees.verify_modules() == []


# -- What stays possible -------------------------------------------------------------


def test_its_comments_can_be_reported(guest, module, closed):
    shown = page(guest, module.get_absolute_url())
    rule = Rule.objects.get(code="referral")

    guest.post(f"/comments/{closed.pk}/report/", {"rule": rule.pk})

    assert f"href=/comments/{closed.pk}/report/" in shown
    assert Report.objects.get().comment == closed


def test_an_author_can_still_withdraw(client, module, closed):
    page(client, module.get_absolute_url())

    closed.withdraw()

    assert "An opening." not in page(client, module.get_absolute_url())
    assert trees.verify_modules() == []
