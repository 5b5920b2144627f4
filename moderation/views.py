"""What readers say about a comment, and its author about a decision."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import guests_may_post
from accounts.address import client_address
from boards.models import Comment, Module
from boards.refusals import NotPossible, Refused
from boards.views.posting import go
from boards.views.status import for_its_author, own_address, status_page
from moderation.forms import AnswerForm, ReportForm
from moderation.models import Report
from moderation.refusals import TooManyReports


@require_http_methods(["GET", "HEAD", "POST"])
@guests_may_post
def report(request, comment_id):
    """Where a reader says that a comment breaks a rule; afterwards, that they have said so."""
    address = client_address(request)
    person = Report.person_of(request.user, address)
    earlier = Report.objects.filter(comment=comment_id, person=person).first()
    comment = get_object_or_404(
        Comment.objects.with_thread().in_modules(Module.objects.open_to(request.user)),
        pk=comment_id,
    )
    if not (earlier or comment.is_published):
        raise Http404
    if request.method == "POST" and earlier:
        return go(request, thanks_address(comment))
    if request.method == "POST":
        form = ReportForm(request.POST, user=request.user)
        if form.is_valid():
            try:
                as_guest = Report.guest_at(address) if request.user.is_authenticated else ""
                Report.make(comment, person=person, as_guest=as_guest, **form.report())
                return go(request, thanks_address(comment))
            except Refused as refusal:
                form.add_error(None, refusal)
                return report_page(request, comment, form, refusal)
        return report_page(request, comment, form, status=422)
    return report_page(request, comment, None if earlier else ReportForm(user=request.user))


def thanks_address(comment):
    return f"{reverse('moderation:report', args=(comment.pk,))}?sent=1"


def report_page(request, comment, form, refusal=None, status=200):
    """`form`: None once this reader has reported the comment."""
    module = comment.thread.module
    context = {"comment": comment, "module": module, "course": module.course, "form": form}
    status = refusal.status if refusal else status
    with timezone.override(module.course.tzinfo):
        response = render(request, "moderation/report.html", context, status=status)
    if isinstance(refusal, TooManyReports):
        response.headers["Retry-After"] = str(refusal.seconds)
    return response


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
