"""What an author sees of a decision on the page of the comment, and says to it."""

import pytest

from boards.models import Comment, Rule, RuleVersion
from moderation.models import Answer, Decision, HeldComment
from tests.conftest import form_data, make_comment, post_url

pytestmark = pytest.mark.django_db

Act = Decision.Act
LINKED = "I wrote about it at www.example.org last year."


@pytest.fixture
def sent(guest, module):
    """A guest's comment, sent as it is, and the address of its page."""
    answer = guest.post(post_url(module), form_data(comment=LINKED, as_is="yes"))
    return Comment.objects.get(), answer.headers["Location"]


@pytest.fixture
def link_rule():
    return RuleVersion.objects.in_force().get(rule__code="link")


def page_of(guest, address):
    return guest.get(address).content.decode()


def answer(guest, address, text, decision=None):
    """Send the answer from the page as it is, or as it was when `decision` was the newest."""
    decision = decision or Decision.objects.first()
    address = address.replace("/status/", "/answer/")
    return guest.post(address, {"answer": text, "decision": decision.pk if decision else ""})


def test_a_comment_not_published_says_under_which_rule_and_the_moderator_s_sentence(
    guest, sent, mod, link_rule
):
    comment, address = sent
    Decision.make(Act.REMOVE, comment, by=mod, rule=link_rule, sentence="It is <your> shop.")

    page = page_of(guest, address)

    assert "A moderator did not publish it." in page
    assert "Please do not post links or advertise a product." in page
    assert "Please leave out addresses of every kind" in page
    assert "It is &lt;your&gt; shop." in page


def test_nobody_learns_which_moderator_it_was(guest, sent, mod, link_rule):
    comment, address = sent
    mod.name = "Samantha Birchwood"
    mod.save()
    Decision.make(Act.REMOVE, comment, by=mod, rule=link_rule)

    page = page_of(guest, address)

    assert "Samantha" not in page
    assert mod.email not in page


def test_the_rule_is_shown_as_it_was_when_it_was_decided(guest, sent, mod, link_rule):
    comment, address = sent
    Decision.make(Act.REMOVE, comment, by=mod, rule=link_rule)
    link_rule.rule.sentence = "Other words by now."
    link_rule.rule.save()

    page = page_of(guest, address)

    assert "Other words by now." not in page
    assert "Please leave out addresses of every kind" in page


def test_asked_for_changes_the_author_changes_it_and_it_goes_back(guest, sent, mod):
    comment, address = sent
    Decision.make(Act.ASK, comment, by=mod, sentence="Please leave out the address.")
    before = page_of(guest, address)

    guest.post(f"{address}edit/", {"comment": "I wrote about it last year."})

    comment.refresh_from_db()
    assert "A moderator asks you to change it." in before
    assert "Please leave out the address." in before
    assert "Send it again" in before
    assert comment.held_for == Comment.HeldFor.REVISED
    assert "You changed it as you were asked." in page_of(guest, address)


def test_a_published_comment_called_back_for_changes_waits_again(module, mod):
    comment = module.start_thread(make_comment("A calm text."))

    Decision.make(Act.ASK, comment, by=mod, sentence="Please leave out her name.")

    comment.refresh_from_db()
    module.refresh_from_db()
    assert comment.held_for == Comment.HeldFor.CHANGES
    assert module.comments_count == 0


def test_the_author_answers_once(guest, sent, mod, link_rule):
    comment, address = sent
    Decision.make(Act.REMOVE, comment, by=mod, rule=link_rule)

    answer(guest, address, "It is the public library.")
    again = answer(guest, address, "Hello?")

    assert Answer.objects.get().text == "It is the public library."
    assert again.status_code == 422
    assert "This comment has changed in the meantime." in again.content.decode()
    assert "Hello?" in again.content.decode()
    assert "It is the public library." in page_of(guest, address)
    assert HeldComment.objects.filter(pk=comment.pk).exists()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Write your answer first."),
        (" \u200b ", "Write your answer first."),
        ("x" * 2001, "up to 2000 are possible"),
    ],
    ids=["nothing", "invisible", "too long"],
)
def test_a_bad_answer_gets_a_sentence_and_keeps_what_was_typed(
    guest, sent, mod, link_rule, typed, said
):
    comment, address = sent
    Decision.make(Act.REMOVE, comment, by=mod, rule=link_rule)

    response = answer(guest, address, typed)

    assert response.status_code == 422
    assert said in response.content.decode()
    assert typed.strip() in response.content.decode()
    assert not Answer.objects.exists()


def test_without_a_decision_there_is_nothing_to_answer(guest, sent):
    _comment, address = sent

    assert answer(guest, address, "Hello?").status_code == 422
    assert not Answer.objects.exists()


def test_another_s_comment_cannot_be_answered_for(client, sent, mod, mallory, link_rule):
    comment, _address = sent
    Decision.make(Act.REMOVE, comment, by=mod, rule=link_rule)
    client.force_login(mallory)

    assert client.post(f"/comments/{comment.pk}/answer/", {"answer": "x"}).status_code == 404
    assert client.post(f"/comments/{comment.pk}/answer/bad/", {"answer": "x"}).status_code == 404


def test_a_member_answers_by_signing_in(client, module, dana, mod, link_rule):
    comment = module.start_thread(make_comment(LINKED, author=dana), as_is=True)
    Decision.make(Act.REMOVE, comment, by=mod, rule=link_rule)
    client.force_login(dana)

    client.post(
        f"/comments/{comment.pk}/answer/",
        {"answer": "It is the public library.", "decision": Decision.objects.get().pk},
    )

    assert Answer.objects.get().text == "It is the public library."


def test_after_the_moderator_has_looked_again_the_author_sees_it(guest, sent, mod, link_rule):
    comment, address = sent
    decision = Decision.make(Act.REMOVE, comment, by=mod, rule=link_rule)
    decision.take_answer("It is the public library.")
    comment.refresh_from_db()

    Decision.make(Act.KEEP, comment, by=mod, sentence="It still leads away from the board.")

    page = page_of(guest, address)
    assert "A moderator has read your answer and stands by the decision." in page
    assert "It still leads away from the board." in page
    assert "Please leave out addresses of every kind" in page
    assert "It is the public library." in page
    assert "Answer the moderator" not in page


def test_an_answer_to_what_has_been_decided_anew_is_not_taken_but_given_back(
    guest, sent, mod, link_rule
):
    comment, address = sent
    first = Decision.make(Act.ASK, comment, by=mod, sentence="Please leave it out.")
    comment.refresh_from_db()
    Decision.make(Act.REMOVE, comment, by=mod, rule=link_rule)

    refused = answer(guest, address, "But it helps.", decision=first)

    assert refused.status_code == 422
    assert "But it helps." in refused.content.decode()
    assert not Answer.objects.exists()


def test_lines_are_counted_as_they_are_kept(guest, sent, mod, link_rule):
    comment, address = sent
    Decision.make(Act.REMOVE, comment, by=mod, rule=link_rule)

    answer(guest, address, "\r\n".join(["x" * 99] * 20))

    assert len(Answer.objects.get().text) == 1999


def test_an_answer_is_given_back_when_the_session_has_ended(client, module, dana, mod, link_rule):
    comment = module.start_thread(make_comment(LINKED, author=dana), as_is=True)
    Decision.make(Act.REMOVE, comment, by=mod, rule=link_rule)

    response = client.post(f"/comments/{comment.pk}/answer/", {"answer": "It is our library."})

    assert response.status_code == 403
    assert "It is our library." in response.content.decode()


def test_what_was_on_the_board_was_taken_off_it(client, module, dana, mod):
    comment = module.start_thread(make_comment("A calm text.", author=dana))
    Decision.make(Act.REMOVE, comment, by=mod)
    client.force_login(dana)

    page = client.get(f"/comments/{comment.pk}/status/").content.decode()

    assert "A moderator has taken it off the board." in page


def test_what_staff_wrote_to_help_stands_first_and_no_word_is_held_against_the_author(
    guest, module
):
    rule = Rule.objects.get(code="advert")
    rule.action, rule.sentence, rule.phrases = "urgent", "Ring 116 123.\nSomebody is there.", "dark"
    rule.save()

    answer = guest.post(post_url(module), form_data(comment="It is so dark."), follow=True)

    page = answer.content.decode()
    assert page.index("Ring 116 123.<br>Somebody is there.") < page.index("Edit it")
    assert "Please do not wait for us" in page
    assert "<mark" not in page
    assert "posting rule" not in page
    assert "please do NOT" not in page


def test_help_stays_while_it_waits_and_is_worded_as_staff_word_it_now(guest, module, mod):
    rule = Rule.objects.get(code="advert")
    rule.action, rule.sentence, rule.phrases = "urgent", "Ring 116 123.", "dark"
    rule.save()
    sent = guest.post(post_url(module), form_data(comment="It is so dark."))
    address = sent.headers["Location"]
    rule.sentence = "Ring 116 124."
    rule.save()
    before = page_of(guest, address)

    Decision.make(Act.REMOVE, Comment.objects.get(), by=mod)

    assert "Ring 116 124." in before
    assert "Ring 116 124." in page_of(guest, address)


def test_help_stays_where_an_edit_is_asked_about(guest, module):
    rule = Rule.objects.get(code="advert")
    rule.action, rule.sentence, rule.phrases = "urgent", "Ring 116 123.", "dark"
    rule.save()
    sent = guest.post(post_url(module), form_data(comment="It is so dark."))
    address = sent.headers["Location"]

    asked = guest.post(f"{address}edit/", {"comment": LINKED})

    assert asked.status_code == 422
    assert "Ring 116 123." in asked.content.decode()
