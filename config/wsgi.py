import os
import re

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django = get_wsgi_application()

from boards.remembered import in_front_of  # noqa: E402  once Django is set up

pages = in_front_of(django)


def application(environ, start_response):
    """Forms are sent in UTF-8, as their pages are; a request that claims another encoding gets
    this one too. Django would look for a codec of that name, and some of Python's are not for
    text: an error before there is anybody to answer it."""
    content_type = environ.get("CONTENT_TYPE", "")
    environ["CONTENT_TYPE"] = re.sub(
        r";\s*charset\*?\s*=[^;]*", "", content_type, flags=re.IGNORECASE
    )
    return pages(environ, start_response)
