"""Rule "confidentiality": a client may be recognised by what is told. Advice, which stops nothing.

One detail makes nobody known: "my client, 44, drinks alone" is how practitioners talk. Two kinds of
them meeting in one person may: an age and a place, a date and a rare event. So a comment is found
only where details of two kinds stand in the sentences about one client.
"""

from dataclasses import dataclass
from itertools import islice

import regex
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from boards.models import Finding
from moderation.screeners.text import PATIENCE, read

ANY_CASE = regex.VERBOSE | regex.IGNORECASE


def either(*words):
    """A pattern of any of these words, which blanks divide; a blank within one is written «_»."""
    return f"(?:{'|'.join(' '.join(words).split())})".replace("_", r"\s")


# -- Who is told of ------------------------------------------------------------------

PERSON = either(
    "analysand client coachee counsellee inmate parishioner patient prisoner pupil resident",
    "service_user tenant",
)
SOMEBODY = either(
    "boy chap fellow gentleman girl guy lad lady man student teenager widow widower woman"
)
ANYBODY = rf"(?:{PERSON}|{SOMEBODY})"
ADJECTIVES = r"(?:[\w'-]{2,20}\s){0,3}?"
WHOSE = either("a an another first her his last my new one our same the this")
CLIENT = regex.compile(
    rf"""
      \b{WHOSE}\s{ADJECTIVES}
        (?:{PERSON}\b(?!'s\s)|{SOMEBODY}\b)                   # «my anxious client», «an old man»
    | \bone\sof\s(?:my|our)\s{ADJECTIVES}{PERSON}s\b          # «one of my younger pupils»
    | (?:^|[.!?]\s)(?:client|patient|pupil)\b                 # «Client hasn't slept since»
    | \b{either("coach had have nurse saw see seeing treat visit with")}\s(?:a|an|one)\s
        {ADJECTIVES}[\w-]+                                    # «see a cook who», «with a cook, 44»
        (?:,?\s(?:who|whose|whom|aged)\b|,\s\d\d)
    | ^s?he(?:'s|\sis)\s\d\d\b                                # «He is 58, a signalman», in notes
    | ^\w+(?:\s\w+)?,\s\d\d,                                  # «Nurse, 58, hit by a patient's son»
    | \b(?:Mrs?|Ms)\.?\s\p{{Lu}}[\p{{Ll}}']+,\s               # «Mrs. Hallow, in her third week»
    | \b(?:for|to|with)\s(?:him|her)\b[^.!?]{{0,60}}
        \b(?:exercise|image|imagery|letter|session)\b         # «with her in the last session»
    """,
    ANY_CASE,
)
# What CLIENT cannot do without. It is soon looked for, and most sentences have nothing of it.
HINT = regex.compile(
    rf"\b(?:{PERSON}|{SOMEBODY}\b|who|aged|\d\d|m[rs]|exercise|image|letter|session)",
    regex.IGNORECASE,
)
HE_OR_SHE = regex.compile(r"\b(?:he|she|his|her|him|hers)\b", regex.IGNORECASE)

# Whoever tells of these tells of the writer's own life, which is for the rule "personal".
RELATIVE = either(
    r"aunt brother cousin dad daughter father god\w+ gran\w* husband mom mother mum nan nephew",
    "niece partner sister son twins uncle wife",
    "boss colleague friend neighbor neighbour supervisor teacher tutor boy girl lad man",
)
OWN_LIFE = regex.compile(rf"\b(?:my|our)\s(?:\w+\s)?{RELATIVE}\b", regex.IGNORECASE)

# A client of the course, whom everybody there has seen, or one whom the writer makes up.
SHOWN = either(
    r"book case_study clip demo\w* example film lecture lesson module novel recording",
    r"role[\s-]?play video vignette",
)
IN_THE_COURSE = regex.compile(
    rf"""
      \b(?:in|from|of)\s(?:the|this|your|that)\s(?:\w+\s)?{SHOWN}\b    # «in the second video»
    | \b(?:imagine|suppose|fictional|invented|made[\s-]up|composite|role[\s-]?play)\b
    """,
    ANY_CASE,
)
# Whom the words before a place or a date are about: the writer or somebody else, whoever is nearer.
OURS = either("church clinic groups? home hospice hospital office practice school service team")
ABOUT = regex.compile(
    rf"""\b(?:
      my\s{ADJECTIVES}{PERSON}
    | he|she|he's|she's|his|her|him|who|whose|{ANYBODY}
    | (?P<writer>i|i'm|i've|i'll|we|we're|us|me|here|(?:my|our)\s(?:\w+\s)?(?:{OURS}|ward|work))
    )\b""",
    ANY_CASE,
)
ENOUGH = 50  # details of a kind in one client; nobody tells more
FAR = 120  # characters before a detail that tell whose it is

# -- What may tell who it is ---------------------------------------------------------

# Where a pattern has a group «detail», that is what is found; the rest only leads to it.

ONES = either("one two three four five six seven eight nine")
TENS = either("twenty thirty forty fifty sixty seventy eighty ninety")
TEENS = either("ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen")
YEARS = rf"(?:[1-9]\d|[4-9]|10\d|{TENS}(?:-{ONES})?|{TEENS}|four|five|six|seven|eight|nine)"
NO_AGE = either("gad-7 it number page phq-9 pulse rate result scale score slide that this total")
AGE = regex.compile(
    rf"""
      \baged?\s{YEARS}\b                                      # «aged 44», «at age nine»
    | \b{YEARS}[\s-]?(?:years?|yrs?)[\s-]?old\b               # «a forty-two-year-old»
    | \b\d\d\s?(?:y/?o|yrs)\b                                 # «44 y/o», «44yrs»
    | \b{ANYBODY}(?:\sof\smine)?(?:\sof|,|\sis|:)?\s\(?
        (?P<detail>{YEARS})\b                                 # «client (44)», «a man of 60 in»
        (?=\s?[),.;:]|\s(?:and|at|from|in|on|who|with)\b)
    | \b(?:Mrs?|Ms|Miss)\.?\s\p{{Lu}}\p{{Ll}}+,
        \s(?P<detail>{YEARS})\b(?=[,.;])                      # «Mrs Hallow, 83,»
    | \b(?:is|was)(?<!\b{NO_AGE}\s(?:is|was))
        \s(?P<detail>[2-9]\d)\b(?=,|\.\s|\sand\b)           # «Dana is 39,»
    | \b(?:s?he(?:'s|\sis|\swas)|who(?:'s|\sis))\s
        (?P<detail>{YEARS})\b(?=\s?[),.;:]|\sand\b)           # «she's nine and»
    """,
    ANY_CASE,
)
PARENT = either("dad father mom mother mum parent")
CHILDREN = either("boys brothers children daughters girls kids siblings sisters sons")
MANY = rf"(?:{either('six seven eight nine ten eleven twelve')}|[6-9]|1\d)"
FAMILY = regex.compile(
    rf"""
      \b(?:(?:{PARENT}|grandmother|grandfather)\sof\s(?:\w+\s){{0,2}})?
        (?:triplet|quadruplet|quintuplet)s?\b                 # «mother of triplets»
    | \b{PARENT}\sof\s(?:\w+\s)?
        (?:twins|(?:five|5|thirteen|{MANY})\b(?!-|\s(?:years|weeks|months)))   # «father of five»
    | \b(?:adopted|conjoined|identical|orphaned|surviving)\s(?:\w+\s)?
        (?:twin|triplet)s?\b                                  # «an adopted twin»
    | \bwidow(?:er|ed)?\b,?\s(?:with|and|of)\s(?:\w+\s){{0,2}}?
        (?:three|four|five|six|seven|eight|[3-9])\s
        (?:\w+\s)?{CHILDREN}\b                               # «a widower with three sons»
    | \b{either("youngest eldest oldest middle one second third")}\sof\s
        (?:{MANY}|thirteen)\b(?!\s(?:sessions|slides|weeks))  # «the youngest of nine»
    | \b{MANY}\s(?:\w+\s)?{CHILDREN}\b                        # «seven grown children»
    | \b(?:four|five)\s(?:sons|daughters|brothers|sisters)\b  # «five sisters»
    | \bmarried\s(?:to\s)?(?:his|her)\s(?:late\s)?
        (?:brother|sister|husband|wife|cousin)(?:'s\s\w+)?\b  # «married her late husband's brother»
    """,
    ANY_CASE,
)
VEHICLE = either(
    "(?:aero)?plane air bridge bus car coach ferry helicopter mine motorway tram train"
)
CATASTROPHE = either(
    "avalanche bombing derailment earthquake hijacking landslide mass_shooting massacre shipwreck",
    "tsunami",
)
# «survived the night» is said of every client.
NO_EVENT = either("day exercise first night session summer week weekend winter year")
NO_TRIAL = either("and date found of period run session showed week")  # «the trial session»
PRESS = r"(?:(?:local|national)\s)?(?:papers?|newspapers?|news|headlines|front\spages?)"
EVENT = regex.compile(
    rf"""\b(?:
      {VEHICLE}\s(?:crash|disaster|collapse|derailment|sinking)\b     # «the train crash»
    | crash\sof\s[\w\s]{{0,30}}                               # «the crash of the Harrow express»
    | (?:house|school|factory|hotel|mill|barn)\sfire\b        # «the house fire»
    | house\sburn(?:ed|t)\sdown\b
    | (?:fire|explosion)\s(?:at|in)\sthe\s(?:church|depot|factory|mill|mine|plant|school)\b
    | (?:{CATASTROPHE}|shark|struck\sby\slightning|swept\sout\sto\ssea)\b
    | surviv(?:ed|or\sof|ing)\sthe\s(?!{NO_EVENT})[\w\s]{{3,30}}      # «survived the dam collapse»
    | (?:was|were|been|got)\s(?:abducted|kidnapped|murdered|stabbed|taken\shostage)\b
    | murdered\s(?:by|his|her)\b                              # «he murdered his landlord»
    | (?:murder|manslaughter|kidnapping|abduction)\s(?:of|trial|case)\b
    | (?:criminal|the|his|her|court)\strial\b(?!\s{NO_TRIAL})         # «met her at the trial»
    | (?:court[\s-]?martial(?:led)?|inquest|coroner's\sinquest|(?:the|an|public)\sinquiry)\b
    | (?:won|win(?:ning)?)\s(?:on\s|in\s)?the\s(?:\w+\s)?lottery\b    # «won on the lottery»
    | lottery\swin\w*|jackpot\b
    | (?:was|were|been|made|is)\s(?:all\sover|in|on)\s(?:the\s)?
        (?:{PRESS}|(?:(?:local|national)\s)?(?:telly|television|TV))\b     # «was in the papers»
    | (?:made\s(?:the\s)?(?:local\s|national\s)?(?:news|headlines)|hit\sthe\sheadlines)\b
    | front[\s-]page\b
    )""",
    ANY_CASE,
)
MONTHS = "January February March April May June July August September October November December"
MONTH = either(MONTHS, "Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec")
DAY = r"(?:[12]\d|3[01]|0?[1-9])"
YEAR = r"(?:,?\s(?:19|20)\d\d\b)?"
DATE = regex.compile(
    rf"""
      \b{DAY}[./-](?:0?[1-9]|1[0-2])[./-](?:19|20)?\d\d\b     # «14.03.2023»
    | \b(?:19|20)\d\d-\d\d-\d\d\b                             # «2023-03-14»
    | \b{DAY}(?:st|nd|rd|th)?\s(?:of\s)?{MONTH}\b{YEAR}       # «14th of March»
    | \b{MONTH}\s{DAY}(?:st|nd|rd|th)?\b{YEAR}                # «March 14, 2023»
        (?!\s?(?:%|percent|people|clients))
    """,
    regex.VERBOSE,
)
# Those of whom a town, a school or a paper has one or two; nurses and teachers it has by the dozen.
SELDOM = either(
    r"ambassador archdeacon astronaut bishop bullfighter cathedral_organist chief_constable",
    r"concert_pianist coroner crown_prosecutor falconer fire_chief first_violin goalkeeper",
    r"gold_medal(?:l?ist) gravedigger hangman harbour\s?master jockey lighthouse_keeper",
    r"mayor(?:ess)? member_of_parliament MP news_anchor newsreader olympian police_chief",
    r"prima_ballerina racing_driver senator sheriff signalman stuntman test_pilot town_clerk",
    r"weather\s?(?:man|woman|girl)",
)
FAMOUS = either(
    "actor actress athlete author broadcaster chef comedian conductor dancer footballer influencer",
    "model musician pianist politician presenter singer tennis_player writer",
)
# Those of whom a village has one.
THE_ONLY = either(
    "baker blacksmith bus_driver butcher councillor dentist doctor gp headmaster headmistress",
    "headteacher midwife mp organist pharmacist policeman policewoman postman postmistress priest",
    "publican schoolteacher surgeon undertaker vet vicar",
)
OF_OURS = either(
    "baker butcher doctor driver farmer keeper organist owner pharmacist postman postmistress",
    "priest teacher vet",
)
JOB = either("career clerk director employed engineer job manager work worked working works")
NAMED = (  # «Leeds», «Stratford-upon-Avon», «Great Ormond Street Hospital»
    r"\p{Lu}[\p{Ll}']+(?:[\s-](?:(?:of|the|upon|on|under|le|la|de)[\s-])?\p{Lu}[\p{Ll}']+){0,3}"
)
WORK = regex.compile(
    rf"""
      \b(?i:{JOB}\s(?:at|for|by|with))\s(?P<detail>{NAMED})   # «works at Boeing»
    | \b(?i:(?:the|a|our|former|retired|ex)[\s-](?:[\w-]{{1,30}}\s)?
        (?P<detail>{SELDOM}))\b(?!')                          # «a former racing driver»
    | \b(?i:(?:a|the)\s(?:\w+\s)?(?:well[\s-])?(?:known|famous|celebrated|professional)\s
        (?:\w+\s)?{FAMOUS})\b                                 # «a well-known stage actor»
    | \b(?i:(?:(?:the|our)\s(?:only|village|town's)|the\slocal)\s
        (?:\w+\s)?{THE_ONLY})\b                               # «the village postman»
    | \b(?i:{OF_OURS}\s(?:in|of)\sour\s(?:village|valley|town|parish|hamlet))\b
    """,
    regex.VERBOSE,
)
# What is written with a capital and follows «in», «from» or «at», and is no place or a wide one.
NO_PLACE = either(
    MONTHS,
    "Monday Tuesday Wednesday Thursday Friday Saturday Sunday Advent Christmas Easter Lent Ramadan",
    "Arabic Chinese Czech Danish Dutch English French Gaelic German Greek Hebrew Hindi Irish",
    "Italian Latin Mandarin Polish Portuguese Punjabi Russian Spanish Swedish Tagalog Turkish Urdu",
    "Welsh Yoruba",
    "Africa America Asia Europe",
    "Afghanistan Australia Austria Bangladesh Brazil Britain Canada China Egypt England Eritrea",
    "Ethiopia France Germany Ghana Greece India Iran Iraq Ireland Israel Italy Japan Kenya Korea",
    "Lebanon Mexico Nigeria Pakistan Palestine Philippines Poland Portugal Russia Scotland Somalia",
    "Spain Sudan Switzerland Syria Turkey Ukraine Vietnam Wales",
    "Chapter Grade Lesson Module Part Room Session Slide Step Unit Video Ward Week Year",
    "Allah Buddhism Catholic Christ Earth God Heaven Islam Jesus Mary Mass Psalm",
    "Excel Facebook Google Instagram Skype Teams WhatsApp Zoom",
    "Auntie Brother Dad Father Gran Grandad Grandma Mom Mother Mum Nan Sister Uncle",
    "Dr I Miss Mr Mrs Ms Prof Bowlby Freud Gilbert Jung Neff Rogers Winnicott",
)
PLACE = regex.compile(
    rf"""
      (?<!\b(?:speaks?|writes?|sings?|prays?|spoke|dreams?)\s)
        \b(?:from|in|near|at|outside)\s(?P<detail>(?!{NO_PLACE}\b){NAMED})    # «from Leeds»
    | \b(?:ward|room|bay)\s\d{{1,3}}[A-Z]?\b                  # «bay 4B»
    | \b(?:St|Saint)\.?\s\p{{Lu}}\p{{Ll}}+(?:'s)?\b           # «St Brigid's»
    """,
    regex.VERBOSE,
)
NAME = regex.compile(
    rf"""
      \b(?i:{PERSON}),?\s(?:(?i:called|named)\s)?             # «my client Dana», «patient named Jo»
        (?P<detail>(?!{NO_PLACE}\b)\p{{Lu}}\p{{Ll}}+(?:\s\p{{Lu}}\p{{Ll}}*\.?)?)(?=[\s,.;:!?)]|$)
    | \b(?:Mrs|Mr|Ms|Miss)\.?\s\p{{Lu}}\p{{Ll}}{{2,}}         # «Mrs Hallow», though not «Mrs H.»
      # «Dana W.»; at the beginning of a sentence, «Steve R., how would you», it is a colleague.
    | (?<=[\p{{Ll}},]\s)\p{{Lu}}\p{{Ll}}{{2,}}\s\p{{Lu}}\.(?=\s\p{{Ll}}|,|\s?$)
    """,
    regex.VERBOSE,
)
PSEUDONYM = regex.compile(
    r"""
      \bcall(?:ed)?\s(?:her|him|them)\b                       # «let's call her Dana»
    | \bnot\s(?:her|his|their)\s(?:real|own|true)\sname
    | \bnames?\s(?:is\s|are\s|was\s|has\sbeen\s|have\sbeen\s)?changed
    | \bpseudonym|\bso[\s-]called\b
    """,
    ANY_CASE,
)


@dataclass(frozen=True)
class Kind:
    pattern: regex.Pattern
    sentence: str
    may_be_the_writers: bool = False  # «in my practice in Leeds»: the writer's place, no client's


# What two of them would find in the same words is told of as the first.
KINDS = (
    Kind(AGE, gettext_noop("An exact age.")),
    Kind(FAMILY, gettext_noop("A family as there are few.")),
    Kind(EVENT, gettext_noop("An event that others may have heard of.")),
    Kind(DATE, gettext_noop("An exact date."), True),
    Kind(WORK, gettext_noop("A workplace or an occupation that few have."), True),
    Kind(NAME, gettext_noop("A name.")),
    Kind(PLACE, gettext_noop("A place by its name."), True),
)


@dataclass(frozen=True)
class Detail:
    start: int
    end: int
    kind: Kind


def screen(typed):
    """Findings of this rule in the text as typed: each detail of those that meet in one client."""
    text = read(typed)
    made_up = PSEUDONYM.search(text.plain, timeout=PATIENCE)
    kinds = [kind for kind in KINDS if not (made_up and kind.pattern is NAME)]
    likely = Finding.Certainty.LIKELY
    return [
        text.finding("confidentiality", detail.start, detail.end, likely, _(detail.kind.sentence))
        for start, end in about_one_client(text)
        for detail in telling(text.plain, start, end, kinds)
    ]


def about_one_client(text):
    """Where sentences about one client stand side by side, from start to end: one that names a
    client, and those behind it that do so too or go on with «he» or «she»."""
    group = []
    for sentence in text.sentences:
        words = text.plain[sentence.start : sentence.end]
        if names_a_client(words) or (group and HE_OR_SHE.search(words)):
            group.append(sentence)
        elif group:
            yield group[0].start, group[-1].end
            group = []
    if group:
        yield group[0].start, group[-1].end


def names_a_client(words):
    return HINT.search(words) and CLIENT.search(words, timeout=PATIENCE)


def telling(plain, start, end, kinds):
    """The details from `start` to `end`, in their order, if they are of two kinds or more."""
    if any(each.search(plain, start, end, timeout=PATIENCE) for each in (IN_THE_COURSE, OWN_LIFE)):
        return []
    found = sorted(details(plain, start, end, kinds), key=lambda detail: detail.start)
    return found if len({detail.kind for detail in found}) > 1 else []


def details(plain, start, end, kinds):
    """The details of a client, none over another."""
    taken = bytearray(end)
    for kind in kinds:
        hits = kind.pattern.finditer(plain, start, end, timeout=PATIENCE)
        for hit in islice(hits, ENOUGH):
            first, last = hit.span(hit.lastgroup or 0)
            writers = kind.may_be_the_writers and is_the_writers(plain, start, hit.start())
            if not (writers or any(taken[first:last])):
                taken[first:last] = b"\1" * (last - first)
                yield Detail(first, last, kind)


def is_the_writers(plain, start, place):
    """Whether the words before `place` are about the writer rather than about a client."""
    about = list(ABOUT.finditer(plain, max(start, place - FAR), place, timeout=PATIENCE))
    return not about or about[-1]["writer"] is not None
