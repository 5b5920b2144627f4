"""What an author says to a decision."""

from django.views.decorators.http import require_POST

from boards.access import guests_may_post
from boards.refusals import NotPossible
from boards.views.posting import go
from boards.views.status import for_its_author, own_address, status_page
from moderation.forms import AnswerForm


@require_POST
@guests_may_post
@for_its_author
def answer(request, comment, token):
    form = AnswerForm(request.POST, decisions=comment.decisions.all())
    if not form.is_valid():
        return status_page(request, comment, token, answer_form=form, status=422)
    decision = form.cleaned_data["decision"]
    try:
        decision.take_answer(form.cleaned_data["answer"])
    except NotPossible as refusal:
        form.add_error(None, refusal)
        return status_page(request, comment, token, answer_form=form, status=refusal.status)
    return go(request, own_address(comment, "status", token))
