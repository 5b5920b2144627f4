from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class EarlierSlugQuerySet(models.QuerySet):
    def of_courses(self):
        return self.filter(module=None)

    def of_modules(self):
        return self.filter(module__isnull=False)

    def take(self, slug, before, **whose):
        """`slug` is taken now, so that nothing earlier leads from it; `before`, None or what stood
        in its place, leads there if it was another."""
        self.filter(slug=slug).delete()
        if before not in (None, slug):
            self.create(slug=before, **whose)


class EarlierSlug(models.Model):
    """The part of an address that a course, or a module of it, had before: links with it still lead
    there, until another takes it."""

    course = models.ForeignKey("boards.Course", models.CASCADE, related_name="earlier_slugs")
    module = models.ForeignKey(
        "boards.Module", models.CASCADE, null=True, related_name="earlier_slugs"
    )
    slug = models.SlugField(_("address"))

    objects = EarlierSlugQuerySet.as_manager()

    class Meta:
        verbose_name = _("earlier address")
        verbose_name_plural = _("earlier addresses")
        constraints = (
            models.UniqueConstraint(
                fields=("slug",), name="boards_earlier_course", condition=Q(module=None)
            ),
            models.UniqueConstraint(
                fields=("course", "slug"),
                name="boards_earlier_module",
                condition=Q(module__isnull=False),
            ),
        )

    def __str__(self):
        return self.slug
