"""Branches that are folded, keys, what is new since the last visit, colors."""

import re
from datetime import timedelta

import pytest
from django.db.models.query import QuerySet
from django.utils import timezone
from playwright.sync_api import expect

from boards.models import Comment, Thread
from boards.reading import LONG_BRANCH
from tests.browser.conftest import with_and_without_javascript
from tests.browser.steps import complaints, fill_and_post, open_reply_form, overflow, shown
from tests.conftest import build, write

LONG = [0] + [1] * (LONG_BRANCH + 1)  # an answer that has one answer more than is shown unfolded


@pytest.fixture
def long_branch(module):
    """The comments of a thread in which the answers to the first answer are folded."""
    return build(module, [LONG])[0]


def fold(page):
    return page.locator("details.branch")


# -- Branches ------------------------------------------------------------------------------


@with_and_without_javascript
def test_a_long_branch_is_folded_and_told_how_many(page, module, long_branch):
    page.goto(module.get_absolute_url())
    expect(shown(page, long_branch[1].text)).to_be_visible()
    expect(shown(page, long_branch[2].text)).to_be_hidden()

    page.get_by_text(f"{LONG_BRANCH + 1} replies").click()

    expect(shown(page, long_branch[-1].text)).to_be_visible()


@with_and_without_javascript
def test_a_link_to_a_folded_comment_unfolds_it(page, module, long_branch):
    page.goto(long_branch[5].get_absolute_url())

    expect(shown(page, long_branch[5].text)).to_be_in_viewport()


def test_a_link_within_the_page_unfolds_too(page, module, long_branch):
    page.goto(module.get_absolute_url())

    page.evaluate(f"location.hash = 'c{long_branch[5].pk}'")

    expect(shown(page, long_branch[5].text)).to_be_visible()


def test_who_answers_in_a_folded_branch_sees_the_answer(page, module, long_branch):
    page.goto(module.get_absolute_url())
    fold(page).locator("summary").click()

    fill_and_post(open_reply_form(page, long_branch[3]), Comment="Deep in the branch.")

    expect(shown(page, "Deep in the branch.")).to_be_in_viewport()
    expect(page.get_by_text(f"{LONG_BRANCH + 2} replies")).to_be_visible()


def test_a_branch_that_is_not_long_stays_open(page, module):
    build(module, [LONG[:-1]])
    page.goto(module.get_absolute_url())

    expect(fold(page)).to_have_count(0)


def test_a_thread_by_itself_is_not_folded_whole(page, module, long_branch):
    build(module, [[0] * (LONG_BRANCH + 1)])
    page.goto(Thread.objects.get(number=2).get_absolute_url())

    expect(fold(page)).to_have_count(0)


def test_a_folded_board_has_nothing_to_complain_of(page, module, long_branch):
    page.goto(module.get_absolute_url())

    assert complaints(page) == []
    assert overflow(page) <= 0


# -- Keys ----------------------------------------------------------------------------------


@pytest.fixture
def three_threads(page, module):
    """Their openings, in the order of the page, which is open."""
    threads = build(module, [[0, 0]] * 3)
    page.goto(module.get_absolute_url())
    return [thread[0] for thread in reversed(threads)]


def focused(page):
    return page.locator(":focus")


def walk(page, keys):
    for key in keys:
        page.keyboard.press(key)


@pytest.mark.parametrize(("keys", "place"), [("j", 0), ("jj", 1), ("jjj", 2), ("jjk", 0)])
def test_j_and_k_walk_from_thread_to_thread(page, three_threads, keys, place):
    walk(page, keys)

    expect(focused(page)).to_have_id(f"c{three_threads[place].pk}")
    expect(focused(page)).to_be_in_viewport()


def test_from_within_a_thread_j_walks_to_the_next(page, three_threads):
    reply = Comment.objects.filter(parent=three_threads[0]).last()
    page.locator(f"#c{reply.pk} .reply").focus()

    walk(page, "j")

    expect(focused(page)).to_have_id(f"c{three_threads[1].pk}")


def test_where_one_types_the_keys_are_letters(page, three_threads):
    page.get_by_label("Name (required)").click()

    page.keyboard.type("jk?")

    expect(page.get_by_label("Name (required)")).to_have_value("jk?")
    expect(page.locator("#keys")).to_be_hidden()


def test_a_question_mark_shows_the_keys_and_escape_closes_them(page, three_threads):
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys on this page")).to_be_visible()
    assert complaints(page) == []

    page.keyboard.press("Escape")

    expect(page.locator("#keys")).to_be_hidden()


def test_the_keys_can_be_switched_off_which_is_kept(page, three_threads):
    page.get_by_role("button", name="Keys").click()
    page.get_by_label("Use these keys in this browser").uncheck()
    page.get_by_role("button", name="Close").click()
    page.reload()

    walk(page, "j?")

    expect(page.locator("article:focus")).to_have_count(0)
    expect(page.locator("#keys")).to_be_hidden()
    page.get_by_role("button", name="Keys").click()
    expect(page.get_by_label("Use these keys in this browser")).not_to_be_checked()


@pytest.mark.parametrize("javascript", [False])
def test_without_javascript_no_keys_are_promised(page, module, javascript):
    page.goto(module.get_absolute_url())

    expect(page.get_by_role("button", name="Keys")).to_have_count(0)


# -- New since the last visit --------------------------------------------------------------


def visit_again_after(page, module, hours):
    """The last visit was so many hours ago."""
    at = int((timezone.now() - timedelta(hours=hours)).timestamp() * 1000)
    page.goto(module.get_absolute_url())
    page.evaluate(f"localStorage.setItem('visit:{module.pk}', '{{\"at\": {at}}}')")
    page.reload()


@pytest.fixture
def old_and_new(module):
    """A comment of two days ago, and one of now."""
    long_ago = timezone.now() - timedelta(days=2)
    [[old]] = build(module, [[]], created=long_ago, text="An earlier thought.")
    return old, write(module, text="A thought of today.")


def test_what_was_written_since_the_last_visit_is_marked(page, module, old_and_new):
    _old, new = old_and_new
    visit_again_after(page, module, hours=24)

    expect(shown(page, "A thought of today.")).to_contain_text("New")
    expect(shown(page, "An earlier thought.").locator(".is-new")).to_have_count(0)
    expect(page.get_by_text("New since your last visit: 1")).to_be_visible()
    expect(page.locator(".new-since a")).to_have_attribute("href", f"#c{new.pk}")
    assert complaints(page) == []


def test_n_walks_to_what_is_new(page, module, old_and_new):
    _old, new = old_and_new
    visit_again_after(page, module, hours=24)

    page.keyboard.press("n")

    expect(focused(page)).to_have_id(f"c{new.pk}")


def test_within_a_visit_it_stays_marked(page, module, old_and_new):
    visit_again_after(page, module, hours=24)
    page.reload()

    expect(page.locator(".is-new")).to_have_count(1)


def test_at_the_first_visit_nothing_is_new(page, module, old_and_new):
    page.goto(module.get_absolute_url())

    expect(page.locator(".is-new")).to_have_count(0)
    expect(page.locator(".new-since")).to_be_hidden()


def test_what_was_held_and_published_since_is_new_too(page, module):
    held = write(module, text="Held for a day.")
    held.hold()
    QuerySet(Comment).filter(pk=held.pk).update(
        published_at=None, created=timezone.now() - timedelta(days=2)
    )
    visit_again_after(page, module, hours=24)
    Comment.objects.get(pk=held.pk).publish()

    page.reload()

    expect(shown(page, "Held for a day.")).to_contain_text("New")


def test_to_read_one_thread_is_no_visit_of_the_board(page, module, old_and_new):
    visit_again_after(page, module, hours=24)
    before = page.evaluate(f"localStorage.getItem('visit:{module.pk}')")

    page.goto(old_and_new[0].thread.get_absolute_url())

    expect(page.locator(".is-new")).to_have_count(0)
    assert page.evaluate(f"localStorage.getItem('visit:{module.pk}')") == before


# -- Colors --------------------------------------------------------------------------------


def paper(page):
    return page.evaluate("getComputedStyle(document.documentElement).backgroundColor")


def test_the_colors_chosen_are_kept_from_page_to_page(page, module):
    page.emulate_media(color_scheme="light")
    page.goto("/")
    light = paper(page)

    page.get_by_label("Colors").select_option("dark")
    dark = paper(page)
    page.goto(module.get_absolute_url())

    assert dark != light
    assert paper(page) == dark
    expect(page.get_by_label("Colors")).to_have_value("dark")


def test_the_colors_are_those_of_the_device_unless_chosen(page):
    colors = set()
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        page.goto("/")
        colors.add(paper(page))

    assert len(colors) == 2
    expect(page.get_by_label("Colors")).to_have_value("")


@pytest.mark.parametrize("javascript", [False])
def test_without_javascript_no_colors_are_offered(page, javascript):
    page.goto("/")

    expect(page.get_by_label("Colors")).to_be_hidden()


# -- Headings ------------------------------------------------------------------------------


def test_headings_lead_from_thread_to_thread_and_beneath_them_to_replies(page, three_threads):
    headings = page.locator("#threads :is(h3, h4)").evaluate_all(
        "all => all.map(each => each.localName)"
    )

    assert re.fullmatch("(h3h4h4){3}", "".join(headings))


# -- Print ---------------------------------------------------------------------------------


def test_a_thread_prints_as_an_article(page, module, long_branch):
    page.goto(module.get_absolute_url())

    page.emulate_media(media="print")

    for comment in long_branch:  # also what is folded
        expect(shown(page, comment.text)).to_be_visible()
    expect(page.get_by_role("heading", name="Title of module 1")).to_be_visible()
    for what_is_for_screens in ("#respond", ".actions", "header.site nav", ".search", ".keys"):
        expect(page.locator(what_is_for_screens).first).to_be_hidden()


# -- Forced colors -------------------------------------------------------------------------


def test_in_forced_colors_what_a_background_set_apart_has_an_edge(page, module):
    page.emulate_media(forced_colors="active")
    page.goto(module.get_absolute_url())
    fill_and_post(page.locator("#respond form"))
    expect(page.locator(".fresh")).to_be_visible()

    for each in (".fresh", "#respond button[type=submit]"):
        borders = page.locator(each).evaluate(
            "(each) => [getComputedStyle(each).borderStyle, getComputedStyle(each).outlineStyle]"
        )
        assert "solid" in borders, each


def test_in_forced_colors_what_has_the_focus_shows_it(page, module):
    page.emulate_media(forced_colors="active")
    page.goto(module.get_absolute_url())

    page.keyboard.press("Tab")

    assert (
        page.locator(":focus").evaluate("(each) => getComputedStyle(each).outlineStyle") == "solid"
    )
