"""What search engines are told: what there is to find, and what is no page of its own."""

from django.contrib.sitemaps import Sitemap
from django.db.models import F
from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.access import same_for_everybody
from boards.models import Course, Module, Thread

# Forms, and what is somebody's own; each says «noindex» too, and need not be fetched for it.
NOT_FOR_ROBOTS = ("/accounts/", "/admin/", "/mail/", "/comments/yours/", "/*/search/")
NOT_FOR_ROBOTS += ("/comments/*/reply/", "/comments/*/report/", "/threads/*/follow/")
FOR_ROBOTS_TOO = ("/accounts/signup/", "/accounts/join/")  # the longer address counts, RFC 9309


@require_safe
@same_for_everybody
def robots(request):
    lines = ["User-agent: *", *(f"Disallow: {address}" for address in NOT_FOR_ROBOTS)]
    lines += (f"Allow: {address}" for address in FOR_ROBOTS_TOO)
    address = request.build_absolute_uri(reverse("sitemap"))
    return HttpResponse("\n".join([*lines, "", f"Sitemap: {address}", ""]), "text/plain")


class Courses(Sitemap):
    def items(self):
        published = Module.objects.published().filter(noindex=False)
        return Course.objects.filter(modules__in=published).distinct().order_by("pk")


class Modules(Sitemap):
    """Also those for members only, of which everybody sees title and presenters."""

    def items(self):
        listed = Module.objects.published().filter(noindex=False)
        return listed.select_related("course").order_by("pk")


class Pages(Sitemap):
    """The pages of boards that everybody may read, from the oldest, each by its lasting address."""

    limit = 10_000

    def items(self):
        number = (F("number") - 1) / F("module__threads_per_page") + 1
        public = Module.objects.published().filter(members_only=False, noindex=False)
        pages = Thread.objects.visible().filter(module__in=public).annotate(page=number)
        names = ("module__course__slug", "module__slug", "page")
        return pages.order_by(*names).values_list(*names).distinct()

    def location(self, page):
        return reverse("boards:page", args=page)


SITEMAPS = {"courses": Courses, "modules": Modules, "pages": Pages}
