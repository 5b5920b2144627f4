from django.core.exceptions import BadRequest
from django.http import HttpResponseNotAllowed
from django.middleware.csrf import REASON_BAD_ORIGIN, CsrfViewMiddleware

from accounts.access import has_session
from boards.talks import PLAYERS
from config.errors import method_not_allowed

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "object-src 'none'; frame-ancestors 'none'"
)
# A talk is loaded from its site once somebody opens it.
CONTENT_SECURITY_POLICY += f"; frame-src {' '.join(PLAYERS)}"
# The admin's rich-text editor needs an import map in the page and styles on elements.
ADMIN_CONTENT_SECURITY_POLICY = CONTENT_SECURITY_POLICY.replace(
    "script-src 'self'; style-src 'self'",
    "script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'",
)
PERMISSIONS_POLICY = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"


class ResponseHeaders:
    """Headers that every answer bears, and the rule that no page is kept by a cache unless its
    view has said that it may be."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if isinstance(response, HttpResponseNotAllowed):  # which Django leaves blank
            response = method_not_allowed(request, response.headers["Allow"])
            response.headers["Content-Length"] = str(len(response.content))
        in_admin = request.path.startswith("/admin/")
        response.headers.setdefault(
            "Content-Security-Policy",
            ADMIN_CONTENT_SECURITY_POLICY if in_admin else CONTENT_SECURITY_POLICY,
        )
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response


class NoNul:
    """The character NUL is in nothing we keep, and PostgreSQL fails when it is asked for it. Forms
    refuse it with a sentence; here it is kept from what has no form: cookies, which then count as
    not sent, and the filters of the administration."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        for name in [name for name, value in request.COOKIES.items() if "\x00" in value]:
            del request.COOKIES[name]
        if request.path.startswith("/admin/") and "%00" in request.META["QUERY_STRING"]:
            raise BadRequest
        return self.get_response(request)


class CsrfMiddleware(CsrfViewMiddleware):
    """Django's protection, and for guests another: a guest's post reads no cookie, so there is
    no authority to forge and no token to check; it only must come from one of our own pages."""

    def process_view(self, request, callback, callback_args, callback_kwargs):
        if has_session(request) or not getattr(callback, "guests_may_post", False):
            return super().process_view(request, callback, callback_args, callback_kwargs)
        if request.method == "POST" and not self.comes_from_our_pages(request):
            origin = request.headers.get("Origin", "none")
            return self._reject(request, REASON_BAD_ORIGIN % origin)
        return self._accept(request)

    def comes_from_our_pages(self, request):
        """By Origin, which browsers send with every POST, else by Sec-Fetch-Site (Fetch
        Metadata); a request with neither does not come from a browser's form."""
        if "Origin" in request.headers:
            return self._origin_verified(request)
        return request.headers.get("Sec-Fetch-Site") == "same-origin"
