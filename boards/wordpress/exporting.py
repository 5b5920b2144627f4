"""A board as a file: WXR 1.2 that WordPress's own importer takes, JSON, or CSV.

A file of any length is written as it is read. WXR keeps what WordPress has no place for beside each
comment, as «commentmeta» under a key of ours, so that bringing it in again gives an equal board."""

import json
from datetime import UTC

from django.conf import settings
from django.db.models import F
from django.utils import timezone
from django.utils.html import escape
from django.utils.timezone import is_aware

from accounts.export import csv_lines
from boards.models import Comment
from boards.wordpress.importing import OURS
from boards.wordpress.reading import NO_XML

STATUSES = {
    Comment.Status.PUBLISHED: "1",
    Comment.Status.HELD: "0",
    Comment.Status.REMOVED: "trash",
    Comment.Status.WITHDRAWN: "trash",
    Comment.Status.SPAM: "trash",
}
OURS_FROM = 10**12
NEVER = "0000-00-00 00:00:00"  # as WordPress writes for no date
HEAD = """<?xml version="1.0" encoding="UTF-8" ?>
<rss version="2.0"
 xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:wfw="http://wellformedweb.org/CommentAPI/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:wp="http://wordpress.org/export/1.2/">
<channel>
"""
FOOT = "</item>\n</channel>\n</rss>\n"
COLUMNS = (
    *("number", "answers", "thread", "status", "written", "published", "edited"),
    *("name", "profession", "country", "city", "state", "byline", "email", "text"),
)


def comments_of(module):
    """In the order of their threads, without the spam that nobody has seen, as WordPress leaves
    all out: what once stood there keeps its place, and its thread the number."""
    comments = Comment.objects.filter(thread__module=module)
    comments = comments.exclude(status=Comment.Status.SPAM, published_at=None)
    related = comments.select_related("profession", "imported", "thread")
    related = related.select_related("parent__imported")
    comments = related.order_by(F("thread__number").asc(nulls_last=True), "tree_id", "lft")
    return comments.iterator(chunk_size=500)


def wxr(module):
    """Yields the lines of a WordPress export of the module and its comments."""
    yield HEAD
    yield from channel(module)
    yield from item(module)
    for comment in comments_of(module):
        yield wxr_comment(comment, module.course.tzinfo)
    yield FOOT


def channel(module):
    now = timezone.now()
    yield element("title", settings.SITE_NAME)
    yield element("link", settings.SITE_URL)
    yield "<description></description>\n"
    yield element("pubDate", f"{now:%a, %d %b %Y %H:%M:%S +0000}")
    yield "<language>en-US</language>\n<wp:wxr_version>1.2</wp:wxr_version>\n"
    yield element("wp:base_site_url", settings.SITE_URL)
    yield element("wp:base_blog_url", settings.SITE_URL)
    yield author()


def author():
    """WordPress's importer asks to whom posts of this author are to be given."""
    return (
        "<wp:author><wp:author_id>1</wp:author_id>"
        + "".join(
            f"<wp:author_{name}>{cdata(value)}</wp:author_{name}>"
            for name, value in (
                ("login", "board"),
                ("email", settings.CONTACT_EMAIL),
                ("display_name", settings.SITE_NAME),
                ("first_name", ""),
                ("last_name", ""),
            )
        )
        + "</wp:author>\n"
    )


def item(module):
    published = module.published_at
    status = "publish" if module.is_published else "future" if published else "draft"
    if module.members_only:  # WordPress would show it to everybody
        status = "private"
    written, written_gmt = dates(published, module.course.tzinfo)
    yield "<item>\n"
    yield element("title", module.title)
    yield element("link", settings.SITE_URL + module.get_absolute_url())
    yield element("dc:creator", "board")
    yield f'<guid isPermaLink="false">{escape(settings.SITE_URL)}/?p={module.pk}</guid>\n'
    yield "<description></description>\n"
    yield element("content:encoded", module.text)
    yield element("excerpt:encoded", "")
    yield f"<wp:post_id>{module.pk}</wp:post_id>\n"
    for name, value in (
        ("post_date", written),
        ("post_date_gmt", written_gmt),
        ("comment_status", "open" if module.is_open else "closed"),
        ("ping_status", "closed"),
        ("post_name", module.slug),
        ("status", status),
    ):
        yield element(f"wp:{name}", value)
    yield "<wp:post_parent>0</wp:post_parent>\n<wp:menu_order>0</wp:menu_order>\n"
    yield element("wp:post_type", "post")
    yield element("wp:post_password", "")
    yield "<wp:is_sticky>0</wp:is_sticky>\n"
    names = ("number", "threads_per_page", "question", "closed_note", "noindex", "members_only")
    times = ("published_at", "closes_at")
    kept = {name: getattr(module, name) for name in (*names, "talk")}
    kept |= {name: in_iso(getattr(module, name)) for name in times}
    yield meta("wp:postmeta", kept)


def wxr_comment(comment, tzinfo):
    written, written_gmt = dates(comment.created, tzinfo)
    imported = getattr(comment, "imported", None)
    parent = number_of(comment.parent) if comment.parent else 0
    return (
        f"<wp:comment>\n<wp:comment_id>{number_of(comment)}</wp:comment_id>\n"
        + element("wp:comment_author", (imported and imported.author) or comment.byline)
        + element("wp:comment_author_email", comment.email)
        + "<wp:comment_author_url></wp:comment_author_url>\n"
        + element("wp:comment_author_IP", "")
        + element("wp:comment_date", written)
        + element("wp:comment_date_gmt", written_gmt)
        + element("wp:comment_content", escape(comment.text))
        + element("wp:comment_approved", STATUSES[comment.status])
        + element("wp:comment_type", "comment")
        + f"<wp:comment_parent>{parent}</wp:comment_parent>\n"
        + "<wp:comment_user_id>0</wp:comment_user_id>\n"
        + meta("wp:commentmeta", kept(comment))
        + "</wp:comment>\n"
    )


def meta(name, values):
    """`values` in one field under our key, which WordPress keeps and does not read."""
    field = element("wp:meta_key", OURS) + element("wp:meta_value", json.dumps(values))
    return f"<{name}>{field}</{name}>\n"


def kept(comment):
    """What WordPress has no place for; importing.give_kept reads it. That a thread is closed
    stands with its opening."""
    names = ("status", "held_for", "extent", "name", "city", "state")
    times = {name: getattr(comment, name) for name in ("created", "published_at", "edited_at")}
    times["closed_at"] = None if comment.parent_id else comment.thread.closed_at
    return {
        **{name: getattr(comment, name) for name in names},
        "profession": comment.profession_name,
        "country": comment.country_code,
        **{name: in_iso(time) for name, time in times.items()},
    }


def in_iso(moment):
    return moment.isoformat() if moment else ""


def number_of(comment):
    """That which a comment had on the WordPress board that it came from, for the sake of old links;
    those of our own come behind all of WordPress."""
    imported = getattr(comment, "imported", None)
    return imported.wordpress_id if imported else OURS_FROM + comment.pk


def dates(moment, tzinfo):
    """As WordPress writes them: there, and in UTC."""
    if not moment:
        return NEVER, NEVER
    return tuple(f"{moment.astimezone(zone):%Y-%m-%d %H:%M:%S}" for zone in (tzinfo, UTC))


def element(name, text):
    return f"<{name}>{cdata(text)}</{name}>\n"


def cdata(text):
    text = NO_XML.sub("", text)
    return f"<![CDATA[{text.replace(']]>', ']]]]><![CDATA[>')}]]>"


def row_of(comment):
    """The same in both, JSON and CSV, by the names of COLUMNS."""
    return {
        "number": comment.pk,
        "answers": comment.parent_id,
        "thread": comment.thread_id,
        "status": comment.status,
        "written": comment.created,
        "published": comment.published_at,
        "edited": comment.edited_at,
        "name": comment.name,
        "profession": comment.profession_name,
        "country": comment.country_code,
        "city": comment.city,
        "state": comment.state,
        "byline": comment.byline,
        "email": comment.email,
        "text": comment.text,
    }


def as_json(module):
    about = {"course": module.course.title, "number": module.number, "title": module.title}
    yield f'{{"module": {json.dumps(about, ensure_ascii=False)},\n"comments": ['
    between = "\n"
    for comment in comments_of(module):
        yield between + json.dumps(row_of(comment), default=isoformat, ensure_ascii=False)
        between = ",\n"
    yield "\n]}\n"


def isoformat(moment):
    return moment.astimezone(UTC).isoformat() if is_aware(moment) else moment.isoformat()


def as_csv(module):
    yield from csv_lines(COLUMNS, (row_of(comment).values() for comment in comments_of(module)))


FORMATS = {"wxr": wxr, "json": as_json, "csv": as_csv}
