from datetime import timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.forms import Typed
from accounts.typed import NO_ADDRESS, clean_email, clean_text
from boards.models import Block, Rule
from moderation.models import Decision, Note

MOST = 2000  # characters of what author, reader and moderator say about a comment

Act = Decision.Act

# What an author is asked for whose words are marked, when the moderator says nothing else.
LOOK_AGAIN = _("Please look at the marked words again, and leave them out or put it another way.")
A_WEEK = 7
DAYS = [(1, _("a day")), (A_WEEK, _("a week")), (30, _("a month")), (90, _("three months"))]


class ReportForm(forms.Form):
    """A reader says which rule a comment seems to break."""

    rule = forms.ModelChoiceField(
        Rule.objects.reportable(),
        label=_("This comment seems to"),
        empty_label=None,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose what is wrong with the comment."),
            "invalid_choice": _("Choose what is wrong with the comment."),
        },
    )
    sentence = Typed(
        label=_("Anything the moderator should know"),
        help_text=_("A sentence is enough. The author of the comment does not see it."),
        clean=clean_text,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )
    email = forms.EmailField(
        label=_("Email"),
        help_text=_("Only if you want to hear what comes of it. It is forgotten a week later."),
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"invalid": NO_ADDRESS},
    )
    tell_me = forms.BooleanField(label=_("Tell me by mail what comes of it"), required=False)
    website = forms.CharField(label=_("Leave this field empty"), required=False)  # the honeypot

    def __init__(self, *args, user, **kwargs):
        self.user = user
        super().__init__(*args, **kwargs)
        self.fields["rule"].label_from_instance = lambda rule: rule.said_of_a_comment
        del self.fields["email" if user.is_authenticated else "tell_me"]

    def clean_sentence(self):
        return not_too_long(self.cleaned_data["sentence"])

    def clean_email(self):
        email = self.cleaned_data["email"]
        return clean_email(email) if email else ""

    def clean(self):
        if self.cleaned_data.get("website"):
            raise ValidationError(
                _("A hidden field, which must stay empty, was filled in. Please send it again.")
            )

    def report(self):
        """What Report.make wants to know of it."""
        said, user = self.cleaned_data, self.user
        to_member = user.email if said.get("tell_me") else ""
        return {
            "rule": said["rule"].current,
            "sentence": said["sentence"],
            "email": said.get("email", to_member),
            "reporter": user if user.is_authenticated else None,
        }


class AnswerForm(forms.Form):
    """The author's one answer to a decision."""

    decision = forms.ModelChoiceField(
        Decision.objects.none(),
        error_messages={
            "required": _("Open this page again, and answer from there."),
            "invalid_choice": _("Open this page again, and answer from there."),
        },
    )
    answer = Typed(
        label=_("Your answer"),
        clean=clean_text,
        error_messages={"required": _("Write your answer first.")},
    )

    def __init__(self, *args, decisions, **kwargs):
        super().__init__(*args, auto_id="%s", **kwargs)
        self.fields["decision"].queryset = decisions

    def clean_answer(self):
        return not_too_long(self.cleaned_data["answer"])


def not_too_long(text):
    if len(text) > MOST:
        raise ValidationError(
            _("This has %(count)s characters; up to %(most)s are possible.")
            % {"count": len(text), "most": MOST}
        )
    return text


class DecisionForm(forms.Form):
    """What a moderator does with a comment, or with several, and what goes with it."""

    act = forms.ChoiceField(
        choices=[choice for choice in Act.choices if choice[0] != Act.UNDO],
        widget=forms.HiddenInput,
    )
    rule = forms.ModelChoiceField(
        Rule.objects.in_force(), label=_("Rule"), required=False, empty_label=_("no rule")
    )
    sentence = Typed(
        label=_("Sentence to the author"),
        clean=clean_text,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto", "maxlength": MOST}),
    )
    words = Typed(
        label=_("Words to take out"),
        help_text=_("One passage a line, as in the comment. Or select it there, then press x."),
        clean=clean_text,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )
    days = forms.TypedChoiceField(
        label=_("For"), choices=DAYS, coerce=int, empty_value=A_WEEK, required=False
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, comment=None, **kwargs):
        """`comment`: the one to decide on; without, the form is for several at once."""
        self.comment = comment
        super().__init__(*args, **kwargs)

    def clean_sentence(self):
        return not_too_long(self.cleaned_data["sentence"])

    def clean(self):
        said = super().clean()
        act = said.get("act")
        if act in (Act.REMOVE, Act.BLOCK) and not said.get("rule"):
            self.add_error("rule", _("Choose the rule that it breaks."))
        if act == Act.ASK and not said.get("sentence"):
            if self.comment and words_are_marked_for_author(self.comment):
                said["sentence"] = str(LOOK_AGAIN)
            else:
                self.add_error("sentence", _("Tell the author in a sentence what to change."))
        if act == Act.REDACT:
            self._check_passages(said.get("words", ""))
        return said

    def _check_passages(self, words):
        passages = lines_of(words)
        missing = [passage for passage in passages if not self.comment.says(passage)]
        if missing:
            self.add_error(
                "words",
                _("“%(words)s” is not in the comment, as whole words and letter by letter.")
                % {"words": missing[0]},
            )
        elif not passages:
            self.add_error("words", _("Say which words to take out."))

    def decide(self, comment, *, by, seen):
        """See Decision.make; the errors of that are its own."""
        said = self.cleaned_data
        # One is chosen already where something was found; it is meant only if it was broken.
        rule = said["rule"] if said["act"] in Decision.AGAINST else None
        return Decision.make(
            said["act"],
            comment,
            by=by,
            seen=seen,
            rule=rule.current if rule else None,
            sentence=said["sentence"],
            passages=lines_of(said["words"]),
            until=timezone.now() + timedelta(days=said["days"]),
        )


def words_are_marked_for_author(comment):
    """Whether its author sees words marked; nobody who may be in danger does."""
    urgent = comment.held_for == comment.HeldFor.URGENT
    return not urgent and comment.findings.current().exists()


def lines_of(text):
    return [line.strip() for line in text.splitlines() if line.strip()]


class ReasonForm(forms.Form):
    """Why a moderator opens a sealed text."""

    reason = Typed(
        label=_("Why do you need to see it?"),
        help_text=_("Your name, the time and your reason are kept, and other moderators see them."),
        clean=clean_text,
        error_messages={"required": _("Say why first.")},
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )


class NoteForm(forms.ModelForm):
    text = Typed(
        label=_("New note"),
        help_text=_("Moderators read it wherever this author comes up; the author never does."),
        clean=clean_text,
        max_length=MOST,
        error_messages={"required": _("Write the note first.")},
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )

    class Meta:
        model = Note
        fields = ("text",)


class BlockForm(forms.ModelForm):
    """By the address alone, which is an account's or a guest's: see BlockAdmin."""

    class Meta:
        model = Block
        fields = ("email", "until", "reason")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "email" in self.fields:
            self.fields["email"].required = True

    def clean_email(self):
        return clean_email(self.cleaned_data["email"])
