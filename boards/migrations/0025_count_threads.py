from django.db import migrations, models
from django.db.models.functions import Coalesce


def of_what_is_there(apps, schema_editor):
    """How many threads of each module a reader can see."""
    seen = apps.get_model("boards", "Thread").objects.filter(
        module=models.OuterRef("pk"), comments_count__gt=0
    )
    count = seen.order_by().values("module").annotate(count=models.Count("pk")).values("count")
    apps.get_model("boards", "Module").objects.update(
        threads_count=Coalesce(models.Subquery(count), 0)
    )


class Migration(migrations.Migration):
    dependencies = [
        ("boards", "0024_name_what_staff_read"),
    ]

    operations = [
        migrations.AddField(
            model_name="module",
            name="threads_count",
            field=models.PositiveIntegerField(default=0, editable=False),
        ),
        migrations.RunPython(of_what_is_there, migrations.RunPython.noop),
    ]
