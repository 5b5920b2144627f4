from django.db import migrations

from accounts.groups import Grant


class Migration(migrations.Migration):
    """Moderators read every comment and work the queue; they write no pages."""

    dependencies = (
        ("moderation", "0001_initial"),
        ("boards", "0002_course_staff"),
    )
    operations = (
        Grant(
            "Moderators",
            "boards.view_comment",
            "moderation.view_heldcomment",
            "moderation.change_heldcomment",
        ),
    )
