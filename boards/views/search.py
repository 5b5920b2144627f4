"""Searching the comments of a course: those in modules that the reader may read, and no others, not
by their number either."""

from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import same_for_everybody
from boards.forms import SearchForm
from boards.models import Comment, Module, SearchEntry
from boards.models.search import MOST_FOUND, meant_by
from boards.views.pages import find_course, or_moved
from boards.words import excerpt, folded_words, runs_in

RESULTS_PER_PAGE = 20


@require_safe
@same_for_everybody
@or_moved
def search(request, course_slug):
    course, _modules = find_course(request.user, course_slug)
    if course.slug != course_slug:
        address = reverse("boards:search", args=(course.slug,))
        return redirect(f"{address}?{request.GET.urlencode()}", permanent=True)
    form = SearchForm(request.GET if "q" in request.GET else None)
    context = {"course": course, "form": form}
    if form.is_valid() and form.cleaned_data["q"]:
        context |= found(request, course, runs_in(form.cleaned_data["q"]))
    with timezone.override(course.tzinfo):
        return render(request, "boards/search.html", context)


def found(request, course, runs):
    """A page of the comments with each of `runs`, and how many there are."""
    open_modules = Module.objects.open_to(request.user).filter(course=course)
    readable = list(open_modules.values_list("pk", flat=True))
    keys = SearchEntry.objects.in_modules(readable).best_of_newest(runs) if runs else []
    page = Paginator(keys[:MOST_FOUND], RESULTS_PER_PAGE).get_page(request.GET.get("page"))
    # Asked once more, as one may have gone in between.
    there = Comment.objects.published().in_modules(readable).with_thread().in_bulk(page.object_list)
    comments = [there[key] for key in page.object_list if key in there]
    words = set().union(*(folded_words(comment.text) for comment in comments))
    marked = meant_by(runs, words) if words else set()
    return {
        "count": min(len(keys), MOST_FOUND),
        "are_more": len(keys) > MOST_FOUND,
        "page": page,
        "results": [(comment, excerpt(comment.text, marked)) for comment in comments],
    }
