"""Numbers to call, in digits or in words, and those of meeting rooms."""

from itertools import pairwise

import regex

from moderation.screeners.addresses import CERTAIN, LIKELY, any_of, found, hits, pattern, trimmed

DIGIT = (
    r"(?:zero|oh|o|nought|one|two|three|four|five|six|seven|eight|nine|double|triple|treble|hundred"
    r"|ten|eleven|twelve|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|thousand)"
)
IN_WORDS = pattern(rf"(?:plus\s)?\b{DIGIT}(?:[\s,-]{{1,3}}(?:and\s)?{DIGIT}){{5,20}}\b")
EACH_DIGIT = pattern(rf"\b{DIGIT}\b")
TOLD_BY_PHONE = {"double", "triple", "treble"}
IN_ORDER = "zero one two three four five six seven eight nine ten eleven twelve".split()

IN_DIGITS = pattern(r"(?<![\w.,:/£$€#-])(?:\+|\()?\d(?:[\s.()/-]{0,3}\d){5,17}(?!\w|[.,:/-]\d)")
ROOM = pattern(
    any_of("zoom | teams | meet(?:ing)? | webex | jitsi | room | skype"),
    r"[^.!?\n]{0,40}?",
    r"(?P<address>\b\d{3}[\s-]?\d{3,4}[\s-]?\d{3,4}\b|\b[a-z]{3}-[a-z]{4}-[a-z]{3}\b)",
)

# Said before a number, these make it one to call, or one of something else.
ASKS_TO_CALL = pattern(
    any_of(
        "rings? | calls? | phone | telephone | tel | text | txt | sms | whats?app | wapp | signal"
        "| viber | telegram | mobile | cell | landline | fax | dial | number is | my number"
        "| n[uú]m[eé]ro | reach | contact | message | hotline | helpline | line | office | handy"
        "| voicemail | m[oó]vil | zelle | facetime | extension | nummer | get me | get hold of"
        "| catch me | answer | talk to | speak to | m | t | ph"
    )
)
CALLED_AFTER = pattern(
    r"\W*(?:\w+\s){0,2}",
    r"(?:text|call|ring|anytime|is (?:the|my)|whats?app|days|eve|signal|press)",
)
SOMETHING_ELSE = pattern(
    any_of(
        "orders? | invoice | receipt | ref | reference | certificate | cert | licen[cs]e | reg"
        "| registration | isbn | issn | pmid | ticket | case | member(?:ship)? | account | serial"
        "| version | policy | provider | item | code | grant | batch | npi | gmc | hcpc | nmc"
        "| ahpra | tracking | booking | confirmation | transaction | study | trial | id no | lot"
        "| asset | pages? | pp | psalm | verse | scores? | scored | breath | count | hex | order no"
    )
)
SENTENCE_BREAK = regex.compile(r"[.!?]\s|\n")
CLAUSE_BREAK = regex.compile(r"[,;:(]\s")

# Widely known lines for people in need, whom anybody may be told to call.
FOR_EMERGENCIES = set(
    "116123 131114 13001114 08001111 8002738255 8007997233 8006624357 8664887386 8334564566 "
    "0800585858 08001110111 08001110222 1300224636 1800551800 1800737732 08082000247 1800247247 "
    "0800567567 0508828865".split()
)


def rooms(plain):
    for hit in hits(ROOM, plain):
        yield trimmed(plain, hit.span("address"), "number")


def numbers(plain):
    for hit in hits(IN_DIGITS, plain):
        if certainty := weigh(plain, hit):
            yield trimmed(plain, hit.span(), "number", certainty)
    for hit in hits(IN_WORDS, plain):
        words = [word.lower() for word in EACH_DIGIT.findall(hit[0])]
        if len(set(words)) > 3 and not is_counting(words):
            yield trimmed(plain, hit.span(), "number", LIKELY)


def is_counting(words):
    """«one, two, three, four»: a breath, not a number to call."""
    if words[0] in {"oh", "o"} or not TOLD_BY_PHONE.isdisjoint(words):
        return False
    places = [IN_ORDER.index(word) for word in words if word in IN_ORDER]
    steps = [later - earlier for earlier, later in pairwise(places)]
    return not steps or sum(abs(step) == 1 for step in steps) >= 0.7 * len(steps)


def weigh(plain, hit):
    number = hit[0].strip()
    digits = regex.sub(r"\D", "", number)
    before = SENTENCE_BREAK.split(plain[max(0, hit.start() - 60) : hit.start()])[-1]
    if not 7 <= len(digits) <= 15 or looks_like_no_phone(number, digits):
        return None
    if number.startswith("+") and len(digits) >= 9:
        return CERTAIN
    if found(SOMETHING_ELSE, CLAUSE_BREAK.split(before)[-1][-30:]):
        return None
    is_called = found(ASKS_TO_CALL, before) or CALLED_AFTER.match(plain[hit.end() :][:30])
    if looks_like_a_phone(number, digits):
        return CERTAIN if is_called else LIKELY
    return LIKELY if is_called and len(digits) >= 8 else None


def looks_like_no_phone(number, digits):
    groups = regex.split(r"\D+", number.strip("+()"))
    longest = max(map(len, groups))
    return (
        digits.removeprefix("1") in FOR_EMERGENCIES
        or digits in FOR_EMERGENCIES
        or regex.fullmatch(r"(?:19|20)\d\d[-/.\s–]{1,3}(?:19|20)\d\d", number)  # years
        or regex.fullmatch(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{2,4}", number)  # a date
        or regex.fullmatch(r"97[89][- ]?[\d -]{10,14}", number)  # a book's number
        or longest == 1  # «4-7-8-4-7-8-4»: breaths
        or (longest == 2 and not number.startswith(("+", "0")))
        or len(set(digits)) == 1
        or ("." in number and len(groups) == 2)
    )


def looks_like_a_phone(number, digits):
    """National shapes: a leading zero or a bracketed area, or North America's 3-3-4."""
    lengths = [len(group) for group in regex.split(r"\D+", number) if group]
    if number.startswith(("0", "(")) and len(digits) >= 8 and (len(lengths) > 1 or len(digits) > 8):
        return True
    if lengths in ([3, 3, 4], [1, 3, 3, 4]):
        return True
    return len(lengths) >= 3 and lengths[:2] == [1, 3] and len(digits) == 10
