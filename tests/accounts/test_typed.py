import unicodedata

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.typed import clean_line, clean_text, is_blank, limit_marks

ACUTE, DIAERESIS = "\u0301", "\u0308"

DAMAGED = "\x00\ud800\udfff\ufffd"
# A handful of characters that have to do with each other, so that they do meet.
neighbours = st.text(f"e{ACUTE} \n\x01\u200b\u034f\u202e\u1100\u1161")
readable_text = neighbours | st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters=DAMAGED)
)
any_text = st.text(st.characters() | st.sampled_from(DAMAGED))
unhurried = settings(deadline=None)  # a busy machine is no failure


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        pytest.param("", "", id="nothing"),
        pytest.param("A pause helps.", "A pause helps.", id="plain words"),
        pytest.param("One\ttwo", "One\ttwo", id="a tab"),
        pytest.param("One\r\ntwo\rthree", "One\ntwo\nthree", id="line ends of other systems"),
        pytest.param("One\u2028two\u2029three", "One\ntwo\nthree", id="Unicode line ends"),
        pytest.param("One\x0btwo\x0cthree\x85four", "One\ntwo\nthree\nfour", id="vertical tabs"),
        pytest.param("One\n\n\n\ntwo", "One\n\n\n\ntwo", id="empty lines"),
        pytest.param(" \n\tOne two \r\n", "One two", id="white space around it"),
        pytest.param(f"cafe{ACUTE}", "café", id="an accent by itself"),
        pytest.param("\u212b and \u2126", "Å and Ω", id="signs that are letters"),
        pytest.param("one\x01two\x1b[31m\x7f\x9f", "onetwo[31m", id="controls"),
        pytest.param("one \u202etwo\u202c \u2066three\u2069", "one two three", id="overrides"),
        pytest.param("\ufeffone\ufff9two\ufffb", "onetwo", id="byte order and annotation marks"),
        pytest.param(f"cafe\x01{ACUTE}", "café", id="an accent behind a control"),
        pytest.param("می\u200cخواهم", "می\u200cخواهم", id="a Persian non-joiner"),
        pytest.param("👩\u200d⚕\ufe0f", "👩\u200d⚕\ufe0f", id="a joined emoji"),
        pytest.param("\u200fשלום", "\u200fשלום", id="a mark of direction, which overrides nothing"),
        pytest.param("q" + ACUTE * 40, "q" + ACUTE * 4, id="a tower of accents"),
        pytest.param("<b>&amp;</b>", "<b>&amp;</b>", id="markup, which the renderer escapes"),
    ],
)
def test_text_is_kept_without_what_does_harm(typed, kept):
    assert clean_text(typed) == kept


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        pytest.param("", "", id="nothing"),
        pytest.param("Priya Raman", "Priya Raman", id="plain words"),
        pytest.param("  Priya \t\r\n Raman ", "Priya Raman", id="white space of all kinds"),
        pytest.param("Priya\u00a0\u3000Raman", "Priya Raman", id="wide and unbroken spaces"),
        pytest.param("Priya\u2028Raman", "Priya Raman", id="a Unicode line end"),
        pytest.param(f"Rene{ACUTE}e", "Renée", id="an accent by itself"),
        pytest.param("Pri\u200bya\u00ad Ra\u2060man", "Priya Raman", id="invisible characters"),
        pytest.param("Priya \u200b Raman", "Priya Raman", id="an invisible one between spaces"),
        pytest.param("\u200bPriya\u3164", "Priya", id="invisible ones around it"),
        pytest.param(f"Rene\u200b{ACUTE}e", "Renée", id="an accent behind an invisible one"),
        pytest.param("q" + (ACUTE + "\u200b") * 9, "q" + ACUTE * 4, id="a tower with gaps"),
        pytest.param("\u202eayirP", "ayirP", id="an override of the direction"),
        pytest.param("نیم\u200cفاصله", "نیم\u200cفاصله", id="a Persian non-joiner"),
        pytest.param("ක්\u200dරි", "ක්\u200dරි", id="a Sinhala joiner"),
    ],
)
def test_a_line_is_kept_as_one_line_of_what_can_be_seen(typed, kept):
    assert clean_line(typed) == kept


@pytest.mark.parametrize("clean", [clean_text, clean_line])
@pytest.mark.parametrize(
    ("typed", "code"),
    [
        pytest.param("one\x00two", "nul", id="NUL"),
        pytest.param("\x00", "nul", id="NUL alone"),
        pytest.param("one\ufffdtwo", "unreadable", id="what stands for bytes that were no UTF-8"),
        pytest.param("one\ud800two", "unreadable", id="the first half of a surrogate pair"),
        pytest.param("one\udfff", "unreadable", id="the second half of a surrogate pair"),
    ],
)
def test_what_was_damaged_on_its_way_is_refused(clean, typed, code):
    with pytest.raises(ValidationError) as refusal:
        clean(typed)

    assert refusal.value.code == code


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="nothing"),
        pytest.param(" \t\n\u00a0\u3000", id="white space"),
        pytest.param("\u200b\u200c\u200d\u2060", id="zero width"),
        pytest.param("\u00ad\u00ad", id="soft hyphens"),
        pytest.param("\u2800", id="an empty Braille cell"),
        pytest.param("\u115f\u1160\u3164\uffa0", id="Hangul fillers"),
        pytest.param("\ufeff", id="a byte order mark"),
        pytest.param("\u200e\u200f\u061c\u202e\u2069", id="marks of direction"),
        pytest.param("\u034f\ufe0f\u180b", id="a grapheme joiner and variation selectors"),
        pytest.param("\U000e0041\U000e0100", id="tags"),
        pytest.param("\U0001d173\U0001bca0", id="format characters of music and shorthand"),
    ],
)
def test_what_nobody_can_see_is_blank(text):
    assert is_blank(text)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(".", id="a full stop"),
        pytest.param("0", id="a zero"),
        pytest.param("\u200b\u200ba", id="a letter behind invisible ones"),
        pytest.param("👍\ufe0f", id="an emoji"),
        pytest.param("あ", id="a letter of another script"),
    ],
)
def test_what_can_be_seen_is_not_blank(text):
    assert not is_blank(text)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        pytest.param("", "", id="nothing"),
        pytest.param("naïve", "naïve", id="composed letters, which carry none"),
        pytest.param("q" + ACUTE * 4, "q" + ACUTE * 4, id="four marks"),
        pytest.param("q" + ACUTE * 5 + "r", "q" + ACUTE * 4 + "r", id="five marks"),
        pytest.param(
            ("q" + ACUTE * 3) * 2, ("q" + ACUTE * 3) * 2, id="each letter has its own four"
        ),
        pytest.param(
            "q" + (ACUTE + DIAERESIS) * 3, "q" + (ACUTE + DIAERESIS) * 2, id="marks of two kinds"
        ),
        pytest.param("q" + "\u20dd" * 6, "q" + "\u20dd" * 4, id="circles around it"),
        pytest.param(ACUTE * 9, ACUTE * 4, id="marks on nothing"),
        pytest.param(
            "q" + (ACUTE * 4 + "\u200d") * 2,
            "q" + ACUTE * 4 + "\u200d" * 2,
            id="a joiner begins no new letter",
        ),
        pytest.param("ஸ்ரீ ตั้งที่ षड्यंत्र", "ஸ்ரீ ตั้งที่ षड्यंत्र", id="scripts that stack marks"),
    ],
)
def test_a_letter_carries_up_to_four_marks(text, kept):
    assert limit_marks(text) == kept


@unhurried
@given(any_text)
def test_any_text_is_either_kept_or_refused_as_damaged(text):
    is_damaged = any(letter in "\x00\ufffd" or "\ud800" <= letter <= "\udfff" for letter in text)

    try:
        clean_text(text)
    except ValidationError:
        assert is_damaged
    else:
        assert not is_damaged


@unhurried
@given(any_text)
def test_any_line_is_either_kept_or_refused_as_damaged(text):
    is_damaged = any(letter in "\x00\ufffd" or "\ud800" <= letter <= "\udfff" for letter in text)

    try:
        clean_line(text)
    except ValidationError:
        assert is_damaged
    else:
        assert not is_damaged


@unhurried
@given(readable_text)
def test_cleaning_a_text_again_changes_nothing(text):
    kept = clean_text(text)

    assert clean_text(kept) == kept


@unhurried
@given(readable_text)
def test_cleaning_a_line_again_changes_nothing(text):
    kept = clean_line(text)

    assert clean_line(kept) == kept


@unhurried
@given(readable_text)
def test_no_control_but_line_feed_and_tab_is_kept(text):
    kept = clean_text(text)

    assert {letter for letter in kept if unicodedata.category(letter) == "Cc"} <= {"\n", "\t"}


@unhurried
@given(readable_text)
def test_no_override_of_the_writing_direction_is_kept(text):
    kept = clean_text(text)

    assert not set(kept) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@unhurried
@given(readable_text)
def test_a_text_is_kept_in_its_composed_form(text):
    kept = clean_text(text)

    assert unicodedata.is_normalized("NFC", kept)


@unhurried
@given(readable_text)
def test_a_line_has_no_white_space_but_single_spaces_between_words(text):
    kept = clean_line(text)

    assert kept == " ".join(kept.split())
