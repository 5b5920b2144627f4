"""Search engines find what everybody may read, and nothing else; shared links and comments say what
they are."""

from xml.etree import ElementTree

import html5lib
import pytest
from django.utils import timezone

from accounts.models import Offer
from boards.models import Comment
from tests.conftest import build, make_module, write

pytestmark = pytest.mark.django_db

Status = Comment.Status


def sitemap(client, address="/sitemap.xml"):
    """The addresses in it and in all of its parts."""
    root = ElementTree.fromstring(client.get(address).content)
    found = [each.text.removeprefix("http://testserver") for each in root.iter() if each.text]
    places = [each for each in found if each.startswith("/")]
    if not root.tag.endswith("sitemapindex"):
        return places
    return [place for part in places for place in sitemap(client, part)]


def page(client, module):
    answer = client.get(module.get_absolute_url())
    return html5lib.parse(answer.content.decode(), namespaceHTMLElements=False)


def items(element, kind):
    return element.findall(f".//*[@typeof='{kind}']")


def said(item):
    """Its properties, without those of the items within."""
    found = {}
    for each in item:
        if name := each.get("property"):
            value = each.get("datetime") or each.get("href") or "".join(each.itertext()).strip()
            found[name] = value
        if each.get("typeof") is None:
            found |= said(each)
    return found


# -- Sitemap and robots ----------------------------------------------------------------------


def test_the_sitemap_has_courses_modules_and_pages_of_boards(client, course, module):
    module.threads_per_page = 2
    module.save()
    build(module, [[]] * 5)

    assert sitemap(client) == [
        "/compassion/",
        "/compassion/module-1/",
        "/compassion/module-1/comment-page-1/",
        "/compassion/module-1/comment-page-2/",
        "/compassion/module-1/comment-page-3/",
    ]


def test_a_page_on_which_nothing_can_be_seen_is_not_in_it(client, module):
    write(module).remove()

    assert sitemap(client) == ["/compassion/", "/compassion/module-1/"]


def test_drafts_and_what_is_to_come_are_not_in_it(client, course):
    draft = make_module(course, 1, published_at=None)
    make_module(course, 2, published_at=timezone.now() + timezone.timedelta(days=1))
    build(draft, [[]])

    assert sitemap(client) == []


def test_of_a_module_for_members_its_pages_are_not_in_it(client, course):
    course.offer = Offer.objects.create(heading="Join", button_label="Join")
    course.save()
    build(make_module(course, 1, members_only=True), [[]])

    assert sitemap(client) == ["/compassion/", "/compassion/module-1/"]


def test_what_is_not_for_search_engines_is_not_in_it_and_says_so(client, module):
    module.noindex = True
    module.save()
    build(module, [[]])

    assert sitemap(client) == []
    for address in (module.get_absolute_url(), module.page_url(1)):
        assert '<meta name="robots" content="noindex">' in client.get(address).content.decode()


def test_all_its_addresses_lead_somewhere(client, module):
    build(module, [[]])

    assert {client.get(address).status_code for address in sitemap(client)} == {200}


def test_robots_may_read_where_one_signs_up_and_what_is_offered(client, module):
    offer = Offer.objects.create(heading="Gold", button_label="Join")

    lines = client.get("/robots.txt").content.decode().splitlines()

    assert {"Allow: /accounts/signup/", "Allow: /accounts/join/"} < set(lines)
    for address in (
        "/accounts/signup/",
        offer.get_absolute_url(),
        module.course.get_absolute_url(),
        "/",
    ):
        page = client.get(address).content.decode()
        assert "noindex" not in page


def test_robots_are_led_to_the_sitemap_and_away_from_what_is_nobody_s_page(client, db):
    answer = client.get("/robots.txt")

    assert answer["Content-Type"] == "text/plain"
    assert "Disallow: /accounts/\n" in answer.content.decode()
    assert "Sitemap: http://testserver/sitemap.xml\n" in answer.content.decode()


# -- What a page says of itself -----------------------------------------------------------------


def test_a_shared_link_shows_title_and_text(client, module):
    module.text = "<p>What <b>compassion</b> is & asks.</p>"
    module.save()

    found = {
        each.get("property") or each.get("name"): each.get("content")
        for each in page(client, module).iter("meta")
    }

    assert found["og:title"] == "Title of module 1"
    assert found["og:url"] == "http://testserver/compassion/module-1/"
    assert found["description"] == found["og:description"] == "What compassion is & asks."


def test_each_thread_is_a_posting_with_its_comments(client, module):
    [[opening, reply]] = build(module, [[0]], text="One & <two>.")

    [posting] = items(page(client, module), "DiscussionForumPosting")
    [comment] = items(posting, "Comment")
    assert said(posting) == {
        "author": "Writer 0.0",
        "url": f"/comments/{opening.pk}/",
        "datePublished": said(posting)["datePublished"],
        "text": "One & <two>.",
        "comment": said(posting)["comment"],
    }
    assert said(comment)["url"] == f"/comments/{reply.pk}/"
    assert said(comment)["text"] == "One & <two>."
    assert [said(each) for each in items(posting, "Person")] == [
        {"name": "Writer 0.0"},
        {"name": "Writer 0.1"},
    ]


def test_where_the_opening_is_gone_there_is_no_posting(client, module):
    [[opening, _reply]] = build(module, [[0]])
    opening.remove()

    assert not page(client, module).findall(".//*[@typeof]")


def test_what_is_gone_is_no_comment_of_a_posting(client, module):
    [[_opening, reply, _answer]] = build(module, [[0, 1]])
    reply.remove()

    [posting] = items(page(client, module), "DiscussionForumPosting")
    assert len(items(posting, "Comment")) == 1
