"""What has lately been written, for feed readers (Atom, RFC 4287): of a module, and of a course.

As in mail a comment is told once the time for editing it is over: what was withdrawn, held or
redacted until then goes nowhere. Feed readers sign in nowhere, so there is none of what is for
members only."""

from django.contrib.syndication.views import Feed
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import same_for_everybody
from boards.models import Comment, Course, Module, Thread
from boards.models.comment import EDITABLE_FOR
from boards.views.pages import or_404, or_moved

ENTRIES = 20
# The newest comments are in the threads with the newest ones; some of those may be too new yet.
THREADS = 2 * ENTRIES


def newest_comments(modules):
    """Of `modules`, a queryset, from the newest; those that can be told by now."""
    until = timezone.now() - EDITABLE_FOR
    threads = Thread.objects.filter(module__in=modules).visible()
    told = threads.filter(latest_at__lte=until).order_by("-latest_at").values("pk")[:THREADS]
    lively = threads.filter(latest_at__gt=until).values("pk")
    keys = [*told.values_list("pk", flat=True), *lively.values_list("pk", flat=True)]
    comments = Comment.objects.published().filter(tree_id__in=keys, published_at__lte=until)
    return comments.order_by("-published_at", "-pk").with_thread()[:ENTRIES]


class Newest(Feed):
    feed_type = Atom1Feed

    def item_title(self, comment):
        return _("By %(name)s") % {"name": comment.name}

    def item_description(self, comment):
        return comment.markup

    def item_link(self, comment):
        return comment.get_absolute_url()

    def item_author_name(self, comment):
        return comment.byline

    def item_pubdate(self, comment):
        return comment.published_at

    def item_updateddate(self, comment):
        return max(comment.edited_at or comment.published_at, comment.published_at)


class OfModule(Newest):
    def get_object(self, request, course_slug, module_slug):
        readable = Module.objects.published().filter(members_only=False)
        return or_404(readable.at_or_once_at(course_slug, module_slug))

    def title(self, module):
        return _("Comments on: %(title)s") % {"title": module.title}

    def link(self, module):
        return module.get_absolute_url()

    def feed_url(self, module):
        return reverse("boards:module-feed", args=(module.course.slug, module.slug))

    def subtitle(self, module):
        return module.course.title

    def items(self, module):
        return newest_comments(Module.objects.filter(pk=module.pk))


class OfCourse(Newest):
    def get_object(self, request, course_slug):
        readable = Module.objects.published().filter(members_only=False)
        courses = Course.objects.once_at(course_slug).filter(modules__in=readable).distinct()
        return get_object_or_404(courses.order_by("pk")[:1])

    def title(self, course):
        return _("Comments on: %(title)s") % {"title": course.title}

    def link(self, course):
        return course.get_absolute_url()

    def feed_url(self, course):
        return reverse("boards:course-feed", args=(course.slug,))

    def items(self, course):
        return newest_comments(course.modules.published().filter(members_only=False))

    def item_title(self, comment):
        names = {"title": comment.thread.module.title, "name": comment.name}
        return _("Comment on %(title)s by %(name)s") % names


of_module = require_safe(same_for_everybody(or_moved(OfModule())))
of_course = require_safe(same_for_everybody(or_moved(OfCourse())))
