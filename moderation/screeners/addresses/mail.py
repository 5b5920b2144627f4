"""E-mail addresses, with the signs for «at» and «dot» in the many ways to hide them."""

from moderation.screeners.addresses import LIKELY, found, hits, pattern, trimmed
from moderation.screeners.addresses.domains import (
    BEGINS,
    BRACKETED_DOT,
    COMMON_WORDS,
    LABEL,
    SPELLED_DOT,
    SPELLS_A_DOT,
    SPOKEN_DOT,
    is_known,
    labels_of,
)
from moderation.screeners.text import PATIENCE

LONGEST_NAME = 100
AT = pattern(
    r"\s?@\s?|\s?[\[({<]\s?(?:at|a|@|æt|arroba|klammeraffe)\s?[\])}>]\s?|,?\sat[- ]sign,?\s"
)
# What stands before the sign, read backwards from it.
NAME = pattern(
    rf"(?r)(?<![\w.])(?:{LABEL}(?:\[underscore\]|\s?[\[(]dot[\])]\s?|\sdot\s))?",
    r"[\w!#$%&'*+=?^{|}~-][\w.!#$%&'*+=?^{|}~-]{0,63}$",
)
DOMAIN = pattern(rf"{LABEL}(?:(?:\.|{SPELLED_DOT}|,){LABEL}){{1,5}}")
# «ann dot lee at practice dot org»
JOIN = rf"(?:{SPOKEN_DOT}|\sunderscore\s|\[underscore\]|_|\.)"
SPELLED = pattern(
    rf"{BEGINS}(?:{LABEL}{JOIN}){{0,2}}{LABEL}\sat\s",
    rf"(?P<domain>{LABEL}(?:(?:{SPOKEN_DOT}|\s\.\s|{BRACKETED_DOT}){LABEL}){{1,4}})",
)
# «ann.lee at gmail»
AT_PROVIDER = pattern(
    rf"{BEGINS}[^\W_]{{1,40}}[._\d][\w.-]{{0,40}}\sat\s",
    r"(?:gmail|googlemail|hotmail|outlook|icloud|protonmail|yahoo|gmx)\b",
)


def mail(plain):
    for at in hits(AT, plain):
        since = max(0, at.start() - LONGEST_NAME)
        name = NAME.search(plain, since, at.start(), timeout=PATIENCE)
        domain = DOMAIN.match(plain, at.end(), timeout=PATIENCE)
        if name and domain and is_known(labels_of(domain[0])):
            yield trimmed(plain, (name.start(), domain.end()), "mail")
    for hit in hits(AT_PROVIDER, plain):
        yield trimmed(plain, hit.span(), "mail", LIKELY)
    if found(SPELLS_A_DOT, plain):
        for hit in hits(SPELLED, plain):
            labels = labels_of(hit["domain"])
            if is_known(labels) and (labels[-1] not in COMMON_WORDS or len(labels) > 2):
                yield trimmed(plain, hit.span(), "mail")
