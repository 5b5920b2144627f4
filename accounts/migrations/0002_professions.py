from django.db import migrations

PROFESSIONS = (
    "Psychotherapy",
    "Counseling",
    "Psychology",
    "Social Work",
    "Marriage/Family Therapy",
    "Nursing",
    "Medicine",
    "Occupational Therapy",
    "Coach",
    "Clergy",
    "Teacher",
    "Health Education",
    "Exercise Physiology",
    "Bodywork",
    "Student",
    "Another Field",
    "Other",
)


def offer(apps, schema_editor):
    professions = apps.get_model("accounts", "Profession").objects
    for position, name in enumerate(PROFESSIONS, start=1):
        professions.get_or_create(name=name, defaults={"position": 10 * position})


class Migration(migrations.Migration):
    """A list to begin with; staff edit it."""

    dependencies = (("accounts", "0001_initial"),)
    operations = (migrations.RunPython(offer, migrations.RunPython.noop),)
