from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _
from django_countries import countries
from localflavor.us.us_states import USPS_CHOICES

from accounts.models import User
from accounts.typed import NO_ADDRESS, clean_email, clean_line, clean_text, is_blank
from boards.models import Comment
from boards.models.comment import MAX_LENGTH


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

    template_name = "boards/_choice.html"


class CommentTextForm(forms.Form):
    """The comment alone, as its author edits it."""

    comment = Typed(
        label=_("Comment"),
        clean=clean_text,
        widget=forms.Textarea(attrs={"rows": 8, "dir": "auto"}),
        error_messages={"required": _("Write your comment first.")},
    )

    def clean_comment(self):
        text = self.cleaned_data["comment"]
        if len(text) > MAX_LENGTH:
            raise ValidationError(
                _(
                    "Your comment has %(count)s characters; up to %(most)s are possible. "
                    "Please shorten it, or post it in two parts."
                )
                % {
                    "count": number_format(len(text), force_grouping=True),
                    "most": number_format(MAX_LENGTH, force_grouping=True),
                }
            )
        return text


class CommentForm(CommentTextForm):
    """A comment with its byline. Bound or not, it belongs to the person who asks for it: a member
    finds the byline filled in, and gives no e-mail address, since the account has one."""

    name = Typed(
        label=_("Name"),
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "name", "dir": "auto"}),
        error_messages={"required": _("Tell us your name: it stands above your comment.")},
    )
    email = forms.EmailField(
        label=_("Email"),
        help_text=_("Never shown."),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": _("Tell us your e-mail address; it is never shown."),
            "invalid": NO_ADDRESS,
        },
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
        choices=[("", ""), *USPS_CHOICES],
        required=False,
        widget=Choice(attrs={"autocomplete": "address-level1"}),
        error_messages={"invalid_choice": _("Choose a state from the list.")},
    )
    extent = forms.ChoiceField(
        label=_("My byline shows"),
        choices=Comment.Extent.choices,
        required=False,
        widget=Choice,
    )
    website = forms.CharField(label=_("Leave this field empty"), required=False)  # the honeypot

    field_order = ("name", "email", "profession", "country", "city", "state", "comment")

    def __init__(self, *args, user, professions, answered="", **kwargs):
        """`user`: who asks, perhaps nobody in particular; `professions`: the list, read once for
        the whole page; `answered`: the key of the comment that a reply is to, by which its fields
        have other ids than those of the other forms on the page."""
        self.user, self.answered = user, answered
        if answered:
            kwargs["auto_id"] = f"reply-{answered}-%s"
        if user.is_authenticated:
            kwargs["initial"] = self.remembered(user) | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        if user.is_authenticated:
            del self.fields["email"]
        self.professions = {str(each.pk): each for each in professions if each.active}
        self.fields["profession"].choices = [
            ("", ""),
            *((pk, each.name) for pk, each in self.professions.items()),
        ]
        self.fields["country"].choices = [("", ""), *countries]

    @staticmethod
    def remembered(user):
        return {
            "name": user.name,
            "profession": user.profession_id,
            "country": user.country_code,
            "city": user.city,
            "state": user.state,
        }

    @property
    def is_for_guest(self):
        return not self.user.is_authenticated

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

    def clean_email(self):
        return clean_email(self.cleaned_data["email"])

    def clean_profession(self):
        return self.professions.get(self.cleaned_data["profession"])

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("website"):
            self.add_error(
                None,
                _("A hidden field, which must stay empty, was filled in. Please send it again."),
            )
        if cleaned.get("state") and cleaned.get("country") != "US":
            self.add_error(
                "state",
                _("Choose a state for the USA only; elsewhere, leave it empty."),
            )
        return cleaned

    @property
    def visible_byline_fields(self):
        names = ("name", "email", "profession", "country", "city", "state")
        return [self[name] for name in names if name in self.fields]

    def comment_to_post(self):
        """The comment that the form describes, unsaved."""
        return Comment(
            author=self.user if self.user.is_authenticated else None,
            email=self.user.email if self.user.is_authenticated else self.cleaned_data["email"],
            name=self.cleaned_data["name"],
            profession=self.cleaned_data["profession"],
            country=self.cleaned_data["country"],
            city=self.cleaned_data["city"],
            state=self.cleaned_data["state"],
            extent=self.cleaned_data["extent"] or Comment.Extent.FULL,
            text=self.cleaned_data["comment"],
        )
