import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("boards", "0004_first_rules"),)
    operations = (
        migrations.AlterField(
            model_name="finding",
            name="version",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="boards.ruleversion",
                verbose_name="version of the rule",
            ),
        ),
    )
