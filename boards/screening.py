"""The seam between what is said and what is done about it: boards asks, others answer.

Each dotted path in COMMENT_SCREENERS names a function that takes a text and returns unsaved
`Finding`s. They are asked in order, as Django asks its password validators. What a finding does is
said by its rule, which staff edit."""

import functools
import logging
import time
from dataclasses import dataclass, field

from django.conf import settings
from django.utils.module_loading import import_string

from accounts.models.edition import once_an_edition
from boards.models.finding import Finding
from boards.models.rule import Rule

logger = logging.getLogger("colloquy.screening")

Action = Rule.Action

PHRASES = "phrases"  # the screener that looks for staff's own words
PATIENCE = 2  # seconds for all screeners together; an author waits meanwhile


class Flagged(Exception):
    """The screeners found words that break a rule, and the author has yet to choose."""

    def __init__(self, findings):
        self.findings = findings
        super().__init__(", ".join(str(finding) for finding in findings))


@dataclass
class Verdict:
    findings: list[Finding] = field(default_factory=list)  # in order of the text
    checked: bool = True  # False if a screener failed, so that a person has to look

    @property
    def actions(self):
        return {finding.version.action for finding in self.findings}

    @property
    def is_urgent(self):
        return Action.URGENT in self.actions

    @property
    def holds(self):
        """Whether it is for a moderator in any case, so that the author is not asked first."""
        return bool({Action.HOLD, Action.URGENT} & self.actions)

    @property
    def asks_the_author(self):
        return bool(self.findings) and not self.holds

    @property
    def only_advises(self):
        return self.actions <= {Action.ADVISE}


def screen(text):
    """What the screeners find in `text`, and staff's own words, under the rules in force. A
    screener that fails neither passes the text nor blames its author: the others are asked all the
    same, and the verdict says that it was not checked."""
    verdict = Verdict()
    rules = rules_in_force()
    asked = [(PHRASES, rule.phrases_found) for rule in rules.values()]
    asked += [(path, functools.partial(ask, path)) for path in settings.COMMENT_SCREENERS]
    found = []
    began = time.monotonic()
    for name, screener in asked:
        if time.monotonic() - began > PATIENCE:
            logger.error("no time was left for the screener %s", name)
            verdict.checked = False
            break
        try:
            for finding in screener(text):
                finding.screener = short_name(name)
                found.append(finding)
        except Exception:
            logger.exception("the screener %s failed", name)
            verdict.checked = False
    for finding in found:
        if finding.rule in rules:
            finding.version = rules[finding.rule].current
            verdict.findings.append(finding)
    verdict.findings.sort(key=lambda finding: (finding.start, finding.end))
    return verdict


@once_an_edition
def rules_in_force():
    """By their codes."""
    return {rule.code: rule for rule in Rule.objects.in_force()}


def short_name(path):
    """«link» for moderation.screeners.link.screen: the name of the file, for people to read."""
    return (path.split(".")[-2] if "." in path else path)[:40]


def ask(path, text):
    return import_string(path)(text)


def by_rule(findings):
    """Pairs of the version of a rule and the findings under it, in the order of the text."""
    rules = {}
    for finding in findings:
        rules.setdefault(finding.version, []).append(finding)
    return list(rules.items())


def marked(text, findings):
    """`text` in pieces of (words, finding or None), to be shown with the found words marked.

    Where findings overlap, the earlier one keeps its words. Each finding gets `order`, the number
    of the mark that a reader is led to: its own, or the one that lies over its words."""
    pieces, end, order = [], 0, 0
    for finding in findings:
        start = max(finding.start, end)
        if start >= finding.end:
            finding.order = order
            continue
        order += 1
        finding.order = order
        if start > end:
            pieces.append((text[end:start], None))
        pieces.append((text[start : finding.end], finding))
        end = finding.end
    if end < len(text):
        pieces.append((text[end:], None))
    return pieces
