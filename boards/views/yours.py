"""What a member has written, and what became of it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from accounts.converters import Key
from boards.models import Comment
from boards.refusals import NotPossible, Refused

COMMENTS_PER_PAGE = 25


@require_safe
@login_required
def comments(request):
    written = Comment.objects.by(request.user).newest_first().with_thread().with_replies_seen()
    page = Paginator(written, COMMENTS_PER_PAGE).get_page(request.GET.get("page"))
    claimable = Comment.objects.claimable_by(request.user).count()
    return render(request, "boards/yours.html", {"page": page, "claimable": claimable})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def claim(request):
    """What was written as a guest under the member's address, to be made the member's own. One
    chooses, as somebody else may have typed that address."""
    claimable = Comment.objects.claimable_by(request.user).newest_first().with_thread()
    if request.method == "POST":
        chosen = dict(each.partition("-")[::2] for each in request.POST.getlist("comment"))
        claimed, is_left = 0, False
        for comment in claimable.filter(pk__in=filter(Key.pattern.fullmatch, chosen)):
            try:
                comment.claim(request.user, seen=chosen[str(comment.pk)])
                claimed += 1
            except Refused as refusal:
                messages.error(request, refusal.message)
                is_left = is_left or isinstance(refusal, NotPossible)
        if is_left and not claimed:
            return redirect("boards:claim")
        said = ngettext("%d comment is yours now.", "%d comments are yours now.", claimed)
        messages.success(request, said % claimed)
        return redirect("boards:yours")
    return render(request, "boards/claim.html", {"claimable": claimable})
