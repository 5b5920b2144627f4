"""Names on other networks, with an @ or without."""

import regex

from moderation.screeners.addresses import CERTAIN, LIKELY, any_of, found, hits, pattern, trimmed

PLATFORM = (
    r"(?:insta(?:gram)?|ig|gram|face\s?book|fb|twitter|x|yt|tik\s?tok|telegram|threads|blue\s?sky"
    r"|bsky|mastodon|you\s?tube|linked\s?in|substack|discord|snap(?:chat)?|whats\s?app|we\s?chat"
    r"|signal|line|viber|skype|pinterest|patreon|medium|venmo|pay\s?pal|cash\s?app|vimeo|twitch"
    r"|kakao|vk|spotify|etsy|ko-?fi|linktree|messenger|insight timer|reddit)"
)
NETWORK = pattern(rf"(?<![\w@.]){PLATFORM}\b")
ALSO_WORDS = {"line", "signal", "medium", "threads"}  # unless they begin with a capital

HANDLE = r"[a-z0-9](?:[\w.]{1,40})(?<![.])"
WITH_AT = pattern(rf"(?<![\w@./])@\s?{HANDLE}")
TAGGED = pattern(r"\b[a-z][\w.]{2,30}#\d{4}\b|\blive:[\w.]{3,40}")

# «insta: kind.nurse», «Telegram @kind», «on Instagram as kindnurse», «IG kind_nurse»
WHAT_IT_IS = r"(?:\s(?:handle|account|channel|page|name|user(?:name)?|id|group|profile))?['\"]?\s?"
BETWEEN = (
    r"(?:is|slash|name\sis|under|as|by|i'm|im|i\sam|we're|we\sare|it's|called|add|look\sfor|search"
    r"|username)\s"
)
AFTER_SIGN = r"(?:(?:channel\sis|look\sfor|i'm|we're|search|add|handle|username|name)\s)?"
NETWORK_THEN_NAME = pattern(
    rf"(?<![\w@.]){PLATFORM}{WHAT_IT_IS}",
    rf"(?:{BETWEEN}|(?:->|[→=/])\s?|-\s|[:,]\s?{AFTER_SIGN}|\s)['\"]?",
    rf"(?P<name>(?:live:)?@?{HANDLE}(?:#\d{{4}})?)",
)
# «I'm kindnurse on Insta», «find me as kind.nurse on TikTok»
NAME_THEN_NETWORK = pattern(
    r"(?:\b(?P<i_am>i'm|we're|i\sam|im|we\sare)|:"
    r"|\b(?:as|follow|find\sme|add|it's|under|me\sat|called|named|us))",
    rf"\s['\"]?(?P<name>@?{HANDLE})['\"]?\s(?:on|over\son|at|via|\(on)\s(?:the\s|my\s)?{PLATFORM}\b",
)
# What one may be on a network by name rather than by mood: not «struggling», «available».
NO_COMMON_WORD = regex.compile(
    r"[a-z]{8,}(?<!ing|ed|ly|able|ible|ive|ful|less|ous|ent|ant|al|er|or|here|ist|ists|ers|ors)"
)
# «on Facebook as Kind Nurse»
PROFILE = regex.compile(
    rf"\b(?i:on|over on)\s(?i:{PLATFORM})\s(?:as|under)\s"
    r"(?P<name>\p{Lu}[\w'-]+(?:\s\p{Lu}[\w'-]+){1,3})"
)
# «I'm kind-nurse over there»
OVER_THERE = pattern(r"\b(?:i'm|we're|i\sam|we\sare)\s(?P<name>@?[\w.-]{4,40})\s(?:over\s)?there\b")
# Before an @name, these lead the reader to it, instead of speaking to somebody.
STEERS = pattern(
    any_of(
        "follow | dm | find (?:me|us) | tag | message | handle | come | i'm | we're | over at"
        "| add me | posts? as | via"
    ),
    r"[^.!?]{0,25}$",
)
AMOUNT = pattern(r"[\d.]+(?:mg|am|pm|k|st|nd|rd|th|s|x)?")


def names(plain):
    for hit in hits(TAGGED, plain):
        yield trimmed(plain, hit.span(), "name")
    for hit in hits(WITH_AT, plain):
        if certainty := weigh_at(plain, hit):
            yield trimmed(plain, hit.span(), "name", certainty)
    if found(NETWORK, plain):
        yield from names_on_networks(plain)


def names_on_networks(plain):
    for hit in hits(PROFILE, plain):
        yield trimmed(plain, hit.span("name"), "name", LIKELY)
    for hit in hits(OVER_THERE, plain):
        if looks_made_up(hit["name"]) or "-" in hit["name"]:
            yield trimmed(plain, hit.span("name"), "name", LIKELY)
    for shape in (NETWORK_THEN_NAME, NAME_THEN_NETWORK):
        for hit in hits(shape, plain):
            if hit["name"].startswith("@"):
                yield trimmed(plain, hit.span("name"), "name", CERTAIN)
            elif looks_made_up(hit["name"].rstrip(".")) or (
                hit.groupdict().get("i_am") and NO_COMMON_WORD.fullmatch(hit["name"])
            ):
                yield trimmed(plain, hit.span("name"), "name", LIKELY)


def weigh_at(plain, hit):
    """An @name is a colleague's on this board, unless its shape or a network named near it says
    otherwise."""
    name = hit[0].lstrip("@ ").rstrip(".")
    if " " in hit[0] or len(name) < 3:
        return None
    before = plain[max(0, hit.start() - 60) : hit.start()]
    after = plain[hit.end() : hit.end() + 30]
    if any(is_network(each[0]) for each in hits(NETWORK, f"{before[-50:]} | {after}")):
        return CERTAIN
    if not name[0].islower():
        return None
    if found(STEERS, before):
        return CERTAIN
    is_spoken_to = not before.strip() and "." not in name  # «@dana_w I agree»
    is_joined = regex.search(r"[\d_.]", name) is not None
    return LIKELY if is_joined and not is_spoken_to and looks_made_up(name) else None


def is_network(word):
    return word.lower() not in ALSO_WORDS or word[0].isupper()


def looks_made_up(name):
    """Whether it is no word: digits, joins, inner capitals, or several words run together."""
    bare = name.removeprefix("live:").strip("._")
    if len(bare) < 5 or bare.isdigit() or AMOUNT.fullmatch(bare):
        return False
    joined = regex.search(r"[\d_.]|\p{Ll}\p{Lu}", bare) is not None
    return joined or name.startswith("live:") or (len(bare) >= 12 and bare.islower())
