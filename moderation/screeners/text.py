"""A comment as the screeners read it: in plain characters, sentences and words."""

import functools
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import islice

import regex

from boards.models import Finding

# A pattern that takes longer than this, in seconds, on one comment raises TimeoutError.
PATIENCE = 0.5

# After so many sentences the rest is read as one; no comment that means something has as many.
MOST_SENTENCES = 300

# Some characters fold to a whole sentence, by which a comment could be made eighteen times as long.
LONGEST_FOLDED = 2

QUOTES = str.maketrans("‘’‛ʼ`´“”„‟«»‹›–—‒―−", "''''''\"\"\"\"\"\"''-----")

SENTENCE_END = regex.compile(
    r"""(?: (?<![.!?…]) [.!?…]++ ["')\]]{0,5} (?=\s|$) # before a space or the end
          | (?<=[^\W\d_]{2}) [.!?…]++ (?=\p{Lu}\p{Ll})   # «clear.In»: the space is missing
          | (?<=[^\W\d_]{4}) \. (?=(?:i|in|is|it|so|my|we|the|and|but|they|he|she|will|not)\s)
          | [\n\r]+
        )""",
    regex.VERBOSE,
)
# What ends with a full stop without ending a sentence.
SHORT_FORM = regex.compile(
    r"(?:^|[\s(\"'])(?:e\.?g|i\.?e|etc|vs|cf|dr|drs|mr|mrs|ms|prof|st|no|pp?|vol|ch|fr|rev|sr|jr|"
    r"dept|approx|min|max|incl|ca|p\.s|a\.m|p\.m|ph\.d|m\.ed|u\.s|u\.k|\p{L})\.$",
    regex.IGNORECASE,
)
WORD = regex.compile(
    r"[^\W\d_]+(?:['-][^\W\d_]+){0,4} | \d+(?:[.,:/]\d+){0,3} | [?!…@&%€£$#|+*/:;™®] | -+>? | →"
    r"| [\"(),.]",
    regex.VERBOSE,
)


@dataclass(frozen=True)
class Sentence:
    start: int  # in the plain text
    end: int
    words: tuple[str, ...]  # in lower case, punctuation among them
    typed: tuple[str, ...]  # as they stand
    places: tuple[int, ...]  # where each begins in the plain text


@dataclass(frozen=True, eq=False)
class Text:
    """`plain` is what was typed with look-alike characters folded (Unicode's NFKC, quotes, dashes)
    and invisible ones left out; `span` leads back to what was typed."""

    typed: str
    plain: str
    origins: Sequence[int] = field(repr=False)  # of each plain character, its place as typed

    def span(self, start, end):
        """The place as typed, start and end, of plain characters."""
        return self.origins[start], self.origins[end - 1] + 1

    def finding(self, rule, start, end, certainty, sentence):
        """The Finding of a rule at a place in the plain text, with the words as typed."""
        start, end = self.span(start, end)
        return Finding(
            rule=rule,
            start=start,
            end=end,
            words=self.typed[start:end],
            certainty=certainty,
            sentence=sentence,
        )

    @functools.cached_property
    def sentences(self):
        return list(split(self.plain))


def remembered(function):
    """Keeps the last few answers of a function of one argument, and the last few failures too: each
    rule asks about the same text, and what took too long once need not do so for every rule."""

    @functools.lru_cache(maxsize=8)
    def outcome(argument):
        try:
            return function(argument), None
        except Exception as failure:
            return None, failure

    @functools.wraps(function)
    def answer(argument):
        result, failure = outcome(argument)
        if failure:
            raise failure
        return result

    answer.forget = outcome.cache_clear
    return answer


@remembered
def read(typed):
    """The Text of what was typed."""
    if typed.isascii():  # nothing of which folds
        return Text(typed, typed, range(len(typed)))
    plain, origins = [], []
    for place, character in enumerate(typed):
        folded = character if character.isascii() else fold(character)
        plain.append(folded)
        origins.extend([place] * len(folded))
    return Text(typed, "".join(plain), tuple(origins))


@functools.lru_cache(maxsize=4_096)
def fold(character):
    if unicodedata.category(character) in ("Cf", "Mn"):  # zero-width, joiners, loose marks
        return ""
    folded = unicodedata.normalize("NFKC", character).translate(QUOTES)
    return folded if len(folded) <= LONGEST_FOLDED else character


def split(plain):
    start = 0
    for end in [*islice(sentence_ends(plain), MOST_SENTENCES), len(plain)]:
        piece = plain[start:end]
        begin = start + len(piece) - len(piece.lstrip())
        stop = start + len(piece.rstrip())
        if begin < stop:
            yield sentence(plain, begin, stop)
        start = end


def sentence_ends(plain):
    for hit in SENTENCE_END.finditer(plain, timeout=PATIENCE):
        before = plain[max(0, hit.start() - 8) : hit.start() + 1]
        if not (hit[0] == "." and SHORT_FORM.search(before)):
            yield hit.end()


def sentence(plain, start, end):
    hits = list(WORD.finditer(plain, start, end, timeout=PATIENCE))
    typed = tuple(hit[0] for hit in hits)
    return Sentence(
        start,
        end,
        tuple(word.lower() for word in typed),
        typed,
        tuple(hit.start() for hit in hits),
    )
