"""How well the screeners judge comments they have not learned from, and how fast:

    python -m bench.screening.measure [--predictions FOLDER]

Writes what they find in dev.jsonl to FOLDER, as evaluate.py reads it. About two minutes, most of
which go into learning the weights anew, each time without some of the comments.
"""

import argparse
import contextlib
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from boards.models import Finding  # noqa: E402
from moderation import training  # noqa: E402
from moderation.screeners import (  # noqa: E402
    advert,
    crisis,
    judge,
    link,
    personal,
    referral,
    text,
)

SCREENERS = (link, referral, advert, personal)
RULES = ("link", "personal", "referral", "advert")
FOLDS = 5
REPEATS = 5
LONG = 10_000  # characters
HOSTILE = (
    *("a. ", "a.b ", "a dot b dot ", "a@", "@a ", "a at b dot ", "http://", "www.", "t.me/a "),
    *("a-", "a_", "a(at)b ", "[.]", "x,com ", "0 ", "1-2-3-4 ", "ring 0", "one two ", "(1) "),
    *("insta: a ", "on x as A B ", "i'm a on x ", "zoom 123 ", "my mother ", "I I'm ", "?! "),
    *("x", " ", "\n", "é", "e\u0301", "\u0301", "\u200b", "😀", "שלום ", "Ａ．", "“a” ", "½", "ﷺ"),
)


# -- Judging by other weights than those that are shipped -------------------------------


@contextlib.contextmanager
def judging_by(weights):
    shipped = judge.weights
    judge.weights = lambda: weights
    judge.judged.forget()
    try:
        yield
    finally:
        judge.weights = shipped
        judge.judged.forget()


def findings(comment, screeners):
    return [finding for rule in screeners for finding in rule.screen(comment.row["text"])]


def judged(comments, weights, screeners=SCREENERS):
    with judging_by(weights):
        return [(comment, findings(comment, screeners)) for comment in comments]


def with_thresholds(weights, comments, unseen):
    return replace(
        weights,
        likely=training.thresholds(comments, unseen, training.LIKELY_IS_RIGHT),
        certain=training.thresholds(comments, unseen, training.CERTAIN_IS_RIGHT),
    )


def every_writer(comments):
    """Each comment with what is found by weights and thresholds learned from other writers: under
    the four rules, and apart from them under «crisis»."""
    results, crises = [], []
    unseen, weights = {}, {}
    writers = sorted({comment.writer for comment in comments})
    for done, writer in enumerate(writers):
        show_progress("every writer", done, len(writers))
        weights[writer] = training.learn([each for each in comments if each.writer != writer])
        for number, comment in enumerate(comments):
            if comment.writer == writer:
                unseen[number] = training.scores(comment, weights[writer])
    show_progress("every writer", len(writers), len(writers))
    for writer in writers:
        others = [number for number, each in enumerate(comments) if each.writer != writer]
        complete = with_thresholds(
            weights[writer],
            [comments[number] for number in others],
            [unseen[number] for number in others],
        )
        own = [each for each in comments if each.writer == writer]
        results += judged([each for each in own if each.knows("link")], complete)
        crises += judged(own, complete, (crisis,))
    return results, crises


def dev_by_others(dev, others, unseen):
    return judged(dev, with_thresholds(training.learn(others), others, unseen))


def dev_in_folds(dev, others, unseen):
    results = []
    for fold in range(FOLDS):
        show_progress("dev in folds", fold, FOLDS)
        learned_from = others + [each for n, each in enumerate(dev) if n % FOLDS != fold]
        weights = with_thresholds(training.learn(learned_from), others, unseen)
        results += judged(dev[fold::FOLDS], weights)
    show_progress("dev in folds", FOLDS, FOLDS)
    return results


# -- Tables -----------------------------------------------------------------------------


def print_writers(results):
    print(f"\n{'writer':16}{'comments':>9}" + "".join(f"{rule:>10}" for rule in RULES), end="")
    print(f"{'macro F1':>10}{'flags right':>13}{'false flags':>13}")
    for writer in [*sorted({comment.writer for comment, _ in results}), None]:
        chosen = [each for each in results if writer in (None, each[0].writer)]
        scores = [f1(chosen, rule) for rule in RULES]
        known = [score for score in scores if score is not None]
        macro = f"{sum(known) / len(known):>10.2f}" if known else f"{'–':>10}"
        flagged = [bool(c.rules) for c, found in chosen if found]
        clean = [bool(found) for c, found in chosen if not c.rules]
        print(f"{writer or 'all':16}{len(chosen):>9}", end="")
        print(
            "".join("         –" if each is None else f"{each:>10.2f}" for each in scores), end=""
        )
        print(f"{macro}{share(flagged):>13}{share(clean):>13}")


def f1(results, rule):
    """None where fewer than three comments break the rule, of which little can be said."""
    counts = Counter(
        (rule in comment.rules, rule in {finding.rule for finding in found})
        for comment, found in results
    )
    right, wrong = counts[True, True], counts[True, False] + counts[False, True]
    return 2 * right / (2 * right + wrong) if right + counts[True, False] >= 3 else None


def share(answers):
    return f"{sum(answers) / len(answers):.3f}" if answers else "–"


def print_crises(results):
    print("\ncrisis, each writer by the others")
    for writer in sorted({comment.writer for comment, _ in results if "only" in comment.row}):
        chosen = [each for each in results if each[0].writer == writer]
        present = [bool(found) for comment, found in chosen if comment.rules]
        alike = [bool(found) for comment, found in chosen if not comment.rules]
        print(f"  {writer:20} found {share(present)}, of what looks alike {share(alike)}")
    rest = [each for each in results if "only" not in each[0].row]
    clean = [bool(found) for comment, found in rest if not comment.rules]
    print(f"  all other comments   found {share([bool(found) for _, found in rest])}, of those")
    print(f"                       within the rules {share(clean)}")


def print_certainty(title, results):
    print(f"\n{title}")
    for rule in RULES:
        for certainty in Finding.Certainty:
            right = [
                rule in comment.rules
                for comment, found in results
                if best_certainty(found, rule) == certainty
            ]
            print(f"  {rule:9} {certainty:8} {sum(right):5} of {len(right):5} right", share(right))
    overlaps = [
        any(finding.start < end and start < finding.end for start, end in places(comment.row))
        for comment, found in results
        for finding in found
        if finding.rule in comment.rules
    ]
    print(f"  of the findings that are right, on words labelled so: {share(overlaps)}")


def places(row):
    """Start and end of each labelled span."""
    starts = [row["text"].index(span) for span in row["spans"]]
    return [(at, at + len(span)) for at, span in zip(starts, row["spans"], strict=True)]


def best_certainty(found, rule):
    known = {finding.certainty for finding in found if finding.rule == rule}
    certain = Finding.Certainty.CERTAIN
    return certain if certain in known else next(iter(known), None)


def print_evaluation(title, results, path):
    rows = [
        {
            "id": comment.row["id"],
            "rules": sorted({finding.rule for finding in found}),
            "spans": [finding.words for finding in found],
        }
        for comment, found in results
    ]
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    print(f"\n{title}  ({path})", flush=True)
    evaluate = Path(__file__).with_name("evaluate.py")
    subprocess.run([sys.executable, str(evaluate), str(path)], check=True)


# -- Speed ------------------------------------------------------------------------------


def milliseconds(typed):
    """The best of a few tries, since the machine does other things too."""
    return min(once(typed) for _ in range(REPEATS))


def once(typed):
    for remembered in (text.read, link.addresses, judge.judged):
        remembered.forget()
    start = time.perf_counter()
    for rule in SCREENERS:
        # A comment that a screener gives up on is held for a person.
        with contextlib.suppress(Exception):
            rule.screen(typed)
    return 1000 * (time.perf_counter() - start)


def print_speed(comments):
    words = " ".join(comment.row["text"] for comment in comments).split(" ")
    hundreds = [" ".join(words[at : at + 100]) for at in range(0, len(words) - 99, 100)]
    long = " ".join(words)
    longs = [long[at : at + LONG] for at in range(0, len(long) - LONG, LONG)]
    once(hundreds[0])
    print("all four rules, milliseconds:          median    worst")
    hostile = [(fragment * LONG)[:LONG] for fragment in HOSTILE]
    for name, texts in (
        ("100 words", hundreds),
        ("10,000 characters, ordinary", longs),
        ("10,000 characters, hostile", hostile),
    ):
        times = [milliseconds(typed) for typed in texts]
        print(f"  {name:35}{statistics.median(times):8.1f} {max(times):8.1f}")


def show_progress(what, done, of_all):
    print(f"\r{what}: {done} of {of_all}", end="\n" if done == of_all else "", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--predictions", type=Path, default=Path(tempfile.gettempdir()))
    folder = parser.parse_args().predictions
    # First, since whatever fills the memory later has to be looked through by Python as well.
    print_speed(training.labelled(training.COMMENTS / "dev.jsonl"))

    comments = training.every_labelled()
    dev = [comment for comment in comments if comment.writer == "dev"]
    others = [comment for comment in comments if comment.writer != "dev"]

    by_writer, crises = every_writer(comments)
    unseen = training.scores_unseen(
        others, lambda done, of_all: show_progress("thresholds without dev", done, of_all)
    )
    by_others = dev_by_others(dev, others, unseen)
    in_folds = dev_in_folds(dev, others, unseen)

    print_writers(by_writer)
    print_crises(crises)
    print_certainty("Each writer by the others: how often findings are right", by_writer)
    print_certainty("dev in five folds: how often findings are right", in_folds)
    print_evaluation("dev by the other writers", by_others, folder / "dev-by-others.jsonl")
    print_evaluation("dev in five folds", in_folds, folder / "dev-in-folds.jsonl")


if __name__ == "__main__":
    main()
