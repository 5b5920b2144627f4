"""Answers when something is wrong, in the site's look and without a trace."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.urls import path

from boards.models import Comment
from config.urls import *  # noqa: F403  the site's own error pages
from config.urls import urlpatterns
from tests.conftest import form_data, post_url

pytestmark = pytest.mark.django_db


def fails(request):
    raise RuntimeError("a secret of the server")


def forbids(request):
    raise PermissionDenied


def finds_no_database(request):
    raise OperationalError("no connection to the server")


urlpatterns = [
    path("fails/", fails),
    path("forbids/", forbids),
    path("finds-no-database/", finds_no_database),
    *urlpatterns,
]


@pytest.fixture
def visitor(client, settings):
    settings.ROOT_URLCONF = __name__
    client.raise_request_exception = False
    return client


@pytest.mark.parametrize(
    ("address", "status", "sentence"),
    [
        ("/fails/", 500, "Something went wrong on our side"),
        ("/finds-no-database/", 503, "The board is resting for a moment"),
        ("/forbids/", 403, "This is not open to you"),
        ("/nowhere/", 404, "There is nothing here"),
    ],
)
def test_each_error_has_a_page_with_a_sentence(visitor, address, status, sentence):
    answer = visitor.get(address)

    page = answer.content.decode()
    assert answer.status_code == status
    assert sentence in page
    assert 'class="site-name"' in page
    assert "secret" not in page
    assert "Traceback" not in page


def test_no_error_page_is_kept_by_a_cache(visitor):
    for address in ("/fails/", "/finds-no-database/", "/forbids/", "/nowhere/"):
        assert visitor.get(address)["Cache-Control"] == "private, no-store"


def test_while_the_database_is_down_one_is_told_when_to_come_back(visitor):
    assert visitor.get("/finds-no-database/")["Retry-After"] == "60"


def test_error_pages_ask_nothing_of_the_database(visitor, django_assert_num_queries):
    visitor.cookies["session"] = "somebody"

    with django_assert_num_queries(0):
        visitor.get("/finds-no-database/")


@pytest.mark.parametrize(("failure", "status"), [(RuntimeError, 500), (OperationalError, 503)])
def test_a_comment_that_could_not_be_kept_is_given_back(
    guest, module, monkeypatch, failure, status
):
    def fail(*args, **kwargs):
        raise failure("no")

    monkeypatch.setattr(Comment, "_write", fail)
    guest.raise_request_exception = False

    answer = guest.post(post_url(module), form_data(comment="Long thoughts <b>."))

    assert answer.status_code == status
    assert "Long thoughts &lt;b&gt;.</textarea>" in answer.content.decode()


@pytest.mark.parametrize(
    "address",
    ["/", "/compassion/module-1/", "/accounts/login/", "/admin/login/", "/nowhere/", "/fails/"],
)
def test_every_answer_bears_the_headers_that_protect_it(visitor, module, address):
    answer = visitor.get(address)

    policy = answer["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'")
    assert ("unsafe-inline" in policy) is address.startswith("/admin/")
    assert "frame-ancestors 'none'" in policy
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "geolocation=()" in answer["Permissions-Policy"]
