"""What is there from the beginning, and installations of before it was all made in one step."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

from boards.models import Rule, RuleVersion

pytestmark = pytest.mark.django_db


@pytest.fixture
def ours():
    """Our migrations by their names; of them and of what they replace, none is applied as yet."""
    ours = {
        name: migration
        for name, migration in MigrationExecutor(connection).loader.disk_migrations.items()
        if migration.replaces
    }
    for name, migration in ours.items():
        for each in (name, *migration.replaces):
            MigrationRecorder(connection).record_unapplied(*each)
    return ours


def apply(names):
    for name in names:
        MigrationRecorder(connection).record_applied(*name)


def test_where_all_the_steps_of_before_were_taken_there_is_nothing_to_do(ours):
    for migration in ours.values():
        apply(migration.replaces)

    executor = MigrationExecutor(connection)

    assert ours.keys() <= executor.loader.applied_migrations.keys()
    assert executor.migration_plan(executor.loader.graph.leaf_nodes()) == []


def test_where_some_are_missing_nothing_is_taken_for_done(ours):
    for migration in ours.values():
        apply(migration.replaces[:-1])

    executor = MigrationExecutor(connection)

    assert not ours.keys() & executor.loader.applied_migrations.keys()


def test_rules_that_are_not_at_the_form_begin_with_a_line_for_reports():
    lines = dict(Rule.objects.filter(line="").values_list("code", "report_line"))

    assert lines.pop("confidentiality") == (
        "tell so much about a client that they may be recognised"
    )
    assert lines.pop("crisis") == "come from somebody who may be in danger"
    assert set(lines.values()) == {""}


def test_saving_a_rule_as_it_was_in_the_beginning_makes_no_new_version():
    for rule in Rule.objects.all():
        rule.save()

    assert set(Rule.objects.values_list("version", flat=True)) == {1}
    assert RuleVersion.objects.count() == Rule.objects.count()
