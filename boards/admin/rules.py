from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from boards.models import Hold, Rule, RuleVersion


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
