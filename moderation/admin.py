import contextlib

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from boards.admin import CommentAdmin
from boards.refusals import NotPossible
from boards.screening import marked
from moderation.forms import DecisionForm
from moderation.models import Decision, HeldComment

Act = Decision.Act


@admin.register(HeldComment)
class HeldCommentAdmin(CommentAdmin):
    """The queue: what waits for a moderator, urgent ones first, then the oldest."""

    action_form = DecisionForm
    list_display = (
        *("written_by", "marked_text", "why_found", "held_for", "answered", "module", "created"),
    )
    list_filter = ("held_for", "findings__rule", "thread__module")
    ordering = None  # the queue's own
    actions = ("publish", "ask_for_changes", "remove", "mark_spam", "keep")
    fields = (
        *("held_for", "marked_text", "why_found", "answered", "decisions", "written_by", "email"),
        *("answers", "module", "created", "published_at", "edited_at"),
    )
    readonly_fields = fields

    def has_decide_permission(self, request):
        return request.user.has_perm("moderation.change_heldcomment")

    def get_queryset(self, request):
        return (
            super()
            .get_queryset(request)
            .prefetch_related("findings__version", "decisions__answer", "decisions__by")
        )

    @admin.display(description=_("text"))
    def marked_text(self, comment):
        return format_html_join(
            "",
            "{}",
            (
                (format_html("<mark>{}</mark>", words) if finding else words,)
                for words, finding in marked(comment.text, list(comment.findings.all()))
            ),
        )

    @admin.display(description=_("found"))
    def why_found(self, comment):
        return format_html_join(
            "",
            "<div>{} ({}, {} {}): {}</div>",
            (
                (
                    *(finding.rule, finding.get_certainty_display()),
                    *(_("version"), finding.version.number, finding.sentence),
                )
                for finding in comment.findings.all()
            ),
        )

    @admin.display(description=_("answer of the author"))
    def answered(self, comment):
        """What the author said to a decision that nobody has looked at again yet."""
        for decision in comment.decisions.all():
            if hasattr(decision, "answer") and not decision.answer.is_settled:
                return decision.answer.text
        return ""

    @admin.display(description=_("decisions"))
    def decisions(self, comment):
        return format_html_join(
            "",
            "<div>{:%Y-%m-%d %H:%M} {} {}. {}</div>",
            (
                (each.created, each.by, each.get_act_display(), each.sentence)
                for each in comment.decisions.all()
            ),
        )

    @admin.action(description=_("Publish"), permissions=("decide",))
    def publish(self, request, comments):
        self.decide(request, comments, Act.PUBLISH)

    @admin.action(
        description=_("Ask for changes (say what, in a sentence)"), permissions=("decide",)
    )
    def ask_for_changes(self, request, comments):
        self.decide(request, comments, Act.ASK, needs="sentence")

    @admin.action(description=_("Do not publish (under a rule)"), permissions=("decide",))
    def remove(self, request, comments):
        self.decide(request, comments, Act.REMOVE, needs="rule")

    @admin.action(description=_("Mark as spam"), permissions=("decide",))
    def mark_spam(self, request, comments):
        self.decide(request, comments, Act.SPAM)

    @admin.action(description=_("Stand by the decision, after an answer"), permissions=("decide",))
    def keep(self, request, comments):
        self.decide(request, comments, Act.KEEP)

    def decide(self, request, comments, act, needs=None):
        form = DecisionForm(request.POST)
        form.fields["action"].choices = self.get_action_choices(request)
        if not form.is_valid():
            self.message_user(request, _("Please open the list again."), messages.ERROR)
            return
        said = form.cleaned_data
        if needs and not said[needs]:
            missing = {
                "sentence": _("Tell the author in a sentence what to change. Nothing was done."),
                "rule": _("Choose the rule that it breaks. Nothing was done."),
            }
            self.message_user(request, missing[needs], messages.ERROR)
            return
        rule = said["rule"].current if said["rule"] else None
        done = 0
        for comment in comments:
            if said["seen"] and comment.edited_at and comment.edited_at > said["seen"]:
                continue
            with contextlib.suppress(NotPossible):  # somebody else was faster
                Decision.make(act, comment, by=request.user, rule=rule, sentence=said["sentence"])
                done += 1
        # What somebody else has decided on meanwhile is no longer in the queue.
        selected = len(request.POST.getlist(ACTION_CHECKBOX_NAME))
        self.say_what_was_done(request, done, max(selected, len(comments)) - done)

    def say_what_was_done(self, request, done, missed):
        if done:
            self.message_user(
                request, ngettext("%d comment done.", "%d comments done.", done) % done
            )
        if missed:
            self.message_user(
                request,
                ngettext(
                    "%d comment has changed in the meantime; nothing was done to it.",
                    "%d comments have changed in the meantime; nothing was done to them.",
                    missed,
                )
                % missed,
                messages.WARNING,
            )


@admin.register(Decision)
class DecisionAdmin(admin.ModelAdmin):
    """What was decided, to look back at. It is on record: nobody adds, changes or deletes here."""

    list_display = ("created", "by", "act", "comment", "rule", "sentence", "answer_of_author")
    list_filter = ("act", "rule__rule", ("by", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("by", "comment__profession", "rule__rule", "answer")
    search_fields = ("sentence", "comment__name", "comment__text")
    date_hierarchy = "created"

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    @admin.display(description=_("answer of the author"))
    def answer_of_author(self, decision):
        return decision.answer.text if hasattr(decision, "answer") else ""
