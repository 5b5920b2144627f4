from django.db import migrations
from django.db.models import F, OuterRef, Subquery

from accounts.groups import Grant

# What a reader says who reports a comment under a rule that is not listed at the form.
REPORT_LINES = {
    "confidentiality": "tell so much about a client that they may be recognised",
    "crisis": "come from somebody who may be in danger",
}


def fill(apps, schema_editor):
    comments = apps.get_model("boards", "Comment").objects
    comments.filter(status="held").update(held_at=F("created"))
    findings = apps.get_model("boards", "Finding").objects
    written = apps.get_model("boards", "Comment").objects.filter(pk=OuterRef("comment"))
    # Each rule had one screener, by whose name it goes.
    findings.update(created=Subquery(written.values("created")[:1]), screener=F("rule"))
    for code, line in REPORT_LINES.items():
        rules = apps.get_model("boards", "Rule").objects.filter(code=code)
        rules.update(report_line=line)
        versions = apps.get_model("boards", "RuleVersion").objects
        versions.filter(rule__in=rules, number=F("rule__version")).update(report_line=line)


class Migration(migrations.Migration):
    """Since when comments wait, what screeners found before it was kept, and what a report says;
    moderators block people."""

    dependencies = (("boards", "0006_the_desk"),)
    operations = (
        migrations.RunPython(fill, migrations.RunPython.noop),
        Grant(
            "Moderators",
            "boards.view_block",
            "boards.add_block",
            "boards.change_block",
        ),
    )
