import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderation.screeners import text
from moderation.screeners.text import read, remembered


def sentences(typed):
    plain = read(typed)
    return [plain.plain[each.start : each.end] for each in plain.sentences]


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("ｃａｌｍ．ｏｒｇ", "calm.org"),
        ("soft\u200bhar\u00adbour", "softharbour"),
        ("e\u0301lan, élan", "elan, élan"),
        ("“kind” ‘word’ — so", "\"kind\" 'word' - so"),
        ("𝒄𝒂𝒍𝒎 ①", "calm 1"),
        ("", ""),
    ],
)
def test_look_alike_characters_are_read_as_the_plain_ones(typed, plain):
    assert read(typed).plain == plain


def test_no_character_makes_the_text_much_longer():
    assert len(read("ﷺ" * 1000).plain) == 1000


@given(st.text(max_size=40), st.data())
def test_any_part_of_the_plain_text_leads_back_to_what_was_typed_for_it(typed, data):
    whole = read(typed)
    if not whole.plain:
        return
    start = data.draw(st.integers(0, len(whole.plain) - 1))
    end = data.draw(st.integers(start + 1, len(whole.plain)))

    since, to = whole.span(start, end)

    assert 0 <= since < to <= len(typed)
    assert whole.plain[start:end] in read(typed[since:to]).plain


@given(st.text(alphabet="ab .!?\n\"'()A1é", max_size=60))
def test_sentences_hold_everything_but_space_and_none_overlaps(typed):
    plain, places = read(typed), []
    for each in plain.sentences:
        assert plain.plain[each.start : each.end].strip()
        places += range(each.start, each.end)

    assert len(places) == len(set(places))
    left = [c for at, c in enumerate(plain.plain) if at not in set(places)]
    assert not "".join(left).strip()


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("One. Two! Three?", ["One.", "Two!", "Three?"]),
        ("He said “stop.” I did.", ['He said "stop."', "I did."]),
        ("First line\nsecond line", ["First line", "second line"]),
        (
            "It was so clear.In my group we laughed.",
            ["It was so clear.", "In my group we laughed."],
        ),
        ("It helped greatly.so we stayed", ["It helped greatly.", "so we stayed"]),
    ],
)
def test_sentences_end_where_a_reader_ends_them(typed, expected):
    assert sentences(typed) == expected


@pytest.mark.parametrize(
    "typed",
    [
        "I saw Dr. Lee about it",
        "Bring tea, e.g. green tea",
        "It starts at 7 p.m. on Mondays",
        "Ask J. Tarn about it",
        "About 3.5 of 10",
    ],
)
def test_short_forms_and_figures_end_no_sentence(typed):
    assert sentences(typed) == [typed]


def test_a_text_of_countless_sentences_is_read_to_its_end():
    found = read("Oh. " * 2_000).sentences

    assert len(found) == text.MOST_SENTENCES + 1
    assert found[-1].end == len("Oh. " * 2_000) - 1


def test_words_are_known_as_they_stand_and_in_lower_case_with_their_places():
    [sentence] = read("Can't Anna come?").sentences

    assert sentence.words == ("can't", "anna", "come", "?")
    assert sentence.typed == ("Can't", "Anna", "come", "?")
    assert sentence.places == (0, 6, 11, 15)


def test_what_failed_once_is_not_tried_again_for_the_next_rule():
    asked = []

    @remembered
    def failing(argument):
        asked.append(argument)
        raise TimeoutError

    for _ in range(4):
        with pytest.raises(TimeoutError):
            failing("text")

    assert asked == ["text"]
