from django import template
from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

register = template.Library()


@register.filter
def listed(names, separator=","):
    """Names in a sentence: joined by the separator, with "and" before the last."""
    *first, last = [str(name) for name in names] or [""]
    if not first:
        return last
    if len(first) == 1 and separator == ",":
        return _("%(first)s and %(last)s") % {"first": first[0], "last": last}
    return _("%(first)s%(separator)s and %(last)s") % {
        "first": f"{separator} ".join(first),
        "separator": separator,
        "last": last,
    }


@register.filter
def as_comments(count):
    """«189 Comments», as the heading over a board says it."""
    if not count:
        return _("No Comments Yet")
    return ngettext("%(count)s Comment", "%(count)s Comments", count) % {"count": intcomma(count)}


@register.filter
def as_threads(count):
    """«140 threads», after the comments there."""
    return ngettext("%(count)s thread", "%(count)s threads", count) % {"count": intcomma(count)}
