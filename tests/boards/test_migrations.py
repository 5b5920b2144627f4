"""Data of an earlier version comes through."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from boards.models import Finding
from tests.conftest import make_comment, make_course, make_module

BEFORE = [("boards", "0003_rules")]


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_findings_of_before_are_under_a_rule_afterwards_whatever_screener_made_them(settings):
    settings.COMMENT_SCREENERS = []
    module = make_module(make_course(), 1)
    comment = module.start_thread(make_comment("At www.example.org."))
    latest = MigrationExecutor(connection).loader.graph.leaf_nodes()
    executor = MigrationExecutor(connection)
    executor.migrate([*BEFORE, ("moderation", None)])
    earlier = executor.loader.project_state(BEFORE).apps.get_model("boards", "Finding")
    for code in ("link", "their-own"):
        earlier.objects.create(comment_id=comment.pk, rule=code, start=0, end=2, words="At")

    MigrationExecutor(connection).migrate(latest)

    found = {each.rule: each.version for each in Finding.objects.select_related("version__rule")}
    assert {code: version.rule.code for code, version in found.items()} == {
        "link": "link",
        "their-own": "their-own",
    }
    assert not found["their-own"].sentence
