import pytest

from moderation.screeners.links import screen


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
    ],
)
def test_an_address_is_found_and_nothing_around_it(text, expected):
    assert words(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "So clear.In my group we do 4-7-8 breathing",
        "my clients.so many of them",
        "I used it in practice.it helped",
        "The handout.pdf gives a 404",
        "Dr.Lee and e.g. others, i.e. most",
        "at 7.30 a.m. or 19.45, 3.5 of 10",
        "What a strong link between shame and threat!",
        "@Dana thank you for this",
        "and/or he/she, client-centred.",
        "Wait... what?",
        "",
    ],
)
def test_ordinary_talk_is_left_alone(text):
    assert words(text) == []


def test_a_finding_says_where_in_the_text_it_is():
    text = "Dear all, gentleminds.org has it."

    [finding] = screen(text)

    assert text[finding.start : finding.end] == finding.words == "gentleminds.org"


@pytest.mark.parametrize("hostile", ["a." * 5000, "a@" * 5000, "http://" * 1400, "-." * 5000])
def test_ten_thousand_hostile_characters_come_to_an_end(hostile):
    assert isinstance(screen(hostile), list)
