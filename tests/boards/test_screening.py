import pytest

from boards.models import Comment, Finding
from boards.screening import Flagged, marked, screen
from tests.conftest import form_data, make_comment, post_url, write

pytestmark = pytest.mark.django_db

LINKED = "I wrote about it at www.example.org/pause last year."


def found(start, end, text="0123456789"):
    return Finding(rule="link", start=start, end=end, words=text[start:end])


def broken(text):
    raise RuntimeError("a screener's own fault")


def find_pause(text):
    at = text.find("pause")
    return [found(at, at + 5, text)] if at >= 0 else []


def find_under_no_rule(text):
    return [Finding(rule="nonsense", start=0, end=3, words=text[:3], sentence="Why?")]


def test_a_flagged_comment_comes_back_with_its_words_marked_and_the_rule(guest, module):
    answer = guest.post(post_url(module), form_data(comment=LINKED))

    page = answer.content.decode()
    assert answer.status_code == 422
    assert '<mark id="found-1">www.example.org/pause</mark>' in page
    assert "Please leave out addresses of every kind" in page
    assert LINKED in page
    assert not Comment.objects.exists()


def test_the_author_may_edit_and_post(guest, module):
    guest.post(post_url(module), form_data(comment=LINKED))
    answer = guest.post(post_url(module), form_data(comment="I wrote about it last year."))

    assert answer.status_code == 303
    assert Comment.objects.get().is_published


def test_the_author_may_send_it_to_a_moderator_as_it_is(guest, module):
    answer = guest.post(post_url(module), form_data(comment=LINKED, as_is="yes"), follow=True)

    comment = Comment.objects.get()
    assert comment.is_held
    assert comment.held_for == Comment.HeldFor.FINDINGS
    assert [finding.words for finding in comment.findings.all()] == ["www.example.org/pause"]
    assert "It is waiting for a moderator." in answer.content.decode()


def test_a_held_comment_is_nowhere_to_be_seen(guest, client, module):
    write(module)
    guest.post(post_url(module), form_data(comment=LINKED, as_is="yes"))
    held = Comment.objects.held().get()

    page = client.get(module.get_absolute_url()).content.decode()
    assert "I wrote about it" not in page
    assert "1 Comment, 1 thread<" in page
    assert held.thread.number is None


def test_the_permalink_of_a_held_comment_answers_as_one_that_never_existed(guest, module):
    guest.post(post_url(module), form_data(comment=LINKED, as_is="yes"))
    held = Comment.objects.get()

    of_held = guest.get(held.get_absolute_url())
    of_none = guest.get(f"/comments/{held.pk + 1}/")

    assert of_held.status_code == of_none.status_code == 404
    assert of_held.content == of_none.content
    assert dict(of_held.headers) == dict(of_none.headers)


def test_sending_as_it_is_what_is_not_flagged_publishes_it(guest, module):
    guest.post(post_url(module), form_data(as_is="yes"))

    assert Comment.objects.get().is_published


def test_the_shell_meets_the_same_rules(module):
    with pytest.raises(Flagged):
        module.start_thread(make_comment(LINKED))


def test_a_screener_that_fails_holds_the_comment_and_blames_nobody(module, settings):
    settings.COMMENT_SCREENERS = [f"{__name__}.broken"]

    comment = module.start_thread(make_comment("A harmless text."))

    assert comment.is_held
    assert comment.held_for == Comment.HeldFor.UNCHECKED
    assert not comment.findings.exists()


def test_a_screener_that_cannot_be_loaded_holds_the_comment_too(module, settings):
    settings.COMMENT_SCREENERS = ["tests.boards.nowhere.screen"]

    comment = module.start_thread(make_comment("A harmless text."))

    assert comment.held_for == Comment.HeldFor.UNCHECKED


def test_a_failing_screener_does_not_silence_the_others(settings):
    settings.COMMENT_SCREENERS = [f"{__name__}.broken", f"{__name__}.find_pause"]

    verdict = screen("The pause helps.")

    assert [finding.words for finding in verdict.findings] == ["pause"]
    assert not verdict.checked


def test_the_board_works_without_any_screener(module, settings):
    settings.COMMENT_SCREENERS = []

    assert module.start_thread(make_comment(LINKED)).is_published


def test_marked_pieces_put_together_are_the_text():
    pieces = marked("0123456789", [found(2, 4), found(6, 7)])

    assert [(words, bool(finding)) for words, finding in pieces] == [
        ("01", False),
        ("23", True),
        ("45", False),
        ("6", True),
        ("789", False),
    ]


def test_overlapping_findings_share_a_mark():
    findings = [found(1, 5), found(2, 4), found(4, 8)]

    pieces = marked("0123456789", findings)

    assert [words for words, _finding in pieces] == ["0", "1234", "567", "89"]
    assert [finding.order for finding in findings] == [1, 1, 2]


def test_screeners_that_leave_no_time_for_the_others_hold_the_comment(
    module, settings, monkeypatch
):
    settings.COMMENT_SCREENERS = [f"{__name__}.find_pause"]
    monkeypatch.setattr("boards.screening.PATIENCE", -1)

    comment = module.start_thread(make_comment("The pause helps."))

    assert comment.held_for == Comment.HeldFor.UNCHECKED
    assert not comment.findings.exists()


def test_a_finding_under_a_rule_that_does_not_exist_counts_for_nothing(module, settings):
    settings.COMMENT_SCREENERS = [f"{__name__}.find_under_no_rule"]

    assert module.start_thread(make_comment("The pause helps.")).is_published
