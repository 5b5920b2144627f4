"""What a member has written, and what became of it."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.shortcuts import render
from django.views.decorators.http import require_safe

from boards.models import Comment

COMMENTS_PER_PAGE = 25


@require_safe
@login_required
def comments(request):
    written = Comment.objects.by(request.user).newest_first().with_thread().with_replies_seen()
    page = Paginator(written, COMMENTS_PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "boards/yours.html", {"page": page})
