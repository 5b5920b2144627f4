from django.contrib import admin
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from boards.models import Comment


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
