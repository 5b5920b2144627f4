"""What people and machines send with the forms for comments. Whatever it is, the answer says
clearly what is wrong, what was typed is still there, and nothing breaks."""

import json
from datetime import timedelta
from urllib.parse import urlencode

import html5lib
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.test.client import encode_multipart
from django.utils import timezone

from accounts.models import Profession
from boards.models import Comment, Module, Submission, submission, thread
from boards.views import posting
from boards.views.posting import status_address
from tests.conftest import build, form_data, make_module, post_url, write

pytestmark = pytest.mark.django_db

URLENCODED = "application/x-www-form-urlencoded"
TEXT = form_data()["comment"]
NOWHERE = 10**17  # a key that no comment has

DAMAGED = "Some characters arrived damaged (�). Please type them again."
HAS_NUL = "Your text holds a character that cannot be kept. Please type it again."
NO_ADDRESS = "This does not read like an e-mail address, such as name@example.org."
NO_PROFESSION = "Choose a profession from the list."
NO_COUNTRY = "Choose a country from the list."
NO_STATE = "Choose a state from the list."
NOT_IN_THE_USA = "Choose a state for the USA only; elsewhere, leave it empty."
NOT_EMPTY = "A hidden field, which must stay empty, was filled in. Please send it again."
NOT_ANSWERABLE = (
    "The comment you are replying to is no longer shown, so it cannot be answered. "
    "You can still post your text as a comment of its own."
)
BOARD_CLOSED = "This board is closed, so no new comments can be added to it."
FOREIGN = (
    "This happens when you signed in or out in another tab, or when the form stood on another "
    "site. Please copy your text, open the page again and send it from there."
)
NOT_READ = "Your browser sent something this site could not read. Please go back and try again."

# Would end whatever it stands in, and then run.
SCRIPT = "\"'></textarea></select><script>alert(1)</script><img src=x onerror=alert(2)>"


@pytest.fixture(autouse=True)
def failures_answer_500(client):
    client.raise_request_exception = False


def send(visitor, module, headers=None, **typed):
    """Post the form as a browser does."""
    return visitor.post(
        post_url(module), urlencode(form_data(**typed)), URLENCODED, headers=headers
    )


def send_raw(visitor, module, field, encoded):
    """The same, with the bytes of one field percent-encoded already."""
    others = urlencode({name: value for name, value in form_data().items() if name != field})
    return visitor.post(post_url(module), f"{others}&{field}={encoded}", URLENCODED)


def hold(module, **typed):
    """A comment that its author, a guest, sent as it is, and where its author sees it."""
    comment = build(module, [[]], status=Comment.Status.HELD, **typed)[0][0]
    return comment, status_address(comment)


def parsed(answer):
    return html5lib.parse(answer.content.decode(), namespaceHTMLElements=False)


def words(element):
    return " ".join("".join(element.itertext()).split())


def complaints(answer):
    """The sentences above the form."""
    return [words(each) for each in parsed(answer).findall(".//*[@class='error-summary']//li")]


def sentence(answer):
    """What a page says on which there is no form."""
    return words(parsed(answer).find(".//*[@class='notice']/p"))


def given_back(answer):
    """The text that such a page gives back, to copy."""
    return "".join(parsed(answer).find(".//textarea[@id='typed']").itertext())


# What is sent by each option that these tests choose, see accounts.forms.Choice.
KEYS = {"not given": "", "United Kingdom": "GB", "United States of America": "US", "Colorado": "CO"}


def key_of(option):
    label = words(option)
    return KEYS[label] if label in KEYS else str(Profession.objects.get(name=label).pk)


def typed_in(answer):
    """What stands in the fields of the form, of those that are sent."""
    form = parsed(answer).find(".//*[@class='respond']//form")
    assert form is not None, "there is no form on the page"
    inputs = form.findall(".//input[@name]")
    sent = [each for each in inputs if each.get("type") != "checkbox" or "checked" in each.attrib]
    typed = {each.get("name"): each.get("value", "") for each in sent}
    for each in form.findall(".//select"):
        chosen = each.find(".//option[@selected]")
        typed[each.get("name")] = "" if chosen is None else key_of(chosen)
    for each in form.findall(".//textarea"):
        typed[each.get("name")] = "".join(each.itertext())
    return typed


def assert_refused(answer, complaint, stored=0, **typed):
    """The form again, with the sentence and with all that was typed; nothing was stored."""
    assert answer.status_code == 422
    assert complaint in complaints(answer)
    assert typed_in(answer) == form_data(**typed)
    assert Comment.objects.count() == stored


def assert_accepted(answer):
    assert answer.status_code == 303
    return Comment.objects.get()


def assert_no_foreign_script(answer):
    for element in parsed(answer).iter():
        assert not [name for name in element.attrib if name.startswith("on")]
        assert element.tag != "script" or element.get("src", "").startswith("/static/")


# -- Nothing at all ------------------------------------------------------------------

INVISIBLE = [
    pytest.param("", id="nothing"),
    pytest.param("   ", id="spaces"),
    pytest.param("\t\r\n\r\n", id="empty lines"),
    pytest.param("\u200b", id="a zero width space"),
    pytest.param("\u2800\u2800", id="empty Braille cells"),
    pytest.param("\u3164", id="a Hangul filler"),
    pytest.param("\ufeff", id="a byte order mark"),
    pytest.param("\u00ad \u200b\u00ad\u2060\u200d", id="soft hyphens among others"),
    pytest.param("\u202e\u202c", id="an override of the direction"),
    pytest.param("\x01\x1f", id="controls"),
]


@pytest.mark.parametrize("comment", INVISIBLE)
def test_a_comment_in_which_nothing_can_be_seen_is_refused(guest, module, comment):
    answer = send(guest, module, comment=comment)

    assert_refused(answer, "Write your comment first.", comment=comment.replace("\r\n", "\n"))


@pytest.mark.parametrize("name", INVISIBLE)
def test_a_name_in_which_nothing_can_be_seen_is_refused(guest, module, name):
    answer = send(guest, module, name=name)

    assert answer.status_code == 422
    assert complaints(answer) == ["Tell us your name: it stands above your comment."]
    assert typed_in(answer)["comment"] == TEXT


@pytest.mark.parametrize("email", ["", "  "])
def test_a_guest_without_an_e_mail_address_is_asked_for_it(guest, module, email):
    answer = send(guest, module, email=email)

    assert_refused(answer, "Tell us your e-mail address; it is never shown.", email=email)


def test_all_that_is_missing_is_said_at_once(guest, module):
    answer = guest.post(post_url(module))

    assert answer.status_code == 422
    assert complaints(answer) == [
        "Tell us your name: it stands above your comment.",
        "Tell us your e-mail address; it is never shown.",
        "Write your comment first.",
    ]


def test_a_sentence_stands_at_its_field_too(guest, module):
    answer = send(guest, module, comment="")

    field = parsed(answer).find(".//textarea[@name='comment']")
    told = parsed(answer).find(f".//*[@id='{field.get('id')}_error']")
    assert words(told) == "Error: Write your comment first."
    assert field.get("aria-invalid") == "true"


def test_a_city_in_which_nothing_can_be_seen_counts_as_none(guest, module):
    answer = send(guest, module, city="\u200b\u3164")

    assert assert_accepted(answer).city == ""


# -- Too long ------------------------------------------------------------------------

TOO_LONG = (
    "Your comment has 10,001 characters; up to 10,000 are possible. "
    "Please shorten it, or post it in two parts."
)


@pytest.mark.parametrize(
    "comment",
    [
        pytest.param("a" * 10_001, id="plain letters"),
        pytest.param("e\u0301" * 10_001, id="letters with an accent by itself"),
        pytest.param("a\r\n" * 5_000 + "a", id="line ends of two characters"),
        pytest.param("😀" * 10_001, id="emoji"),
        pytest.param("  \n" + "a" * 10_001 + "\n  ", id="with white space around it"),
    ],
)
def test_a_comment_of_more_than_10_000_characters_is_refused(guest, module, comment):
    answer = send(guest, module, comment=comment)

    assert_refused(answer, TOO_LONG, comment=comment.replace("\r\n", "\n"))


@pytest.mark.parametrize(
    "comment",
    [
        pytest.param("a" * 10_000, id="plain letters"),
        pytest.param("e\u0301" * 10_000, id="letters with an accent by itself"),
        pytest.param("a\r\n" * 4_999 + "ab", id="line ends of two characters"),
        pytest.param("😀" * 10_000, id="emoji"),
        pytest.param(" \n" + "a" * 10_000 + "\n ", id="with white space around it"),
        pytest.param("a" + "\u202e" * 9 + "a" * 9_999, id="with characters that are taken out"),
    ],
)
def test_a_comment_of_10_000_characters_is_accepted(guest, module, comment):
    answer = send(guest, module, comment=comment)

    assert len(assert_accepted(answer).text) == 10_000


@pytest.mark.parametrize("field", ["name", "city"])
def test_a_line_of_more_than_100_characters_is_refused(guest, module, field):
    answer = send(guest, module, **{field: "a" * 101})

    complaint = "Ensure this value has at most 100 characters (it has 101)."
    assert_refused(answer, complaint, **{field: "a" * 101})


def test_a_line_is_counted_as_it_is_kept(guest, module):
    answer = send(guest, module, name="  " + "e\u0301" * 100 + "\u200b")

    assert assert_accepted(answer).name == "é" * 100


def test_an_e_mail_address_that_no_column_could_hold_is_refused(guest, module):
    email = f"{'a' * 60}@{'b' * 60}.{'c' * 60}.{'d' * 60}.{'e' * 60}.example"

    answer = send(guest, module, email=email)

    complaint = f"Ensure this value has at most 254 characters (it has {len(email)})."
    assert_refused(answer, complaint, email=email)


# -- Characters that cannot be kept, or not as they came --------------------------------


@pytest.mark.parametrize(
    ("field", "complaint"),
    [
        ("name", HAS_NUL),
        ("email", NO_ADDRESS),
        ("profession", NO_PROFESSION),
        ("country", NO_COUNTRY),
        ("city", HAS_NUL),
        ("state", NO_STATE),
        ("website", "Null characters are not allowed."),
        ("comment", HAS_NUL),
        ("parent", NOT_ANSWERABLE),
    ],
)
def test_a_nul_byte_is_refused_in_every_field(guest, module, field, complaint):
    answer = send(guest, module, **{field: "dana\x00@example.org"})

    assert answer.status_code == 422
    assert complaint in complaints(answer)
    assert not Comment.objects.exists()


def test_the_text_around_a_nul_byte_is_still_in_the_form(guest, module):
    answer = send(guest, module, comment="before \x00 after")

    assert typed_in(answer) == form_data(comment="before � after")


@pytest.mark.parametrize("field", ["comment", "name", "city"])
@pytest.mark.parametrize(
    "encoded",
    [
        pytest.param("%FF%FE", id="no UTF-8"),
        pytest.param("%ED%A0%80", id="a surrogate"),
        pytest.param("%C0%80", id="an overlong NUL"),
        pytest.param("%E2%82", id="half of a character"),
        pytest.param("%F5%80%80%80", id="beyond Unicode"),
    ],
)
def test_bytes_that_are_no_utf_8_are_refused(guest, module, field, encoded):
    answer = send_raw(guest, module, field, f"before+{encoded}+after")

    assert answer.status_code == 422
    assert complaints(answer) == [DAMAGED]
    typed = typed_in(answer)
    assert typed.pop(field).replace("�", "") == "before  after"
    assert typed == {name: value for name, value in form_data().items() if name != field}
    assert not Comment.objects.exists()


def test_bytes_that_are_no_utf_8_are_refused_as_multipart_too(guest, module):
    body = encode_multipart("B", form_data(comment="before § after")).replace("§".encode(), b"\xff")

    answer = guest.post(post_url(module), body, "multipart/form-data; boundary=B")

    assert_refused(answer, DAMAGED, comment="before � after")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        pytest.param("one\x01 \x1btwo\x7f\x9d", "one two", id="controls"),
        pytest.param("one \u202etwo\u202c", "one two", id="an override"),
        pytest.param("\u2066one\u2069 \u202atwo", "one two", id="isolates and embeddings"),
        pytest.param("\ufeffone two", "one two", id="a byte order mark"),
        pytest.param("می\u200cخواهم", "می\u200cخواهم", id="a non-joiner, which is kept"),
        pytest.param("ක්\u200dරි", "ක්\u200dරි", id="a joiner, which is kept"),
        pytest.param("cafe\u0301", "café", id="an accent by itself"),
        pytest.param("q" + "\u0301" * 30, "q" + "\u0301" * 4, id="thirty accents on a letter"),
    ],
)
@pytest.mark.parametrize(("field", "column"), [("comment", "text"), ("name", "name")])
def test_only_what_does_no_harm_is_kept(guest, module, field, column, typed, kept):
    answer = send(guest, module, **{field: typed})

    assert getattr(assert_accepted(answer), column) == kept


def test_the_lines_of_a_comment_are_kept(guest, module):
    answer = send(guest, module, comment="one\r\n\r\n\ttwo\rthree")

    assert assert_accepted(answer).text == "one\n\n\ttwo\nthree"


# -- E-mail addresses ------------------------------------------------------------------


@pytest.mark.parametrize(
    "email",
    [
        pytest.param("priya", id="a word"),
        pytest.param("priya@", id="no domain"),
        pytest.param("priya@example", id="no ending"),
        pytest.param("priya@example.org, dana@example.org", id="two"),
        pytest.param("Priya <priya@example.org>", id="with a name"),
        pytest.param("a@b.example\nBcc: x@y.example", id="with another header"),
        pytest.param("a@b.example\r\nBcc: x@y.example", id="with another header by CRLF"),
        pytest.param("a@b.example%0ABcc:x@y.example", id="with another header, encoded"),
        pytest.param("a\u202e@b.example", id="with an override before the @"),
        pytest.param("a@b\u202e.example", id="with an override behind the @"),
        pytest.param("a@b\u200b.example", id="with an invisible character"),
        pytest.param("a@b\ufffd.example", id="damaged on its way"),
        pytest.param(f"a@{'ü' * 63}.example", id="with a domain that no mail server can hold"),
    ],
)
def test_what_no_mail_could_go_to_is_refused(guest, module, email):
    answer = send(guest, module, email=email)

    assert answer.status_code == 422
    assert complaints(answer) == [NO_ADDRESS]
    assert typed_in(answer)["comment"] == TEXT
    assert not Comment.objects.exists()


def test_an_address_of_another_script_is_accepted(guest, module):
    answer = send(guest, module, email="priya@bücher.example")

    assert assert_accepted(answer).email == "priya@bücher.example"


# -- Profession and place, the hidden field -----------------------------------------------


@pytest.mark.parametrize(
    "profession",
    ["999999999", "99999999999999999999", "-1", "0", "²", "Alchemy", "1 OR 1=1", "None"],
)
def test_a_profession_that_is_not_on_the_list_is_refused(guest, module, profession):
    answer = send(guest, module, profession=profession)

    assert_refused(answer, NO_PROFESSION, profession="")


def test_a_profession_that_is_no_longer_offered_is_refused(guest, module, psychotherapy):
    Profession.objects.filter(pk=psychotherapy.pk).update(active=False)

    answer = send(guest, module, profession=psychotherapy.pk)

    assert_refused(answer, NO_PROFESSION, profession="")


def test_a_profession_on_the_list_is_still_chosen_in_a_form_shown_again(
    guest, module, psychotherapy
):
    answer = send(guest, module, profession=psychotherapy.pk, comment="")

    assert typed_in(answer)["profession"] == str(psychotherapy.pk)


@pytest.mark.parametrize("country", ["XX", "usa", "us", "USA", "United States", "²", "-"])
def test_a_country_that_is_not_on_the_list_is_refused(guest, module, country):
    answer = send(guest, module, country=country)

    assert_refused(answer, NO_COUNTRY, country="")


@pytest.mark.parametrize("state", ["ZZ", "co", "Kolorado", "²"])
def test_a_state_that_is_not_on_the_list_is_refused(guest, module, state):
    answer = send(guest, module, country="US", state=state)

    assert_refused(answer, NO_STATE, country="US", state="")


@pytest.mark.parametrize("country", ["GB", ""])
def test_a_state_outside_the_usa_is_refused(guest, module, country):
    answer = send(guest, module, country=country, state="CO")

    assert_refused(answer, NOT_IN_THE_USA, country=country, state="CO")


def test_the_hidden_field_must_stay_empty(guest, module):
    answer = send(guest, module, website="https://pills.example")

    assert_refused(answer, NOT_EMPTY, website="")


# -- Markup ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "field", ["name", "email", "profession", "country", "city", "state", "website", "comment"]
)
def test_a_script_in_a_refused_form_is_shown_as_text(guest, module, field):
    answer = send(guest, module, **{"email": "", field: SCRIPT})

    assert answer.status_code == 422
    assert_no_foreign_script(answer)


@pytest.mark.parametrize("field", ["name", "email", "city", "comment"])
def test_a_script_is_still_in_its_field_of_a_refused_form(guest, module, field):
    answer = send(guest, module, **{"email": "", field: SCRIPT})

    assert typed_in(answer)[field] == SCRIPT


@pytest.mark.parametrize("field", ["parent", "as_is", "csrfmiddlewaretoken"])
def test_a_script_in_a_field_that_is_not_shown_goes_nowhere(guest, module, field):
    answer = send(guest, module, **{"email": "", field: SCRIPT})

    assert answer.status_code == 422
    assert "alert(1)" not in answer.content.decode()


@pytest.fixture
def scripted(guest, module):
    """A published comment with a script in all that is shown of it."""
    answer = send(guest, module, name=SCRIPT, city=SCRIPT, country="US", comment=SCRIPT)
    return assert_accepted(answer)


@pytest.mark.parametrize(
    "address",
    [
        pytest.param(lambda comment: comment.thread.module.get_absolute_url(), id="module"),
        pytest.param(lambda comment: comment.thread.module.page_url(1), id="page"),
        pytest.param(lambda comment: comment.thread.get_absolute_url(), id="thread"),
        pytest.param(lambda comment: f"/comments/{comment.pk}/reply/", id="reply"),
        pytest.param(status_address, id="status"),
    ],
)
def test_a_script_in_a_comment_is_shown_as_text(guest, scripted, address):
    answer = guest.get(address(scripted))

    assert answer.status_code == 200
    assert_no_foreign_script(answer)
    shown = words(parsed(answer).find(".//main"))
    assert f"{SCRIPT}, {SCRIPT}, USA says" in shown
    assert shown.count(SCRIPT) >= 3


def test_a_script_among_marked_words_is_shown_as_text(guest, module):
    comment = f"https://pills.example/{SCRIPT} {SCRIPT}"

    answer = send(guest, module, name=SCRIPT, comment=comment)

    assert answer.status_code == 422
    assert_no_foreign_script(answer)
    assert words(parsed(answer).find(".//*[@class='marked']")) == comment
    assert typed_in(answer)["comment"] == comment


def test_a_script_that_waits_for_a_moderator_is_shown_as_text(guest, module):
    comment = f"https://pills.example/{SCRIPT} {SCRIPT}"

    answer = send(guest, module, name=SCRIPT, comment=comment, as_is=SCRIPT)

    shown = guest.get(answer["Location"])
    assert_no_foreign_script(shown)
    assert words(parsed(shown).find(".//*[@class='marked']")) == comment
    assert typed_in(shown)["comment"] == comment


def test_a_script_given_back_to_copy_is_text(guest, module):
    answer = send(guest, module, headers={"Origin": "https://evil.example"}, comment=SCRIPT)

    assert_no_foreign_script(answer)
    assert given_back(answer) == SCRIPT


# -- Replies -------------------------------------------------------------------------------


def test_a_refused_reply_is_still_a_reply(guest, module):
    parent = write(module)

    answer = send(guest, module, parent=parent.pk, name="")

    complaint = "Tell us your name: it stands above your comment."
    assert_refused(answer, complaint, stored=1, parent=str(parent.pk), name="")


@pytest.mark.parametrize("verb", ["hold", "remove", "mark_spam", "withdraw"])
def test_a_reply_to_a_comment_no_longer_shown_becomes_one_of_its_own(guest, module, verb):
    parent = write(module)
    getattr(parent, verb)()

    answer = send(guest, module, parent=parent.pk)

    assert_refused(answer, NOT_ANSWERABLE, stored=1)


def test_a_reply_to_a_comment_not_yet_published_becomes_one_of_its_own(guest, module):
    parent, _address = hold(module)

    answer = send(guest, module, parent=parent.pk)

    assert_refused(answer, NOT_ANSWERABLE, stored=1)


def test_a_reply_to_a_comment_of_another_module_becomes_one_of_its_own(guest, course, module):
    parent = write(make_module(course, 2))

    answer = send(guest, module, parent=parent.pk)

    assert_refused(answer, NOT_ANSWERABLE, stored=1)


@pytest.mark.parametrize(
    "parent",
    [
        str(NOWHERE),
        "99999999999999999999",
        "-1",
        "0",
        "1.5",
        "abc",
        "²",
        "٣",
        " ",
        "1\n",
        "1 OR 1=1",
        "\x00",
        "\ufffd",
    ],
)
def test_a_reply_to_what_is_no_comment_becomes_one_of_its_own(guest, module, parent):
    answer = send(guest, module, parent=parent)

    assert_refused(answer, NOT_ANSWERABLE)


def test_that_its_comment_is_gone_is_said_with_all_else_that_is_wrong(guest, module):
    parent = write(module)
    parent.remove()

    answer = send(guest, module, parent=parent.pk, name="")

    assert_refused(answer, NOT_ANSWERABLE, stored=1, name="")
    assert "Tell us your name: it stands above your comment." in complaints(answer)


def test_a_reply_whose_comment_goes_at_the_last_moment_becomes_one_of_its_own(
    guest, module, monkeypatch
):
    parent = write(module)

    def found_and_lost(module, key):
        Comment.objects.get(pk=parent.pk).remove()
        return parent

    monkeypatch.setattr(posting, "find_parent", found_and_lost)

    answer = send(guest, module, parent=parent.pk)

    assert_refused(answer, NOT_ANSWERABLE, stored=1)


def test_a_reply_to_a_full_thread_becomes_a_new_thread(guest, module, monkeypatch):
    monkeypatch.setattr(thread, "FULL", 1)
    parent = write(module)

    answer = send(guest, module, parent=parent.pk)

    complaint = "This thread is full. Please continue in a new thread."
    assert_refused(answer, complaint, stored=1)


# -- Boards that take no comments ---------------------------------------------------------------


def close(module):
    Module.objects.filter(pk=module.pk).update(board=Module.Board.CLOSED)


def test_what_was_typed_for_a_board_closed_since_is_given_back(guest, module):
    close(module)

    answer = send(guest, module)

    assert answer.status_code == 422
    assert BOARD_CLOSED in answer.content.decode()
    assert TEXT in answer.content.decode()
    assert not Comment.objects.exists()


def test_what_was_typed_as_a_reply_on_a_board_closed_since_is_given_back(guest, module):
    parent = write(module)
    close(module)

    answer = send(guest, module, parent=parent.pk)

    assert answer.status_code == 422
    assert BOARD_CLOSED in answer.content.decode()
    assert TEXT in answer.content.decode()


def test_what_was_typed_in_a_form_opened_in_place_is_given_back_too(guest, module):
    parent = write(module)
    close(module)

    answer = send(guest, module, headers={"HX-Request": "true"}, parent=parent.pk)

    assert answer.status_code == 422
    assert BOARD_CLOSED in answer.content.decode()
    assert TEXT in answer.content.decode()


def test_what_was_typed_for_a_module_taken_back_is_given_back(guest, module):
    Module.objects.filter(pk=module.pk).update(published_at=None)

    answer = send(guest, module)

    assert answer.status_code == 404
    assert sentence(answer) == (
        "The address may be mistyped, or what stood here is no longer shown."
    )
    assert given_back(answer) == TEXT
    assert not Comment.objects.exists()


# -- Bodies that are no form -------------------------------------------------------------------


def test_a_body_of_ten_megabytes_is_too_much(guest, module):
    answer = send(guest, module, comment="a" * 10_000_000)

    assert answer.status_code == 413
    assert sentence(answer) == (
        "A comment can have up to 10,000 characters. Please go back and shorten yours."
    )
    assert not Comment.objects.exists()


def test_a_field_of_ten_megabytes_is_too_much_as_multipart_too(guest, module):
    answer = guest.post(post_url(module), form_data(comment="a" * 10_000_000))

    assert answer.status_code == 413
    assert not Comment.objects.exists()


def test_the_longest_possible_comment_is_not_too_much(guest, module):
    answer = send(guest, module, comment="\U0001f600" * 10_000)

    assert answer.status_code == 303


def test_more_than_a_thousand_fields_are_not_read(guest, module):
    answer = send(guest, module, **{f"field-{number}": "" for number in range(1001)})

    assert answer.status_code == 400
    assert sentence(answer) == NOT_READ
    assert not Comment.objects.exists()


def test_a_file_is_refused(guest, module):
    file = SimpleUploadedFile("notes.txt", b"of a session")

    answer = guest.post(post_url(module), form_data(notes=file))

    assert answer.status_code == 400
    assert sentence(answer) == "This form takes no files. Please go back and send it without one."
    assert not Comment.objects.exists()


def test_a_form_as_multipart_without_a_file_is_accepted(guest, module):
    answer = guest.post(post_url(module), form_data())

    assert assert_accepted(answer).text == TEXT


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        pytest.param(json.dumps(form_data()), "application/json", id="JSON"),
        pytest.param(urlencode(form_data()), "text/plain", id="text"),
        pytest.param(urlencode(form_data()), "", id="of no type"),
        pytest.param(urlencode(form_data()), "nonsense;;;=", id="of a broken type"),
        pytest.param("<comment/>", "text/xml", id="XML"),
        pytest.param(b"\x00\xff\xfe", "application/octet-stream", id="bytes"),
        pytest.param(b"\x00\xff\xfe&=&&==%zz%", URLENCODED, id="bytes said to be a form"),
    ],
)
def test_what_is_no_form_counts_as_an_empty_one(guest, module, body, content_type):
    answer = guest.post(post_url(module), body, content_type)

    assert answer.status_code == 422
    assert "Write your comment first." in complaints(answer)


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        pytest.param(urlencode(form_data()), f"{URLENCODED}; charset=utf-16", id="in UTF-16"),
        pytest.param(urlencode(form_data()), f"{URLENCODED}; charset=latin-1", id="in Latin 1"),
        pytest.param(b"--B--", "multipart/form-data", id="parts without a boundary"),
        pytest.param(b"--B--", "multipart/form-data; boundary=", id="an empty boundary"),
        pytest.param(b"--B--", f"multipart/form-data; boundary={'B' * 300}", id="a long boundary"),
    ],
)
def test_a_form_that_cannot_be_read_is_a_bad_request(guest, module, body, content_type):
    answer = guest.post(post_url(module), body, content_type)

    assert answer.status_code == 400
    assert sentence(answer) == NOT_READ
    assert not Comment.objects.exists()


def test_parts_cut_off_in_the_middle_are_taken_for_what_they_are(guest, module):
    body = b'--B\r\nContent-Disposition: form-data; name="comment"\r\n\r\nI will use the'

    answer = guest.post(post_url(module), body, "multipart/form-data; boundary=B")

    assert answer.status_code == 422
    assert typed_in(answer)["comment"] == "I will use the"


# -- The same again ----------------------------------------------------------------------------


def test_the_same_form_sent_twice_is_one_comment(guest, module):
    first = send(guest, module)

    second = send(guest, module)

    assert second.status_code == first.status_code == 303
    assert second["Location"] == first["Location"]
    assert Comment.objects.count() == 1


def test_the_same_reply_sent_twice_is_one_comment(guest, module):
    parent = write(module)
    first = send(guest, module, parent=parent.pk)

    second = send(guest, module, parent=parent.pk)

    assert second["Location"] == first["Location"]
    assert parent.replies.count() == 1


def test_the_same_comment_sent_twice_as_it_is_waits_once(guest, module):
    typed = {"comment": "See https://pills.example", "as_is": "yes"}
    first = send(guest, module, **typed)

    second = send(guest, module, **typed)

    assert first.status_code == second.status_code == 303
    assert guest.get(second["Location"]).status_code == 200
    assert Comment.objects.count() == 1


# -- Forms that stood on another site -------------------------------------------------------------

FOREIGN_HEADERS = [
    pytest.param({"Origin": "https://evil.example"}, id="from another site"),
    pytest.param({"Origin": "http://testserver.evil.example"}, id="from a similar name"),
    pytest.param({"Origin": "https://testserver"}, id="from another scheme"),
    pytest.param({"Origin": "http://testserver:8080"}, id="from another port"),
    pytest.param({"Origin": "null"}, id="from nowhere"),
    pytest.param({"Origin": "http://["}, id="from what is no address"),
    pytest.param({"Origin": ""}, id="from an empty origin"),
    pytest.param({"Origin": "null", "Sec-Fetch-Site": "same-origin"}, id="of two minds"),
    pytest.param({"Sec-Fetch-Site": "cross-site"}, id="across sites"),
    pytest.param({"Sec-Fetch-Site": "same-site"}, id="from a neighbour"),
    pytest.param({"Sec-Fetch-Site": "none"}, id="from no page"),
    pytest.param({}, id="without a word"),
]


@pytest.mark.parametrize("headers", FOREIGN_HEADERS)
def test_a_guest_s_form_from_elsewhere_is_refused_with_its_text(client, module, headers):
    answer = send(client, module, headers=headers)

    assert answer.status_code == 403
    assert sentence(answer) == FOREIGN
    assert given_back(answer) == TEXT
    assert not Comment.objects.exists()


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({"Origin": "http://testserver"}, id="by Origin"),
        pytest.param({"Sec-Fetch-Site": "same-origin"}, id="by Fetch Metadata"),
    ],
)
def test_a_guest_s_form_from_our_own_page_is_accepted(client, module, headers):
    answer = send(client, module, headers=headers)

    assert assert_accepted(answer).text == TEXT


def test_a_guest_s_edit_from_elsewhere_is_refused_with_its_text(client, module):
    comment, address = hold(module)

    answer = client.post(f"{address}edit/", {"comment": TEXT})

    assert answer.status_code == 403
    assert given_back(answer) == TEXT
    comment.refresh_from_db()
    assert comment.text != TEXT


@pytest.mark.parametrize("verb", ["withdraw", "byline"])
def test_what_a_guest_does_from_elsewhere_is_not_done(client, module, verb):
    comment, address = hold(module)

    answer = client.post(f"{address}{verb}/", {"extent": "country"})

    assert answer.status_code == 403
    comment.refresh_from_db()
    assert (comment.status, comment.extent) == ("held", "full")


@pytest.fixture
def member(dana):
    """Dana, signed in, at a browser from which Django wants its token."""
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.force_login(dana)
    return client


@pytest.mark.parametrize(
    "token",
    [
        pytest.param({}, id="none"),
        pytest.param({"csrfmiddlewaretoken": ""}, id="empty"),
        pytest.param({"csrfmiddlewaretoken": "a" * 64}, id="another"),
        pytest.param({"csrfmiddlewaretoken": "\x00²"}, id="nonsense"),
    ],
)
def test_a_member_s_form_without_its_token_is_refused_with_its_text(member, module, token):
    member.get(module.get_absolute_url())

    answer = send(member, module, **token)

    assert answer.status_code == 403
    assert sentence(answer) == FOREIGN
    assert given_back(answer) == TEXT
    assert not Comment.objects.exists()


def test_a_member_s_form_with_its_token_is_accepted(member, module, dana):
    token = typed_in(member.get(module.get_absolute_url()))["csrfmiddlewaretoken"]

    answer = send(member, module, csrfmiddlewaretoken=token)

    assert assert_accepted(answer).author == dana


def test_a_member_s_form_with_its_token_from_another_site_is_refused(member, module):
    token = typed_in(member.get(module.get_absolute_url()))["csrfmiddlewaretoken"]

    answer = send(
        member, module, headers={"Origin": "https://evil.example"}, csrfmiddlewaretoken=token
    )

    assert answer.status_code == 403
    assert given_back(answer) == TEXT
    assert not Comment.objects.exists()


# -- Too many at once ----------------------------------------------------------------------------


def send_many(visitor, module, count, **typed):
    """Comments that differ, from the same person unless each gets a `{}` in the address."""
    for number in range(count):
        changes = {name: value.format(number) for name, value in typed.items()}
        assert send(visitor, module, comment=f"Text {number}.", **changes).status_code == 303


def test_a_sixth_comment_in_a_minute_is_refused(guest, module):
    send_many(guest, module, 5)

    answer = send(guest, module)

    assert answer.status_code == 429
    assert complaints(answer) == [
        "That is a lot of comments in a short time. Please send this one again in 1 minute."
    ]
    assert typed_in(answer) == form_data()
    assert Comment.objects.count() == 5


def test_the_answer_to_one_too_many_tells_machines_when_to_try_again(guest, module):
    send_many(guest, module, 5)

    answer = send(guest, module)

    assert 0 < int(answer["Retry-After"]) <= 61


def test_the_sentence_says_how_many_minutes_it_takes(guest, module, monkeypatch):
    monkeypatch.setattr(submission, "LIMITS_PER_PERSON", ((timedelta(hours=1), 1),))
    send_many(guest, module, 1)

    answer = send(guest, module)

    assert complaints(answer) == [
        "That is a lot of comments in a short time. Please send this one again in 60 minutes."
    ]


def test_a_reply_too_many_is_still_a_reply(guest, module):
    parent = write(module)
    send_many(guest, module, 5)

    answer = send(guest, module, parent=parent.pk)

    assert answer.status_code == 429
    assert typed_in(answer) == form_data(parent=str(parent.pk))


def test_another_person_may_post_meanwhile(guest, module):
    send_many(guest, module, 5)

    answer = send(guest, module, email="dana@example.org")

    assert answer.status_code == 303


def test_a_minute_later_one_may_post_again(guest, module):
    send_many(guest, module, 5)
    Submission.objects.update(created=timezone.now() - timedelta(minutes=1))

    answer = send(guest, module)

    assert answer.status_code == 303


def test_capitals_in_the_e_mail_address_make_nobody_another_person(guest, module):
    send_many(guest, module, 5)

    answer = send(guest, module, email="PRIYA@Example.org")

    assert answer.status_code == 429


def test_many_names_at_one_address_have_a_limit_together(guest, module):
    send_many(guest, module, 30, name="Guest {}", email="guest{}@example.org")

    answer = send(guest, module)

    assert answer.status_code == 429
    assert typed_in(answer) == form_data()
    assert Comment.objects.count() == 30


def test_what_is_refused_does_not_count(guest, module):
    for _again in range(6):
        assert send(guest, module, comment="").status_code == 422

    answer = send(guest, module)

    assert answer.status_code == 303


# -- Edits ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        pytest.param("\u200b \u3164", "Write your comment first.", id="nothing to be seen"),
        pytest.param("a" * 10_001, TOO_LONG, id="too long"),
        pytest.param("before \ufffd after", DAMAGED, id="damaged"),
    ],
)
def test_an_edit_gone_wrong_is_still_in_the_form(guest, module, text, complaint):
    comment, address = hold(module)

    answer = guest.post(f"{address}edit/", {"comment": text})

    assert answer.status_code == 422
    assert complaints(answer) == [complaint]
    assert typed_in(answer)["comment"] == text
    comment.refresh_from_db()
    assert comment.text == "Comment 0.0."


def test_an_edit_with_a_script_is_shown_as_text(guest, module):
    _comment, address = hold(module)

    answer = guest.post(f"{address}edit/", {"comment": f"https://pills.example {SCRIPT}"})

    assert answer.status_code == 422
    assert_no_foreign_script(answer)
    assert typed_in(answer)["comment"] == f"https://pills.example {SCRIPT}"


@pytest.mark.parametrize("verb", ["remove", "mark_spam", "withdraw"])
def test_an_edit_that_comes_too_late_is_given_back(guest, module, verb):
    comment, address = hold(module)
    getattr(comment, verb)()

    answer = guest.post(f"{address}edit/", {"comment": TEXT})

    assert answer.status_code == 422
    assert (
        "This comment has changed in the meantime. Please look at it again."
        in answer.content.decode()
    )
    assert TEXT in answer.content.decode()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        pytest.param("a" * 10_001, TOO_LONG, id="too long"),
        pytest.param("See https://pills.example", "Please leave out addresses", id="flagged"),
    ],
)
def test_an_edit_gone_wrong_of_what_is_published_by_now_is_given_back(guest, module, text, told):
    comment, address = hold(module)
    comment.publish()

    answer = guest.post(f"{address}edit/", {"comment": text})

    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert text in answer.content.decode()
