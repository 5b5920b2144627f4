from django.contrib import admin
from django.contrib.sitemaps import views as sitemaps
from django.urls import include, path, re_path

from boards.views import found, pages

of_all = {"sitemaps": found.SITEMAPS}
of_pages = of_all | {"sitemap_url_name": "sitemap-part"}

urlpatterns = [
    path("robots.txt", found.robots, name="robots"),
    path("sitemap.xml", sitemaps.index, of_pages, name="sitemap"),
    path("sitemap-<section>.xml", sitemaps.sitemap, of_all, name="sitemap-part"),
    path("admin/", admin.site.urls),
    path("accounts/", include("accounts.urls")),
    path("accounts/", include("allauth.urls")),
    path("", include("boards.urls")),
    path("", include("moderation.urls")),
    # Last, since it is like many others.
    re_path(r"^(?:[\w-]+/){1,2}$|^(?:[\w.-]+/){3,}$", pages.old_address, name="old-address"),
]

handler400 = "config.errors.bad_request"
handler403 = "config.errors.permission_denied"
handler404 = "config.errors.not_found"
handler500 = "config.errors.server_error"
