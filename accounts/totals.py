"""What was ordered, paid and refunded, month by month; of amounts, never of persons."""

from collections import defaultdict

import pygal
from django.db.models import Count, Q, Sum
from django.db.models.functions import TruncMonth
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts import money
from accounts.models import Order
from accounts.models.membership import months_later
from accounts.plots import drawn, looks

MONTHS = 12


def totals_page(request, context):
    """The table, or with `plot` in the address, a currency, the plot of it as SVG."""
    by_currency = totals()
    if (plotted := request.GET.get("plot")) in by_currency:
        svg = plot(plotted, by_currency[plotted])
        return HttpResponse(svg, content_type="image/svg+xml")
    context |= {
        "title": _("Totals"),
        "by_currency": {
            currency: [printed(row, currency) for row in rows]
            for currency, rows in by_currency.items()
        },
        "is_nav_sidebar_enabled": False,
    }
    return render(request, "admin/accounts/order/totals.html", context)


def totals():
    """For each currency, the last twelve months from old to new: month, how many were paid and
    refunded in it, and how much, in the smallest unit."""
    this_month = timezone.localtime().replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    months = [months_later(this_month, -before) for before in range(MONTHS)][::-1]
    paid = in_months("paid_at", Q(paid_at__gte=months[0]))
    refunded = in_months("closed_at", Q(closed_at__gte=months[0], state=Order.State.REFUNDED))
    nothing = (0, 0)
    return {
        currency: [
            {
                "month": month,
                "paid": paid[currency].get(month.date(), nothing),
                "refunded": refunded[currency].get(month.date(), nothing),
            }
            for month in months
        ]
        for currency in sorted({*paid, *refunded})
    }


def in_months(field, wanted):
    rows = (
        Order.objects.filter(wanted)
        .order_by()
        .annotate(month=TruncMonth(field))
        .values_list("currency", "month")
        .annotate(count=Count("pk"), amount=Sum("amount"))
    )
    found = defaultdict(dict)
    for currency, month, count, amount in rows:
        found[currency][month.date()] = (count, amount)
    return found


def printed(row, currency):
    paid, refunded = row["paid"], row["refunded"]
    return row | {
        "paid_printed": money.printed(paid[1], currency),
        "refunded_printed": money.printed(refunded[1], currency),
    }


def plot(currency, rows):
    title = _("Paid and refunded, in %(currency)s") % {"currency": currency}
    looked_at = looks(title, [label_of(row["month"]) for row in rows])
    chart = pygal.Bar(**looked_at | {"legend_at_bottom_columns": 2})
    for label, which in ((_("paid"), "paid"), (_("refunded"), "refunded")):
        chart.add(label, [float(money.in_units(row[which][1], currency)) for row in rows])
    return drawn(chart)


def label_of(month):
    """«Feb», and in January the year as well."""
    return date_format(month, "M Y" if month.month == 1 else "M")
