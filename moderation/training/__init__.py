"""Learns, from labelled comments, the weights by which judge.py reads sentences.

Each file in comments/ holds the comments of one writer, as JSON Lines:
`{"id", "text", "rules": […], "spans": […], "span_rules": […], "why"}`. A span is an exact part of
the text that breaks a rule; `span_rules` says which, where a comment breaks more than one. `only`
names a rule where nothing is said of the others. All are invented. Needs scikit-learn, which is
installed for development only.
"""

import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from moderation.screeners import link
from moderation.screeners.judge import RULES, Weights, traits_of
from moderation.screeners.text import read

COMMENTS = Path(__file__).parent / "comments"
SEEN_AT_LEAST = 3  # sentences; a rarer trait teaches nothing
STRENGTH = 0.1  # of the fit: scikit-learn's C
KEPT = 4000  # traits for each rule, the weightiest
# How often a finding must be right among comments of writers whom the weights do not know.
# Of somebody in danger a false alarm costs little and a miss much.
LIKELY_IS_RIGHT = {"personal": 0.88, "referral": 0.88, "advert": 0.88, "crisis": 0.8}
CERTAIN_IS_RIGHT = {"personal": 0.98, "referral": 0.98, "advert": 0.98, "crisis": 0.95}
ENOUGH = 20  # findings, to say how often they are right


@dataclass
class Labelled:
    """A labelled comment, and by sentence its traits and whether it breaks each of RULES: 1, 0, or
    None where the label does not say."""

    writer: str
    row: dict
    sentences: list
    labels: list

    @property
    def rules(self):
        return set(self.row["rules"])

    def knows(self, rule):
        """Whether its label says if the comment breaks `rule`."""
        return self.row.get("only", rule) == rule


def labelled(path):
    for line in path.read_text("utf-8").splitlines():
        row = json.loads(line)
        text = read(row["text"])
        yield Labelled(path.stem, row, [set(each) for each in traits_of(text)], labels(row, text))


def every_labelled(folder=COMMENTS):
    return [comment for path in sorted(folder.glob("*.jsonl")) for comment in labelled(path)]


def labels(row, text):
    places = []
    for span, rule in zip(row["spans"], rules_of_spans(row), strict=True):
        start = row["text"].index(span)
        places.append((start, start + len(span), rule))
    only = row.get("only")
    return [
        labels_of_sentence(text.span(each.start, each.end), places, only) for each in text.sentences
    ]


def rules_of_spans(row):
    """The rule that each span breaks, or the set of those it may be."""
    if "span_rules" in row:
        return row["span_rules"]
    others = [rule for rule in row["rules"] if rule != "link"]
    found = []
    for span in row["spans"]:
        if not others or (len(row["rules"]) > 1 and link.addresses(read(span))):
            found.append("link")
        else:
            found.append(others[0] if len(others) == 1 else frozenset(others))
    return found


def labels_of_sentence(sentence, places, only=None):
    start, end = sentence
    result = {rule: 0 if only in (None, rule) else None for rule in RULES}
    for since, to, rule in places:
        shared = min(end, to) - max(start, since)
        if shared <= min(4, (to - since) / 2):
            continue
        if isinstance(rule, frozenset):
            result.update((each, None) for each in rule if not result.get(each))
        elif rule in result:
            result[rule] = 1
    return tuple(result[rule] for rule in RULES)


# -- Learning -----------------------------------------------------------------------


def learn(comments):
    """Weights learned from the comments; they have no thresholds yet."""
    import numpy as np  # noqa: PLC0415  for development only
    from scipy.sparse import csr_matrix  # noqa: PLC0415

    sentences = [traits for comment in comments for traits in comment.sentences]
    wanted = np.array([each for comment in comments for each in comment.labels], dtype=float)
    seen = Counter(name for traits in sentences for name in traits)
    names = sorted(name for name, times in seen.items() if times >= SEEN_AT_LEAST)
    place = {name: number for number, name in enumerate(names)}
    rows = [sorted(place[name] for name in traits if name in place) for traits in sentences]
    ends = np.cumsum([0, *map(len, rows)])
    columns = np.concatenate([np.array(row, dtype=int) for row in rows])
    matrix = csr_matrix((np.ones(len(columns)), columns, ends), shape=(len(rows), len(names)))
    by_trait, bias = {}, []
    for number in range(len(RULES)):
        known = ~np.isnan(wanted[:, number])
        weights, constant = fit(matrix[known], wanted[known, number])
        bias.append(constant)
        for column in weights.nonzero()[0]:
            by_trait.setdefault(names[column], [0.0] * len(RULES))[number] = float(weights[column])
    return Weights({name: tuple(each) for name, each in by_trait.items()}, tuple(bias), (), ())


def fit(matrix, wanted):
    """Logistic regression, once over all traits and again over those that weigh most in it."""
    import numpy as np  # noqa: PLC0415
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415

    model = LogisticRegression(C=STRENGTH, solver="liblinear", random_state=0)
    frequency = np.asarray(matrix.mean(axis=0)).ravel()
    spread = np.sqrt(np.maximum(frequency * (1 - frequency), 0))  # below 0 by rounding alone
    weighty = np.abs(model.fit(matrix, wanted).coef_[0]) * spread
    kept = np.sort(np.argsort(-weighty, kind="stable")[:KEPT])
    model.fit(matrix[:, kept], wanted)
    weights = np.zeros(matrix.shape[1])
    weights[kept] = np.round(model.coef_[0], 2)
    return weights, round(float(model.intercept_[0]), 2)


def scores(comment, weights):
    """For each of RULES the score of the comment's worst sentence."""
    by_sentence = [weights.scores(traits) for traits in comment.sentences]
    return tuple(map(max, zip(*by_sentence, strict=True))) if by_sentence else (-9.0,) * len(RULES)


def scores_unseen(comments, progress=lambda done, all: None):
    """Each comment's scores by weights learned from the other writers alone."""
    writers = sorted({comment.writer for comment in comments})
    unseen = {}
    for done, writer in enumerate(writers):
        progress(done, len(writers))
        weights = learn([comment for comment in comments if comment.writer != writer])
        for number, comment in enumerate(comments):
            if comment.writer == writer:
                unseen[number] = scores(comment, weights)
    progress(len(writers), len(writers))
    return [unseen[number] for number in range(len(comments))]


def threshold(pairs, precision):
    """The lowest score from which up findings are right so often: `pairs` of (score, is right).
    Few findings prove nothing."""
    right, lowest = 0, float("inf")
    for count, (score, is_right) in enumerate(sorted(pairs, key=lambda each: -each[0]), 1):
        right += is_right
        if count >= ENOUGH and right / count >= precision:
            lowest = score
    return round(lowest, 2)


def thresholds(comments, unseen, precisions):
    return tuple(
        threshold(
            [
                (each[n], rule in comment.rules)
                for comment, each in zip(comments, unseen, strict=True)
                if comment.knows(rule)
            ],
            precisions[rule],
        )
        for n, rule in enumerate(RULES)
    )
