"""What moderation keeps about a person, and how it is erased; see accounts/personal.py.

Two things are not in the download, and the page on privacy says so: what moderators noted for each
other, and words taken out of a comment, which identify somebody else. Both concern others' rights
too (Article 15(4) of the GDPR), so a person looks at each before it is given out."""

from django.db.models import Q
from django.utils.translation import gettext_noop as _  # the page to read translates

from accounts.personal import forget_names_in_log
from boards.personal import addresses_of, comments_of
from moderation.models import Answer, Decision, HeldComment, Note, Opening, Redaction, Report
from moderation.models.report import no_address


def kept_about(person):
    comments = comments_of(person)
    decisions = Decision.objects.filter(comment__in=comments).on_comments()
    reports = Report.objects.filter(reporter=person).select_related("rule", "comment")
    return {
        _("decisions about your comments"): [
            {
                _("comment"): decision.comment_id,
                _("when"): decision.created,
                _("decision"): decision.get_act_display(),
                _("rule"): str(decision.rule or ""),
                _("told to you"): decision.sentence,
                _("your answer"): decision.answer.text if hasattr(decision, "answer") else "",
            }
            for decision in decisions.select_related("rule", "answer")
        ],
        _("your reports"): [
            {
                _("comment"): report.comment_id,
                _("when"): report.created,
                _("rule"): str(report.rule),
                _("what you said"): report.sentence,
            }
            for report in reports
        ],
    }


def erase(person):
    """Decisions stay on record, of comments that bear no name any more, without the sentences that
    people wrote about them."""
    comments = comments_of(person)
    decisions = Decision.objects.filter(comment__in=comments)
    notes = Note.objects.filter(Q(author=person) | Q(author=None, email__in=addresses_of(person)))
    reports = Report.objects.filter(Q(comment__in=comments) | Q(reporter=person))
    waiting = HeldComment._base_manager.filter(pk__in=comments.values("pk"))
    for rows in (decisions, notes, reports, waiting):
        forget_names_in_log(rows)
    decisions.forget_sentences()
    Opening.objects.filter(redaction__decision__in=decisions).forget_reasons()
    Report.objects.filter(comment__in=comments).update(sentence="")
    Answer.objects.filter(decision__comment__in=comments).update(text="")
    Redaction.objects.filter(decision__comment__in=comments).sealed().purge()
    for report in Report.objects.filter(Q(reporter=person) | Q(email=person.email)):
        report.reporter, report.person, report.sentence, report.email = None, no_address(), "", ""
        report.as_guest = report.addressee = ""
        report.save()
    notes.delete()
