from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django_countries import countries
from localflavor.us.us_states import USPS_CHOICES

from accounts.byline import BylineText
from accounts.models import User
from accounts.typed import clean_line, is_blank

NOT_GIVEN = ("", _("not given"))


class Typed(forms.CharField):
    """A text field that keeps what was typed as accounts.typed says: a line, or many lines."""

    def __init__(self, *, clean=clean_line, **kwargs):
        self.clean_typed = clean
        super().__init__(strip=False, **kwargs)

    def to_python(self, value):
        value = super().to_python(value)
        typed = self.clean_typed(value) if value else value
        return "" if is_blank(typed) else typed


class Choice(forms.Select):
    """A plain list of options. Django's template renders each option by two more templates, which
    for the world's countries took longer than all the rest of a page."""

    template_name = "accounts/_choice.html"


class BylineForm(forms.Form):
    """The parts of a byline, filled in for a member with what stands on the profile."""

    name = Typed(
        label=_("Name"),
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "name", "dir": "auto"}),
        error_messages={"required": _("Tell us your name: it stands above your comment.")},
    )
    profession = forms.ChoiceField(
        label=_("Profession"),
        required=False,
        widget=Choice,
        error_messages={"invalid_choice": _("Choose a profession from the list.")},
    )
    country = forms.ChoiceField(
        label=_("Country"),
        required=False,
        widget=Choice(attrs={"autocomplete": "country"}),
        error_messages={"invalid_choice": _("Choose a country from the list.")},
    )
    city = Typed(
        label=_("City"),
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "address-level2", "dir": "auto"}),
    )
    state = forms.ChoiceField(
        label=_("State"),
        help_text=_("In the USA only."),
        choices=[NOT_GIVEN, *USPS_CHOICES],
        required=False,
        widget=Choice(attrs={"autocomplete": "address-level1"}),
        error_messages={"invalid_choice": _("Choose a state from the list.")},
    )
    extent = forms.ChoiceField(
        label=_("My byline shows"),
        choices=BylineText.Extent.choices,
        required=False,
        widget=Choice,
    )

    def __init__(self, *args, user, professions, **kwargs):
        """`user`: who asks, perhaps nobody in particular; `professions`: the list, read once for
        the whole page."""
        self.user = user
        if user.is_authenticated:
            kwargs["initial"] = self.remembered(user) | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        self.professions = {str(each.pk): each for each in professions if each.active}
        self.fields["profession"].choices = [
            NOT_GIVEN,
            *((pk, each.name) for pk, each in self.professions.items()),
        ]
        self.fields["country"].choices = [NOT_GIVEN, *countries]

    @staticmethod
    def remembered(user):
        return {
            "name": user.name,
            "profession": user.profession_id,
            "country": user.country_code,
            "city": user.city,
            "state": user.state,
            "extent": user.extent,
        }

    def clean_name(self):
        name = self.cleaned_data["name"]
        is_own = self.user.is_authenticated and name == self.user.name
        if not is_own and User.objects.exclude(pk=self.user.pk).imitated_by(name):
            raise ValidationError(
                _(
                    "This name looks like that of a member, spelled with other characters. Please "
                    "add something that tells the two of you apart, such as an initial."
                )
            )
        return name

    def clean_profession(self):
        return self.professions.get(self.cleaned_data["profession"])

    def clean_extent(self):
        return self.cleaned_data["extent"] or self.initial.get("extent") or BylineText.Extent.FULL

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("state") and cleaned.get("country") != "US":
            self.add_error(
                "state",
                _("Choose a state for the USA only; elsewhere, leave it empty."),
            )
        return cleaned

    def byline_parts(self):
        names = ("name", "profession", "country", "city", "state", "extent")
        return {name: self.cleaned_data[name] for name in names}


class ProfileForm(BylineForm):
    """The byline that a member's next comments begin with."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"].help_text = _("With your credentials, if you like: Dana Whitfield, PhD")


class LeaveForm(forms.Form):
    """What is to become of the comments of somebody who leaves."""

    comments = forms.ChoiceField(
        label=_("Your comments"),
        choices=[
            ("keep", _("stay, as those of “A former member” with the profession only")),
            ("withdraw", _("are withdrawn: their texts are deleted")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what becomes of your comments.")},
    )


class AgreeForm(forms.Form):
    """The agreement to the terms, without which there is no order."""

    agree = forms.BooleanField(
        label=_("I agree to these terms"),
        error_messages={"required": _("Please read the terms and tick that you agree to them.")},
    )


class AddKeyForm(AddWebAuthnForm):
    """With a label that is translated, which the library leaves to Django to make up."""

    name = forms.CharField(label=_("Name"), required=False)


class EditKeyForm(EditWebAuthnForm):
    name = forms.CharField(label=_("Name"))
