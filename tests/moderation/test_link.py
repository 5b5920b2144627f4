import pytest

from boards.models import Finding
from moderation.screeners.link import screen


def words(text):
    return [finding.words for finding in screen(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("See https://kind.example/a?b=c#d.", ["https://kind.example/a?b=c#d"]),
        ("See hxxp://kind.example for it", ["hxxp://kind.example"]),
        ("It is on www.example.org, free.", ["www.example.org"]),
        ("Look at gentleminds.org/handouts please", ["gentleminds.org/handouts"]),
        ("calmpractice.co.uk has it", ["calmpractice.co.uk"]),
        ("(softheart.com)", ["softheart.com"]),
        ("softheart.com. And more", ["softheart.com"]),
        ("write to ann.lee+cpd@practice.co.uk!", ["ann.lee+cpd@practice.co.uk"]),
        ("bücher.de und mehr", ["bücher.de"]),
        ("WWW.SOFTHEART.COM", ["WWW.SOFTHEART.COM"]),
        ("Softheart.Com or SOFTHEART.COM", ["Softheart.Com", "SOFTHEART.COM"]),
        ("one.com and two.net", ["one.com", "two.net"]),
        ("bit.ly/3kXz9 and youtu.be/dQw4", ["bit.ly/3kXz9", "youtu.be/dQw4"]),
        ("on 192.168.10.4/handout", ["192.168.10.4/handout"]),
        ("doi:10.1000/xyz123", ["doi:10.1000/xyz123"]),
    ],
)
def test_an_address_is_found_and_nothing_around_it(text, expected):
    assert words(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("softharbour[.]org", "softharbour[.]org"),
        ("softharbour [dot] org", "softharbour [dot] org"),
        ("softharbour (dot) co (dot) uk", "softharbour (dot) co (dot) uk"),
        ("softharbour dot org slash pause", "softharbour dot org slash pause"),
        ("it lives under softharbour dot care.", "softharbour dot care"),
        ("softharbour punkt de", "softharbour punkt de"),
        ("softharbour . org", "softharbour . org"),
        ("softharbour then dot com", "softharbour then dot com"),
        ("It is on mindfulharbour,com if you want it", "mindfulharbour,com"),
        ("It is on mindfulharbour,uk", "mindfulharbour,uk"),
        ("softharbour//com//week2", "softharbour//com//week2"),
        ("It's https softharbour com", "https softharbour com"),
        ("w w w softharbour dot org", "w w w softharbour dot org"),
        ("soft\u200bharbour\u200b.org", "soft\u200bharbour\u200b.org"),
        ("ｓｏｆｔｈａｒｂｏｕｒ．ｏｒｇ", "ｓｏｆｔｈａｒｂｏｕｒ．ｏｒｇ"),
        ("softharbour。com", "softharbour。com"),
        ("h**ps://softharbour.org", "h**ps://softharbour.org"),
        ("ann at softharbour dot org", "ann at softharbour dot org"),
        ("ann (at) softharbour (dot) org", "ann (at) softharbour (dot) org"),
        ("ann＠softharbour.org", "ann＠softharbour.org"),
        ("ann@softharbour,org", "ann@softharbour,org"),
        ("ann.lee at gmail", "ann.lee at gmail"),
        ("softharbour .org", "softharbour .org"),
        ("softharbour. org/join", "softharbour. org/join"),
    ],
)
def test_a_hidden_address_is_found_as_it_was_typed(text, expected):
    assert words(text) == [expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("You can check kindness.care for it", "kindness.care"),
        ("my page is at softharbour.health", "softharbour.health"),
        ("all of it: softharbour.space", "softharbour.space"),
        ("the harbour-group.live", "harbour-group.live"),
    ],
)
def test_an_ending_that_is_a_word_counts_where_something_else_speaks_for_it(text, expected):
    [finding] = screen(text)

    assert finding.words == expected
    assert finding.certainty == Finding.Certainty.LIKELY


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Text me: 07700 900123", "07700 900123"),
        ("+44 7700 900 123", "+44 7700 900 123"),
        ("Phone (020) 7946 0018", "(020) 7946 0018"),
        ("call 555-014-2267 after six", "555-014-2267"),
        ("Call oh two oh seven nine four six oh nine double nine", None),
        ("Ring oh seven seven nine hundred and one two three four five", None),
        ("my zoom room is 845 2231 0097", "845 2231 0097"),
        ("meet code abc-defg-hij", "abc-defg-hij"),
    ],
)
def test_a_number_to_call_is_found(text, expected):
    assert words(text) == [expected or text.split(" ", 1)[1]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("DM @softharbour on Instagram", "@softharbour"),
        ("follow @softharbour for more", "@softharbour"),
        ("On Insta I'm kind_harbour", "kind_harbour"),
        ("I'm kindharbour on Insta", "kindharbour"),
        ("My essays: KindHarbour on Substack", "KindHarbour"),
        ("find me as quietoarsman on TikTok", "quietoarsman"),
        ("we chat at telegram, handle quietroom_wed", "quietroom_wed"),
        ("skype live:ann.lee.22", "live:ann.lee.22"),
        ("discord ann_lee#4821", "ann_lee#4821"),
    ],
)
def test_a_name_on_another_network_is_found(text, expected):
    assert words(text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "So clear.In my group we do 4-7-8 breathing",
        "my clients.so many of them",
        "I used it in practice.it helped",
        "my practice.Care is what we do",
        "she was calm,so was I",
        "He said no.no was all he said",
        "The handout.pdf gives a 404, notes.docx too",
        "Dr.Lee and e.g. others, i.e. most",
        "at 7.30 a.m. or 19.45, 3.5 of 10",
        "at this point in the session",
        "a dot so small on the wall",
        "What a strong link between shame and threat! I'll google the study.",
        "and/or he/she, client-centred.",
        "Wait... what?",
        "",
    ],
)
def test_ordinary_talk_is_left_alone(text):
    assert words(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "Scores went from 27 to 12, PHQ-9 of 14",
        "4-7-8-4-7-8-4-7-8 is what we breathe",
        "in for four, out for six, hold for seven, then two",
        "one two three four five six seven eight, and out",
        "five four three two one zero and rest",
        "Psalm 139:13-16 and 1 Corinthians 13:4-7",
        "between 2014-2019 or 2020-2023",
        "sertraline 50mg, 100 mg, then 150mg",
        "It cost £12.50, or $1,250.00, or 1.250,00 €",
        "Order 4471 2298 013 never came",
        "my certificate number 100 2234 9871 is wrong",
        "ISBN 978-1-78583-123-4",
        "on 12.03.2024 and 2024-03-12 at 19:30",
        "Watch from 00:12:45 to 00:14:02",
        "version 2.4.1 of the app and 10.0.19045",
        "M = 3.52, SD = 1.21, t(38) = 2.41, p<.05",
        "order no. 100-2233-4455, ticket 4455667788",
    ],
)
def test_figures_that_nobody_can_call_are_left_alone(text):
    assert words(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "call 999, 911, 112 or 988 if in danger",
        "Samaritans: 116 123; Childline 0800 1111",
        "Lifeline is 13 11 14, and 1-800-273-8255",
    ],
)
def test_widely_known_emergency_numbers_are_allowed(text):
    assert words(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "@Dana thank you for this",
        "@Priya Raman, yes",
        "@dana_w I agree with you",
        "@ 7pm on Tuesday",
        "I read it on Substack, we use Zoom and Teams",
        "I'm struggling on Facebook lately",
        "I'm available on Signal",
        "I follow her on Twitter",
    ],
)
def test_people_and_networks_may_be_named(text):
    assert words(text) == []


def test_a_finding_says_where_in_the_text_it_is():
    text = "Dear all, gentleminds.org has it."

    [finding] = screen(text)

    assert text[finding.start : finding.end] == finding.words == "gentleminds.org"


def test_an_address_is_told_once_though_it_looks_like_several():
    assert words("ann@softharbour.org") == ["ann@softharbour.org"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("softharbour.org", "an address that leads off the board"),
        ("ann@softharbour.org", "an e-mail address"),
        ("Call 07700 900123", "a number to call"),
        ("follow @softharbour on Insta", "a name on another network"),
    ],
)
def test_the_author_is_told_what_kind_of_address_it_is(text, told):
    [finding] = screen(text)

    assert told in finding.sentence
