"""The moderators' guide names what is on the screen."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags

from boards.models import Block, RuleVersion
from moderation.models import Decision, Report
from tests.conftest import make_comment, write

pytestmark = pytest.mark.django_db

GUIDE = (Path(settings.BASE_DIR) / "docs/moderators.md").read_text()
DESK = "/admin/moderation/heldcomment/"


def names():
    """What the guide sets in bold for the screen; in its part on the screeners bold is emphasis."""
    bold = re.findall(r"\*\*([^*]+)\*\*", GUIDE.split("## How the screeners judge")[0])
    return {" ".join(name.split()) for name in bold}


@pytest.fixture
def screen(client, module, mod):
    """All that a moderator sees on the pages that the guide is about, as words."""
    client.force_login(mod)
    link = RuleVersion.objects.in_force().get(rule__code="link")
    opening = write(module)
    held = opening.thread.reply(make_comment("At www.example.org."), to=opening, as_is=True)
    write(module, parent=opening)
    Decision.make("redact", held, by=mod, passages=["www.example.org"])
    write(module, parent=held)
    Report.make(held, rule=link, person="a")
    answered = module.start_thread(make_comment("Or www.example.net."), as_is=True)
    Decision.make("remove", answered, by=mod, rule=link).take_answer("But why?")
    opening.edit("Another text.")
    closed = write(module)
    Decision.make("close", closed, by=mod)
    Block.objects.create(
        email="a@example.org", until=timezone.now() + timedelta(days=1), reason="x", by=mod
    )
    pages = [
        *("/admin/", DESK, *(f"{DESK}?at={each.pk}" for each in (answered, closed, opening))),
        *(reverse(f"admin:{name}_changelist") for name in ("boards_block", "boards_hold")),
        reverse("admin:boards_comment_change", args=(opening.pk,)),
        reverse("admin:moderation_decision_numbers"),
        module.get_absolute_url(),
    ]
    return " ".join(strip_tags(client.get(page).content.decode()) for page in pages)


def test_what_the_guide_names_is_on_the_screen(screen):
    words = " ".join(screen.split()).lower()

    assert len(names()) > 30
    assert {name for name in names() if name.lower() not in words} == set()


def test_each_key_of_the_guide_is_the_key_on_the_screen(client, module, mod):
    client.force_login(mod)
    module.start_thread(make_comment("At www.example.org."), as_is=True)
    page = client.get(DESK).content.decode()
    in_guide = set(re.findall(r"^\| \*\*[^*]+\*\* \| (\w)\b", GUIDE, re.MULTILINE))
    listed = set(re.findall(r"<dt><kbd>(\w)</kbd></dt>", page))

    assert in_guide == listed
    assert {"p", "c", "r", "x", "s", "b"} <= set(re.findall(r'data-key="(\w)"', page))


def test_the_pictures_are_there(client):
    pictures = re.findall(r"!\[[^]]+\]\((pictures/\w+\.png)\)", GUIDE)

    sizes = [(Path(settings.BASE_DIR) / "docs" / each).stat().st_size for each in pictures]

    assert len(sizes) == 3
    assert max(sizes) < 200_000
