"""Readers report a comment; what that does with it, and what they hear of it afterwards."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import permutations

import pytest
from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.core import mail
from django.core.management import call_command
from django.db import connection, models
from django.test import Client
from django.utils import timezone
from post_office.models import Email

from boards import trees
from boards.models import Comment, Rule, RuleVersion
from boards.refusals import NotPossible
from boards.views.posting import status_address
from moderation.due import tell_reporters
from moderation.models import Decision, HeldComment, Report
from tests.conftest import build, make_comment, write

pytestmark = pytest.mark.django_db

Act = Decision.Act
TEXT = "Her daughter sings in the choir of Ambleside."
SENTENCE = "I know <her> family."
ELSEWHERE = "198.51.100.7"
THANKS = "Thank you for your report"
HERE = "This comment has been reported"  # by this guest, or a neighbour
SAME_SITE = {"Origin": "http://testserver"}


@pytest.fixture(autouse=True)
def one_day(monkeypatch):
    """A guest is another person tomorrow; a test that runs over midnight stays on its day."""
    now = timezone.now
    evening = now().replace(hour=23, minute=59, second=59, microsecond=999_999)
    monkeypatch.setattr(timezone, "now", lambda: min(now(), evening))


def let_a_day_pass(monkeypatch):
    tomorrow = timezone.now() + timedelta(days=1)
    monkeypatch.setattr(timezone, "now", lambda: tomorrow)


@pytest.fixture
def comment(module):
    return write(module, text=TEXT, name="Priya Raman", email="priya@example.org")


@pytest.fixture
def of_a_day(module):
    """More comments than anybody reports in a day."""
    return [opening for [opening] in build(module, [[]] * 31)]


@pytest.fixture
def link_rule():
    return RuleVersion.objects.in_force().get(rule__code="link")


def address_of(comment):
    return f"/comments/{comment.pk}/report/"


def typed(code="link", **changes):
    """What the browser sends with the form."""
    return {"rule": Rule.objects.get(code=code).pk, "sentence": "", "website": ""} | changes


def send(client, comment, *, from_address="198.51.100.1", **changes):
    return client.post(address_of(comment), typed(**changes), REMOTE_ADDR=from_address)


def page_after(client, answer, from_address="198.51.100.1"):
    """What a browser shows after the answer to a form."""
    return client.get(answer["Location"], REMOTE_ADDR=from_address).content.decode()


def make_report(comment, by=None, **fields):
    """By a member, or else each time by another guest."""
    person = Report.person_of(by or AnonymousUser(), f"address {Report.objects.count()}")
    rule = RuleVersion.objects.in_force().get(rule__code="link")
    fields = {"rule": rule, "person": person, "reporter": by} | fields
    return Report.make(Comment.objects.get(pk=comment.pk), **fields)


def hold_by_reports(comment, member):
    """By as many as it takes."""
    make_report(comment)
    make_report(comment)
    make_report(comment, by=member)
    comment.refresh_from_db()
    assert comment.held_for == Comment.HeldFor.REPORTED


def set_back(row, **time):
    """As if it had been made so long ago."""
    rows = models.QuerySet(type(row)).filter(pk=row.pk)
    rows.update(created=timezone.now() - timedelta(**time))


def board(client, comment):
    return client.get(comment.thread.module.get_absolute_url()).content.decode()


# -- The form --------------------------------------------------------------------------


def test_each_comment_on_the_board_has_a_link_for_reporting_it(client, comment):
    page = board(client, comment)

    assert f"href={address_of(comment)}>Report</a>" in page


def test_on_a_closed_board_a_comment_can_still_be_reported(guest, comment):
    comment.thread.module.board = comment.thread.module.Board.CLOSED
    comment.thread.module.save()

    send(guest, comment)

    assert address_of(comment) in board(guest, comment)
    assert Report.objects.get().comment == comment


def test_the_form_shows_the_comment_and_makes_no_session(client, comment):
    answer = client.get(address_of(comment))

    assert TEXT in answer.content.decode()
    assert "csrfmiddlewaretoken" not in answer.content.decode()
    assert not answer.cookies


def test_the_form_is_kept_by_no_cache_and_no_search_engine(client, comment):
    answer = client.get(address_of(comment))

    assert answer["Cache-Control"] == "private, no-store"
    assert '<meta name="robots" content="noindex">' in answer.content.decode()


def test_the_rules_are_offered_in_staff_s_words_for_a_report_or_else_as_at_the_form(
    client, comment
):
    rule = Rule.objects.get(code="link")
    rule.report_line = "lead to a shop"
    rule.save()

    page = client.get(address_of(comment)).content.decode()

    assert "> lead to a shop</label>" in page
    assert rule.line not in page
    assert "> ask for referrals</label>" in page


# -- Reporting -------------------------------------------------------------------------


def test_a_guest_s_report_is_kept_with_its_rule_and_sentence(guest, comment, link_rule):
    send(guest, comment, sentence=SENTENCE)

    report = Report.objects.get()
    assert (report.comment, report.rule, report.sentence) == (comment, link_rule, SENTENCE)
    assert (report.reporter, report.email) == (None, "")


def test_a_report_is_answered_with_a_redirect_to_a_page_which_says_thanks(guest, comment):
    answer = send(guest, comment)
    page = guest.get(answer["Location"], REMOTE_ADDR="198.51.100.1").content.decode()

    assert answer.status_code == 303
    assert answer["Location"] == f"{address_of(comment)}?sent=1"
    assert not answer.cookies
    assert THANKS in page
    assert "Send the report" not in page


def test_a_sentence_is_not_needed_nor_one_that_nobody_can_see(guest, comment):
    send(guest, comment, sentence=" \u200b ")

    assert Report.objects.get().sentence == ""


def test_a_report_names_the_version_of_the_rule_in_force(guest, comment, link_rule):
    link_rule.rule.sentence = "In other words."
    link_rule.rule.save()

    send(guest, comment)

    assert Report.objects.get().rule.number == link_rule.number + 1


@pytest.mark.parametrize(
    "headers",
    [{"Origin": "https://elsewhere.example"}, {"Sec-Fetch-Site": "cross-site"}, {}],
    ids=["another origin", "another site", "no browser"],
)
def test_a_report_that_comes_from_no_page_of_ours_is_refused(client, comment, headers):
    answer = client.post(address_of(comment), typed(sentence=SENTENCE), headers=headers)

    assert answer.status_code == 403
    assert "I know &lt;her&gt; family." in answer.content.decode()
    assert not Report.objects.exists()


def test_a_member_reports_with_the_token_of_the_form(comment, dana):
    client = Client(enforce_csrf_checks=True)
    client.force_login(dana)
    token = client.get(address_of(comment)).context["csrf_token"]

    answer = client.post(
        address_of(comment), typed(csrfmiddlewaretoken=str(token)), headers=SAME_SITE
    )

    assert answer.status_code == 303
    assert Report.objects.get().reporter == dana


def test_a_member_s_report_without_the_token_is_refused_and_the_sentence_given_back(comment, dana):
    client = Client(enforce_csrf_checks=True)
    client.force_login(dana)

    answer = client.post(address_of(comment), typed(sentence=SENTENCE), headers=SAME_SITE)

    assert answer.status_code == 403
    assert "I know &lt;her&gt; family." in answer.content.decode()
    assert not Report.objects.exists()


def test_a_member_hears_the_outcome_at_the_address_of_the_account_if_wished(client, comment, dana):
    client.force_login(dana)

    send(client, comment, tell_me="on")

    assert Report.objects.get().email == dana.email


def test_a_member_who_does_not_wish_it_leaves_no_address(client, comment, dana):
    client.force_login(dana)

    send(client, comment, email="somebody@example.org")

    assert Report.objects.get().email == ""


def test_a_guest_s_address_is_kept_in_lower_case(guest, comment):
    send(guest, comment, email=" Reader@Example.ORG ")

    assert Report.objects.get().email == "reader@example.org"


# -- Once per person and comment -------------------------------------------------------


def test_a_second_report_by_the_same_guest_changes_nothing_and_says_thanks(guest, comment):
    send(guest, comment, sentence="The first.")

    answer = send(guest, comment, code="referral", sentence="The second.", email="r@example.org")

    report = Report.objects.get()
    assert (report.rule.rule.code, report.sentence, report.email) == ("link", "The first.", "")
    assert THANKS in page_after(guest, answer)


def test_a_second_report_says_thanks_whatever_is_in_it(guest, comment):
    send(guest, comment)

    answer = send(guest, comment, rule="", website="x")

    assert THANKS in page_after(guest, answer)


def test_a_second_report_by_the_same_member_from_elsewhere_changes_nothing(client, comment, dana):
    client.force_login(dana)
    send(client, comment, sentence="The first.")

    answer = send(client, comment, sentence="The second.", from_address=ELSEWHERE)

    assert Report.objects.get().sentence == "The first."
    assert THANKS in page_after(client, answer)


def test_a_member_has_reported_it_on_another_day_too(client, comment, dana, monkeypatch):
    client.force_login(dana)
    send(client, comment)
    let_a_day_pass(monkeypatch)

    assert THANKS in client.get(address_of(comment)).content.decode()


def test_a_guest_from_another_address_is_another_person(guest, comment):
    send(guest, comment)

    answer = send(guest, comment, from_address=ELSEWHERE)

    assert answer.status_code == 303
    assert Report.objects.count() == 2


def test_a_guest_on_another_day_is_another_person(guest, comment, monkeypatch):
    send(guest, comment)
    let_a_day_pass(monkeypatch)

    answer = send(guest, comment)

    assert answer.status_code == 303
    assert Report.objects.count() == 2


def test_two_members_behind_one_address_are_two_persons(client, comment, dana, mallory):
    for member in (dana, mallory):
        client.force_login(member)
        send(client, comment)

    assert {report.reporter for report in Report.objects.all()} == {dana, mallory}


def test_who_has_reported_one_comment_can_report_another(guest, module, comment):
    send(guest, comment)

    send(guest, write(module))

    assert Report.objects.count() == 2


def test_the_door_gives_back_the_earlier_report_of_a_person(comment):
    first = make_report(comment, person="somebody", sentence="The first.")

    again = make_report(comment, person="somebody", sentence="The second.")

    assert again == first
    assert again.sentence == "The first."


def test_the_network_address_of_a_report_is_in_no_column(guest, comment):
    send(guest, comment, from_address=ELSEWHERE, sentence=SENTENCE)

    rows = [row for model in apps.get_models() for row in models.QuerySet(model).values_list()]
    assert SENTENCE in str(rows)
    assert ELSEWHERE not in str(rows)


def test_without_our_key_nobody_can_tell_whose_report_it_is(settings):
    ours = Report.person_of(AnonymousUser(), ELSEWHERE)
    settings.SECRET_KEY = "another key"

    assert Report.person_of(AnonymousUser(), ELSEWHERE) != ours


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_the_same_report_sent_ten_times_at_once_is_one_report(comment):
    form = typed()

    def send_it(_number):
        try:
            client = Client(headers=SAME_SITE)
            return client.post(address_of(comment), form).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as pool:
        statuses = set(pool.map(send_it, range(10)))

    assert statuses <= {303, 200}
    assert Report.objects.count() == 1


# -- What is not taken -----------------------------------------------------------------

TOO_LONG = "x" * 2001


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"rule": ""}, '<a href="#id_rule">Choose what is wrong with the comment.</a>'),
        ({"email": "nobody"}, '<a href="#id_email">This does not read like an e-mail address'),
        ({"email": "a@b\x00.org"}, '<a href="#id_email">'),
        ({"sentence": TOO_LONG}, '<a href="#id_sentence">This has 2001 characters; up to 2000'),
        ({"sentence": "a\x00b"}, '<a href="#id_sentence">Your text holds a character'),
        ({"website": "shop.example"}, "A hidden field, which must stay empty, was filled in."),
    ],
    ids=["no rule", "no address", "NUL in the address", "too long", "NUL", "the honeypot"],
)
def test_a_bad_report_gets_a_sentence_that_leads_to_its_field(guest, comment, changes, said):
    answer = send(guest, comment, **changes)

    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert "<title>Error: Report a comment" in answer.content.decode()
    assert not Report.objects.exists()


@pytest.mark.parametrize(
    "changes",
    [{"rule": ""}, {"email": "nobody"}, {"website": "shop.example"}],
    ids=["no rule", "no address", "the honeypot"],
)
def test_a_bad_report_keeps_what_was_typed(guest, comment, changes):
    answer = send(guest, comment, **{"sentence": SENTENCE, "email": "r@example.org"} | changes)

    page = answer.content.decode()
    assert "I know &lt;her&gt; family.</textarea>" in page
    assert f'value="{changes.get("email", "r@example.org")}"' in page


def test_a_bad_report_keeps_the_rule_that_was_chosen(guest, comment, link_rule):
    page = send(guest, comment, email="nobody").content.decode()

    assert f'value="{link_rule.rule_id}" id="id_rule_2" required checked' in page


def test_a_sentence_too_long_is_given_back_whole(guest, comment):
    assert f"{TOO_LONG}</textarea>" in send(guest, comment, sentence=TOO_LONG).content.decode()


def test_lines_of_a_sentence_are_counted_as_they_are_kept(guest, comment):
    send(guest, comment, sentence="\r\n".join(["x" * 99] * 20))

    assert len(Report.objects.get().sentence) == 1999


def test_a_rule_without_any_line_cannot_be_chosen(guest, comment):
    without = Rule.objects.get(code="advert")
    assert (without.line, without.report_line) == ("", "")

    answer = send(guest, comment, code="advert")

    assert answer.status_code == 422
    assert f'value="{without.pk}"' not in answer.content.decode()
    assert not Report.objects.exists()


def test_a_rule_not_in_force_cannot_be_chosen(guest, comment):
    rule = Rule.objects.get(code="link")
    rule.sentence = ""
    rule.save()

    answer = send(guest, comment, code="link")

    assert answer.status_code == 422
    assert rule.line not in answer.content.decode()
    assert not Report.objects.exists()


def test_an_address_by_which_a_mail_would_go_to_others_too_is_not_taken(guest, comment):
    """The outbox keeps those of a mail with commas between them."""
    answer = send(guest, comment, email='"x,another@example.org,y"@example.org')

    assert answer.status_code == 422
    assert '<a href="#id_email">This does not read like' in answer.content.decode()
    assert not Report.objects.exists()


@pytest.mark.parametrize("key", ["0", "9" * 30, "x", "\x00", "-1"])
def test_a_rule_that_does_not_exist_cannot_be_chosen(guest, comment, key):
    answer = send(guest, comment, rule=key)

    assert answer.status_code == 422
    assert '<a href="#id_rule">' in answer.content.decode()
    assert not Report.objects.exists()


# -- Limits ----------------------------------------------------------------------------


def send_earlier(guest, comments, **time):
    """Reports of `comments`, as if the guest had sent them so long ago."""
    for comment in comments:
        send(guest, comment)
        set_back(comment.reports.get(), **time)


def test_the_eleventh_report_by_a_guest_within_an_hour_is_too_much(guest, of_a_day):
    *ten, last = of_a_day[:11]
    for comment in ten:
        send(guest, comment)

    answer = send(guest, last, sentence=SENTENCE)

    page = answer.content.decode()
    assert answer.status_code == 429
    assert 3500 < int(answer["Retry-After"]) <= 3601
    assert "That is a lot of reports in a short time" in page
    assert "I know &lt;her&gt; family.</textarea>" in page
    assert Report.objects.count() == 10


def test_the_eleventh_report_by_a_member_is_too_much_from_wherever_it_comes(client, of_a_day, dana):
    client.force_login(dana)
    *ten, last = of_a_day[:11]
    for comment in ten:
        make_report(comment, by=dana)

    assert send(client, last, from_address=ELSEWHERE).status_code == 429


def test_somebody_else_may_still_report(guest, of_a_day):
    *ten, last = of_a_day[:11]
    for comment in ten:
        send(guest, comment)

    assert send(guest, last, from_address=ELSEWHERE).status_code == 303


def test_after_an_hour_more_reports_are_taken(guest, of_a_day):
    send_earlier(guest, of_a_day[:10], minutes=61)

    assert send(guest, of_a_day[10]).status_code == 303


def test_the_thirty_first_report_of_a_day_is_too_much(guest, of_a_day):
    for number in (0, 10, 20):
        send_earlier(guest, of_a_day[number : number + 10], hours=2 + number)

    answer = send(guest, of_a_day[30])

    assert answer.status_code == 429
    assert int(answer["Retry-After"]) > 3600


@pytest.fixture
def five_named(guest, of_a_day):
    """Reports from five network addresses that name one e-mail address; what else can be
    reported."""
    for number, comment in enumerate(of_a_day[:5]):
        answer = send(guest, comment, from_address=f"203.0.113.{number}", email="r@example.org")
        assert answer.status_code == 303
    return of_a_day[5:]


@pytest.mark.parametrize("email", ["r@example.org", "R@Example.org"])
def test_a_sixth_report_that_names_a_guest_s_e_mail_address_is_too_much(guest, five_named, email):
    answer = send(guest, five_named[0], email=email, sentence=SENTENCE)

    page = answer.content.decode()
    assert answer.status_code == 429
    assert 23 * 3600 < int(answer["Retry-After"]) <= 24 * 3600 + 1
    assert "I know &lt;her&gt; family.</textarea>" in page
    assert f'value="{email}"' in page
    assert Report.objects.count() == 5


def test_a_sixth_report_without_the_e_mail_address_is_taken(guest, five_named):
    assert send(guest, five_named[0]).status_code == 303


def test_a_sixth_report_on_another_day_may_name_it(guest, five_named):
    for report in Report.objects.all():
        set_back(report, hours=25)

    assert send(guest, five_named[0], email="r@example.org").status_code == 303


def test_a_member_names_the_address_of_the_account_however_often_guests_did(
    client, five_named, dana
):
    Report.objects.update(email=dana.email)
    client.force_login(dana)

    assert send(client, five_named[0], tell_me="on").status_code == 303


def test_mails_already_sent_count_among_those_to_an_e_mail_address(guest, five_named):
    for report in Report.objects.all():
        report.comment.withdraw()
    tell_reporters()
    assert Email.objects.count() == 5

    answer = send(guest, five_named[0], email="r@example.org")

    assert answer.status_code == 429


# -- Reports that hold a comment -------------------------------------------------------


@pytest.mark.parametrize("reports", [1, 3, 5])
def test_guests_alone_hold_no_comment(comment, reports):
    for _number in range(reports):
        make_report(comment)

    comment.refresh_from_db()
    assert comment.is_published


def test_two_reports_hold_no_comment(comment, dana, mallory):
    make_report(comment, by=dana)
    make_report(comment, by=mallory)

    comment.refresh_from_db()
    assert comment.is_published


@pytest.mark.parametrize(
    "order", sorted(set(permutations(["guest", "guest", "member"]))), ids=", ".join
)
def test_two_guests_and_a_member_hold_it_in_any_order(comment, dana, order):
    for who in order:
        make_report(comment, by=dana if who == "member" else None)

    comment.refresh_from_db()
    assert (comment.status, comment.held_for) == ("held", "reported")


def test_a_member_after_many_guests_holds_it(comment, dana):
    for _number in range(4):
        make_report(comment)

    make_report(comment, by=dana)

    comment.refresh_from_db()
    assert comment.held_for == "reported"


def test_one_person_s_reports_count_once(guest, client, comment, dana):
    send(guest, comment)
    send(guest, comment)
    client.force_login(dana)
    send(client, comment)
    send(client, comment)

    comment.refresh_from_db()
    assert comment.is_published


def test_how_many_it_takes_is_a_setting(comment, dana, settings):
    settings.REPORTS_TO_HOLD = 2
    make_report(comment)

    make_report(comment, by=dana)

    comment.refresh_from_db()
    assert comment.held_for == "reported"


def test_reports_on_another_comment_do_not_count(module, comment, dana):
    other = write(module)
    make_report(other)
    make_report(other)

    make_report(comment, by=dana)

    assert set(Comment.objects.values_list("status", flat=True)) == {"published"}


def test_held_by_reports_it_is_off_the_board_and_its_count_at_once(client, comment, dana):
    assert TEXT in board(client, comment)

    hold_by_reports(comment, dana)

    comment.thread.module.refresh_from_db()
    assert TEXT not in board(client, comment)
    assert comment.thread.module.comments_count == 0
    assert trees.verify_modules() == []


def test_held_by_reports_its_permanent_address_leads_nowhere(client, comment, dana):
    hold_by_reports(comment, dana)

    assert client.get(comment.get_absolute_url()).status_code == 404


def test_the_copy_of_a_page_is_stale_once_a_comment_on_it_is_held(client, comment, dana):
    address = comment.thread.module.get_absolute_url()
    etag = client.get(address)["ETag"]

    hold_by_reports(comment, dana)

    assert client.get(address, headers={"If-None-Match": etag}).status_code == 200


def test_where_it_has_replies_a_line_says_that_it_waits_for_a_moderator(client, comment, dana):
    write(comment.thread.module, comment, text="I answer it.")
    board(client, comment)

    hold_by_reports(comment, dana)

    page = board(client, comment)
    assert TEXT not in page
    assert "This comment is waiting for a moderator." in page
    assert "I answer it." in page
    assert client.get(comment.get_absolute_url()).status_code == 302


def test_who_made_it_enough_is_thanked_without_seeing_the_comment_again(client, comment, dana):
    make_report(comment)
    make_report(comment)
    client.force_login(dana)

    page = client.get(send(client, comment)["Location"]).content.decode()

    assert THANKS in page
    assert TEXT not in page
    assert f'href="{comment.thread.module.get_absolute_url()}#comments"' in page


def test_its_author_cannot_bring_it_back_by_an_edit(comment, dana):
    hold_by_reports(comment, dana)

    comment.edit("Nothing to see here.")

    assert comment.held_for == Comment.HeldFor.REPORTED


def test_published_again_by_a_moderator_it_takes_three_new_reports(comment, dana, mallory, mod):
    hold_by_reports(comment, dana)
    Decision.make(Act.PUBLISH, comment, by=mod)

    after = []
    for by in (None, mallory, None):
        make_report(comment, by=by)
        after.append(Comment.objects.get().status)

    assert after == ["published", "published", "held"]


def test_a_member_s_report_that_was_settled_does_not_count_with_new_ones(comment, dana, mod):
    hold_by_reports(comment, dana)
    Decision.make(Act.PUBLISH, comment, by=mod)

    for _number in range(3):
        make_report(comment)

    comment.refresh_from_db()
    assert comment.is_published


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_three_who_report_it_at_once_hold_it(comment, dana):
    form = typed()
    member = Client(headers=SAME_SITE)
    member.force_login(dana)
    readers = [member, *(Client(headers=SAME_SITE, REMOTE_ADDR=f"203.0.113.{n}") for n in (1, 2))]

    def send_it(client):
        try:
            return client.post(address_of(comment), form).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as pool:
        statuses = list(pool.map(send_it, readers))

    comment.refresh_from_db()
    assert statuses == [303, 303, 303]
    assert comment.held_for == "reported"
    assert trees.verify_modules() == []


# -- What is not on the board ----------------------------------------------------------


def never_published(comment):
    linked = make_comment("I wrote about it at www.example.org last year.")
    return comment.thread.module.start_thread(linked, as_is=True)


def held(comment):
    comment.hold()
    return comment


def removed(comment):
    comment.remove()
    return comment


def spam(comment):
    comment.mark_spam()
    return comment


def withdrawn(comment):
    comment.withdraw()
    return comment


def held_with_a_reply(comment):
    write(comment.thread.module, comment)
    return held(comment)


def in_a_draft(comment):
    comment.thread.module.published_at = None
    comment.thread.module.save()
    return comment


OFF_THE_BOARD = (
    *(never_published, held, removed, spam, withdrawn),
    *(held_with_a_reply, in_a_draft),
)
each_off_the_board = pytest.mark.parametrize(
    "taken_off", OFF_THE_BOARD, ids=[each.__name__.replace("_", " ") for each in OFF_THE_BOARD]
)


@each_off_the_board
def test_the_form_for_what_is_not_on_the_board_never_existed(client, comment, taken_off):
    hidden = taken_off(comment)

    answer = client.get(address_of(hidden))

    nothing = client.get("/comments/999999/report/")
    assert (answer.status_code, nothing.status_code) == (404, 404)
    assert answer.content == nothing.content


@each_off_the_board
def test_a_report_on_what_is_not_on_the_board_finds_nothing(guest, comment, taken_off):
    hidden = taken_off(comment)

    answer = send(guest, hidden, sentence=SENTENCE)

    nothing = guest.post("/comments/999999/report/", typed(sentence=SENTENCE))
    assert (answer.status_code, nothing.status_code) == (404, 404)
    assert answer.content == nothing.content
    assert not Report.objects.exists()


def test_a_comment_in_a_draft_can_be_reported_by_those_who_see_it(client, comment, kim):
    in_a_draft(comment)
    client.force_login(kim)

    send(client, comment)

    assert Report.objects.get().reporter == kim


@pytest.mark.parametrize("taken_off", [held, removed, spam, withdrawn])
def test_who_had_reported_it_still_reads_that_it_was(guest, comment, taken_off):
    send(guest, comment)
    taken_off(comment)

    page = guest.get(address_of(comment), REMOTE_ADDR="198.51.100.1").content.decode()

    assert HERE in page
    assert TEXT not in page
    assert "Priya Raman" not in page


def test_a_neighbour_of_who_reported_it_is_not_thanked_but_told(guest, comment):
    send(guest, comment)

    page = guest.get(address_of(comment), REMOTE_ADDR="198.51.100.1").content.decode()

    assert THANKS not in page
    assert "by you or by somebody in the same building" in page


def test_a_comment_taken_off_while_a_report_is_read_is_no_longer_shown_but_the_sentence_is(
    guest, comment
):
    def meanwhile(execute, sql, *args):
        if "boards_ruleversion" in sql and Comment.objects.published().exists():
            Comment.objects.get().remove()
        return execute(sql, *args)

    with connection.execute_wrapper(meanwhile):
        answer = send(guest, comment, sentence=SENTENCE)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "This comment is no longer shown, so there is nothing to report." in page
    assert TEXT not in page
    assert "I know &lt;her&gt; family.</textarea>" in page
    assert not Report.objects.exists()


# -- The queue -------------------------------------------------------------------------


def how(act, rule):
    """What goes with an act, so that it can be done."""
    if act == Act.REDACT:
        return {"passages": ["Ambleside"]}
    if act == Act.BLOCK:
        return {"rule": rule, "until": timezone.now() + timedelta(days=7)}
    return {}


each_act = pytest.mark.parametrize(
    "act", [Act.PUBLISH, Act.ASK, Act.REMOVE, Act.REDACT, Act.SPAM, Act.BLOCK], ids=str
)


def test_a_published_comment_is_in_the_queue_from_its_first_report_on(comment):
    assert not HeldComment.objects.exists()

    report = make_report(comment)
    make_report(comment)

    waiting = HeldComment.objects.get()
    assert waiting.pk == comment.pk
    assert waiting.waiting_since == report.created
    assert not waiting.is_urgent


def test_a_report_that_somebody_may_be_in_danger_puts_it_first(module, comment):
    make_report(comment)
    crisis = Rule.objects.get(code="crisis")
    crisis.sentence = "Ring 116 123."
    crisis.save()
    other = write(module)

    make_report(other, rule=RuleVersion.objects.in_force().get(rule=crisis))

    assert [each.pk for each in HeldComment.objects.all()] == [other.pk, comment.pk]
    assert HeldComment.objects.first().is_urgent


@each_act
def test_a_decision_settles_reports_and_takes_it_out_of_the_queue(comment, mod, link_rule, act):
    reports = [make_report(comment), make_report(comment)]

    decision = Decision.make(act, comment, by=mod, **how(act, link_rule))

    assert list(decision.reports.all()) == reports
    assert not HeldComment.objects.exists()


@each_act
def test_a_decision_on_what_reports_have_held_settles_them_too(comment, dana, mod, link_rule, act):
    hold_by_reports(comment, dana)

    decision = Decision.make(act, comment, by=mod, **how(act, link_rule))

    assert decision.reports.count() == 3
    assert not HeldComment.objects.exists()


def test_taken_off_for_another_look_it_is_yet_to_be_decided_on(comment, mod):
    report = make_report(comment)

    Decision.make(Act.HOLD, comment, by=mod)

    report.refresh_from_db()
    assert report.decision is None
    assert HeldComment.objects.get().pk == comment.pk


def test_its_thread_closed_it_is_yet_to_be_decided_on(comment, mod):
    report = make_report(comment)

    Decision.make(Act.CLOSE, comment, by=mod)

    report.refresh_from_db()
    assert report.decision is None
    assert HeldComment.objects.get().pk == comment.pk


def test_what_was_settled_stays_with_its_decision(comment, mod):
    report = make_report(comment)
    first = Decision.make(Act.PUBLISH, comment, by=mod)
    later = make_report(comment)

    second = Decision.make(Act.PUBLISH, comment, by=mod)

    assert list(first.reports.all()) == [report]
    assert list(second.reports.all()) == [later]


def test_a_decision_settles_no_report_on_another_comment(module, comment, mod):
    make_report(comment)
    other = make_report(write(module))

    Decision.make(Act.REMOVE, comment, by=mod)

    other.refresh_from_db()
    assert other.decision is None


def test_a_decision_made_before_a_report_was_seen_is_not_taken(client, comment, mod):
    make_report(comment)
    client.force_login(mod)
    seen = client.get("/admin/moderation/heldcomment/").context["card"].state
    make_report(comment)

    with pytest.raises(NotPossible):
        Decision.make(Act.PUBLISH, comment, by=mod, seen=seen)

    assert Report.objects.open().count() == 2


@each_act
def test_a_decision_taken_back_opens_its_reports_again(comment, mod, link_rule, act):
    report = make_report(comment)
    decision = Decision.make(act, comment, by=mod, **how(act, link_rule))

    decision.undo(by=mod)

    report.refresh_from_db()
    assert report.decision is None
    assert HeldComment.objects.get().waiting_since == report.created


def test_a_decision_taken_back_on_what_reports_have_held_holds_it_again(comment, dana, mod):
    hold_by_reports(comment, dana)
    decision = Decision.make(Act.PUBLISH, comment, by=mod)

    decision.undo(by=mod)

    comment.refresh_from_db()
    assert comment.held_for == Comment.HeldFor.REPORTED
    assert Report.objects.open().count() == 3


def test_withdrawn_by_its_author_it_leaves_the_queue(comment):
    make_report(comment)

    comment.withdraw()

    assert not HeldComment.objects.exists()
    assert not Report.objects.open().exists()


# -- What a reader hears of it ---------------------------------------------------------


@pytest.fixture
def reported(comment):
    """A comment with a report whose reader wants to hear the outcome."""
    make_report(comment, email="reader@example.org", sentence=SENTENCE)
    return comment


def decide(comment, act, by, *, minutes_ago=16, **more):
    comment.refresh_from_db()
    decision = Decision.make(act, comment, by=by, **more)
    set_back(decision, minutes=minutes_ago)
    return decision


OUTCOMES = {
    Act.PUBLISH: "finds that it keeps to the rules of the board, so it stays.",
    Act.ASK: "asked its author to change it. Until then it is not shown.",
    Act.REMOVE: "taken it off the board.",
    Act.REDACT: "taken out of it what should not stand there.",
    Act.SPAM: "taken it off the board.",
    Act.BLOCK: "taken it off the board.",
}


@pytest.mark.parametrize(("act", "said"), OUTCOMES.items(), ids=map(str, OUTCOMES))
def test_the_mail_says_what_was_decided(reported, mod, link_rule, act, said):
    decide(reported, act, mod, **how(act, link_rule))

    tell_reporters()

    told = Email.objects.get()
    assert told.to == ["reader@example.org"]
    assert said in told.message
    assert [outcome for outcome in set(OUTCOMES.values()) if outcome in told.message] == [said]


def test_standing_by_a_redaction_decides_nothing_on_a_report(comment, mod):
    decide(comment, Act.REDACT, mod, passages=["Ambleside"]).take_answer("Put it back.")
    make_report(comment, email="reader@example.org")
    decide(comment, Act.KEEP, mod)

    tell_reporters()

    assert comment.reports.open().exists()
    assert not Email.objects.exists()


def test_what_was_decided_last_is_told(comment, mod, link_rule):
    make_report(comment, email="reader@example.org")
    decide(comment, Act.REMOVE, mod, rule=link_rule)
    decide(comment, Act.PUBLISH, mod)

    tell_reporters()

    assert OUTCOMES[Act.PUBLISH] in Email.objects.get().message


def test_a_member_who_reports_again_after_signing_out_is_one_person(client, comment, dana):
    client.force_login(dana)
    send(client, comment)
    client.logout()
    client.defaults["HTTP_ORIGIN"] = "http://testserver"
    send(client, comment)
    send(client, comment, from_address=ELSEWHERE)

    comment.refresh_from_db()
    assert Report.objects.count() == 3
    assert comment.is_published


def test_the_mail_does_not_say_that_it_stays_where_it_is_not_on_the_board(comment, dana, mod):
    decide(comment, Act.REDACT, mod, passages=["Ambleside"]).take_answer("Put it back.")
    make_report(comment, email="reader@example.org")
    make_report(comment)
    make_report(comment, by=dana)
    decide(comment, Act.KEEP, mod)

    tell_reporters()

    comment.refresh_from_db()
    assert comment.is_held
    assert not Email.objects.filter(message__contains=OUTCOMES[Act.PUBLISH]).exists()


def test_the_mail_has_no_word_of_comment_report_or_moderator(reported, mod):
    mod.name = "Samantha Birchwood"
    mod.save()
    decide(reported, Act.REMOVE, mod, sentence="It tells too much.")

    tell_reporters()

    [told] = Email.objects.values()
    everything = str(told)
    for word in ("Ambleside", "Priya", "family", "Samantha", mod.email, "too much"):
        assert word not in everything


def test_only_who_left_an_address_is_told(comment, mod):
    make_report(comment)
    make_report(comment, email="reader@example.org")
    make_report(comment, email="another@example.org")
    decide(comment, Act.PUBLISH, mod)

    tell_reporters()

    told = [(each.to, each.cc, each.bcc) for each in Email.objects.order_by("pk")]
    assert told == [(["reader@example.org"], [], []), (["another@example.org"], [], [])]


def test_nobody_is_told_before_a_moderator_has_decided(reported, mod):
    set_back(Report.objects.get(), days=3)
    Decision.make(Act.HOLD, reported, by=mod)

    assert tell_reporters() == ""
    assert not Email.objects.exists()


def test_a_moderator_has_a_quarter_of_an_hour_before_it_is_told(reported, mod):
    decision = decide(reported, Act.REMOVE, mod, minutes_ago=14)
    tell_reporters()
    too_early = Email.objects.count()
    set_back(decision, minutes=15, seconds=1)

    tell_reporters()

    assert (too_early, Email.objects.count()) == (0, 1)


def test_each_is_told_once(reported, mod):
    decide(reported, Act.REMOVE, mod)

    said = tell_reporters()
    again = tell_reporters()

    assert (said, again) == ("reports: 1 outcomes told", "")
    assert Email.objects.count() == 1


def test_once_told_the_address_is_gone_from_the_report(reported, mod):
    decide(reported, Act.REMOVE, mod)

    tell_reporters()

    report = Report.objects.get()
    assert report.email == ""
    assert report.told_at
    assert report.sentence == SENTENCE


def test_a_decision_taken_back_in_time_is_not_told(reported, mod):
    decide(reported, Act.REMOVE, mod, minutes_ago=14).undo(by=mod)
    for decision in Decision.objects.all():
        set_back(decision, minutes=20)

    tell_reporters()

    assert not Email.objects.exists()
    assert Report.objects.get().email == "reader@example.org"


def test_decided_anew_after_it_was_taken_back_the_new_outcome_is_told(reported, mod):
    decide(reported, Act.REMOVE, mod, minutes_ago=40).undo(by=mod)
    decide(reported, Act.PUBLISH, mod)

    tell_reporters()

    assert OUTCOMES[Act.PUBLISH] in Email.objects.get().message


def test_told_once_a_reader_is_not_told_again_when_it_is_decided_anew(reported, mod):
    decision = decide(reported, Act.REMOVE, mod)
    tell_reporters()
    decision.undo(by=mod)
    decide(reported, Act.PUBLISH, mod)

    tell_reporters()

    assert Email.objects.count() == 1


def test_of_a_comment_that_its_author_has_withdrawn_the_reader_is_told_so(reported):
    reported.withdraw()

    tell_reporters()

    assert "Its author has withdrawn it meanwhile" in Email.objects.get().message
    assert Report.objects.get().email == ""


def test_a_member_is_told_at_the_address_of_the_account(client, comment, dana, mod):
    client.force_login(dana)
    send(client, comment, tell_me="on")
    decide(comment, Act.PUBLISH, mod)

    tell_reporters()

    assert Email.objects.get().to == [dana.email]


def test_what_is_due_includes_the_outcomes_of_reports(reported, mod, settings):
    settings.POST_OFFICE = settings.POST_OFFICE | {
        "BACKENDS": {"default": "django.core.mail.backends.locmem.EmailBackend"}
    }
    decide(reported, Act.REMOVE, mod)

    call_command("run_due")

    to_reader = [each for each in mail.outbox if each.to == ["reader@example.org"]]
    assert [each.subject for each in to_reader] == ["What became of the comment you reported"]


# -- What nobody else sees -------------------------------------------------------------


def test_the_board_is_the_same_before_and_after_a_report(client, comment, dana):
    before = board(client, comment)

    make_report(comment, by=dana, sentence=SENTENCE)

    assert board(client, comment) == before


def test_the_author_s_page_is_the_same_before_and_after_a_report(client, comment, dana):
    address = status_address(comment)
    before = client.get(address).content

    make_report(comment, by=dana, sentence=SENTENCE)

    assert client.get(address).content == before


@pytest.mark.parametrize("act", [None, Act.ASK, Act.REMOVE, Act.PUBLISH], ids=str)
def test_the_author_learns_that_it_was_reported_and_never_by_whom(client, comment, dana, mod, act):
    make_report(comment, email="reader@example.org", sentence=SENTENCE)
    make_report(comment, sentence=SENTENCE)
    make_report(comment, by=dana, email=dana.email, sentence=SENTENCE)
    comment.refresh_from_db()
    on_hold = client.get(status_address(comment)).content.decode()
    if act:
        Decision.make(act, comment, by=mod)

    page = client.get(status_address(comment)).content.decode()

    assert "Readers have reported it, so a moderator takes another look." in on_hold
    for shown in (on_hold, page):
        for word in ("Dana Whitfield", dana.email, "reader@example.org", "family"):
            assert word not in shown


def test_another_reader_does_not_learn_who_has_reported_it(client, comment, dana):
    before = client.get(address_of(comment)).content

    make_report(comment, by=dana, sentence=SENTENCE)

    assert client.get(address_of(comment)).content == before
