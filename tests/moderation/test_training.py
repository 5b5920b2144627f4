import json

import pytest

from moderation import training
from moderation.screeners.judge import RULES, Weights
from moderation.screeners.text import read
from moderation.training import (
    COMMENTS,
    Labelled,
    every_labelled,
    labelled,
    labels,
    rules_of_spans,
    scores,
    threshold,
)

FILES = sorted(COMMENTS.glob("*.jsonl"))


def rows(path):
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def row(text, rules=(), spans=(), **more):
    return {"id": "1", "text": text, "rules": list(rules), "spans": list(spans)} | more


def write_comments(path, rows):
    path.write_text("".join(json.dumps(each) + "\n" for each in rows), "utf-8")


def labels_of(row):
    """The labels of each sentence, by rule."""
    each = labels(row, read(row["text"]))
    return [dict(zip(RULES, sentence, strict=True)) for sentence in each]


# -- The comments -------------------------------------------------------------------


def test_there_are_comments_to_learn_from():
    assert FILES


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_comment_can_be_learned_from(path):
    for each in rows(path):
        where = f"{path.name}, {each['id']}"
        assert set(each["rules"]) <= {"link", *RULES}, where
        assert bool(each["rules"]) == bool(each["spans"]), where
        assert all(each["text"].count(span) == 1 for span in each["spans"]), where
        given = each.get("span_rules", each["rules"])
        assert set(given) == set(each["rules"]), where


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_no_two_comments_of_a_writer_have_one_id(path):
    ids = [each["id"] for each in rows(path)]

    assert len(ids) == len(set(ids))


# -- Labels of sentences ------------------------------------------------------------


def test_the_sentences_under_a_span_break_its_rule_and_the_others_none():
    text = "Lovely module. My mum died in May. I can't sleep. Thank you."

    found = labels_of(row(text, ["personal"], ["My mum died in May. I can't sleep."]))

    assert [each["personal"] for each in found] == [0, 1, 1, 0]
    assert [each["advert"] for each in found] == [0, 0, 0, 0]


def test_the_rule_of_each_span_is_as_it_was_labelled():
    text = "My mum died. Buy my book."
    breaching = row(
        text,
        ["advert", "personal"],
        ["My mum died.", "Buy my book."],
        span_rules=["personal", "advert"],
    )

    first, second = labels_of(breaching)

    assert (first["personal"], first["advert"]) == (1, 0)
    assert (second["personal"], second["advert"]) == (0, 1)


def test_a_span_that_may_break_either_rule_teaches_neither():
    breaching = row("My mum died.", ["advert", "personal"], ["My mum died."])

    [found] = labels_of(breaching)

    assert found == {"personal": None, "advert": None, "referral": 0, "crisis": 0}


def test_a_comment_labelled_for_one_rule_says_nothing_of_the_others():
    text = "I want to die. Thank you."
    breaching = row(text, ["crisis"], ["I want to die."], only="crisis")

    first, second = labels_of(breaching)

    assert (first["crisis"], second["crisis"]) == (1, 0)
    assert {first[rule] for rule in RULES if rule != "crisis"} == {None}


def test_of_two_rules_the_span_with_an_address_breaks_link():
    spans = ["softharbour.org", "Buy my book"]
    breaching = row("Buy my book at softharbour.org", ["advert", "link"], spans)

    assert rules_of_spans(breaching) == ["link", "advert"]


def test_a_span_that_barely_reaches_into_a_sentence_says_nothing_of_it():
    text = "Buy my book today. It is Monday."

    found = labels_of(row(text, ["advert"], ["Buy my book today. It"]))

    assert [each["advert"] for each in found] == [1, 0]


# -- Learning -----------------------------------------------------------------------


BREACHING = {
    "personal": "My mum died {} weeks ago.",
    "referral": "Who knows a therapist within {} miles?",
    "advert": "I sell {} candles.",
    "crisis": "I have wanted to die for {} hours.",
}


@pytest.fixture(scope="module")
def handful(tmp_path_factory):
    """The same few comments by two writers, on each rule and on none."""
    folder = tmp_path_factory.mktemp("comments")
    for writer in ("ann", "bob"):
        comments = [row(f"My clients like {n} candles.") for n in "1234"]
        for rule, text in BREACHING.items():
            comments += [row(text.format(n), [rule], [text.format(n)]) for n in "1234"]
        write_comments(folder / f"{writer}.jsonl", comments)
    return every_labelled(folder)


@pytest.mark.parametrize("rule", RULES)
def test_weights_are_learned_from_a_handful_of_comments(handful, rule):
    weights, number = training.learn(handful), RULES.index(rule)

    by_comment = [(scores(comment, weights)[number], rule in comment.rules) for comment in handful]

    breaching = [score for score, is_breaching in by_comment if is_breaching]
    assert min(breaching) > max(score for score, is_breaching in by_comment if not is_breaching)


def test_classes_of_words_are_learned_like_words(handful):
    weights, number = training.learn(handful), RULES.index("advert")

    assert weights.by_trait["SELL"][number] > 0 > weights.by_trait["CLIENT"][number]


def test_a_trait_seen_too_seldom_teaches_nothing(handful, tmp_path):
    write_comments(tmp_path / "cid.jsonl", [row("Sell zinnias.", ["advert"], ["Sell zinnias."])])

    weights = training.learn([*handful, *labelled(tmp_path / "cid.jsonl")])

    assert "zinnias" not in weights.by_trait


def test_unseen_scores_come_from_the_other_writers_alone(handful, monkeypatch):
    learned_from = []

    def learn(comments):
        learned_from.append({comment.writer for comment in comments})
        return Weights({}, (0.0,) * len(RULES), (), ())

    monkeypatch.setattr(training, "learn", learn)

    assert len(training.scores_unseen(handful)) == len(handful)
    assert learned_from == [{"bob"}, {"ann"}]


def test_a_comment_scores_as_its_worst_sentence():
    weights = Weights({"bad": (1.0, 2.0, 3.0)}, (0.0,) * 3, (), ())
    comment = Labelled("ann", row("Good. Bad."), [{"good"}, {"bad"}], [])

    assert scores(comment, weights) == (1.0, 2.0, 3.0)


def test_a_comment_without_a_sentence_scores_low():
    weights = Weights({}, (0.0,) * 3, (0.0,) * 3, (0.0,) * 3)

    assert max(scores(Labelled("ann", row(""), [], []), weights)) < 0


def test_the_threshold_is_the_lowest_score_that_is_right_often_enough():
    right, wrong = [(score, True) for score in range(100, 60, -1)], [(50, False), (40, False)]

    assert threshold([*wrong, *right], 1.0) == 61
    assert threshold([*wrong, *right], 0.97) == 50
    assert threshold([*wrong, *right], 0.9) == 40


def test_there_is_no_threshold_where_findings_are_too_few_or_too_often_wrong():
    assert threshold([(5, True)] * 3, 0.9) == float("inf")
    assert threshold([(5, False)] * 100, 0.9) == float("inf")


# -- The weights as a file ----------------------------------------------------------


def test_weights_are_read_as_they_were_written(tmp_path):
    weights = Weights(
        {"KIN": (1.25, 0.0, -0.5), "MY KIN": (0.75, 0.0, 0.0), '"': (0.0, -1.0, 0.0)},
        bias=(-1.0, -2.0, -3.0),
        likely=(0.5, 0.25, 0.0),
        certain=(1.5, float("inf"), 1.0),
    )

    weights.write(tmp_path / "weights.tsv")

    assert Weights.read(tmp_path / "weights.tsv") == weights


def test_the_weightiest_traits_are_written_first(tmp_path):
    weights = Weights({"a": (0.1, 0, 0), "b": (0, -3, 0), "c": (2, 0, 0)}, *((0.0,) * 3,) * 3)

    weights.write(tmp_path / "weights.tsv")

    lines = (tmp_path / "weights.tsv").read_text("utf-8").splitlines()
    assert lines[0].split("\t") == ["trait", *RULES]
    assert [line.split("\t")[0] for line in lines[4:]] == ["b", "c", "a"]


def test_the_shipped_weights_can_be_read_and_have_thresholds_in_order():
    weights = Weights.read()

    assert weights.by_trait
    assert all(len(each) == len(RULES) for each in weights.by_trait.values())
    assert all(low <= high for low, high in zip(weights.likely, weights.certain, strict=True))
    assert max(weights.certain) < float("inf")
