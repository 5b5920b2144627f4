import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
import django_countries.fields
from django.conf import settings
from django.db import migrations, models

import accounts.byline
import accounts.models.offer
from accounts.creating import CreateModels
from accounts.groups import Grant

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
    """A list to begin with; staff edit it."""
    professions = apps.get_model("accounts", "Profession").objects
    for position, name in enumerate(PROFESSIONS, start=1):
        professions.create(name=name, position=10 * position)


class Migration(migrations.Migration):
    initial = True

    replaces = [
        ("accounts", "0001_initial"),
        ("accounts", "0002_professions"),
        ("accounts", "0003_sign_ins_ended"),
        ("accounts", "0004_skeleton"),
        ("accounts", "0005_fill_skeletons"),
        ("accounts", "0006_leaving"),
        ("accounts", "0007_offers_and_memberships"),
        ("accounts", "0008_name_the_membership_of_an_order"),
    ]

    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [
        CreateModels(
            migrations.CreateModel(
                name="Offer",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    (
                        "name",
                        models.CharField(
                            default="Gold Membership",
                            help_text="What one joins, as it stands on orders and in mail.",
                            max_length=60,
                            verbose_name="name",
                        ),
                    ),
                    ("heading", models.CharField(max_length=100, verbose_name="heading")),
                    ("button_label", models.CharField(max_length=40, verbose_name="button label")),
                    (
                        "member_heading",
                        models.CharField(
                            blank=True,
                            help_text="For those who are signed in and do not have it. Empty: as for everybody.",
                            max_length=100,
                            verbose_name="heading for members",
                        ),
                    ),
                    (
                        "member_button_label",
                        models.CharField(
                            blank=True, max_length=40, verbose_name="button label for members"
                        ),
                    ),
                    (
                        "credit_line",
                        models.CharField(blank=True, max_length=200, verbose_name="credit line"),
                    ),
                    (
                        "included",
                        models.TextField(
                            blank=True,
                            help_text="One thing a line.",
                            verbose_name="what is included",
                        ),
                    ),
                    ("price", models.PositiveIntegerField(default=0, verbose_name="price")),
                    (
                        "currency",
                        models.CharField(
                            default="USD",
                            max_length=3,
                            validators=[accounts.models.offer.is_currency],
                            verbose_name="currency",
                        ),
                    ),
                    (
                        "months",
                        models.PositiveSmallIntegerField(
                            default=12,
                            validators=[
                                django.core.validators.MinValueValidator(1),
                                django.core.validators.MaxValueValidator(120),
                            ],
                            verbose_name="period in months",
                        ),
                    ),
                    (
                        "credits",
                        models.DecimalField(
                            blank=True,
                            decimal_places=1,
                            help_text="Such as 8.5. Empty: none are to be had.",
                            max_digits=4,
                            null=True,
                            validators=[django.core.validators.MinValueValidator(0)],
                            verbose_name="credits",
                        ),
                    ),
                    (
                        "credit_kinds",
                        models.CharField(
                            blank=True,
                            default="CE/CME Credits or Clock Hours",
                            max_length=100,
                            verbose_name="kinds of credits",
                        ),
                    ),
                    (
                        "credits_price",
                        models.PositiveIntegerField(default=0, verbose_name="price of the credits"),
                    ),
                    ("terms", models.TextField(blank=True, verbose_name="terms")),
                    (
                        "how_to_pay",
                        models.TextField(
                            blank=True,
                            help_text="On the page and in the mail of an order: a bank account, a telephone.",
                            verbose_name="how to pay",
                        ),
                    ),
                    (
                        "checkout_url",
                        models.URLField(
                            blank=True,
                            help_text="Where one joins and pays elsewhere. Empty: one joins here, by invoice.",
                            verbose_name="outside checkout",
                        ),
                    ),
                    (
                        "followed",
                        models.PositiveIntegerField(
                            default=0, editable=False, verbose_name="followed"
                        ),
                    ),
                ],
                options={
                    "verbose_name": "offer",
                    "verbose_name_plural": "offers",
                },
            ),
            migrations.CreateModel(
                name="Profession",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    ("name", models.CharField(max_length=60, unique=True, verbose_name="name")),
                    (
                        "position",
                        models.PositiveSmallIntegerField(default=0, verbose_name="position"),
                    ),
                    (
                        "active",
                        models.BooleanField(default=True, verbose_name="offered at the form"),
                    ),
                ],
                options={
                    "verbose_name": "profession",
                    "verbose_name_plural": "professions",
                    "ordering": ("position", "name"),
                },
            ),
            migrations.CreateModel(
                name="User",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    ("name", models.CharField(max_length=100, verbose_name="name")),
                    (
                        "country",
                        django_countries.fields.CountryField(
                            blank=True, max_length=2, verbose_name="country"
                        ),
                    ),
                    ("city", models.CharField(blank=True, max_length=100, verbose_name="city")),
                    ("state", models.CharField(blank=True, max_length=2, verbose_name="state")),
                    (
                        "extent",
                        models.CharField(
                            choices=[
                                ("full", "Name, profession and place"),
                                ("country", "Name and country only"),
                                ("profession", "Name and profession only"),
                            ],
                            default="full",
                            max_length=10,
                            verbose_name="byline shows",
                        ),
                    ),
                    ("password", models.CharField(max_length=128, verbose_name="password")),
                    (
                        "last_login",
                        models.DateTimeField(blank=True, null=True, verbose_name="last login"),
                    ),
                    (
                        "is_superuser",
                        models.BooleanField(
                            default=False,
                            help_text="Designates that this user has all permissions without explicitly assigning them.",
                            verbose_name="superuser status",
                        ),
                    ),
                    (
                        "email",
                        models.EmailField(
                            max_length=254, unique=True, verbose_name="e-mail address"
                        ),
                    ),
                    ("skeleton", models.CharField(blank=True, editable=False, max_length=100)),
                    (
                        "is_staff",
                        models.BooleanField(
                            default=False,
                            help_text="May enter this administration site.",
                            verbose_name="staff",
                        ),
                    ),
                    (
                        "is_active",
                        models.BooleanField(
                            default=True,
                            help_text="Untick this instead of deleting an account.",
                            verbose_name="active",
                        ),
                    ),
                    ("sign_ins_ended", models.PositiveIntegerField(default=0, editable=False)),
                    (
                        "leaves_at",
                        models.DateTimeField(editable=False, null=True, verbose_name="leaves"),
                    ),
                    ("leaves_withdrawing", models.BooleanField(default=False, editable=False)),
                    (
                        "date_joined",
                        models.DateTimeField(
                            default=django.utils.timezone.now, editable=False, verbose_name="joined"
                        ),
                    ),
                    (
                        "groups",
                        models.ManyToManyField(
                            blank=True,
                            help_text="The groups this user belongs to. A user will get all permissions granted to each of their groups.",
                            related_name="user_set",
                            related_query_name="user",
                            to="auth.group",
                            verbose_name="groups",
                        ),
                    ),
                    (
                        "user_permissions",
                        models.ManyToManyField(
                            blank=True,
                            help_text="Specific permissions for this user.",
                            related_name="user_set",
                            related_query_name="user",
                            to="auth.permission",
                            verbose_name="user permissions",
                        ),
                    ),
                    (
                        "profession",
                        models.ForeignKey(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="accounts.profession",
                            verbose_name="profession",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "person",
                    "verbose_name_plural": "people",
                    "indexes": [models.Index(fields=["skeleton"], name="accounts_user_skeleton")],
                    "constraints": [
                        models.UniqueConstraint(
                            django.db.models.functions.text.Lower("email"),
                            name="accounts_user_email_any_case",
                        )
                    ],
                },
                bases=(accounts.byline.BylineText, models.Model),
            ),
            migrations.CreateModel(
                name="Membership",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    (
                        "with_credits",
                        models.BooleanField(default=False, verbose_name="with credits"),
                    ),
                    ("begins_at", models.DateTimeField(verbose_name="begins")),
                    ("ends_at", models.DateTimeField(verbose_name="ends")),
                    (
                        "ended_at",
                        models.DateTimeField(editable=False, null=True, verbose_name="ended early"),
                    ),
                    ("reminded_at", models.DateTimeField(editable=False, null=True)),
                    ("lapsed_at", models.DateTimeField(editable=False, null=True)),
                    (
                        "user",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.CASCADE,
                            related_name="memberships",
                            to=settings.AUTH_USER_MODEL,
                            verbose_name="member",
                        ),
                    ),
                    (
                        "offer",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="memberships",
                            to="accounts.offer",
                            verbose_name="offer",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "membership",
                    "verbose_name_plural": "memberships",
                    "ordering": ("-pk",),
                    "constraints": [
                        models.UniqueConstraint(
                            fields=("user", "offer"), name="accounts_membership_once"
                        ),
                        models.CheckConstraint(
                            condition=models.Q(("ends_at__gte", models.F("begins_at"))),
                            name="accounts_membership_times",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="Order",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    (
                        "number",
                        models.CharField(
                            editable=False, max_length=9, unique=True, verbose_name="number"
                        ),
                    ),
                    (
                        "name",
                        models.CharField(
                            blank=True, editable=False, max_length=100, verbose_name="name"
                        ),
                    ),
                    (
                        "email",
                        models.EmailField(
                            blank=True,
                            editable=False,
                            max_length=254,
                            verbose_name="e-mail address",
                        ),
                    ),
                    (
                        "with_credits",
                        models.BooleanField(
                            default=False, editable=False, verbose_name="with credits"
                        ),
                    ),
                    ("amount", models.PositiveIntegerField(editable=False, verbose_name="amount")),
                    (
                        "currency",
                        models.CharField(editable=False, max_length=3, verbose_name="currency"),
                    ),
                    (
                        "months",
                        models.PositiveSmallIntegerField(
                            editable=False, verbose_name="period in months"
                        ),
                    ),
                    (
                        "terms",
                        models.TextField(
                            blank=True, editable=False, verbose_name="terms agreed to"
                        ),
                    ),
                    (
                        "state",
                        models.CharField(
                            choices=[
                                ("waiting", "waiting for payment"),
                                ("paid", "paid"),
                                ("cancelled", "cancelled"),
                                ("refunded", "refunded"),
                            ],
                            default="waiting",
                            editable=False,
                            max_length=10,
                            verbose_name="state",
                        ),
                    ),
                    ("reason", models.TextField(blank=True, editable=False, verbose_name="reason")),
                    (
                        "reference",
                        models.CharField(
                            blank=True,
                            editable=False,
                            max_length=100,
                            verbose_name="outside reference",
                        ),
                    ),
                    (
                        "created",
                        models.DateTimeField(
                            default=django.utils.timezone.now,
                            editable=False,
                            verbose_name="ordered",
                        ),
                    ),
                    (
                        "paid_at",
                        models.DateTimeField(editable=False, null=True, verbose_name="paid"),
                    ),
                    (
                        "closed_at",
                        models.DateTimeField(
                            editable=False, null=True, verbose_name="cancelled or refunded"
                        ),
                    ),
                    (
                        "membership",
                        models.ForeignKey(
                            editable=False,
                            null=True,
                            on_delete=django.db.models.deletion.SET_NULL,
                            related_name="orders",
                            to="accounts.membership",
                            verbose_name="membership",
                        ),
                    ),
                    (
                        "offer",
                        models.ForeignKey(
                            editable=False,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="orders",
                            to="accounts.offer",
                            verbose_name="offer",
                        ),
                    ),
                    (
                        "user",
                        models.ForeignKey(
                            editable=False,
                            null=True,
                            on_delete=django.db.models.deletion.SET_NULL,
                            related_name="orders",
                            to=settings.AUTH_USER_MODEL,
                            verbose_name="member",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "order",
                    "verbose_name_plural": "orders",
                    "ordering": ("-pk",),
                    "constraints": [
                        models.UniqueConstraint(
                            condition=models.Q(("state", "waiting")),
                            fields=("user", "offer"),
                            name="accounts_order_one_waiting",
                        ),
                        models.UniqueConstraint(
                            condition=models.Q(("reference", ""), _negated=True),
                            fields=("reference",),
                            name="accounts_order_reference_once",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="MembershipChange",
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
                                ("began", "began"),
                                ("extended", "extended"),
                                ("shortened", "shortened"),
                                ("ended", "ended early"),
                                ("lapsed", "lapsed"),
                                ("reminded", "the member was reminded"),
                            ],
                            max_length=10,
                            verbose_name="what happened",
                        ),
                    ),
                    ("reason", models.TextField(blank=True, verbose_name="reason")),
                    (
                        "created",
                        models.DateTimeField(
                            default=django.utils.timezone.now, verbose_name="when"
                        ),
                    ),
                    (
                        "by",
                        models.ForeignKey(
                            null=True,
                            on_delete=django.db.models.deletion.SET_NULL,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                            verbose_name="by",
                        ),
                    ),
                    (
                        "membership",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.CASCADE,
                            related_name="changes",
                            to="accounts.membership",
                        ),
                    ),
                    (
                        "order",
                        models.ForeignKey(
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="accounts.order",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "change",
                    "verbose_name_plural": "changes",
                    "ordering": ("-pk",),
                },
            ),
        ),
        migrations.RunPython(offer, migrations.RunPython.noop),
        Grant(
            "Membership office",
            *("accounts.view_order", "accounts.change_order"),
            *("accounts.view_membership", "accounts.view_offer"),
        ),
    ]
