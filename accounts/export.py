"""What is chosen on a page of the administration, as a CSV file (RFC 4180) for spreadsheets, in
which no text is taken for a formula. The file is sent as it is read, so it may be of any length."""

import csv
from datetime import date, datetime
from numbers import Number

from django.contrib import admin
from django.contrib.admin.utils import label_for_field, lookup_field
from django.http import StreamingHttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.typed import is_seen

BYTE_ORDER_MARK = "\ufeff"  # by which spreadsheets know UTF-8
# A formula begins with one of these, some programs say also after white space, or wide as in
# Japanese; and with a tab or a line end some begin another cell.
FORMULA_SIGNS = frozenset("=+-@＝＋－＠﹦﹢﹣﹫−")
CELL_ENDS = frozenset("\t\r\n\0")


@admin.action(
    description=_("Export selected %(verbose_name_plural)s as CSV"), permissions=("view",)
)
def export_as_csv(model_admin, request, queryset):
    """The columns that the page names in `exported`: fields, or methods as in `list_display`."""
    model = queryset.model
    header = [label_for_field(name, model, model_admin) for name in model_admin.exported]
    rows = (
        [lookup_field(name, each, model_admin)[2] for name in model_admin.exported]
        for each in queryset.iterator(chunk_size=500)
    )
    name = f"{model._meta.verbose_name_plural}-{timezone.localdate()}.csv"
    return csv_response(name, header, rows)


def csv_response(name, header, rows):
    return StreamingHttpResponse(
        csv_lines(header, rows),
        content_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": content_disposition_header(True, name),
            "X-Content-Type-Options": "nosniff",
        },
    )


def csv_lines(header, rows):
    writer = csv.writer(Lines(), quoting=csv.QUOTE_ALL)
    yield BYTE_ORDER_MARK + writer.writerow(map(cell, header))
    for row in rows:
        yield writer.writerow(map(cell, row))


class Lines:
    """A file for csv.writer, which gives back each line instead of keeping it."""

    def write(self, line):
        return line


def cell(value):
    match value:
        case None:
            return ""
        case bool():
            return gettext("yes") if value else gettext("no")
        case Number():
            return value
        case datetime():
            return f"{timezone.localtime(value):%Y-%m-%d %H:%M:%S}"
        case date():
            return value.isoformat()
    return without_formula(str(value))


def without_formula(text):
    """`text` behind an apostrophe, as spreadsheets mark plain text, if it may begin a formula."""
    first_seen = next(filter(is_seen, text), None)
    if first_seen in FORMULA_SIGNS or text[:1] in CELL_ENDS:
        return f"'{text}"
    return text
