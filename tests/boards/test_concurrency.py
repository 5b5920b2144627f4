"""Many processes posting into one module at once, as real writers do."""

import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.db import connection

from boards import trees
from boards.models import Comment, Thread
from tests.conftest import build, make_course, make_module

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

PROCESSES = 8 if connection.vendor == "postgresql" else 4
POSTS = 2000 if connection.vendor == "postgresql" else 1000


def database_url():
    database = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{database['NAME']}"
    return f"{os.environ['DATABASE_URL'].rpartition('/')[0]}/{database['NAME']}"


def run_writers(module, posts, *options):
    """What the writers were told is accepted: the ids of comments."""
    environment = os.environ | {
        "DATABASE_URL": database_url(),
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
    command = [sys.executable, "-m", "tests.boards.writer", str(module.pk), str(posts)]
    writers = [
        subprocess.Popen(
            [*command, str(seed), *options],
            cwd=settings.BASE_DIR,
            env=environment,
            stdout=subprocess.PIPE,
            text=True,
        )
        for seed in range(PROCESSES)
    ]
    accepted = []
    for writer in writers:
        printed, _ = writer.communicate()
        assert writer.returncode == 0
        accepted += [int(line) for line in printed.split()]
    return accepted


def test_many_writers_at_once_leave_right_trees_counts_and_numbers():
    module = make_module(make_course())
    [[first]] = build(module, [[]])

    accepted = run_writers(module, POSTS // PROCESSES)

    module.refresh_from_db()
    numbers = sorted(Thread.objects.values_list("number", flat=True))
    assert trees.verify() == []
    assert trees.verify_modules() == []
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(accepted) == len(set(accepted)) == POSTS
    assert set(Comment.objects.values_list("pk", flat=True)) == {first.pk, *accepted}
    assert module.comments_count == POSTS + 1


def test_without_the_lock_the_validator_finds_damage():
    module = make_module(make_course())
    build(module, [[]])

    for _attempt in range(5):
        run_writers(module, 60, "--without-locks")
        if trees.verify():
            break

    assert trees.verify()
