import functools
from itertools import islice

import regex
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.models import Edition, Shown, ShownQuerySet
from accounts.questions import Question
from boards.models.finding import Finding
from boards.transactions import in_transaction

PATIENCE = 0.5  # seconds for staff's own words; then a person looks at the comment
ENOUGH = 50  # findings of them; the author has then heard of it


class RuleWords(models.Model):
    """What staff say and do about a rule; in force now, or in one of its versions."""

    class Action(models.TextChoices):
        CHOOSE = "choose", _("The author chooses: edit, or send it to a moderator")
        HOLD = "hold", _("It is held for a moderator at once")
        ADVISE = "advise", _("The author is advised, and may post it as it is")
        URGENT = "urgent", _("It is held at the top of the queue, and the author is offered help")

    line = models.CharField(
        _("line at the form"),
        max_length=200,
        blank=True,
        help_text=_("After “please do NOT:”. Empty: this rule is not listed there."),
    )
    report_line = models.CharField(
        _("line at a report"),
        max_length=200,
        blank=True,
        help_text=_(
            "After “This comment seems to”, where a reader reports it. Empty: the line at the form."
        ),
    )
    sentence = models.TextField(
        _("told to the author"),
        max_length=2000,
        blank=True,
        help_text=_("Shown when the rule is found broken. Empty: the rule is not checked at all."),
    )
    action = models.CharField(
        _("what a finding does"), max_length=10, choices=Action, default=Action.CHOOSE
    )
    phrases = models.TextField(
        _("your own words and phrases"),
        max_length=5000,
        blank=True,
        help_text=_("One a line, found as whole words in any case, besides what is found anyway."),
    )

    class Meta:
        abstract = True


class RuleQuerySet(ShownQuerySet):
    def in_force(self):
        """Those that are checked, each with its version in force as `current`."""
        return self.exclude(sentence="").prefetch_related(
            models.Prefetch("versions", RuleVersion.objects.in_force(), to_attr="newest")
        )

    def posted(self):
        """Those listed at the form."""
        return self.exclude(line="")

    def reportable(self):
        """Those that a reader can choose who reports a comment."""
        return self.in_force().exclude(line="", report_line="")


class Rule(Shown, RuleWords):
    """One of the posting rules, in staff's own words. Each change of the words is a new version."""

    code = models.SlugField(
        _("code"),
        max_length=20,
        unique=True,
        help_text=_("By which the screeners know the rule; fixed once it is saved."),
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    version = models.PositiveIntegerField(_("version"), default=0, editable=False)

    objects = RuleQuerySet.as_manager()

    class Meta:
        ordering = ("position", "code")
        verbose_name = _("posting rule")
        verbose_name_plural = _("posting rules")

    def __str__(self):
        return self.line or self.report_line or self.code

    @in_transaction
    def save(self, *args, by=None, **kwargs):
        """`by`: the member of staff who changed it, kept with the version."""
        Edition.objects.turn()
        words = {field.name: getattr(self, field.name) for field in RuleWords._meta.fields}
        in_force = None
        if self.pk:  # of now, whoever else has changed the rule since this instance was loaded
            self.version = Rule.objects.select_for_update(no_key=True).get(pk=self.pk).version
            in_force = self.versions.get(number=self.version)
        changed = not in_force or any(getattr(in_force, name) != new for name, new in words.items())
        if changed:
            self.version += 1
        super().save(*args, **kwargs)
        if changed:
            RuleVersion.objects.create(rule=self, number=self.version, by=by, **words)

    @property
    def said_of_a_comment(self):
        """What follows «This comment seems to», when a reader reports one."""
        return self.report_line or self.line

    @property
    def current(self):
        """The version in force, of a rule got through `in_force`."""
        return self.newest[0]

    def phrases_found(self, text):
        """Findings of staff's own words and phrases."""
        pattern = phrases_pattern(self.phrases)
        hits = pattern.finditer(text, timeout=PATIENCE) if pattern else ()
        for hit in islice(hits, ENOUGH):
            yield Finding(
                rule=self.code,
                start=hit.start(),
                end=hit.end(),
                words=hit[0],
                certainty=Finding.Certainty.CERTAIN,
                sentence=_now("These words are on our list for this rule."),
            )


@functools.lru_cache(maxsize=32)
def phrases_pattern(phrases):
    """Literal words, whole, in any case and with any white space between them; None for none."""
    listed = [r"\s+".join(map(regex.escape, line.split())) for line in phrases.splitlines()]
    either = "|".join(sorted(filter(None, listed), key=len, reverse=True))
    return regex.compile(rf"(?<!\w)(?:{either})(?!\w)", regex.IGNORECASE) if either else None


class RuleVersionQuerySet(models.QuerySet):
    def in_force(self):
        return self.filter(number=models.F("rule__version"))


class RuleVersion(RuleWords):
    """A rule as it stood at a time: what a finding or a decision was made under."""

    rule = models.ForeignKey(Rule, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(_("version"))
    created = models.DateTimeField(_("in force from"), auto_now_add=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("changed by"),
        null=True,
        related_name="+",
    )

    objects = RuleVersionQuerySet.as_manager()

    class Meta:
        ordering = ("rule", "-number")
        verbose_name = _("version of a rule")
        verbose_name_plural = _("versions of rules")
        constraints = (
            models.UniqueConstraint(fields=("rule", "number"), name="boards_rule_version"),
        )

    def __str__(self):
        return _("%(rule)s (version %(number)s)") % {
            "rule": self.line or self.report_line or self.rule.code,
            "number": self.number,
        }


IS_OVER = Question("SELECT 1 FROM boards_hold WHERE module_id = %s OR module_id IS NULL LIMIT 1")


class HoldQuerySet(ShownQuerySet):
    def over(self, module):
        """Those that cover `module`: its own, and the one over all boards."""
        return self.filter(Q(module=module) | Q(module=None))


class Hold(Shown):
    """A switch that is on: what is posted on one module, or everywhere, waits for a moderator."""

    module = models.ForeignKey(
        "boards.Module",
        models.CASCADE,
        verbose_name=_("module"),
        null=True,
        blank=True,
        help_text=_("Empty: everywhere."),
    )
    reason = models.CharField(
        _("reason"), max_length=200, blank=True, help_text=_("People read it at the form.")
    )
    created = models.DateTimeField(_("since"), auto_now_add=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )

    objects = HoldQuerySet.as_manager()

    class Meta:
        verbose_name = _("hold on everything")
        verbose_name_plural = _("holds on everything")
        constraints = (
            models.UniqueConstraint(
                Coalesce("module", 0),  # none is everywhere, which is once too
                name="boards_hold_once",
                violation_error_message=_("That is on already."),
            ),
        )

    def __str__(self):
        return str(self.module or _("everywhere"))

    @staticmethod
    def is_over(module_id):
        """Whether one is on that covers that module."""
        return bool(IS_OVER.rows(module_id))
