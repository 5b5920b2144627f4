"""How long a board takes to move in from WordPress, and how much memory.

    python -m bench.moving_in [COMMENTS]

Writes an export of so many comments (100,000 unless told), brings it in by `import_wordpress`, and
once more, which finds everything there. Beside the seconds stand ratios to what reading the file
alone takes in the same run. Best with a DATA_DIR of its own, or .ci/postgres for PostgreSQL."""

import io
import os
import random
import resource
import sys
import tempfile
import time
from datetime import datetime, timedelta
from pathlib import Path

import django
from django.core.management import call_command

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

HEAD = """<?xml version="1.0" encoding="UTF-8" ?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/">
<channel><title>Bench</title><wp:wxr_version>1.2</wp:wxr_version>
"""
POST = """<item><title><![CDATA[Module {number}]]></title>
<link>http://example.org/module-{number}/</link>
<content:encoded><![CDATA[<p>Text.</p>]]></content:encoded><wp:post_id>{number}</wp:post_id>
<wp:post_date_gmt>2019-01-01 00:00:00</wp:post_date_gmt><wp:comment_status>open</wp:comment_status>
<wp:post_name>module-{number}</wp:post_name><wp:status>publish</wp:status>
<wp:post_type>post</wp:post_type>
"""
COMMENT = """<wp:comment><wp:comment_id>{key}</wp:comment_id>
<wp:comment_author><![CDATA[{author}]]></wp:comment_author>
<wp:comment_author_email><![CDATA[p{person}@example.org]]></wp:comment_author_email>
<wp:comment_author_url>http://example.org/?a=1&b={key}</wp:comment_author_url>
<wp:comment_author_IP>192.0.2.7</wp:comment_author_IP>
<wp:comment_date>{date}</wp:comment_date><wp:comment_date_gmt>{date}</wp:comment_date_gmt>
<wp:comment_content><![CDATA[{text}]]></wp:comment_content>
<wp:comment_approved>1</wp:comment_approved><wp:comment_type>comment</wp:comment_type>
<wp:comment_parent>{parent}</wp:comment_parent><wp:comment_user_id>0</wp:comment_user_id>
</wp:comment>
"""
WORDS = "pause breath client session kind slow notice hand heart group trust name voice".split()
PLACES = "Boulder, CO, USA|GB|Albany, NY, USA|Montréal, QC, CA|NZ".split("|")
FIELDS = "Psychotherapy|Nursing|Social Work|Clergy|Coach".split("|")


def write_export(file, comments):
    """Ten modules; two in five begin a thread, the others answer one of the last hundred."""
    chance = random.Random(7)
    file.write(HEAD)
    start = datetime(2019, 1, 1)
    key = 0
    for number in range(1, 11):
        file.write(POST.format(number=number))
        lately = []
        for _ in range(comments // 10):
            key += 1
            parent = chance.choice(lately) if lately and chance.random() < 0.6 else 0
            text = "\n\n".join(" ".join(chance.choices(WORDS, k=50)) for _ in range(2))
            person = key % 5000
            place = PLACES[person // len(FIELDS) % len(PLACES)]
            author = f"Ann {person}, {FIELDS[person % len(FIELDS)]}, {place}"
            date = start + timedelta(minutes=key)
            named = {"person": person, "author": author}
            file.write(COMMENT.format(key=key, parent=parent, text=text, date=date, **named))
            lately = [*lately[-99:], key]
        file.write("</item>\n")
    file.write("</channel></rss>\n")


def timed(work):
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def main(comments):
    from boards.wordpress.reading import read  # noqa: PLC0415  after Django is set up

    call_command("migrate", verbosity=0)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "export.wxr")
        with path.open("w", encoding="utf-8") as file:
            write_export(file, comments)

        def only_read():
            with path.open("rb") as source:
                for _found in read(source):
                    pass

        def move_in():
            options = {"course": "Bench", "no_rules": True, "stdout": io.StringIO()}
            call_command("import_wordpress", path, **options)

        print(f"{comments} comments, {path.stat().st_size / 1e6:.0f} MB")
        reading = timed(only_read)
        for name, work in (("moved in", move_in), ("once more", move_in)):
            seconds = timed(work)
            most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            ratio = seconds / reading
            print(f"{name}: {seconds:.1f} s, {ratio:.1f} times reading; most memory {most:.0f} MB")


if __name__ == "__main__":
    django.setup()
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
