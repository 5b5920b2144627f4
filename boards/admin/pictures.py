from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import render
from django.urls import path
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from boards.models import Picture
from boards.models.file import drawn_anew

PER_PAGE = 24


class PictureForm(forms.ModelForm):
    def clean_file(self):
        file = self.cleaned_data["file"]
        return drawn_anew(file) if "file" in self.changed_data else file


@admin.register(Picture)
class PictureAdmin(admin.ModelAdmin):
    """Pictures for the texts of modules; the editor opens `pick` to choose one."""

    form = PictureForm
    list_display = ("shown", "alt", "width", "height", "created")
    list_display_links = ("shown", "alt")
    search_fields = ("alt",)
    fields = ("file", "alt", "shown")
    readonly_fields = ("shown",)

    def get_readonly_fields(self, request, obj=None):
        """The file of a picture stays, since texts refer to it."""
        return ("file", *self.readonly_fields) if obj else self.readonly_fields

    def get_urls(self):
        pick = self.admin_site.admin_view(require_safe(self.pick))
        return [path("pick/", pick, name="boards_picture_pick"), *super().get_urls()]

    def pick(self, request):
        """To choose one, in a window of its own; static/js/pick.js tells the editor."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        page = Paginator(self.get_queryset(request), PER_PAGE).get_page(request.GET.get("page"))
        context = {
            **self.admin_site.each_context(request),
            "title": _("Choose a picture"),
            "page": page,
            "asked_by": request.GET.get("CKEditorFuncNum", ""),
            "is_popup": True,
        }
        return render(request, "admin/boards/picture/pick.html", context)

    @admin.display(description=_("picture"))
    def shown(self, picture):
        if not picture.pk:
            return ""
        return format_html(
            '<img src="{}" alt="" width="160" loading="lazy">', picture.get_absolute_url()
        )
