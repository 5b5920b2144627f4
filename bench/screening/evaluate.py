#!/usr/bin/env python3
# ruff: noqa: PLR0912, PLR0915
"""Score moderation predictions against dev.jsonl (standard library only).

    evaluate.py PREDICTIONS [--gold FILE] [--errors]

PREDICTIONS: JSON Lines, one {"id": ..., "rules": [...], "spans": [...]} a line.
A comment without a prediction counts as "within the rules".
The last line printed is the macro F1 over the four rules.
"""

import argparse
import json
import os
import sys

RULES = ("personal", "referral", "link", "advert")


def read_gold(path):
    gold = {}
    with open(path, encoding="utf-8") as fh:
        for line in fh:
            if line.strip():
                row = json.loads(line)
                gold[row["id"]] = row
    return gold


def as_strings(value):
    return [v for v in value if isinstance(v, str)] if isinstance(value, list) else []


def read_predictions(path, gold):
    """-> predictions by id, list of complaints about the file."""
    preds, notes = {}, []
    with open(path, encoding="utf-8-sig", errors="replace") as fh:
        for number, line in enumerate(fh, 1):
            if not line.strip():
                continue
            try:
                row = json.loads(line)
            except ValueError:
                row = None
            if not isinstance(row, dict) or not isinstance(row.get("id"), str):
                notes.append(f"line {number}: not an object with a text id, skipped")
                continue
            ident = row["id"]
            if ident not in gold:
                notes.append(f"line {number}: unknown id {ident!r}, skipped")
                continue
            if ident in preds:
                notes.append(f"line {number}: id {ident} again, the later one counts")
            rules = set(as_strings(row.get("rules")))
            for rule in sorted(rules - set(RULES)):
                notes.append(f"line {number}: unknown rule {rule!r}, ignored")
            preds[ident] = {"rules": rules & set(RULES), "spans": as_strings(row.get("spans"))}
    missing = len(gold) - len(preds)
    if missing:
        notes.append(f"{missing} comment(s) without a prediction, taken as within the rules")
    return preds, notes


def ratio(part, whole):
    return part / whole if whole else 0.0


def prf(tp, fp, fn):
    p, r = ratio(tp, tp + fp), ratio(tp, tp + fn)
    return p, r, (2 * p * r / (p + r) if p + r else 0.0)


def locate(text, spans):
    """Place each span at its first free occurrence.
    -> list of sets of non-space character positions, number of spans not in the text."""
    places, taken, lost = [], set(), 0
    for span in sorted((s for s in spans if s.strip()), key=len, reverse=True):
        first = start = text.find(span)
        while start >= 0 and start in taken:
            start = text.find(span, start + 1)
        start = first if start < 0 else start
        if start < 0:
            lost += 1
            continue
        here = {i for i in range(start, start + len(span)) if not text[i].isspace()}
        taken |= here
        places.append(here)
    return places, lost


def main():
    ap = argparse.ArgumentParser(description="Score moderation predictions.")
    ap.add_argument("predictions")
    here = os.path.dirname(os.path.abspath(__file__))
    ap.add_argument(
        "--gold",
        default=os.path.join(here, "..", "..", "moderation", "training", "comments", "dev.jsonl"),
    )
    ap.add_argument("--errors", action="store_true", help="list every wrong verdict first")
    args = ap.parse_args()
    try:
        gold = read_gold(args.gold)
        preds, notes = read_predictions(args.predictions, gold)
    except OSError as err:
        ap.error(f"cannot read a file: {err.strerror}")

    count = {rule: [0, 0, 0] for rule in RULES}
    flag = [0, 0, 0]
    clean = false_flags = exact = 0
    chars = [0, 0, 0]
    gold_spans = touched = half = lost = 0

    for ident, row in gold.items():
        want = set(row["rules"])
        pred = preds.get(ident, {"rules": set(), "spans": []})
        got = pred["rules"]
        exact += want == got
        for rule in RULES:
            if rule in want and rule in got:
                count[rule][0] += 1
            elif rule in got:
                count[rule][1] += 1
            elif rule in want:
                count[rule][2] += 1
        if want and got:
            flag[0] += 1
        elif got:
            flag[1] += 1
        elif want:
            flag[2] += 1
        if not want:
            clean += 1
            false_flags += bool(got)
        if args.errors and want != got:
            show = " ".join(row["text"].split())
            print(
                f"{ident}  missed: {','.join(sorted(want - got)) or '-'}  "
                f"extra: {','.join(sorted(got - want)) or '-'}  | {show[:110]}"
            )

        # Spans of a comment that was not flagged do not count.
        true_places, _ = locate(row["text"], row["spans"])
        pred_places, gone = locate(row["text"], pred["spans"] if got else [])
        lost += gone
        true_chars = set().union(*true_places)
        pred_chars = set().union(*pred_places)
        chars[0] += len(true_chars & pred_chars)
        chars[1] += len(pred_chars - true_chars)
        chars[2] += len(true_chars - pred_chars)
        for place in true_places:
            gold_spans += 1
            share = ratio(len(place & pred_chars), len(place))
            touched += share > 0
            half += share >= 0.5

    if args.errors:
        print()
    for note in notes[:20]:
        print("note:", note)
    if len(notes) > 20:
        print(f"note: … and {len(notes) - 20} more")

    print(f"{len(gold)} comments, {clean} within the rules, {len(gold) - clean} breaching")
    print(f"{'rule':<10}{'precision':>10}{'recall':>10}{'F1':>10}{'tp':>6}{'fp':>6}{'fn':>6}")
    scores = []
    for rule in RULES:
        p, r, f = prf(*count[rule])
        scores.append(f)
        tp, fp, fn = count[rule]
        print(f"{rule:<10}{p:>10.3f}{r:>10.3f}{f:>10.3f}{tp:>6}{fp:>6}{fn:>6}")
    p, r, f = prf(*flag)
    print(f"{'flag or not':<10}{p:>9.3f}{r:>10.3f}{f:>10.3f}{flag[0]:>6}{flag[1]:>6}{flag[2]:>6}")
    print(f"false flags on clean comments: {false_flags}/{clean} = {ratio(false_flags, clean):.3f}")
    print(f"rule set exactly right: {exact}/{len(gold)} = {ratio(exact, len(gold)):.3f}")
    p, r, f = prf(*chars)
    print(f"span characters: precision {p:.3f}  recall {r:.3f}  F1 {f:.3f}")
    print(
        f"gold spans touched: {touched}/{gold_spans} = {ratio(touched, gold_spans):.3f}; "
        f"at least half covered: {half}/{gold_spans} = {ratio(half, gold_spans):.3f}"
    )
    if lost:
        print(f"predicted spans that do not occur in their comment: {lost}")
    print(f"macro F1: {sum(scores) / len(scores):.3f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
