"""Bring the comments of a WordPress export onto the boards of a course.

Nothing is dropped silently: of each comment `Outcome` says what became of it, and why. A batch of
whole threads is one transaction, so what was stopped half-way goes on where it was."""

import functools
import html
import json
import re
import tempfile
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import chain, count, groupby, pairwise
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.html import linebreaks
from django.utils.text import slugify

from accounts.models import Profession
from accounts.typed import DAMAGED, clean_email, clean_line, clean_text
from boards.models import Comment, EarlierSlug, ImportedComment, Module, OldAddress, Thread
from boards.models.many import insert_many
from boards.wordpress import bylines
from boards.wordpress.reading import number, read
from boards.wordpress.spool import Spool
from boards.wordpress.text import plain

BATCH = 1000  # comments written in one transaction, at least a thread
OURS = "_colloquy"  # the key under which our own export keeps what WordPress has no place for
STATUSES = {
    "1": Comment.Status.PUBLISHED,
    "0": Comment.Status.HELD,
    "trash": Comment.Status.REMOVED,
    "post-trashed": Comment.Status.REMOVED,
}
POST_KINDS = {"post", "page"}  # others become modules only if people have commented
NUMBERED = re.compile(r"\b(?:module|week|session|lesson|part|unit)\s+(\d{1,3})\b", re.IGNORECASE)


@dataclass
class Outcome:
    """What became of one comment of the file."""

    wordpress_id: int
    post: str
    author: str
    became: str  # a status of Comment, «here already» or «left out»
    notes: list = field(default_factory=list)
    comment: Comment | None = None
    closed_at: str = ""  # of the thread that it opens


@dataclass
class OfPost:
    """What the comments of one post of the file have in common."""

    title: str
    orphans: set  # see Spool.arrange
    rings: set


HERE, LEFT_OUT = "here already", "left out"


class Import:
    """One run. `tell` is called with each Outcome; `progress` with («read», bytes) and
    («comments», how many); `is_dry`: look only, write nothing."""

    def __init__(self, course, *, tell, progress=lambda what, size: None, is_dry=False):
        self.course, self.tell, self.progress, self.is_dry = course, tell, progress, is_dry
        self.modules = []  # (its title, whether it is new, sentences about it)
        self.unusable = None  # the exception, where a post is
        self.taken = {}  # key and number of the modules that posts of the file have become
        everything = Profession.objects.all()
        self.professions = {each.name.lower(): each for each in everything}
        self.new_professions = Counter()
        # Those made on the way are guesses, by which no other author is read.
        self.names = {each.name.lower(): each.name for each in everything if each.active}
        # Most authors come many times.
        self.parse = functools.lru_cache(maxsize=20_000)(self._parse)
        self.address = functools.lru_cache(maxsize=20_000)(address_of)

    def run(self, file):
        """`file`: open for bytes. Raises Unreadable for what is no export of WordPress."""
        with tempfile.TemporaryDirectory(prefix="colloquy-") as folder:
            self.spool = Spool(folder)
            try:
                self._lay_out(file)
                self._write()
            finally:
                self.spool.close()

    # -- Reading ---------------------------------------------------------------------

    def _lay_out(self, file):
        post, title, default, self.placed = None, "", "", 0
        for what, found in read(file, lambda size: self.progress("read", size)):
            if what == "post":
                default = found["post_date_gmt"]
                data = found.fields | {"earlier_slugs": found.earlier_slugs}
                data["kept"] = kept_of(dict(found.meta))
                data["title"] = title = clean_line_of(html.unescape(found["title"]))
                post = self.spool.add_post(data)
                continue
            self._lay_out_comment(post, title, default, found)

    def _lay_out_comment(self, post, title, default, found):
        key = number(found.get("id", ""))
        outcome = Outcome(key, title, found.get("author", ""), LEFT_OUT)
        kind, status = found.get("type", ""), found.get("approved", "")
        if kind not in ("", "comment"):
            outcome.notes.append(f"it is a {kind}, no comment")
        elif status == "spam":
            outcome.notes.append("it is spam")
        elif not key:
            outcome.notes.append("it has no number")
        else:
            found["created"] = moment_of(found, default, self.course.tzinfo)
            # Our own exports are in order; else the dates are.
            self.placed += 1
            is_ours = bool(kept_of(found.get("meta", {})))
            place = f"{self.placed:012}" if is_ours else found["created"]
            parent = number(found.get("parent", ""))
            if self.spool.add_comment(post, key, parent, place, found):
                return
            outcome.notes.append("its number is in the file already")
        self.tell(outcome)

    # -- Writing ---------------------------------------------------------------------

    def _write(self):
        here = ImportedComment.objects.filter(course=self.course.pk).order_by("wordpress_id")
        last = 0
        while rows := list(
            here.filter(wordpress_id__gt=last).values_list(
                "wordpress_id", "comment__thread__module"
            )[:10_000]
        ):
            self.spool.are_here(rows)
            last = rows[-1][0]
        self.spool.finish()
        with ThreadPoolExecutor(max_workers=1) as self.beside:
            # The comments of the next batch are made while the database takes in those of one.
            made = (
                (module, self.beside.submit(self._outcomes, threads, of_post))
                for module, threads, of_post in self._batches()
            )
            for (module, outcomes), _following in pairwise(chain(made, (None,))):
                self._build(module, outcomes.result())
        if self.unusable:
            raise self.unusable

    def _batches(self):
        """Yields (module, threads that are new on its board, each a list of its rows, their post);
        answers to the others are added on the way."""
        for module, rows, of_post in self._posts():
            batch, size = [], 0
            for _root, thread in groupby(rows, key=lambda row: row[2]):
                rows_of_thread = list(thread)
                if rows_of_thread[0][3]:  # on our board already
                    self._add_to(rows_of_thread, of_post)
                    continue
                batch.append(rows_of_thread)
                size += len(rows_of_thread)
                if size >= BATCH:
                    yield module, batch, of_post
                    batch, size = [], 0
            if batch:
                yield module, batch, of_post

    def _posts(self):
        """Yields (module, rows, Post) of those with comments; modules are made on the way."""
        for key, post, comments in self.spool.posts():
            if post.get("post_type") not in POST_KINDS and not comments:
                continue
            if post.get("post_type") == "page" and not comments:
                continue
            try:
                module = self._module_of(post)
            except ValidationError as failure:
                self.unusable = Unusable(post["title"], failure)  # once all before it is written
                return
            if not comments:
                continue
            taken, orphans, rings = self.spool.arrange(key, module.pk or 0)
            for number_there, data in taken:
                notes = ["another comment of the course has its number"]
                author = data.get("author", "")
                self.tell(Outcome(number_there, post["title"], author, LEFT_OUT, notes))
            yield module, self.spool.comments_of(key), OfPost(post["title"], orphans, rings)

    def _outcomes(self, threads, of_post):
        """With comments, unsaved, each with its parent. All run one after the other, in the thread
        beside, and ask the database for nothing."""
        outcomes = {}
        for rows in threads:
            for key, parent, root, _is_here, data in parents_first(rows):
                outcome = self._outcome(key, data, of_post)
                if key != root:
                    outcome.comment.parent = outcomes[parent].comment
                outcomes[key] = outcome
        return list(outcomes.values())

    def _build(self, module, outcomes):
        if not self.is_dry:
            comments = [outcome.comment for outcome in outcomes]
            self._save_professions(comments)
            with transaction.atomic():
                Thread.build(module, comments, as_given=True)
                for outcome in outcomes:
                    if outcome.closed_at:
                        Thread.objects.filter(pk=outcome.comment.thread_id).update(
                            closed_at=outcome.closed_at
                        )
                self._remember(outcomes)
        self._tell(outcomes)

    def _add_to(self, rows, of_post):
        """Answers to a thread that is here already, one by one: each at its place in the tree."""
        for key, parent, _root, is_here, data in parents_first(rows):
            if is_here:
                if data:  # it is in the file too
                    self.tell(Outcome(key, of_post.title, data["author"], HERE))
                    self.progress("comments", 1)
                continue
            outcome = self.beside.submit(self._outcome, key, data, of_post).result()
            if not self.is_dry:
                self._save_professions([outcome.comment])
                with transaction.atomic():
                    answered = ImportedComment.objects.select_related("comment__thread")
                    answered = answered.get(course=self.course, wordpress_id=parent).comment
                    answered.thread.add(outcome.comment, to=answered)
                    self._remember([outcome])
            self._tell([outcome])

    def _remember(self, outcomes):
        insert_many(
            [
                ImportedComment(
                    comment_id=outcome.comment.pk,
                    course_id=self.course.pk,
                    wordpress_id=outcome.wordpress_id,
                    author=outcome.author,
                )
                for outcome in outcomes
            ]
        )

    def _tell(self, outcomes):
        for outcome in outcomes:
            self.tell(outcome)
        self.progress("comments", len(outcomes))

    # -- One comment -----------------------------------------------------------------

    def _outcome(self, key, data, of_post):
        outcome = Outcome(key, of_post.title, data.get("author", ""), "")
        notes = outcome.notes
        if key in of_post.orphans:
            notes.append("what it answers was not brought in, so it begins a thread")
        if key in of_post.rings:
            notes.append("its answers and it answer each other, so it begins a thread")
        kept = kept_of(data.get("meta", {}))
        text = text_of(data, is_ours=bool(kept), notes=notes)
        status = STATUSES.get(data.get("approved", ""), Comment.Status.HELD)
        if status == Comment.Status.HELD and data.get("approved") != "0":
            notes.append(f"its state is «{data.get('approved')}», so it waits for a moderator")
        if not text and not kept and status != Comment.Status.REMOVED:
            notes.append("no text of it is left, so it is not shown")
            status = Comment.Status.REMOVED
        comment = Comment(
            text=text,
            status=status,
            held_for=Comment.HeldFor.EVERYTHING if status == Comment.Status.HELD else "",
            email=self._email_of(data, notes),
            created=datetime.fromisoformat(kept.get("created") or data["created"]),
        )
        self._give_byline(comment, outcome, kept)
        if kept:
            give_kept(comment, kept)
        outcome.comment, outcome.became = comment, comment.status
        outcome.closed_at = kept.get("closed_at", "")
        return outcome

    def _email_of(self, data, notes):
        written = data.get("author_email", "")
        address = self.address(written)
        if written and not address:
            notes.append(f"its e-mail address «{written}» cannot be used")
        return address

    def _give_byline(self, comment, outcome, kept):
        parts, note = (parts_of(kept), "") if kept else self.parse(outcome.author)
        comment.name, comment.country = parts.name, parts.country_code
        comment.city, comment.state = parts.city, parts.state
        if parts.profession_name:
            comment.profession = self._profession(parts.profession_name, outcome)
        if note:
            outcome.notes.append(note)

    def _parse(self, author):
        """Its parts, and what is to be said of them."""
        author = clean_line_of(html.unescape(author))
        parts = as_kept(bylines.parse(author, self.names))
        is_as_it_was = normal(parts.byline) == normal(author)
        return parts, "" if is_as_it_was else f"its byline reads «{parts.byline}» now"

    def _profession(self, name, outcome):
        """Of that name; one that was not known is new, unsaved, and not offered at the form."""
        if name.lower() not in self.professions:
            self.professions[name.lower()] = Profession(name=name, active=False)
            self.new_professions[name] = 0
            outcome.notes.append(f"the profession «{name}» was not known")
        profession = self.professions[name.lower()]
        if profession.name in self.new_professions:
            self.new_professions[profession.name] += 1
        return profession

    def _save_professions(self, comments):
        """Those among theirs that are new. Comments are made beside the database, not with it."""
        for comment in comments:
            profession = comment.profession
            if profession and not profession.pk:
                saved, _is_new = Profession.objects.get_or_create(
                    name=profession.name, defaults={"active": False}
                )
                profession.pk = saved.pk
            comment.profession = profession  # which has a key by now

    # -- Modules ---------------------------------------------------------------------

    def _module_of(self, post):
        """That which the post has become, or becomes now: known by its addresses there, which stay
        the same when it is renamed here, else by its address here."""
        title = post["title"][:200] or "Untitled"
        slug = slugify(unquote(post.get("post_name", "")))[:50] or slugify(title)[:50] or "module"
        of_course = Module.objects.filter(course=self.course.pk)
        paths = paths_of(post)
        module = of_course.filter(old_addresses__path__in=paths).first()
        others = of_course.exclude(pk__in=self.taken).filter(old_addresses=None)
        module = module or others.once_at(self.course.slug, slug).first()
        is_new = not module
        notes = []
        if is_new:
            module = self._make_module(post, title, slug, notes)
        self.modules.append((title, is_new, notes))
        self.taken[module.pk or -len(self.taken) - 1] = module.number
        if not self.is_dry:
            self._lead_here(module, post, paths)
        return module

    def _make_module(self, post, title, slug, notes):
        taken = set(self.taken.values())
        slugs = {"feed", "search"}  # which are addresses of the course's own
        if self.course.pk:
            taken |= set(self.course.modules.values_list("number", flat=True))
            slugs |= set(self.course.modules.values_list("slug", flat=True))
        slug = next(each for each in with_numbers(slug) if each not in slugs)
        said = NUMBERED.search(title)
        place = int(said[1]) if said else 0
        if not place or place in taken:
            place = max(taken, default=0) + 1
        content = post.get("content", "")
        if not post["kept"]:
            content = without_pictures(content if "<p" in content else linebreaks(content))
        module = Module(
            course=self.course,
            number=place,
            title=title,
            slug=slug,
            text=content,
            published_at=published_at(post, notes),
            board=Module.Board.OPEN
            if post.get("comment_status") == "open"
            else Module.Board.CLOSED,
        )
        give_kept_of_module(module, post["kept"], taken, notes)
        pictures = re.search(r"<(?:img|iframe|video|audio|figure)\b", post.get("content", ""))
        if pictures and not post["kept"]:
            notes.append("pictures and talks in its text were left out")
        # Also cleans its text of what we do not allow.
        module.full_clean(exclude=("course",) if self.is_dry else ())
        if not self.is_dry:
            module.save()
        return module

    def _lead_here(self, module, post, paths):
        """Addresses that the post had before, there and, once it was renamed, before that."""
        for path in paths:
            OldAddress.objects.get_or_create(path=path, defaults={"module": module})
        for slug in post.get("earlier_slugs", ()):
            here = self.course.modules.filter(slug=slug).exists()
            if not here and slug == slugify(slug) and len(slug) <= 50:
                EarlierSlug.objects.of_modules().get_or_create(
                    course=self.course, slug=slug, defaults={"module": module}
                )


class Unusable(Exception):
    """Of a post nothing can be made here, for the reasons in a ValidationError."""

    def __init__(self, title, failure):
        super().__init__(f"«{title}»: {' '.join(failure.messages)}")


def parents_first(rows):
    """The rows of one thread, each after what it answers, whatever their dates are."""
    waiting, seen = list(rows), set()
    while waiting:
        later = []
        for row in waiting:
            key, parent, root, is_here, _data = row
            if key == root or is_here or parent in seen:
                seen.add(key)
                yield row
            else:
                later.append(row)
        if len(later) == len(waiting):
            raise AssertionError("a comment answers one that is not in its thread")
        waiting = later


def paths_of(post):
    """The addresses of a post on its site, as a request for one names it. Those of our own exports
    are no addresses of another site."""
    if post["kept"]:
        return []
    try:
        parts = urlsplit(post.get("link", ""))
    except ValueError:  # it is none
        parts = urlsplit("")
    path = unquote(parts.path) + (f"?{parts.query}" if parts.query else "")
    short = f"/?p={number(post.get('post_id', ''))}"
    return [each[:500] for each in dict.fromkeys((path, short)) if each not in ("", "/", "/?p=0")]


def with_numbers(slug):
    """«slug», «slug-2», «slug-3» …"""
    yield slug
    for place in count(2):
        yield f"{slug[:45]}-{place}"


# -- What stands in the fields of a comment -------------------------------------------


def moment_of(data, default, tzinfo):
    """When it was written, in ISO 8601 and UTC."""
    for text, zone in (
        (data.get("date_gmt", ""), UTC),
        (data.get("date", ""), tzinfo),
        (default, UTC),
    ):
        if moment := parsed(text, zone):
            return moment.isoformat()
    return datetime.fromtimestamp(0, UTC).isoformat()


def parsed(text, zone):
    try:
        moment = datetime.fromisoformat(text.strip())  # which is ten times as fast as strptime
    except ValueError:
        return None
    return moment.replace(tzinfo=zone).astimezone(UTC)


def without_pictures(content):
    """They lie on the old site, and most have no words."""
    return re.sub(r"<figure\b.*?</figure>|<img\b[^>]*>", "", content, flags=re.DOTALL)


def published_at(post, notes):
    """None for a draft; for a scheduled post when it will be published."""
    if "published_at" in post["kept"]:
        moment = post["kept"]["published_at"]
        return datetime.fromisoformat(moment) if moment else None
    if post.get("post_password"):
        notes.append("it asked for a password, so it is a draft")
        return None
    if post.get("status") in ("publish", "future"):
        return parsed(post.get("post_date_gmt", ""), UTC)
    if post.get("status") != "draft":
        notes.append(f"it was «{post.get('status')}», so it is a draft")
    return None


def repaired_text(text):
    return DAMAGED.sub("", text.replace("\x00", ""))


def text_of(data, *, is_ours, notes):
    content = data.get("content", "")
    text = html.unescape(content) if is_ours else plain(content)
    if DAMAGED.search(text):
        notes.append("characters of its text were damaged and are left out")
    return clean_text(repaired_text(text))


def clean_line_of(text):
    return clean_line(repaired_text(text))


def address_of(written):
    """An e-mail address as we keep it, or "" for what is none."""
    try:
        validate_email(written)
        return clean_email(written)[:254]
    except ValidationError:
        return ""


def normal(byline):
    """Without the white space at commas, in which WordPress boards differ."""
    return re.sub(r"\s*,\s*", ", ", " ".join(byline.split()))


# -- What our own export keeps beside ----------------------------------------------------


def kept_of(meta):
    if OURS not in meta:
        return {}
    try:
        kept = json.loads(meta[OURS])
    except ValueError:
        return {}
    return kept if isinstance(kept, dict) else {}


def parts_of(kept):
    """Of a byline, which our own export names like this."""
    name, profession, country, city, state = (
        str(kept.get(each, "")) for each in ("name", "profession", "country", "city", "state")
    )
    return as_kept(bylines.Parts(name, profession, country, city, state))


def as_kept(parts):
    """`parts` of a byline as long as a comment can have them."""
    parts = parts.within(name=100, profession=60, city=100)
    return parts if parts.name else replace(parts, name="Anonymous")


def give_kept_of_module(module, kept, taken, notes):
    """`taken`: the numbers of the course's other modules. What was for members only is published
    nowhere else."""
    if kept.get("number") and kept["number"] not in taken:
        module.number = kept["number"]
    names = ("threads_per_page", "question", "closed_note", "noindex", "members_only", "talk")
    for name in names:
        setattr(module, name, kept.get(name, getattr(module, name)))
    if kept.get("closes_at"):
        module.closes_at = datetime.fromisoformat(kept["closes_at"])
    if module.members_only and not module.course.offer_id:
        module.members_only, module.published_at = False, None
        notes.append("it was for members, and the course has no offer, so it is a draft")


def give_kept(comment, kept):
    if kept.get("status") in Comment.Status.values:
        comment.status = kept["status"]
    # Whom it waited for is not known here, so a moderator looks at it.
    waited_for_somebody = kept.get("held_for") in Comment.WAITS_FOR_ITS_AUTHOR
    if kept.get("held_for") in Comment.HeldFor.values and not waited_for_somebody:
        comment.held_for = kept["held_for"]
    if kept.get("extent") in Comment.Extent.values:
        comment.extent = kept["extent"]
    for name in ("published_at", "edited_at"):
        if kept.get(name):
            setattr(comment, name, datetime.fromisoformat(kept[name]))
