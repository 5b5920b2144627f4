import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0007_offers_and_memberships"),
        ("boards", "0025_count_threads"),
    ]

    operations = [
        migrations.CreateModel(
            name="Voice",
            fields=[
                (
                    "comment",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="boards.comment",
                    ),
                ),
                ("country", models.CharField(blank=True, max_length=2)),
                ("person", models.CharField(blank=True, max_length=270)),
                ("created", models.DateTimeField()),
                (
                    "module",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="boards.module",
                    ),
                ),
                (
                    "profession",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.profession",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["module", "profession", "created", "comment"],
                        name="boards_voice_by_profession",
                    ),
                    models.Index(
                        fields=["module", "country", "created", "comment"],
                        name="boards_voice_by_country",
                    ),
                    models.Index(
                        fields=["module", "profession", "person"],
                        name="boards_voice_professionals",
                    ),
                    models.Index(
                        fields=["module", "country", "person"], name="boards_voice_compatriots"
                    ),
                ],
            },
        ),
    ]
