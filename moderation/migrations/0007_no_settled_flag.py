from django.db import migrations


class Migration(migrations.Migration):
    dependencies = (("moderation", "0006_answers_settled_by_decisions"),)
    operations = (migrations.RemoveField(model_name="answer", name="is_settled"),)
