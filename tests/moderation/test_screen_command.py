import json

import pytest
from django.core.management import CommandError, call_command


@pytest.fixture
def screened(tmp_path, capsys):
    """What the command prints for the lines of a file."""

    def run(*lines):
        path = tmp_path / "comments.jsonl"
        path.write_text("\n".join(lines), "utf-8")
        call_command("screen", path)
        return [json.loads(line) for line in capsys.readouterr().out.splitlines()]

    return run


def comment(identity, text):
    return json.dumps({"id": identity, "text": text})


def test_each_comment_is_printed_with_the_rules_it_breaks_and_the_words_that_do(screened):
    assert screened(
        comment("a", "See softharbour.org for it."),
        comment("b", "Thank you for the breathing."),
    ) == [
        {"id": "a", "rules": ["link"], "spans": ["softharbour.org"]},
        {"id": "b", "rules": [], "spans": []},
    ]


def test_every_span_stands_in_the_text_as_it_was_typed(screened):
    text = "Our retreat still has rooms — 20 % off, ｃａｌｍ．ｏｒｇ “now”!"

    [found] = screened(comment("a", text))

    assert found["rules"] == ["advert", "link"]
    assert all(span in text for span in found["spans"])


def test_empty_lines_are_passed_over(screened):
    assert [each["id"] for each in screened("", comment("a", ""), " ", comment("b", ""))] == [
        "a",
        "b",
    ]


def test_a_mark_at_the_beginning_of_the_file_is_no_part_of_it(screened):
    assert screened("\ufeff" + comment("a", "")) == [{"id": "a", "rules": [], "spans": []}]


@pytest.mark.parametrize(
    "line", ["{", "[]", "3", '{"id": "a"}', '{"id": "a", "text": 3}', '{"id": "a", "text": null}']
)
def test_a_line_that_is_no_comment_is_named(screened, line):
    with pytest.raises(CommandError, match=r"^Line 2 is no JSON object with id and text\.$"):
        screened(comment("a", ""), line)


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(CommandError, match=r"nothing\.jsonl cannot be read"):
        call_command("screen", tmp_path / "nothing.jsonl")


def test_a_file_that_is_no_text_is_named(tmp_path):
    (tmp_path / "picture.jsonl").write_bytes(b"\xff\xd8\xff")

    with pytest.raises(CommandError, match="cannot be read"):
        call_command("screen", tmp_path / "picture.jsonl")
