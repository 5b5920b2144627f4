from django.db import migrations, models

BATCH = 1000


def enter_published_comments(apps, schema_editor):
    entries = apps.get_model("boards", "SearchEntry").objects
    comments = models.QuerySet(apps.get_model("boards", "Comment")).filter(status="published")
    columns = comments.order_by("pk").values_list("pk", "thread__module", "created", "text")
    last = 0
    while batch := list(columns.filter(pk__gt=last)[:BATCH]):
        entries.bulk_create(
            entries.model(comment_id=pk, module_id=module, created=created, words=text)
            for pk, module, created, text in batch
        )
        last = batch[-1][0]


class Migration(migrations.Migration):
    dependencies = [
        ("boards", "0022_search"),
    ]

    operations = [migrations.RunPython(enter_published_comments, migrations.RunPython.noop)]
