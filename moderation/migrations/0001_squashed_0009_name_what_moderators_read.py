import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from accounts.creating import CreateModels
from accounts.groups import Grant


class Migration(migrations.Migration):
    initial = True

    replaces = [
        ("moderation", "0001_initial"),
        ("moderation", "0002_moderators"),
        ("moderation", "0003_decisions"),
        ("moderation", "0004_moderators_decide"),
        ("moderation", "0005_the_desk"),
        ("moderation", "0006_answers_settled_by_decisions"),
        ("moderation", "0007_no_settled_flag"),
        ("moderation", "0008_held_for_an_address"),
        ("moderation", "0009_name_what_moderators_read"),
    ]

    dependencies = [
        ("boards", "0001_squashed_0027_fill_voices"),
    ]

    operations = [
        CreateModels(
            migrations.CreateModel(
                name="HeldComment",
                fields=[],
                options={
                    "verbose_name": "waiting comment",
                    "verbose_name_plural": "waiting comments",
                    "proxy": True,
                    "indexes": [],
                    "constraints": [],
                },
                bases=("boards.comment",),
            ),
            migrations.CreateModel(
                name="Decision",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    (
                        "act",
                        models.CharField(
                            choices=[
                                ("publish", "published it"),
                                ("ask", "asked for changes"),
                                ("remove", "removed it"),
                                ("redact", "took identifying details out of it"),
                                ("spam", "marked it as spam"),
                                ("block", "removed it and blocked its author"),
                                ("hold", "took it off the board for another look"),
                                ("keep", "stood by the decision"),
                                ("close", "closed its thread"),
                                ("reopen", "reopened its thread"),
                                ("undo", "took the decision back"),
                            ],
                            max_length=10,
                            verbose_name="decision",
                        ),
                    ),
                    ("sentence", models.TextField(blank=True, verbose_name="told to the author")),
                    (
                        "created",
                        models.DateTimeField(
                            db_index=True, default=django.utils.timezone.now, verbose_name="decided"
                        ),
                    ),
                    (
                        "status_before",
                        models.CharField(
                            blank=True,
                            choices=[
                                ("held", "held"),
                                ("published", "published"),
                                ("removed", "removed"),
                                ("withdrawn", "withdrawn"),
                                ("spam", "spam"),
                            ],
                            max_length=10,
                        ),
                    ),
                    (
                        "held_for_before",
                        models.CharField(
                            blank=True,
                            choices=[
                                ("urgent", "its author may be in danger"),
                                ("findings", "the author sent it as it is"),
                                ("rule", "a rule has it looked at"),
                                ("unchecked", "it could not be checked"),
                                ("everything", "everything here waits for a moderator"),
                                ("moderator", "a moderator wants another look"),
                                ("reported", "readers have reported it"),
                                ("changes", "its author has been asked to change it"),
                                ("revised", "its author has changed it as asked"),
                                (
                                    "address",
                                    "a guest gave a member's address, which the member has to confirm",
                                ),
                            ],
                            max_length=10,
                        ),
                    ),
                    ("waiting_since", models.DateTimeField(null=True, verbose_name="waited since")),
                    (
                        "block",
                        models.OneToOneField(
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="decision",
                            to="boards.block",
                        ),
                    ),
                    (
                        "by",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                            verbose_name="moderator",
                        ),
                    ),
                    (
                        "comment",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="decisions",
                            to="boards.comment",
                        ),
                    ),
                    (
                        "rule",
                        models.ForeignKey(
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="boards.ruleversion",
                            verbose_name="rule",
                        ),
                    ),
                    (
                        "undoes",
                        models.OneToOneField(
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="undone_by",
                            to="moderation.decision",
                            verbose_name="takes back",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "decision",
                    "verbose_name_plural": "decisions",
                    "ordering": ("-pk",),
                },
            ),
            migrations.CreateModel(
                name="Answer",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    ("text", models.TextField(verbose_name="answer of the author")),
                    ("created", models.DateTimeField(auto_now_add=True, verbose_name="answered")),
                    (
                        "decision",
                        models.OneToOneField(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="answer",
                            to="moderation.decision",
                        ),
                    ),
                    (
                        "settled_by",
                        models.ForeignKey(
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="moderation.decision",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "answer",
                    "verbose_name_plural": "answers",
                },
            ),
            migrations.CreateModel(
                name="Note",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    (
                        "email",
                        models.EmailField(
                            blank=True, db_index=True, max_length=254, verbose_name="e-mail address"
                        ),
                    ),
                    ("text", models.TextField(max_length=2000, verbose_name="note")),
                    (
                        "created",
                        models.DateTimeField(
                            default=django.utils.timezone.now, verbose_name="written"
                        ),
                    ),
                    (
                        "author",
                        models.ForeignKey(
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                            verbose_name="member",
                        ),
                    ),
                    (
                        "by",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                            verbose_name="moderator",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "note on an author",
                    "verbose_name_plural": "notes on authors",
                    "ordering": ("-pk",),
                },
            ),
            migrations.CreateModel(
                name="Redaction",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    ("original", models.TextField(editable=False)),
                    (
                        "purged_at",
                        models.DateTimeField(editable=False, null=True, verbose_name="purged"),
                    ),
                    (
                        "decision",
                        models.OneToOneField(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="redaction",
                            to="moderation.decision",
                            verbose_name="decision",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "redaction",
                    "verbose_name_plural": "redactions",
                },
            ),
            migrations.CreateModel(
                name="Opening",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    ("reason", models.TextField(verbose_name="reason")),
                    (
                        "created",
                        models.DateTimeField(
                            default=django.utils.timezone.now, verbose_name="opened"
                        ),
                    ),
                    (
                        "by",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                            verbose_name="moderator",
                        ),
                    ),
                    (
                        "redaction",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="openings",
                            to="moderation.redaction",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "opening of a sealed text",
                    "verbose_name_plural": "openings of sealed texts",
                    "ordering": ("-pk",),
                },
            ),
            migrations.CreateModel(
                name="Notice",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    ("since", models.DateTimeField()),
                    (
                        "created",
                        models.DateTimeField(
                            default=django.utils.timezone.now, verbose_name="sent"
                        ),
                    ),
                    (
                        "comment",
                        models.ForeignKey(
                            null=True,
                            on_delete=django.db.models.deletion.CASCADE,
                            related_name="+",
                            to="boards.comment",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "notice to moderators",
                    "verbose_name_plural": "notices to moderators",
                    "constraints": [
                        models.UniqueConstraint(
                            condition=models.Q(("comment__isnull", False)),
                            fields=("comment", "since"),
                            name="moderation_notice_once",
                        ),
                        models.UniqueConstraint(
                            condition=models.Q(("comment", None)),
                            fields=("since",),
                            name="moderation_digest_once",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="Report",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    ("sentence", models.TextField(blank=True, verbose_name="what the reader says")),
                    ("person", models.CharField(editable=False, max_length=32)),
                    ("as_guest", models.CharField(blank=True, editable=False, max_length=32)),
                    (
                        "email",
                        models.EmailField(
                            blank=True, max_length=254, verbose_name="e-mail address"
                        ),
                    ),
                    ("addressee", models.CharField(blank=True, editable=False, max_length=32)),
                    (
                        "created",
                        models.DateTimeField(
                            db_index=True,
                            default=django.utils.timezone.now,
                            verbose_name="reported",
                        ),
                    ),
                    ("told_at", models.DateTimeField(editable=False, null=True)),
                    (
                        "comment",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="reports",
                            to="boards.comment",
                        ),
                    ),
                    (
                        "decision",
                        models.ForeignKey(
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="reports",
                            to="moderation.decision",
                            verbose_name="decision",
                        ),
                    ),
                    (
                        "reporter",
                        models.ForeignKey(
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                            verbose_name="member",
                        ),
                    ),
                    (
                        "rule",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="boards.ruleversion",
                            verbose_name="rule",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "report",
                    "verbose_name_plural": "reports",
                    "ordering": ("created", "pk"),
                    "indexes": [
                        models.Index(
                            condition=models.Q(("decision", None)),
                            fields=["comment"],
                            name="moderation_report_open",
                        ),
                        models.Index(fields=["person", "created"], name="moderation_report_person"),
                        models.Index(
                            condition=models.Q(("addressee", ""), _negated=True),
                            fields=["addressee", "created"],
                            name="moderation_report_addressee",
                        ),
                    ],
                    "constraints": [
                        models.UniqueConstraint(
                            fields=("comment", "person"), name="moderation_report_once_a_person"
                        )
                    ],
                },
            ),
        ),
        # They read every comment and work the queue, look back at decisions, which they make
        # there, see reports and keep notes on authors; they write no pages.
        Grant(
            "Moderators",
            "boards.view_comment",
            *("moderation.view_heldcomment", "moderation.change_heldcomment"),
            *("moderation.view_decision", "moderation.view_report"),
            *(f"moderation.{verb}_note" for verb in ("view", "add", "delete")),
        ),
    ]
