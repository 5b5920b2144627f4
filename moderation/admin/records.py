"""What is on record: decisions, reports, sealed texts, notes and blocks."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.access import sent
from accounts.models import User
from boards.models import Block
from boards.refusals import NotPossible
from moderation.desk import desk_address
from moderation.forms import BlockForm, ReasonForm
from moderation.models import Decision, Note, Redaction, Report
from moderation.numbers import numbers_page


class OnRecordAdmin(admin.ModelAdmin):
    """To be looked at: nobody adds, changes or deletes here, whatever their rights."""

    secret = ()  # fields whose content nobody learns by filtering the list by it

    def lookup_allowed(self, lookup, value, request):
        if lookup.split("__")[0] in self.secret:
            return False
        return super().lookup_allowed(lookup, value, request)

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


def in_short(moment):
    return date_format(timezone.localtime(moment), "SHORT_DATETIME_FORMAT")


def at_the_desk(comment):
    return format_html('<a href="{}">{}</a>', desk_address(comment), comment.byline)


@admin.register(Decision)
class DecisionAdmin(OnRecordAdmin):
    """What was decided. It is taken back on the desk, which is a decision too."""

    change_list_template = "admin/moderation/decision/change_list.html"
    list_display = (
        *("created", "by", "act", "on_comment", "rule", "sentence", "taken_back"),
        "answer_of_author",
    )
    list_filter = ("act", "rule__rule", ("by", admin.RelatedOnlyFieldListFilter))
    list_select_related = (
        *("by", "comment__profession", "rule__rule", "answer", "undone_by__by", "undoes"),
    )
    search_fields = ("sentence", "comment__name", "comment__text")
    date_hierarchy = "created"
    show_facets = admin.ShowFacets.NEVER  # which would count what each moderator does
    fields = readonly_fields = (
        *("created", "by", "act", "on_comment", "rule", "sentence", "undoes", "taken_back"),
        *("waiting_since", "answer_of_author"),
    )

    def get_urls(self):
        numbers = self.admin_site.admin_view(self.numbers)
        return [path("numbers/", numbers, name="moderation_decision_numbers"), *super().get_urls()]

    def numbers(self, request):
        if not self.has_view_permission(request):
            raise PermissionDenied
        return numbers_page(request, self.admin_site.each_context(request))

    @admin.display(description=_("comment"))
    def on_comment(self, decision):
        return at_the_desk(decision.comment)

    @admin.display(description=_("taken back"))
    def taken_back(self, decision):
        undone = getattr(decision, "undone_by", None)
        return f"{undone.by}, {in_short(undone.created)}" if undone else ""

    @admin.display(description=_("answer of the author"))
    def answer_of_author(self, decision):
        return decision.answer.text if hasattr(decision, "answer") else ""


@admin.register(Report)
class ReportAdmin(OnRecordAdmin):
    list_display = ("created", "on_comment", "rule", "sentence", "who", "outcome")
    secret = ("email", "addressee", "person", "as_guest")
    list_filter = ("rule__rule", ("decision", admin.EmptyFieldListFilter))
    list_select_related = ("comment__profession", "rule__rule", "reporter", "decision")
    date_hierarchy = "created"
    fields = readonly_fields = ("created", "on_comment", "rule", "sentence", "who", "outcome")

    @admin.display(description=_("comment"))
    def on_comment(self, report):
        return at_the_desk(report.comment)

    @admin.display(description=_("reported by"))
    def who(self, report):
        return report.reporter or _("a guest")

    @admin.display(description=_("outcome"))
    def outcome(self, report):
        return report.decision.get_act_display() if report.decision else _("not decided yet")


@admin.register(Redaction)
class RedactionAdmin(OnRecordAdmin):
    """Which texts are sealed, and who has opened them and why; never the texts themselves."""

    list_display = ("decision", "by", "when", "purged_at", "opened")
    list_select_related = ("decision__by", "decision__comment")
    secret = ("original",)
    fields = readonly_fields = ("decision", "by", "when", "purged_at", "opened")
    ordering = ("-pk",)

    def has_view_permission(self, request, obj=None):
        return request.user.has_perm("moderation.change_heldcomment")

    def has_module_permission(self, request):
        return self.has_view_permission(request)

    def get_urls(self):
        opening = self.admin_site.admin_view(self.open)
        return [
            path("<key:pk>/open/", opening, name="moderation_redaction_open"),
            *super().get_urls(),
        ]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("openings__by").defer("original")

    def open(self, request, pk):
        """The sealed text, for somebody who says why; the reason is kept first."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        redaction = get_object_or_404(Redaction.objects.select_related("decision__comment"), pk=pk)
        form = ReasonForm(sent(request))
        original = None
        if form.is_valid():
            try:
                original = redaction.open(by=request.user, reason=form.cleaned_data["reason"])
            except NotPossible:
                messages.warning(request, _("The original is no longer kept."))
        context = {
            **self.admin_site.each_context(request),
            "title": _("A sealed text"),
            "redaction": redaction,
            "original": original,
            "form": form,
            "openings": redaction.openings.select_related("by"),
        }
        status = 422 if form.errors else 200
        template = "admin/moderation/redaction/open.html"
        return TemplateResponse(request, template, context, status=status)

    @admin.display(description=_("moderator"))
    def by(self, redaction):
        return redaction.decision.by

    @admin.display(description=_("redacted"), ordering="decision__created")
    def when(self, redaction):
        return redaction.decision.created

    @admin.display(description=_("opened by"))
    def opened(self, redaction):
        return "; ".join(
            f"{each.by}, {in_short(each.created)}: {each.reason}"
            for each in redaction.openings.all()
        )


@admin.register(Note)
class NoteAdmin(admin.ModelAdmin):
    """Notes are written on the desk; here they are found, and deleted when they are not needed."""

    list_display = ("text", "whom", "by", "created")
    list_select_related = ("author", "by")
    search_fields = ("text", "email")
    fields = readonly_fields = ("whom", "text", "by", "created")

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    @admin.display(description=_("author"))
    def whom(self, note):
        return note.author or note.email


@admin.register(Block)
class BlockAdmin(admin.ModelAdmin):
    """Who cannot post, until when and why. A block is ended early, never rewritten."""

    list_display = ("__str__", "until", "reason", "by", "created", "in_force")
    list_select_related = ("user", "by")
    search_fields = ("email", "user__name", "reason")
    form = BlockForm
    actions = ("end",)

    def has_end_permission(self, request):
        return request.user.has_perm("boards.change_block")

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def save_model(self, request, obj, form, change):
        obj.by = request.user
        obj.user = User.objects.filter(email=obj.email).first()
        super().save_model(request, obj, form, change)

    @admin.action(description=_("End it now"), permissions=("end",))
    def end(self, request, blocks):
        ended = 0
        for block in blocks.in_force():
            block.end()
            self.log_change(request, block, _("ended early"))
            ended += 1
        self.message_user(request, ngettext("%d block ended.", "%d blocks ended.", ended) % ended)

    @admin.display(description=_("in force"), boolean=True)
    def in_force(self, block):
        return block.is_in_force
