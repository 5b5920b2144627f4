"""Comments made to keep the screeners busy. None is timed here: bench/screening measures them."""

import pytest

from moderation.screeners import addresses, advert, judge, link, personal, referral, text
from moderation.screeners.addresses import TooMany

SCREENERS = (link, referral, advert, personal)
LONG = 10_000
FRAGMENTS = [
    *("a. ", "a.b ", "a.b", "a dot b dot ", "a@", "@a ", "a at b dot ", "http://", "www."),
    *("t.me/a ", "a-", "a_", "a(at)b ", "[.]", "x,com ", "0 ", "1.", "1-2-3-4 ", "ring 0"),
    *("tel 1234567 ", "one two ", "(1) ", "insta: a ", "on x as A B ", "i'm a on x ", "zoom 123 "),
    *("my mother ", "I I'm ", "?! ", "e.g. ", "x", " ", "\n", "é", "e\u0301", "\u0301", "\u200b"),
    *("😀", "שלום ", "Ａ．", "“a” ", "½", "ﷺ", "\u202eab ", "." * 30 + "x", "-" * 30 + "x"),
]


@pytest.fixture(autouse=True)
def nothing_remembered():
    """What a test finds, or fails to find, is no answer for the next."""
    yield
    for remembered in (text.read, link.addresses, judge.judged):
        remembered.forget()


def comes_to_an_end(screener, typed):
    try:
        findings = screener.screen(typed)
    except TooMany:  # more addresses than anybody would write: a person will look
        return True
    return all(typed[each.start : each.end] == each.words for each in findings)


@pytest.mark.parametrize("fragment", FRAGMENTS, ids=ascii)
@pytest.mark.parametrize("screener", SCREENERS, ids=lambda screener: screener.__name__[-8:])
def test_ten_thousand_hostile_characters_come_to_an_end(screener, fragment):
    assert comes_to_an_end(screener, (fragment * LONG)[:LONG])


@pytest.mark.parametrize("character", ".-a1 @/!?_([<,'\"+#:A\u0301", ids=ascii)
@pytest.mark.parametrize("screener", SCREENERS, ids=lambda screener: screener.__name__[-8:])
def test_one_long_run_comes_to_an_end(screener, character):
    assert comes_to_an_end(screener, character * (LONG - 1) + "x")


def test_more_addresses_than_anybody_would_write_are_left_to_a_person():
    with pytest.raises(TooMany):
        link.screen("a@b " * 2_000)


def test_a_long_list_of_addresses_is_told_up_to_a_point():
    assert len(link.screen("See softharbour.org. " * 200)) == link.ENOUGH


@pytest.fixture
def no_patience(monkeypatch):
    for module in (text, addresses):
        monkeypatch.setattr(module, "PATIENCE", 1e-9)


@pytest.mark.parametrize("screener", SCREENERS, ids=lambda screener: screener.__name__[-8:])
def test_a_pattern_that_takes_too_long_is_given_up(no_patience, screener):
    with pytest.raises(TimeoutError):
        screener.screen("a.b c dot d 123 at e " * 400)
