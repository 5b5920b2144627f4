"""Addresses of the web, of things on it by their number, and codes to scan."""

import regex

from moderation.screeners.addresses import (
    CERTAIN,
    LIKELY,
    TRAILING,
    any_of,
    found,
    hits,
    pattern,
    trimmed,
)
from moderation.screeners.addresses.domains import (
    BEGINS,
    BRACKETED_DOT,
    COMMON_WORDS,
    LABEL,
    LIKE_A_DOT,
    PLAIN_ENDINGS,
    SMALL_WORDS,
    SPACED_DOT,
    SPELLED_DOT,
    SPELLS_A_DOT,
    SPOKEN_DOT,
    TIGHT_DOT,
    is_known,
    labels_of,
)

# -- Patterns -----------------------------------------------------------------------

PLAIN_ENDING = rf"(?:{'|'.join(sorted(PLAIN_ENDINGS))})\b"
PORT = r"(?::\d{1,5})?"
PATH = (
    rf"{PORT}(?:\s?[/?#][^\s<>\"]{{0,300}}"
    r"|(?:\s(?:slash|barra|schrägstrich)\s[\w-]{1,40}){1,4}"
    r"|\s?[(\[]slash[)\]]\s?[\w-]{1,40}"
    r"|\s/\s[\w-]{1,40})?"
)

# What is an address by its shape alone.
WITH_SCHEME = pattern(
    r"\b(?:h(?:tt|xx|\*\*|--)ps?|ftp)"
    r"(?:\s?:\s?/\s?/\s?|\s?\[:\]//|\scolon\sslash\sslash\s|;//|:\s|\s(?=www))[^\s<>\"]{1,300}"
)
SCHEME_AND_WORDS = pattern(rf"\bhttps?(?:\s{LABEL}){{1,4}}\s{PLAIN_ENDING}")  # «https name com»
WWW = pattern(
    rf"(?<![\w.])(?:www\s?\.?|w\sw\sw)(?:{TIGHT_DOT}|{SPACED_DOT}|{SPOKEN_DOT}|\s(?:then\s)?){LABEL}",
    rf"(?:(?:{TIGHT_DOT}|{SPACED_DOT}|{SPOKEN_DOT}){LABEL}){{0,4}}{PATH}",
)
BYTE = r"(?:25[0-5]|2[0-4]\d|1?\d?\d)"
NUMERIC = pattern(rf"(?<![\w.])(?:{BYTE}\.){{3}}{BYTE}(?![\w.]\d){PORT}(?:/\S{{0,300}})?")
DOI = pattern(r"\b(?:doi|arxiv)\s?:\s?[\w./()-]{6,80}")
SUBREDDIT = pattern(r"(?<![\w/])/?[ru]/[a-z]\w{2,30}\b")
QR = pattern(r"\bscan\s(?:the|my|this|our)\sqr\b[^.!?\n]{0,60}")

# What may be an address, and has to be weighed: with dots, with dots spelled out, with dots that
# came loose or became commas. Each behind a cheap question, since few comments hold any.
DOTTED = pattern(rf"{BEGINS}(?P<host>{LABEL}(?:{TIGHT_DOT}{LABEL}){{1,8}})(?P<path>{PATH})")
MAY_BE_DOTTED = pattern(rf"\w(?:[.]|{LIKE_A_DOT}|{BRACKETED_DOT})\w")
SPELLED = pattern(rf"{BEGINS}(?P<host>{LABEL}(?:{SPELLED_DOT}{LABEL}){{1,5}})(?P<path>{PATH})")
LOOSE = pattern(
    rf"{BEGINS}(?P<host>{LABEL}(?:(?:{SPACED_DOT}|,){LABEL}){{1,4}}|{LABEL}//{PLAIN_ENDING})",
    rf"(?P<path>{PATH})",
)
MAY_BE_LOOSE = pattern(rf"\b(?:{PLAIN_ENDING}|co\b)|\w,[a-z]{{2}}\b")
# «bit.lee/wk2-sheet»: no such ending, but behind it what only an address has.
MADE_UP = pattern(r"[a-z]{2,6}/#?(?=[\w-]*[\d_-])[\w-]{5,}")

# -- What speaks against an address, and for one --------------------------------------

FILES = set(
    "pdf doc docx md txt csv key pages ppt pptx jpg jpeg png gif mp3 mp4 m4a mov wav srt "
    "zip".split()
)
# Before a dot these are a title, a short form or the end of a sentence.
NO_NAMES = set(
    "this that it them us you him her me there here dr mr mrs ms prof st rev fr sr jr ph m b e i a "
    "p u d etc vs no".split()
)
# Before an address people say where it is, or what to do with it.
LEADS_THERE = set(
    "at on via from see visit here to is under check site website web address url page link lives "
    "in try google of called app find into".split()
)
NAMES_AN_ADDRESS = set("visit check browse site website url webpage".split())
A_DOT_TO_LOOK_AT = pattern(
    any_of("a|the|this|that|each|one|every|red|blue|green|black|small|tiny"), r"\sdot\b"
)
A_DOT_TO_TYPE = pattern(r"(?:add|then)\sa\sdot")
NO_NAMES_OF_POINTS = set("this that which what some good case starting".split())
ENDS_CLAUSE = pattern(r"\s*(?:$|[.,;!?)](?:\s|$)|\n|-|\()")


def web(plain):
    for shape in (WITH_SCHEME, SCHEME_AND_WORDS, NUMERIC, DOI, QR, SUBREDDIT, WWW):
        for hit in hits(shape, plain):
            yield trimmed(plain, hit.span(), "web")
    for shape, cheap, weigh in (
        (DOTTED, MAY_BE_DOTTED, weigh_dotted),
        (SPELLED, SPELLS_A_DOT, weigh_spelled),
        (LOOSE, MAY_BE_LOOSE, weigh_loose),
    ):
        if found(cheap, plain):
            for hit in hits(shape, plain):
                if certainty := weigh(plain, hit):
                    yield trimmed(plain, hit.span(), "web", certainty)


# -- Dotted: «softheart.org», but «my clients.so many» ---------------------------------


def weigh_dotted(plain, hit):
    host, path = hit["host"], hit["path"].strip(TRAILING)
    labels = labels_of(host)
    has_path = len(path) > 1 and not path.startswith(" / ")
    if labels[0] in NO_NAMES or labels[0].isdigit():
        return None
    if not has_path and (labels[-1] in FILES or max(map(len, labels[:-1])) == 1):
        return None
    if not is_known(labels):
        return LIKELY if MADE_UP.fullmatch(labels[-1] + path) else None
    if has_path or labels[0] == "www" or regex.search(r"[\[({<]", host):
        return CERTAIN
    return None if a_sentence_begins_in(host) else weigh_by_ending(plain, hit, labels)


def a_sentence_begins_in(host):
    """«groups.They»"""
    pieces = host.split(".")
    last = pieces[-1]
    return last[:1].isupper() and not last.isupper() and not pieces[0][:1].isupper()


def weigh_by_ending(plain, hit, labels):
    ending = labels[-1]
    if len(labels) >= 3 and len(ending) <= 3 and len(labels[0]) > 1:
        return CERTAIN if max(map(len, labels)) > 4 else None
    if ending in PLAIN_ENDINGS:
        return CERTAIN
    if len(ending) == 2 and ending not in COMMON_WORDS:
        return CERTAIN if len(labels[0]) > 4 else LIKELY
    return LIKELY if evidence(plain, hit, labels) >= 2 else None


def evidence(plain, hit, labels):
    """What speaks for an address around words joined by a full stop, in points."""
    name, ending = labels[0], labels[-1]
    after = plain[hit.end("host") : hit.end("host") + 12]
    points = 2 * any(character in "-0123456789" for character in name)
    points += len(name) >= 10
    points += len(name) >= 12 and ending not in COMMON_WORDS
    points += lead(plain[max(0, hit.start() - 40) : hit.start()], ending)
    points += ENDS_CLAUSE.match(after) is not None
    points -= hit["host"][0].isupper() and name.istitle()  # a sentence of one word
    return points


def lead(before, ending):
    """«you'll find it at», «website:»"""
    words = regex.findall(r"[\w'-]+|[^\w\s]+", before)
    last = words[-1].lower() if words else "nothing"
    if last in NAMES_AN_ADDRESS and ending not in SMALL_WORDS:
        return 2
    if last in LEADS_THERE or last in ":->→(":
        return 1 if ending in COMMON_WORDS else 2
    return 0


# -- Spelled: «gentleminds dot org», but «at this point in», «a dot so small» -----------


def weigh_spelled(plain, hit):
    labels, host = labels_of(hit["host"]), hit["host"].lower()
    if not is_known(labels):
        return None
    ending = labels[-1]
    if regex.search(rf"\bd[o0]t\b|{LIKE_A_DOT}|\s\.\s", host):
        if found(A_DOT_TO_LOOK_AT, host):
            speaks = found(A_DOT_TO_TYPE, host)
        else:
            speaks = ending not in COMMON_WORDS or len(labels) > 2 or hit["path"]
            speaks = speaks or ENDS_CLAUSE.match(plain[hit.end() : hit.end() + 3])
    elif regex.search(r"\b(?:punkt|punt|punto|ponto)\b", host):
        speaks = ending not in COMMON_WORDS or hit["path"]
    else:  # «point» is a common word
        speaks = (ending in PLAIN_ENDINGS or len(ending) == 2) and ending not in COMMON_WORDS
        speaks = speaks and len(labels[0]) > 3 and labels[0] not in NO_NAMES_OF_POINTS
    return CERTAIN if speaks else None


# -- Loose: «name,com,au», «name. com» -------------------------------------------------


def weigh_loose(plain, hit):
    """Only before a plain ending, since a comma is seldom a dot, or where much speaks for it."""
    host = hit["host"]
    labels = labels_of(host)
    if not is_known(labels):
        return None
    ending = labels[-2] if len(labels) > 2 and len(labels[-1]) == 2 else labels[-1]
    is_tight = not regex.search(r"[.,]\s", host)
    if ending in PLAIN_ENDINGS | {"co"}:
        name_alone = host.islower() and len(labels[0]) > 3 and ending in {"com", "co"}
        return CERTAIN if is_tight or name_alone or hit["path"].startswith("/") else None
    is_country = is_tight and len(labels) == 2 and len(ending) == 2 and ending not in COMMON_WORDS
    return LIKELY if is_country and evidence(plain, hit, labels) >= 2 else None
