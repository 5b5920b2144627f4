"""What somebody meets whose comment breaks a posting rule: the words marked, staff's sentence, the
reason, and the ways on that the rule leaves."""

import pytest
from playwright.sync_api import expect

from boards.models import Comment, Rule
from moderation.models import HeldComment
from tests.browser.conftest import PATIENCE, unexpected, with_and_without_javascript
from tests.browser.steps import (
    BREACHES,
    CLEAN,
    TALK,
    breaching,
    change_rule,
    comment_form,
    complaints,
    count_heading,
    edit_comment,
    expect_nothing_on_board,
    fill_and_post,
    flagged_form,
    open_form,
    open_reply_form,
    overflow,
    post,
    replies_to,
    reply_form,
    send_again,
    send_as_it_is,
    shown,
    sign_in,
    words_found,
)
from tests.conftest import make_comment, write

WHY = {
    "link": "This is an address that leads off the board.",
    "referral": "It reads as asking for a practitioner or a service",
    "advert": "It reads as advertising something",
    "personal": "It reads as a problem in your own life or your family's",
}
# Words that staff have listed, which no screener looks for.
BAKER = "the man who bakes for the abbey"
OF_A_BAKER = TALK.format(f"I used it with {BAKER} last week.")
DARK = "cannot see a way through"
IN_THE_DARK = TALK.format(f"These days I {DARK}.")
HELP = "You are not alone with this. Ring 116 123: somebody is there, day and night."

each_rule = pytest.mark.parametrize("code", BREACHES)
in_place_and_on_its_page = pytest.mark.parametrize(
    "javascript", [True, False], ids=("in place", "on its page")
)


@pytest.fixture(autouse=True)
def it_is_refused_at_first(expected_statuses):
    expected_statuses.add(422)


@pytest.fixture
def parent(module):
    return write(module)


# -- Each rule -------------------------------------------------------------------


@each_rule
@with_and_without_javascript
def test_the_words_come_back_marked_with_staff_s_sentence_and_the_reason(page, module, code):
    form = flagged_form(page, module, code)

    expect(form.locator("mark")).to_have_text(words_found(code))
    expect(form.locator(".marked")).to_have_text(breaching(code))
    expect(form.get_by_role("alert")).to_contain_text(Rule.objects.get(code=code).sentence)
    expect(form.get_by_role("alert")).to_contain_text(WHY[code])
    assert not Comment.objects.exists()


@each_rule
@with_and_without_javascript
def test_once_the_author_has_taken_the_words_out_it_is_published(page, module, code):
    form = flagged_form(page, module, code)

    edit_comment(form, CLEAN)

    expect(shown(page, CLEAN)).to_be_in_viewport()
    expect(count_heading(page)).to_have_text("1 Comment, 1 thread")


@each_rule
@with_and_without_javascript
def test_sent_as_it_is_it_waits_with_its_words_marked(page, module, code):
    send_as_it_is(flagged_form(page, module, code))

    expect(page.get_by_role("heading", level=1)).to_have_text("Your comment")
    expect(page.get_by_role("status")).to_contain_text("It is waiting for a moderator.")
    expect(page.locator("mark")).to_have_text(words_found(code))
    expect(page.locator(".found")).to_contain_text(Rule.objects.get(code=code).sentence)
    expect_nothing_on_board(page, module)


@each_rule
@with_and_without_javascript
def test_edited_while_it_waits_it_is_published_at_once(page, module, code):
    send_as_it_is(flagged_form(page, module, code))
    expect(page.get_by_role("status")).to_contain_text("waiting")

    send_again(page, CLEAN)

    expect(shown(page, CLEAN)).to_be_in_viewport()
    expect(count_heading(page)).to_have_text("1 Comment, 1 thread")


# -- The form that comes back ----------------------------------------------------


@with_and_without_javascript
def test_what_was_found_is_what_one_is_led_to(page, module):
    form = flagged_form(page, module, "link")

    expect(form.locator(".flagged")).to_be_focused()
    expect(form.locator(".flagged")).to_be_in_viewport()


@with_and_without_javascript
def test_nothing_typed_is_lost(page, module):
    form = flagged_form(page, module, "link", City="Leeds")

    expect(form.get_by_label("Comment")).to_have_value(breaching("link"))
    expect(form.get_by_label("Name (required)")).to_have_value("Priya Raman")
    expect(form.get_by_label("Email")).to_have_value("priya@example.org")
    expect(form.get_by_label("City")).to_have_value("Leeds")


@with_and_without_javascript
def test_the_enter_key_in_a_field_does_not_send_it_to_a_moderator(page, module):
    form = flagged_form(page, module, "link")
    form.get_by_label("Comment").fill("It moved to www.example.com yesterday.")

    form.get_by_label("Name (required)").press("Enter")

    expect(page.locator("mark")).to_have_text(["www.example.com"])
    expect(comment_form(page).get_by_label("Name (required)")).to_be_visible()


@with_and_without_javascript
def test_an_edit_that_breaks_another_rule_is_asked_about_again(page, module):
    form = flagged_form(page, module, "link")

    edit_comment(form, breaching("referral"))

    expect(page.locator("mark")).to_have_text(words_found("referral"))
    expect(page.locator(".found")).not_to_contain_text(Rule.objects.get(code="link").sentence)


@with_and_without_javascript
def test_two_rules_broken_are_both_named(page, module):
    form = flagged_form(page, module, "link", "personal")

    expect(form.locator("mark")).to_have_text(words_found("link", "personal"))
    expect(form.locator(".found > li")).to_contain_text(
        [Rule.objects.get(code=code).sentence for code in ("link", "personal")]
    )


@with_and_without_javascript
def test_a_link_leads_to_each_mark(page, module):
    page.set_viewport_size({"width": 320, "height": 300})  # in which they do not all fit
    between = "\n\n".join(["We sat and breathed."] * 20)
    text = f"{BREACHES['link'][0]}\n\n{between}\n\n{BREACHES['personal'][0]}"
    form = flagged_form(page, module, Comment=text)

    for words in words_found("link", "personal"):
        form.get_by_role("link", name=words).click()

        expect(form.locator("mark:target")).to_have_text(words)
        expect(form.locator("mark:target")).to_be_in_viewport()


# -- In a reply --------------------------------------------------------------------


def flagged_reply_page(page, parent, *codes):
    page.goto(f"{parent.get_absolute_url()}reply/")
    fill_and_post(reply_form(page, parent), Comment=breaching(*codes))
    expect(page.locator("mark").first).to_be_visible()
    return reply_form(page, parent)


@in_place_and_on_its_page
def test_a_reply_comes_back_marked(page, module, parent):
    form = flagged_form(page, module, "link", "referral", parent=parent)

    expect(form.locator("mark")).to_have_text(words_found("link", "referral"))
    expect(form.get_by_role("alert")).to_contain_text(Rule.objects.get(code="referral").sentence)
    expect(form.get_by_label("Comment")).to_have_value(breaching("link", "referral"))


@in_place_and_on_its_page
def test_what_was_found_in_a_reply_is_what_one_is_led_to(page, module, parent):
    form = flagged_form(page, module, "link", parent=parent)

    expect(form.locator(".flagged")).to_be_focused()
    expect(form.locator(".flagged")).to_be_in_viewport()


def test_on_the_page_of_a_reply_one_is_led_there_with_javascript_too(page, parent):
    form = flagged_reply_page(page, parent, "link")

    expect(form.locator(".flagged")).to_be_focused()


@in_place_and_on_its_page
def test_an_edited_reply_is_published_beneath_what_it_answers(page, module, parent):
    form = flagged_form(page, module, "referral", parent=parent)

    edit_comment(form, CLEAN)

    expect(replies_to(page, parent)).to_contain_text([CLEAN])
    expect(count_heading(page)).to_have_text("2 Comments, 1 thread")


@in_place_and_on_its_page
def test_a_reply_sent_as_it_is_waits_and_is_not_on_the_board(page, module, parent):
    send_as_it_is(flagged_form(page, module, "referral", parent=parent))

    expect(page.get_by_role("status")).to_contain_text("It is waiting for a moderator.")
    expect(page.locator("mark")).to_have_text(words_found("referral"))
    page.goto(module.get_absolute_url())
    expect(count_heading(page)).to_have_text("1 Comment, 1 thread")
    expect(replies_to(page, parent)).to_have_count(0)


@in_place_and_on_its_page
def test_a_reply_edited_while_it_waits_is_published_beneath_what_it_answers(page, module, parent):
    send_as_it_is(flagged_form(page, module, "referral", parent=parent))
    expect(page.get_by_role("status")).to_contain_text("waiting")

    send_again(page, CLEAN)

    expect(replies_to(page, parent)).to_contain_text([CLEAN])
    expect(shown(page, CLEAN)).to_be_in_viewport()


def test_of_two_replies_marked_at_once_each_link_leads_to_its_own_mark(page, module):
    broken = {write(module): "referral", write(module): "link"}
    page.goto(module.get_absolute_url())
    for parent, code in broken.items():
        fill_and_post(open_reply_form(page, parent), Comment=breaching(code))
        expect(reply_form(page, parent).locator("mark")).to_have_text(words_found(code))

    for parent, code in broken.items():
        reply_form(page, parent).locator(".found").get_by_role("link").click()

        expect(page.locator("mark:target")).to_have_text(words_found(code))


# -- Advice ------------------------------------------------------------------------


@pytest.fixture
def advised():
    """A rule that advises, and the words that staff have listed for it."""
    return change_rule("confidentiality", action="advise", phrases=BAKER)


@with_and_without_javascript
def test_advice_may_be_passed_over(page, module, advised):
    form = flagged_form(page, module, Comment=OF_A_BAKER)
    expect(form.locator("mark")).to_have_text([BAKER])
    expect(form.get_by_role("alert")).to_contain_text(advised.sentence)

    form.get_by_role("button", name="Post it as it is").click()

    expect(shown(page, OF_A_BAKER)).to_be_in_viewport()
    expect(count_heading(page)).to_have_text("1 Comment, 1 thread")


@with_and_without_javascript
def test_advice_may_be_followed(page, module, advised):
    form = flagged_form(page, module, Comment=OF_A_BAKER)

    edit_comment(form, CLEAN)

    expect(shown(page, CLEAN)).to_be_in_viewport()


@with_and_without_javascript
def test_a_byline_narrowed_at_the_advice_is_the_one_on_the_board(
    page, module, advised, psychotherapy
):
    form = open_form(page, module)
    form.get_by_label("Profession").select_option("Psychotherapy")
    form.get_by_label("Country").select_option("United Kingdom")
    fill_and_post(form, Comment=OF_A_BAKER)
    form.get_by_label("My byline shows").select_option("Name and country only")

    form.get_by_role("button", name="Post it as it is").click()

    expect(shown(page, OF_A_BAKER).get_by_role("heading")).to_have_text("Priya Raman, GB says")


@with_and_without_javascript
def test_a_byline_narrowed_before_the_comment_is_changed_stays_narrow(
    page, module, advised, psychotherapy
):
    form = open_form(page, module)
    form.get_by_label("Profession").select_option("Psychotherapy")
    form.get_by_label("Country").select_option("United Kingdom")
    fill_and_post(form, Comment=OF_A_BAKER)
    form.get_by_label("My byline shows").select_option("Name and profession only")

    edit_comment(form, CLEAN)

    expect(shown(page, CLEAN).get_by_role("heading")).to_have_text(
        "Priya Raman, Psychotherapy says"
    )


def test_advice_in_a_reply_in_place_may_be_passed_over(page, module, parent, advised):
    form = flagged_form(page, module, parent=parent, Comment=OF_A_BAKER)

    form.get_by_role("button", name="Post it as it is").click()

    expect(replies_to(page, parent)).to_contain_text([OF_A_BAKER])


@with_and_without_javascript
def test_with_a_rule_broken_besides_it_is_not_for_the_author_alone_to_decide(page, module, advised):
    form = flagged_form(page, module, Comment=f"{OF_A_BAKER} {BREACHES['link'][0]}")

    expect(form.locator("mark")).to_have_text([BAKER, "www.example.org"])
    expect(form.get_by_role("button", name="Post it as it is")).to_have_count(0)
    expect(form.get_by_role("button", name="Send to a moderator as it is")).to_be_visible()


# -- Rules that hold ---------------------------------------------------------------


@with_and_without_javascript
def test_a_rule_that_holds_does_not_ask_the_author_first(page, module):
    rule = change_rule("link", action="hold")

    fill_and_post(open_form(page, module), Comment=breaching("link"))

    expect(page.get_by_role("status")).to_contain_text("words that a moderator always looks at")
    expect(page.locator("mark")).to_have_text(words_found("link"))
    expect(page.locator(".found")).to_contain_text(rule.sentence)
    expect_nothing_on_board(page, module)


@with_and_without_javascript
def test_what_a_rule_holds_is_published_once_its_words_are_taken_out(page, module):
    change_rule("link", action="hold")
    fill_and_post(open_form(page, module), Comment=breaching("link"))
    expect(page.get_by_role("status")).to_contain_text("waiting")

    send_again(page, CLEAN)

    expect(shown(page, CLEAN)).to_be_in_viewport()


@with_and_without_javascript
def test_who_may_be_in_danger_reads_first_what_staff_wrote_to_help(page, module):
    change_rule("crisis", sentence=HELP, phrases=DARK)

    fill_and_post(open_form(page, module), Comment=IN_THE_DARK)

    expect(page.locator("h1 + *")).to_have_text(HELP)
    expect(page.get_by_role("region", name="If you need help")).to_be_in_viewport()
    expect(page.get_by_role("article")).to_contain_text(IN_THE_DARK)
    expect(page.locator("mark")).to_have_count(0)
    expect_nothing_on_board(page, module)


@with_and_without_javascript
def test_who_may_be_in_danger_is_at_the_top_of_the_queue(page, module):
    change_rule("crisis", sentence=HELP, phrases=DARK)
    module.start_thread(make_comment(breaching("link")), as_is=True)

    fill_and_post(open_form(page, module), Comment=IN_THE_DARK)
    expect(page.get_by_role("status")).to_contain_text("A moderator looks at it first of all.")

    assert [comment.text for comment in HeldComment.objects.all()] == [
        IN_THE_DARK,
        breaching("link"),
    ]


def test_in_a_reply_in_place_too_what_staff_wrote_to_help_comes_first(page, module, parent):
    change_rule("crisis", sentence=HELP, phrases=DARK)

    fill_and_post(open_form(page, module, parent), Comment=IN_THE_DARK)

    expect(page.locator("h1 + *")).to_have_text(HELP)
    expect(page.locator("mark")).to_have_count(0)


# -- A member ----------------------------------------------------------------------


def flagged_form_of_member(page, module, code):
    form = open_form(page, module)
    form.get_by_label("Comment").fill(breaching(code))
    post(form)
    expect(form.locator("mark")).to_have_text(words_found(code))
    return form


@with_and_without_javascript
def test_a_member_takes_the_words_out_and_it_is_published(signed_in, module):
    form = flagged_form_of_member(signed_in, module, "personal")
    expect(form.get_by_role("alert")).to_contain_text(Rule.objects.get(code="personal").sentence)

    edit_comment(form, CLEAN)

    expect(shown(signed_in, CLEAN)).to_contain_text("Dana Whitfield")


@with_and_without_javascript
def test_a_member_sends_it_as_it_is_and_edits_it_there(signed_in, module):
    send_as_it_is(flagged_form_of_member(signed_in, module, "personal"))
    expect(signed_in.get_by_role("status")).to_contain_text("It is waiting for a moderator.")
    expect(signed_in.locator("mark")).to_have_text(words_found("personal"))

    send_again(signed_in, CLEAN)

    expect(shown(signed_in, CLEAN)).to_contain_text("Dana Whitfield")


# -- A moderator -------------------------------------------------------------------


@pytest.fixture
def desk(browser, live_server, javascript, expected_statuses, mod):
    """Another browser, in which a moderator has signed in to the administration."""
    context = browser.new_context(base_url=live_server.url, java_script_enabled=javascript)
    errors = []
    context.on("weberror", lambda event: errors.append(str(event.error)))
    context.on(
        "console", lambda event: errors.append(event.text) if event.type == "error" else None
    )
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    sign_in(page, mod, "password of Moderators", to="/admin/")
    expect(page.get_by_role("link", name="Waiting comments")).to_be_visible()
    yield page
    context.close()
    assert unexpected(errors, expected_statuses) == []


@with_and_without_javascript
def test_a_moderator_sees_the_words_marked_in_the_queue(page, module, desk):
    send_as_it_is(flagged_form(page, module, "link", "referral"))
    expect(page.get_by_role("status")).to_contain_text("waiting")

    desk.get_by_role("link", name="Waiting comments").click()

    card = desk.get_by_role("article", name="Priya Raman")
    expect(card.locator("mark")).to_have_text(words_found("link", "referral"))
    expect(card).to_contain_text(WHY["link"])
    expect(card).to_contain_text(WHY["referral"])


@with_and_without_javascript
def test_what_a_moderator_decides_is_what_the_author_reads(page, module, desk):
    send_as_it_is(flagged_form(page, module, "link"))
    expect(page.get_by_role("status")).to_contain_text("waiting")

    desk.get_by_role("link", name="Waiting comments").click()
    expect(desk.get_by_role("article", name="Priya Raman")).to_be_visible()
    desk.get_by_role("combobox", name="Rule").select_option("post links or advertise a product")
    desk.get_by_label("Sentence to the author").fill("Please tell us the title instead.")
    desk.locator("button[value=remove]").click()
    expect(desk.get_by_text("You have just decided")).to_contain_text("removed it")
    expect(desk.get_by_text("The queue is empty.")).to_be_visible()
    page.reload()

    expect(page.get_by_role("status")).to_contain_text("A moderator did not publish it.")
    said = page.get_by_role("region", name="What the moderator says")
    expect(said).to_contain_text(Rule.objects.get(code="link").sentence)
    expect(said).to_contain_text("Please tell us the title instead.")
    expect_nothing_on_board(page, module)


# -- For everybody -----------------------------------------------------------------


def test_axe_finds_nothing_on_a_comment_that_came_back(page, module):
    flagged_form(page, module, "link", "personal")

    assert complaints(page) == []


def test_axe_finds_nothing_on_a_reply_that_came_back_in_place(page, module, parent):
    flagged_form(page, module, "link", "personal", parent=parent)

    assert complaints(page) == []


def test_axe_finds_nothing_on_a_reply_that_came_back_on_its_page(page, parent):
    flagged_reply_page(page, parent, "link", "personal")

    assert complaints(page) == []


def test_axe_finds_nothing_on_advice(page, module, advised):
    flagged_form(page, module, Comment=OF_A_BAKER)

    assert complaints(page) == []


def test_axe_finds_nothing_where_help_is_offered(page, module):
    change_rule("crisis", sentence=HELP, phrases=DARK)
    fill_and_post(open_form(page, module), Comment=IN_THE_DARK)
    expect(page.get_by_role("region", name="If you need help")).to_be_visible()

    assert complaints(page) == []


@pytest.mark.parametrize("answers", [False, True], ids=("a comment", "a reply in place"))
def test_what_came_back_fits_a_narrow_screen(page, module, answers):
    parent = write(module) if answers else None
    address = f"www.example.org/{'w' * 200}"

    form = flagged_form(page, module, parent=parent, Comment=f"My handout is at {address} for all.")

    expect(form.locator("mark")).to_have_text([address])
    assert overflow(page) <= 0
