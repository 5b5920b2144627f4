from django import forms
from django.contrib.admin.helpers import ActionForm
from django.utils.translation import gettext_lazy as _

from accounts.typed import clean_text, is_blank
from boards.models import RuleVersion

MOST = 2000  # characters of what author and moderator say about a decision


class AnswerForm(forms.Form):
    """The author's one answer to a decision."""

    answer = forms.CharField(
        label=_("Your answer"),
        max_length=MOST,
        strip=False,
        error_messages={"required": _("Write your answer first.")},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, auto_id="%s", **kwargs)

    def clean_answer(self):
        answer = clean_text(self.cleaned_data["answer"])
        if is_blank(answer):
            raise forms.ValidationError(self.fields["answer"].error_messages["required"])
        return answer


class DecisionForm(ActionForm):
    """What goes with a decision: under which rule, and what is said to the author."""

    rule = forms.ModelChoiceField(
        RuleVersion.objects.in_force().select_related("rule").order_by("rule__position"),
        label=_("Rule"),
        required=False,
        empty_label=_("no rule"),
    )
    sentence = forms.CharField(
        label=_("Sentence to the author"),
        max_length=MOST,
        required=False,
        widget=forms.TextInput(attrs={"size": 50}),
    )
