from django.db import migrations

from accounts.groups import Grant


class Migration(migrations.Migration):
    """Moderators look back at decisions; they make them in the queue."""

    dependencies = (("moderation", "0003_decisions"),)
    operations = (Grant("Moderators", "moderation.view_decision"),)
