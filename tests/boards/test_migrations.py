"""Data of an earlier version comes through."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from boards import trees
from boards.models import Comment, Finding, Module, Rule, RuleVersion, SearchEntry, Voice
from tests.conftest import build, make_comment, make_course, make_module

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

BEFORE_RULES = [("boards", "0003_rules")]
BEFORE_VOICES = [("boards", "0021_versions_hold_belongings")]
BEFORE_THE_DESK = [("boards", "0005_every_finding_has_a_version")]


def back_to(boards, moderation=None):
    """The models of boards as they were then; `moderation`: the last migration that it then had."""
    executor = MigrationExecutor(connection)
    executor.migrate([*boards, ("moderation", moderation)])
    return executor.loader.project_state(boards).apps


@pytest.fixture
def back_before_the_desk():
    return lambda: back_to(BEFORE_THE_DESK, moderation="0004_moderators_decide")


@pytest.fixture
def forward(transactional_db):
    """Migrate to now; afterwards so in any case, for the tests that follow."""
    latest = MigrationExecutor(connection).loader.graph.leaf_nodes()
    yield lambda: MigrationExecutor(connection).migrate(latest)
    MigrationExecutor(connection).migrate(latest)


def test_findings_of_before_are_under_a_rule_afterwards_whatever_screener_made_them(
    settings, forward
):
    settings.COMMENT_SCREENERS = []
    module = make_module(make_course(), 1)
    comment = module.start_thread(make_comment("At www.example.org."))
    earlier = back_to(BEFORE_RULES).get_model("boards", "Finding")
    for code in ("link", "their-own"):
        earlier.objects.create(comment_id=comment.pk, rule=code, start=0, end=2, words="At")

    forward()

    found = {each.rule: each.version for each in Finding.objects.select_related("version__rule")}
    assert {code: version.rule.code for code, version in found.items()} == {
        "link": "link",
        "their-own": "their-own",
    }
    assert not found["their-own"].sentence


def test_what_was_held_before_waits_since_it_was_written(back_before_the_desk, forward):
    module = make_module(make_course(), 1)
    [[held], [published]] = build(module, [[], []])
    held.hold()
    back_before_the_desk()

    forward()

    assert Comment.objects.get(pk=held.pk).held_at == held.created
    assert Comment.objects.get(pk=published.pk).held_at is None


def test_what_was_found_before_is_as_old_as_its_comment_and_names_its_rule_s_screener(
    back_before_the_desk, forward
):
    module = make_module(make_course(), 1)
    written = datetime(2026, 1, 1, 12, tzinfo=UTC)
    posted = make_comment("At www.example.org.", created=written)
    comment = module.start_thread(posted, as_is=True)
    back_before_the_desk()

    forward()

    finding = Finding.objects.get()
    assert (finding.rule, finding.screener, finding.created) == ("link", "link", written)
    assert (finding.words, finding.retired_at) == ("www.example.org", None)
    assert list(comment.findings.current()) == [finding]


def test_rules_that_are_not_at_the_form_get_a_line_for_reports(back_before_the_desk, forward):
    back_before_the_desk()

    forward()

    lines = dict(Rule.objects.values_list("code", "report_line"))
    assert lines.pop("confidentiality") == (
        "tell so much about a client that they may be recognised"
    )
    assert lines.pop("crisis") == "come from somebody who may be in danger"
    assert set(lines.values()) == {""}


def test_only_the_version_in_force_gets_the_line_for_reports(back_before_the_desk, forward):
    rule = Rule.objects.get(code="crisis")
    rule.sentence = "You are not alone."
    rule.save()
    back_before_the_desk()

    forward()

    lines = dict(RuleVersion.objects.filter(rule=rule).values_list("number", "report_line"))
    assert lines == {1: "", 2: "come from somebody who may be in danger"}


def test_saving_a_rule_afterwards_makes_no_new_version(back_before_the_desk, forward):
    back_before_the_desk()
    forward()

    for rule in Rule.objects.all():
        rule.save()

    assert set(Rule.objects.values_list("version", flat=True)) == {1}


def test_what_was_published_before_search_is_found_by_it(forward):
    module = make_module(make_course(), 1)
    [[published], [removed]] = build(module, [[], []], text="The pause.")
    Comment.objects.get(pk=removed.pk).remove()
    MigrationExecutor(connection).migrate([("boards", "0021_versions_hold_belongings")])

    forward()

    assert [each.pk for each in SearchEntry.objects.saying(["pause"])] == [published.pk]


def test_of_boards_that_are_there_threads_are_counted_and_bylines_found(
    psychotherapy, dana, forward
):
    module = make_module(make_course(), 1)
    of_each = {"profession": psychotherapy, "country": "NZ"}
    for extent in ("full", "country", "profession"):
        build(module, [[0]], extent=extent, **of_each)
    build(module, [[]], author=dana, **of_each)
    build(module, [[]], email="", **of_each)
    build(module, [[]], status="removed", published_at=module.published_at, **of_each)
    build(module, [[]])
    back_to(BEFORE_VOICES, moderation="0008_held_for_an_address")

    forward()

    assert Module.objects.get().threads_count == 6
    assert Voice.objects.count() == 8
    assert trees.verify() == trees.verify_modules() == []
