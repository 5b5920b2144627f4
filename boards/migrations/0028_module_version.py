from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("boards", "0001_squashed_0027_fill_voices"),
    ]

    operations = [
        migrations.AddField(
            model_name="module",
            name="version",
            field=models.PositiveBigIntegerField(default=0, editable=False),
        ),
    ]
