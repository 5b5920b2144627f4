from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import html5lib
import pytest
from django.db import IntegrityError, OperationalError, connection
from django.db.backends.sqlite3.base import SQLiteCursorWrapper
from django.db.models import F
from django.test import Client
from django.utils import timezone
from psycopg import ClientCursor

from boards import reading, trees
from boards.models import Comment, Submission, Thread
from boards.transactions import in_transaction, written_together
from tests.conftest import build, form_data, make_comment, post_url, write

pytestmark = pytest.mark.django_db


def test_a_guest_s_comment_appears_on_the_page(guest, module):
    answer = guest.post(post_url(module), form_data(), follow=True)

    assert answer.status_code == 200
    assert "I will use the pause with my clients." in answer.content.decode()


def test_after_posting_one_lands_at_the_comment(guest, module):
    answer = guest.post(post_url(module), form_data())

    comment = Comment.objects.get()
    assert answer.status_code == 303
    assert answer["Location"] == (
        f"{module.get_absolute_url()}comment-page-1/?posted={comment.pk}#c{comment.pk}"
    )


def test_the_page_after_posting_says_that_it_is_posted(guest, module):
    answer = guest.post(post_url(module), form_data(), follow=True)

    assert "Your comment has been posted." in answer.content.decode()
    assert answer["Cache-Control"] == "private, no-store"


def test_everything_typed_is_kept(guest, module, psychotherapy):
    typed = form_data(
        profession=psychotherapy.pk, country="US", city="Boulder", state="CO", comment="A\r\nB"
    )
    guest.post(post_url(module), typed)

    comment = Comment.objects.get()
    assert comment.email == "priya@example.org"
    assert comment.byline == "Priya Raman, Psychotherapy, Boulder, CO, USA"
    assert comment.text == "A\nB"


def test_an_e_mail_address_is_never_on_the_page(guest, module):
    answer = guest.post(post_url(module), form_data(), follow=True)

    assert "priya@example.org" not in answer.content.decode()


def test_fields_that_are_not_in_the_form_are_ignored(guest, module, dana):
    typed = form_data(status="removed", author=dana.pk, created="1999-01-01", number=7, lft=9)
    guest.post(post_url(module), typed)

    comment = Comment.objects.get()
    assert comment.is_published
    assert comment.author is None
    assert comment.created.year > 2000


def test_a_reply_is_beneath_what_it_answers(guest, module):
    parent = write(module)

    guest.post(post_url(module), form_data(parent=parent.pk))

    reply = Comment.objects.latest("pk")
    assert reply.parent == parent
    assert reply.thread == parent.thread


def test_the_reply_page_names_whom_one_answers_and_leads_back(client, module):
    parent = write(module, name="Dana Whitfield")

    page = client.get(f"/comments/{parent.pk}/reply/").content.decode()

    assert "Reply to Dana Whitfield</h1>" in page
    assert f'<input type="hidden" name="parent" value="{parent.pk}">' in page
    assert f'href="/comments/{parent.pk}/"' in page
    assert "Cancel reply" in page
    assert '<meta name="robots" content="noindex">' in page


def test_an_error_in_a_reply_shows_the_reply_page_again(guest, module):
    parent = write(module, name="Dana Whitfield")

    answer = guest.post(post_url(module), form_data(parent=parent.pk, name=""))

    assert answer.status_code == 422
    assert "Reply to Dana Whitfield" in answer.content.decode()
    assert f'name="parent" value="{parent.pk}"' in answer.content.decode()


def test_htmx_gets_the_form_alone(client, module):
    parent = write(module)

    answer = client.get(f"/comments/{parent.pk}/reply/", headers={"HX-Request": "true"})

    assert answer.content.decode().strip().startswith("<section")
    assert f'data-hx-post="{post_url(module)}"' in answer.content.decode()


def test_htmx_gets_the_whole_thread_in_the_place_of_the_old_one(guest, module):
    parent = write(module)

    answer = guest.post(
        post_url(module), form_data(parent=parent.pk), headers={"HX-Request": "true"}
    )

    reply = Comment.objects.latest("pk")
    assert answer["HX-Retarget"] == f"#thread-{parent.thread_id}"
    assert f"id=c{reply.pk} " in answer.content.decode()
    assert ">2 Comments, 1 thread</h2>" in answer.content.decode()


def test_in_a_long_thread_htmx_gets_the_reply_among_the_newest(guest, module):
    [comments] = build(module, [[0] * 300])

    typed = form_data(parent=comments[250].pk)
    answer = guest.post(post_url(module), typed, headers={"HX-Request": "true"})

    assert f"id=c{Comment.objects.latest('pk').pk} " in answer.content.decode()


def test_htmx_is_led_to_a_reply_that_is_not_among_what_is_shown(guest, module, monkeypatch):
    [comments] = build(module, [[0] * 300])
    monkeypatch.setattr(reading, "NEWEST_LINES", 0)

    typed = form_data(parent=comments[250].pk)
    answer = guest.post(post_url(module), typed, headers={"HX-Request": "true"})

    reply = Comment.objects.latest("pk")
    assert answer["HX-Redirect"].startswith(f"/threads/{reply.thread_id}/?posted={reply.pk}&after=")
    assert f"id=c{reply.pk} " in guest.get(answer["HX-Redirect"]).content.decode()


def test_htmx_is_led_to_the_status_page_of_a_held_reply(guest, module):
    parent = write(module)
    typed = form_data(parent=parent.pk, comment="See www.example.org", as_is="yes")

    answer = guest.post(post_url(module), typed, headers={"HX-Request": "true"})

    assert answer["HX-Redirect"].startswith(f"/comments/{parent.pk + 1}/status/")


@pytest.mark.parametrize("person", ["dana", "mod", "kim", "admin"])
def test_whoever_is_signed_in_posts_without_giving_an_address(client, module, person, request):
    user = request.getfixturevalue(person)
    client.force_login(user)
    typed = form_data()
    del typed["email"]

    client.post(post_url(module), typed)

    comment = Comment.objects.get()
    assert (comment.author, comment.email) == (user, user.email)


def test_what_a_browser_translates_is_taken_all_the_same(guest, module, psychotherapy):
    """An option without a key sends its text as it stands there by then, so none translates it."""
    page = html5lib.parse(
        guest.get(module.get_absolute_url()).content.decode(), namespaceHTMLElements=False
    )
    for select in page.findall(".//*[@id='respond']//select"):
        keys = [option.get("value") for option in select.findall("option")]
        assert all(key is not None for key in keys) or select.get("translate") == "no"

    answer = guest.post(post_url(module), form_data(profession=str(psychotherapy.pk)))
    assert answer.status_code == 303


def test_the_form_of_a_member_is_filled_with_the_byline_of_the_last_comment(client, module, dana):
    client.force_login(dana)
    client.post(post_url(module), form_data(name="Dana Whitfield, LCSW", city="Leeds"))

    page = client.get(module.get_absolute_url()).content.decode()

    assert 'value="Dana Whitfield, LCSW"' in page
    assert 'value="Leeds"' in page
    assert "<option selected>United Kingdom" in page
    assert 'name="email"' not in page


def test_a_member_s_post_needs_the_token_of_the_form(module, dana):
    client = Client(enforce_csrf_checks=True)
    client.force_login(dana)

    answer = client.post(post_url(module), form_data(), headers={"Origin": "http://testserver"})

    assert answer.status_code == 403
    assert "I will use the pause with my clients." in answer.content.decode()


def test_a_member_s_page_bears_a_token_and_a_guest_s_none(client, module, dana):
    of_guest = client.get(module.get_absolute_url()).content.decode()
    client.force_login(dana)
    of_member = client.get(module.get_absolute_url()).content.decode()

    assert "csrfmiddlewaretoken" not in of_guest
    assert "csrfmiddlewaretoken" in of_member


def test_the_same_text_within_ten_minutes_is_the_same_comment(module):
    first = module.start_thread(make_comment("The same."))

    again = module.start_thread(make_comment("The same."))

    assert again == first
    assert Comment.objects.count() == 1


def test_the_same_text_to_another_comment_is_another_comment(module):
    parent = write(module)
    module.start_thread(make_comment("Yes."))

    parent.thread.reply(make_comment("Yes."), to=parent)

    assert Comment.objects.filter(text="Yes.").count() == 2


def test_the_same_text_by_somebody_else_is_another_comment(module):
    module.start_thread(make_comment("Yes."))
    module.start_thread(make_comment("Yes.", email="other@example.org"))

    assert Comment.objects.count() == 2


def test_the_same_text_after_ten_minutes_is_another_comment(module):
    module.start_thread(make_comment("Yes."))
    Submission.objects.update(created=timezone.now() - timedelta(minutes=11))

    module.start_thread(make_comment("Yes."))

    assert Comment.objects.count() == 2


def test_what_was_withdrawn_can_be_posted_again(module):
    module.start_thread(make_comment("Yes.")).withdraw()

    assert module.start_thread(make_comment("Yes.")).is_published


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_the_same_form_posted_twenty_times_at_once_is_one_comment(module):
    def post(_number):
        try:
            client = Client(HTTP_ORIGIN="http://testserver")
            answer = client.post(post_url(module), form_data())
            return answer.status_code, answer["Location"]
        finally:
            connection.close()

    with ThreadPoolExecutor(20) as pool:
        answers = set(pool.map(post, range(20)))

    comment = Comment.objects.get()
    assert answers == {
        (
            303,
            f"{module.get_absolute_url()}comment-page-1/?posted={comment.pk}#c{comment.pk}",
        )
    }
    assert trees.verify() == []
    assert trees.verify_modules() == []


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_the_same_reply_posted_twenty_times_at_once_is_one_reply(module):
    parent = write(module)

    def post(_number):
        try:
            client = Client(HTTP_ORIGIN="http://testserver")
            return client.post(post_url(module), form_data(parent=parent.pk)).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(20) as pool:
        statuses = set(pool.map(post, range(20)))

    assert statuses == {303}
    assert Comment.objects.count() == 2
    assert trees.verify() == []


def test_a_closed_board_takes_nothing(module):
    module.board = module.Board.CLOSED
    module.save()

    with pytest.raises(Exception, match="This board is closed"):
        write(module)


def test_a_closed_board_shows_no_form_and_no_reply_links(client, module):
    write(module)
    module.board = module.Board.CLOSED
    module.save()

    page = client.get(module.get_absolute_url()).content.decode()

    assert "This board is closed." in page
    assert "Post Comment" not in page
    assert "/reply/" not in page


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_work_that_the_database_broke_off_is_done_again():
    tries = []

    @in_transaction
    def work():
        tries.append(1)
        if len(tries) < 3:
            raise OperationalError("database is locked")
        return "done"

    assert work() == "done"
    assert len(tries) == 3


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_work_is_tried_three_times_and_then_fails():
    tries = []

    @in_transaction
    def work():
        tries.append(1)
        raise OperationalError("database is locked")

    with pytest.raises(OperationalError):
        work()
    assert len(tries) == 3


# -- What it costs -----------------------------------------------------------------------


@pytest.fixture
def sent(questions_counted, monkeypatch):
    """What goes to the database, each time something does."""
    cursor = ClientCursor if connection.vendor == "postgresql" else SQLiteCursorWrapper
    sent, execute = [], cursor.execute

    def noted(self, sql, *values, **options):
        sent.append(str(sql))
        return execute(self, sql, *values, **options)

    monkeypatch.setattr(cursor, "execute", noted)
    return sent


def test_a_reply_that_is_refused_reads_whole_what_it_answers(guest, module, sent):
    parent = write(module, text="What is answered here.")
    sent.clear()

    answer = guest.post(post_url(module), form_data(parent=str(parent.pk), comment=""))

    assert answer.status_code == 422
    assert "What is answered here." in answer.text
    # That it is there; all of it; and of what year its thread is.
    assert sum("boards_comment" in sql for sql in sent) == 3


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
@pytest.mark.parametrize(
    ("is_reply", "most"), [(False, 10), (True, 12)], ids=["a new thread", "a reply"]
)
def test_a_post_is_few_ways_to_the_database(guest, module, sent, is_reply, most):
    parent = write(module)
    guest.get(module.get_absolute_url())  # where one finds the form
    sent.clear()

    answer = guest.post(post_url(module), form_data(parent=parent.pk if is_reply else ""))

    ways = [sql for sql in sent if sql != "BEGIN IMMEDIATE"]  # which PostgreSQL's driver sends
    assert answer.status_code == 303
    assert len(ways) <= (most if connection.vendor == "postgresql" else most + 6)


def test_what_is_written_together_is_written_in_order(module):
    opening, other = write(module), write(module)

    with written_together():
        Thread.objects.filter(pk=opening.thread_id).update(size=5)
        Thread.objects.filter(pk=opening.thread_id).update(size=F("size") + 1)
        assert Thread.objects.get(pk=opening.thread_id).size == 6
        Thread.objects.filter(pk=other.thread_id).update(size=7)

    assert sorted(Thread.objects.values_list("size", flat=True)) == [6, 7]


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite takes one at a time")
def test_what_answers_nothing_goes_along_with_the_next_question(module, sent):
    thread = write(module).thread
    sent.clear()

    with written_together():
        Thread.objects.filter(pk=thread.pk).update(size=2)
        Thread.objects.filter(pk=thread.pk).update(size=3)
        assert not sent
        assert Thread.objects.get(pk=thread.pk).size == 3
        assert len(sent) == 1
        Thread.objects.filter(pk=thread.pk).update(size=4)

    assert len(sent) == 2
    assert Thread.objects.get(pk=thread.pk).size == 4


def test_what_fails_of_what_is_written_together_undoes_all_of_it(module):
    thread = write(module).thread

    @in_transaction
    @written_together()
    def work():
        Thread.objects.filter(pk=thread.pk).update(latest_at=None)
        Thread.objects.filter(pk=thread.pk).update(comments_count=100)  # of one comment

    with pytest.raises(IntegrityError):
        work()
    assert Thread.objects.get(pk=thread.pk).latest_at


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_post_broken_off_after_its_insert_is_posted_once_and_whole(module, monkeypatch):
    parent = write(module)
    count, failures = Thread.count, [OperationalError("database is locked")]

    def count_after_a_failure(thread, **changes):
        if failures:
            raise failures.pop()
        count(thread, **changes)

    monkeypatch.setattr(Thread, "count", count_after_a_failure)
    write(module, parent=parent)

    assert Comment.objects.count() == 2
    assert trees.verify() == []


def test_a_failure_half_way_writes_nothing(module, monkeypatch):
    monkeypatch.setattr(Submission, "leave", lambda *args, **kwargs: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        write(module)

    assert not Thread.objects.exists()
    assert not Comment.objects.exists()
    assert trees.verify_modules() == []


# -- By the same author --------------------------------------------------------------


def by_author_of(comment):
    return set(Comment.objects.by_author_of(comment))


def test_a_member_s_comments_are_those_of_the_account(module, dana, mallory):
    first = write(module, author=dana, email=dana.email)
    dana.email = "new@example.org"
    second = write(module, author=dana, email=dana.email)
    write(module, author=mallory, email=mallory.email)

    assert by_author_of(first) == by_author_of(second) == {first, second}


def test_a_member_s_comments_are_also_those_posted_as_a_guest_from_the_address(module, dana):
    as_guest = write(module, email=dana.email)
    as_member = write(module, author=dana, email=dana.email)

    assert by_author_of(as_member) == {as_guest, as_member}


def test_a_guest_s_comments_are_those_of_the_address_and_no_member_s(module, dana):
    one = write(module, email=dana.email)
    other = write(module, email=dana.email)
    write(module, author=dana, email=dana.email)
    write(module, email="other@example.org")

    assert by_author_of(one) == {one, other}


def test_of_nobody_known_it_is_that_comment_alone(module):
    [[one], [_other]] = build(module, [[], []], email="")

    assert by_author_of(one) == {one}
