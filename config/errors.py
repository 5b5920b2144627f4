"""Pages for what goes wrong, in the site's look. Each says in a sentence what happened and what
to do, never shows a trace, and gives back a comment that was typed, to copy."""

import sys

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import HttpResponse
from django.template.defaultfilters import filesizeformat
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from config.uploads import LARGEST, FileNotExpected, FileTooLarge


def error_page(request, status, title, sentence, typed=""):
    """Rendered without the request's context: the database may be what failed."""
    context = {
        "site_name": settings.SITE_NAME,
        "title": title,
        "sentence": sentence,
        "typed": typed,
    }
    return HttpResponse(render_to_string("error.html", context), status=status)


def bad_request(request, exception=None):
    if isinstance(exception, RequestDataTooBig):
        return error_page(
            request,
            413,
            _("That was too much at once"),
            _("A comment can have up to 10,000 characters. Please go back and shorten yours."),
        )
    if isinstance(exception, FileTooLarge):
        size = filesizeformat(LARGEST)
        sentence = _("Files can have up to %(size)s together. Please go back and send less.")
        return error_page(request, 413, _("That was too much at once"), sentence % {"size": size})
    if isinstance(exception, FileNotExpected):
        sentence = _("This form takes no files. Please go back and send it without one.")
    else:
        sentence = _(
            "Your browser sent something this site could not read. Please go back and try again."
        )
    return error_page(request, 400, _("That could not be read"), sentence)


def permission_denied(request, exception=None):
    return error_page(
        request,
        403,
        _("This is not open to you"),
        _("You may need to sign in, or to sign in with another account."),
        typed=typed_comment(request),
    )


def csrf_failure(request, reason=""):
    return error_page(
        request,
        403,
        _("We could not tell that this came from our own page"),
        _(
            "This happens when you signed in or out in another tab, or when the form stood on "
            "another site. Please copy your text, open the page again and send it from there."
        ),
        typed=typed_comment(request),
    )


def not_found(request, exception=None):
    return error_page(
        request,
        404,
        _("There is nothing here"),
        _("The address may be mistyped, or what stood here is no longer shown."),
        typed=typed_comment(request),
    )


def method_not_allowed(request, allowed):
    response = error_page(
        request,
        405,
        _("This address does not work that way"),
        _("A form leads here. Please go back to the page it stands on and send it from there."),
    )
    response.headers["Allow"] = allowed
    return response


def server_error(request):
    """Also for a database that is down or too busy, which is not our fault but our answer: 503."""
    failure = sys.exc_info()[1]
    if isinstance(failure, (OperationalError, InterfaceError)):
        response = error_page(
            request,
            503,
            _("The board is resting for a moment"),
            _("Please try again in a minute. Nothing you sent was kept, so copy your text first."),
            typed=typed_comment(request),
        )
        response.headers["Retry-After"] = "60"
        return response
    return error_page(
        request,
        500,
        _("Something went wrong on our side"),
        _("It has been noted. Please try again; if you were writing, copy your text first."),
        typed=typed_comment(request),
    )


def typed_comment(request):
    try:
        if request.method != "POST":
            return ""
        typed = (request.POST.get(name) for name in ("comment", "answer", "sentence"))
        return next(filter(None, typed), "")
    except Exception:  # an unreadable request; this page must appear all the same
        return ""
