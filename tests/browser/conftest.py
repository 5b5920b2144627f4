"""A real Chromium before a live server, with an eye on what its console says.

Tests ask for `page`, a fresh browser that has been nowhere yet; addresses are those of the site."""

import json
import re
import shutil
import socket
import subprocess
import sys
from pathlib import Path
from threading import Thread
from urllib.request import Request, urlopen

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection, connections, transaction
from django.db.models import QuerySet
from playwright.sync_api import expect, sync_playwright

from tests.browser.steps import sign_in

# The shell is Chromium without windows, which cost more than all that a test does in them.
PROGRAMS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PATIENCE = 5_000  # milliseconds, for a slow machine; nothing waits longer than it has to
# As Chromium says it, and htmx.
STATUS_LINE = re.compile(
    r"(?:Failed to load resource: the server responded with a status of"
    r"|Response Status Error Code) (\d+)"
)

with_and_without_javascript = pytest.mark.parametrize(
    "javascript", [True, False], ids=("with JavaScript", "without JavaScript")
)


# -- The database --------------------------------------------------------------


@pytest.fixture(autouse=True)
def django_db_serialized_rollback(migrated, django_db_blocker):
    """Each test finds what the migrations wrote, and leaves just that. In the place of
    pytest-django's, which empties every table and fills it anew, whatever a test has touched."""
    with django_db_blocker.unblock():
        yield
        put_back(migrated)


@pytest.fixture
def transactional_db(django_db_serialized_rollback):
    """With transactions that end, as the server has to see what a test wrote."""


@pytest.fixture
def db(transactional_db):
    pass


@pytest.fixture(scope="package")
def migrated(django_db_setup, django_db_blocker):
    """The rows of each model as the migrations wrote them; other tests may have left some of them
    under other keys."""
    with django_db_blocker.unblock():
        call_command("flush", **QUIETLY)
        connection.creation.deserialize_db_from_string(connection._test_serialized_contents)
        tables = apps.get_models(include_auto_created=True)
        return {model: rows_of(model) for model in tables if not model._meta.proxy}


# Keys go on from where they are, as the rows that come back have theirs.
QUIETLY = {
    "verbosity": 0,
    "interactive": False,
    "reset_sequences": False,
    "inhibit_post_migrate": True,
}


def rows_of(model):
    return list(QuerySet(model).order_by("pk").values())


def put_back(kept):
    """The rows as they were, where they are others. What refers to what is checked at the end."""
    changed = {model: rows for model, rows in kept.items() if rows_of(model) != rows}
    with transaction.atomic():
        for model in changed:
            QuerySet(model)._raw_delete(connection.alias)
        for model, rows in changed.items():
            for row in rows:
                model(**row).save_base(raw=True, force_insert=True)


# -- The browser ---------------------------------------------------------------


@pytest.fixture(scope="package", autouse=True)
def browser(chromium, migrated):
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        # Playwright runs an event loop in this thread. Beneath one Django refuses to work, unless
        # told that nothing else is going on, and has connections of its own.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield browser
        browser.close()
        connections.close_all()


@pytest.fixture(scope="session")
def chromium():
    found = [path for path in map(shutil.which, PROGRAMS) if path]
    if not found:
        pytest.skip(f"no Chromium to drive: none of {', '.join(PROGRAMS)} is on PATH")
    return found[0]


@pytest.fixture
def javascript():
    """Whether the browser runs it; see `with_and_without_javascript`."""
    return True


@pytest.fixture
def expected_statuses():
    """Statuses of answers that a test is about: Chromium logs each from 400 on as an error."""
    return set()


@pytest.fixture
def answers_of_every_kind(expected_statuses):
    """For what goes to pages in every state."""
    expected_statuses.update({400, 403, 404, 422, 429})


@pytest.fixture
def page(browser, live_server, javascript, expected_statuses):
    context = browser.new_context(
        base_url=live_server.url, java_script_enabled=javascript, reduced_motion="reduce"
    )
    context.set_default_timeout(PATIENCE)
    expect.set_options(timeout=PATIENCE)
    complaints = []
    context.on("weberror", lambda event: complaints.append(str(event.error)))
    context.on(
        "console", lambda event: complaints.append(event.text) if event.type == "error" else None
    )
    yield context.new_page()
    context.close()
    assert unexpected(complaints, expected_statuses) == []


def unexpected(complaints, statuses):
    """Errors in scripts and breaches of the Content-Security-Policy, and of the answers those
    with other statuses."""
    return [
        complaint
        for complaint in complaints
        if not ((line := STATUS_LINE.match(complaint)) and int(line[1]) in statuses)
    ]


# -- The HTML ------------------------------------------------------------------


@pytest.fixture(scope="session")
def html_checker():
    """The address of the W3C's checker of HTML (vnu), which runs as long as the tests."""
    jar = Path(sys.prefix, "tools/node_modules/vnu-jar/build/dist/vnu.jar")
    if not (jar.exists() and shutil.which("java")):
        pytest.skip("no HTML checker: it takes npm and java, and `make .venv/ready-to-check`")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    here = "-Dnu.validator.servlet.bind-address=127.0.0.1"
    command = ["java", "-Xss4m", here, "-cp", jar, "nu.validator.servlet.Main", str(port)]
    log = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
    with subprocess.Popen(command, **log) as checker:
        assert any("Checker service started" in line for line in checker.stdout)
        Thread(target=checker.stdout.read, daemon=True).start()  # so that it is never full
        yield f"http://127.0.0.1:{port}/?out=json&level=error"
        checker.kill()


@pytest.fixture
def html_faults(html_checker):
    def html_faults(text):
        """What the checker says of an HTML document, with the place in it."""
        headers = {"Content-Type": "text/html; charset=utf-8"}
        with urlopen(Request(html_checker, text.encode(), headers)) as answer:
            messages = json.load(answer)["messages"]
        return [f"{each['message']} {each.get('extract', '')}" for each in messages]

    return html_faults


@pytest.fixture
def signed_in(page, dana):
    sign_in(page, dana, "password of dana")
    expect(page.get_by_role("link", name="Sign out")).to_be_visible()
    return page
