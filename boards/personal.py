"""What boards keep about a person, and how it is erased; see accounts/personal.py."""

from django.db.models import Q
from django.utils.translation import gettext_noop as _  # the page to read translates
from post_office.models import STATUS, Email

from accounts.models.person import NotYet
from accounts.personal import forget_names_in_log
from boards.models import Block, Comment, ImportedComment, News, Submission, Subscription


def comments_of(person):
    """The account's, and a guest's under the same confirmed address, whether claimed or not."""
    either = Q(author=person)
    if person.has_confirmed_address:
        either |= Q(author=None, email=person.email)
    return Comment.objects.filter(either)


def addresses_of(person):
    """Under which moderators may know the person: also those of comments that were claimed."""
    return {person.email, *Comment.objects.by(person).values_list("email", flat=True)} - {""}


def blocks_of(person):
    return Block.objects.filter(Q(user=person) | Q(user=None, email__in=addresses_of(person)))


def kept_about(person):
    comments = comments_of(person).newest_first().with_thread().select_related("imported")
    return {
        _("comments"): [
            row_of(comment) for comment in comments.prefetch_related("earlier_texts", "findings")
        ],
        _("mail wished for"): [
            {
                _("about"): str(each),
                _("how often"): each.get_frequency_display(),
                _("since"): each.created,
            }
            for each in Subscription.objects.of(person).with_subject()
        ],
        _("times when you could not post"): [
            {
                _("from"): each.created,
                _("until"): each.ended_at or each.until,
                _("reason"): each.reason,
            }
            for each in blocks_of(person)
        ],
    }


def row_of(comment):
    imported = getattr(comment, "imported", None)
    return {
        _("number"): comment.pk,
        _("address"): comment.get_absolute_url(),
        _("module"): str(comment.thread.module),
        _("state"): comment.get_status_display(),
        _("waits because"): comment.get_held_for_display(),
        _("written"): comment.created,
        _("first published"): comment.published_at,
        _("edited"): comment.edited_at,
        _("name"): comment.name,
        _("name on the WordPress board"): imported.author if imported else "",
        _("profession"): comment.profession_name,
        _("country"): comment.country_code,
        _("city"): comment.city,
        _("state or province"): comment.state,
        _("byline shows"): comment.get_extent_display(),
        _("e-mail address"): comment.email,
        _("written as a guest"): not comment.author_id,
        _("text"): comment.text,
        _("earlier texts"): [
            {_("text"): each.text, _("until"): each.created} for each in comment.earlier_texts.all()
        ],
        _("what was found in it"): [
            {
                _("rule"): each.rule,
                _("words"): each.words,
                _("why"): each.sentence,
                _("found"): each.created,
            }
            for each in comment.findings.all()
        ],
    }


def erase(person):
    """Not while a block lasts, which would be shed by signing up anew."""
    if Block.over(person.email, person.pk):
        raise NotYet
    # In the order in which whoever else locks several threads does it.
    comments = list(comments_of(person).order_by("thread", "pk"))
    blocks = list(blocks_of(person).values_list("pk", flat=True))
    forget_mail_about(comments)
    Submission.objects.filter(comment__in=comments).delete()
    for rows in (comments_of(person), Subscription.objects.of(person), blocks_of(person)):
        forget_names_in_log(rows)
    for comment in comments:
        comment.part_from_author(withdrawing=person.leaves_withdrawing)
    ImportedComment.objects.filter(comment__in=comments).update(author="")
    Subscription.objects.of(person).delete()
    # Of the past, all of them; decisions refer to them.
    Block.objects.filter(pk__in=blocks).update(
        user=None, email="somebody@erased.invalid", reason=""
    )


def forget_mail_about(comments):
    """Mail to others that holds words of these: what was sent goes, what waits is written anew."""
    mails = Email.objects.filter(news__comment__in=comments)
    waiting = [mail.pk for mail in mails.exclude(status=STATUS.sent)]
    News.objects.filter(mail__in=waiting).update(mail=None)
    Email.objects.filter(pk__in=[*waiting, *mails.values_list("pk", flat=True)]).delete()
