"""What the site is measured against: a Django project in one file that does next to nothing.

It answers with the bytes of a file of the folder BARE_PAGES, with five bytes, or with the comments
of fifty threads, which it finds by two index scans and joins as strings; or it inserts one row and
commits. `python -m bench.bare` makes its table, in the same database as the site's."""

import functools
import os
from pathlib import Path

import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connection, models
from django.http import HttpResponse
from django.urls import path

from config.settings import DATABASES, DEFAULT_AUTO_FIELD

settings.configure(
    DATABASES=DATABASES,
    DEFAULT_AUTO_FIELD=DEFAULT_AUTO_FIELD,
    ALLOWED_HOSTS=["localhost"],
    ROOT_URLCONF=__name__,
    SECRET_KEY="bare",
    USE_TZ=True,
)
django.setup()

THREADS = """
SELECT id FROM boards_thread WHERE module_id = %s AND number <= %s ORDER BY number DESC LIMIT 50
"""
COMMENTS = """
SELECT id, name, country, created, markup FROM boards_comment WHERE tree_id IN ({threads})
ORDER BY tree_id, lft
"""
COMMENT = "<li id=c%s><b>%s</b>, %s says <time>%s</time><div>%s</div></li>\n"


class Row(models.Model):
    name = models.CharField(max_length=100)
    email = models.EmailField()
    text = models.TextField()
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        app_label = "bench"

    def __str__(self):
        return self.name


@functools.cache
def kept(name):
    return Path(os.environ["BARE_PAGES"], name).read_bytes()


def page(request, name):
    return HttpResponse(kept(name))


def five(request):
    return HttpResponse(b"five\n")


def scans(request, module, last):
    """The least that a page of a board can be made of: `last`, the number of its newest thread."""
    with connection.cursor() as cursor:
        cursor.execute(THREADS, (module, last))
        threads = [thread for (thread,) in cursor.fetchall()]
        cursor.execute(COMMENTS.format(threads=", ".join(["%s"] * len(threads))), threads)
        comments = cursor.fetchall()
    return HttpResponse("".join(COMMENT % comment for comment in comments))


def insert(request):
    typed = request.POST
    Row.objects.create(name=typed["name"], email=typed["email"], text=typed["comment"])
    return HttpResponse(status=303, headers={"Location": "/"})


urlpatterns = [
    path("page/<name>", page),
    path("five", five),
    path("scans/<int:module>/<int:last>", scans),
    path("insert", insert),
]
application = get_wsgi_application()

if __name__ == "__main__" and Row._meta.db_table not in connection.introspection.table_names():
    with connection.schema_editor() as editor:
        editor.create_model(Row)
