from django.db import migrations

from accounts.groups import Grant


class Migration(migrations.Migration):
    """Course staff write courses and modules, and keep the list of professions."""

    dependencies = (
        ("boards", "0001_initial"),
        ("accounts", "0002_professions"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    )
    operations = (
        Grant(
            "Course staff",
            *(
                f"{app}.{verb}_{model}"
                for app, model in (
                    ("accounts", "offer"),
                    ("accounts", "profession"),
                    ("boards", "course"),
                    ("boards", "coursepresenter"),
                    ("boards", "module"),
                    ("boards", "modulepresenter"),
                    ("boards", "presenter"),
                )
                for verb in ("view", "add", "change", "delete")
            ),
        ),
    )
