"""Which app may know which: accounts ← boards ← moderation, and config above all.

Read from the syntax trees of every file: imports, strings that name another app's model, dotted
path or migration."""

import ast
import re
from pathlib import Path

import pytest
from django.conf import settings

BASE = Path(settings.BASE_DIR)
MAY_KNOW = {
    "accounts": set(),
    "boards": {"accounts"},
    "moderation": {"boards", "accounts"},
}
# «boards.Comment», «moderation.screeners.links.screen», «accounts.0001_initial»
REFERENCE = re.compile(r"^(accounts|boards|moderation|config)\.[A-Za-z0-9_.]+$")


def references(tree):
    """(line, name of the app) for each reference to an app of ours in a syntax tree."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for name in node.names:
                yield node.lineno, name.name.split(".")[0]
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.lineno, node.module.split(".")[0]
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            if found := REFERENCE.match(node.value):
                yield node.lineno, found[1]
        elif isinstance(node, ast.Tuple) and len(node.elts) == 2:  # a migration's dependency
            first = node.elts[0]
            if isinstance(first, ast.Constant) and first.value in MAY_KNOW:
                yield node.lineno, first.value


def wrong_edges(app, source, name="<text>"):
    allowed = MAY_KNOW[app] | {app}
    ours = {*MAY_KNOW, "config"}
    return [
        f"{name}:{line} {app} → {known}"
        for line, known in references(ast.parse(source))
        if known in ours - allowed
    ]


@pytest.mark.parametrize("app", MAY_KNOW)
def test_an_app_knows_only_those_beneath_it(app):
    files = list((BASE / app).rglob("*.py"))

    wrong = [edge for file in files for edge in wrong_edges(app, file.read_text(), file.name)]

    assert len(files) > 3
    assert wrong == []


@pytest.mark.parametrize(
    "source",
    [
        "import boards",
        "from boards.models import Comment",
        "def late():\n    from moderation import rules",
        "author = ForeignKey('boards.Comment')",
        "path = 'moderation.screeners.links.screen'",
        "dependencies = [('boards', '0001_initial')]",
        "from config import settings",
    ],
)
def test_the_guard_sees_every_kind_of_edge(source):
    assert wrong_edges("accounts", source)


def test_mptt_is_known_to_the_comment_alone():
    knowing = {
        file.relative_to(BASE).as_posix()
        for app in (*MAY_KNOW, "config")
        for file in (BASE / app).rglob("*.py")
        if re.search(r"\bmptt\.|import mptt", file.read_text()) and "migrations" not in file.parts
    }

    assert knowing == {"boards/models/comment.py"}


TRUST = r"mark_safe\(|\{[{%][^}]*\|\s*safe\b|filter safe|autoescape off|csrf_exempt"


def test_markup_is_trusted_in_named_places_only():
    trusting = {
        file.relative_to(BASE).as_posix()
        for folder in (*MAY_KNOW, "config", "templates")
        for file in (BASE / folder).rglob("*.*")
        if file.suffix in (".py", ".html") and re.search(TRUST, file.read_text())
    }

    assert trusting == {
        "accounts/checkout.py",  # calls of an outside checkout, whose authority is a signature
        "accounts/forms.py",  # options of a list, each escaped
        "boards/composing.py",  # comments, each part escaped where it is composed
        "accounts/marks.py",  # pages that a template has made, and markup
        "accounts/outbox.py",  # the text part of a mail, and the HTML that a template has made
        "boards/rendering.py",
        "boards/views/mail.py",  # posts of mail programs, whose authority is a signed address
        "templates/boards/_module.html",
    }


def test_there_is_no_file_for_leftovers():
    names = {file.stem for app in (*MAY_KNOW, "config") for file in (BASE / app).rglob("*.py")}

    assert not names & {"utils", "helpers", "misc", "common", "services", "signals"}
