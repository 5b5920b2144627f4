"""A board read by profession or country: what people of one of them wrote, each with what it
answers."""

import functools

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe
from django_countries import countries

from accounts.access import same_for_everybody
from accounts.lookalikes import plain
from accounts.models import Profession
from boards.composing import Composer
from boards.models import Comment, Voice
from boards.reading import matches_of
from boards.views.pages import find_module, members_only_page, number_or_404

MATCHES_PER_PAGE = 20


def of_module(view):
    """`view` of a module, for whom its own page shows its board; others get what they get there."""

    @require_safe
    @same_for_everybody
    @functools.wraps(view)
    def answer(request, course_slug, module_slug, **group):
        module = find_module(request, course_slug, module_slug, or_once_there=True)
        parts = (module.course.slug, module.slug)
        if parts != (course_slug, module_slug):
            name = request.resolver_match.view_name
            return redirect(name, *parts, *group.values(), permanent=True)
        if not module.is_open_to(request.user):
            return members_only_page(request, module)
        with timezone.override(module.course.tzinfo):
            return view(request, module, **group)

    return answer


@of_module
def groups(request, module):
    professions = Voice.objects.professions_on(module)
    named = ((code, countries.name(code)) for code in Voice.objects.countries_on(module))
    context = {
        "module": module,
        "course": module.course,
        "professions": Profession.objects.filter(pk__in=professions).order_by("name"),
        "countries": sorted((each for each in named if each[1]), key=lambda each: plain(each[1])),
    }
    return render(request, "boards/groups.html", context)


@of_module
def profession(request, module, profession_id):
    profession = get_object_or_404(Profession, pk=profession_id)
    voices = Voice.objects.filter(module=module, profession=profession)
    return group_page(request, module, profession.name, voices)


@of_module
def country(request, module, code):
    voices = Voice.objects.filter(module=module, country=code)
    return group_page(request, module, countries.name(code), voices)


def group_page(request, module, name, voices):
    if not name or not voices.are_enough():
        raise Http404
    context = {
        "module": module,
        "course": module.course,
        "name": name,
        **page_of(module, voices, before=request.GET.get("before"), after=request.GET.get("after")),
    }
    return render(request, "boards/group.html", context)


def page_of(module, voices, *, before, after):
    """The newest of `voices`, or those next to a comment, `before` or `after` it, which has stood
    on the board and may be gone: the comments, and where older and newer ones go on."""
    if after:
        found = voices.newer_than(*moment_of(module, after)).oldest_first()
    elif before:
        found = voices.older_than(*moment_of(module, before)).newest_first()
    else:
        found = voices.newest_first()
    rows = list(found.values_list("created", "comment", "comment__parent")[:MATCHES_PER_PAGE])
    rows = rows[::-1] if after else rows
    if not rows:
        return {"matches": []}
    (*newest, _above), (*oldest, _above) = rows[0], rows[-1]
    composer = Composer()
    return {
        "matches": [
            (match, composer.by_itself(match.line))
            for match in matches_of((comment, parent) for _created, comment, parent in rows)
        ],
        "newer": newest[1] if voices.newer_than(*newest).exists() else None,
        "older": oldest[1] if voices.older_than(*oldest).exists() else None,
    }


def moment_of(module, key):
    """By which voices before and after a comment of the board are found."""
    there = Comment.objects.once_published().in_modules([module])
    return get_object_or_404(there.values_list("created", "pk"), pk=number_or_404(key))
