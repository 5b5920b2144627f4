from django.db import migrations
from django.utils import timezone


def write_first_versions(apps, schema_editor):
    """Of what was there before versions were kept, so that the first edit loses nothing."""
    for name in ("Course", "Module"):
        versions = apps.get_model("boards", f"Historical{name}")
        fields = [field.attname for field in versions._meta.concrete_fields]
        kept = [field for field in fields if not field.startswith("history_")]
        known = set(versions.objects.values_list("id", flat=True))
        versions.objects.bulk_create(
            versions(**row, history_date=timezone.now(), history_type="+")
            for row in apps.get_model("boards", name).objects.values(*kept).iterator()
            if row["id"] not in known
        )


class Migration(migrations.Migration):
    dependencies = [
        ("boards", "0018_files"),
    ]

    operations = [migrations.RunPython(write_first_versions, migrations.RunPython.noop)]
