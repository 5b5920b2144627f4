import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from moderation.screeners import advert, link, personal, referral


class Command(BaseCommand):
    help = (
        "Prints what the screeners find in the comments of a JSON Lines file with id and text, "
        'one {"id", "rules", "spans"} a line. Needs no database.'
    )
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)

    def handle(self, file, **options):
        try:
            lines = file.read_text("utf-8-sig").splitlines()
        except (OSError, UnicodeDecodeError) as failure:
            raise CommandError(f"{file} cannot be read: {failure}") from failure
        for number, line in enumerate(lines, 1):
            if line.strip():
                self.stdout.write(json.dumps(found_in(comment(line, number)), ensure_ascii=False))


def comment(line, number):
    try:
        match json.loads(line):
            case {"id": identity, "text": str(text)}:
                return identity, text
    except ValueError:
        pass
    raise CommandError(f"Line {number} is no JSON object with id and text.")


def found_in(row):
    identity, text = row
    findings = [each for rule in (link, referral, advert, personal) for each in rule.screen(text)]
    return {
        "id": identity,
        "rules": sorted({finding.rule for finding in findings}),
        "spans": [finding.words for finding in findings],
    }
