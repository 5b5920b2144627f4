"""The validator against brute force, and the doors that keep trees right."""

import random

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, models, transaction
from mptt.models import MPTTModel

from boards import trees
from boards.models import Comment, Module, Thread
from tests.conftest import build, make_comment, write

pytestmark = pytest.mark.django_db

# One thread of nine: chains, siblings, a leaf.
SHAPE = [0, 0, 1, 1, 3, 2, 6, 0]


def is_right(nodes):
    """By the plain definition: walk the parents, give edges, compare."""
    roots = [node for node in nodes if node["parent_id"] is None]
    if len(roots) != 1:
        return False
    by_parent = {}
    for node in sorted(nodes, key=lambda node: node["lft"]):
        by_parent.setdefault(node["parent_id"], []).append(node)
    edge, right, visited = 0, True, 0
    stack = [(roots[0], 0, False)]
    while stack:
        node, level, is_done = stack.pop()
        edge += 1
        if is_done:
            right &= node["rght"] == edge
            continue
        visited += 1
        right &= node["lft"] == edge and node["level"] == level
        stack.append((node, level, True))
        stack += [(each, level + 1, False) for each in reversed(by_parent.get(node["id"], []))]
    return right and visited == len(nodes)


def damaged(chance, pks):
    """One random change to tree columns, past every guard; constraints refuse some of them."""
    column = chance.choice(["lft", "rght", "level", "parent_id"])
    value = chance.choice(pks) if column == "parent_id" else chance.randint(0, 20)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE boards_comment SET {column} = %s WHERE id = %s", [value, chance.choice(pks)]
        )


def test_the_validator_says_of_damaged_trees_what_brute_force_says(module):
    [comments] = build(module, [SHAPE])
    pks = [comment.pk for comment in comments]
    thread = comments[0].thread_id
    columns = ("id", "parent_id", "lft", "rght", "level")
    chance = random.Random(7)
    judged = {True: 0, False: 0}

    for _round in range(300):
        with transaction.atomic():
            for _change in range(chance.choice([1, 1, 2, 3])):
                try:
                    damaged(chance, pks)
                except IntegrityError:
                    continue
            expected = is_right(list(Comment.objects.filter(tree_id=thread).values(*columns)))
            assert (trees.verify([thread]) == []) is expected
            judged[expected] += 1
            transaction.set_rollback(True)

    assert judged[False] > 200
    assert trees.verify() == []


@pytest.mark.parametrize("column", ["size", "comments_count"])
def test_the_validator_finds_a_wrong_count(module, column):
    write(module, parent=write(module))
    Thread.objects.update(**{"size": 3, column: 1 if column == "comments_count" else 3})

    assert [sentence for _pk, sentence in trees.verify()] == ["its counts are wrong"]


def test_the_validator_finds_a_wrong_count_of_threads(module):
    write(module)
    Module.objects.update(threads_count=2)

    assert trees.verify_modules()


def test_the_validator_finds_a_gap_in_the_numbers(module):
    write(module)
    write(module)
    Thread.objects.filter(number=2).update(number=3)

    assert trees.verify_modules()


def test_the_command_says_that_all_is_right(module, capsys):
    write(module, parent=write(module))

    call_command("verify_trees")

    assert "All trees, counts and numbers are right." in capsys.readouterr().out


def test_the_command_names_a_wrong_thread(module):
    comment = write(module)
    Thread.objects.update(size=9)

    with pytest.raises(CommandError, match=f"thread {comment.thread_id}: its counts are wrong"):
        call_command("verify_trees")


def test_a_reply_stands_after_the_earlier_ones_of_its_parent(module):
    opening = write(module)
    first = write(module, parent=opening)
    second = write(module, parent=opening)
    beneath_first = write(module, parent=first)

    order = Comment.objects.in_reading_order().values_list("pk", flat=True)

    assert list(order) == [opening.pk, first.pk, beneath_first.pk, second.pk]
    assert trees.verify() == []


def test_the_place_in_a_thread_counts_what_comes_before(module):
    build(module, [SHAPE])

    places = [comment.place_in_thread for comment in Comment.objects.in_reading_order()]

    assert places == list(range(9))


def test_replies_at_every_depth_leave_a_right_tree(module):
    parent = write(module)
    for _level in range(60):
        parent = write(module, parent=parent)

    assert parent.level == 60
    assert trees.verify() == []


def test_built_threads_are_right_and_numbered_in_order_of_time(module):
    write(module)
    built = build(module, [[0, 1, 2], [], [0, 0]])

    numbers = [Thread.objects.get(pk=thread[0].thread_id).number for thread in built]
    assert numbers == [2, 3, 4]
    assert trees.verify() == []
    assert trees.verify_modules() == []


def test_a_chain_deeper_than_pythons_stack_can_be_built(module):
    build(module, [list(range(1500))])

    assert trees.verify() == []


def test_building_of_no_comments_writes_nothing(module):
    assert Thread.build(module, []) == []

    assert not Thread.objects.exists()


def test_building_a_wrong_tree_writes_nothing(module, monkeypatch):
    monkeypatch.setattr(trees, "verify", lambda threads: [(1, "wrong")])

    with pytest.raises(AssertionError):
        build(module, [[0]])

    assert not Comment.objects.exists()


def test_building_a_reply_to_what_is_not_there_writes_nothing(module):
    elsewhere = make_comment(created=module.published_at, status="published")
    lost = make_comment(created=module.published_at, status="published", parent=elsewhere)
    found = make_comment(created=module.published_at, status="published")

    with pytest.raises(AssertionError, match="not among those to build"):
        Thread.build(module, [found, lost])

    assert not Comment.objects.exists()
    assert not Thread.objects.exists()


@pytest.mark.parametrize(
    "attempt",
    [
        lambda comment: Comment.objects.create(thread=comment.thread, parent=comment),
        lambda comment: make_comment(thread=comment.thread, parent=comment).save(),
        lambda comment: comment.save(),
        lambda comment: comment.save(update_fields=["parent"]),
        lambda comment: comment.save(update_fields=["lft"]),
        lambda comment: comment.delete(),
        lambda comment: comment.move_to(comment),
        lambda comment: Comment.objects.all().delete(),
        lambda comment: Comment.objects.update(parent=None),
        lambda comment: Comment.objects.update(tree_id=1),
        lambda comment: Comment.objects.bulk_create([make_comment()]),
        lambda comment: Comment.objects.rebuild(),
        lambda comment: Comment.objects.partial_rebuild(comment.tree_id),
        lambda comment: Comment.objects.move_node(comment, comment),
        lambda comment: Comment.objects.delay_mptt_updates(),
    ],
)
def test_what_would_bypass_the_lock_is_refused(module, attempt):
    comment = write(module)

    with pytest.raises(TypeError):
        attempt(comment)

    assert trees.verify() == []


@pytest.mark.parametrize(
    "columns",
    [
        {"tree_id": 999_999},
        {"lft": 0},
        {"lft": 5, "rght": 4},
        {"parent_id": None},
    ],
)
def test_the_database_itself_refuses_the_worst(module, columns):
    reply = write(module, parent=write(module))

    with pytest.raises(IntegrityError):
        models.QuerySet(Comment).filter(pk=reply.pk).update(**columns)


def test_saving_a_module_leaves_counts_that_have_gone_on_meanwhile(module):
    as_staff_loaded_it = Module.objects.get()
    write(module)

    as_staff_loaded_it.title = "Another title"
    as_staff_loaded_it.save()
    write(module)

    assert Module.objects.get().title == "Another title"
    assert trees.verify_modules() == []


def test_only_the_indexes_we_chose_are_on_comments():
    assert issubclass(Comment, MPTTModel)

    names = {index.name for index in Comment._meta.indexes}

    indexed = {field.name for field in Comment._meta.local_fields if field.db_index}
    assert names == {
        "boards_comment_tree",
        "boards_comment_parent",
        "boards_comment_author",
        "boards_comment_guest",
        "boards_comment_held",
    }
    assert indexed <= {"id"}


def test_a_full_thread_sends_the_author_to_a_new_one(module):
    opening = write(module)
    Thread.objects.update(size=2000)

    with pytest.raises(Exception, match="This thread is full"):
        write(module, parent=opening)


@pytest.mark.parametrize("place", range(len(SHAPE) + 1))
def test_above_and_beneath_a_comment_are_what_the_parents_say(module, place):
    [comments, _other] = build(module, [SHAPE, SHAPE])
    parents = [None, *SHAPE]

    def answered_by(number):
        above = parents[number]
        return [] if above is None else [*answered_by(above), above]

    comment = Comment.objects.get(pk=comments[place].pk)
    beneath = [number for number in range(len(parents)) if place in answered_by(number)]
    assert list(Comment.objects.above(comment).in_reading_order()) == [
        comments[number] for number in answered_by(place)
    ]
    assert set(Comment.objects.beneath(comment)) == {comments[number] for number in beneath}
