"""Rules as staff write them: at the form, to the author, what a finding does, their versions."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from boards.models import Comment, Finding, Hold, Rule, RuleVersion
from boards.screening import Flagged, screen
from tests.conftest import form_data, make_comment, make_module, post_url, write

pytestmark = pytest.mark.django_db

PAUSED = "I give them a pause before we begin."


def find_pause(text):
    at = text.find("pause")
    words = {"words": "pause", "certainty": "likely", "sentence": "It says pause."}
    return [Finding(rule="link", start=at, end=at + 5, **words)] if at >= 0 else []


@pytest.fixture
def rule(settings):
    """The rule "link", with a screener that finds the word «pause»."""
    settings.COMMENT_SCREENERS = [f"{__name__}.find_pause"]
    return Rule.objects.get(code="link")


def change(rule, **words):
    for name, value in words.items():
        setattr(rule, name, value)
    rule.save()
    return rule


# -- Read once an edition -------------------------------------------------------------


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
@pytest.mark.usefixtures("questions_counted")
def test_rules_are_read_once_until_one_of_them_changes(rule, django_assert_num_queries):
    assert screen(PAUSED).findings

    with django_assert_num_queries(1):  # which edition is out
        assert screen(PAUSED).findings

    change(rule, sentence="")
    assert not screen(PAUSED).findings


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_change_that_is_undone_has_never_been(rule):
    with transaction.atomic():
        change(rule, sentence="")
        assert not screen(PAUSED).findings
        transaction.set_rollback(True)
    Rule.objects.get(code="advert").save()  # which takes the number of the edition that was undone

    assert screen(PAUSED).findings


# -- Words of staff -----------------------------------------------------------------


def test_a_new_board_begins_with_the_three_lines(client, module):
    page = client.get(module.get_absolute_url()).content.decode()

    assert "<li>share about or seek advice for personal problems</li>" in page
    assert "<li>ask for referrals</li>" in page
    assert "<li>post links or advertise a product</li>" in page


def test_the_line_at_the_form_is_as_staff_write_it(client, module, rule):
    change(rule, line="post <addresses> of any kind")

    page = client.get(module.get_absolute_url()).content.decode()

    assert "<li>post &lt;addresses&gt; of any kind</li>" in page


def test_a_rule_without_a_line_is_not_listed(client, module, rule):
    change(rule, line="")

    assert "post links" not in client.get(module.get_absolute_url()).content.decode()


def test_the_author_reads_staff_s_own_words_and_why(guest, module, rule):
    change(rule, line="pause", sentence="We never pause here.")

    page = guest.post(post_url(module), form_data(comment=PAUSED)).content.decode()

    assert "Please do not pause." in page
    assert "We never pause here." in page
    assert "It says pause." in page


def test_a_rule_without_a_sentence_is_not_checked(module, rule):
    change(rule, sentence="")

    assert module.start_thread(make_comment(PAUSED)).is_published


# -- At a report --------------------------------------------------------------------


def test_at_a_report_a_rule_is_put_as_staff_write_it_for_there(rule):
    change(rule, line="post links", report_line="carry a link")

    assert rule.said_of_a_comment == "carry a link"


def test_a_rule_without_a_line_for_reports_is_put_as_at_the_form(rule):
    change(rule, line="post links", report_line="")

    assert rule.said_of_a_comment == "post links"


@pytest.mark.parametrize(
    ("words", "is_reportable"),
    [
        ({"line": "post links", "report_line": ""}, True),
        ({"line": "", "report_line": "carry a link"}, True),
        ({"line": "", "report_line": ""}, False),
        ({"line": "post links", "sentence": ""}, False),
    ],
    ids=["a line at the form", "a line at a report", "no line", "not checked"],
)
def test_what_has_a_line_and_is_checked_can_be_reported(rule, words, is_reportable):
    change(rule, **words)

    assert Rule.objects.reportable().filter(pk=rule.pk).exists() is is_reportable


def test_a_line_for_reports_is_not_listed_at_the_form(client, module, rule):
    change(rule, line="", report_line="carry a link")

    assert "carry a link" not in client.get(module.get_absolute_url()).content.decode()


def test_a_rule_goes_by_the_first_line_it_has(rule):
    names = [
        str(change(rule, line=line, report_line=report_line))
        for line, report_line in (("post", "carry"), ("", "carry"), ("", ""))
    ]

    assert names == ["post", "carry", "link"]


def test_another_line_for_reports_is_a_new_version(rule):
    change(rule, report_line="carry a link")

    version = RuleVersion.objects.in_force().get(rule=rule)
    assert (version.number, version.report_line) == (2, "carry a link")


@pytest.mark.parametrize("code", ["confidentiality", "crisis"])
def test_a_rule_that_is_not_at_the_form_begins_with_a_line_for_reports(code):
    rule = Rule.objects.get(code=code)

    assert rule.line == ""
    assert rule.report_line
    assert RuleVersion.objects.in_force().get(rule=rule).report_line == rule.report_line


# -- What a finding does ------------------------------------------------------------


def test_choose_asks_the_author_first(module, rule):
    with pytest.raises(Flagged):
        module.start_thread(make_comment(PAUSED))


def test_hold_takes_it_for_a_moderator_without_asking(module, rule):
    change(rule, action="hold")

    comment = module.start_thread(make_comment(PAUSED))

    assert comment.held_for == Comment.HeldFor.RULE
    assert [finding.words for finding in comment.findings.all()] == ["pause"]


def test_advice_comes_back_once_and_never_blocks(guest, module, rule):
    change(rule, action="advise")

    asked = guest.post(post_url(module), form_data(comment=PAUSED))
    guest.post(post_url(module), form_data(comment=PAUSED, as_is="yes"))

    assert asked.status_code == 422
    assert "Post it as it is" in asked.content.decode()
    assert "Send to a moderator as it is" not in asked.content.decode()
    assert Comment.objects.get().is_published


def test_with_advice_the_author_may_show_less_of_the_byline(guest, module, rule):
    change(rule, action="advise")
    asked = guest.post(post_url(module), form_data(comment=PAUSED)).content.decode()

    guest.post(post_url(module), form_data(comment=PAUSED, as_is="yes", extent="country"))

    assert '<select name="extent"' in asked
    assert Comment.objects.get().extent == Comment.Extent.COUNTRY


def test_advice_beside_a_broken_rule_offers_the_narrower_byline_too(guest, module, rule):
    change(Rule.objects.get(code="confidentiality"), phrases="begin")

    page = guest.post(post_url(module), form_data(comment=PAUSED)).content.decode()

    assert '<select name="extent"' in page
    assert "Send to a moderator as it is" in page


def test_where_everything_waits_advice_does_not_promise_to_post_it(guest, module, rule):
    change(rule, action="advise")
    Hold.objects.create(module=module)

    page = guest.post(post_url(module), form_data(comment=PAUSED)).content.decode()

    assert "Send to a moderator as it is" in page
    assert "Post it as it is" not in page


def test_a_byline_narrowed_by_advice_stays_so_when_the_text_is_edited(guest, module, rule):
    change(rule, action="advise")
    data = form_data(comment=PAUSED, extent="country", name="")

    page = guest.post(post_url(module), data).content.decode()

    assert '<input type="hidden" name="extent" value="country">' in page


def test_urgent_goes_to_a_moderator_at_once_even_with_other_findings(module, rule):
    urgent = Rule.objects.get(code="advert")
    change(urgent, action="urgent", phrases="help me now")

    comment = module.start_thread(make_comment(f"{PAUSED} Help me now."))

    assert comment.held_for == Comment.HeldFor.URGENT


def test_what_was_taken_as_urgent_is_not_published_by_an_edit(module, rule):
    change(rule, action="urgent")
    comment = module.start_thread(make_comment(PAUSED))

    comment.edit("I give them time before we begin.")

    assert comment.is_held
    assert comment.held_for == Comment.HeldFor.URGENT


def test_an_edit_that_becomes_urgent_goes_to_the_top_of_the_queue(module, rule):
    Hold.objects.create(module=module)
    comment = module.start_thread(make_comment("A calm text."))
    change(rule, action="urgent")

    comment.edit(PAUSED)

    assert comment.held_for == Comment.HeldFor.URGENT


# -- Staff's own words and phrases --------------------------------------------------


@pytest.mark.parametrize(
    ("phrases", "text", "found"),
    [
        ("miracle cure", "A Miracle  Cure, they say.", ["Miracle  Cure"]),
        ("miracle cure\npills", "pills and a miracle\ncure", ["pills", "miracle\ncure"]),
        ("pill", "pillow, pills, un-pill", ["pill"]),
        ("a.b (c)", "aXb c, a.b (c)", ["a.b (c)"]),
        ("naïve", "A naïve view; naive", ["naïve"]),
        ("  \n", "nothing", []),
    ],
    ids=["case and space", "two", "whole words", "literal", "letters", "empty"],
)
def test_phrases_are_found_literally_as_whole_words(rule, phrases, text, found):
    change(rule, phrases=phrases)

    verdict = screen(text)

    assert [finding.words for finding in verdict.findings] == found
    assert all(text[each.start : each.end] == each.words for each in verdict.findings)


def test_a_phrase_that_is_everywhere_is_found_often_enough(rule):
    change(rule, phrases="a")

    assert len(screen("a " * 5000).findings) == 50


def test_phrases_that_take_too_long_leave_the_comment_to_a_person(module, rule, monkeypatch):
    change(rule, phrases="pause")

    def run_out_of_time(self, text):
        raise TimeoutError

    monkeypatch.setattr(Rule, "phrases_found", run_out_of_time)

    comment = module.start_thread(make_comment("A calm text."))

    assert comment.held_for == Comment.HeldFor.UNCHECKED


# -- Versions -----------------------------------------------------------------------


def test_every_change_of_words_is_a_new_version(rule, kim):
    rule.sentence = "In other words."
    rule.save(by=kim)

    assert rule.version == 2
    assert [(each.number, each.by) for each in rule.versions.all()] == [(2, kim), (1, None)]


def test_saving_without_a_change_makes_none(rule):
    rule.position = 9
    rule.save()

    assert rule.versions.count() == 1


def test_two_who_change_a_rule_at_the_same_time_are_both_on_record(rule):
    other = Rule.objects.get(pk=rule.pk)
    change(rule, sentence="In other words.")
    change(other, sentence="In words still other.")

    assert [each.sentence for each in rule.versions.all()][:2] == [
        "In words still other.",
        "In other words.",
    ]


def test_a_finding_names_the_version_it_was_made_under(module, rule):
    comment = module.start_thread(make_comment(PAUSED), as_is=True)
    change(rule, sentence="In other words.")

    finding = comment.findings.get()

    assert (finding.version.rule, finding.version.number) == (rule, 1)


def test_staff_change_a_rule_in_the_administration(client, rule, kim):
    client.force_login(kim)
    inline = {
        f"versions-{name}_FORMS": number
        for name, number in (("TOTAL", 0), ("INITIAL", 0), ("MIN_NUM", 0), ("MAX_NUM", 0))
    }

    client.post(
        reverse("admin:boards_rule_change", args=(rule.pk,)),
        {"position": 3, "line": "x", "sentence": "New.", "action": "hold", "phrases": ""} | inline,
    )

    version = RuleVersion.objects.in_force().get(rule=rule)
    assert (version.number, version.sentence, version.action) == (2, "New.", "hold")
    assert version.by == kim


def test_rules_are_not_deleted(client, rule, admin):
    client.force_login(admin)

    answer = client.post(reverse("admin:boards_rule_delete", args=(rule.pk,)), {"post": "yes"})

    assert answer.status_code == 403
    assert Rule.objects.filter(pk=rule.pk).exists()


# -- Holding everything -------------------------------------------------------------


@pytest.mark.parametrize("everywhere", [True, False], ids=["everywhere", "one module"])
def test_a_switch_holds_everything(guest, course, module, everywhere):
    Hold.objects.create(module=None if everywhere else module)

    guest.post(post_url(module), form_data())
    guest.post(post_url(make_module(course, 2)), form_data(comment="On another module."))

    held = Comment.objects.filter(held_for=Comment.HeldFor.EVERYTHING)
    assert held.count() == (2 if everywhere else 1)
    assert Comment.objects.count() == 2


def test_people_are_told_at_the_form_and_why(client, module):
    Hold.objects.create(module=module, reason="The course has just been in the news.")

    page = client.get(module.get_absolute_url()).content.decode()

    assert "a moderator reads every comment here before it appears" in page
    assert "The course has just been in the news." in page


def test_a_held_comment_s_page_says_that_everything_waits(guest, module):
    Hold.objects.create(module=module)

    page = guest.post(post_url(module), form_data(), follow=True).content.decode()

    assert "For now, a moderator reads every comment here before it appears." in page
    assert "Once nothing is found" not in page


def test_a_reply_is_held_too(guest, module):
    opening = write(module)
    Hold.objects.create(module=module)

    reply = opening.thread.reply(make_comment("A reply."), to=opening)

    assert reply.held_for == Comment.HeldFor.EVERYTHING


def test_editing_what_waits_with_everything_does_not_publish_it(module):
    Hold.objects.create(module=module)
    comment = module.start_thread(make_comment("A calm text."))

    comment.edit("Another calm text.")

    assert comment.is_held


@pytest.mark.parametrize("everywhere", [True, False], ids=["everywhere", "one module"])
def test_a_switch_is_on_once(module, everywhere):
    over = None if everywhere else module
    Hold.objects.create(module=over)

    with pytest.raises(IntegrityError), transaction.atomic():
        Hold.objects.create(module=over)


def test_a_moderator_switches_it_on_and_off(client, module, mod):
    client.force_login(mod)

    client.post(reverse("admin:boards_hold_add"), {"module": module.pk, "reason": "A storm."})
    hold = Hold.objects.get()
    client.post(reverse("admin:boards_hold_delete", args=(hold.pk,)), {"post": "yes"})

    assert (hold.module, hold.by) == (module, mod)
    assert not Hold.objects.exists()
