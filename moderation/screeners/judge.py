"""Weighs the sentences of a comment for the rules that take understanding.

A sentence is read by its traits, each of which a person can read too:

    therapist             a word
    ANYONE know           two words side by side, one or both by their class (words.toml)
    KIN                   a class somewhere in the sentence
    before: CLIENT        a class in the sentence before
    QUOTED                somebody else's «I»: a word for oneself in quotation marks
    ADDRESS               the class of what leads off the board, as link.py finds it
    elsewhere: CLIENT     a class in sentences around, but not in this one
    begins: any           its first word
    asks, first, last, length: 2
                          what kind of sentence it is, and where it stands

A trait has a weight for each rule; the weights of a sentence's traits add up to its score, the
logarithm of the odds that the sentence breaks the rule. `manage.py train_screeners` learns them
from the labelled comments in moderation/training/ (logistic regression) and writes weights.tsv.
"""

import csv
import functools
import tomllib
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import regex

from boards.models import Finding
from moderation.screeners.link import addresses
from moderation.screeners.text import PATIENCE, read, remembered

HERE = Path(__file__).parent
WEIGHTS = HERE / "weights.tsv"
RULES = ("personal", "referral", "advert", "crisis")
MOST_TELLING = 3
STRETCH = 20  # sentences of a long comment; what stands further off says nothing about one of them
NO_PAIRS = frozenset()
ONESELF = {"I", "MY", "WE"}
QUOTATION = regex.compile(
    r"""  " [^"\n]{1,400} "
        | (?<![\w']) ' (?=\w) [^"\n]{1,300}? (?<=[\w.,!?…]) ' (?!\w)  # «don't» has no gap
    """,
    regex.VERBOSE,
)
ENDINGS = (("'s", ""), ("ies", "y"), ("ing", ""), ("ed", ""), ("es", ""), ("s", ""))


# -- Words and their classes --------------------------------------------------------


@functools.cache
def classes_by_word():
    """Each listed word, and its stem, with the names of its classes."""
    words, stems = {}, {}
    for name, listed in tomllib.loads((HERE / "words.toml").read_text("utf-8")).items():
        for word in listed.split():
            words.setdefault(word, set()).add(name)
            stems.setdefault(stem(word), set()).add(name)
    return words, stems


def stem(word):
    for ending, instead in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)] + instead
    return word


@functools.lru_cache(maxsize=20_000)
def listed_classes(word):
    words, stems = classes_by_word()
    return frozenset(words.get(word) or stems.get(stem(word)) or ())


def classes_of(word, typed, is_first):
    if word[0].isdigit():
        return listed_classes(word) | {"NUMBER"}
    if typed.isupper() and len(typed) > 1:
        return listed_classes(word) | {"CAPITALS"}
    if typed[0].isupper() and not is_first and word != "i":
        return listed_classes(word) | {"NAME"}
    return listed_classes(word)


# -- Sentences and their traits -----------------------------------------------------


def traits_of(text, pairs=None):
    """For each sentence of `text` its traits, a dict of names with the place of the words that show
    them (the first and last of the sentence's words), or None where it is no single word.

    `pairs`: for a word or class those behind it that weigh something, see Weights; None for all
    pairs, to learn from."""
    quotations = QUOTATION.finditer(text.plain, timeout=PATIENCE)
    taken = covered(text, ((each.start, each.end) for each in addresses(text)))
    quoted = covered(text, (hit.span() for hit in quotations))  # where «I» is another
    sentences = [own_traits(sentence, taken, quoted, pairs) for sentence in text.sentences]
    present = [{name for name in traits if name.isupper()} for traits in sentences]
    for before, traits in zip(present, sentences[1:], strict=False):
        traits.update((f"before: {name}", None) for name in before)
    for start in range(0, len(sentences), STRETCH):
        stretch = present[start : start + STRETCH]
        elsewhere = {name: f"elsewhere: {name}" for name in set().union(*stretch)}
        for here, traits in zip(stretch, sentences[start:], strict=False):
            traits.update((elsewhere[name], None) for name in elsewhere.keys() - here)
    if sentences:
        sentences[0]["first"] = sentences[-1]["last"] = None
    return sentences


def covered(text, places):
    """For each plain character, whether it lies in one of the places, each a start and an end."""
    result = bytearray(len(text.plain))
    for start, end in places:
        result[start:end] = b"\1" * (end - start)
    return result


def own_traits(sentence, taken, quoted, pairs):
    """The traits that a sentence has by itself."""
    traits, previous = {}, ()
    words = zip(sentence.words, sentence.typed, sentence.places, strict=True)
    for place, (word, typed, at) in enumerate(words):
        if taken[at]:
            traits["ADDRESS"], previous = (place, place), ("ADDRESS",)
            continue
        current = classes_of(word, typed, place == 0) | {digits_alike(word)}
        if quoted[at] and current & ONESELF:
            current = frozenset(("QUOTED",))
        for name in current:
            traits.setdefault(name, (place, place))
        for one in previous:
            for other in current if pairs is None else current & pairs.get(one, NO_PAIRS):
                if one.isupper() or other.isupper():
                    traits.setdefault(f"{one} {other}", (place - 1, place))
        previous = current
    if sentence.words:
        traits[f"begins: {digits_alike(sentence.words[0])}"] = (0, 0)
    if "?" in sentence.words:
        traits["asks"] = None
    traits[f"length: {min(len(sentence.words) // 6, 5)}"] = None
    return traits


def digits_alike(word):
    return "0" if word[0].isdigit() else word


# -- Weights ------------------------------------------------------------------------


@dataclass(frozen=True)
class Weights:
    by_trait: dict  # its name, with a weight for each of RULES
    bias: tuple
    likely: tuple  # the score from which a sentence is taken to break the rule, likely
    certain: tuple  # and certainly

    @functools.cached_property
    def pairs(self):
        """For each word or class, those behind it with which it has a weight as a pair, wherever
        the pair stands."""
        behind = {}
        for name in self.by_trait:
            one, _space, other = (
                name.removeprefix("before: ").removeprefix("elsewhere: ").partition(" ")
            )
            if other:
                behind.setdefault(one, set()).add(other)
        return behind

    @classmethod
    def read(cls, path=WEIGHTS):
        with path.open(encoding="utf-8", newline="") as lines:
            rows = csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
            next(rows)
            table = {
                name: tuple(float(weight or 0) for weight in weights) for name, *weights in rows
            }
        return cls(
            likely=table.pop("= likely from"),
            certain=table.pop("= certain from"),
            bias=table.pop("= every sentence"),
            by_trait=table,
        )

    def write(self, path=WEIGHTS):
        """As a table that a person can read: the weightiest traits first."""
        named = [
            ("= likely from", self.likely),
            ("= certain from", self.certain),
            ("= every sentence", self.bias),
            *sorted(self.by_trait.items(), key=lambda item: (-max(map(abs, item[1])), item[0])),
        ]
        lines = ["\t".join(("trait", *RULES))]
        lines += [
            "\t".join((name, *(f"{each:g}" if each else "" for each in row))) for name, row in named
        ]
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")

    def scores(self, traits):
        """A sentence's score for each of RULES."""
        known = filter(None, map(self.by_trait.get, traits))
        return tuple(map(sum, zip(self.bias, *known, strict=True)))


@functools.cache
def weights():
    return Weights.read()


@remembered
def judged(typed):
    """The Text, and for each of its sentences the traits and the scores."""
    text = read(typed)
    traits = traits_of(text, weights().pairs)
    return text, traits, [weights().scores(each) for each in traits]


# -- Findings -----------------------------------------------------------------------


def findings(rule, typed, why):
    """The findings of one of RULES in the text as typed: its sentences that score high enough,
    those side by side as one. `why` makes the sentence for the author of the words that told most.
    """
    text, traits, scores = judged(typed)
    number = RULES.index(rule)
    likely, certain = weights().likely[number], weights().certain[number]
    found = []
    for group in side_by_side(place for place, each in enumerate(scores) if each[number] >= likely):
        start, end = text.sentences[group[0]].start, text.sentences[group[-1]].end
        worst = max(group, key=lambda place: scores[place][number])
        is_certain = scores[worst][number] >= certain
        certainty = Finding.Certainty.CERTAIN if is_certain else Finding.Certainty.LIKELY
        telling = telling_words(text, text.sentences[worst], traits[worst], number)
        found.append(text.finding(rule, start, end, certainty, why(telling)))
    return found


def side_by_side(places):
    groups = []
    for place in places:
        if groups and groups[-1][-1] == place - 1:
            groups[-1].append(place)
        else:
            groups.append([place])
    return groups


def telling_words(text, sentence, traits, number):
    """The three places of the sentence that speak most for the finding, in quotation marks, or all
    of it where no word of its own does."""
    told = Counter()
    for name, place in traits.items():
        if place and name in weights().by_trait:
            told[place] += weights().by_trait[name][number]
    chosen = []
    for (first, last), weight in told.most_common():
        is_apart = all(last < start or end < first for start, end in chosen)
        is_spoken = first < last or sentence.typed[first][0].isalnum()  # not «,»
        if weight > 0 and is_apart and is_spoken:
            chosen.append((first, last))
        if len(chosen) == MOST_TELLING:
            break
    spoken = [typed_words(text, sentence, *place) for place in sorted(chosen)]
    spoken = spoken or [text.typed[slice(*text.span(sentence.start, sentence.end))]]
    return ", ".join(f"“{words}”" for words in spoken)


def typed_words(text, sentence, first, last):
    start, end = sentence.places[first], sentence.places[last] + len(sentence.typed[last])
    return text.typed[slice(*text.span(start, end))]
