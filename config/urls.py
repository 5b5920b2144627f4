from django.conf import settings
from django.contrib import admin
from django.urls import include, path

admin.site.site_title = admin.site.site_header = settings.SITE_NAME
admin.site.index_title = "Boards and people"

urlpatterns = [
    path("admin/", admin.site.urls),
    path("accounts/", include("accounts.urls")),
    path("accounts/", include("allauth.account.urls")),
    path("", include("boards.urls")),
    path("", include("moderation.urls")),
]

handler400 = "config.errors.bad_request"
handler403 = "config.errors.permission_denied"
handler404 = "config.errors.not_found"
handler500 = "config.errors.server_error"
