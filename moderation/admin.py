from django.contrib import admin, messages
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from boards.admin import CommentAdmin
from boards.refusals import NotPossible
from boards.screening import marked
from moderation.models import HeldComment


@admin.register(HeldComment)
class HeldCommentAdmin(CommentAdmin):
    """The queue: what waits for a moderator, the oldest first."""

    list_display = ("written_by", "marked_text", "why_found", "held_for", "module", "created")
    list_filter = ("held_for", "thread__module")
    ordering = ("created",)
    actions = ("publish", "remove")
    fields = (
        *("held_for", "marked_text", "why_found", "written_by", "email", "answers", "module"),
        *("created", "published_at", "edited_at"),
    )
    readonly_fields = fields

    def has_decide_permission(self, request):
        return request.user.has_perm("moderation.change_heldcomment")

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("findings")

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
        return ", ".join(
            f"{finding.rule} ({finding.get_certainty_display()})"
            for finding in comment.findings.all()
        )

    @admin.action(description=_("Publish"), permissions=("decide",))
    def publish(self, request, comments):
        self.act(request, comments, HeldComment.publish)

    @admin.action(description=_("Remove"), permissions=("decide",))
    def remove(self, request, comments):
        self.act(request, comments, HeldComment.remove)

    def act(self, request, comments, verb):
        done = missed = 0
        for comment in comments:
            try:
                verb(comment)
            except NotPossible:  # somebody else was faster
                missed += 1
            else:
                done += 1
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
