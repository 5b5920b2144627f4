"""What a moderator sees of one comment: why it is here, what stands around it, who wrote it and
what was decided before."""

from dataclasses import dataclass
from functools import cached_property

from django.db.models import Count
from django.urls import reverse

from boards.models import Block, Comment, Rule
from boards.screening import by_rule, marked
from moderation.forms import words_are_marked_for_author
from moderation.models import Answer, Decision, Note
from moderation.models.decision import state_of, waiting_since

ABOVE = 3  # of what it answers, besides the opening comment
BENEATH = 4  # of the replies to it
A_DETAIL = 60  # characters; what is longer is a sentence
OTHERS = 5  # of what else its author wrote


@dataclass
class Card:
    comment: Comment

    @cached_property
    def state(self):
        """What a decision has to match, see state_of."""
        return state_of(self.comment)

    @cached_property
    def waiting_since(self):
        return waiting_since(self.comment)

    # -- Why it is here --------------------------------------------------------

    @cached_property
    def findings(self):
        return list(self.comment.findings.current().select_related("version__rule"))

    @cached_property
    def pieces(self):
        return marked(self.comment.text, self.findings)

    @cached_property
    def found(self):
        return by_rule(self.findings)

    @cached_property
    def reports(self):
        return list(self.comment.reports.open().select_related("rule__rule", "reporter"))

    @cached_property
    def answer(self):
        """What its author says to a decision, which nobody has looked at yet, or None."""
        return Answer.objects.open().filter(decision__comment=self.comment).first()

    @cached_property
    def earlier_texts(self):
        """What it said before its author edited it, the latest first."""
        return list(self.comment.earlier_texts.all())

    @property
    def likely_rule(self):
        """The rule that it is most likely decided under, or None."""
        versions = [each.version for each in self.findings] + [each.rule for each in self.reports]
        in_force = set(Rule.objects.in_force().values_list("pk", flat=True))
        return next((each.rule for each in versions if each.rule_id in in_force), None)

    @cached_property
    def possible(self):
        """The acts that can be done with it."""
        return Decision.possible(self.comment)

    @property
    def can_be_asked_without_a_sentence(self):
        return words_are_marked_for_author(self.comment)

    @property
    def found_words(self):
        """What may be taken out of it, a passage a line: of what was found, the details, since
        without whole sentences a comment says nothing."""
        details = (each.words for each in self.findings if len(each.words) <= A_DETAIL)
        return "\n".join(dict.fromkeys(details))

    # -- What stands around it ---------------------------------------------------

    @cached_property
    def above(self):
        """The opening comment and the nearest of those that it answers, directly or not."""
        above = list(
            Comment.objects.above(self.comment).select_related("profession").in_reading_order()
        )
        self.above_left_out = max(0, len(above) - 1 - ABOVE)
        return above[:1] + above[1:][-ABOVE:]

    @cached_property
    def beneath(self):
        beneath = Comment.objects.beneath(self.comment).select_related("profession")
        self.beneath_left_out = max(0, beneath.count() - BENEATH)
        return list(beneath.in_reading_order()[:BENEATH])

    # -- Who wrote it --------------------------------------------------------------

    @cached_property
    def by_author(self):
        return Comment.objects.by_author_of(self.comment)

    @cached_property
    def record(self):
        """Pairs of a status and how many of the author's comments have it."""
        counts = dict(self.by_author.order_by().values_list("status").annotate(Count("pk")))
        return [(status.label, counts.get(status, 0)) for status in Comment.Status]

    @cached_property
    def record_by_rule(self):
        """Pairs of a rule and how many comments of the author's were decided against under it."""
        against = Decision.objects.in_force().against().filter(comment__in=self.by_author)
        counts = dict(
            against.order_by().values_list("rule__rule").annotate(Count("comment", distinct=True))
        )
        return [(rule, counts[rule.pk]) for rule in Rule.objects.filter(pk__in=counts)]

    @cached_property
    def others(self):
        others = self.by_author.exclude(pk=self.comment.pk).with_thread()
        return list(others.order_by("-created")[:OTHERS])

    @cached_property
    def notes(self):
        return list(Note.objects.on_author_of(self.comment).select_related("by"))

    @cached_property
    def block(self):
        return Block.over(self.comment.email, self.comment.author_id)

    # -- What was decided ----------------------------------------------------------

    @cached_property
    def decisions(self):
        return list(
            self.comment.decisions.select_related(
                "by", "rule__rule", "answer", "undone_by", "redaction", "undoes", "block"
            )
        )

    @property
    def undoable(self):
        """The last decision that can be taken back, on the comment or its thread, or None."""
        standing = (each for each in self.decisions if not hasattr(each, "undone_by"))
        return next((each for each in standing if each.can_be_undone), None)


def desk_address(comment=None):
    """The desk, with that comment on it."""
    address = reverse("admin:moderation_heldcomment_changelist")
    return f"{address}?at={comment.pk}" if comment else address
