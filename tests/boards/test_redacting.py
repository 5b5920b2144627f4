"""Words that identify somebody are taken out of a comment, and stand nowhere any more."""

import re

import pytest
from django.apps import apps
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from boards import trees
from boards.models import Comment, Thread
from boards.models.comment import REDACTED
from boards.refusals import NotPossible
from boards.rendering import render
from boards.screening import screen
from boards.views.posting import status_address
from tests.conftest import build, make_comment

pytestmark = pytest.mark.django_db

MARKER = str(REDACTED)
QUIST = "Mrs Quist of Leeds wept.\n\nMrs Quist sat with us."

# Examples share a test's database; each writes the text of the one comment anew.
one_database = settings(
    deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200
)


def published(module, text, **fields):
    [[comment]] = build(module, [[]], text=text, **fields)
    return Comment.objects.get(pk=comment.pk)


@pytest.fixture
def comment(module):
    return published(module, QUIST)


@pytest.fixture
def any_comment(module):
    """`any_comment(text)`: the same published comment each time, with that text."""
    pk = published(module, "To begin with.").pk

    def any_comment(text):
        QuerySet(Comment).filter(pk=pk).update(text=text, markup=render(text))
        return Comment.objects.get(pk=pk)

    return any_comment


def texts_of(client, comment):
    """The whole pages on which the comment is to be read, by their addresses."""
    addresses = (
        comment.thread.module.get_absolute_url(),
        comment.get_absolute_url(),
        comment.thread.get_absolute_url(),
        f"/comments/{comment.pk}/reply/",
    )
    answers = {each: client.get(each, follow=True) for each in addresses}
    assert {answer.status_code for answer in answers.values()} == {200}
    return {address: answer.content.decode() for address, answer in answers.items()}


# -- Which words ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "passages", "left"),
    [
        pytest.param("Anna Berg wept.", ["Anna Berg"], "# wept.", id="words"),
        pytest.param("Anna, and Anna.", ["Anna"], "#, and #.", id="every occurrence"),
        pytest.param("Anna of Leeds.", ["Anna", "Leeds"], "# of #.", id="several passages"),
        pytest.param("Anna Berg wept.", ["Anna", "Berg"], "# # wept.", id="side by side"),
        pytest.param("Ann met Anna.", ["Ann"], "# met Anna.", id="whole words"),
        pytest.param("Ann met Ann_1.", ["Ann"], "# met Ann_1.", id="whole words with a line"),
        pytest.param("Room 4 of 40.", ["4"], "Room # of 40.", id="whole numbers"),
        pytest.param("anna met Anna.", ["Anna"], "anna met #.", id="letter by letter"),
        pytest.param("Anna’s, Anna's.", ["Anna"], "#’s, #'s.", id="before an apostrophe"),
        pytest.param("“Anna”, (Anna)", ["Anna"], "“#”, (#)", id="between marks"),
        pytest.param("Zoë, Zoe", ["Zoe"], "Zoë, #", id="an accent is another letter"),
        pytest.param("Anna", ["Anna"], "#", id="all there is"),
        pytest.param("Anna Anna", ["Anna Anna"], "#", id="a word twice"),
        pytest.param("Anna Anna", ["Anna", "Anna"], "# #", id="a passage twice"),
        pytest.param("A detail of Anna.", ["detail"], "A # of Anna.", id="a word of the marker"),
        pytest.param("👩‍⚕️ Anna 🙏", ["Anna"], "👩‍⚕️ # 🙏", id="beside emoji"),
    ],
)
def test_whole_words_are_taken_out_as_they_stand(module, text, passages, left):
    comment = published(module, text)

    comment.redact(passages)

    assert comment.text == left.replace("#", MARKER)
    assert Comment.objects.get().text == comment.text


@pytest.mark.parametrize("in_order", [1, -1], ids=["as given", "the other way round"])
@pytest.mark.parametrize(
    ("text", "passages", "left"),
    [
        pytest.param(
            "Anna and Anna Berg.", ["Anna", "Anna Berg"], "# and #.", id="the beginning of another"
        ),
        pytest.param("Anna Berg, Berg.", ["Berg", "Anna Berg"], "#, #.", id="the end of another"),
        pytest.param(
            "Dr Anna Berg MD.", ["Dr Anna Berg MD", "Anna"], "#.", id="the middle of another"
        ),
        pytest.param("Anna-Lena.", ["Anna", "Anna-Lena"], "#.", id="with a hyphen"),
    ],
)
def test_a_passage_may_be_part_of_another(module, text, passages, left, in_order):
    comment = published(module, text)

    comment.redact(passages[::in_order])

    assert comment.text == left.replace("#", MARKER)


@pytest.mark.parametrize("in_order", [1, -1], ids=["as given", "the other way round"])
@pytest.mark.parametrize(
    ("text", "passages"),
    [
        (["Anna Berg Hansen"], ["Anna Berg", "Berg Hansen"]),
        (["Anna Berg Hansen"], ["Anna Berg", "Berg Hansen", "Hansen"]),
        (["Anna Berg Anna Berg Anna"], ["Anna Berg Anna"]),
    ],
    ids=["two", "three", "itself"],
)
def test_of_passages_that_overlap_nothing_is_left(module, text, passages, in_order):
    comment = published(module, f"I saw {text[0]} here.")

    comment.redact(passages[::in_order])

    assert comment.text.replace(MARKER, "").split() == ["I", "saw", "here."]


@pytest.mark.parametrize(
    "passage",
    [
        "+1 (303) 555-0134",
        "a.b",
        "(Anna)",
        "[Anna]",
        "{2}",
        "Anna*",
        "Anna?",
        "^Anna$",
        "Anna|Berg",
        r"\Anna\1",
        r"\w+",
        ".*",
        "anna@example.org",
        "#42#",
        "<b>Anna</b>",
    ],
)
def test_signs_with_a_meaning_elsewhere_are_signs_here(module, passage):
    comment = published(module, f"I saw {passage} here, and axb, AnnaA and Annaa.")

    comment.redact([passage])

    assert comment.text == f"I saw {MARKER} here, and axb, AnnaA and Annaa."


@pytest.mark.parametrize("passage", ["@anna", "anna@", "+49", "-49-"])
def test_words_with_a_sign_at_their_edge_are_gone_also_where_they_follow_each_other(
    module, passage
):
    comment = published(module, f"I saw {passage}{passage} here.")

    comment.redact([passage])

    assert not comment.says(passage)
    assert comment.text.replace(MARKER, "") == "I saw  here."


@pytest.mark.parametrize(
    ("text", "passage", "left"),
    [
        pytest.param("One\nAnna\ntwo", "Anna", "One\n#\ntwo", id="a line of its own"),
        pytest.param("One\n\nAnna\n\ntwo", "Anna", "One\n\n#\n\ntwo", id="a paragraph"),
        pytest.param("I saw Anna\nand left", "Anna", "I saw #\nand left", id="at a line's end"),
        pytest.param("I saw\nAnna there", "Anna", "I saw\n# there", id="at a line's beginning"),
        pytest.param("Anna\nBerg left", "Anna\nBerg", "# left", id="over a line break"),
        pytest.param("Anna\n\nBerg left", "Anna\n\nBerg", "# left", id="over two paragraphs"),
    ],
)
def test_words_are_taken_out_at_line_breaks(module, text, passage, left):
    comment = published(module, text)

    comment.redact([passage])

    assert comment.text == left.replace("#", MARKER)
    assert comment.markup == render(comment.text)


@pytest.mark.parametrize(
    ("text", "passage", "left"),
    [
        pytest.param("פגשתי את דנה לוי אתמול.", "דנה לוי", "פגשתי את # אתמול.", id="Hebrew"),
        pytest.param("قابلت ليلى حسن أمس، وليلى", "ليلى", "قابلت # حسن أمس، وليلى", id="Arabic"),
        pytest.param("فاطمه می‌رود، فاطمه.", "فاطمه", "# می‌رود، #.", id="Persian"),
        pytest.param("Dana (דנה) wept", "דנה", "Dana (#) wept", id="among left-to-right words"),
    ],
)
def test_words_are_taken_out_of_right_to_left_text(module, text, passage, left):
    comment = published(module, text)

    comment.redact([passage])

    assert comment.text == left.replace("#", MARKER)
    assert '<p dir="auto">' in comment.markup


def test_a_second_redaction_leaves_the_marks_of_the_first(comment):
    comment.redact(["Quist"])

    comment.redact(["Leeds"])

    assert comment.text == f"Mrs {MARKER} of {MARKER} wept.\n\nMrs {MARKER} sat with us."


# -- Any words -----------------------------------------------------------------------

# Few characters, so that they meet; among them ones with a meaning in a pattern, of right-to-left
# scripts, and a mark that belongs to the letter before it.
passages_of_any_kind = st.text("aB -@.\n(*\\א\u05b8", min_size=1, max_size=5)


@one_database
@given(passages_of_any_kind, st.data())
def test_what_was_taken_out_is_said_no_more(any_comment, passage, data):
    pieces = st.lists(st.just(passage) | st.sampled_from("aB -.\n"), min_size=1, max_size=9)
    comment = any_comment("".join(data.draw(pieces)))
    assume(comment.says(passage) and passage not in MARKER)

    comment.redact([passage])

    assert not comment.says(passage)


def covered(text, passages):
    """By the plain definition: the places of `text` at which one of `passages` stands."""
    around = f" {text} "
    places = set()
    for passage in passages:
        for at in range(len(text) - len(passage) + 1):
            end = at + len(passage)
            is_whole = not around[at].isalnum() and not around[end + 1].isalnum()
            if text[at:end] == passage and is_whole:
                places |= set(range(at, end))
    return places


@one_database
@given(st.lists(st.sampled_from("a b ab".split()), min_size=1, max_size=9), st.data())
def test_exactly_the_letters_of_its_passages_go(any_comment, words, data):
    text = " ".join(words)
    passages = []
    for _each in range(data.draw(st.integers(1, 3))):
        start = data.draw(st.integers(0, len(words) - 1))
        passages.append(" ".join(words[start : data.draw(st.integers(start + 1, len(words)))]))
    comment = any_comment(text)

    comment.redact(passages)

    gone = covered(text, passages)
    kept = "".join(letter for place, letter in enumerate(text) if place not in gone)
    assert comment.text.replace(MARKER, "") == kept


# -- Words that are not there --------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "passages"),
    [
        pytest.param("Anna wept.", ["Berg"], id="not there"),
        pytest.param("Anna wept.", ["Anna", "Berg"], id="one of them not there"),
        pytest.param("Annabel wept.", ["Anna"], id="the beginning of a longer word"),
        pytest.param("Johanna wept.", ["anna"], id="the end of a longer word"),
        pytest.param("Johannas wept.", ["anna"], id="inside a longer word"),
        pytest.param("Anna wept.", ["anna"], id="with other letters"),
        pytest.param("Anna  Berg wept.", ["Anna Berg"], id="with another space"),
        pytest.param("रामी आई।", ["राम"], id="of a word that goes on with a vowel sign"),
        pytest.param("कीमत बढ़ी।", ["मत"], id="of a word that begins with a vowel sign"),
        pytest.param("Anna wept.", [], id="none"),
        pytest.param("Anna wept.", [""], id="an empty one"),
        pytest.param("Anna wept.", ["Anna", ""], id="an empty one among them"),
    ],
)
def test_words_that_are_not_there_as_whole_words_are_refused(module, text, passages):
    comment = published(module, text)

    with pytest.raises(NotPossible):
        comment.redact(passages)

    kept = Comment.objects.get()
    assert (kept.text, kept.markup, kept.status) == (text, render(text), "published")


@pytest.mark.parametrize(
    ("passage", "is_said"),
    [
        ("Mrs Quist", True),
        ("wept.", True),
        ("wept.\n\nMrs", True),
        ("Qui", False),
        ("uist", False),
        ("quist", False),
        ("Mrs  Quist", False),
        ("Leeds with", False),
    ],
)
def test_a_comment_knows_whether_it_says_something(comment, passage, is_said):
    assert comment.says(passage) is is_said


# -- The status ----------------------------------------------------------------------


@pytest.mark.parametrize("status", ["held", "published", "removed"])
def test_what_is_left_is_published(module, status):
    comment = published(module, QUIST, status=status)

    comment.redact(["Quist"])

    kept = Comment.objects.get()
    assert (kept.status, kept.held_for, kept.held_at) == ("published", "", None)
    assert kept.published_at
    assert Thread.objects.get().number == 1
    assert trees.verify() == []
    assert trees.verify_modules() == []


@pytest.mark.parametrize("verb", ["withdraw", "mark_spam"])
def test_what_is_withdrawn_or_spam_is_not_redacted(comment, verb):
    getattr(comment, verb)()

    with pytest.raises(NotPossible):
        comment.redact(["Quist"])

    kept = Comment.objects.get()
    assert (kept.status, kept.text) == (comment.status, comment.text)
    assert MARKER not in kept.text


@pytest.mark.parametrize("verb", ["hold", "remove", "mark_spam", "withdraw", "ask_for_changes"])
def test_what_has_changed_meanwhile_is_not_redacted(comment, verb):
    as_the_moderator_saw_it = Comment.objects.get()
    getattr(comment, verb)()

    with pytest.raises(NotPossible):
        as_the_moderator_saw_it.redact(["Quist"])

    kept = Comment.objects.get()
    assert (kept.status, kept.text) == (comment.status, comment.text)


def test_words_are_taken_out_of_the_text_as_it_now_is(module):
    comment = published(module, QUIST, status="held", held_for="moderator")
    as_the_moderator_saw_it = Comment.objects.get()
    comment.edit("Quist again.", as_is=True)

    as_the_moderator_saw_it.redact(["Quist"])

    assert Comment.objects.get().text == f"{MARKER} again."


def test_words_that_the_author_has_taken_out_meanwhile_are_not_there(module):
    comment = published(module, QUIST, status="held", held_for="moderator")
    as_the_moderator_saw_it = Comment.objects.get()
    comment.edit("She wept.", as_is=True)

    with pytest.raises(NotPossible):
        as_the_moderator_saw_it.redact(["Quist"])

    assert Comment.objects.get().status == "held"


def test_an_author_can_withdraw_what_is_left(comment):
    comment.redact(["Quist"])

    comment.withdraw()

    assert Comment.objects.get().text == ""


# -- What is seen of it --------------------------------------------------------------


def test_the_next_reader_sees_what_is_left(client, comment):
    texts_of(client, comment)

    comment.redact(["Quist"])

    left = "Mrs [identifying detail removed] of Leeds wept."
    assert all(left in text for text in texts_of(client, comment).values())


@pytest.mark.parametrize("replies", [[], [0, 1, 0]], ids=["alone", "with replies"])
def test_no_page_has_the_words_any_more(client, module, replies):
    [[comment, *_replies]] = build(module, [replies], text=QUIST)
    before = texts_of(client, comment)

    for each in Comment.objects.all():
        each.redact(["Quist", "Leeds"])

    assert all("Quist" in text and "Leeds" in text for text in before.values())
    for text in texts_of(client, comment).values():
        assert "Quist" not in text
        assert "Leeds" not in text


def test_the_author_reads_what_is_left(guest, comment):
    comment.redact(["Quist"])

    shown = guest.get(status_address(comment)).content.decode()

    assert MARKER in shown
    assert "Quist" not in shown


def test_what_is_left_is_shown_as_it_was_typed_and_never_as_markup(client, module):
    comment = published(module, "<b>Quist</b> & <script>Quist</script>")

    comment.redact(["Quist"])

    shown = client.get(module.get_absolute_url()).content.decode()
    assert (f"&lt;b&gt;{MARKER}&lt;/b&gt; &amp; &lt;script&gt;{MARKER}&lt;/script&gt;") in shown
    assert f"<b>{MARKER}" not in shown


def test_taking_out_a_part_of_markup_makes_none(client, module):
    comment = published(module, "< Quist script>alert(1)</script>")

    comment.redact(["< Quist"])

    assert "<script>alert" not in client.get(module.get_absolute_url()).content.decode()


def test_a_page_from_before_is_sent_again(client, module, comment):
    etag = client.get(module.get_absolute_url())["ETag"]

    comment.redact(["Quist"])

    answer = client.get(module.get_absolute_url(), headers={"If-None-Match": etag})
    assert answer.status_code == 200


def test_it_bears_no_sign_of_an_edit_by_its_author(client, module, comment):
    comment.redact(["Quist"])

    assert Comment.objects.get().edited_at is None
    assert "(edited)" not in client.get(module.get_absolute_url()).content.decode()


def test_the_administration_finds_the_words_no_more(client, comment, mod):
    client.force_login(mod)
    address = reverse("admin:boards_comment_changelist")
    before = client.get(address, {"q": "Quist"}).content.decode()

    comment.redact(["Quist"])

    after = client.get(address, {"q": "Quist"}).content.decode()
    link = reverse("admin:boards_comment_change", args=(comment.pk,))
    assert link in before
    assert link not in after
    assert "Quist" not in re.sub('(value="|q=)Quist', "", after)  # what was looked for


@pytest.mark.parametrize("page", ["changelist", "change"])
def test_the_administration_shows_the_words_no_more(client, comment, mod, page):
    client.force_login(mod)
    arguments = (comment.pk,) if page == "change" else ()

    comment.redact(["Quist"])

    shown = client.get(reverse(f"admin:boards_comment_{page}", args=arguments)).content.decode()
    assert MARKER in shown
    assert "Quist" not in shown


def test_no_row_of_the_database_has_the_words_any_more(module):
    text = "I wrote about Mrs Quist at www.quist.org last year."
    comment = module.start_thread(make_comment(text), as_is=True)
    assert comment.findings.get().words == "www.quist.org"

    comment.redact(["Mrs Quist", "www.quist.org"])

    rows = [str(row) for model in apps.get_models() for row in model._base_manager.values()]
    assert any(MARKER in row for row in rows)
    assert not [row for row in rows if "quist" in row.lower()]


# -- Restored -------------------------------------------------------------------------


def restore(comment, text, before):
    comment.restore(text, screen(text), found_until=before)


def test_restored_its_text_is_as_it_was(comment):
    before = timezone.now()
    comment.redact(["Quist"])

    restore(comment, QUIST, before)

    kept = Comment.objects.get()
    assert (kept.text, kept.markup, kept.status) == (QUIST, render(QUIST), "published")
    assert trees.verify() == []
    assert trees.verify_modules() == []


def test_the_next_reader_sees_what_was_restored(client, comment):
    before = timezone.now()
    comment.redact(["Quist"])
    texts_of(client, comment)

    restore(comment, QUIST, before)

    for text in texts_of(client, comment).values():
        assert "Mrs Quist of Leeds wept." in text
        assert MARKER not in text


def test_what_is_restored_is_escaped(client, module, comment):
    restore(comment, "<script>alert(1)</script>", timezone.now())

    shown = client.get(module.get_absolute_url()).content.decode()
    assert "<script>alert" not in shown
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in shown


def test_restored_its_findings_are_as_they_were(module):
    text = "I wrote about it at www.quist.org last year."
    comment = module.start_thread(make_comment(text), as_is=True)
    names = ("rule", "screener", "start", "end", "words", "sentence", "created", "retired_at")
    was = list(comment.findings.values(*names))
    before = timezone.now()
    comment.redact(["www.quist.org"])

    restore(comment, text, before)

    assert list(comment.findings.values(*names)) == was


def test_what_was_found_in_a_text_of_long_before_stays_without_its_words(module):
    comment = module.start_thread(make_comment("At www.example.org."), as_is=True)
    comment.edit("At www.quist.org.", as_is=True)
    before = timezone.now()
    comment.redact(["www.quist.org"])

    restore(comment, "At www.quist.org.", before)

    assert [each.words for each in comment.findings.order_by("pk")] == ["", "www.quist.org"]


def test_what_is_restored_is_put_back_among_what_waits(module):
    comment = published(module, QUIST, status="held", held_for="findings")
    since, before = comment.held_at, timezone.now()
    comment.redact(["Quist"])

    comment.put_back("held", "findings", since)
    restore(comment, QUIST, before)

    kept = Comment.objects.get()
    assert (kept.status, kept.held_for, kept.held_at) == ("held", "findings", since)
    assert kept.text == QUIST
    assert trees.verify() == []
    assert trees.verify_modules() == []
