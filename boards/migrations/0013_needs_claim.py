from django.db import migrations, models


def those_that_wait(apps, schema_editor):
    waiting = models.Q(status="held", held_for="address")
    models.QuerySet(apps.get_model("boards", "Comment")).filter(waiting).update(needs_claim=True)


class Migration(migrations.Migration):
    dependencies = [
        ("boards", "0012_question_and_notes"),
    ]

    operations = [
        migrations.AddField(
            model_name="comment",
            name="needs_claim",
            field=models.BooleanField(
                default=False, editable=False, verbose_name="needs to be claimed"
            ),
        ),
        migrations.RunPython(those_that_wait, migrations.RunPython.noop),
    ]
