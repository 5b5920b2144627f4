"""Threads as HTML, by plain Python: for fifty threads Django's templates take ten times as long,
and a page is to be made in a few milliseconds; so it is with what stands above and beneath them. It
is the one place that says how a comment looks.

Whatever people typed goes through `escape` here, but for the text of a comment, whose markup was
made when it was written (boards/rendering.py). A page bears this some eighty times, so it is as
short as HTML lets it be: our own words and keys stand in attributes without quotes, and what only a
script needs is made by the script (static/js/site.js)."""

import functools
from datetime import time
from html import escape  # Django's takes four times as long, to see whether the text is lazy

from django.contrib.humanize.templatetags.humanize import intcomma
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from boards.templatetags.words import as_comments, as_threads

# Threads are marked by schema.org as discussions, in RDFa Lite, which takes the fewest letters.
SCHEMA = "https://schema.org/"
ANY = 7_000_000_007  # a key that stands in an address for every other


class Composer:
    """Composes comments of `module` in the language and the time zone that are in force; without
    a module, none of them can be answered. `keeps_forms`: to take the place of what a page shows,
    where reply forms that are open stay."""

    def __init__(self, module=None, *, keeps_forms=False):
        self.keeps_forms = keeps_forms
        self.zone = timezone.get_current_timezone()
        self.takes_replies = bool(module and module.takes_comments)
        self.language = get_language()
        self.comment_at = address_of("boards:comment")
        self.reply_at = address_of("boards:reply")
        self.report_at = address_of("moderation:report")
        self.follow_at = address_of("boards:follow-thread")
        self.says = _("says")
        self.presenter = f'<span class="presenter">{_("Presenter")}</span> '
        self.edited = f' <span class="edited">{_("(edited)")}</span>'
        self.reply, self.reply_to = _("Reply"), _("Reply to %(name)s")
        self.report, self.follow = _("Report"), _("Follow this thread")
        self.answers = _("in reply to %(name)s")

    def by_thread(self, threads):
        """What a page shows of each of `threads`, which are ThreadLines, by its key."""
        return {it.id: self._thread(it) for it in threads}

    def thread(self, it, *, unfolded=False, asks_by_mail=False):
        """One of them by itself; `unfolded`: with its long branches open."""
        return mark_safe(  # noqa: S308  all of it is escaped where it is composed
            self._thread(it, unfolded=unfolded, asks_by_mail=asks_by_mail)
        )

    def _thread(self, it, *, unfolded=False, asks_by_mail=False):
        opening = it.opening
        is_posting = opening.is_published  # by schema.org, with its author and text
        posting = " typeof=DiscussionForumPosting" if is_posting else ""
        takes_replies = self.takes_replies and not it.is_closed
        how = {"is_posting": is_posting, "takes_replies": takes_replies}
        parts = [
            f"<li class=thread id=thread-{it.id}{posting}>",
            self.comment(opening, heading=3, is_opening=True, **how),
            self.tree(it.replies, unfolded=unfolded, **how) if it.replies else "",
        ]
        if it.continues_after:
            parts.append(self.rest_of(it, how))
        if asks_by_mail:
            parts.append(render_to_string("boards/_asks_by_mail.html"))
        if it.is_closed:
            parts.append(render_to_string("boards/_thread_closed.html"))
        parts.append("</li>\n")
        return "".join(parts)

    def rest_of(self, it, how):
        """What a page says of the comments of a long thread that it does not show."""
        parts = []
        if it.between:
            said = ngettext(
                "%(shown)s more reply in this thread",
                "%(shown)s more replies in this thread",
                it.between,
            ) % {"shown": intcomma(it.between)}
            address = f"{reverse('boards:thread', args=(it.id,))}?after={it.continues_after}"
            parts.append(f'<p class="between"><a href="{address}">{said}</a></p>\n')
        if it.newest:
            parts.append(f'<p class="between">{_("The newest replies:")}</p>\n')
            parts.append(self.tree(it.newest, **how))
        return "".join(parts)

    def tree(self, lines, *, heading=4, unfolded=False, takes_replies=False, is_posting=False):
        """A flat list of lines in reading order as nested lists: no recursion, whatever the depth.
        `takes_replies`: whether their thread does."""
        parts = ["<ol class=replies>\n"]
        for line in lines:
            if line.folded:
                said = ngettext("%(shown)s reply", "%(shown)s replies", line.folded)
                said %= {"shown": intcomma(line.folded)}
                is_open = " open" if unfolded else ""
                parts.append(f'<details class="branch"{is_open}><summary>{said}</summary>\n')
            if line.opens_list:
                parts.append("<ol class=replies>\n")
            parts.append("<li>")
            parts.append(
                self.comment(
                    line, heading=heading, takes_replies=takes_replies, is_posting=is_posting
                )
            )
            if not line.has_replies:
                parts.append("</li>\n")
                for is_folded in line.lists_closed:
                    parts.append("</ol></details></li>\n" if is_folded else "</ol></li>\n")
        parts.append("</ol>\n")
        return mark_safe("".join(parts))  # noqa: S308

    def by_itself(self, line):
        return mark_safe(self.comment(line, heading=3))  # noqa: S308

    def comment(self, line, *, heading=4, is_opening=False, takes_replies=False, is_posting=False):
        key = line.id
        # Where old links from a WordPress board lead.
        old = f"<span id=comment-{line.wordpress_id}></span>" if line.wordpress_id else ""
        if not line.is_published:
            tag = "h3" if is_opening else "p"
            return (
                f"<article class=comment id=c{key} tabindex=-1>{old}"
                f"<{tag} class=gone>{line.place_sentence}</{tag}></article>\n"
            )
        name = escape(line.name)
        person = called = comment = url = text = ""
        if is_posting:
            person, called = " property=author typeof=Person", " property=name"
            url, text = " property=url", " property=text"
            if not is_opening:
                comment = " property=comment typeof=Comment"
        place = line.profession_and_place
        place = f", <bdi>{escape(place)}</bdi>" if place else ""
        return (
            f"<article class=comment id=c{key} tabindex=-1{comment}>{old}"
            f"<h{heading} class=byline><b{person}><bdi{called}>{name}</bdi></b>{place}"
            f" {self.presenter if line.presenter else ''}{self.says}</h{heading}>\n"
            f"<p class=when><a href={self.comment_at % key}{url}>"
            f"{self.time(line, is_posting)}</a>{self.edited if line.edited_at else ''}"
            f"{self.what_it_answers(line)}</p>\n"
            f"<div class=text{text}>{line.markup}</div>\n"
            f"{self.actions(line, name, is_opening, takes_replies)}</article>\n"
        )

    def time(self, line, is_posting):
        local = line.created.astimezone(self.zone)
        waited = f" data-published={in_utc(line.published_at)}" if line.waited else ""
        published = " property=datePublished" if is_posting else ""
        return (
            f"<time datetime={in_utc(line.created)}{published}{waited}>"
            f"{day(local.date(), self.language)}, "
            f"{minute(local.hour, local.minute, self.language)}</time>"
        )

    def what_it_answers(self, line):
        if line.is_beneath_parent:
            return ""
        address = self.comment_at % line.parent_id
        said = self.answers % {"name": escape(line.answers)}
        return f" <a class=answers href={address}>{said}</a>"

    def actions(self, line, name, is_opening, takes_replies):
        """The links beneath a comment, and where a reply form may be open."""
        links = []
        here = ""
        if takes_replies:
            links.append(
                f"<a class=reply href={self.reply_at % line.id} "
                f'aria-label="{self.reply_to % {"name": name}}">{self.reply}</a>'
            )
            if self.keeps_forms:
                here = f"<div class=reply-here id=reply-to-c{line.id} data-hx-preserve></div>"
        if self.report_at:
            links.append(f"<a class=report href={self.report_at % line.id}>{self.report}</a>")
        if is_opening:
            address = self.follow_at % line.thread_id
            links.append(f"<a class=follow href={address}>{self.follow}</a>")
        return f"<p class=actions>{' '.join(links)}</p>{here}"


def threads_list(composed):
    """The threads of a page, each as composed by a Composer."""
    return mark_safe(  # noqa: S308
        f'<ol class="threads" id="threads" vocab="{SCHEMA}">\n{"".join(composed)}</ol>\n'
    )


def comments_heading(module, *, swap=False):
    """What stands above the threads: how many there are. `swap`: for htmx to put in its place."""
    said = as_comments(module.comments_count)
    if module.threads_count:
        counts = {"comments": said, "threads": as_threads(module.threads_count)}
        said = _("%(comments)s, %(threads)s") % counts
    swapped = " data-hx-swap-oob=true" if swap else ""
    return mark_safe(  # noqa: S308
        f"<h2 id=comments tabindex=-1{swapped}>{escape(said)}</h2>\n"
    )


def page_turner(page):
    """The links from `page` to those beside it; "" if it is the only one."""
    links = [
        f'<a class={name} rel={rel} href="{page.module.page_url(number)}#comments">{said}</a>\n'
        for name, rel, number, said in (
            ("older", "prev", page.older, _("« Older Comments")),
            ("newer", "next", page.newer, _("Newer Comments »")),
        )
        if number
    ]
    if not links:
        return ""
    label = escape(_("Pages of comments"))
    return mark_safe(  # noqa: S308
        f'<nav class=pages aria-label="{label}">\n{"".join(links)}</nav>\n'
    )


@functools.lru_cache(maxsize=10_000)
def day(date, language):
    """As the site's language writes it, which is the one in force."""
    return date_format(date, "DATE_FORMAT")


@functools.lru_cache(maxsize=24 * 60)
def minute(hour, minute, language):
    return time_format(time(hour, minute), "TIME_FORMAT")


def in_utc(moment):
    """As `datetime` wants it, by HTML; `moment` is in UTC already, as the database gives it."""
    return f"{moment.isoformat()[:19]}Z"


@functools.cache
def address_of(name):
    """The address of that name with %d for the key in it; "" if there is none of that name."""
    try:
        return reverse(name, args=(ANY,)).replace(str(ANY), "%d")
    except NoReverseMatch:
        return ""
