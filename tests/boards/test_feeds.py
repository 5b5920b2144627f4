"""What has lately been written can be followed by a feed reader, a while after it is there."""

from datetime import datetime, timedelta
from xml.etree import ElementTree

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import F
from django.db.models.query import QuerySet
from django.test.utils import CaptureQueriesContext

from boards.models import Comment, Module, Thread
from boards.views.feeds import ENTRIES
from tests.conftest import build, make_module, write

pytestmark = pytest.mark.django_db

OF_COURSE, OF_MODULE = "/compassion/feed/", "/compassion/module-1/feed/"
ATOM = "{http://www.w3.org/2005/Atom}"


def time_passes(by=timedelta(minutes=16)):
    QuerySet(Comment).update(published_at=F("published_at") - by)
    Thread.objects.update(latest_at=F("latest_at") - by)


def feed(client, address=OF_MODULE):
    return ElementTree.fromstring(client.get(address).content)


def texts(client, address=OF_MODULE):
    return [
        entry.findtext(f"{ATOM}summary") for entry in feed(client, address).iter(f"{ATOM}entry")
    ]


def test_an_entry_says_who_wrote_what_where(client, module):
    comment = write(module, text="<b>One</b>\n\nTwo.", name="Priya Raman", country="GB")
    time_passes()

    answer = client.get(OF_MODULE)

    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    [entry] = ElementTree.fromstring(answer.content).iter(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}title") == "By Priya Raman"
    assert entry.findtext(f"{ATOM}author/{ATOM}name") == "Priya Raman, GB"
    assert entry.find(f"{ATOM}link").get("href") == f"http://testserver/comments/{comment.pk}/"
    assert '<p dir="auto">&lt;b&gt;One&lt;/b&gt;</p>' in entry.findtext(f"{ATOM}summary")


def test_a_course_s_feed_says_of_which_module(client, module):
    write(module, name="Priya Raman")
    time_passes()

    titles = [each.text for each in feed(client, OF_COURSE).iter(f"{ATOM}title")]

    assert titles[1] == "Comment on Title of module 1 by Priya Raman"


def test_nothing_is_told_while_it_can_be_edited(client, module):
    write(module)
    time_passes(timedelta(minutes=14))

    assert texts(client) == []


@pytest.mark.parametrize("verb", ["withdraw", "hold", "remove", "mark_spam"])
def test_what_is_gone_is_not_told(client, module, verb):
    getattr(write(module), verb)()
    time_passes()

    assert texts(client) == []


def test_the_newest_is_first_and_there_is_an_end(client, module):
    for _ in range(ENTRIES + 2):
        write(module)
        time_passes()

    assert len(texts(client)) == ENTRIES
    assert "Text number 22." in texts(client)[0]


def test_an_answer_in_an_old_thread_is_among_the_newest(client, module):
    old, *_others = [opening for [opening] in build(module, [[]] * 50)]
    write(module, old, text="A late answer.")
    time_passes()

    assert "A late answer." in texts(client)[0]


def test_where_many_write_just_now_the_others_are_told(client, module):
    build(module, [[]] * 5)
    for _ in range(5):
        write(module)

    assert len(texts(client)) == 5


@pytest.mark.parametrize("address", [OF_COURSE, OF_MODULE])
@pytest.mark.parametrize(
    "change", [{"published_at": None}, {"members_only": True}], ids=["draft", "for members"]
)
def test_of_what_not_everybody_reads_there_is_none(client, module, address, change):
    write(module)
    time_passes()
    Module.objects.update(**change)

    assert client.get(address).status_code == 404


def test_a_course_s_feed_leaves_out_what_is_for_members(client, module):
    secret = make_module(module.course, 2)
    write(module, text="For all.")
    write(secret, text="For members.")
    Module.objects.filter(pk=secret.pk).update(members_only=True)
    time_passes()

    [text] = texts(client, OF_COURSE)
    assert "For all." in text


def test_the_pages_name_their_feeds(client, module):
    for page, address in ((module.get_absolute_url(), OF_MODULE), ("/compassion/", OF_COURSE)):
        found = '<link rel="alternate" type="application/atom+xml"'
        assert found in (html := client.get(page).content.decode())
        assert f'href="{address}"' in html


def test_it_is_kept_for_a_second_and_not_sent_again_unchanged(client, module):
    write(module)
    time_passes()
    first = client.get(OF_MODULE)

    assert "s-maxage=1" in first["Cache-Control"]
    again = client.get(OF_MODULE, headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304


def test_more_comments_cost_no_more_questions(client, module):
    write(module)
    time_passes()
    with CaptureQueriesContext(connection) as few:
        client.get(OF_MODULE)
    for _ in range(10):
        write(module)
    time_passes()

    with CaptureQueriesContext(connection) as many:
        client.get(OF_MODULE)
    assert len(many) == len(few)


def test_no_module_takes_the_feed_s_address(course):
    with pytest.raises(ValidationError, match="the address of the course's feed"):
        Module(course=course, number=9, title="Feed", slug="feed").full_clean()


def test_it_is_written_in_the_language_s_words_and_bears_its_own_address(client, module):
    write(module)
    time_passes()
    root = feed(client)

    assert root.findtext(f"{ATOM}title") == "Comments on: Title of module 1"
    links = {each.get("rel"): each.get("href") for each in root.findall(f"{ATOM}link")}
    assert links["self"] == f"http://testserver{OF_MODULE}"
    assert datetime.fromisoformat(root.findtext(f"{ATOM}updated")).tzinfo
