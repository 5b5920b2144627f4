from django.conf import settings

from accounts.access import has_session


def site(request):
    """What every page may need: the site's name, and whether this visitor has a session.

    Templates ask `has_session` before anything personal, so that a page for a visitor without
    one reads no session, sets no cookie and bears no token, and may be kept by shared caches."""
    return {
        "site_name": settings.SITE_NAME,
        "has_session": has_session(request),
    }
