from django.contrib import admin
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from accounts.admin import PersonAdmin
from accounts.models import User
from boards.models import (
    Comment,
    Course,
    CoursePresenter,
    Hold,
    Module,
    ModulePresenter,
    Presenter,
    Rule,
    RuleVersion,
)


class CoursePresenterInline(admin.TabularInline):
    model = CoursePresenter
    extra = 0
    autocomplete_fields = ("presenter",)


class ModuleInline(admin.TabularInline):
    """The course's modules at a glance, each with a link to its own page of the admin."""

    model = Module
    extra = 0
    fields = ("number", "title", "slug", "board", "published_at")
    show_change_link = True

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(Course)
class CourseAdmin(admin.ModelAdmin):
    list_display = ("title", "short_title", "slug", "time_zone")
    prepopulated_fields = {"slug": ("short_title",)}
    inlines = (CoursePresenterInline, ModuleInline)


class ModulePresenterInline(admin.TabularInline):
    model = ModulePresenter
    extra = 0
    autocomplete_fields = ("presenter",)


@admin.register(Module)
class ModuleAdmin(admin.ModelAdmin):
    list_display = ("__str__", "title", "state", "board", "comments_count")
    list_filter = ("course", "board", "members_only")
    list_select_related = ("course",)
    search_fields = ("title", "course__title")
    prepopulated_fields = {"slug": ("title",)}
    inlines = (ModulePresenterInline,)

    @admin.display(description=_("state"), ordering="published_at")
    def state(self, module):
        if module.is_published:
            return _("published")
        return _("scheduled") if module.published_at else _("draft")


@admin.register(Presenter)
class PresenterAdmin(admin.ModelAdmin):
    list_display = ("name", "credentials")
    search_fields = ("name", "credentials")


class RuleVersionInline(admin.TabularInline):
    """The versions there were, to be read only."""

    model = RuleVersion
    fields = readonly_fields = (
        "number",
        "created",
        "by",
        "line",
        "report_line",
        "sentence",
        "action",
        "phrases",
    )
    extra = 0
    can_delete = False

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False


@admin.register(Rule)
class RuleAdmin(admin.ModelAdmin):
    """The posting rules in staff's own words. What was found or decided under them stays, so no
    rule is deleted; without a sentence it is not checked, without a line it is not listed."""

    list_display = ("__str__", "code", "action", "is_checked", "version")
    fields = (
        *("code", "position", "line", "report_line", "sentence", "action", "phrases", "version"),
    )
    readonly_fields = ("version",)
    inlines = (RuleVersionInline,)

    def get_readonly_fields(self, request, obj=None):
        return ("code", *self.readonly_fields) if obj else self.readonly_fields

    def has_delete_permission(self, request, obj=None):
        return False

    def save_model(self, request, obj, form, change):
        obj.save(by=request.user)

    @admin.display(description=_("checked"), boolean=True)
    def is_checked(self, rule):
        return bool(rule.sentence)


@admin.register(Hold)
class HoldAdmin(admin.ModelAdmin):
    """Switches that hold everything for a moderator: to switch one off, delete it."""

    list_display = ("__str__", "reason", "created", "by")
    fields = ("module", "reason")

    def has_change_permission(self, request, obj=None):
        return False

    def save_model(self, request, obj, form, change):
        obj.by = request.user
        super().save_model(request, obj, form, change)


@admin.register(Comment)
class CommentAdmin(admin.ModelAdmin):
    """Comments to look up. What is said is its author's, and what is done about it has its verbs,
    so nothing is typed over here, added or deleted."""

    list_display = ("written_by", "beginning", "status", "module", "created")
    list_filter = ("status", "thread__module")
    search_fields = ("text", "name", "email")
    search_help_text = _("Words of the text, a name or an e-mail address")
    list_select_related = ("thread__module__course", "profession")
    ordering = ("-pk",)
    show_full_result_count = False
    fields = (
        "status",
        "held_for",
        "written_by",
        "email",
        "whole_text",
        "answers",
        "module",
        "created",
        "published_at",
        "edited_at",
    )
    readonly_fields = fields

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    @admin.display(description=_("author"), ordering="name")
    def written_by(self, comment):
        return comment.byline

    @admin.display(description=_("text"))
    def beginning(self, comment):
        return comment.text if len(comment.text) <= 120 else f"{comment.text[:120]}…"

    @admin.display(description=_("text"))
    def whole_text(self, comment):
        return comment.paragraphs

    @admin.display(description=_("in reply to"))
    def answers(self, comment):
        return comment.parent or "–"

    @admin.display(description=_("module"))
    def module(self, comment):
        module = comment.thread.module
        return format_html('<a href="{}">{}</a>', module.get_absolute_url(), module)


admin.site.unregister(User)


@admin.register(User)
class AuthorAdmin(PersonAdmin):
    """People, with how much each has written, which `accounts` does not know of."""

    list_display = exported = (
        *PersonAdmin.list_display[:5],
        "comments",
        *PersonAdmin.list_display[5:],
    )

    def get_queryset(self, request):
        written = Comment.objects.filter(author=OuterRef("pk")).order_by().values("author")
        count = Subquery(written.annotate(count=Count("pk")).values("count"))
        return super().get_queryset(request).annotate(comments_count=Coalesce(count, 0))

    @admin.display(description=_("comments"), ordering="comments_count")
    def comments(self, person):
        return person.comments_count
