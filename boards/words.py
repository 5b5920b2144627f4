"""The words of a text, as search knows them, and an excerpt around those that were found.

A word is a run of letters and digits. Chinese, Japanese, Thai and others write no spaces between
words, so there each letter counts as one, and those that follow each other are looked for so."""

import unicodedata

import regex

from accounts.typed import JOINERS  # typed by some people within words, and not by others

UNSPACED = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}"
WORD = regex.compile(
    rf"[{UNSPACED}]\p{{M}}*"
    rf"|[[\p{{L}}\p{{N}}]--[{UNSPACED}]][[\p{{L}}\p{{N}}\p{{M}}{JOINERS}]--[{UNSPACED}]]*",
    regex.VERSION1,
)
# The same in ASCII, in a tenth of the time: what is no letter or digit parts words.
PLAIN = str.maketrans({chr(code): " " for code in range(128) if not chr(code).isalnum()})
BEFORE, LENGTH = 80, 300  # of an excerpt, in code points: before the first found word, and in all


def words_in(text):
    """Its words in plain letters, one space between."""
    if text.isascii():
        return " ".join(text.lower().translate(PLAIN).split())
    return folded(" ".join(WORD.findall(text)))


def runs_in(text):
    """The same, apart where `text` has anything between them."""
    runs, end = [], None
    for word in WORD.finditer(text):
        if word.start() == end:
            runs[-1].append(folded(word[0]))
        else:
            runs.append([folded(word[0])])
        end = word.end()
    return [" ".join(run) for run in runs]


def folded_words(text):
    return {folded(word) for word in WORD.findall(text)}


def folded(text):
    """`text` without what makes no other word of it: capitals, widths, ligatures, joiners."""
    if text.isascii():
        return text.lower()
    for joiner in JOINERS:
        text = text.replace(joiner, "")
    return unicodedata.normalize("NFKC", text).casefold()


def excerpt(text, is_found):
    """`text` around the first word that `is_found`, a set of folded words, as pieces: the letters,
    and whether they were looked for."""
    text = " ".join(text.split())
    found = [word.span() for word in WORD.finditer(text) if folded(word[0]) in is_found]
    first = found[0][0] if found else 0
    begin = max(0, first - BEFORE)
    if begin:  # where a word does, if there are spaces
        begin = text.find(" ", begin, first) + 1 or begin
    end = min(begin + LENGTH, len(text))
    if end < len(text):
        end = max(end - LENGTH // 4, text.rfind(" ", first, end))
    pieces, at = [("… ", False)] if begin else [], begin
    for start, stop in found:
        if start < end:
            pieces += [(text[at:start], False), (text[start : min(stop, end)], True)]
            at = min(stop, end)
    pieces.append((text[at:end], False))
    if end < len(text):
        pieces.append((" …", False))
    return [(letters, is_one) for letters, is_one in pieces if letters]
