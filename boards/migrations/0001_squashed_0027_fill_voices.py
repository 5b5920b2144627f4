import django.db.models.deletion
import django.db.models.functions.comparison
import django.utils.timezone
import django_countries.fields
import mptt.fields
import simple_history.models
from django.conf import settings
from django.db import migrations, models

import accounts.byline
import boards.models.course
import boards.models.file
import boards.models.search
import boards.talks
from accounts.creating import CreateModels
from accounts.groups import Grant

# In the order of the form. Staff change the words in the admin; these are what a new board begins
# with. Without a sentence a rule is not checked: what helps somebody in danger, staff must write.
RULES = (
    {
        "code": "personal",
        "line": "share about or seek advice for personal problems",
        "sentence": "This board is for what you will use with your clients. Please leave out "
        "problems of your own, of family or friends: everybody can read this page, and nobody here "
        "can look after you as you deserve.",
    },
    {
        "code": "referral",
        "line": "ask for referrals",
        "sentence": "Please do not ask for a practitioner or a service here, for yourself or for a "
        "client: nobody can vouch for one in a comment, and who is named has not been asked.",
    },
    {
        "code": "link",
        "line": "post links or advertise a product",
        "sentence": "Please leave out addresses of every kind: links, mail, telephone, names on "
        "other networks. You may name a book, an author or a site without its address.",
    },
    {
        "code": "advert",
        "sentence": "Please do not advertise here, not even what is free or your own. Tell us how "
        "you use an idea instead.",
    },
    {
        "code": "confidentiality",
        "action": "advise",
        "sentence": "Could this person, or someone who knows them, recognise them here? You may "
        "want to leave out a detail or change it, or show less of your byline.",
        "report_line": "tell so much about a client that they may be recognised",
    },
    {
        "code": "crisis",
        "action": "urgent",
        "report_line": "come from somebody who may be in danger",
    },
)


def add_gin_index(apps, schema_editor):
    """On PostgreSQL alone: SQLite has no such index, and search reads the table there."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            "CREATE INDEX boards_search_words ON boards_searchentry USING gin (words)"
        )


def write_first_rules(apps, schema_editor):
    rules = apps.get_model("boards", "Rule").objects
    versions = apps.get_model("boards", "RuleVersion").objects
    for position, words in enumerate(RULES, 1):
        rule = rules.create(position=position, version=1, **words)
        versions.create(
            rule=rule, number=1, **{name: words[name] for name in words if name != "code"}
        )


class Migration(migrations.Migration):
    initial = True

    replaces = [
        ("boards", "0001_initial"),
        ("boards", "0002_course_staff"),
        ("boards", "0003_rules"),
        ("boards", "0004_first_rules"),
        ("boards", "0005_every_finding_has_a_version"),
        ("boards", "0006_the_desk"),
        ("boards", "0007_fill_the_desk"),
        ("boards", "0008_earlier_texts"),
        ("boards", "0009_mail"),
        ("boards", "0010_members_only"),
        ("boards", "0011_earlier_slugs"),
        ("boards", "0012_question_and_notes"),
        ("boards", "0013_needs_claim"),
        ("boards", "0014_askings"),
        ("boards", "0015_imports"),
        ("boards", "0016_latest_comment"),
        ("boards", "0017_history_and_closing"),
        ("boards", "0018_files"),
        ("boards", "0019_first_versions"),
        ("boards", "0020_reasons_in_full"),
        ("boards", "0021_versions_hold_belongings"),
        ("boards", "0022_search"),
        ("boards", "0023_fill_search"),
        ("boards", "0024_name_what_staff_read"),
        ("boards", "0025_count_threads"),
        ("boards", "0026_voices"),
        ("boards", "0027_fill_voices"),
    ]

    dependencies = [
        ("accounts", "0001_squashed_0008_name_the_membership_of_an_order"),
        ("post_office", "0014_alter_email_recipient_delivery_status_and_more"),
    ]

    operations = [
        CreateModels(
            migrations.CreateModel(
                name="Asking",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    ("key", models.CharField(max_length=32, unique=True)),
                    ("times", models.JSONField(default=list)),
                    (
                        "last_at",
                        models.DateTimeField(db_index=True, default=django.utils.timezone.now),
                    ),
                ],
            ),
            migrations.CreateModel(
                name="Course",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    ("title", models.CharField(max_length=200, verbose_name="title")),
                    (
                        "short_title",
                        models.CharField(
                            help_text="Begins the title of each module's page.",
                            max_length=60,
                            verbose_name="short title",
                        ),
                    ),
                    (
                        "slug",
                        models.SlugField(
                            help_text="The first part of its pages' addresses.",
                            unique=True,
                            validators=[boards.models.course.not_reserved],
                            verbose_name="address",
                        ),
                    ),
                    (
                        "time_zone",
                        models.CharField(
                            default="America/New_York",
                            max_length=50,
                            validators=[boards.models.course.time_zone],
                            verbose_name="time zone",
                        ),
                    ),
                    (
                        "offer",
                        models.ForeignKey(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            to="accounts.offer",
                            verbose_name="offer",
                        ),
                    ),
                    (
                        "presenters",
                        models.ManyToManyField(
                            through="boards.CoursePresenter", to="boards.presenter"
                        ),
                    ),
                ],
                options={
                    "verbose_name": "course",
                    "verbose_name_plural": "courses",
                    "ordering": ("title",),
                },
            ),
            migrations.CreateModel(
                name="Module",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    ("number", models.PositiveSmallIntegerField(verbose_name="number")),
                    ("title", models.CharField(max_length=200, verbose_name="title")),
                    (
                        "slug",
                        models.SlugField(
                            help_text="The last part of the page's address.",
                            validators=[
                                boards.models.course.not_feed,
                                boards.models.course.not_search,
                            ],
                            verbose_name="address",
                        ),
                    ),
                    ("text", models.TextField(blank=True, verbose_name="text")),
                    (
                        "published_at",
                        models.DateTimeField(
                            blank=True,
                            help_text="Empty: a draft, seen by course staff only.",
                            null=True,
                            verbose_name="published",
                        ),
                    ),
                    (
                        "talk",
                        models.CharField(
                            blank=True,
                            help_text="Its address on YouTube or Vimeo. It plays on the page, once it is opened.",
                            max_length=300,
                            validators=[boards.talks.is_talk],
                            verbose_name="talk",
                        ),
                    ),
                    (
                        "question",
                        models.CharField(
                            blank=True,
                            help_text="Above the form, such as: What will you use with your clients?",
                            max_length=200,
                            verbose_name="question",
                        ),
                    ),
                    (
                        "noindex",
                        models.BooleanField(
                            default=False,
                            help_text="Whoever has the address can read it; search engines are asked not to list it.",
                            verbose_name="not for search engines",
                        ),
                    ),
                    (
                        "members_only",
                        models.BooleanField(
                            default=False,
                            help_text="Text and board are open to those who have the course's offer. Everybody else sees title, presenters and the offer.",
                            verbose_name="for members only",
                        ),
                    ),
                    (
                        "board",
                        models.CharField(
                            choices=[
                                ("open", "Open: people can comment"),
                                ("closed", "Closed: comments can be read"),
                            ],
                            default="open",
                            max_length=10,
                            verbose_name="board",
                        ),
                    ),
                    (
                        "closes_at",
                        models.DateTimeField(
                            blank=True,
                            help_text="From then on the comments can be read only. Empty: it stays as it is.",
                            null=True,
                            verbose_name="closes",
                        ),
                    ),
                    (
                        "closed_note",
                        models.CharField(
                            blank=True,
                            help_text="Why it is closed, or where people talk on. It stands where the form was.",
                            max_length=300,
                            verbose_name="note at a closed board",
                        ),
                    ),
                    (
                        "threads_per_page",
                        models.PositiveSmallIntegerField(
                            default=50,
                            help_text="Fixed once the board has comments.",
                            verbose_name="threads per page",
                        ),
                    ),
                    ("threads_numbered", models.PositiveIntegerField(default=0, editable=False)),
                    (
                        "comments_count",
                        models.PositiveIntegerField(
                            default=0, editable=False, verbose_name="comments"
                        ),
                    ),
                    ("threads_count", models.PositiveIntegerField(default=0, editable=False)),
                    (
                        "course",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="modules",
                            to="boards.course",
                            verbose_name="course",
                        ),
                    ),
                    (
                        "presenters",
                        models.ManyToManyField(
                            through="boards.ModulePresenter", to="boards.presenter"
                        ),
                    ),
                ],
                options={
                    "verbose_name": "module",
                    "verbose_name_plural": "modules",
                    "ordering": ("course", "number"),
                    "constraints": [
                        models.UniqueConstraint(
                            fields=("course", "number"), name="boards_module_number"
                        ),
                        models.UniqueConstraint(
                            fields=("course", "slug"), name="boards_module_slug"
                        ),
                        models.CheckConstraint(
                            condition=models.Q(("threads_per_page__gte", 1)),
                            name="boards_module_threads_per_page",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="Thread",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    (
                        "number",
                        models.PositiveIntegerField(
                            editable=False,
                            help_text="Given when it is first published.",
                            null=True,
                            verbose_name="number",
                        ),
                    ),
                    ("size", models.PositiveIntegerField(default=0, editable=False)),
                    ("comments_count", models.PositiveIntegerField(default=0, editable=False)),
                    ("version", models.PositiveIntegerField(default=0, editable=False)),
                    ("latest_at", models.DateTimeField(editable=False, null=True)),
                    (
                        "closed_at",
                        models.DateTimeField(editable=False, null=True, verbose_name="closed"),
                    ),
                    (
                        "module",
                        models.ForeignKey(
                            db_index=False,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="threads",
                            to="boards.module",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "thread",
                    "verbose_name_plural": "threads",
                    "indexes": [
                        models.Index(fields=["module", "latest_at"], name="boards_thread_latest")
                    ],
                    "constraints": [
                        models.UniqueConstraint(
                            fields=("module", "number"), name="boards_thread_number"
                        ),
                        models.CheckConstraint(
                            condition=models.Q(("comments_count__lte", models.F("size"))),
                            name="boards_thread_counts",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="Comment",
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
                    ("tree_id", models.BigIntegerField(editable=False)),
                    ("lft", models.PositiveIntegerField(editable=False)),
                    ("rght", models.PositiveIntegerField(editable=False)),
                    ("level", models.PositiveIntegerField(editable=False)),
                    (
                        "email",
                        models.EmailField(
                            blank=True, max_length=254, verbose_name="e-mail address"
                        ),
                    ),
                    ("text", models.TextField(verbose_name="text")),
                    ("markup", models.TextField(editable=False)),
                    (
                        "status",
                        models.CharField(
                            choices=[
                                ("held", "held"),
                                ("published", "published"),
                                ("removed", "removed"),
                                ("withdrawn", "withdrawn"),
                                ("spam", "spam"),
                            ],
                            editable=False,
                            max_length=10,
                            verbose_name="status",
                        ),
                    ),
                    (
                        "held_for",
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
                            editable=False,
                            max_length=10,
                            verbose_name="held because",
                        ),
                    ),
                    (
                        "held_at",
                        models.DateTimeField(editable=False, null=True, verbose_name="waits since"),
                    ),
                    (
                        "needs_claim",
                        models.BooleanField(
                            default=False, editable=False, verbose_name="needs to be claimed"
                        ),
                    ),
                    (
                        "created",
                        models.DateTimeField(
                            default=django.utils.timezone.now,
                            editable=False,
                            verbose_name="written",
                        ),
                    ),
                    (
                        "published_at",
                        models.DateTimeField(
                            editable=False, null=True, verbose_name="first published"
                        ),
                    ),
                    (
                        "edited_at",
                        models.DateTimeField(editable=False, null=True, verbose_name="edited"),
                    ),
                    (
                        "author",
                        models.ForeignKey(
                            blank=True,
                            db_index=False,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="comments",
                            to=settings.AUTH_USER_MODEL,
                            verbose_name="member",
                        ),
                    ),
                    (
                        "parent",
                        mptt.fields.TreeForeignKey(
                            blank=True,
                            db_index=False,
                            editable=False,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="replies",
                            to="boards.comment",
                        ),
                    ),
                    (
                        "profession",
                        models.ForeignKey(
                            blank=True,
                            db_index=False,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="accounts.profession",
                            verbose_name="profession",
                        ),
                    ),
                    (
                        "thread",
                        models.ForeignKey(
                            db_index=False,
                            editable=False,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="comments",
                            to="boards.thread",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "comment",
                    "verbose_name_plural": "comments",
                    "indexes": [
                        models.Index(fields=["tree_id", "lft"], name="boards_comment_tree"),
                        models.Index(
                            condition=models.Q(("parent__isnull", False)),
                            fields=["parent"],
                            name="boards_comment_parent",
                        ),
                        models.Index(
                            condition=models.Q(("author__isnull", False)),
                            fields=["author", "created"],
                            name="boards_comment_author",
                        ),
                        models.Index(
                            condition=models.Q(("author__isnull", True)),
                            fields=["email"],
                            name="boards_comment_guest",
                        ),
                        models.Index(
                            condition=models.Q(("status", "held")),
                            fields=["held_at"],
                            name="boards_comment_held",
                        ),
                    ],
                    "constraints": [
                        models.UniqueConstraint(
                            condition=models.Q(("parent__isnull", True)),
                            fields=("tree_id",),
                            name="boards_comment_one_root",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(("tree_id", models.F("thread"))),
                            name="boards_comment_tree_is_thread",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(("lft__gte", 1), ("rght__gt", models.F("lft"))),
                            name="boards_comment_edges",
                        ),
                    ],
                },
                bases=(accounts.byline.BylineText, models.Model),
            ),
            migrations.CreateModel(
                name="Picture",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    (
                        "file",
                        models.ImageField(
                            height_field="height",
                            help_text="JPEG, PNG, WebP or GIF.",
                            upload_to=boards.models.file.picture_path,
                            verbose_name="picture",
                            width_field="width",
                        ),
                    ),
                    (
                        "alt",
                        models.CharField(
                            help_text="What one would tell somebody who cannot see it, to whom it is read out.",
                            max_length=250,
                            verbose_name="in words",
                        ),
                    ),
                    ("width", models.PositiveIntegerField(editable=False, verbose_name="width")),
                    ("height", models.PositiveIntegerField(editable=False, verbose_name="height")),
                    (
                        "created",
                        models.DateTimeField(
                            default=django.utils.timezone.now, editable=False, verbose_name="added"
                        ),
                    ),
                ],
                options={
                    "verbose_name": "picture",
                    "verbose_name_plural": "pictures",
                    "ordering": ("-pk",),
                },
            ),
            migrations.CreateModel(
                name="Rule",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    (
                        "line",
                        models.CharField(
                            blank=True,
                            help_text="After “please do NOT:”. Empty: this rule is not listed there.",
                            max_length=200,
                            verbose_name="line at the form",
                        ),
                    ),
                    (
                        "report_line",
                        models.CharField(
                            blank=True,
                            help_text="After “This comment seems to”, where a reader reports it. Empty: the line at the form.",
                            max_length=200,
                            verbose_name="line at a report",
                        ),
                    ),
                    (
                        "sentence",
                        models.TextField(
                            blank=True,
                            help_text="Shown when the rule is found broken. Empty: the rule is not checked at all.",
                            max_length=2000,
                            verbose_name="told to the author",
                        ),
                    ),
                    (
                        "action",
                        models.CharField(
                            choices=[
                                ("choose", "The author chooses: edit, or send it to a moderator"),
                                ("hold", "It is held for a moderator at once"),
                                ("advise", "The author is advised, and may post it as it is"),
                                (
                                    "urgent",
                                    "It is held at the top of the queue, and the author is offered help",
                                ),
                            ],
                            default="choose",
                            max_length=10,
                            verbose_name="what a finding does",
                        ),
                    ),
                    (
                        "phrases",
                        models.TextField(
                            blank=True,
                            help_text="One a line, found as whole words in any case, besides what is found anyway.",
                            max_length=5000,
                            verbose_name="your own words and phrases",
                        ),
                    ),
                    (
                        "code",
                        models.SlugField(
                            help_text="By which the screeners know the rule; fixed once it is saved.",
                            max_length=20,
                            unique=True,
                            verbose_name="code",
                        ),
                    ),
                    (
                        "position",
                        models.PositiveSmallIntegerField(default=0, verbose_name="position"),
                    ),
                    (
                        "version",
                        models.PositiveIntegerField(
                            default=0, editable=False, verbose_name="version"
                        ),
                    ),
                ],
                options={
                    "verbose_name": "posting rule",
                    "verbose_name_plural": "posting rules",
                    "ordering": ("position", "code"),
                },
            ),
            migrations.CreateModel(
                name="EarlierText",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    ("text", models.TextField(verbose_name="text")),
                    (
                        "created",
                        models.DateTimeField(
                            default=django.utils.timezone.now, verbose_name="said until"
                        ),
                    ),
                    (
                        "comment",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.CASCADE,
                            related_name="earlier_texts",
                            to="boards.comment",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "earlier text",
                    "verbose_name_plural": "earlier texts",
                    "ordering": ("-pk",),
                },
            ),
            migrations.CreateModel(
                name="HistoricalCourse",
                fields=[
                    (
                        "id",
                        models.BigIntegerField(
                            auto_created=True, blank=True, db_index=True, verbose_name="ID"
                        ),
                    ),
                    ("belongings", models.JSONField(editable=False, null=True)),
                    ("title", models.CharField(max_length=200, verbose_name="title")),
                    (
                        "short_title",
                        models.CharField(
                            help_text="Begins the title of each module's page.",
                            max_length=60,
                            verbose_name="short title",
                        ),
                    ),
                    (
                        "slug",
                        models.SlugField(
                            help_text="The first part of its pages' addresses.",
                            validators=[boards.models.course.not_reserved],
                            verbose_name="address",
                        ),
                    ),
                    (
                        "time_zone",
                        models.CharField(
                            default="America/New_York",
                            max_length=50,
                            validators=[boards.models.course.time_zone],
                            verbose_name="time zone",
                        ),
                    ),
                    ("history_change_reason", models.TextField(null=True)),
                    ("history_id", models.AutoField(primary_key=True, serialize=False)),
                    ("history_date", models.DateTimeField(db_index=True)),
                    (
                        "history_type",
                        models.CharField(
                            choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")],
                            max_length=1,
                        ),
                    ),
                    (
                        "history_user",
                        models.ForeignKey(
                            null=True,
                            on_delete=django.db.models.deletion.SET_NULL,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                    (
                        "offer",
                        models.ForeignKey(
                            blank=True,
                            db_constraint=False,
                            null=True,
                            on_delete=django.db.models.deletion.DO_NOTHING,
                            related_name="+",
                            to="accounts.offer",
                            verbose_name="offer",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "historical course",
                    "verbose_name_plural": "historical courses",
                    "ordering": ("-history_date", "-history_id"),
                    "get_latest_by": ("history_date", "history_id"),
                },
                bases=(simple_history.models.HistoricalChanges, models.Model),
            ),
            migrations.CreateModel(
                name="HistoricalModule",
                fields=[
                    (
                        "id",
                        models.BigIntegerField(
                            auto_created=True, blank=True, db_index=True, verbose_name="ID"
                        ),
                    ),
                    ("belongings", models.JSONField(editable=False, null=True)),
                    ("number", models.PositiveSmallIntegerField(verbose_name="number")),
                    ("title", models.CharField(max_length=200, verbose_name="title")),
                    (
                        "slug",
                        models.SlugField(
                            help_text="The last part of the page's address.",
                            validators=[
                                boards.models.course.not_feed,
                                boards.models.course.not_search,
                            ],
                            verbose_name="address",
                        ),
                    ),
                    ("text", models.TextField(blank=True, verbose_name="text")),
                    (
                        "published_at",
                        models.DateTimeField(
                            blank=True,
                            help_text="Empty: a draft, seen by course staff only.",
                            null=True,
                            verbose_name="published",
                        ),
                    ),
                    (
                        "talk",
                        models.CharField(
                            blank=True,
                            help_text="Its address on YouTube or Vimeo. It plays on the page, once it is opened.",
                            max_length=300,
                            validators=[boards.talks.is_talk],
                            verbose_name="talk",
                        ),
                    ),
                    (
                        "question",
                        models.CharField(
                            blank=True,
                            help_text="Above the form, such as: What will you use with your clients?",
                            max_length=200,
                            verbose_name="question",
                        ),
                    ),
                    (
                        "noindex",
                        models.BooleanField(
                            default=False,
                            help_text="Whoever has the address can read it; search engines are asked not to list it.",
                            verbose_name="not for search engines",
                        ),
                    ),
                    (
                        "members_only",
                        models.BooleanField(
                            default=False,
                            help_text="Text and board are open to those who have the course's offer. Everybody else sees title, presenters and the offer.",
                            verbose_name="for members only",
                        ),
                    ),
                    (
                        "board",
                        models.CharField(
                            choices=[
                                ("open", "Open: people can comment"),
                                ("closed", "Closed: comments can be read"),
                            ],
                            default="open",
                            max_length=10,
                            verbose_name="board",
                        ),
                    ),
                    (
                        "closes_at",
                        models.DateTimeField(
                            blank=True,
                            help_text="From then on the comments can be read only. Empty: it stays as it is.",
                            null=True,
                            verbose_name="closes",
                        ),
                    ),
                    (
                        "closed_note",
                        models.CharField(
                            blank=True,
                            help_text="Why it is closed, or where people talk on. It stands where the form was.",
                            max_length=300,
                            verbose_name="note at a closed board",
                        ),
                    ),
                    (
                        "threads_per_page",
                        models.PositiveSmallIntegerField(
                            default=50,
                            help_text="Fixed once the board has comments.",
                            verbose_name="threads per page",
                        ),
                    ),
                    ("history_change_reason", models.TextField(null=True)),
                    ("history_id", models.AutoField(primary_key=True, serialize=False)),
                    ("history_date", models.DateTimeField(db_index=True)),
                    (
                        "history_type",
                        models.CharField(
                            choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")],
                            max_length=1,
                        ),
                    ),
                    (
                        "course",
                        models.ForeignKey(
                            blank=True,
                            db_constraint=False,
                            null=True,
                            on_delete=django.db.models.deletion.DO_NOTHING,
                            related_name="+",
                            to="boards.course",
                            verbose_name="course",
                        ),
                    ),
                    (
                        "history_user",
                        models.ForeignKey(
                            null=True,
                            on_delete=django.db.models.deletion.SET_NULL,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                ],
                options={
                    "verbose_name": "historical module",
                    "verbose_name_plural": "historical modules",
                    "ordering": ("-history_date", "-history_id"),
                    "get_latest_by": ("history_date", "history_id"),
                },
                bases=(simple_history.models.HistoricalChanges, models.Model),
            ),
            migrations.CreateModel(
                name="Handout",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    ("title", models.CharField(max_length=150, verbose_name="title")),
                    (
                        "file",
                        models.FileField(
                            help_text="pdf, docx, pptx, odt, odp, txt, mp3",
                            upload_to=boards.models.file.handout_path,
                            validators=[boards.models.file.is_handout],
                            verbose_name="file",
                        ),
                    ),
                    ("size", models.PositiveBigIntegerField(editable=False)),
                    (
                        "position",
                        models.PositiveSmallIntegerField(default=0, verbose_name="position"),
                    ),
                    (
                        "module",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.CASCADE,
                            related_name="handouts",
                            to="boards.module",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "handout",
                    "verbose_name_plural": "handouts",
                    "ordering": ("position", "pk"),
                },
            ),
            migrations.CreateModel(
                name="OldAddress",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    ("path", models.CharField(max_length=500, unique=True)),
                    (
                        "module",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.CASCADE,
                            related_name="old_addresses",
                            to="boards.module",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "old address",
                    "verbose_name_plural": "old addresses",
                },
            ),
            migrations.CreateModel(
                name="Presenter",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    ("name", models.CharField(max_length=100, verbose_name="name")),
                    (
                        "credentials",
                        models.CharField(
                            blank=True,
                            help_text="Such as PhD or LCSW, RN.",
                            max_length=60,
                            verbose_name="credentials",
                        ),
                    ),
                    (
                        "user",
                        models.OneToOneField(
                            blank=True,
                            editable=False,
                            null=True,
                            on_delete=django.db.models.deletion.SET_NULL,
                            related_name="presenter",
                            to=settings.AUTH_USER_MODEL,
                            verbose_name="account",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "presenter",
                    "verbose_name_plural": "presenters",
                    "ordering": ("name",),
                },
            ),
            migrations.CreateModel(
                name="ModulePresenter",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    (
                        "position",
                        models.PositiveSmallIntegerField(default=0, verbose_name="position"),
                    ),
                    (
                        "module",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.CASCADE, to="boards.module"
                        ),
                    ),
                    (
                        "presenter",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            to="boards.presenter",
                            verbose_name="presenter",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "presenter",
                    "verbose_name_plural": "presenters",
                    "ordering": ("position", "pk"),
                    "constraints": [
                        models.UniqueConstraint(
                            fields=("module", "presenter"), name="boards_presenter_once_a_module"
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="CoursePresenter",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    (
                        "role",
                        models.CharField(
                            choices=[("host", "Host"), ("faculty", "Faculty")],
                            default="faculty",
                            max_length=10,
                            verbose_name="role",
                        ),
                    ),
                    (
                        "position",
                        models.PositiveSmallIntegerField(default=0, verbose_name="position"),
                    ),
                    (
                        "course",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.CASCADE, to="boards.course"
                        ),
                    ),
                    (
                        "presenter",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            to="boards.presenter",
                            verbose_name="presenter",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "host or faculty member",
                    "verbose_name_plural": "hosts and faculty",
                    "ordering": ("position", "pk"),
                    "constraints": [
                        models.UniqueConstraint(
                            fields=("course", "presenter", "role"),
                            name="boards_presenter_once_a_role",
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="RuleVersion",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    (
                        "line",
                        models.CharField(
                            blank=True,
                            help_text="After “please do NOT:”. Empty: this rule is not listed there.",
                            max_length=200,
                            verbose_name="line at the form",
                        ),
                    ),
                    (
                        "report_line",
                        models.CharField(
                            blank=True,
                            help_text="After “This comment seems to”, where a reader reports it. Empty: the line at the form.",
                            max_length=200,
                            verbose_name="line at a report",
                        ),
                    ),
                    (
                        "sentence",
                        models.TextField(
                            blank=True,
                            help_text="Shown when the rule is found broken. Empty: the rule is not checked at all.",
                            max_length=2000,
                            verbose_name="told to the author",
                        ),
                    ),
                    (
                        "action",
                        models.CharField(
                            choices=[
                                ("choose", "The author chooses: edit, or send it to a moderator"),
                                ("hold", "It is held for a moderator at once"),
                                ("advise", "The author is advised, and may post it as it is"),
                                (
                                    "urgent",
                                    "It is held at the top of the queue, and the author is offered help",
                                ),
                            ],
                            default="choose",
                            max_length=10,
                            verbose_name="what a finding does",
                        ),
                    ),
                    (
                        "phrases",
                        models.TextField(
                            blank=True,
                            help_text="One a line, found as whole words in any case, besides what is found anyway.",
                            max_length=5000,
                            verbose_name="your own words and phrases",
                        ),
                    ),
                    ("number", models.PositiveIntegerField(verbose_name="version")),
                    (
                        "created",
                        models.DateTimeField(auto_now_add=True, verbose_name="in force from"),
                    ),
                    (
                        "by",
                        models.ForeignKey(
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                            verbose_name="changed by",
                        ),
                    ),
                    (
                        "rule",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="versions",
                            to="boards.rule",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "version of a rule",
                    "verbose_name_plural": "versions of rules",
                    "ordering": ("rule", "-number"),
                    "constraints": [
                        models.UniqueConstraint(
                            fields=("rule", "number"), name="boards_rule_version"
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="Finding",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    ("rule", models.CharField(max_length=20, verbose_name="rule")),
                    (
                        "screener",
                        models.CharField(blank=True, max_length=40, verbose_name="found by"),
                    ),
                    ("start", models.PositiveIntegerField()),
                    ("end", models.PositiveIntegerField()),
                    ("words", models.TextField(verbose_name="words")),
                    (
                        "certainty",
                        models.CharField(
                            choices=[("certain", "certain"), ("likely", "likely")],
                            max_length=10,
                            verbose_name="certainty",
                        ),
                    ),
                    ("sentence", models.TextField(verbose_name="why")),
                    (
                        "created",
                        models.DateTimeField(
                            db_index=True, default=django.utils.timezone.now, verbose_name="found"
                        ),
                    ),
                    ("retired_at", models.DateTimeField(null=True, verbose_name="text gone")),
                    (
                        "comment",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.CASCADE,
                            related_name="findings",
                            to="boards.comment",
                        ),
                    ),
                    (
                        "version",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="boards.ruleversion",
                            verbose_name="version of the rule",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "finding",
                    "verbose_name_plural": "findings",
                    "ordering": ("start", "pk"),
                },
            ),
            migrations.CreateModel(
                name="Submission",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    ("fingerprint", models.CharField(max_length=32, unique=True)),
                    ("person", models.CharField(db_index=True, max_length=32)),
                    ("address", models.CharField(db_index=True, max_length=32)),
                    (
                        "created",
                        models.DateTimeField(db_index=True, default=django.utils.timezone.now),
                    ),
                    (
                        "comment",
                        models.OneToOneField(
                            on_delete=django.db.models.deletion.CASCADE, to="boards.comment"
                        ),
                    ),
                ],
            ),
            migrations.CreateModel(
                name="Subscription",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    ("email", models.EmailField(blank=True, db_index=True, max_length=254)),
                    (
                        "about",
                        models.CharField(
                            choices=[
                                ("replies", "Replies to your comments"),
                                ("outcome", "What becomes of your comments"),
                                ("thread", "A thread"),
                                ("module", "A module"),
                            ],
                            max_length=10,
                        ),
                    ),
                    (
                        "frequency",
                        models.CharField(
                            choices=[
                                ("at_once", "At once"),
                                ("daily", "Once a day"),
                                ("never", "Never"),
                            ],
                            default="at_once",
                            max_length=10,
                        ),
                    ),
                    ("created", models.DateTimeField(default=django.utils.timezone.now)),
                    ("confirmed_at", models.DateTimeField(null=True)),
                    ("asked_at", models.DateTimeField(null=True)),
                    (
                        "module",
                        models.ForeignKey(
                            null=True,
                            on_delete=django.db.models.deletion.CASCADE,
                            related_name="+",
                            to="boards.module",
                        ),
                    ),
                    (
                        "user",
                        models.ForeignKey(
                            null=True,
                            on_delete=django.db.models.deletion.CASCADE,
                            related_name="subscriptions",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                    (
                        "thread",
                        models.ForeignKey(
                            null=True,
                            on_delete=django.db.models.deletion.CASCADE,
                            related_name="+",
                            to="boards.thread",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "subscription",
                    "verbose_name_plural": "subscriptions",
                    "constraints": [
                        models.UniqueConstraint(
                            django.db.models.functions.comparison.Coalesce("user", models.Value(0)),
                            models.F("email"),
                            models.F("about"),
                            django.db.models.functions.comparison.Coalesce(
                                "thread", models.Value(0)
                            ),
                            django.db.models.functions.comparison.Coalesce(
                                "module", models.Value(0)
                            ),
                            name="boards_subscription_once",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(("email", ""), ("user__isnull", False)),
                                models.Q(("user", None), models.Q(("email", ""), _negated=True)),
                                _connector="OR",
                            ),
                            name="boards_subscription_of_somebody",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(
                                    ("about", "thread"), ("module", None), ("thread__isnull", False)
                                ),
                                models.Q(
                                    ("about", "module"), ("module__isnull", False), ("thread", None)
                                ),
                                models.Q(
                                    ("about__in", ("replies", "outcome")),
                                    ("module", None),
                                    ("thread", None),
                                ),
                                _connector="OR",
                            ),
                            name="boards_subscription_about_something",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="News",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    ("is_outcome", models.BooleanField(default=False)),
                    ("created", models.DateTimeField(default=django.utils.timezone.now)),
                    ("due_at", models.DateTimeField(db_index=True)),
                    ("told", models.CharField(blank=True, max_length=32)),
                    (
                        "comment",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.CASCADE,
                            related_name="+",
                            to="boards.comment",
                        ),
                    ),
                    (
                        "mail",
                        models.ForeignKey(
                            null=True,
                            on_delete=django.db.models.deletion.CASCADE,
                            related_name="news",
                            to="post_office.email",
                        ),
                    ),
                    (
                        "subscription",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.CASCADE,
                            related_name="news",
                            to="boards.subscription",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "news",
                    "verbose_name_plural": "news",
                },
            ),
            migrations.CreateModel(
                name="Block",
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
                    ("until", models.DateTimeField(verbose_name="until")),
                    (
                        "reason",
                        models.TextField(
                            help_text="The person reads it where they would post.",
                            max_length=500,
                            verbose_name="reason",
                        ),
                    ),
                    (
                        "created",
                        models.DateTimeField(
                            default=django.utils.timezone.now, editable=False, verbose_name="since"
                        ),
                    ),
                    (
                        "ended_at",
                        models.DateTimeField(editable=False, null=True, verbose_name="ended early"),
                    ),
                    (
                        "by",
                        models.ForeignKey(
                            editable=False,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                            verbose_name="moderator",
                        ),
                    ),
                    (
                        "user",
                        models.ForeignKey(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="blocks",
                            to=settings.AUTH_USER_MODEL,
                            verbose_name="member",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "block",
                    "verbose_name_plural": "blocks",
                    "ordering": ("-pk",),
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(
                                ("user__isnull", False),
                                models.Q(("email", ""), _negated=True),
                                _connector="OR",
                            ),
                            name="boards_block_over_somebody",
                            violation_error_message="Say whom: a member, or an e-mail address.",
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="SearchEntry",
                fields=[
                    (
                        "comment",
                        models.OneToOneField(
                            on_delete=django.db.models.deletion.CASCADE,
                            primary_key=True,
                            related_name="searchentry",
                            serialize=False,
                            to="boards.comment",
                        ),
                    ),
                    ("created", models.DateTimeField()),
                    ("words", boards.models.search.Words()),
                    (
                        "module",
                        models.ForeignKey(
                            db_index=False,
                            on_delete=django.db.models.deletion.CASCADE,
                            related_name="+",
                            to="boards.module",
                        ),
                    ),
                ],
                options={
                    "indexes": [models.Index(fields=["created"], name="boards_search_newest")],
                },
            ),
            migrations.CreateModel(
                name="Voice",
                fields=[
                    (
                        "comment",
                        models.OneToOneField(
                            on_delete=django.db.models.deletion.PROTECT,
                            primary_key=True,
                            related_name="+",
                            serialize=False,
                            to="boards.comment",
                        ),
                    ),
                    ("country", models.CharField(blank=True, max_length=2)),
                    ("person", models.CharField(blank=True, max_length=270)),
                    ("created", models.DateTimeField()),
                    (
                        "module",
                        models.ForeignKey(
                            db_index=False,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="boards.module",
                        ),
                    ),
                    (
                        "profession",
                        models.ForeignKey(
                            db_index=False,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="accounts.profession",
                        ),
                    ),
                ],
                options={
                    "indexes": [
                        models.Index(
                            fields=["module", "profession", "created", "comment"],
                            name="boards_voice_by_profession",
                        ),
                        models.Index(
                            fields=["module", "country", "created", "comment"],
                            name="boards_voice_by_country",
                        ),
                        models.Index(
                            fields=["module", "profession", "person"],
                            name="boards_voice_professionals",
                        ),
                        models.Index(
                            fields=["module", "country", "person"], name="boards_voice_compatriots"
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="Announcement",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    (
                        "about",
                        models.CharField(
                            choices=[
                                ("comment", "a comment"),
                                ("outcome", "what became of a comment"),
                            ],
                            max_length=10,
                        ),
                    ),
                    ("before", models.CharField(blank=True, max_length=32)),
                    ("due_at", models.DateTimeField(db_index=True)),
                    (
                        "comment",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.CASCADE,
                            related_name="announcements",
                            to="boards.comment",
                        ),
                    ),
                ],
                options={
                    "constraints": [
                        models.UniqueConstraint(
                            fields=("comment", "about"), name="boards_announced_once"
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="ImportedComment",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    ("wordpress_id", models.PositiveBigIntegerField()),
                    ("author", models.TextField(blank=True)),
                    (
                        "comment",
                        models.OneToOneField(
                            on_delete=django.db.models.deletion.CASCADE,
                            related_name="imported",
                            to="boards.comment",
                        ),
                    ),
                    (
                        "course",
                        models.ForeignKey(
                            db_index=False,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="boards.course",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "imported comment",
                    "verbose_name_plural": "imported comments",
                    "constraints": [
                        models.UniqueConstraint(
                            fields=("course", "wordpress_id"), name="boards_imported_once_a_course"
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="Hold",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    (
                        "reason",
                        models.CharField(
                            blank=True,
                            help_text="People read it at the form.",
                            max_length=200,
                            verbose_name="reason",
                        ),
                    ),
                    ("created", models.DateTimeField(auto_now_add=True, verbose_name="since")),
                    (
                        "by",
                        models.ForeignKey(
                            editable=False,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                    (
                        "module",
                        models.ForeignKey(
                            blank=True,
                            help_text="Empty: everywhere.",
                            null=True,
                            on_delete=django.db.models.deletion.CASCADE,
                            to="boards.module",
                            verbose_name="module",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "hold on everything",
                    "verbose_name_plural": "holds on everything",
                    "constraints": [
                        models.UniqueConstraint(
                            django.db.models.functions.comparison.Coalesce("module", 0),
                            name="boards_hold_once",
                            violation_error_message="That is on already.",
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="EarlierSlug",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    ("slug", models.SlugField(verbose_name="address")),
                    (
                        "course",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.CASCADE,
                            related_name="earlier_slugs",
                            to="boards.course",
                        ),
                    ),
                    (
                        "module",
                        models.ForeignKey(
                            null=True,
                            on_delete=django.db.models.deletion.CASCADE,
                            related_name="earlier_slugs",
                            to="boards.module",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "earlier address",
                    "verbose_name_plural": "earlier addresses",
                    "constraints": [
                        models.UniqueConstraint(
                            condition=models.Q(("module", None)),
                            fields=("slug",),
                            name="boards_earlier_course",
                        ),
                        models.UniqueConstraint(
                            condition=models.Q(("module__isnull", False)),
                            fields=("course", "slug"),
                            name="boards_earlier_module",
                        ),
                    ],
                },
            ),
        ),
        # They go with their tables.
        migrations.RunPython(add_gin_index, migrations.RunPython.noop),
        migrations.RunPython(write_first_rules, migrations.RunPython.noop),
        # They write courses, modules and rules, and keep the list of professions.
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
                    ("boards", "picture"),
                    ("boards", "handout"),
                )
                for verb in ("view", "add", "change", "delete")
            ),
            *(f"boards.{verb}_rule" for verb in ("view", "add", "change")),
            "boards.view_ruleversion",
        ),
        # They see the rules, switch holds on and off, and block people.
        Grant(
            "Moderators",
            *("boards.view_rule", "boards.view_ruleversion"),
            *(f"boards.{verb}_hold" for verb in ("view", "add", "change", "delete")),
            *(f"boards.{verb}_block" for verb in ("view", "add", "change")),
        ),
    ]
