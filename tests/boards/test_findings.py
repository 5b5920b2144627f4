"""What screeners found: kept with the text it is about, and counted when that is gone."""

from datetime import timedelta

import pytest
from django.utils import timezone

from boards.models import Finding, Rule
from boards.screening import Flagged, screen
from boards.views.posting import status_address
from tests.conftest import make_comment

pytestmark = pytest.mark.django_db

LINKED = "I wrote about it at www.example.org last year."


def find_pause(text):
    at = text.find("pause")
    words = {"words": "pause", "certainty": "likely", "sentence": "It says pause."}
    return [Finding(rule="link", start=at, end=at + 5, **words)] if at >= 0 else []


@pytest.fixture
def held(module):
    return module.start_thread(make_comment(LINKED), as_is=True)


@pytest.fixture
def finding(held):
    return held.findings.get()


# -- By whom and when ----------------------------------------------------------------


def test_a_finding_names_its_screener_by_its_file(finding):
    assert (finding.rule, finding.screener, finding.words) == ("link", "link", "www.example.org")


def test_a_finding_of_staff_s_own_words_names_the_phrases(settings, module):
    settings.COMMENT_SCREENERS = []
    rule = Rule.objects.get(code="advert")
    rule.phrases = "miracle cure"
    rule.save()

    comment = module.start_thread(make_comment("A miracle cure, they say."), as_is=True)

    finding = comment.findings.get()
    assert (finding.rule, finding.screener, finding.words) == ("advert", "phrases", "miracle cure")


def test_two_screeners_under_one_rule_are_told_apart(module):
    rule = Rule.objects.get(code="link")
    rule.phrases = "last year"
    rule.save()

    comment = module.start_thread(make_comment(LINKED), as_is=True)

    found = {(each.screener, each.words) for each in comment.findings.all()}
    assert found == {("link", "www.example.org"), ("phrases", "last year")}


def test_a_screener_of_a_site_s_own_goes_by_its_file_too(settings):
    settings.COMMENT_SCREENERS = [f"{__name__}.find_pause"]

    [finding] = screen("The pause helps.").findings

    assert finding.screener == "test_findings"


def test_every_screener_of_ours_has_a_name_that_the_column_holds(settings):
    longest = Finding._meta.get_field("screener").max_length

    names = [path.split(".")[-2] for path in settings.COMMENT_SCREENERS]

    assert all(0 < len(name) <= longest for name in names)


def test_a_finding_knows_when_it_was_made(held, finding):
    assert held.created <= finding.created <= timezone.now()


# -- Retired -------------------------------------------------------------------------


def test_a_finding_is_current_at_first(held, finding):
    assert finding.retired_at is None
    assert list(held.findings.current()) == [finding]


def test_retired_it_keeps_no_word(held):
    held.findings.retire()

    finding = held.findings.get()
    assert (finding.words, finding.sentence) == ("", "")


def test_retired_it_stays_to_be_counted(held, finding):
    held.findings.retire()

    kept = held.findings.get()
    what_stays = ("pk", "rule", "screener", "created", "version_id", "certainty")
    assert [getattr(kept, name) for name in what_stays] == [
        getattr(finding, name) for name in what_stays
    ]
    assert kept.retired_at


def test_retired_it_is_no_longer_current(held):
    held.findings.retire()

    assert not held.findings.current().exists()


def test_what_is_retired_keeps_its_time(held):
    long_ago = timezone.now() - timedelta(days=9)
    held.findings.update(retired_at=long_ago)

    held.findings.retire()

    assert held.findings.get().retired_at == long_ago


def test_those_of_other_comments_stay(module, held):
    other = module.start_thread(make_comment(f"{LINKED} So.", email="b@example.org"), as_is=True)

    held.findings.retire()

    assert [each.words for each in other.findings.current()] == ["www.example.org"]


# -- When the text goes --------------------------------------------------------------


def withdraw(comment):
    comment.withdraw()


def edit(comment):
    comment.edit("Nothing to find here.")


def redact(comment):
    comment.redact(["www.example.org"])


@pytest.mark.parametrize("verb", [withdraw, edit, redact])
def test_they_retire_when_the_text_they_are_about_is_gone(held, verb):
    verb(held)

    assert not held.findings.current().exists()
    assert [(each.words, each.sentence) for each in held.findings.all()] == [("", "")]


@pytest.mark.parametrize("verb", ["publish", "remove", "mark_spam", "ask_for_changes"])
def test_they_stay_while_the_text_stays(held, verb):
    getattr(held, verb)()

    assert [each.words for each in held.findings.current()] == ["www.example.org"]


def test_an_edit_that_is_refused_retires_none(held):
    with pytest.raises(Flagged):
        held.edit("See kindness.org now.")

    assert [each.words for each in held.findings.current()] == ["www.example.org"]


def test_an_edit_leaves_those_of_the_new_text_current(held):
    held.edit("See kindness.org now.", as_is=True)

    assert [each.words for each in held.findings.current()] == ["kindness.org"]
    assert held.findings.count() == 2


def test_each_edit_leaves_its_findings_to_be_counted(held):
    held.edit("See kindness.org now.", as_is=True)
    held.edit("See pauses.org now.", as_is=True)

    assert [each.words for each in held.findings.order_by("pk")] == ["", "", "pauses.org"]


# -- On the page ---------------------------------------------------------------------


def test_its_author_sees_none_that_is_retired(guest, held):
    held.edit("See kindness.org now.", as_is=True)

    shown = guest.get(status_address(held)).content.decode()

    assert '<mark id="found-1">kindness.org</mark>' in shown
    assert 'id="found-2"' not in shown
    assert "www.example.org" not in shown
