import io
import secrets
import struct
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps

from accounts.models import Shown

# What browsers show; others, such as SVG, may hold programs.
PICTURES = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp", "GIF": "gif"}
MOST_PIXELS = 24_000_000  # of a picture as it comes, so that none fills the memory
WIDEST = 1600  # pixels, twice the measure of a page; what is wider is made smaller
HANDOUTS = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "odt": "application/vnd.oasis.opendocument.text",
    "odp": "application/vnd.oasis.opendocument.presentation",
    "txt": "text/plain; charset=utf-8",
    "mp3": "audio/mpeg",
}


def picture_path(picture, name):
    return f"pictures/{secrets.token_urlsafe(16)}.{name.rpartition('.')[2]}"


def handout_path(handout, name):
    return f"handouts/{secrets.token_urlsafe(16)}.{name.rpartition('.')[2].lower()}"


def is_handout(file):
    if Path(file.name).suffix.lower().lstrip(".") not in HANDOUTS:
        raise ValidationError(
            _("A handout is one of these: %(kinds)s."), params={"kinds": ", ".join(HANDOUTS)}
        )


def drawn_anew(file):
    """The picture in `file` as a file of ours: of a kind that browsers show, upright, not wider
    than needed, and without what cameras write into one, such as where it was taken. Raises
    ValidationError for what is no picture."""
    try:
        picture = Image.open(file, formats=(*PICTURES, "MPO"))
        if picture.width * picture.height > MOST_PIXELS:
            raise ValidationError(_("This picture has too many pixels. Please make it smaller."))
        kind = "JPEG" if picture.format == "MPO" else picture.format  # several in one, as phones do
        picture.draft("RGB", (2 * WIDEST, 2 * WIDEST))  # reads no more of a JPEG than is needed
        drawn = io.BytesIO()
        plain_copy(picture).save(drawn, kind)
    except (OSError, SyntaxError, ValueError, TypeError, KeyError, struct.error) as failure:
        said = _("This is no picture that browsers show: JPEG, PNG, WebP or GIF.")
        raise ValidationError(said) from failure
    except Image.DecompressionBombError as failure:
        raise ValidationError(_("This picture has too many pixels.")) from failure
    return ContentFile(drawn.getvalue(), f"picture.{PICTURES[kind]}")


def plain_copy(picture):
    """Its points alone, upright and not too wide."""
    has_holes = "A" in picture.getbands() or "transparency" in picture.info
    points = picture.convert("RGBA" if has_holes else "RGB")
    ImageOps.exif_transpose(points, in_place=True)
    points.thumbnail((WIDEST, WIDEST * 4))
    plain = Image.new(points.mode, points.size)
    plain.paste(points)
    return plain


class Picture(models.Model):
    """For the texts of modules."""

    file = models.ImageField(
        _("picture"),
        upload_to=picture_path,
        width_field="width",
        height_field="height",
        help_text=_("JPEG, PNG, WebP or GIF."),
    )
    alt = models.CharField(
        _("in words"),
        max_length=250,
        help_text=_("What one would tell somebody who cannot see it, to whom it is read out."),
    )
    width = models.PositiveIntegerField(_("width"), editable=False)
    height = models.PositiveIntegerField(_("height"), editable=False)
    created = models.DateTimeField(_("added"), default=timezone.now, editable=False)

    class Meta:
        ordering = ("-pk",)
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")

    def __str__(self):
        return self.alt

    def get_absolute_url(self):
        return reverse("boards:picture", args=(Path(self.file.name).name,))

    @classmethod
    def named_files(cls):
        return set(cls.objects.values_list("file", flat=True))


class Handout(Shown):
    """A file to download from the page of a module, for those who may read it."""

    module = models.ForeignKey("boards.Module", models.CASCADE, related_name="handouts")
    title = models.CharField(_("title"), max_length=150)
    file = models.FileField(
        _("file"),
        upload_to=handout_path,
        validators=[is_handout],
        help_text=", ".join(HANDOUTS),
    )
    size = models.PositiveBigIntegerField(editable=False)  # bytes
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        ordering = ("position", "pk")
        verbose_name = _("handout")
        verbose_name_plural = _("handouts")

    def __str__(self):
        return self.title

    def save(self, *args, **kwargs):
        if not self.file._committed:  # a new file
            self.size = self.file.size
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        return reverse("boards:handout", args=(self.pk,))

    @classmethod
    def named_files(cls):
        """Those of the handouts there are, and of those in the versions of modules."""
        named = set(cls.objects.values_list("file", flat=True))
        history = cls._meta.get_field("module").related_model.history
        held = history.exclude(belongings=None).values_list("belongings__handouts", flat=True)
        return named | {row["fields"]["file"] for rows in held.iterator() for row in rows or ()}

    @property
    def kind(self):
        return Path(self.file.name).suffix.lstrip(".")

    @property
    def content_type(self):
        return HANDOUTS.get(self.kind, "application/octet-stream")
