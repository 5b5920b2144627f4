"""What Lighthouse says of the pages, on its phone profile: `make lighthouse`, beside `make run`.

    python -m bench.lighthouse [http://localhost:8000]

It posts one comment that waits for a moderator, whose status page is among them."""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from html import unescape
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import Request, urlopen

LIGHTHOUSE = Path(sys.prefix, "tools/node_modules/.bin/lighthouse")
PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run "
    "--disable-background-networking --disable-component-update --disable-sync"
)
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")


def get(address):
    with urlopen(address) as answer:
        return unescape(answer.read().decode())


def pages(site):
    """The addresses, by name."""
    home = get(site)
    course = re.search(r'<h2><a href="(/[^"]+/)"', home)[1]
    module = re.search(rf'href="({course}[^"]+/)"', home)[1]
    board = get(site + module)
    join = re.search(r'action="(/accounts/join/\d+/)follow/"', board)[1]
    return {
        "home": "/",
        "course": course,
        "module": module,
        "sign-up": "/accounts/signup/",
        "join": join,
        "status": status_page(site, module),
    }


def status_page(site, module):
    typed = {"name": "Bench", "email": "bench@example.org", "as_is": "yes"}
    typed["comment"] = f"My handout on it is at www.example.org/{os.getpid()} for all."
    sent = Request(f"{site}{module}comments/", urlencode(typed).encode(), {"Origin": site})
    with urlopen(sent) as answer:
        return answer.url.removeprefix(site)


def report(address):
    """What Lighthouse found at `address`, in its own form."""
    browser = next(filter(None, map(shutil.which, PROGRAMS)))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "report.json")
        command = [LIGHTHOUSE, address, "--quiet", "--output=json", f"--output-path={path}"]
        command += [f"--only-categories={','.join(CATEGORIES)}", f"--chrome-flags={FLAGS}"]
        subprocess.run(command, check=True, env=os.environ | {"CHROME_PATH": browser})
        return json.loads(path.read_text())


def main(site):
    print(f"{'page':10}", *(f"{name:>15}" for name in CATEGORIES), f"{'layout shift':>15}")
    for name, address in pages(site).items():
        found = report(site + address)
        scores = (round(100 * found["categories"][each]["score"]) for each in CATEGORIES)
        shift = found["audits"]["cumulative-layout-shift"]["numericValue"]
        print(f"{name:10}", *(f"{score:>15}" for score in scores), f"{shift:>15.3f}")
        refs = [
            ref["id"]
            for each in CATEGORIES
            for ref in found["categories"][each]["auditRefs"]
            if ref["weight"]
        ]
        for audit in (found["audits"][ref] for ref in refs):
            if audit["score"] is not None and audit["score"] < 0.9:
                print("          ", audit["title"], audit.get("displayValue", ""))


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "http://localhost:8000")
