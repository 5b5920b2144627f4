"""Pictures of every page in every state, at three widths, by day and by night: `make pictures`.

They are written to var/pictures, which is not kept; STATES="board home" takes those alone. Run by
pytest, for its live server and its browser, but none of the tests."""

import os
from pathlib import Path

import pytest

from tests.browser.states import STATES, Site

WIDTHS = (320, 768, 1280)
FOLDER = Path(__file__).parents[2] / "var/pictures"


@pytest.mark.usefixtures("answers_of_every_kind")
@pytest.mark.parametrize("name", os.environ.get("STATES", "").split() or STATES)
def test_pictures(page, live_server, name):
    FOLDER.mkdir(parents=True, exist_ok=True)
    STATES[name](page, Site(live_server.url))
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            page.screenshot(path=FOLDER / f"{name}-{width}-{scheme}.png", full_page=True)
    if name == "board":  # the README's, of its threads
        page.emulate_media(color_scheme="light")
        page.evaluate("document.getElementById('comments').scrollIntoView()")
        page.screenshot(path=FOLDER / "readme.png")
