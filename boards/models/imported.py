from django.db import models
from django.utils.translation import gettext_lazy as _


class ImportedComment(models.Model):
    """What a comment was on the WordPress board that it came from, by which the same is not
    brought in twice and old links to it still lead there."""

    comment = models.OneToOneField("boards.Comment", models.CASCADE, related_name="imported")
    course = models.ForeignKey("boards.Course", models.PROTECT, related_name="+", db_index=False)
    wordpress_id = models.PositiveBigIntegerField()
    author = models.TextField(blank=True)  # as it stood there, in one string

    class Meta:
        verbose_name = _("imported comment")
        verbose_name_plural = _("imported comments")
        constraints = (
            models.UniqueConstraint(
                fields=("course", "wordpress_id"), name="boards_imported_once_a_course"
            ),
        )

    def __str__(self):
        return str(self.wordpress_id)


class OldAddress(models.Model):
    """Where a module was on the site that it came from: links with it still lead to it."""

    path = models.CharField(max_length=500, unique=True)  # «/compassion-module-1/», «/?p=4»
    module = models.ForeignKey("boards.Module", models.CASCADE, related_name="old_addresses")

    class Meta:
        verbose_name = _("old address")
        verbose_name_plural = _("old addresses")

    def __str__(self):
        return self.path
