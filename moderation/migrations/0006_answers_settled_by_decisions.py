from django.db import migrations
from django.db.models import OuterRef, Subquery

from accounts.groups import Grant


def fill(apps, schema_editor):
    """An answer was settled by the next decision on its comment."""
    decisions = apps.get_model("moderation", "Decision").objects
    following = decisions.filter(
        comment=OuterRef("decision__comment"), created__gt=OuterRef("created")
    )
    for answer in (
        apps.get_model("moderation", "Answer")
        .objects.filter(is_settled=True)
        .annotate(next=Subquery(following.order_by("pk").values("pk")[:1]))
    ):
        answer.settled_by_id = answer.next or answer.decision_id
        answer.save(update_fields=("settled_by",))


class Migration(migrations.Migration):
    """Which decision settled an answer; moderators see reports, and keep notes on authors."""

    dependencies = (("moderation", "0005_the_desk"),)
    operations = (
        migrations.RunPython(fill, migrations.RunPython.noop),
        Grant(
            "Moderators",
            "moderation.view_report",
            *(f"moderation.{verb}_note" for verb in ("view", "add", "delete")),
        ),
    )
