"""Addresses, methods, queries and headers that no page of ours would lead to. Each gets a page in
the site's look that says so, or is ignored; none breaks anything."""

from io import BytesIO
from urllib.parse import urlencode
from wsgiref.util import setup_testing_defaults

import html5lib
import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections

from boards.models import Comment
from boards.views.posting import status_address
from config.wsgi import application
from tests.conftest import build, form_data, make_module, post_url, write

pytestmark = pytest.mark.django_db

NOT_FOUND = (
    "There is nothing here",
    "The address may be mistyped, or what stood here is no longer shown.",
)
NOT_THAT_WAY = (
    "This address does not work that way",
    "A form leads here. Please go back to the page it stands on and send it from there.",
)
NOT_READ = (
    "That could not be read",
    "Your browser sent something this site could not read. Please go back and try again.",
)

# What stands where a number is expected: as typed, and percent-encoded.
NO_NUMBERS = [
    pytest.param("0", id="zero"),
    pytest.param("-1", id="negative"),
    pytest.param("+1", id="with a sign"),
    pytest.param("01", id="with a zero before it"),
    pytest.param("1.0", id="with a fraction"),
    pytest.param("1e3", id="with an exponent"),
    pytest.param("1_0", id="with an underscore"),
    pytest.param("abc", id="a word"),
    pytest.param("²", id="a superscript"),
    pytest.param("%C2%B2", id="an encoded superscript"),
    pytest.param("%D9%A3", id="a digit of another script"),
    pytest.param("%EF%BC%91", id="a wide digit"),
    pytest.param("%00", id="NUL"),
    pytest.param("1%00", id="with NUL behind it"),
    pytest.param("1%0A", id="with a line feed behind it"),
    pytest.param("%201", id="with a space before it"),
    pytest.param("%FF", id="no UTF-8"),
    pytest.param("%ED%A0%80", id="a surrogate"),
    pytest.param("99999999999999999999", id="beyond what a column holds"),
    pytest.param("9" * 5000, id="beyond what Python reads as a number"),
    pytest.param("1%20OR%201=1", id="with SQL behind it"),
    pytest.param("..%2F..%2Fetc", id="a path"),
    pytest.param("%3Cscript%3E", id="a script"),
]


@pytest.fixture(autouse=True)
def failures_answer_500(client):
    client.raise_request_exception = False


@pytest.fixture
def comment(module):
    return write(module)


@pytest.fixture
def held(module):
    """A guest's, who has the address of its status."""
    return build(module, [[]], status=Comment.Status.HELD)[0][0]


@pytest.fixture
def held_of_dana(client, module, dana):
    """A member's, who is signed in."""
    client.force_login(dana)
    return build(module, [[]], status=Comment.Status.HELD, author=dana)[0][0]


def parsed(answer):
    return html5lib.parse(answer.content.decode(), namespaceHTMLElements=False)


def words(element):
    return " ".join("".join(element.itertext()).split())


def notice(answer):
    """Title and sentence of a page in the site's look that says what is wrong."""
    page = parsed(answer)
    assert page.find(".//header/a[@class='site-name']") is not None
    return words(page.find(".//*[@class='notice']/h1")), words(page.find(".//*[@class='notice']/p"))


def assert_not_found(answer):
    assert answer.status_code == 404
    assert notice(answer) == NOT_FOUND


# -- Numbers in addresses ------------------------------------------------------------------


@pytest.mark.parametrize("number", NO_NUMBERS)
@pytest.mark.parametrize(
    "address",
    [
        "/compassion/module-1/comment-page-{}/",
        "/compassion/module-1/by/profession/{}/",
        "/comments/{}/",
        "/comments/{}/reply/",
        "/comments/{}/status/",
        "/threads/{}/",
        "/threads/{}/follow/",
        "/accounts/join/{}/",
        "/mail/{}/",
        "/mail/{}/confirm/",
    ],
)
def test_what_is_no_number_leads_nowhere(client, comment, address, number):
    assert_not_found(client.get(address.format(number)))


@pytest.mark.parametrize("number", [2, 42_949_673, 999_999_999])
def test_a_page_beyond_the_last_leads_nowhere(client, comment, number):
    assert_not_found(client.get(comment.thread.module.page_url(number)))


def test_an_empty_board_has_no_first_page(client, module):
    assert_not_found(client.get(module.page_url(1)))


@pytest.mark.parametrize(
    "address",
    [
        "/comments/{}/",
        "/comments/{}/reply/",
        "/threads/{}/",
        "/threads/{}/follow/",
        "/accounts/join/{}/",
    ],
)
@pytest.mark.parametrize("key", [10**9, 2**31, 10**18 - 1])
def test_a_number_that_nothing_has_leads_nowhere(client, comment, address, key):
    assert_not_found(client.get(address.format(key)))


@pytest.mark.parametrize(
    "address",
    [
        "/nowhere/",
        "/compassion/nowhere/",
        "/compassion/module-1/nowhere/",
        "/compassion/module-1/comment-page-/",
        "/comp%00assion/",
        "/compassion/module-1%00/",
        "/%FF/",
        "/compassion/%ED%A0%80/",
        "/..%2Fadmin/",
        "/%3Cscript%3Ealert(1)%3C/script%3E/",
        "/" + "a" * 3000 + "/",
        "/comments/1/status/%00/",
        "/comments/1/status/²:a:b/",
        "/comments/1/status/" + "a" * 3000 + "/",
    ],
)
def test_an_address_of_nothing_leads_nowhere(client, comment, address):
    assert_not_found(client.get(address))


def test_a_page_that_leads_nowhere_repeats_nothing_of_its_address(client):
    answer = client.get("/%3Cscript%3Ealert(1)%3C/script%3E/?q=%3Cscript%3E")

    assert "alert" not in answer.content.decode()


def test_what_is_sent_to_an_address_of_nothing_is_given_back(guest, module):
    answer = guest.post("/compassion/nowhere/comments/", form_data())

    assert_not_found(answer)
    assert words(parsed(answer).find(".//textarea")) == form_data()["comment"]


# -- Numbers in queries ----------------------------------------------------------------------


@pytest.mark.parametrize("number", NO_NUMBERS)
def test_an_answer_to_no_number_leads_nowhere(client, module, number):
    assert_not_found(client.get(f"{module.get_absolute_url()}?replytocom={number}"))


@pytest.mark.parametrize("number", NO_NUMBERS)
def test_a_thread_after_no_number_leads_nowhere(client, comment, number):
    assert_not_found(client.get(f"{comment.thread.get_absolute_url()}?after={number}"))


def test_a_thread_after_a_comment_of_another_leads_nowhere(client, comment):
    other = write(comment.thread.module)

    assert_not_found(client.get(f"{comment.thread.get_absolute_url()}?after={other.pk}"))


def test_an_answer_to_nothing_is_the_page_itself(client, module):
    answer = client.get(f"{module.get_absolute_url()}?replytocom=")

    assert answer.status_code == 200


def test_a_thread_after_nothing_is_the_whole_thread(client, comment):
    answer = client.get(f"{comment.thread.get_absolute_url()}?after=")

    assert answer.status_code == 200
    assert parsed(answer).find(f".//*[@id='c{comment.pk}']") is not None


def test_an_answer_to_a_comment_of_another_module_is_its_reply_page(client, course, module):
    other = write(make_module(course, 2))

    answer = client.get(f"{module.get_absolute_url()}?replytocom={other.pk}", follow=True)

    assert answer.status_code == 200
    assert "Title of module 2" in answer.content.decode()


@pytest.mark.parametrize(
    "posted", ["<script>alert(1)</script>", "\x00", "²", "999", '"><img src=x']
)
@pytest.mark.parametrize("page", ["module", "thread"])
def test_what_was_posted_is_never_repeated_from_the_address(client, comment, page, posted):
    shown = comment.thread.module if page == "module" else comment.thread

    answer = client.get(f"{shown.get_absolute_url()}?{urlencode({'posted': posted})}")

    assert answer.status_code == 200
    assert posted not in answer.content.decode()


# -- Odd queries ---------------------------------------------------------------------------

QUERIES = [
    pytest.param("%00", id="NUL as a name"),
    pytest.param("next=%00", id="NUL as the next page"),
    pytest.param("next=/%00", id="a next page with NUL"),
    pytest.param("q=%00&page=%00&posted=%00", id="NUL everywhere"),
    pytest.param("next=%ED%A0%80&posted=%FF%FE", id="no UTF-8"),
    pytest.param("next=//evil.example/&next=javascript:alert(1)", id="another site"),
    pytest.param("next=http://%5B", id="a next page that is no address"),
    pytest.param("next=%0D%0ASet-Cookie:%20a=b", id="a header"),
    pytest.param("=&&;;=%&%zz&a=b=c", id="no pairs"),
    pytest.param("next=" + "a" * 5000, id="long"),
    pytest.param("next=%E2%80%AE%F3%A0%80%81", id="invisible characters"),
]


@pytest.mark.parametrize("query", QUERIES)
@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/compassion/",
        "/compassion/module-1/",
        "/compassion/module-1/comment-page-1/",
        "/threads/{thread}/",
        "/comments/{comment}/reply/",
        "/accounts/login/",
        "/accounts/signup/",
        "/accounts/password/reset/",
    ],
)
def test_an_odd_query_changes_nothing(client, comment, address, query):
    address = address.format(comment=comment.pk, thread=comment.thread_id)

    answer = client.get(f"{address}?{query}")

    assert answer.status_code == 200


@pytest.mark.parametrize("query", QUERIES)
def test_an_odd_query_at_the_door_of_the_administration_leads_to_our_own_page(client, db, query):
    answer = client.get(f"/admin/login/?{query}")

    assert answer.status_code in (302, 400)
    assert answer.status_code == 400 or answer["Location"].startswith("/accounts/login/?")


@pytest.mark.parametrize("query", QUERIES)
def test_an_odd_query_leads_nobody_to_another_site(client, dana, query):
    signed_in = {"login": dana.email, "password": "password of dana"}

    answer = client.post(f"/accounts/login/?{query}", signed_in)

    assert answer.status_code == 302
    assert answer["Location"].startswith("/")
    assert not answer["Location"].startswith("//")


@pytest.mark.parametrize("address", ["/", "/compassion/", "/compassion/module-1/"])
def test_more_than_a_thousand_pairs_are_not_read(client, module, address):
    answer = client.get(f"{address}?{'a=1&' * 1001}")

    assert answer.status_code == 400
    assert notice(answer) == NOT_READ


@pytest.mark.parametrize(
    "address",
    [
        "/admin/boards/comment/?q=%00",
        "/admin/boards/comment/?q=%FF",
        "/admin/boards/comment/?q=%22%27%5C%25",
        "/admin/boards/comment/?status__exact=%00",
        "/admin/boards/comment/?text=%00",
        "/admin/boards/comment/?thread__module__id__exact=%C2%B2",
        "/admin/boards/comment/?thread__module__id__exact=99999999999999999999",
        "/admin/boards/comment/?p=%C2%B2",
        "/admin/boards/comment/?p=99999999999999999999",
        "/admin/boards/comment/?o=%C2%B2",
        "/admin/boards/comment/?nonsense=1",
        "/admin/boards/comment/%00/change/",
        "/admin/boards/comment/99999999999999999999/change/",
        "/admin/boards/module/?q=%00",
        "/admin/boards/presenter/?q=%00",
        "/admin/accounts/user/?q=%00",
        "/admin/autocomplete/?app_label=boards&model_name=coursepresenter"
        "&field_name=presenter&term=%00",
    ],
)
def test_an_odd_query_breaks_no_page_of_the_administration(client, comment, admin, address):
    client.force_login(admin)

    answer = client.get(address, follow=True)

    assert answer.status_code < 500


# -- Methods ---------------------------------------------------------------------------------


def assert_not_that_way(answer, *allowed):
    assert answer.status_code == 405
    assert answer["Allow"].split(", ") == list(allowed)
    assert notice(answer) == NOT_THAT_WAY


@pytest.mark.parametrize("method", ["get", "put", "patch", "delete", "options"])
def test_a_module_s_address_for_posting_takes_posts_alone(guest, module, method):
    answer = getattr(guest, method)(post_url(module))

    assert_not_that_way(answer, "POST")


@pytest.mark.parametrize("method", ["get", "put", "patch", "delete", "options"])
@pytest.mark.parametrize("verb", ["edit", "withdraw", "byline"])
def test_what_a_guest_does_with_a_comment_is_done_by_posts_alone(guest, held, verb, method):
    answer = getattr(guest, method)(f"{status_address(held)}{verb}/")

    assert_not_that_way(answer, "POST")
    held.refresh_from_db()
    assert held.is_held


@pytest.mark.parametrize("method", ["get", "put", "patch", "delete", "options"])
@pytest.mark.parametrize("verb", ["edit", "withdraw", "byline"])
def test_what_a_member_does_with_a_comment_is_done_by_posts_alone(
    client, held_of_dana, verb, method
):
    answer = getattr(client, method)(f"{status_address(held_of_dana)}{verb}/")

    assert_not_that_way(answer, "POST")
    held_of_dana.refresh_from_db()
    assert held_of_dana.is_held


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
@pytest.mark.parametrize(
    "address",
    [
        pytest.param(lambda comment: "/", id="home"),
        pytest.param(lambda comment: "/compassion/", id="course"),
        pytest.param(lambda comment: "/compassion/module-1/", id="module"),
        pytest.param(lambda comment: "/compassion/module-1/comment-page-1/", id="page"),
        pytest.param(lambda comment: comment.get_absolute_url(), id="comment"),
        pytest.param(lambda comment: f"/comments/{comment.pk}/reply/", id="reply"),
        pytest.param(lambda comment: comment.thread.get_absolute_url(), id="thread"),
        pytest.param(status_address, id="status"),
    ],
)
def test_a_page_can_only_be_read(guest, comment, address, method):
    answer = getattr(guest, method)(address(comment))

    assert_not_that_way(answer, "GET", "HEAD")


def test_the_page_about_a_method_is_as_long_as_it_says(guest, module):
    answer = guest.get(post_url(module))

    assert int(answer["Content-Length"]) == len(answer.content)


# -- Headers -------------------------------------------------------------------------------------


@pytest.mark.parametrize("host", ["evil.example", "a b", "[::1", "", "testserver.evil.example"])
def test_a_host_that_is_not_ours_is_a_bad_request(client, host):
    answer = client.get("/", headers={"Host": host})

    assert answer.status_code == 400
    assert notice(answer) == NOT_READ


@pytest.mark.parametrize(
    "cookies",
    [
        pytest.param('session="aaaaaaaaaaaa\\000"', id="a session with NUL"),
        pytest.param("session=²²²²²²²²²²", id="a session of superscripts"),
        pytest.param("session=" + "a" * 5000, id="a long session"),
        pytest.param('csrf="\\000"; session=aaaaaaaaaaaa', id="a token with NUL"),
        pytest.param('messages="\\000"; session=aaaaaaaaaaaa', id="messages of ours that are not"),
        pytest.param(";;=;a;=b", id="no cookies"),
    ],
)
def test_cookies_that_we_never_set_mean_nothing(client, comment, cookies):
    answer = client.get(comment.thread.module.get_absolute_url(), headers={"Cookie": cookies})

    assert answer.status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({"HX-Request": "true", "HX-Current-URL": "http://["}, id="htmx"),
        pytest.param({"HX-Request": "true", "HX-Target": "<script>"}, id="htmx with a script"),
        pytest.param({"X-Forwarded-For": "²,,\x01"}, id="addresses"),
        pytest.param({"Accept-Language": "²;q=abc,,-"}, id="languages"),
        pytest.param({"If-None-Match": '"', "If-Modified-Since": "²"}, id="conditions"),
        pytest.param({"Referer": "http://["}, id="a referrer"),
    ],
)
def test_odd_headers_change_nothing(guest, module, headers):
    assert guest.get(module.get_absolute_url(), headers=headers).status_code == 200
    assert guest.post(post_url(module), form_data(), headers=headers).status_code in (200, 303)


@pytest.fixture
def ask():
    """A way to post past Django's test client, which fails by itself where a server would: for
    what breaks before Django looks. Connections stay open, as with that client."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield ask_application
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def ask_application(address, content_type, body, query=""):
    """The status of the answer."""
    environ = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": address,
        "QUERY_STRING": query,
        "CONTENT_TYPE": content_type,
        "CONTENT_LENGTH": str(len(body)),
        "HTTP_HOST": "testserver",
        "HTTP_ORIGIN": "http://testserver",
        "wsgi.input": BytesIO(body.encode()),
    }
    setup_testing_defaults(environ)
    answered = []
    application(environ, lambda status, headers: answered.append(status)).close()
    return int(answered[0].split()[0])


def test_a_form_reaches_us_through_the_server(ask, module):
    status = ask(post_url(module), "application/x-www-form-urlencoded", urlencode(form_data()))

    assert status == 303
    assert Comment.objects.exists()


@pytest.mark.parametrize(
    "charset",
    [
        "charset=rot13",
        "charset=hex",
        "charset=zip",
        "charset=idna",
        "charset=undefined",
        "charset=punycode",
        'CHARSET = "hex"',
        "charset*=utf-8''hex",
    ],
)
@pytest.mark.parametrize(
    "content_type", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=B"]
)
def test_a_charset_that_is_none_breaks_nothing(ask, module, content_type, charset):
    content_type = f"{content_type}; {charset}"

    status = ask(post_url(module), content_type, urlencode(form_data()), query="a=%C3%BC")

    assert status < 500


def test_more_than_a_thousand_pairs_before_a_form_break_nothing(ask, module):
    content_type = "application/x-www-form-urlencoded; charset=utf-8"

    status = ask(post_url(module), content_type, urlencode(form_data()), query="a=1&" * 1001)

    assert status < 500


# -- Accounts --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "email",
    [
        "dana\x00@example.org",
        "dana@ex\ufffdample.org",
        "dana@ex\u202eample.org",
        "a@b\nBcc: c@d.ef",
    ],
)
@pytest.mark.parametrize(
    ("address", "field"),
    [
        ("/accounts/login/", "login"),
        ("/accounts/signup/", "email"),
        ("/accounts/password/reset/", "email"),
    ],
)
def test_an_e_mail_address_that_is_none_is_asked_for_again(client, address, field, email):
    answer = client.post(
        address, {field: email, "password": "long enough 1", "password1": "long enough 1"}
    )

    assert answer.status_code == 200
    assert parsed(answer).find(f".//input[@name='{field}']") is not None


@pytest.mark.parametrize(
    ("address", "field", "password"),
    [
        ("/accounts/login/", "login", "password"),
        ("/accounts/signup/", "email", "password1"),
    ],
)
def test_a_password_with_nul_is_asked_for_again(client, address, field, password):
    answer = client.post(address, {field: "dana@example.org", password: "long enough\x00 1"})

    assert answer.status_code == 200
    assert parsed(answer).find(f".//input[@name='{password}']") is not None
