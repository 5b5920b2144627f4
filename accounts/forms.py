import functools
from collections import Counter

from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import flatatt
from django.utils.choices import BaseChoiceIterator
from django.utils.html import escape
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django_countries import countries
from localflavor.us.us_states import USPS_CHOICES

from accounts.byline import BylineText
from accounts.marks import Mark
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
    """A plain list of options. By Django's templates the world's countries would take longer than
    all the rest of a page. By HTML an option needs no end tag. What is sent may be the key of an
    option, or its text."""

    has_keys = True

    def render(self, name, value, attrs=None, renderer=None):
        options = value if isinstance(value, Mark) else self.options(self.choices, value)
        attrs = flatatt(self.build_attrs(self.attrs, attrs))
        select = f'<select name="{escape(name)}"{attrs}>{options}</select>'
        return mark_safe(select)  # noqa: S308  escaped part by part

    @classmethod
    def options(cls, choices, value):
        markup, ends = options_of(tuple(choices), cls.has_keys)
        end = ends.get(str(value or ""))
        return markup if end is None else f"{markup[:end]} selected{markup[end:]}"

    def value_from_datadict(self, data, files, name):
        sent = super().value_from_datadict(data, files, name)
        return keys_by_label(tuple(self.choices)).get(sent, sent) if sent else sent


class PlaceChoice(Choice):
    """A list of countries or states, so long that their keys would be a thirtieth of a page: by
    HTML the text of an option is sent where it has none. So no browser is to translate it."""

    has_keys = False

    def __init__(self, attrs):
        super().__init__({"translate": "no", **attrs})


@functools.lru_cache(maxsize=100)
def options_of(choices, has_keys):
    """All options as markup, and by the key of each where its tag ends in that."""
    by_label = {} if has_keys else keys_by_label(choices)
    markup, ends = "", {}
    for key, label in ((str(key), one_line(label)) for key, label in choices):
        markup += "<option" if key and label in by_label else f'<option value="{escape(key)}"'
        ends[key] = len(markup)
        markup += f">{escape(label)}"
    return markup, ends


@functools.lru_cache(maxsize=100)
def keys_by_label(choices):
    """By labels as a browser sends them, of those that name one key alone: in some languages two
    countries have one name."""
    labels = Counter(one_line(label) for _key, label in choices)
    return {one_line(label): str(key) for key, label in choices if labels[one_line(label)] == 1}


def one_line(label):
    return " ".join(str(label).split())


class Listed(BaseChoiceIterator):
    """The choices that `make()` returns, as pairs: made when somebody looks at them, where Django
    would copy the world's countries for each form, though most forms are only sent."""

    def __init__(self, make):
        self.make = make

    def __iter__(self):
        return iter(self.make())


def in_language(make):
    """`make` called once for each language in force, by which names differ and are sorted."""
    made = functools.lru_cache(lambda language: make())
    return lambda: made(get_language())


def choices_of(pairs):
    """With one for none of them; as plain texts, which are compared and hashed many times."""
    return tuple((str(key), str(label)) for key, label in (NOT_GIVEN, *pairs))


@in_language
def country_choices():
    return choices_of(countries)


@in_language
def state_choices():
    return choices_of(USPS_CHOICES)


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
        choices=Listed(country_choices),
        required=False,
        widget=PlaceChoice(attrs={"autocomplete": "country-name"}),
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
        choices=Listed(state_choices),
        required=False,
        widget=PlaceChoice(attrs={"autocomplete": "address-level1"}),
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
        the whole page, and not at all where none is chosen."""
        self.user, self._professions = user, professions
        if user.is_authenticated:
            kwargs["initial"] = self.remembered(user) | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        self.fields["profession"].choices = Listed(self.profession_choices)

    @functools.cached_property
    def professions(self):
        return {str(each.pk): each for each in self._professions if each.active}

    def profession_choices(self):
        return choices_of((each.pk, each.name) for each in self.professions.values())

    @classmethod
    def markup_of(cls, user, professions):
        """What stands in the fields for this member, where a form was made for `SomeMember`."""
        choices = {
            "profession": choices_of((each.pk, each.name) for each in professions if each.active),
            "country": country_choices(),
            "state": state_choices(),
        }
        return {
            name: cls.base_fields[name].widget.options(choices[name], value)
            if name in choices
            else escape(value)
            for name, value in cls.remembered(user).items()
        }

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
        if not is_own and User.objects.imitated_by(name, self.user):
            raise ValidationError(
                _(
                    "This name looks like that of a member, spelled with other characters. Please "
                    "add something that tells the two of you apart, such as an initial."
                )
            )
        return name

    def clean_profession(self):
        chosen = self.cleaned_data["profession"]
        return self.professions[chosen] if chosen else None

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
