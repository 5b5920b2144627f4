import zoneinfo
from copy import copy

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_prose_editor.fields import ProseEditorField

from accounts.models import Shown, ShownQuerySet
from accounts.models.edition import once_an_edition
from accounts.questions import Question
from boards.models.earlier_slug import EarlierSlug
from boards.models.version import Versioned, versions
from boards.pictures import problem_of_pictures
from boards.talks import is_talk, player_of

# First parts of addresses that are the site's own; a course of that name could not be reached.
RESERVED_SLUGS = {"accounts", "admin", "comments", "contact", "files", "mail", "privacy", "static"}
RESERVED_SLUGS |= {"threads"}

# Of a module's board.
COUNTS = ("threads_numbered", "comments_count", "threads_count", "version")
NOW_AT = Question(f"""
SELECT COALESCE((SELECT number FROM accounts_edition WHERE id = 1), 0),
       module.id, {", ".join(COUNTS)}
FROM boards_module AS module JOIN boards_course AS course ON course.id = module.course_id
WHERE course.slug = %s AND module.slug = %s
""")  # noqa: S608
MOST_KEPT = 100  # modules in each process, with their texts

PICKER = reverse_lazy("admin:boards_picture_pick")
PROSE = {
    "Bold": True,
    "Italic": True,
    "BulletList": True,
    "OrderedList": True,
    "ListItem": True,
    "Blockquote": True,
    "Heading": {"levels": [2, 3]},
    "Link": {"protocols": ["http", "https", "mailto"]},
    "Image": True,
    "Figure": {"pickerUrl": PICKER},
    "Caption": True,
}


def time_zone(name):
    if name not in zoneinfo.available_timezones():
        raise ValidationError(_("Choose a time zone by its IANA name, such as America/New_York."))


def not_reserved(slug):
    if slug in RESERVED_SLUGS:
        raise ValidationError(
            _("“%(slug)s” is an address of the site itself."), params={"slug": slug}
        )


def not_feed(slug):
    if slug == "feed":
        raise ValidationError(_("“feed” is the address of the course's feed."))


def not_search(slug):
    if slug == "search":
        raise ValidationError(_("“search” is the address of the course's search."))


class Presenter(Shown):
    """A person who teaches: host or faculty of courses, and presenter of modules."""

    name = models.CharField(_("name"), max_length=100)
    credentials = models.CharField(
        _("credentials"), max_length=60, blank=True, help_text=_("Such as PhD or LCSW, RN.")
    )
    user = models.OneToOneField(
        "accounts.User",
        models.SET_NULL,
        verbose_name=_("account"),
        null=True,
        blank=True,
        editable=False,
        related_name="presenter",
    )

    class Meta:
        ordering = ("name",)
        verbose_name = _("presenter")
        verbose_name_plural = _("presenters")

    def __str__(self):
        return ", ".join(part for part in (self.name, self.credentials) if part)


class CourseQuerySet(ShownQuerySet):
    def once_at(self, slug):
        """That whose address is or was of that name."""
        return self.filter(
            Q(slug=slug)
            | Q(pk__in=EarlierSlug.objects.of_courses().filter(slug=slug).values("course"))
        )


class Course(Shown, Versioned):
    BELONGINGS = ("coursepresenter_set",)

    title = models.CharField(_("title"), max_length=200)
    short_title = models.CharField(
        _("short title"), max_length=60, help_text=_("Begins the title of each module's page.")
    )
    slug = models.SlugField(
        _("address"),
        unique=True,
        validators=[not_reserved],
        help_text=_("The first part of its pages' addresses."),
    )
    time_zone = models.CharField(
        _("time zone"), max_length=50, default="America/New_York", validators=[time_zone]
    )
    offer = models.ForeignKey(
        "accounts.Offer", models.PROTECT, verbose_name=_("offer"), null=True, blank=True
    )
    presenters = models.ManyToManyField(Presenter, through="CoursePresenter")
    history = versions()

    objects = CourseQuerySet.as_manager()

    class Meta:
        ordering = ("title",)
        verbose_name = _("course")
        verbose_name_plural = _("courses")

    def __str__(self):
        return self.title

    def save(self, *args, update_fields=None, **kwargs):
        """Links to the address that it had before go on leading here."""
        before = Course.objects.filter(pk=self.pk).values_list("slug", flat=True).first()
        with transaction.atomic():
            super().save(*args, update_fields=update_fields, **kwargs)
            if update_fields is None or "slug" in update_fields:
                EarlierSlug.objects.of_courses().take(self.slug, before, course=self)

    def get_absolute_url(self):
        return reverse("boards:course", args=(self.slug,))

    def clean(self):
        for_members = Module.objects.filter(course=self.pk, members_only=True)
        if self.pk and not self.offer_id and for_members.exists():
            message = _("It has modules for members, so it needs an offer.")
            raise ValidationError({"offer": message})

    @transaction.atomic
    def copy(self, *, by):
        """This course for a new run, as `by` has asked: its modules as drafts, presenters and
        offer; none of the comments. Returns it."""
        copy = Course(
            title=_("%(title)s (new run)") % {"title": self.title[:180]},
            short_title=self.short_title,
            slug=self._free_slug(),
            time_zone=self.time_zone,
            offer=self.offer,
        )
        copy._history_user = by
        copy.save()
        for each in self.belongings():
            each.pk, each.course, each._state.adding = None, copy, True
            each.save()
        copy.keep_belongings()
        for module in self.modules.all():
            module.copy_to(copy, by=by)
        return copy

    def _free_slug(self):
        """«compassion-2»: that of this course with the first number that leads nowhere yet."""
        number = 2
        while Course.objects.once_at(slug := f"{self.slug[:45]}-{number}").exists():
            number += 1
        return slug

    @property
    def tzinfo(self):
        return zoneinfo.ZoneInfo(self.time_zone)


class CoursePresenter(Shown):
    class Role(models.TextChoices):
        HOST = "host", _("Host")
        FACULTY = "faculty", _("Faculty")

    course = models.ForeignKey(Course, models.CASCADE)
    presenter = models.ForeignKey(Presenter, models.PROTECT, verbose_name=_("presenter"))
    role = models.CharField(_("role"), max_length=10, choices=Role, default=Role.FACULTY)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        ordering = ("position", "pk")
        verbose_name = _("host or faculty member")
        verbose_name_plural = _("hosts and faculty")
        constraints = (
            models.UniqueConstraint(
                fields=("course", "presenter", "role"), name="boards_presenter_once_a_role"
            ),
        )

    def __str__(self):
        return str(self.presenter)


class ModuleQuerySet(ShownQuerySet):
    def published(self):
        return self.filter(published_at__lte=timezone.now())

    def visible_to(self, user):
        """Those that are there for `user`: the published ones; for course staff drafts too."""
        return self if sees_drafts(user) else self.published()

    def open_to(self, user):
        """Those whose text and board `user` may read: of the visible ones, those that are for
        everybody or for the members of an offer that `user` has joined; staff read all."""
        visible = self.visible_to(user)
        if user.is_staff:
            return visible
        for_user = Q(members_only=False)
        if user.is_authenticated:
            for_user |= Q(course__offer__in=user.memberships.active().values("offer"))
        return visible.filter(for_user)

    def once_at(self, course_slug, slug):
        """Those whose address has, or had, these parts."""
        had = EarlierSlug.objects.of_modules().filter(slug=slug).values("module")
        courses = Course.objects.once_at(course_slug)
        return self.filter(Q(slug=slug) | Q(pk__in=had), course__in=courses)

    def for_page(self):
        return self.select_related("course__offer")

    def at_or_once_at(self, course_slug, slug):
        """That at the address with these parts, or where there is none, that which was there
        before, `for_page`; None if neither."""
        there = self.for_page().filter(course__slug=course_slug, slug=slug).first()
        return there or self.for_page().once_at(course_slug, slug).order_by("-pk").first()

    def changes(self):
        """When they are published and close, by times that were set, past and to come, in order."""
        times = self.values_list("published_at", "closes_at")
        return sorted({time for pair in times for time in pair if time})


def sees_drafts(user):
    return user.is_staff and user.has_perm("boards.change_module")


@once_an_edition
def modules_kept():
    """Modules by their keys; none in the beginning."""
    return {}


class Module(Shown, Versioned):
    """One page of a course, and its board."""

    BELONGINGS = ("modulepresenter_set", "handouts")
    edition = None  # that was out when it was found, see `now_at`
    NOT_IN_EDITION = frozenset(COUNTS)

    class Board(models.TextChoices):
        OPEN = "open", _("Open: people can comment")
        CLOSED = "closed", _("Closed: comments can be read")

    course = models.ForeignKey(
        Course, models.PROTECT, verbose_name=_("course"), related_name="modules"
    )
    number = models.PositiveSmallIntegerField(_("number"))
    title = models.CharField(_("title"), max_length=200)
    slug = models.SlugField(
        _("address"),
        validators=[not_feed, not_search],
        help_text=_("The last part of the page's address."),
    )
    text = ProseEditorField(_("text"), extensions=PROSE, sanitize=True, blank=True)
    published_at = models.DateTimeField(
        _("published"),
        null=True,
        blank=True,
        help_text=_("Empty: a draft, seen by course staff only."),
    )
    talk = models.CharField(
        _("talk"),
        max_length=300,
        blank=True,
        validators=[is_talk],
        help_text=_("Its address on YouTube or Vimeo. It plays on the page, once it is opened."),
    )
    question = models.CharField(
        _("question"),
        max_length=200,
        blank=True,
        help_text=_("Above the form, such as: What will you use with your clients?"),
    )
    noindex = models.BooleanField(
        _("not for search engines"),
        default=False,
        help_text=_(
            "Whoever has the address can read it; search engines are asked not to list it."
        ),
    )
    members_only = models.BooleanField(
        _("for members only"),
        default=False,
        help_text=_(
            "Text and board are open to those who have the course's offer. Everybody else sees "
            "title, presenters and the offer."
        ),
    )
    board = models.CharField(_("board"), max_length=10, choices=Board, default=Board.OPEN)
    closes_at = models.DateTimeField(
        _("closes"),
        null=True,
        blank=True,
        help_text=_("From then on the comments can be read only. Empty: it stays as it is."),
    )
    closed_note = models.CharField(
        _("note at a closed board"),
        max_length=300,
        blank=True,
        help_text=_("Why it is closed, or where people talk on. It stands where the form was."),
    )
    threads_per_page = models.PositiveSmallIntegerField(
        _("threads per page"), default=50, help_text=_("Fixed once the board has comments.")
    )
    presenters = models.ManyToManyField(Presenter, through="ModulePresenter")
    # Kept by Thread, under this row's lock: the last number given to a thread, how many comments
    # and threads a reader can see, and how often anything of it has changed.
    threads_numbered = models.PositiveIntegerField(default=0, editable=False)
    comments_count = models.PositiveIntegerField(_("comments"), default=0, editable=False)
    threads_count = models.PositiveIntegerField(default=0, editable=False)
    version = models.PositiveBigIntegerField(default=0, editable=False)
    history = versions(excluded_fields=COUNTS)

    objects = ModuleQuerySet.as_manager()

    class Meta:
        ordering = ("course", "number")
        verbose_name = _("module")
        verbose_name_plural = _("modules")
        constraints = (
            models.UniqueConstraint(fields=("course", "number"), name="boards_module_number"),
            models.UniqueConstraint(fields=("course", "slug"), name="boards_module_slug"),
            models.CheckConstraint(
                condition=Q(threads_per_page__gte=1), name="boards_module_threads_per_page"
            ),
        )

    def __str__(self):
        return _("%(course)s – Module %(number)s") % {
            "course": self.course.short_title,
            "number": self.number,
        }

    def save(self, *args, update_fields=None, **kwargs):
        """But for the counts, which may have gone on since this instance was loaded. Links to the
        address that it had before go on leading here."""
        before = Module.objects.filter(pk=self.pk).values_list("slug", flat=True).first()
        if update_fields is None and not self._state.adding:
            fields = (field.name for field in self._meta.concrete_fields if not field.primary_key)
            update_fields = set(fields) - set(COUNTS)
        with transaction.atomic():
            super().save(*args, update_fields=update_fields, **kwargs)
            if update_fields is None or "slug" in update_fields:
                of_course = EarlierSlug.objects.of_modules().filter(course=self.course_id)
                of_course.take(self.slug, before, course_id=self.course_id, module=self)

    def get_absolute_url(self):
        return reverse("boards:module", args=(self.course.slug, self.slug))

    def page_url(self, page):
        return reverse("boards:page", args=(self.course.slug, self.slug, page))

    def clean(self):
        if problem := problem_of_pictures(self.text):
            raise ValidationError({"text": problem})
        if self.members_only and self.course_id and not self.course.offer_id:
            message = _("The course has no offer, so nobody could become a member.")
            raise ValidationError({"members_only": message})
        if self.closes_at and self.published_at and self.closes_at <= self.published_at:
            message = _("It would close before it is published.")
            raise ValidationError({"closes_at": message})
        before = Module.objects.filter(pk=self.pk).first()
        if before and before.threads_numbered and before.threads_per_page != self.threads_per_page:
            raise ValidationError(
                {"threads_per_page": _("The board has comments, so its pages stay as they are.")}
            )

    @classmethod
    def now_at(cls, course_slug, slug):
        """The one at the address with these parts, `for_page`; None if there is none. What goes by
        the edition of those that people ask for is kept in this process, and copied, since others
        have it at the same time; bears the `edition` that was out."""
        found = NOW_AT.rows(course_slug, slug)
        if not found:
            return None
        [(edition, key, *counts)] = found
        kept = modules_kept(edition)
        if not (there := kept.get(key)):
            there = cls.objects.for_page().filter(pk=key).first()
            if not there:
                return None
            if len(kept) >= MOST_KEPT:
                kept.clear()
            kept[key] = there
        module = copy(there)
        vars(module).update(zip(COUNTS, counts, strict=True), edition=edition)
        return module

    @property
    def is_published(self):
        return bool(self.published_at and self.published_at <= timezone.now())

    def is_visible_to(self, user):
        return self.is_published or sees_drafts(user)

    def is_open_to(self, user):
        """Whether `user`, who may see that it is there, may read it."""
        return not self.members_only or Module.objects.open_to(user).filter(pk=self.pk).exists()

    @property
    def player(self):
        """Site and address of the player of its talk, see boards/talks.py."""
        return player_of(self.talk)

    @property
    def takes_comments(self):
        return self.is_published and self.is_open

    @property
    def is_open(self):
        """Whether its board is, once it is published."""
        is_over = self.closes_at and self.closes_at <= timezone.now()
        return self.board == self.Board.OPEN and not is_over

    def copy_to(self, course, *, by):
        """The same page in another course, as a draft with an empty board, as `by` has asked."""
        belongings = self.belongings()
        copy = Module.objects.get(pk=self.pk)
        copy.pk, copy.course, copy._state.adding = None, course, True
        copy.published_at = copy.closes_at = None
        copy.board, copy.closed_note = self.Board.OPEN, ""
        for name in COUNTS:
            setattr(copy, name, 0)
        copy._history_user = by
        copy.save()
        for each in belongings:
            each.pk, each.module, each._state.adding = None, copy, True
            each.save()
        copy.keep_belongings()
        return copy

    def page_of(self, number):
        """The page that holds the thread of that number; pages are counted from the oldest."""
        return (number - 1) // self.threads_per_page + 1

    def start_thread(self, comment, *, as_is=False, address=""):
        """Post `comment`, not yet saved, as the opening comment of a new thread.

        See `Comment.post` for the arguments, what comes back and what is raised."""
        return comment.post(module=self, as_is=as_is, address=address)


class ModulePresenter(Shown):
    module = models.ForeignKey(Module, models.CASCADE)
    presenter = models.ForeignKey(Presenter, models.PROTECT, verbose_name=_("presenter"))
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        ordering = ("position", "pk")
        verbose_name = _("presenter")
        verbose_name_plural = _("presenters")
        constraints = (
            models.UniqueConstraint(
                fields=("module", "presenter"), name="boards_presenter_once_a_module"
            ),
        )

    def __str__(self):
        return str(self.presenter)
