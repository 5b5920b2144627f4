"""How long a reply form takes to open: `python -m bench.reply_opens`, beside `make run`.

    python -m bench.reply_opens [http://localhost:8000]

In Chromium, on the first board of the home page: from a click on «Reply» until its form is there
and one can type, for twenty comments one after the other. It takes the tools of the tests."""

import re
import shutil
import statistics
import sys
from urllib.request import urlopen

from playwright.sync_api import sync_playwright

from bench.lighthouse import FLAGS, PROGRAMS

TIMES = 20
# Where the focus comes to lie in a field, htmx has set the form in and it can be typed into.
OPENS = """(link) => new Promise((done) => {
    const began = performance.now();
    document.addEventListener("focusin", (event) => {
        const field = event.target.matches(".reply-here :is(input, textarea)");
        if (field) done(performance.now() - began);
    });
    link.click();
})"""


def main(site):
    home = urlopen(site).read().decode()
    board = re.search(r'<li>\s*<a href="(/[^"]+/[^"]+/)"', home)[1]
    with sync_playwright() as playwright:
        program = next(filter(None, map(shutil.which, PROGRAMS)))
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS.split())
        page = browser.new_page()
        page.goto(site + board)
        links = page.locator("a.reply").all()[:TIMES]
        taken = sorted(link.evaluate(OPENS) for link in links)
        browser.close()
    median, last = statistics.median(taken), taken[-1]
    print(f"{len(taken)} reply forms opened: median {median:.0f} ms, the slowest {last:.0f} ms")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "http://localhost:8000")
