from django import forms
from django.contrib.admin.helpers import ActionForm
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.typed import clean_text
from boards.forms import Typed
from boards.models import Rule
from moderation.models import Decision

MOST = 2000  # characters of what author and moderator say about a decision


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
        answer = self.cleaned_data["answer"]
        if len(answer) > MOST:
            raise ValidationError(
                _("Your answer has %(count)s characters; up to %(most)s are possible.")
                % {"count": len(answer), "most": MOST}
            )
        return answer


class DecisionForm(ActionForm):
    """What goes with a decision: under which rule, and what is said to the author."""

    rule = forms.ModelChoiceField(
        Rule.objects.in_force(), label=_("Rule"), required=False, empty_label=_("no rule")
    )
    sentence = forms.CharField(
        label=_("Sentence to the author"),
        required=False,
        widget=forms.TextInput(attrs={"size": 50, "maxlength": MOST}),
    )
    # When the list was made: what its author has changed since has not been seen.
    seen = forms.DateTimeField(
        label="", widget=forms.HiddenInput, initial=timezone.now, required=False
    )
