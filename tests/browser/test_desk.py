"""The desk by keyboard, as a moderator works there for an hour."""

import pytest
from playwright.sync_api import expect

from boards.models import Block, Comment, Rule
from moderation.models import Decision, HeldComment, Report
from tests.browser.conftest import with_and_without_javascript
from tests.browser.steps import complaints, overflow, sign_in
from tests.conftest import build, make_comment, write

DESK = "/admin/moderation/heldcomment/"
WORDS = "My slides are at www.example.org for all of you."


def hold(module, text=WORDS, **fields):
    """A comment that its author sent to a moderator as it is, each time by another guest."""
    number = Comment.objects.count() + 1
    fields = {"name": f"Guest {number}", "email": f"guest{number}@example.org"} | fields
    return module.start_thread(make_comment(text, **fields), as_is=True)


@pytest.fixture
def desk(page, mod):
    """Signed in as a moderator; opens the desk."""
    sign_in(page, mod, "password of Moderators", to=DESK)
    expect(page.get_by_role("heading", name="The queue")).to_be_visible()

    def opened(at=None):
        page.goto(f"{DESK}?at={at.pk}" if at else DESK)
        page.wait_for_load_state()  # by when the keys are listened to
        return page

    return opened


def shown(page, comment):
    """Wait until the desk shows that comment in full, and listens to keys."""
    expect(page.get_by_role("button", name="Keys")).to_be_visible()
    expect(card(page, comment)).to_be_visible()


def card(page, comment):
    return page.locator(f'.card[data-comment="{comment.pk}"]')


def status_of(comment):
    comment.refresh_from_db()
    return comment.status


def test_a_queue_of_ten_is_emptied_by_keyboard_alone(desk, module):
    comments = [hold(module, f"{WORDS} I use them on day {number}.") for number in range(9)]
    reported = write(module, text="I liked it.")
    Report.make(reported, rule=Rule.objects.in_force()[0].current, person="a")
    page = desk()
    keys = page.keyboard

    shown(page, comments[0])
    keys.press("p")
    shown(page, comments[1])
    keys.press("r")  # under the rule that was found
    shown(page, comments[2])
    keys.press("c")  # about the marked words
    shown(page, comments[3])
    keys.press("s")
    shown(page, comments[4])
    keys.press("b")
    keys.press("Enter")
    shown(page, comments[5])
    keys.press("x")
    expect(page.get_by_label("Words to take out")).to_be_focused()
    keys.press("Control+a")
    keys.type("www.example.org")
    keys.press("Control+Enter")
    shown(page, comments[6])
    keys.press("j")
    shown(page, comments[7])
    keys.press("p")
    shown(page, comments[8])
    keys.press("p")
    shown(page, reported)
    keys.press("p")
    shown(page, comments[6])  # which had been passed over
    keys.press("p")
    expect(page.get_by_text("The queue is empty.")).to_be_visible()

    acts = ["publish", "remove", "ask", "spam", "block", "redact", "publish", "publish", "publish"]
    assert [each.decisions.get().act for each in comments] == acts
    assert reported.decisions.get().act == "publish"
    assert Decision.objects.count() == 10
    assert not HeldComment.objects.exists()


def test_the_last_decision_is_taken_back_by_a_key(desk, module):
    comment = hold(module)
    page = desk()
    page.keyboard.press("s")
    expect(page.get_by_text("You have just decided on the comment")).to_be_visible()

    page.keyboard.press("u")

    expect(page.get_by_text("Taken back.")).to_be_visible()
    shown(page, comment)
    assert status_of(comment) == "held"


def test_a_question_mark_shows_the_keys_and_escape_closes_them(desk, module):
    hold(module)
    page = desk()

    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys on this page")).to_be_visible()
    page.keyboard.press("p")  # does nothing meanwhile
    page.keyboard.press("Escape")

    expect(page.get_by_role("dialog")).to_be_hidden()
    assert not Decision.objects.exists()


def test_single_keys_can_be_switched_off_and_stay_off(desk, module):
    comment = hold(module)
    page = desk()
    page.keyboard.press("?")
    page.get_by_label("Use single keys").uncheck()
    page.keyboard.press("Escape")

    page = desk()
    page.keyboard.press("p")
    page.get_by_role("button", name="Remove", exact=False).first.click()

    expect(page.get_by_text("You have just decided")).to_contain_text("removed it")
    assert status_of(comment) == "removed"


def test_while_one_types_the_keys_are_letters(desk, module):
    comment = hold(module)
    page = desk()

    page.get_by_label("Sentence to the author").press_sequentially("psrbcx")

    expect(page.get_by_label("Sentence to the author")).to_have_value("psrbcx")
    assert status_of(comment) == "held"


def test_enter_in_a_field_decides_nothing(desk, module):
    comment = hold(module)
    page = desk()

    page.get_by_label("Rule").press("Enter")

    shown(page, comment)
    assert not Decision.objects.exists()


def test_what_a_key_needs_is_asked_for_at_the_field(desk, module):
    comment = write(module)
    comment.hold()
    page = desk()

    page.keyboard.press("c")
    sentence = page.get_by_label("Sentence to the author")
    expect(sentence).to_be_focused()
    page.keyboard.type("Please say it in a kinder way.")
    page.keyboard.press("Control+Enter")

    expect(page.get_by_text("You have just decided")).to_be_visible()
    assert comment.decisions.get().sentence == "Please say it in a kinder way."


def test_selected_words_are_taken_out_by_one_key(desk, module):
    comment = hold(module)
    page = desk()
    page.evaluate("getSelection().selectAllChildren(document.querySelector('.said mark'))")

    page.keyboard.press("x")

    expect(page.get_by_text("You have just decided")).to_be_visible()
    comment.refresh_from_db()
    assert comment.text == "My slides are at [identifying detail removed] for all of you."


def test_a_block_without_a_rule_asks_for_the_rule(desk, module):
    comment = write(module)
    comment.hold()
    page = desk()

    page.keyboard.press("b")

    expect(page.get_by_label("Rule")).to_be_focused()
    assert not Block.objects.exists()


def test_two_moderators_at_once_the_second_is_told(desk, module, mod, expected_statuses):
    expected_statuses.add(409)
    comment = hold(module)
    page = desk()
    Decision.make(Decision.Act.REMOVE, comment, by=mod)
    page.get_by_label("Sentence to the author").fill("I had written this.")
    page.get_by_label("Sentence to the author").press("Escape")

    page.keyboard.press("p")

    expect(page.get_by_text("Nothing was done: this comment has changed")).to_be_visible()
    expect(page.get_by_label("Sentence to the author")).to_have_value("I had written this.")
    assert status_of(comment) == "removed"


@with_and_without_javascript
def test_a_moderator_decides_by_mouse(desk, module):
    first, second = hold(module), hold(module)
    page = desk()

    page.get_by_role("button", name="Publish").click()

    expect(card(page, second)).to_be_visible()
    assert status_of(first) == "published"


@with_and_without_javascript
def test_several_are_published_after_a_look_at_what_it_would_do(desk, module):
    comments = [hold(module) for _each in range(3)]
    page = desk()
    for comment in comments[:2]:
        page.get_by_label(f"Select the comment by {comment.name}").check()
    page.get_by_label("With the selected ones:").select_option("Publish")
    page.get_by_role("button", name="Show what it would do").click()

    expect(page.get_by_text("It appears on the board as a thread of its own.")).to_have_count(2)
    page.get_by_role("button", name="Publish").click()

    expect(page.get_by_text("2 comments done.")).to_be_visible()
    assert [status_of(comment) for comment in comments] == ["published", "published", "held"]


def everything_on_it(module, mod):
    """A comment with all that the desk can show of one."""
    opening = build(module, [[0, 0]])[0][0]
    earlier = hold(module, email="ann@example.org")
    Decision.make("remove", earlier, by=mod, rule=Rule.objects.in_force()[0].current)
    comment = opening.thread.reply(
        make_comment(f"{WORDS} Ring me on 020 7946 0958.", email="ann@example.org"),
        to=opening,
        as_is=True,
    )
    for person in "abc":
        Report.objects.create(
            comment=comment,
            rule=Rule.objects.in_force()[0].current,
            person=person,
            sentence="It is a shop.",
        )
    Decision.make("ask", comment, by=mod, sentence="Please.").take_answer("But why?")
    for _each in range(5):
        hold(module)
    return comment


def test_axe_finds_nothing_on_the_desk(desk, module, mod):
    page = desk(everything_on_it(module, mod))
    for details in page.locator(".card details, .decide details").all():
        details.locator("summary").click()

    assert complaints(page) == []


def test_axe_finds_nothing_on_an_empty_desk(desk):
    assert complaints(desk()) == []


def test_axe_finds_nothing_on_a_filter_that_is_open(desk, module):
    hold(module)
    page = desk()
    page.locator("summary", has_text="Source").click()

    assert complaints(page) == []


def test_axe_finds_nothing_on_the_list_of_keys(desk, module):
    hold(module)
    page = desk()
    page.keyboard.press("?")

    assert complaints(page) == []


def test_axe_finds_nothing_on_what_would_be_done(desk, module):
    comment = hold(module)
    page = desk()
    page.get_by_label(f"Select the comment by {comment.name}").check()
    page.get_by_label("With the selected ones:").select_option("Remove")
    page.get_by_role("button", name="Show what it would do").click()
    expect(page.get_by_role("button", name="Remove")).to_be_visible()

    assert complaints(page) == []


def test_axe_finds_nothing_on_a_decision_that_lacks_something(desk, module, expected_statuses):
    expected_statuses.add(422)
    comment = write(module)
    comment.hold()
    page = desk()
    page.get_by_role("button", name="Remove", exact=False).first.click()
    expect(page.get_by_text("Choose the rule that it breaks.")).to_be_visible()

    assert complaints(page) == []


def test_the_desk_fits_a_narrow_screen(desk, module, mod):
    assert overflow(desk(everything_on_it(module, mod))) <= 0


def test_what_was_begun_by_a_key_and_left_is_not_done_later(desk, module):
    comment = hold(module)
    page = desk()

    page.keyboard.press("c")  # needs nothing, as words are marked, so it is done
    expect(page.get_by_text("You have just decided")).to_be_visible()
    page.keyboard.press("u")
    expect(page.get_by_text("Taken back.")).to_be_visible()
    shown(page, comment)
    page.keyboard.press("b")
    page.keyboard.press("Escape")
    page.locator("#block > summary").click()  # closes it
    page.get_by_label("Sentence to the author").fill("Only a draft.")
    page.get_by_label("Sentence to the author").press("Control+Enter")

    expect(page.get_by_label("Sentence to the author")).to_have_value("Only a draft.")
    assert not Block.objects.exists()
    assert status_of(comment) == "held"


def test_in_the_field_of_words_to_take_out_it_is_these_that_are_sent(desk, module):
    comment = write(module, text="Ann Lee told me.")
    comment.hold()
    page = desk()

    page.keyboard.press("c")
    expect(page.get_by_label("Sentence to the author")).to_be_focused()
    page.locator("#redact > summary").click()
    page.get_by_label("Words to take out").fill("Ann Lee")
    page.get_by_label("Words to take out").press("Control+Enter")

    expect(page.get_by_text("You have just decided")).to_contain_text("identifying details")
    comment.refresh_from_db()
    assert comment.text == "[identifying detail removed] told me."


def test_who_works_by_tab_passes_the_queue_at_once(desk, module):
    hold(module)
    page = desk()

    page.get_by_role("link", name="Go to the decisions").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")

    expect(page.get_by_label("Rule")).to_be_focused()
