"""How well the screeners and the readers' reports find what moderators then decide against, and how
long people wait; of rules and weeks, never of persons."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from statistics import median

import pygal
from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.plots import drawn, looks
from boards.models import Finding, Rule
from moderation.models import Decision, Report

READERS = "readers"  # as a source beside the screeners
PERIODS = [(12, _("12 weeks")), (26, _("26 weeks")), (52, _("52 weeks"))]


class PeriodForm(forms.Form):
    weeks = forms.TypedChoiceField(
        label=_("Of the last"), choices=PERIODS, coerce=int, empty_value=12, required=False
    )
    rule = forms.ModelChoiceField(
        Rule.objects.in_force(),
        to_field_name="code",
        label=_("Rule"),
        required=False,
        empty_label=_("all rules"),
    )


@dataclass
class Tally:
    found: int = 0
    upheld: int = 0
    overturned: int = 0
    waits: list[timedelta] = field(default_factory=list)

    def add(self, decision):
        """`decision`: the last word about what was found, or None."""
        self.found += 1
        if not decision:
            return
        self.overturned += decision.act == Decision.Act.PUBLISH
        self.upheld += decision.act != Decision.Act.PUBLISH
        if decision.waiting_since:
            self.waits.append(decision.created - decision.waiting_since)

    @property
    def undecided(self):
        """Still waiting, changed or withdrawn by the author first, or decided under another
        rule."""
        return self.found - self.upheld - self.overturned

    @property
    def precision(self):
        """How many of those decided were upheld, in percent; None of none."""
        decided = self.upheld + self.overturned
        return round(100 * self.upheld / decided) if decided else None

    @property
    def median_wait(self):
        return median(self.waits) if self.waits else None

    @property
    def median_hours(self):
        return round(self.median_wait.total_seconds() / 3600, 1) if self.waits else None


@dataclass(frozen=True)
class Found:
    """That something was found in one text of a comment, or reported, under a rule."""

    comment: int
    rule: str
    source: str
    created: object
    retired_at: object  # when the text was gone, or None
    decision: object = None  # of a report: the key of what settled it
    edited_at: object = None  # of a report: when the comment last was changed


def numbers(since, code=None):
    """Two dicts of tallies of what was found from `since` on, under the rule of that code or all:
    by pairs of rule and source, and by the week's Monday."""
    by_rule, by_week = defaultdict(Tally), defaultdict(Tally)
    decisions = decisions_by_comment(since)
    for each in found_since(since):
        if code and each.rule != code:
            continue
        last = last_word(each, decisions[each.comment])
        by_rule[each.rule, each.source].add(last)
        by_week[monday(each.created)].add(last)
    return by_rule, by_week


def found_since(since):
    """Once for each text, rule and source, however many words of it were found."""
    rows = Finding.objects.filter(created__gte=since).order_by("created")
    once = {}
    for row in rows.values_list("comment", "rule", "screener", "created", "retired_at"):
        comment, rule, screener, _created, retired_at = row
        once.setdefault((comment, rule, screener, retired_at), Found(*row))
    reports = Report.objects.filter(created__gte=since).order_by("created")
    fields = ("comment", "rule__rule__code", "created", "decision", "comment__edited_at")
    for comment, rule, created, decision, edited_at in reports.values_list(*fields):
        found = Found(comment, rule, READERS, created, None, decision, edited_at)
        once.setdefault((comment, rule, READERS, decision), found)
    return once.values()


def decisions_by_comment(since):
    decided = defaultdict(list)
    rows = Decision.objects.in_force().filter(created__gte=since).order_by("pk")
    acts = (*Decision.AGAINST, Decision.Act.PUBLISH)
    for decision in rows.filter(act__in=acts).select_related("rule__rule"):
        decided[decision.comment_id].append(decision)
    return decided


def last_word(found, decisions):
    """The last decision on what was found, made while its text stood: for it under the same rule
    or none, or against it by publishing. None if there is none, or under another rule."""
    if found.source == READERS:
        on_it = decisions_on_report(found, decisions)
    else:
        end = found.retired_at or timezone.now()
        on_it = [each for each in decisions if found.created <= each.created <= end]
    last = on_it[-1] if on_it else None
    if last and last.act != Decision.Act.PUBLISH and last.rule:
        return last if last.rule.rule.code == found.rule else None
    return last


def decisions_on_report(report, decisions):
    """The one that settled it, and those after it until the comment was changed."""
    settled = next((each for each in decisions if each.pk == report.decision), None)
    if not settled:
        return []
    edited = report.edited_at if report.edited_at and report.edited_at > settled.created else None
    later = [each for each in decisions if each.pk >= settled.pk]
    return [each for each in later if not (edited and each.created > edited)]


def monday(moment):
    day = timezone.localtime(moment).date()
    return day - timedelta(days=day.weekday())


# -- The page --------------------------------------------------------------------


def numbers_page(request, context):
    """The tables, or with `plot` in the address one of the two plots as SVG."""
    form = PeriodForm(request.GET)
    form.is_valid()
    weeks, rule = form.cleaned_data.get("weeks") or 12, form.cleaned_data.get("rule")
    mondays = [monday(timezone.now()) - timedelta(weeks=before) for before in range(weeks)][::-1]
    since = timezone.make_aware(datetime.combine(mondays[0], time()))
    by_rule, by_week = numbers(since, rule and rule.code)
    by_week = [(week, by_week[week]) for week in mondays]
    if plot := PLOTS.get(request.GET.get("plot")):
        return HttpResponse(plot(by_week), content_type="image/svg+xml")
    names = {each.code: str(each) for each in Rule.objects.all()}
    context |= {
        "title": _("Numbers"),
        "form": PeriodForm({"weeks": weeks, "rule": rule and rule.code}),
        "by_rule": [(names.get(code, code), *rest) for (code, *rest) in in_order(by_rule)],
        "by_week": by_week,
        "query": f"weeks={weeks}&rule={rule.code if rule else ''}",
        "is_nav_sidebar_enabled": False,
    }
    return render(request, "admin/moderation/decision/numbers.html", context)


def in_order(by_rule):
    return sorted((code, source, tally) for (code, source), tally in by_rule.items())


def plot_of_findings(by_week):
    title = _now("Found, by what became of it")
    chart = pygal.StackedBar(
        **looks(title, weeks(by_week)), order_min=0
    )  # whole numbers on its axis
    chart.add(_now("upheld"), [tally.upheld for _week, tally in by_week])
    chart.add(_now("overturned"), [tally.overturned for _week, tally in by_week])
    chart.add(_now("not decided"), [tally.undecided for _week, tally in by_week])
    return drawn(chart)


def plot_of_waits(by_week):
    chart = pygal.Bar(**looks(_now("Median wait, in hours"), weeks(by_week)), show_legend=False)
    chart.add(_now("hours"), [tally.median_hours for _week, tally in by_week])
    return drawn(chart)


def weeks(by_week):
    return [date_format(week, "SHORT_DATE_FORMAT") for week, _tally in by_week]


PLOTS = {"findings": plot_of_findings, "waits": plot_of_waits}
