"""Readers find the published comments of a course that they may read, and nothing of any other."""

import re
from datetime import timedelta
from urllib.parse import quote

import html5lib
import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import connection, models, transaction
from django.utils import timezone

from accounts.models import Membership, Offer
from boards.models import Comment, SearchEntry, Thread
from boards.models.search import MOST_FOUND
from boards.screening import Verdict
from boards.views.search import RESULTS_PER_PAGE
from boards.words import excerpt, runs_in, words_in
from tests.conftest import build, confirm_address, make_comment, make_course, make_module, write

pytestmark = pytest.mark.django_db

SEARCH = "/compassion/search/"
on_postgresql = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="SQLite reads the whole table"
)


@pytest.fixture(autouse=True)
def unscreened(settings):
    settings.COMMENT_SCREENERS = []


def asked(client, words, **query):
    return client.get(SEARCH, {"q": words, **query})


def found(client, words, **query):
    """The texts of the results, as they stand on the page."""
    answer = asked(client, words, **query)
    assert answer.status_code == 200
    page = html5lib.parse(answer.content.decode(), namespaceHTMLElements=False)
    texts = page.iterfind(".//ol[@class='results']//p[@class='text']")
    return ["".join(text.itertext()) for text in texts]


def marked(client, words):
    return re.findall("<mark>(.*?)</mark>", asked(client, words).content.decode(), re.DOTALL)


def add(module, *texts, **fields):
    """Published comments, each a thread, each a minute after the one before it."""
    start = timezone.now() - timedelta(days=2)
    comments = [
        make_comment(text, **{"status": "published", "created": start + timedelta(minutes=n)})
        for n, text in enumerate(texts)
    ]
    for comment in comments:
        for name, value in fields.items():
            setattr(comment, name, value)
    Thread.build(module, comments)
    return [Comment.objects.get(pk=comment.pk) for comment in comments]


# -- What is found ---------------------------------------------------------------------------


def test_a_comment_with_every_word_is_found(client, module):
    add(module, "The pause before breath.", "A pause alone.", "Breath alone.")

    assert found(client, "breath pause") == ["The pause before breath."]


def test_capitals_accents_of_width_and_signs_make_no_difference(client, module):
    add(module, "We PAUSED: hands/hearts, ＷＩＤＥ letters.")

    for words in ("paused", "hands", "hearts", "wide", "Paused!", "“letters”", "-wide"):
        assert len(found(client, words)) == 1, words


@on_postgresql
def test_other_endings_of_a_word_are_found_and_marked(client, module):
    add(module, "Pausing helps.")

    assert marked(client, "pauses") == ["Pausing"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("我在倾听时会停顿一下。", "停顿"),
        ("クライアントの声を聞く。", "声"),
        ("ฉันหยุดหายใจก่อนตอบ", "หายใจ"),
        ("Я слушаю дыхание.", "дыхание"),
        ("أستمع إلى صوت المريض", "صوت"),
        ("אני מקשיבה לנשימה", "לנשימה"),
        ("मैं ग्राहक की साँस सुनता हूँ।", "साँस"),
        ("می‌خواهم گوش کنم", "میخواهم"),
        ("나는 호흡을 듣는다", "호흡을"),
        ("Ακούω την αναπνοή", "ΑΝΑΠΝΟΉ"),
    ],
)
def test_a_word_in_any_script_is_found_and_marked(client, module, text, words):
    add(module, text, "Another.")

    assert found(client, words) == [text]
    assert marked(client, words)


def test_letters_that_stand_apart_are_no_word(client, module):
    add(module, "停一下，再顿首。")

    assert found(client, "停顿") == []


def test_another_course_s_comments_are_not_found(client, module):
    elsewhere = make_module(make_course(slug="grief", title="Grief"))
    add(elsewhere, "The pause elsewhere.")

    assert found(client, "pause") == []


def test_answers_are_found_too(client, module):
    opening = write(module, text="An opening.")
    write(module, parent=opening, text="An answer to it.")

    assert found(client, "answer") == ["An answer to it."]


def test_the_newest_is_first_among_equals(client, module):
    add(module, "The pause, one.", "The pause, two.")

    assert found(client, "pause") == ["The pause, two.", "The pause, one."]


@on_postgresql
def test_what_is_most_about_the_words_is_first(client, module):
    add(module, "Pause, pause, pause.", "A pause among many other words of mine.")

    assert found(client, "pause")[0] == "Pause, pause, pause."


# -- Who finds it ----------------------------------------------------------------------------


@pytest.fixture
def for_members(course):
    course.offer = Offer.objects.create(heading="Gold", button_label="Join", price=1)
    course.save()
    make_module(course, 1)
    return make_module(course, 2, members_only=True)


def test_what_is_for_members_is_found_by_members_and_staff_alone(
    client, for_members, dana, mallory, kim
):
    add(for_members, "A secret pause.")
    now = timezone.now()
    confirm_address(dana)
    period = {"begins_at": now - timedelta(days=1), "ends_at": now + timedelta(days=1)}
    Membership.objects.create(user=dana, offer=for_members.course.offer, **period)

    assert found(client, "pause") == []
    for person, sees in ((mallory, False), (dana, True), (kim, True)):
        client.force_login(person)
        assert bool(found(client, "pause")) is sees


def test_for_others_the_page_is_as_if_it_were_not_there(client, for_members):
    before = asked(client, "pause").content

    add(for_members, *["A secret pause."] * 30)

    assert asked(client, "pause").content == before


def test_what_is_not_for_the_reader_takes_no_place_among_the_newest(client, for_members):
    readable = for_members.course.modules.get(number=1)
    add(readable, "An open pause.")
    add(for_members, *["A secret pause."] * (MOST_FOUND + 1), created=timezone.now())

    assert found(client, "pause") == ["An open pause."]


def test_a_draft_s_comments_are_found_by_course_staff_alone(client, course, module, kim, mod):
    add(make_module(course, 2, published_at=None), "A pause to come.")

    assert found(client, "pause") == []
    client.force_login(mod)
    assert found(client, "pause") == []
    client.force_login(kim)
    assert found(client, "pause") == ["A pause to come."]


def test_a_course_without_a_module_to_see_has_no_search(client, course):
    make_module(course, 1, published_at=None)

    assert asked(client, "pause").status_code == 404


# -- At once ---------------------------------------------------------------------------------


def entries():
    return list(SearchEntry.objects.order_by("pk").values())


def is_right():
    """Whether the table holds the published comments with what they say, and nothing else."""
    kept = entries()
    published = models.QuerySet(Comment).filter(status="published").order_by("pk")
    assert [entry["comment_id"] for entry in kept] == [each.pk for each in published]
    with transaction.atomic():
        SearchEntry.objects.all().delete()
        SearchEntry.objects.add_published(published.select_related("thread"))
        made_anew = entries()
        transaction.set_rollback(True)
    return kept == made_anew


VERBS = {
    "hold": lambda comment: comment.hold(),
    "ask_for_changes": lambda comment: comment.ask_for_changes(),
    "remove": lambda comment: comment.remove(),
    "mark_spam": lambda comment: comment.mark_spam(),
    "withdraw": lambda comment: comment.withdraw(),
    "redact": lambda comment: comment.redact(["Quist"]),
    "edit": lambda comment: comment.edit("Another person sat with us."),
    "put_back": lambda comment: comment.put_back("held", "findings"),
    "part": lambda comment: comment.part_from_author(withdrawing=True),
}


@pytest.mark.parametrize("verb", VERBS)
def test_what_is_not_shown_any_more_is_not_found_any_more(client, module, verb):
    comment = write(module, text="Mrs Quist sat with us.")
    write(module, text="Somebody else.")
    assert found(client, "Quist")

    VERBS[verb](comment)

    assert found(client, "Quist") == []
    assert is_right()


@pytest.mark.parametrize("verb", ["hold", "remove", "mark_spam"])
def test_what_is_published_again_is_found_again(client, module, verb):
    comment = write(module, text="Mrs Quist sat with us.")
    VERBS[verb](comment)

    comment.publish()

    assert found(client, "Quist")
    assert is_right()


def test_what_was_held_is_found_once_it_is_published(client, module, settings):
    [comment] = add(module, "Mrs Quist sat with us.", status="held")
    assert is_right()

    comment.publish()

    assert found(client, "Quist")
    assert is_right()


def test_what_is_edited_is_found_by_its_new_words(client, module):
    write(module, text="Before.").edit("Afterwards.")

    assert found(client, "afterwards")
    assert is_right()


def test_what_is_restored_after_a_redaction_is_found_by_all_its_words(client, module):
    comment = write(module, text="Mrs Quist sat with us.")
    comment.redact(["Quist"])

    comment.restore("Mrs Quist sat with us.", Verdict(), found_until=timezone.now())

    assert found(client, "Quist")
    assert is_right()


def test_what_stays_of_a_former_member_is_still_found(client, module, dana):
    comment = write(module, text="The pause.", author=dana)

    comment.part_from_author(withdrawing=False)

    assert found(client, "pause")
    assert is_right()


def test_what_is_built_and_added_in_bulk_is_found(client, module):
    threads = build(module, [[0, 0], []], text="A pause.")
    removed = add(module, "A pause that was removed.", status="removed")
    threads[0][0].thread.add(
        make_comment("A pause more.", status="published"),
        to=Comment.objects.get(pk=threads[0][1].pk),
    )

    assert removed
    assert len(found(client, "pause")) == 5
    assert is_right()


def test_what_is_broken_off_leaves_search_as_it_was(client, module):
    comment = write(module, text="The pause.")
    with transaction.atomic():
        comment.withdraw()
        transaction.set_rollback(True)

    assert found(client, "pause")
    assert is_right()


def test_no_update_goes_past_it(module):
    write(module)

    for change in ({"text": "x"}, {"status": "removed"}):
        with pytest.raises(TypeError):
            Comment.objects.update(**change)


def test_building_asks_the_database_as_often_for_few_as_for_many(
    module, django_assert_max_num_queries
):
    for number in (1, 400):
        comments = [make_comment("A pause.", status="published") for _ in range(number)]
        with django_assert_max_num_queries(30):
            Thread.build(module, comments)


def test_index_comments_makes_it_anew(client, module, capsys):
    shown, gone = add(module, "A pause.", "A pause that goes.")
    gone.remove()
    as_it_was = entries()
    SearchEntry.objects.all().delete()
    models.QuerySet(Comment).filter(pk=gone.pk).update(status="published")
    SearchEntry.objects.add_published([Comment.objects.get(pk=gone.pk)])
    models.QuerySet(Comment).filter(pk=gone.pk).update(status="removed")

    call_command("index_comments")

    assert entries() == as_it_was
    assert [entry["comment_id"] for entry in as_it_was] == [shown.pk]
    assert "1 comments can be found" in capsys.readouterr().out


# -- The page --------------------------------------------------------------------------------


def test_the_pages_of_course_and_module_have_the_form(client, module):
    for address in ("/compassion/", "/compassion/module-1/"):
        page = html5lib.parse(client.get(address).content.decode(), namespaceHTMLElements=False)
        [form] = page.iterfind(".//form[@role='search']")
        assert form.get("action") == SEARCH
        assert form.find("label").text == "Search this course"
        assert form.find(".//input").get("id") == form.find("label").get("for")


def test_without_words_there_is_just_the_form(client, module):
    add(module, "A pause.")

    for address in (SEARCH, f"{SEARCH}?q=", f"{SEARCH}?q=+%09", f"{SEARCH}?q=%E2%80%8B"):
        page = client.get(address).content.decode()
        assert 'role="search"' in page
        assert "results" not in page
        assert "<title>Search – Compassion</title>" in page
        assert '<meta name="robots" content="noindex">' in page


def test_a_result_says_who_when_and_where_and_leads_to_the_comment(client, module, psychotherapy):
    [comment] = add(module, "A pause.", profession=psychotherapy, country="GB")

    page = asked(client, "pause").content.decode()

    for part in (
        f'href="/comments/{comment.pk}/"',
        "Priya Raman",
        "Psychotherapy",
        "Module 1: Title of module 1",
        f'datetime="{comment.created.astimezone(module.course.tzinfo):%Y-%m-%d}',
        "A <mark>pause</mark>.",
        "1 comment has all of these words.",
    ):
        assert part in page, part


def test_nothing_found_says_what_to_try(client, module):
    assert "Try fewer words" in asked(client, "unheard").content.decode()
    assert "Try fewer words" in asked(client, "?!").content.decode()


def test_results_come_by_pages(client, module):
    texts = [f"A pause, number {number}." for number in range(RESULTS_PER_PAGE + 3)]
    add(module, *texts)

    first, second = found(client, "pause"), found(client, "pause", page=2)

    assert first + second == texts[::-1]
    page = asked(client, "pause", page=2).content.decode()
    assert 'href="?q=pause&amp;page=1"' in page
    assert "23 comments have" in page


@pytest.mark.parametrize("page", ["0", "-1", "x", "9" * 5000, "٣", "1.5", "\x00"])
def test_there_is_a_page_whatever_its_number(client, module, page):
    add(module, "A pause.")

    assert found(client, "pause", page=page) == ["A pause."]


def test_of_very_many_the_newest_are_shown(client, module):
    add(module, *["A pause."] * (MOST_FOUND + 5))

    page = asked(client, "pause", page=99).content.decode()

    assert f"More than {MOST_FOUND} comments" in page
    assert page.count("<article") == RESULTS_PER_PAGE


def test_a_page_of_results_asks_as_often_for_few_as_for_many(
    client, module, django_assert_num_queries, psychotherapy
):
    number = 6 if connection.vendor == "postgresql" else 5
    add(module, "A pause.", profession=psychotherapy)
    with django_assert_num_queries(number):
        asked(client, "pause")
    add(module, *["A pause."] * 30, profession=psychotherapy)

    with django_assert_num_queries(number):
        asked(client, "pause")


def test_the_form_may_be_shared_and_what_was_found_may_not(client, module):
    add(module, "A pause.")

    assert client.get(SEARCH)["Cache-Control"].startswith("public")
    assert asked(client, "pause")["Cache-Control"] == "private, no-store"


def test_the_form_is_personal_for_somebody_signed_in(client, module, dana):
    client.force_login(dana)

    assert client.get(SEARCH)["Cache-Control"] == "private, no-store"


def test_from_an_earlier_address_of_the_course_one_is_led_on_with_the_words(client, module):
    module.course.slug = "kindness"
    module.course.save()

    answer = asked(client, "two words")

    assert answer.status_code == 301
    assert answer["Location"] == "/kindness/search/?q=two+words"


def test_search_is_no_module_s_address(module):
    module.slug = "search"

    with pytest.raises(ValidationError, match="search"):
        module.full_clean()


# -- Hostile input ---------------------------------------------------------------------------

ODD = [
    "'",
    '"',
    "pause'--",
    "pause' OR 1=1",
    "%",
    "_",
    "\\",
    "a%b_c\\",
    "pause & | ! <-> :* ( )",
    "pause:*",
    "!pause",
    "<script>alert(1)</script>",
    "&lt;b&gt;",
    "{{ 7 }}",
    "%s",
    "%(q)s",
    "\U0001f600",
    "e\u0301" * 50,
    "\u0301",
    "\u202e pause",
    "½ ² Ⅷ ﷺ ﬁ ß İ",
    "ー",
    "the and of",
    "a" * 200,
    "静" * 200,
    "a " * 100,
]


@pytest.mark.parametrize("words", ODD)
def test_odd_words_are_words_like_others(client, module, words):
    add(module, f"Before {words} after.", "<script>alert(1)</script> %_\\ pause")

    page = asked(client, words).content.decode()

    assert "<script>alert" not in page
    assert "search" in page


def test_signs_of_patterns_find_nothing_by_themselves(client, module):
    add(module, "A pause.")

    for words in ("%", "_", "p%e", "p_use", "\\", "*", "pau.e"):
        assert found(client, words) == [], words


def test_the_text_is_shown_as_it_was_typed_and_is_no_markup(client, module):
    add(module, "<b>Pause</b> & <mark>breathe</mark> <script>x</script>")

    assert found(client, "pause") == ["<b>Pause</b> & <mark>breathe</mark> <script>x</script>"]
    assert marked(client, "pause") == ["Pause"]


@pytest.mark.parametrize(
    "query",
    ["%00", "pause%00", "%ED%A0%80", "%ff%fe", "a" * 10_000, "%F0%9F", "a" * 201],
)
def test_what_cannot_be_looked_for_comes_back_with_a_sentence(client, module, query):
    answer = client.get(f"{SEARCH}?q={query}")

    assert answer.status_code == 200
    assert 'class="error"' in answer.content.decode()


def test_the_words_stay_in_the_field(client, module):
    words = '"><script>alert(1)</script>'
    page = html5lib.parse(
        client.get(f"{SEARCH}?q={quote(words)}").content.decode(), namespaceHTMLElements=False
    )

    assert page.find(".//input[@name='q']").get("value") == words


# -- Its cost --------------------------------------------------------------------------------


@on_postgresql
def test_a_rare_word_is_found_by_the_index(module):
    add(module, *(f"Words number{number} of many that are said here." for number in range(3000)))
    with connection.cursor() as cursor:
        cursor.execute("SELECT gin_clean_pending_list('boards_search_words')")
        cursor.execute("ANALYZE boards_searchentry")

    plan = SearchEntry.objects.in_modules([module.pk]).saying(["number77"]).newest_first().explain()

    assert "boards_search_words" in plan


@on_postgresql
def test_a_common_word_is_not_looked_up_in_all_that_have_it(module):
    add(module, *(f"Words number{number} of many that are said here." for number in range(3000)))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE boards_searchentry")

    newest = SearchEntry.objects.in_modules([module.pk]).saying(["words"]).newest_first()

    assert "boards_search_newest" in newest[:MOST_FOUND].explain()


# -- Words and excerpts ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Either/or, self-care & a_b.", "either or self care a b"),
        ("Ｗｉｄｅ ﬁne STRASSE straße", "wide fine strasse strasse"),
        ("静思 breath", "静 思 breath"),
        ("…", ""),
    ],
)
def test_the_words_of_a_text(text, words):
    assert words_in(text) == words


def test_words_that_touch_are_one_run():
    assert runs_in("静思 two words 声a") == ["静 思", "two", "words", "声 a"]


def test_an_excerpt_begins_shortly_before_what_was_found_and_ends_in_time():
    text = f"{'before ' * 100}pause {'after ' * 100}"

    pieces = excerpt(text, {"pause"})

    joined = "".join(letters for letters, _is_found in pieces)
    assert ("pause", True) in pieces
    assert joined.startswith("… before ")
    assert joined.endswith("after …")
    assert len(joined) < 320


@pytest.mark.parametrize("text", ["", "a", "a" * 10_000, "静" * 10_000, "b " * 400 + "a" * 9000])
def test_an_excerpt_is_short_whatever_is_found(text):
    pieces = excerpt(text, {text.split(" ")[-1], "静"})

    assert sum(len(letters) for letters, _is_found in pieces) < 320
