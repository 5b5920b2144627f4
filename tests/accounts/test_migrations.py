"""Data of an earlier version comes through."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from accounts.lookalikes import skeleton
from accounts.models import User

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


@pytest.fixture
def forward(transactional_db):
    """Migrate to now; afterwards so in any case, for the tests that follow."""
    latest = MigrationExecutor(connection).loader.graph.leaf_nodes()
    yield lambda: MigrationExecutor(connection).migrate(latest)
    MigrationExecutor(connection).migrate(latest)


def test_members_of_before_have_the_skeleton_of_their_name(forward):
    before = [("accounts", "0002_professions")]
    executor = MigrationExecutor(connection)
    executor.migrate(before)
    earlier = executor.loader.project_state(before).apps.get_model("accounts", "User")
    for number in range(501):  # more than one batch
        earlier.objects.create(email=f"{number}@example.org", name=f"Dana Whitfield {number}")
    earlier.objects.create(email="robin@example.org")

    forward()

    assert all(each.skeleton == skeleton(each.name) for each in User.objects.all())
    assert User.objects.exclude(skeleton="").count() == 501
