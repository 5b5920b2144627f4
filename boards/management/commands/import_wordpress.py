import csv
import functools
import gc
import os
from collections import Counter
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.text import slugify
from tqdm import tqdm

from accounts.export import cell
from boards import composing
from boards.models import Comment, Course
from boards.screening import screen
from boards.wordpress.importing import HERE, LEFT_OUT, Import, Unusable
from boards.wordpress.reading import Unreadable

HEADER = ("WordPress id", "post", "author", "became", "address", "notes")
FOUND = ("address", "rule", "words", "why")


class Command(BaseCommand):
    help = (
        "Brings the comments of a WordPress export (WXR) onto the boards of a course. Run again, "
        "it goes on where it was stopped, and changes nothing that is here."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="what WordPress's Tools, Export has written")
        parser.add_argument(
            "--course", required=True, help="its title; it is made if there is none of that title"
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="only report what would become of each comment"
        )
        parser.add_argument(
            "--report", type=Path, help="where to write it; else in the data directory's imports/"
        )
        parser.add_argument(
            "--no-rules",
            action="store_true",
            help="do not look afterwards for what breaks a posting rule",
        )

    def handle(self, file, course, dry_run, report, no_rules, **options):
        gc.freeze()
        gc.set_threshold(50_000, 10, 10)  # hardly any of so many objects is part of a ring
        became = Counter()
        with self.opened(file) as source:
            course = self.course_of(course, dry_run)
            report = report or report_of(course)
            with self.begun(report, HEADER) as lines:
                move = self.moved_in(source, course, lines, became, dry_run)
        self.say(move, became, report, dry_run)
        is_new = became.keys() - {HERE, LEFT_OUT}
        if is_new and not (dry_run or no_rules):
            self.look_for_findings(course, report)

    def moved_in(self, source, course, lines, became, is_dry):
        """The finished Import; raises CommandError where it comes to no end."""
        bars = Bars(source)

        def tell(outcome):
            became[outcome.became] += 1
            lines.write(row_of(outcome))

        move = Import(course, tell=tell, progress=bars.move, is_dry=is_dry)
        try:
            move.run(source)
        except Unreadable as failure:
            raise CommandError(f"{source.name} is no export of WordPress: {failure}") from failure
        except Unusable as failure:
            raise CommandError(f"No module can be made of {failure}") from failure
        except KeyboardInterrupt as stop:
            raise CommandError("Stopped. Run the same again, and it goes on.") from stop
        finally:
            bars.close()
        return move

    def course_of(self, title, is_dry):
        title = " ".join(title.split())
        if course := Course.objects.filter(title=title).first():
            return course
        course = Course(title=title, short_title=title[:60], slug=slugify(title)[:50])
        try:
            course.full_clean()
        except ValidationError as failure:
            raise CommandError(f"No course can be made of «{title}»: {failure}") from failure
        if not is_dry:
            course.save()
        return course

    def opened(self, file):
        try:
            return file.open("rb")
        except OSError as failure:
            raise CommandError(f"{file} cannot be read: {failure.strerror}") from failure

    def begun(self, path, header):
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            return Report(path, header)
        except OSError as failure:
            raise CommandError(f"{path} cannot be written: {failure.strerror}") from failure

    def say(self, move, became, report, is_dry):
        for title, is_new, notes in move.modules:
            made = ("would be made" if is_dry else "made") if is_new else "here already"
            self.stdout.write("; ".join([f"{title}: {made}", *notes]))
        for name, count in move.new_professions.items():
            self.stdout.write(f"A profession that was not known: {name} ({count})")
        would = "would be " if is_dry else ""
        names = dict(Comment.Status.choices)
        for status, count in sorted(became.items()):
            said = status if status in (HERE, LEFT_OUT) else f"{would}{names[status]}"
            self.stdout.write(f"{count} {said}")
        self.stdout.write(f"What became of each comment, and why: {report}")

    def look_for_findings(self, course, report):
        """In all that was brought into the course, as an earlier run may have been stopped before
        it came to this, under the rules as they are now. Nothing is held: all that stood on a
        board."""
        brought_in = Comment.objects.filter(imported__course=course)
        count = brought_in.count()
        path = report.with_name(f"{report.stem}-findings.csv")
        found = 0
        with self.begun(path, FOUND) as lines:
            for comment in tqdm(each_of(brought_in), "Posting rules", count, disable=None):
                verdict = screen(comment.text)
                for each in verdict.findings:
                    lines.write((address_of(comment.pk), each.rule, each.words, each.sentence))
                found += bool(verdict.findings)
        self.stdout.write(f"{found} of {count} seem to break a posting rule: {path}")


def each_of(comments):
    """One after the other, without keeping them all."""
    last = 0
    while some := list(comments.filter(pk__gt=last).order_by("pk")[:500]):
        yield from some
        last = some[-1].pk


def report_of(course):
    name = f"{course.slug}-{timezone.now():%Y%m%d-%H%M%S}.csv"
    return settings.DATA_DIR / "imports" / name


def row_of(outcome):
    pk = outcome.comment and outcome.comment.pk
    return (
        outcome.wordpress_id,
        outcome.post,
        outcome.author,
        outcome.became,
        address_of(pk) if pk else "",
        "; ".join(outcome.notes),
    )


@functools.cache
def address_pattern():
    return settings.SITE_URL + composing.address_of("boards:comment")


def address_of(pk):
    """Of a comment; Django takes ten times as long to make one."""
    return address_pattern() % pk


class Report:
    """A CSV file that only its owner reads, since names are in it."""

    def __init__(self, path, header):
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        self.file = os.fdopen(descriptor, "w", encoding="utf-8-sig", newline="")
        self.writer = csv.writer(self.file, quoting=csv.QUOTE_ALL)
        self.write(header)

    def __enter__(self):
        return self

    def __exit__(self, *failure):
        self.file.close()

    def write(self, row):
        self.writer.writerow(map(cell, row))


class Bars:
    """How far one is, on a terminal: with the file, then with the comments."""

    def __init__(self, source):
        size = os.fstat(source.fileno()).st_size
        self.bars = {
            "read": tqdm(desc="Reading", total=size, unit="B", unit_scale=True, disable=None),
            "comments": tqdm(desc="Comments", unit="", disable=None),
        }

    def move(self, what, size):
        self.bars[what].update(size)

    def close(self):
        for bar in self.bars.values():
            bar.close()
