"""The seam between what is said and what is done about it: boards asks, others answer.

Each dotted path in COMMENT_SCREENERS names a function that takes a text and returns unsaved
`Finding`s. They are asked in order, as Django asks its password validators."""

import logging
from dataclasses import dataclass, field

from django.conf import settings
from django.utils.module_loading import import_string

from boards.models.finding import Finding

logger = logging.getLogger("colloquy.screening")


class Flagged(Exception):
    """The screeners found words that break a rule, and the author has yet to choose."""

    def __init__(self, findings):
        self.findings = findings
        super().__init__(", ".join(str(finding) for finding in findings))


@dataclass
class Verdict:
    findings: list[Finding] = field(default_factory=list)  # in order of the text
    checked: bool = True  # False if a screener failed, so that a person has to look


def screen(text):
    """What the screeners find in `text`. One that fails neither passes the text nor blames its
    author: the others are asked all the same, and the verdict says that it was not checked."""
    verdict = Verdict()
    for path in settings.COMMENT_SCREENERS:
        try:
            verdict.findings += import_string(path)(text)
        except Exception:
            logger.exception("the screener %s failed", path)
            verdict.checked = False
    verdict.findings.sort(key=lambda finding: (finding.start, finding.end))
    return verdict


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
