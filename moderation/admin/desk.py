"""The desk: the queue, one comment of it in full, and what is decided there."""

from datetime import timedelta
from itertools import islice
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch, Q
from django.http import HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.converters import Key
from boards.admin.comments import CommentAdmin
from boards.models import Comment, Finding
from boards.refusals import NotPossible
from moderation.admin.filters import ByAge, ByModule, ByRule, BySource
from moderation.desk import Card, desk_address
from moderation.forms import DecisionForm, NoteForm
from moderation.models import Answer, Decision, HeldComment, Report
from moderation.models.decision import state_of

Act = Decision.Act

JUST_NOW = timedelta(minutes=15)  # for so long the last decision stands there to be taken back
SHOWN_AHEAD = 10  # of the queue, to go on with after a decision


@admin.register(HeldComment)
class HeldCommentAdmin(CommentAdmin):
    """The queue: what waits for a moderator, urgent ones first, then what has waited longest."""

    change_list_template = "admin/moderation/heldcomment/desk.html"
    list_display = ("written_by",)
    list_filter = (ByRule, ByModule, BySource, ByAge)
    list_per_page = 50
    ordering = None  # the queue's own
    sortable_by = ()
    actions = ("publish", "ask_for_changes", "remove", "mark_spam", "keep")

    def has_decide_permission(self, request):
        return request.user.has_perm("moderation.change_heldcomment")

    def get_urls(self):
        def at_desk(address, view, name):
            view = require_POST(self.admin_site.admin_view(self.for_deciders(view)))
            return path(f"<key:pk>/{address}/", view, name=f"moderation_heldcomment_{name}")

        return [
            at_desk("decide", self.decide, "decide"),
            at_desk("note", self.note, "note"),
            at_desk("undo", self.undo, "undo"),
            *super().get_urls(),
        ]

    def for_deciders(self, view):
        def guarded(request, pk):
            if not self.has_decide_permission(request):
                raise PermissionDenied
            return view(request, pk)

        return guarded

    def get_queryset(self, request):
        current = Prefetch("findings", Finding.objects.current(), to_attr="found")
        return super().get_queryset(request).prefetch_related(current)

    # -- The page --------------------------------------------------------------------

    def changelist_view(self, request, extra_context=None):
        """The list, and beside it one comment in full: the one asked for by `at`, which need not
        be in the queue, or else the first."""
        request.GET = request.GET.copy()
        at = request.GET.pop("at", [""])[-1]
        response = super().changelist_view(request, extra_context)
        if "cl" in (getattr(response, "context_data", None) or {}):
            response.context_data |= self.desk(request, at, response.context_data)
        return response

    def change_view(self, request, object_id, *args, **kwargs):
        """What waits is looked at on the desk."""
        return HttpResponseRedirect(f"{desk_address()}?{urlencode({'at': object_id})}")

    def desk(self, request, at, context):
        waiting = list(context["cl"].result_list)
        places = {each.pk: place for place, each in enumerate(waiting)}
        comment = context.get("decided_on") or self.comment_at(at) or next(iter(waiting), None)
        desk = {"waiting": waiting, "last": self.last_decision(request), "title": _("The queue")}
        self.tell_what_brought_them(waiting)
        desk["is_nav_sidebar_enabled"] = False
        desk["may_decide"] = self.has_decide_permission(request)
        desk["filters"] = request.GET.urlencode()
        if not comment:
            return desk
        card = Card(comment)
        place = places.get(comment.pk)
        if place is not None:
            desk["before"] = waiting[place - 1] if place else None
            desk["following"] = waiting[place + 1 : place + 1 + SHOWN_AHEAD]
        rule = card.likely_rule
        desk["card"] = card
        desk["form"] = context.get("form") or DecisionForm(
            comment=comment,
            initial={"rule": rule and rule.pk, "words": card.found_words, "seen": card.state},
        )
        desk["note_form"] = context.get("note_form") or NoteForm()
        return desk

    def tell_what_brought_them(self, waiting):
        """Besides what was found: reports, or an answer of the author."""
        pks = [each.pk for each in waiting]
        reports = Report.objects.open().filter(comment__in=pks)
        answers = Answer.objects.open().filter(decision__comment__in=pks)
        reported = set(reports.values_list("comment", flat=True))
        answered = set(answers.values_list("decision__comment", flat=True))
        for each in waiting:
            each.is_reported, each.is_answered = each.pk in reported, each.pk in answered

    def comment_at(self, at):
        if not Key.pattern.fullmatch(at):
            return None
        return Comment.objects.with_thread().select_related("author").filter(pk=at).first()

    def last_decision(self, request):
        """What this moderator did last, if it was a moment ago and can be taken back."""
        recent = timezone.now() - JUST_NOW
        last = Decision.objects.filter(by=request.user, created__gt=recent)
        last = last.select_related("comment__thread").first()
        return last if last and last.can_be_undone else None

    def go_on(self, request, at=None):
        """Back to the desk, under the same filters, at that comment or at the first that waits."""
        asked = request.GET.copy()
        asked.pop("at", None)
        if at:
            asked["at"] = at
        query = f"?{asked.urlencode()}" if asked else ""
        return HttpResponseRedirect(f"{desk_address()}{query}")

    def following(self, request):
        """The comment to go on with: of those that the page had after this one, the first that
        still waits."""
        listed = filter(Key.pattern.fullmatch, request.POST.get("following", "").split())
        ahead = [int(pk) for pk in islice(listed, SHOWN_AHEAD)]
        waiting = set(HeldComment.objects.filter(pk__in=ahead).values_list("pk", flat=True))
        return next((pk for pk in ahead if pk in waiting), None)

    # -- Deciding ----------------------------------------------------------------------

    def decide(self, request, pk):
        comment = get_object_or_404(Comment.objects.with_thread(), pk=pk)
        form = DecisionForm(request.POST, comment=comment)
        if not form.is_valid():
            return self.again(request, comment, 422, form=form)
        try:
            form.decide(comment, by=request.user, seen=form.cleaned_data["seen"])
        except NotPossible:
            return self.changed_meanwhile(request, comment, form)
        return self.go_on(request, self.following(request))

    def changed_meanwhile(self, request, comment, form):
        """Show it as it is now, with what the moderator had typed."""
        comment = Comment.objects.with_thread().get(pk=comment.pk)
        messages.warning(
            request,
            _(
                "Nothing was done: this comment has changed, or somebody has decided on it or "
                "reported it, since you opened it. This is how it stands now."
            ),
        )
        form.data = form.data.copy()
        form.data["seen"] = state_of(comment)
        return self.again(request, comment, 409, form=form)

    def again(self, request, comment, status, **forms):
        """The desk with what was typed there."""
        request.method = "GET"  # Django's list takes a POST for an action of its own
        context = {"decided_on": comment, **forms}
        response = self.changelist_view(request, context)
        if not isinstance(response, TemplateResponse):  # filters that lead nowhere by now
            request.GET = QueryDict()
            response = self.changelist_view(request, context)
        response.status_code = status
        return response

    def undo(self, request, pk):
        decision = get_object_or_404(Decision.objects.select_related("comment__thread"), pk=pk)
        try:
            decision.undo(by=request.user)
        except NotPossible:
            messages.warning(
                request,
                _("Nothing was done: something has happened to the comment since that decision."),
            )
        else:
            messages.success(request, _("Taken back. The comment is as it was before."))
        return self.go_on(request, decision.comment_id)

    def note(self, request, pk):
        by_somebody = Q(author__isnull=False) | ~Q(email="")
        comment = get_object_or_404(Comment.objects.with_thread().filter(by_somebody), pk=pk)
        form = NoteForm(request.POST)
        if not form.is_valid():
            return self.again(request, comment, 422, note_form=form)
        form.instance.author_id, form.instance.email = comment.author_id, comment.email
        form.instance.by = request.user
        form.save()
        return self.go_on(request, pk)

    # -- Deciding on several -------------------------------------------------------------

    @admin.action(description=_("Publish"), permissions=("decide",))
    def publish(self, request, comments):
        return self.decide_on_all(request, comments, Act.PUBLISH)

    @admin.action(description=_("Ask for changes"), permissions=("decide",))
    def ask_for_changes(self, request, comments):
        return self.decide_on_all(request, comments, Act.ASK)

    @admin.action(description=_("Remove"), permissions=("decide",))
    def remove(self, request, comments):
        return self.decide_on_all(request, comments, Act.REMOVE)

    @admin.action(description=_("Mark as spam"), permissions=("decide",))
    def mark_spam(self, request, comments):
        return self.decide_on_all(request, comments, Act.SPAM)

    @admin.action(description=_("Stand by the decision"), permissions=("decide",))
    def keep(self, request, comments):
        return self.decide_on_all(request, comments, Act.KEEP)

    def decide_on_all(self, request, comments, act):
        """First show what would be done to each, and do it once that has been confirmed."""
        comments = list(comments)
        form = DecisionForm({**request.POST.dict(), "act": act} if "seen" in request.POST else None)
        if not form.is_valid():  # or not sent yet
            return self.preview(request, comments, act, form)
        done = 0
        states = dict(zip(request.POST.getlist("of"), request.POST.getlist("state"), strict=False))
        for comment in comments:
            try:
                form.decide(comment, by=request.user, seen=states.get(str(comment.pk)))
                done += 1
            except NotPossible:  # somebody else was faster
                continue
        # What somebody else has decided on meanwhile is no longer in the queue.
        selected = len(request.POST.getlist(ACTION_CHECKBOX_NAME))
        self.say_what_was_done(request, done, max(selected, len(comments)) - done)
        return None

    def preview(self, request, comments, act, form):
        context = {
            **self.admin_site.each_context(request),
            "title": _("Please check before it is done"),
            "opts": self.opts,
            "media": self.media,
            "act": act,
            "action": request.POST["action"],
            "button": dict(self.get_action_choices(request))[request.POST["action"]],
            "cards": [(Card(comment), consequence(act, comment)) for comment in comments],
            "form": form,
            "is_nav_sidebar_enabled": False,
        }
        status = 422 if form.is_bound else 200
        return TemplateResponse(
            request, "admin/moderation/heldcomment/preview.html", context, status=status
        )

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


def consequence(act, comment):
    """What `act` would do to the comment, as a sentence."""
    if act not in Decision.possible(comment):
        return _("Nothing: this cannot be done with it.")
    if act == Act.SPAM:
        return _("It is gone from the board; its author cannot answer.")
    if act == Act.KEEP:
        return _("Nothing changes; its author is told that you have read the answer.")
    return if_published(comment) if act == Act.PUBLISH else if_taken_off(comment)


def if_published(comment):
    if comment.is_published:
        return _("It stays on the board; reports and answers are settled.")
    if comment.parent_id:
        return _("It appears on the board as a reply to %(name)s.") % {"name": comment.parent.name}
    return _("It appears on the board as a thread of its own.")


def if_taken_off(comment):
    if not comment.is_published:
        return _("It is not shown; its author reads why.")
    replies = Comment.objects.published().beneath(comment).count()
    if replies:
        return (
            ngettext(
                "It leaves the board; a line keeps its place above %d reply.",
                "It leaves the board; a line keeps its place above %d replies.",
                replies,
            )
            % replies
        )
    return _("It leaves the board.")
