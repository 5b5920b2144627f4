"""Who may call a view, and who may keep its answer, as decorators over it; what it was sent, and
where it leads from there."""

import functools

from django.conf import settings
from django.http import HttpResponseRedirect
from django.utils.cache import get_conditional_response, patch_vary_headers, set_response_etag


def has_session(request):
    return settings.SESSION_COOKIE_NAME in request.COOKIES


def guests_may_post(view):
    """Take posts of visitors without a session from our own pages, see config.middleware."""
    view.guests_may_post = True
    return view


def same_for_everybody(view):
    """Let shared caches keep the page, for a second, where it was made for a visitor without a
    session and at its plain address: it then holds nothing personal, no cookie and no token."""

    @functools.wraps(view)
    def answer(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        patch_vary_headers(response, ("Cookie", "Accept-Encoding"))
        if has_session(request) or request.GET or response.status_code != 200:
            return response
        response.headers["Cache-Control"] = "public, max-age=0, s-maxage=1"
        set_response_etag(response)
        return get_conditional_response(request, response.headers["ETag"], response=response)

    return answer


def sent(request):
    """What a form was sent with, an empty one too; None where it is only to be shown."""
    return request.POST if request.method == "POST" else None


class SeeOther(HttpResponseRedirect):
    status_code = 303  # the browser asks for the address with GET (RFC 9110, 15.4.4)
