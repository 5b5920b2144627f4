"""How well is found what moderators decide against, and how long people wait: of rules and weeks,
never of persons."""

from datetime import UTC, date, datetime, timedelta
from xml.etree import ElementTree

import pytest
from django.db import connection, models
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from boards.models import Finding, Rule, RuleVersion
from moderation.models import Decision, Report
from moderation.numbers import READERS, Tally, monday, numbers
from tests.conftest import build, make_comment, make_staff, write

pytestmark = pytest.mark.django_db

Act = Decision.Act
LINKED = "I wrote about it at www.example.org last year."
ANOTHER = "I wrote about it at www.example.net last year."
ADDRESS = reverse("admin:moderation_decision_numbers")


@pytest.fixture
def held(module):
    """A comment with an address in it, found and sent as it is."""
    return module.start_thread(make_comment(LINKED), as_is=True)


@pytest.fixture
def link_rule():
    return version("link")


@pytest.fixture
def reported(module, link_rule):
    """A published comment that a reader has reported."""
    comment = write(module)
    Report.make(comment, rule=link_rule, person="one")
    return comment


def version(code):
    return RuleVersion.objects.in_force().get(rule__code=code)


def result(rule="link", source="link"):
    """What became of what `source` found under that rule, without what is none."""
    by_rule, _by_week = numbers(timezone.now() - timedelta(weeks=1))
    tally = by_rule[rule, source]
    counts = {name: getattr(tally, name) for name in ("found", "upheld", "overturned", "undecided")}
    return {name: count for name, count in counts.items() if count}


def set_times(row, **times):
    """Of a row that may be on record, which nothing but a test rewrites."""
    models.QuerySet(type(row)).filter(pk=row.pk).update(**times)


def decided_after(held, by, **wait):
    """Publish a comment that has waited so long."""
    decision = Decision.make(Act.PUBLISH, held, by=by)
    set_times(decision, waiting_since=decision.created - timedelta(**wait))


def find(module, count, moment=None, code="link", **decision):
    """So many comments with something found in each, decided on if `act` and `by` are told."""
    moment = moment or timezone.now() - timedelta(hours=1)
    about = {"rule": code, "version": version(code), "screener": code, "start": 0, "end": 2}
    for [comment] in build(module, [[]] * count):
        Finding.objects.create(comment=comment, created=moment, words="At", **about)
        if decision:
            waits = {"waiting_since": moment, "created": moment + timedelta(minutes=30)}
            Decision.objects.create(comment=comment, **waits | decision)


def page_of(client, **asked):
    return client.get(ADDRESS, asked).content.decode()


def plot_of(client, **asked):
    return ElementTree.fromstring(client.get(ADDRESS, asked).content)


def values_in(plot):
    """The numbers of a plot, by the names of its series or of the only one."""
    svg = "{http://www.w3.org/2000/svg}"
    return [node.text for node in plot.iter(f"{svg}desc") if node.get("class") == "value"]


# -- What is counted ---------------------------------------------------------------


def test_a_text_counts_once_however_many_words_of_it_were_found(module):
    module.start_thread(make_comment("At www.example.org and at www.example.net."), as_is=True)

    assert Finding.objects.count() == 2
    assert result() == {"found": 1, "undecided": 1}


def test_a_text_counts_for_each_rule_that_it_seems_to_break(module):
    Rule.objects.filter(code="advert").update(phrases="bargain")
    module.start_thread(make_comment("A bargain at www.example.org."), as_is=True)

    assert result("link") == {"found": 1, "undecided": 1}
    assert result("advert", "phrases") == {"found": 1, "undecided": 1}


def test_a_text_counts_for_each_screener_that_found_something_under_a_rule(module):
    Rule.objects.filter(code="link").update(phrases="bargain")
    module.start_thread(make_comment("A bargain at www.example.org."), as_is=True)

    assert result("link", "link") == {"found": 1, "undecided": 1}
    assert result("link", "phrases") == {"found": 1, "undecided": 1}


def test_each_text_of_a_comment_counts(held):
    held.edit(ANOTHER, as_is=True)

    assert result() == {"found": 2, "undecided": 2}


def test_readers_are_a_source_and_count_once_for_a_comment_and_rule(reported, link_rule):
    Report.make(reported, rule=link_rule, person="another")

    assert result("link", READERS) == {"found": 1, "undecided": 1}


def test_readers_count_under_each_rule_that_they_name(reported):
    Report.make(reported, rule=version("advert"), person="another")

    assert result("link", READERS) == {"found": 1, "undecided": 1}
    assert result("advert", READERS) == {"found": 1, "undecided": 1}


# -- What became of it ---------------------------------------------------------------


def test_published_it_is_overturned(held, mod):
    Decision.make(Act.PUBLISH, held, by=mod)

    assert result() == {"found": 1, "overturned": 1}


@pytest.mark.parametrize(
    ("act", "more"),
    [
        (Act.REMOVE, {}),
        (Act.ASK, {"sentence": "Please leave it out."}),
        (Act.REDACT, {"passages": ["www.example.org"]}),
        (Act.SPAM, {}),
        (Act.BLOCK, {"until": datetime(2100, 1, 1, tzinfo=UTC)}),
    ],
)
def test_decided_against_under_the_same_rule_it_is_upheld(held, mod, link_rule, act, more):
    Decision.make(act, held, by=mod, rule=link_rule, **more)

    assert result() == {"found": 1, "upheld": 1}


def test_under_a_later_version_of_the_rule_it_is_upheld_too(held, mod, link_rule):
    link_rule.rule.sentence = "In other words."
    link_rule.rule.save()

    Decision.make(Act.REMOVE, held, by=mod, rule=version("link"))

    assert result() == {"found": 1, "upheld": 1}


def test_spam_under_no_rule_upholds_what_was_found_under_any(held, mod):
    Decision.make(Act.SPAM, held, by=mod)

    assert result() == {"found": 1, "upheld": 1}


def test_under_another_rule_it_is_not_decided(held, mod):
    Decision.make(Act.REMOVE, held, by=mod, rule=version("advert"))

    assert result() == {"found": 1, "undecided": 1}


def test_a_decision_that_was_taken_back_does_not_count(held, mod, link_rule):
    Decision.make(Act.REMOVE, held, by=mod, rule=link_rule).undo(by=mod)

    assert result() == {"found": 1, "undecided": 1}


def test_after_one_that_was_taken_back_the_next_decision_counts(held, mod, link_rule):
    Decision.make(Act.REMOVE, held, by=mod, rule=link_rule).undo(by=mod)
    held.refresh_from_db()

    Decision.make(Act.PUBLISH, held, by=mod)

    assert result() == {"found": 1, "overturned": 1}


def test_changed_by_its_author_before_a_decision_it_is_not_decided(held):
    held.edit("I wrote about it last year.")

    assert result() == {"found": 1, "undecided": 1}


def test_what_is_decided_of_a_later_text_says_nothing_of_the_one_before(held, mod):
    held.edit(ANOTHER, as_is=True)

    Decision.make(Act.PUBLISH, held, by=mod)

    assert result() == {"found": 2, "overturned": 1, "undecided": 1}


def test_withdrawn_before_a_decision_it_is_not_decided(held):
    held.withdraw()

    assert result() == {"found": 1, "undecided": 1}


def test_changed_by_its_author_as_asked_it_stays_upheld(held, mod, link_rule):
    Decision.make(Act.ASK, held, by=mod, rule=link_rule, sentence="Please leave it out.")
    held.edit("I wrote about it last year.")

    Decision.make(Act.PUBLISH, held, by=mod)

    assert result() == {"found": 1, "upheld": 1}


def test_withdrawn_after_a_decision_it_stays_overturned(held, mod):
    Decision.make(Act.PUBLISH, held, by=mod)

    held.withdraw()

    assert result() == {"found": 1, "overturned": 1}


def test_of_several_decisions_the_last_one_counts(held, mod, link_rule):
    Decision.make(Act.REMOVE, held, by=mod, rule=link_rule).take_answer("It is our library.")
    held.refresh_from_db()

    Decision.make(Act.PUBLISH, held, by=mod)

    assert result() == {"found": 1, "overturned": 1}


def test_a_decision_that_the_moderator_stands_by_still_counts(held, mod, link_rule):
    Decision.make(Act.REMOVE, held, by=mod, rule=link_rule).take_answer("It is our library.")
    held.refresh_from_db()

    Decision.make(Act.KEEP, held, by=mod)

    assert result() == {"found": 1, "upheld": 1}


def test_taken_off_for_another_look_it_is_not_decided(reported, mod):
    Decision.make(Act.HOLD, reported, by=mod)

    assert result("link", READERS) == {"found": 1, "undecided": 1}


def test_what_is_done_with_its_thread_decides_nothing(held, mod):
    Decision.make(Act.CLOSE, held, by=mod)

    assert result() == {"found": 1, "undecided": 1}


def test_a_report_is_overturned_when_the_comment_is_left_published(reported, mod):
    Decision.make(Act.PUBLISH, reported, by=mod)

    assert result("link", READERS) == {"found": 1, "overturned": 1}


def test_a_report_is_upheld_when_the_comment_is_removed_under_its_rule(reported, mod, link_rule):
    Decision.make(Act.REMOVE, reported, by=mod, rule=link_rule)

    assert result("link", READERS) == {"found": 1, "upheld": 1}


def test_a_report_stays_upheld_when_the_author_has_changed_the_comment_as_asked(
    reported, mod, link_rule
):
    Decision.make(Act.ASK, reported, by=mod, rule=link_rule, sentence="Please leave it out.")
    reported.edit("I wrote about it last year.")

    Decision.make(Act.PUBLISH, reported, by=mod)

    assert result("link", READERS) == {"found": 1, "upheld": 1}


def test_a_report_is_overturned_when_the_comment_is_published_after_an_answer(
    reported, mod, link_rule
):
    Decision.make(Act.REMOVE, reported, by=mod, rule=link_rule).take_answer("It is our library.")
    reported.refresh_from_db()

    Decision.make(Act.PUBLISH, reported, by=mod)

    assert result("link", READERS) == {"found": 1, "overturned": 1}


def test_what_was_decided_before_a_report_says_nothing_of_it(held, mod, link_rule):
    Decision.make(Act.PUBLISH, held, by=mod)

    Report.make(held, rule=link_rule, person="one")

    assert result("link", READERS) == {"found": 1, "undecided": 1}


# -- Precision and waits -----------------------------------------------------------------


def test_precision_is_the_share_of_those_decided_that_were_upheld():
    assert Tally(found=9, upheld=2, overturned=1).precision == 67


def test_of_none_decided_there_is_no_precision():
    assert Tally(found=9).precision is None


def test_the_wait_is_the_median_from_when_it_began_to_wait_to_its_decision(module, mod):
    for hours in (1, 2, 9):
        held = module.start_thread(make_comment(f"{LINKED} {hours}"), as_is=True)
        decided_after(held, by=mod, hours=hours)

    by_rule, _by_week = numbers(timezone.now() - timedelta(weeks=1))

    assert by_rule["link", "link"].median_wait == timedelta(hours=2)
    assert by_rule["link", "link"].median_hours == 2


def test_a_decision_on_what_did_not_wait_has_no_wait(module, mod, link_rule):
    comment = write(module)
    Decision.make(Act.REMOVE, comment, by=mod, rule=link_rule)
    long_ago = timezone.now() - timedelta(hours=1)
    found = {"rule": "link", "version": link_rule, "screener": "link", "created": long_ago}
    comment.findings.create(words="Text", start=0, end=4, **found)

    by_rule, _by_week = numbers(timezone.now() - timedelta(weeks=1))

    assert by_rule["link", "link"].upheld == 1
    assert by_rule["link", "link"].median_hours is None


# -- Weeks -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("moment", "week"),
    [
        (datetime(2026, 3, 1, 23, 59, tzinfo=UTC), date(2026, 2, 23)),
        (datetime(2026, 3, 2, 0, 0, tzinfo=UTC), date(2026, 3, 2)),
    ],
    ids=["Sunday night", "Monday morning"],
)
def test_a_week_begins_on_monday(moment, week):
    assert monday(moment) == week


@pytest.mark.parametrize("weeks", [12, 26, 52])
def test_all_weeks_of_the_period_are_listed_though_nothing_was_found(client, mod, weeks):
    client.force_login(mod)

    listed = client.get(ADDRESS, {"weeks": weeks}).context["by_week"]

    last = monday(timezone.now())
    expected = [last - timedelta(weeks=before) for before in reversed(range(weeks))]
    assert [week for week, _tally in listed] == expected
    assert {tally.found for _week, tally in listed} == {0}


def test_what_was_found_stands_in_its_week_whenever_it_was_decided(client, module, mod):
    then = timezone.now() - timedelta(weeks=3)
    find(module, 2, then, act=Act.PUBLISH, by=mod, created=timezone.now())
    client.force_login(mod)

    listed = dict(client.get(ADDRESS).context["by_week"])

    assert {week: tally.overturned for week, tally in listed.items() if tally.found} == {
        monday(then): 2
    }


def test_what_was_found_before_the_period_is_not_counted(client, module, mod):
    find(module, 1, timezone.now() - timedelta(weeks=13))
    client.force_login(mod)

    assert client.get(ADDRESS, {"weeks": 12}).context["by_rule"] == []
    assert len(client.get(ADDRESS, {"weeks": 26}).context["by_rule"]) == 1


# -- The page ----------------------------------------------------------------------------


def test_the_page_says_how_many_and_how_well_and_how_long(client, module, mod, link_rule):
    find(module, 2, act=Act.REMOVE, rule=link_rule, by=mod)
    find(module, 1, act=Act.PUBLISH, by=mod)
    find(module, 4)
    client.force_login(mod)

    page = page_of(client)

    numbers_of_link = "<td>7</td><td>2</td><td>1</td><td>4</td><td>67 %</td><td>0.5 h</td>"
    assert f'<th scope="row">{link_rule.rule}</th><td>link</td>{numbers_of_link}' in page


def test_nothing_found_is_said(client, mod):
    client.force_login(mod)

    assert "Nothing was found or reported in this time." in page_of(client)


def test_the_page_can_be_narrowed_to_a_rule(client, module, mod):
    find(module, 1, code="link")
    find(module, 2, code="advert")
    client.force_login(mod)

    shown = client.get(ADDRESS, {"rule": "advert"}).context

    assert [source for _rule, source, _tally in shown["by_rule"]] == ["advert"]
    assert sum(tally.found for _week, tally in shown["by_week"]) == 2


def test_the_plots_are_of_what_the_page_shows(client, module, mod):
    client.force_login(mod)

    page = page_of(client, weeks="26", rule="link")

    assert 'src="?plot=findings&amp;weeks=26&amp;rule=link"' in page
    assert 'src="?plot=waits&amp;weeks=26&amp;rule=link"' in page


@pytest.mark.parametrize(
    "nonsense",
    [
        "weeks=abc",
        "weeks=-1",
        "weeks=99999999999999999999",
        "weeks=12&weeks=x",
        "rule=nothing",
        "rule=1&rule=2",
        "rule=%27%3B--",
        "rule=%ff",
        "plot=x",
        "plot=findings&weeks=abc",
        "plot=waits&rule=nothing",
        "rule=%00",
        "weeks=%00",
        "plot=%00",
        "%00=1",
    ],
)
def test_nonsense_in_the_address_does_no_harm(client, module, mod, nonsense):
    find(module, 1)
    client.force_login(mod)

    assert client.get(f"{ADDRESS}?{nonsense}").status_code in (200, 400)


def test_a_period_that_is_none_is_taken_as_twelve_weeks(client, mod):
    client.force_login(mod)

    assert len(client.get(ADDRESS, {"weeks": "abc"}).context["by_week"]) == 12


@pytest.mark.parametrize("person", ["mod", "admin"])
def test_moderators_and_superusers_see_it(client, request, person):
    client.force_login(request.getfixturevalue(person))

    assert client.get(ADDRESS).status_code == 200


@pytest.mark.parametrize("plot", ["", "findings", "waits"])
def test_course_staff_do_not_see_it(client, kim, plot):
    client.force_login(kim)

    assert client.get(ADDRESS, {"plot": plot}).status_code == 403


@pytest.mark.parametrize("plot", ["", "findings", "waits"])
def test_members_do_not_see_it(client, dana, plot):
    client.force_login(dana)

    answer = client.get(ADDRESS, {"plot": plot})

    assert answer.status_code == 302
    assert answer.headers["Location"].startswith(reverse("admin:login"))


@pytest.mark.parametrize("plot", ["", "findings", "waits"])
def test_guests_are_asked_to_sign_in(client, db, plot):
    answer = client.get(ADDRESS, {"plot": plot})

    assert answer.status_code == 302
    assert answer.headers["Location"].startswith(reverse("admin:login"))


def test_nobody_is_named(client, module, mod, dana, link_rule):
    decider = make_staff("samantha@example.org", "Moderators")
    User.objects.filter(pk=decider.pk).update(name="Samantha Birchwood")
    comment = write(module, name="Nell Harker", email="nell@example.org")
    Report.make(comment, rule=link_rule, person="one", reporter=dana)
    Decision.make(Act.REMOVE, comment, by=decider, rule=link_rule)
    client.force_login(mod)

    shown = page_of(client) + page_of(client, plot="findings") + page_of(client, plot="waits")

    assert not [
        name
        for name in ("Samantha", "samantha", "Nell Harker", "nell@", "Dana Whitfield", "dana@")
        if name in shown
    ]


@pytest.mark.parametrize("plot", ["", "findings"], ids=["page", "plot"])
def test_the_same_number_of_queries_for_three_findings_and_for_thirty(
    client, module, mod, link_rule, plot
):
    def queries():
        with CaptureQueriesContext(connection) as made:
            client.get(ADDRESS, {"plot": plot})
        return len(made)

    client.force_login(mod)
    find(module, 3, act=Act.REMOVE, rule=link_rule, by=mod)
    of_three = queries()
    find(module, 27, act=Act.REMOVE, rule=link_rule, by=mod)

    assert queries() == of_three


# -- The plots -----------------------------------------------------------------------------


@pytest.mark.parametrize("plot", ["findings", "waits"])
@pytest.mark.parametrize("count", [0, 2], ids=["nothing found", "something found"])
def test_a_plot_is_a_picture_without_a_script(client, module, mod, plot, count):
    find(module, count, act=Act.PUBLISH, by=mod)
    client.force_login(mod)

    answer = client.get(ADDRESS, {"plot": plot})

    names = [element.tag for element in ElementTree.fromstring(answer.content).iter()]
    assert answer.headers["Content-Type"] == "image/svg+xml"
    assert names[0] == "{http://www.w3.org/2000/svg}svg"
    assert not [name for name in names if name.endswith("script")]


def test_a_plot_of_findings_has_what_became_of_them_week_by_week(client, module, mod, link_rule):
    find(module, 3, act=Act.REMOVE, rule=link_rule, by=mod)
    find(module, 2, act=Act.PUBLISH, by=mod)
    find(module, 5)
    client.force_login(mod)

    plot = plot_of(client, plot="findings")

    assert [value for value in values_in(plot) if value != "0"] == ["3", "2", "5"]
    assert {"upheld", "overturned", "not decided"} <= set(plot.itertext())


def test_a_plot_of_waits_has_the_median_in_hours(client, module, mod):
    find(module, 1, act=Act.PUBLISH, by=mod)
    client.force_login(mod)

    assert values_in(plot_of(client, plot="waits")) == ["0.5"]


def test_a_plot_is_narrowed_as_the_page_is(client, module, mod):
    find(module, 3, code="link")
    find(module, 4, code="advert")
    client.force_login(mod)

    plot = plot_of(client, plot="findings", rule="advert")

    assert [value for value in values_in(plot) if value != "0"] == ["4"]
