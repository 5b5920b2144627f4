"""What became of a comment, for its author alone; where it is edited and withdrawn.

Each view comes at two addresses: a member's, who signs in, and a guest's, with a signed token."""

import contextlib
import functools
from datetime import timedelta

from django.contrib.auth.views import redirect_to_login
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.access import guests_may_post
from boards.forms import CommentTextForm
from boards.models import Block, Comment, Hold, Rule
from boards.refusals import NotPossible, Refused
from boards.screening import Action, Flagged, by_rule, marked
from boards.views.pages import board_address
from boards.views.posting import STATUS_SALT, go, shown_findings

LINK_LASTS = timedelta(days=30)


def for_its_author(view):
    """Give `view` the comment, if whoever asks is its author; for others it never existed."""

    @functools.wraps(view)
    def answer(request, comment_id, token=None):
        comments = Comment.objects.with_thread().filter(pk=comment_id)
        if token:
            comment = get_object_or_404(comments, author=None, pk=signed_for(token))
        elif request.user.is_authenticated:
            comment = get_object_or_404(comments, author=request.user)
        elif request.method == "POST":
            raise PermissionDenied  # the session has ended; the page gives the text back
        else:
            return redirect_to_login(reverse("boards:status", args=(comment_id,)))
        return view(request, comment, token)

    return answer


def signed_for(token):
    try:
        return signing.loads(token, salt=STATUS_SALT, max_age=LINK_LASTS)
    except signing.BadSignature as failure:
        raise Http404 from failure


@require_safe
@for_its_author
def show(request, comment, token):
    return status_page(request, comment, token)


@require_POST
@guests_may_post
@for_its_author
def edit(request, comment, token):
    form = CommentTextForm(request.POST)
    if not form.is_valid():
        return status_page(request, comment, token, form, status=422)
    try:
        comment.edit(form.cleaned_data["comment"], as_is="as_is" in request.POST)
    except Flagged as flagged:
        return status_page(request, comment, token, form, findings=flagged.findings, status=422)
    except Refused as refusal:
        form.add_error(None, refusal)
        return status_page(request, comment, token, form, status=refusal.status)
    if comment.is_published:
        return go(request, board_address(comment, posted=True))
    return go(request, own_address(comment, "status", token))


@require_POST
@guests_may_post
@for_its_author
def withdraw(request, comment, token):
    with contextlib.suppress(NotPossible):  # withdrawn or removed already, as the page will say
        comment.withdraw()
    return go(request, own_address(comment, "status", token))


@require_POST
@guests_may_post
@for_its_author
def narrow_byline(request, comment, token):
    extent = request.POST.get("extent")
    if extent in Comment.Extent.values:
        with contextlib.suppress(NotPossible):
            comment.narrow_byline(extent)
    return go(request, own_address(comment, "status", token))


def own_address(comment, name, token):
    if token:
        return reverse(f"boards:guest:{name}", args=(comment.pk, token))
    return reverse(f"boards:{name}", args=(comment.pk,))


def status_page(request, comment, token, form=None, *, findings=(), answer_form=None, status=200):
    """`findings`: those of a text just sent, which its author has yet to choose about; else the
    page shows those that the comment is held with."""
    context = {
        "comment": comment,
        "asks_by_mail": "mail" in request.GET,
        "module": comment.thread.module,
        "course": comment.thread.module.course,
        "form": form or CommentTextForm(initial={"comment": comment.text}),
        "answer_form": answer_form,
        "token": token,
        "addresses": {name: own_address(comment, name, token) for name in ("edit", "withdraw")}
        | {"byline": own_address(comment, "narrow-byline", token)},
        "extents": Comment.Extent.choices,
        "blocked": Block.over(comment.email, comment.author_id),
    }
    helps = help_for_author(comment)
    kept = list(comment.findings.current().select_related("version")) if comment.is_held else []
    if findings:
        held_anyway = Hold.is_over(comment.thread.module_id)
        waits = held_anyway or (comment.is_held and not comment.waits_for_its_text)
        context |= shown_findings(form.cleaned_data["comment"], findings, waits=waits)
    elif kept and not helps:  # no word is held against somebody who may be in danger
        context |= {"pieces": marked(comment.text, kept), "rules_found": by_rule(kept)}
    context["helps"] = helps
    with timezone.override(comment.thread.module.course.tzinfo):
        return render(request, "boards/status.html", context, status=status)


def help_for_author(comment):
    """What staff have written to help, as it stands now, if the comment was found urgent."""
    if comment.status not in (Comment.Status.HELD, Comment.Status.REMOVED):
        return []
    found = comment.findings.current().filter(version__action=Action.URGENT)
    return list(
        Rule.objects.exclude(sentence="")
        .filter(versions__in=found.values("version"))
        .distinct()
        .values_list("sentence", flat=True)
    )
