from django.db import models
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField


class BylineText:
    """How a byline reads, for anything that has its parts: `name`, `profession_name`,
    `country_code`, `city`, `state` and `extent`."""

    class Extent(models.TextChoices):
        FULL = "full", _("Name, profession and place")
        COUNTRY = "country", _("Name and country only")
        PROFESSION = "profession", _("Name and profession only")

    @property
    def byline(self):
        """«Dana Whitfield, Psychotherapy, Boulder, CO, USA»; a part not given is left out with
        its comma."""
        return ", ".join(part for part in (self.name, self.profession_and_place) if part)

    @property
    def profession_and_place(self):
        profession = self.profession_name if self.shows_profession else ""
        return ", ".join(part for part in (profession, self.place) if part)

    @property
    def place(self):
        """«City, ST, USA» in the United States, the two-letter ISO 3166-1 code elsewhere."""
        if not self.shows_place:
            return ""
        if self.country_code != "US":
            return self.country_code
        town = (self.city, self.state) if self.extent == self.Extent.FULL else ()
        return ", ".join(part for part in (*town, "USA") if part)

    @property
    def shows_profession(self):
        return self.extent != self.Extent.COUNTRY

    @property
    def shows_place(self):
        return self.extent != self.Extent.PROFESSION


class Byline(BylineText, models.Model):
    """The parts of a byline as columns, for a person and for each comment."""

    name = models.CharField(_("name"), max_length=100)
    profession = models.ForeignKey(
        "accounts.Profession",
        models.PROTECT,
        verbose_name=_("profession"),
        null=True,
        blank=True,
        related_name="+",
    )
    country = CountryField(_("country"), blank=True)
    city = models.CharField(_("city"), max_length=100, blank=True)
    state = models.CharField(_("state"), max_length=2, blank=True)
    extent = models.CharField(
        _("byline shows"),
        max_length=10,
        choices=BylineText.Extent,
        default=BylineText.Extent.FULL,
    )

    class Meta:
        abstract = True

    @property
    def profession_name(self):
        return self.profession.name if self.profession else ""

    @property
    def country_code(self):
        return self.country.code or ""
