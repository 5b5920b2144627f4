import os
import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from boards.models import Module
from boards.wordpress.exporting import FORMATS


class Command(BaseCommand):
    help = (
        "Writes a module with its comments as WXR, which WordPress's importer takes and "
        "import_wordpress brings in again, as JSON or as CSV. E-mail addresses are in it."
    )

    def add_arguments(self, parser):
        parser.add_argument("module", help="its address, such as compassion/module-1")
        parser.add_argument("--format", choices=FORMATS, default="wxr")
        parser.add_argument("--output", type=Path, help="the file to write; else it is printed")

    def handle(self, module, format, output, **options):
        parts = FORMATS[format](self.module_at(module))
        if not output:
            for part in parts:
                self.stdout.write(part, ending="")
            return
        try:  # others do not read it, since addresses are in it
            descriptor = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        except OSError as failure:
            raise CommandError(f"{output} cannot be written: {failure.strerror}") from failure
        with (
            os.fdopen(descriptor, "w", encoding="utf-8", newline="") as file,
            tqdm(desc="Writing", unit="B", unit_scale=True, disable=None, file=sys.stderr) as bar,
        ):
            for part in parts:
                bar.update(file.write(part))
        self.stdout.write(f"Written: {output}")

    def module_at(self, address):
        course, _, slug = address.strip("/").partition("/")
        module = Module.objects.once_at(course, slug).select_related("course").order_by("-pk")
        if not (found := module.first()):
            raise CommandError(f"There is no module at «{address}».")
        return found
