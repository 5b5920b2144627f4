from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from accounts.forms import BylineForm, Typed
from accounts.typed import NO_ADDRESS, clean_email, clean_text
from boards.models import Comment, Subscription
from boards.models.comment import MAX_LENGTH


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


class CommentForm(BylineForm, CommentTextForm):
    """A comment with its byline. Bound or not, it belongs to the person who asks for it: a member
    finds the byline filled in, and gives no e-mail address, since the account has one."""

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
    wants_replies = forms.BooleanField(label=_("Mail me when somebody answers"), required=False)
    website = forms.CharField(label=_("Leave this field empty"), required=False)  # the honeypot

    field_order = ("name", "email", "profession", "country", "city", "state", "comment")

    def __init__(self, *args, user, answered="", **kwargs):
        """`answered`: the key of the comment that a reply is to, by which its fields have other ids
        than those of the other forms on the page."""
        self.answered = answered
        if answered:
            kwargs["auto_id"] = f"reply-{answered}-%s"
        super().__init__(*args, user=user, **kwargs)
        if user.is_authenticated:  # who says how often on a page of their own
            del self.fields["email"], self.fields["wants_replies"]

    @property
    def is_for_guest(self):
        return not self.user.is_authenticated

    def clean_email(self):
        return clean_email(self.cleaned_data["email"])

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("website"):
            self.add_error(
                None,
                _("A hidden field, which must stay empty, was filled in. Please send it again."),
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
            text=self.cleaned_data["comment"],
            **self.byline_parts(),
        )


class SearchForm(forms.Form):
    q = Typed(
        label=_("Search this course"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "dir": "auto"}),
        error_messages={"max_length": _("Search for a few words, up to 200 characters.")},
    )


class FollowForm(forms.Form):
    """How often to hear of something by mail, and for a guest at which address."""

    email = forms.EmailField(
        label=_("Email"),
        help_text=_("Never shown. A mail asks you to confirm it first."),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": _("Tell us the e-mail address to write to."),
            "invalid": NO_ADDRESS,
        },
    )
    frequency = forms.ChoiceField(
        label=_("How often"),
        choices=[each for each in Subscription.Frequency.choices if each[0] != "never"],
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        if user.is_authenticated:
            del self.fields["email"]

    def clean_email(self):
        return clean_email(self.cleaned_data["email"])


class MailForm(forms.Form):
    """How often to hear of each of `wishes`, which are subscriptions."""

    def __init__(self, *args, wishes, **kwargs):
        super().__init__(*args, **kwargs)
        self.wishes = list(wishes)
        for wish in self.wishes:
            self.fields[self.name_of(wish)] = forms.ChoiceField(
                label=wish.subject,
                choices=Subscription.Frequency.choices,
                initial=wish.frequency,
                required=False,  # what is not sent stays as it is
            )

    @staticmethod
    def name_of(wish):
        """A member's two for all comments may not be made yet, see Subscription.of_member."""
        return f"wish-{wish.about if wish.is_of_a_person else wish.pk}"

    def save(self):
        for wish in self.wishes:
            frequency = self.cleaned_data[self.name_of(wish)]
            if frequency not in ("", wish.frequency):
                wish.choose(frequency)
