from django.db import migrations

from accounts.lookalikes import skeleton

BATCH = 500


def fill(apps, schema_editor):
    people = apps.get_model("accounts", "User").objects
    batch = []
    for person in people.exclude(name="").only("name").order_by("pk").iterator(chunk_size=BATCH):
        person.skeleton = skeleton(person.name)
        batch.append(person)
        if len(batch) == BATCH:
            people.bulk_update(batch, ["skeleton"])
            batch = []
    people.bulk_update(batch, ["skeleton"])


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_skeleton")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
