"""Leaving a comment or a reply, by a guest or a member, with and without JavaScript."""

import contextlib
import json
import re

from django.core import signing
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.access import SeeOther, guests_may_post
from accounts.address import client_address
from accounts.converters import Key
from boards.composing import Composer, comments_heading
from boards.forms import CommentForm
from boards.models import Comment, Hold, Module, Subscription, Thread
from boards.reading import lines_of
from boards.refusals import NotAnswerable, Refused, TooFast, TooManyWishes
from boards.screening import Action, Flagged, by_rule, marked
from boards.views.pages import board_address, find_open_module, module_page, offered_professions

STATUS_SALT = "boards.status"  # of the signed links to a guest's own comment


@require_safe
def reply(request, comment_id):
    """The form for an answer: a page, or for htmx the part that opens beneath the comment."""
    parent = get_object_or_404(
        Comment.objects.published().with_thread().in_modules(Module.objects.open_to(request.user)),
        pk=comment_id,
    )
    form = comment_form(request, parent.thread.module, parent.pk)
    return reply_page(request, parent.thread.module, parent, form)


@require_POST
@guests_may_post
def post(request, course_slug, module_slug):
    module = find_open_module(request, course_slug, module_slug)
    answered = request.POST.get("parent", "")
    parent = find_parent(module, answered)
    form = comment_form(request, module, answered, request.POST)
    if answered and not parent:
        form.add_error(None, NotAnswerable())
    if not form.is_valid():
        return form_again(request, module, parent, form)
    try:
        comment = take(request, module, parent, form.comment_to_post())
    except Flagged as flagged:
        return form_again(request, module, parent, form, findings=flagged.findings)
    except Refused as refusal:
        form.add_error(None, refusal)
        parent = None if refusal.as_opening else parent
        return form_again(request, module, parent, form, refusal)
    if request.user.is_authenticated:
        request.user.remember_byline(comment)
    return answer(request, comment, asks_by_mail=ask_for_replies(request, form))


def comment_form(request, module, answered, typed=None):
    professions = offered_professions(module.edition)
    answered = answered if Key.pattern.fullmatch(str(answered)) else ""
    return CommentForm(typed, user=request.user, professions=professions, answered=answered)


def find_parent(module, key):
    """The comment to be answered, None if there is none to be seen."""
    if not Key.pattern.fullmatch(key):
        return None
    return Comment.answerable(int(key), module)


def take(request, module, parent, comment):
    """Post `comment` by its door; what it returns and raises is Comment.post's."""
    how = {"as_is": "as_is" in request.POST, "address": client_address(request)}
    return comment.post(module=module, parent=parent, **how)


def ask_for_replies(request, form):
    """A guest who wants mail about answers confirms the address by mail; whether one is asked to is
    the answer, the same for every address."""
    if not form.cleaned_data.get("wants_replies"):
        return False
    with contextlib.suppress(TooManyWishes):
        Subscription.ask(
            form.cleaned_data["email"],
            Subscription.Frequency.AT_ONCE,
            about=Subscription.About.REPLIES,
            address=client_address(request),
        )
        return True
    return False


def answer(request, comment, *, asks_by_mail):
    """After posting: at the comment, or if it waits for a moderator, at its status page."""
    if not comment.is_published:
        query = "?mail=1" if asks_by_mail else ""
        return go(request, status_address(comment) + query)
    in_place = request.htmx and not is_on_page_of_thread(request)
    if in_place and (shown := thread_with(comment, asks_by_mail=asks_by_mail)):
        return shown
    return go(request, board_address(comment, posted=True, asks_by_mail=asks_by_mail))


def is_on_page_of_thread(request):
    """There a thread is shown in parts, of which the comment may not be in this one."""
    return bool(re.match("https?://[^/]+/threads/", request.headers.get("HX-Current-URL", "")))


def go(request, address):
    if request.htmx:
        return HttpResponse(headers={"HX-Redirect": address})
    return SeeOther(address)


def thread_with(comment, *, asks_by_mail):
    """The comment's whole thread, for htmx to put in the place of what the page has of it; None
    if the thread is so long that the comment would not be among what is shown."""
    thread = Thread.objects.select_related("module__course").get(pk=comment.thread_id)
    shown = next(iter(lines_of([thread])), None)
    if not shown or comment.pk not in {line.id for line in (*shown.lines, *shown.newest)}:
        return None
    with timezone.override(thread.module.course.tzinfo):
        composer = Composer(thread.module, keeps_forms=True)
        made = composer.thread(shown, unfolded=True, asks_by_mail=asks_by_mail)
        context = {"thread": made, "heading": comments_heading(thread.module, swap=True)}
        response = HttpResponse(render_to_string("boards/_posted.html", context))
    response.headers["HX-Retarget"] = f"#thread-{thread.pk}"
    response.headers["HX-Reswap"] = "outerHTML"
    response.headers["HX-Trigger-After-Settle"] = json.dumps({"posted": {"comment": comment.pk}})
    return response


def form_again(request, module, parent, form, refusal=None, findings=()):
    """The form with all that was typed and what is to be done about it."""
    status = refusal.status if refusal else 422
    more = {}
    if findings:
        waits = Hold.is_over(module.pk)
        more = shown_findings(form.cleaned_data["comment"], findings, waits=waits)
    if parent:
        whole = Comment.objects.with_thread().get(pk=parent.pk)
        response = reply_page(request, module, whole, form, status, **more)
    elif request.htmx:
        context = {"module": module, "form": form, **more}
        with timezone.override(module.course.tzinfo):
            response = render(request, "boards/_form.html", context, status=status)
    else:
        response = module_page(request, module, form=form, status=status, **more)
    if isinstance(refusal, TooFast):
        response.headers["Retry-After"] = str(refusal.seconds)
    return response


def shown_findings(text, findings, *, waits):
    """What the templates need to show findings: the text with its marks, rule by rule, whether
    there is advice among them, and whether the author may post it as it is: where there is nothing
    but advice and the comment does not wait for a moderator (`waits`) in any case."""
    actions = {each.version.action for each in findings}
    return {
        "findings": findings,
        "pieces": marked(text, findings),
        "rules_found": by_rule(findings),
        "has_advice": Action.ADVISE in actions,
        "may_post": actions == {Action.ADVISE} and not waits,
    }


def reply_page(request, module, parent, form, status=200, **more):
    parent.thread.module = module  # which is at hand
    # In place it stands among the headings of comments.
    level = 4 if request.htmx else 2
    headings = {"heading": level, "level": level + 1}
    context = {"module": module, "course": module.course, "parent": parent, "form": form}
    context |= headings | more
    template = "boards/_form.html" if request.htmx else "boards/reply.html"
    with timezone.override(module.course.tzinfo):
        return render(request, template, context, status=status)


def status_address(comment):
    """Where its author sees what became of it: a member by signing in, a guest by a signed link
    that ends after a while."""
    if comment.author_id:
        return reverse("boards:status", args=(comment.pk,))
    token = signing.dumps(comment.pk, salt=STATUS_SALT)
    return reverse("boards:guest:status", args=(comment.pk, token))
