"""What one test of this folder has changed, the next does not find."""

from boards.models import Comment, Rule, RuleVersion
from tests.browser.conftest import put_back, rows_of
from tests.browser.steps import change_rule
from tests.conftest import build


def all_rows(migrated):
    return {model: rows_of(model) for model in migrated}


def test_what_is_written_goes_with_all_that_it_refers_to(migrated, module, dana):
    build(module, [[0, 1], []], author=dana)

    put_back(migrated)

    assert not Comment.objects.exists()
    assert all_rows(migrated) == migrated


def test_what_the_migrations_wrote_comes_back_changed_or_deleted(migrated, mod):
    change_rule("link", action="hold")
    mod.groups.get().permissions.clear()
    RuleVersion.objects.filter(rule__code="advert").delete()
    Rule.objects.filter(code="advert").delete()
    assert all_rows(migrated) != migrated

    put_back(migrated)

    assert all_rows(migrated) == migrated
