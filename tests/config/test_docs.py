"""What the documents name exists."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import get_commands

BASE = Path(settings.BASE_DIR)
DOCUMENTS = [BASE / "README.md", *(BASE / "docs").glob("*.md")]


def text_of(*names):
    return "\n".join((BASE / name).read_text() for name in names)


def test_every_setting_read_from_the_environment_is_in_the_deployment_guide():
    read = set(re.findall(r'env\.\w+\("(\w+)"', text_of("config/settings.py")))
    named = set(re.findall(r"^\| `(\w+)` \|", text_of("docs/deploy.md"), re.MULTILINE))

    assert named == read


def test_every_command_of_ours_is_in_the_readme():
    apps = ("config", "boards", "moderation")
    ours = {name for name, app in get_commands().items() if app in apps}
    commands = text_of("README.md").split("## Commands")[1].split("##")[0]
    named = set(re.findall(r"^\| `(\w+)", commands, re.MULTILINE))

    assert ours - {"serve"} <= named
    assert named - {"createsuperuser"} <= ours


def test_every_target_named_is_in_the_makefile():
    texts = text_of(*(file.relative_to(BASE) for file in DOCUMENTS))
    named = set(re.findall(r"(?:`|^    )make (\w+)", texts, re.MULTILINE))
    targets = set(re.findall(r"^(\w+):", text_of("Makefile"), re.MULTILINE))

    assert {"run", "test"} <= named <= targets


@pytest.mark.parametrize("file", DOCUMENTS, ids=lambda file: file.name)
def test_every_link_leads_to_a_file(file):
    for link in re.findall(r"\]\(([^)#]+)\)", file.read_text()):
        assert (file.parent / link).exists(), link


@pytest.mark.parametrize("file", DOCUMENTS, ids=lambda file: file.name)
def test_every_file_named_exists(file):
    paths = re.findall(
        r"`((?:accounts|boards|config|moderation|tests|bench|docs)/[\w/.-]+)`", file.read_text()
    )

    assert [path for path in paths if not (BASE / path).exists()] == []
