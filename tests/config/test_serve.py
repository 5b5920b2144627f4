"""`make run`, as `manage.py serve`: everything from an empty folder, on real processes."""

import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest
from django.conf import settings

ANSWER_WITHIN = 60  # seconds, for a machine that is busy


@pytest.fixture
def port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Site:
    """The site started on a folder of its own."""

    def __init__(self, folder, port):
        environment = {
            name: value
            for name, value in os.environ.items()
            if name not in ("DATABASE_URL", "DJANGO_SETTINGS_MODULE", "SITE_URL", "SECRET_KEY")
        }
        self.address = f"http://localhost:{port}"
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "serve", "--port", str(port)],
            cwd=settings.BASE_DIR,
            env=environment | {"DATA_DIR": str(folder)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def started(self):
        """What it prints until the sign-ins have been shown."""
        said = ""
        for line in self.process.stdout:
            said += line
            if "password" in line:
                return said
        raise AssertionError(said)

    def get(self, path):
        return urllib.request.urlopen(self.address + path, timeout=ANSWER_WITHIN).read().decode()

    def end(self):
        """As Ctrl-C at a terminal does, which signals the whole group."""
        os.killpg(self.process.pid, signal.SIGINT)
        said, _ = self.process.communicate(timeout=ANSWER_WITHIN)
        return said


def processes_of(folder):
    return [
        entry.name
        for entry in Path("/proc").iterdir()
        if entry.name.isdigit() and str(folder) in environment_of(entry)
    ]


def environment_of(entry):
    try:
        return (entry / "environ").read_text(errors="replace")
    except OSError:
        return ""


def test_from_an_empty_folder_to_the_demo_board_and_again_with_the_same_data(tmp_path, port):
    site = Site(tmp_path, port)
    try:
        said = site.started()
        board = site.get("/practical-compassion/turning-toward-suffering/")
        style = re.search(r'href="(/static/css/site\.[0-9a-f]+\.css)"', board)[1]
        styles = site.get(style)
    finally:
        site.end()
    again = Site(tmp_path, port)
    try:
        said_again = again.started()
        board_again = again.get("/practical-compassion/turning-toward-suffering/")
    finally:
        again.end()

    assert f"Colloquy is at http://localhost:{port}" in said
    assert "member@demo.example" in said
    assert "189 Comments" in board
    assert "--paper" in styles
    assert "Loading the demo course" in said
    assert "Loading the demo course" not in said_again
    assert re.search("password.*", said)[0] == re.search("password.*", said_again)[0]
    assert "189 Comments" in board_again
    assert oct((tmp_path / "secret_key").stat().st_mode)[-3:] == "600"
    assert processes_of(tmp_path) == []


def test_a_busy_port_gets_a_sentence_that_names_another(tmp_path, port):
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", port))
        busy.listen()
        said, _ = Site(tmp_path, port).process.communicate(timeout=ANSWER_WITHIN)

    assert f"Port {port} cannot be used" in said
    assert f"make run PORT={port + 1}" in said
    assert "Traceback" not in said
