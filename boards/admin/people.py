from django.contrib import admin
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from accounts.admin import PersonAdmin
from accounts.models import User
from boards.models import Comment

admin.site.unregister(User)


@admin.register(User)
class AuthorAdmin(PersonAdmin):
    """People, with how much each has written, which `accounts` does not know of."""

    list_display = exported = (
        *PersonAdmin.list_display[:5],
        "comments",
        *PersonAdmin.list_display[5:],
    )

    def get_queryset(self, request):
        written = Comment.objects.filter(author=OuterRef("pk")).order_by().values("author")
        count = Subquery(written.annotate(count=Count("pk")).values("count"))
        return super().get_queryset(request).annotate(comments_count=Coalesce(count, 0))

    @admin.display(description=_("comments"), ordering="comments_count")
    def comments(self, person):
        return person.comments_count
