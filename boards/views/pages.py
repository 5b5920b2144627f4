"""The pages that people read."""

import functools
import re
from datetime import timedelta
from urllib.parse import urlencode

from django.contrib.messages import get_messages
from django.core import signing
from django.http import Http404, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import has_session, same_for_everybody
from accounts.converters import Key
from accounts.marks import Mark, SomeMember, filled
from accounts.models import Profession
from accounts.models.edition import once_an_edition
from boards.composing import Composer, comments_heading, page_turner, threads_list
from boards.forms import CommentForm
from boards.models import (
    Block,
    Comment,
    Course,
    CoursePresenter,
    ImportedComment,
    Module,
    ModulePresenter,
    Thread,
)
from boards.reading import LINES_PER_THREAD, Page, lines_after
from boards.remembered import fragment, fragments, remembered

LINES_BEFORE = 10  # shown before a comment deep in a long thread, so that one sees where one is
OLD_PAGE = re.compile(r"(.*?)(?:comment-page-([0-9]{1,9})/)?(feed/(?:atom/)?)?", re.DOTALL)
PREVIEW_SALT = "boards.preview"  # of the links by which a module is seen before it is published
PREVIEW_LASTS = timedelta(days=14)
JUST_NOW = timedelta(minutes=5)


def or_moved(view):
    """Where `view` finds nothing: to the module that was at that address on the WordPress site it
    came from, if there is one."""

    @functools.wraps(view)
    def answer(request, *args, **kwargs):
        try:
            return view(request, *args, **kwargs)
        except Http404:
            if moved := moved_to(request, request.path):
                return moved
            raise

    return answer


def moved_to(request, path):
    """A redirect to the module that was at `path` on a WordPress site, at the same page of its
    comments if that is there; None if there is no such module for this reader."""
    address, number, feed = OLD_PAGE.fullmatch(path).groups()
    modules = Module.objects.visible_to(request.user)
    module = modules.for_page().filter(old_addresses__path=address).first()
    if not module:
        return None
    if feed:
        return redirect("boards:module-feed", module.course.slug, module.slug, permanent=True)
    may_read = number and module.is_open_to(request.user)
    is_there = may_read and Page(module, int(number)).exists
    return redirect(module.page_url(int(number)) if is_there else module, permanent=True)


@require_safe
@same_for_everybody
@or_moved
def old_address(request):
    """What is no address of ours, but may be one of WordPress."""
    raise Http404


@require_safe
@remembered
@same_for_everybody
def home(request):
    short = request.GET.get("p") or request.GET.get("page_id")  # of a WordPress site
    if short and (moved := moved_to(request, f"/?p={short}")):
        return moved
    modules = (
        Module.objects.published().select_related("course").order_by("course__title", "number")
    )
    courses = {}
    for module in modules:
        courses.setdefault(module.course, []).append(module)
    return render(request, "boards/home.html", {"courses": courses})


@require_safe
@remembered
@same_for_everybody
@or_moved
def course(request, course_slug):
    course, modules = find_course(request.user, course_slug)
    if course.slug != course_slug:
        return redirect(course, permanent=True)
    context = {"course": course, "modules": modules, **presenters_of(course)}
    return render(request, "boards/course.html", context)


@require_safe
@remembered
@same_for_everybody
@or_moved
def module(request, course_slug, module_slug, number=None):
    module = find_module(request, course_slug, module_slug, or_once_there=True)
    if (module.course.slug, module.slug) != (course_slug, module_slug):
        return redirect(module.page_url(number) if number else module, permanent=True)
    if not module.is_open_to(request.user):
        return members_only_page(request, module)
    if answered := request.GET.get("replytocom"):  # WordPress's address for replying
        return redirect("boards:reply", number_or_404(answered))
    return module_page(request, module, number)


@require_safe
def preview(request, course_slug, module_slug, token):
    """A module before it is published, for whoever has the link, until that has expired; without
    its board."""
    try:
        key = signing.loads(token, salt=PREVIEW_SALT, max_age=PREVIEW_LASTS)
    except signing.BadSignature as failure:
        raise Http404 from failure
    module = or_404(Module.objects.filter(pk=key).at_or_once_at(course_slug, module_slug))
    if module.is_published:
        return redirect(module)
    context = {"module": module, "course": module.course, **people_of(module)}
    with timezone.override(module.course.tzinfo):
        return render(request, "boards/preview.html", context)


def preview_address(module):
    token = signing.dumps(module.pk, salt=PREVIEW_SALT)
    return reverse("boards:preview", args=(module.course.slug, module.slug, token))


def members_only_page(request, module):
    """What those see who have not joined: who presents it, and the offer. Nothing of its board, not
    even how many pages that has."""
    context = {
        "module": module,
        "course": module.course,
        **people_of(module),
    }
    return render(request, "boards/members_only.html", context)


def number_or_404(text):
    """A key from a query: ASCII digits that a column can hold."""
    if not Key.pattern.fullmatch(text):
        raise Http404
    return int(text)


def find_course(user, slug):
    """That at the address, or that was there before, with the modules that `user` may see."""
    course = Course.objects.select_related("offer").once_at(slug).order_by("pk").first()
    modules = list(course.modules.visible_to(user)) if course else []
    if not modules:
        raise Http404
    return course, modules


def find_module(request, course_slug, module_slug, *, or_once_there=False):
    """That at the address with these parts, for this visitor, or where there is none, that which
    was there before."""
    if there := Module.now_at(course_slug, module_slug):
        if not hasattr(request, "edition"):  # that of a guest's page is read before
            request.edition = there.edition
        if there.is_visible_to(request.user):
            return there
    modules = Module.objects.visible_to(request.user)
    return or_404(or_once_there and modules.at_or_once_at(course_slug, module_slug))


def or_404(found):
    if not found:
        raise Http404
    return found


def find_open_module(request, course_slug, module_slug):
    """That at the address with these parts, whose board this visitor may read."""
    module = find_module(request, course_slug, module_slug)
    if not module.is_open_to(request.user):
        raise Http404
    return module


def module_page(request, module, number=None, form=None, status=200, **more):
    """The page of `module`: its text, the form and a page of its threads."""
    page = Page(module, number)
    if not page.exists:
        raise Http404
    state = (module.is_published, module.takes_comments)
    posted = just_posted(request)
    context = {"module": module, "course": module.course, **posted, **more}
    with timezone.override(module.course.tzinfo):
        parts = {
            "address": escape(request.path if number else module.get_absolute_url()),
            "counts": comments_heading(module),
            "threads": threads_of(request, page, state),
            "turner": page_turner(page),
        }
        if form or is_special(request):
            context["form"] = form or empty_form(module, request.user)
            context |= people_of(module) | parts
            response = render(request, "boards/module.html", context, status=status)
        else:
            frame = frame_of(request, module, state, posted)
            parts |= parts_of_member(request, module, frame)
            response = HttpResponse(filled(frame, parts))
    response.board = module
    return response


def is_special(request):
    """Whether the page says something to this visitor that it says to nobody else."""
    if not has_session(request):
        return False
    user = request.user
    is_plain = user.is_authenticated and not user.leaves_at and not get_messages(request)
    return bool(not is_plain or Block.over(user.email, user.pk))


def frame_of(request, module, state, posted):
    """The page of `module` with marks for what differs from page to page and from one reader to
    another; `posted`: what it says of a post."""
    reader = None
    if has_session(request):
        offer = module.course.offer
        reader = SomeMember(request.user.is_staff, bool(offer) and request.user.has(offer))

    def make():
        form = empty_form(module, reader or request.user)
        context = {"module": module, "course": module.course, "form": form, **posted}
        context |= people_of(module)
        marked = ("address", "counts", "threads", "turner")
        context |= {name: Mark(name) for name in marked}
        if reader:
            context |= {"user": reader, "csrf_token": Mark("token")}
        return render_to_string("boards/module.html", context, request)

    of = (*state, bool(module.comments_count), request.scheme, request.get_host())
    place = ("frame", module.pk, reader, *posted.values())
    return fragment(request, place, *of, make=make)


def parts_of_member(request, module, frame):
    if not has_session(request):
        return {}
    user = request.user
    parts = CommentForm.markup_of(user, offered_professions(module.edition))
    if Mark("token") in frame:  # which costs a cookie
        parts["token"] = get_token(request)
    return {**parts, "user": escape(user)}


def threads_of(request, page, state):
    """The list of threads of `page`, of which those are composed that have changed since."""

    def make(keys):
        return Composer(page.module).by_thread(page.thread_lines(keys))

    place = ("threads", page.module.pk, page.number)
    composed = fragments(request, place, *state, versions=page.versions, make=make)
    return threads_list(composed[each.pk] for each in page.threads if each.pk in composed)


def empty_form(module, user):
    return CommentForm(user=user, professions=offered_professions(module.edition))


@once_an_edition
def offered_professions():
    return list(Profession.objects.active())


def just_posted(request):
    """For the templates: whether the address is one that leads there from posting, a few minutes
    ago, and whether a mail asks to confirm the address."""
    posted = has_just_posted(request)
    return {"posted": posted, "asks_by_mail": posted and "mail" in request.GET}


def has_just_posted(request):
    posted = request.GET.get("posted", "")
    if not Key.pattern.fullmatch(posted):
        return False
    recent = timezone.now() - JUST_NOW
    return Comment.objects.published().filter(pk=posted, published_at__gt=recent).exists()


def people_of(module):
    presenters = ModulePresenter.objects.filter(module=module).select_related("presenter")
    return {**presenters_of(module.course), "presenters": presenters}


def presenters_of(course):
    people = list(CoursePresenter.objects.filter(course=course).select_related("presenter"))
    return {
        "hosts": [each for each in people if each.role == CoursePresenter.Role.HOST],
        "faculty": [each for each in people if each.role == CoursePresenter.Role.FACULTY],
    }


@require_safe
def comment(request, comment_id):
    comment = get_object_or_404(
        Comment.objects.with_thread().in_modules(Module.objects.open_to(request.user)),
        pk=comment_id,
    )
    if not comment.keeps_its_place:
        raise Http404
    return redirect(board_address(comment))


@require_safe
def wordpress_comment(request, course_slug, wordpress_id):
    """Where the comment is that had that number on the WordPress site a course came from."""
    imported = get_object_or_404(
        ImportedComment,
        course__in=Course.objects.once_at(course_slug),
        wordpress_id=wordpress_id,
    )
    return comment(request, imported.comment_id)


def board_address(comment, posted=False, asks_by_mail=False):
    """The address of the page that shows `comment`, at its place. With `posted` the page says so,
    and no cache between answers with how the page was a moment ago; with `asks_by_mail` also that
    a mail asks its author to confirm the address."""
    thread = comment.thread
    if not thread.number:  # the database gives it, when it is published
        thread.refresh_from_db(fields=("number",))
    asked = {"posted": comment.pk} if posted else {}
    if asks_by_mail:
        asked["mail"] = 1
    if comment.place_in_thread < LINES_PER_THREAD:
        address = thread.module.page_url(thread.module.page_of(thread.number))
    else:
        address = thread.get_absolute_url()
        earlier = thread.comments.before_place(comment.place_in_thread - LINES_BEFORE)
        asked["after"] = earlier.once_published().in_reading_order().last().pk
    query = f"?{urlencode(asked)}" if asked else ""
    return f"{address}{query}#c{comment.pk}"


@require_safe
def thread(request, thread_id):
    """A thread by itself, for the part of a long one that its page leaves out."""
    modules = Module.objects.open_to(request.user).for_page()
    thread = get_object_or_404(
        Thread.objects.visible().select_related("module__course__offer").filter(module__in=modules),
        pk=thread_id,
    )
    place = 0
    if after := request.GET.get("after", ""):
        seen = thread.comments.once_published()
        place = get_object_or_404(seen, pk=number_or_404(after)).place_in_thread + 1
    shown = lines_after(thread, place)
    context = {
        "module": thread.module,
        "course": thread.module.course,
        "thread": thread,
        "shown": shown,
        "is_continued": place > 0,
        "page_number": thread.module.page_of(thread.number),
        **just_posted(request),
        "title": _("Thread %(number)s") % {"number": thread.number},
    }
    with timezone.override(thread.module.course.tzinfo):
        context["comments"] = Composer(thread.module).tree(
            shown.lines, heading=3, takes_replies=thread.takes_replies
        )
        return render(request, "boards/thread.html", context)
