"""The names of hosts, as people write them and as they hide them: labels, dots and endings."""

import functools

from publicsuffixlist import PublicSuffixList

from moderation.screeners.addresses import pattern

LABEL = r"[^\W_]++(?:-{1,3}[^\W_]++){0,8}"
BEGINS = r"(?<![\w@.])(?<![\w.]-)"  # no part of a longer name stands before

# -- Dots ---------------------------------------------------------------------------

POINT = r"(?:d[o0]t|punkt|punto?|ponto|point)"
BRACKETED_DOT = rf"\s?[\[({{<]\s?(?:\.|{POINT})\s?[\])}}>]\s?"  # [.] (dot) < point >
LIKE_A_DOT = "[⋅·•∙‧。]"
TIGHT_DOT = rf"(?:\.|{BRACKETED_DOT}|{LIKE_A_DOT})"
SPACED_DOT = r"(?:\s\.\s?|\.\s)"
# «name dot org», «name punkt de», «name, then a dot, add org»
SPOKEN_DOT = (
    r"(?:,?\s(?:(?:and|then|add|with|a|an|plus)\s){0,4}"
    rf"{POINT}"
    r",?\s(?:(?:and|then|add|a)\s){0,3})"
)
SPELLED_DOT = rf"(?:{SPOKEN_DOT}|\s\.\s|{BRACKETED_DOT}|\s?{LIKE_A_DOT}\s?)"
ANY_DOT = pattern(rf"{BRACKETED_DOT}|\s?{LIKE_A_DOT}\s?|{SPOKEN_DOT}|\s?\.\s?|,|//")

# A cheap question: the costly patterns for spelled names run only where it finds something.
SPELLS_A_DOT = pattern(rf"\b{POINT}\b|\s\.\s|{LIKE_A_DOT}|{BRACKETED_DOT}")

# -- Endings ------------------------------------------------------------------------

PLAIN_ENDINGS = set("com org net edu gov info biz".split())
FOR_EXAMPLES = set("example test invalid onion".split())  # in no list (RFC 2606, RFC 7686)
# Endings with which a sentence begins or goes on, so that «my clients.so many» is no address.
SMALL_WORDS = set(
    "so is it me in my no to be at as am us by do how here now one new all this they we you our "
    "are can will read see then and or if for not ad ac la sh".split()
)
# Likewise, but seldom right behind «visit» or «website».
COMMON_WORDS = SMALL_WORDS | set("act care help live love like".split())


@functools.cache
def suffixes():
    return PublicSuffixList()


def labels_of(host):
    """The labels of a name in whatever spelling, in lower case."""
    pieces = ANY_DOT.split(host)
    return [piece.strip().lower() for piece in pieces if piece and piece.strip()]


def is_known(labels):
    """Whether the name ends as the public suffix list says that names of somebody's end."""
    if len(labels) < 2:
        return False
    if labels[-1] in FOR_EXAMPLES:
        return True
    return suffixes().privatesuffix(".".join(labels), accept_unknown=False) is not None
