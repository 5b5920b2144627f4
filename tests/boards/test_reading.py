"""Pages of threads: what stands where, and what of it is to be seen."""

import random

import pytest

from boards.models import Comment, Module, Thread
from boards.reading import LINES_PER_THREAD, Page, lines_after, lines_of
from tests.conftest import build, make_comment, make_module, write

pytestmark = pytest.mark.django_db


def numbers(page):
    return [thread.number for thread in page.threads]


def page_of(module, number=None):
    module.refresh_from_db()
    return Page(module, number)


def opening(thread_number):
    return Comment.objects.get(thread__number=thread_number, parent=None)


def lines(thread_number=1):
    [shown] = lines_of([Thread.objects.get(number=thread_number)])
    return shown


def texts(shown):
    return [line.markup[14:-4] if line.markup else line.place_sentence for line in shown]


def test_page_p_holds_the_threads_from_50_times_p_minus_1(module):
    build(module, [[]] * 140)

    assert numbers(page_of(module, 1)) == list(range(50, 0, -1))
    assert numbers(page_of(module, 2)) == list(range(100, 50, -1))
    assert numbers(page_of(module, 3)) == list(range(140, 100, -1))


def test_new_threads_never_move_what_is_on_a_full_page(module):
    build(module, [[]] * 60)
    before = numbers(page_of(module, 1))
    build(module, [[]] * 60)

    assert numbers(page_of(module, 1)) == before


def test_the_newest_page_stands_alone_when_it_is_at_least_half_full(module):
    build(module, [[]] * 75)

    page = page_of(module)

    assert numbers(page) == list(range(75, 50, -1))
    assert page.older == 1


def test_beneath_a_newest_page_less_than_half_full_the_one_before_it_follows(module):
    build(module, [[]] * 124)

    page = page_of(module)

    assert numbers(page) == list(range(124, 50, -1))
    assert page.older == 1


def test_only_threads_that_can_be_seen_count_towards_half_a_page(module):
    build(module, [[]] * 75)
    for number in range(51, 53):
        opening(number).remove()

    assert numbers(page_of(module))[-1] == 1


def test_threads_all_removed_at_the_end_of_the_board_leave_no_empty_page(module):
    module.threads_per_page = 2
    module.save()
    build(module, [[]] * 7)
    for number in range(3, 8):
        opening(number).remove()

    page = page_of(module)

    assert numbers(page) == [2, 1]
    assert page.older is None


def test_older_and_newer_skip_pages_on_which_nothing_is_left(module):
    module.threads_per_page = 2
    module.save()
    build(module, [[]] * 6)
    for number in (3, 4):
        opening(number).remove()

    assert page_of(module, 3).older == 1
    assert page_of(module, 1).newer == 3


def test_a_page_emptied_by_removals_still_leads_on(module):
    module.threads_per_page = 2
    module.save()
    build(module, [[]] * 6)
    for number in (3, 4):
        opening(number).remove()

    page = page_of(module, 2)

    assert page.exists
    assert (page.threads, page.older, page.newer) == ([], 1, 3)


def test_there_is_no_page_beyond_the_last(module):
    build(module, [[]] * 50)

    assert not page_of(module, 2).exists


def test_threads_of_other_modules_are_not_on_the_page(module):
    other = make_module(module.course, 2)
    write(other)
    write(module)

    assert len(page_of(module).threads) == 1


def test_replies_stand_beneath_what_they_answer_oldest_first(module):
    build(module, [[0, 0, 1, 0]])

    shown = lines()

    assert texts(shown.lines) == [f"Comment 0.{number}." for number in (0, 1, 3, 2, 4)]
    assert [line.depth for line in shown.lines] == [0, 1, 2, 1, 1]


def test_replies_deeper_than_five_keep_that_depth_and_say_what_they_answer(module):
    build(module, [list(range(8))])

    replies = lines().replies

    assert [line.depth for line in replies] == [1, 2, 3, 4, 4, 4, 4, 4]
    assert [line.is_beneath_parent for line in replies] == [True] * 4 + [False] * 4
    assert replies[5].answers == "Writer 0.5"


def test_a_removed_comment_with_answers_keeps_its_place_as_a_line(module):
    build(module, [[0, 1]])
    Comment.objects.get(name="Writer 0.1").remove()

    middle = lines().lines[1]

    assert middle.place_sentence == "This comment was removed by a moderator."
    assert (middle.name, middle.byline, middle.markup) == ("", "", "")


def test_a_removed_comment_without_answers_is_gone(module):
    build(module, [[0, 1]])
    Comment.objects.get(name="Writer 0.2").remove()

    assert len(lines().lines) == 2


def test_a_withdrawn_comment_with_answers_says_that_its_author_withdrew_it(module):
    build(module, [[0]])
    Comment.objects.get(name="Writer 0.0").withdraw()

    assert lines().opening.place_sentence == "This comment was withdrawn by its author."


def test_a_comment_held_after_it_was_published_keeps_its_place_and_its_answers(module):
    build(module, [[0]])
    Comment.objects.get(name="Writer 0.0").hold()

    assert texts(lines().lines) == ["This comment is waiting for a moderator.", "Comment 0.1."]


def test_when_the_last_answer_goes_the_line_above_it_goes_too(module):
    build(module, [[0, 1, 2]])
    for name in ("Writer 0.1", "Writer 0.2", "Writer 0.3"):
        Comment.objects.get(name=name).remove()

    assert texts(lines().lines) == ["Comment 0.0."]


def test_a_thread_in_which_nothing_is_left_is_not_listed(module):
    build(module, [[], [0]])
    for comment in Comment.objects.filter(thread__number=2):
        comment.remove()

    assert numbers(page_of(module)) == [1]


def test_place_lines_are_not_counted(module):
    build(module, [[0]])
    Comment.objects.get(name="Writer 0.0").remove()
    module.refresh_from_db()

    assert module.comments_count == 1


def test_a_comment_never_published_leaves_no_trace(module):
    comment = write(module)
    held = make_comment("See www.example.org for more.")
    comment.thread.reply(held, to=comment, as_is=True)

    [shown] = lines_of([Thread.objects.get()])

    assert [line.id for line in shown.lines] == [comment.pk]
    assert (shown.between, shown.continues_after) == (0, None)


def test_what_is_shown_equals_brute_force(module):
    chance = random.Random(11)
    shape = [[chance.randrange(number + 1) for number in range(60)] for _thread in range(4)]
    build(module, shape)
    for comment in Comment.objects.order_by("?")[:100]:
        chance.choice([comment.remove, comment.withdraw, comment.hold, comment.mark_spam])()

    for thread in Thread.objects.visible():
        comments = {each.pk: each for each in Comment.objects.filter(thread=thread)}
        wanted = set()
        for comment in comments.values():
            if comment.is_published:
                above = comment
                while above:
                    wanted.add(above.pk)
                    above = comments.get(above.parent_id)
        [shown] = lines_of([thread])
        assert [line.id for line in shown.lines] == sorted(wanted, key=lambda pk: comments[pk].lft)


def test_a_long_thread_shows_its_first_100_and_the_newest_three(module):
    [comments] = build(module, [[0] * 300])

    shown = lines()

    assert len(shown.lines) == LINES_PER_THREAD == 100
    assert [line.id for line in shown.newest] == [comment.pk for comment in comments[-3:]]
    assert shown.between == 301 - 100 - 3
    assert shown.continues_after == comments[99].pk


def test_a_long_thread_of_which_only_the_end_is_left_is_still_on_its_page(module):
    [comments] = build(module, [[0] * 300])
    for comment in comments[:250]:
        comment.remove()

    shown = lines()

    assert texts(shown.lines) == ["This comment was removed by a moderator."]
    assert len(shown.newest) == 3
    assert shown.between == 48


def test_a_thread_emptied_while_the_page_is_read_is_left_out(module):
    build(module, [[], []])
    threads = list(Thread.objects.order_by("number"))
    opening(1).remove()

    assert [shown.id for shown in lines_of(threads)] == [threads[1].pk]


def test_a_reply_that_comes_while_the_page_is_read_is_no_miscount(module):
    [comments] = build(module, [[0]])
    threads = list(Thread.objects.all())
    write(module, parent=comments[0])

    assert lines_of(threads)[0].between == 0


def test_a_long_thread_goes_on_after_the_comment_that_the_link_names(module):
    [comments] = build(module, [[0] * 300])
    thread = Thread.objects.get()

    rest = lines_after(thread, comments[200].place_in_thread + 1)

    assert [line.id for line in rest.lines] == [comment.pk for comment in comments[201:]]
    assert rest.continues_after is None


def test_every_comment_of_a_very_long_thread_can_be_reached_by_going_on(module):
    chance = random.Random(5)
    [comments] = build(module, [[chance.randrange(number + 1) for number in range(700)]])
    for comment in chance.sample(comments, 150):
        comment.remove()
    thread = Thread.objects.get()

    seen, place = [], 0
    while place is not None:
        part = lines_after(thread, place)
        seen += [line.id for line in part.lines if line.is_published]
        after = part.continues_after
        place = Comment.objects.get(pk=after).place_in_thread + 1 if after else None

    in_order = Comment.objects.published().in_reading_order().values_list("pk", flat=True)
    assert seen == list(in_order)


@pytest.mark.usefixtures("questions_counted")
@pytest.mark.parametrize(("replies", "queries"), [(0, 2), (10, 2), (400, 3)])
def test_two_queries_whatever_the_size_and_one_for_what_is_too_long(
    module, replies, queries, django_assert_num_queries
):
    build(module, [[0] * replies])
    module = Module.objects.get()

    with django_assert_num_queries(queries):
        lines_of(Page(module).threads)
