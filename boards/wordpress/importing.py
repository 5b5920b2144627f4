"""Bring the comments of a WordPress export onto the boards of a course.

Nothing is dropped silently: of each comment `Outcome` says what became of it, and why. A batch of
whole threads is one transaction, so what was stopped half-way goes on where it was."""

import functools
import html
import json
import re
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import groupby
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.html import linebreaks
from django.utils.text import slugify

from accounts.models import Profession
from accounts.typed import clean_email, clean_line, clean_text
from boards.models import Comment, EarlierSlug, ImportedComment, Module, OldAddress, Thread
from boards.wordpress import bylines
from boards.wordpress.reading import number, read
from boards.wordpress.spool import Spool
from boards.wordpress.text import plain

BATCH = 2000  # comments written in one transaction, at least a thread
OURS = "_colloquy"  # the key under which our own export keeps what WordPress has no place for
STATUSES = {
    "1": Comment.Status.PUBLISHED,
    "0": Comment.Status.HELD,
    "trash": Comment.Status.REMOVED,
    "post-trashed": Comment.Status.REMOVED,
}
POST_KINDS = {"post", "page"}  # others become modules only if people have commented
NUMBERED = re.compile(r"\b(?:module|week|session|lesson|part|unit)\s+(\d{1,3})\b", re.IGNORECASE)
NEVER = "0000-00-00 00:00:00"  # as WordPress writes for no date


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


HERE, LEFT_OUT = "here already", "left out"


class Import:
    """One run. `tell` is called with each Outcome; `progress` with («read», bytes) and
    («comments», how many); `is_dry`: look only, write nothing."""

    def __init__(self, course, *, tell, progress=lambda what, size: None, is_dry=False):
        self.course, self.tell, self.progress, self.is_dry = course, tell, progress, is_dry
        self.modules = []  # (module, whether it is new, sentences about it)
        self.professions = {each.name.lower(): each for each in Profession.objects.all()}
        self.new_professions = Counter()
        self.names = {lower: each.name for lower, each in self.professions.items()}
        self.parse = functools.lru_cache(maxsize=5000)(self._parse)

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
        post, title, default = None, "", ""
        for what, found in read(file, lambda size: self.progress("read", size)):
            if what == "post":
                title = clean_line_of(found["title"])
                default = found["post_date_gmt"]
                data = found.fields | {"earlier_slugs": found.earlier_slugs}
                data["kept"] = kept_of(dict(found.meta))
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
            # The order in which threads were numbered, where it is known, else that of their dates.
            created = kept_of(found.get("meta", {})).get("published_at")
            created = created or moment_of(found, default, self.course.tzinfo)
            parent = number(found.get("parent", ""))
            if self.spool.add_comment(post, key, parent, created, found):
                return
            outcome.notes.append("its number is in the file already")
        self.tell(outcome)

    # -- Writing ---------------------------------------------------------------------

    def _write(self):
        here = ImportedComment.objects.filter(course=self.course.pk).order_by("wordpress_id")
        last = 0
        while keys := list(
            here.filter(wordpress_id__gt=last).values_list("wordpress_id", flat=True)[:10_000]
        ):
            self.spool.are_here(keys)
            last = keys[-1]
        self.orphans, self.rings = self.spool.arrange()
        for key, post, comments in self.spool.posts():
            if post.get("post_type") not in POST_KINDS and not comments:
                continue
            if post.get("post_type") == "page" and not comments:
                continue
            module = self._module_of(post)
            rows = self.spool.comments_of(key)
            self._write_comments(module, clean_line_of(post.get("title", "")), rows)

    def _write_comments(self, module, title, rows):
        batch = []
        for _root, thread in groupby(rows, key=lambda row: row[2]):
            rows_of_thread = list(thread)
            if rows_of_thread[0][3]:  # on our board already
                self._add_to(rows_of_thread, title)
                continue
            batch += self._thread(rows_of_thread, title)
            if len(batch) >= BATCH:
                self._build(module, batch)
                batch = []
        if batch:
            self._build(module, batch)

    def _thread(self, rows, title):
        """Outcomes with comments, unsaved, each with its parent."""
        outcomes = {}
        # What was written before what it answers, by its date, comes after it all the same.
        waiting = list(rows)
        while waiting:
            later = []
            for row in waiting:
                key, parent, root, _is_here, data = row
                if key != root and parent not in outcomes:
                    later.append(row)
                    continue
                outcome = self._outcome(key, title, data)
                if key != root:
                    outcome.comment.parent = outcomes[parent].comment
                outcomes[key] = outcome
            waiting = later
        return list(outcomes.values())

    def _build(self, module, outcomes):
        if not self.is_dry:
            with transaction.atomic():
                Thread.build(module, [outcome.comment for outcome in outcomes])
                for outcome in outcomes:
                    if outcome.closed_at:
                        Thread.objects.filter(pk=outcome.comment.thread_id).update(
                            closed_at=outcome.closed_at
                        )
                self._remember(outcomes)
        self._tell(outcomes)

    def _add_to(self, rows, title):
        """Answers to a thread that is here already, one by one: each at its place in the tree."""
        for key, parent, _root, is_here, data in rows:
            if is_here:
                self.tell(Outcome(key, title, data.get("author", ""), HERE))
                self.progress("comments", 1)
                continue
            outcome = self._outcome(key, title, data)
            if not self.is_dry:
                with transaction.atomic():
                    answered = ImportedComment.objects.select_related("comment__thread")
                    answered = answered.get(course=self.course, wordpress_id=parent).comment
                    answered.thread.add(outcome.comment, to=answered)
                    self._remember([outcome])
            self._tell([outcome])

    def _remember(self, outcomes):
        ImportedComment.objects.bulk_create(
            (
                ImportedComment(
                    comment=outcome.comment,
                    course=self.course,
                    wordpress_id=outcome.wordpress_id,
                    author=outcome.author,
                )
                for outcome in outcomes
            ),
            batch_size=500,
        )

    def _tell(self, outcomes):
        for outcome in outcomes:
            self.tell(outcome)
        self.progress("comments", len(outcomes))

    # -- One comment -----------------------------------------------------------------

    def _outcome(self, key, title, data):
        outcome = Outcome(key, title, data.get("author", ""), "")
        notes = outcome.notes
        if key in self.orphans:
            notes.append("what it answers was not brought in, so it begins a thread")
        if key in self.rings:
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
            email=email_of(data, notes),
            created=datetime.fromisoformat(kept.get("created") or data["created"]),
        )
        self._give_byline(comment, outcome, kept)
        if kept:
            give_kept(comment, kept)
        outcome.comment, outcome.became = comment, comment.status
        outcome.closed_at = kept.get("closed_at", "")
        return outcome

    def _give_byline(self, comment, outcome, kept):
        parts = self.parse(outcome.author)
        if kept:
            parts = parts_of(kept)
        comment.name = parts.name[:100] or "Anonymous"
        comment.country, comment.city, comment.state = parts.country, parts.city[:100], parts.state
        if parts.profession:
            comment.profession = self._profession(parts.profession, outcome)
        if kept:
            return
        if normal(comment.byline) != normal(outcome.author):
            outcome.notes.append(f"its byline reads «{comment.byline}» now")

    def _parse(self, author):
        return bylines.parse(clean_line_of(author), self.names)

    def _profession(self, name, outcome):
        """Of that name; one that was not known is made, and not offered at the form."""
        name = name[:60]
        if known := self.professions.get(name.lower()):
            return known
        self.new_professions[name] += 1
        made = Profession(name=name, active=False)
        if not self.is_dry:
            made, _made = Profession.objects.get_or_create(name=name, defaults={"active": False})
        self.professions[name.lower()], self.names[name.lower()] = made, name
        self.parse.cache_clear()
        outcome.notes.append(f"the profession «{name}» was not known")
        return made

    # -- Modules ---------------------------------------------------------------------

    def _module_of(self, post):
        title = clean_line_of(post.get("title", ""))[:200] or "Untitled"
        slug = slugify(post.get("post_name", ""))[:50] or slugify(title)[:50] or "module"
        kept = Module.objects.filter(course=self.course.pk)
        if module := kept.filter(slug=slug).first():
            self.modules.append((module, False, []))
        else:
            module = self._make_module(post, title, slug)
        if not self.is_dry:
            self._lead_here(module, post)
        return module

    def _make_module(self, post, title, slug):
        notes = []
        taken = {module.number for module, _is_new, _notes in self.modules}
        if self.course.pk:
            taken |= set(self.course.modules.values_list("number", flat=True))
        said = NUMBERED.search(title)
        place = int(said[1]) if said else 0
        if not place or place in taken:
            place = max(taken, default=0) + 1
        content = post.get("content", "")
        module = Module(
            course=self.course,
            number=place,
            title=title,
            slug=slug,
            text=without_pictures(content if "<p" in content else linebreaks(content)),
            published_at=published_at(post, notes),
            board=Module.Board.OPEN
            if post.get("comment_status") == "open"
            else Module.Board.CLOSED,
        )
        give_kept_of_module(module, post["kept"], taken, notes)
        if re.search(r"<(?:img|iframe|video|audio|figure)\b", content):
            notes.append("pictures and talks in its text were left out")
        # Also cleans its text of what we do not allow.
        module.full_clean(exclude=("course",) if self.is_dry else ())
        if not self.is_dry:
            module.save()
        self.modules.append((module, True, notes))
        return module

    def _lead_here(self, module, post):
        """Addresses that the post had before, there and, once it was renamed, before that."""
        parts = urlsplit(post.get("link", ""))
        paths = {parts.path + (f"?{parts.query}" if parts.query else "")}
        paths.add(f"/?p={number(post.get('post_id', ''))}")
        for path in paths - {"", "/", "/?p=0"}:
            OldAddress.objects.get_or_create(path=path[:500], defaults={"module": module})
        for slug in post.get("earlier_slugs", ()):
            here = self.course.modules.filter(slug=slug).exists()
            if not here and slug == slugify(slug) and len(slug) <= 50:
                EarlierSlug.objects.of_modules().get_or_create(
                    course=self.course, slug=slug, defaults={"module": module}
                )


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
        moment = datetime.strptime(text.strip(), "%Y-%m-%d %H:%M:%S")
    except ValueError:
        return None
    return moment.replace(tzinfo=zone).astimezone(UTC)


def without_pictures(content):
    """They lie on the old site, and most have no words."""
    return re.sub(r"<figure\b.*?</figure>|<img\b[^>]*>", "", content, flags=re.DOTALL)


def published_at(post, notes):
    """None for a draft; for a scheduled post when it will be published."""
    if post.get("status") in ("publish", "future"):
        return parsed(post.get("post_date_gmt", ""), UTC)
    if post.get("status") != "draft":
        notes.append(f"it was «{post.get('status')}», so it is a draft")
    return None


def repaired_text(text):
    return text.replace("\x00", "").replace("\ufffd", "")


def text_of(data, *, is_ours, notes):
    content = repaired_text(data.get("content", ""))
    text = clean_text(html.unescape(content) if is_ours else plain(content))
    if "\ufffd" in data.get("content", ""):
        notes.append("characters of its text were damaged and are left out")
    return text


def clean_line_of(text):
    return clean_line(repaired_text(text))


def email_of(data, notes):
    address = data.get("author_email", "")
    if not address:
        return ""
    try:
        validate_email(address)
        return clean_email(address)[:254]
    except ValidationError:
        notes.append(f"its e-mail address «{address}» cannot be used")
        return ""


def normal(byline):
    """Without the white space at commas, in which WordPress boards differ."""
    return re.sub(r"\s*,\s*", ", ", " ".join(byline.split()))


# -- What our own export keeps beside ----------------------------------------------------


def kept_of(meta):
    try:
        kept = json.loads(meta.get(OURS, ""))
    except ValueError:
        return {}
    return kept if isinstance(kept, dict) else {}


def parts_of(kept):
    names = ("name", "profession", "country", "city", "state")
    return bylines.Parts(**{name: str(kept.get(name, "")) for name in names})


def give_kept_of_module(module, kept, taken, notes):
    """`taken`: the numbers of the course's other modules. What was for members only is published
    nowhere else."""
    if kept.get("number") and kept["number"] not in taken:
        module.number = kept["number"]
    for name in ("threads_per_page", "question", "closed_note", "noindex", "members_only"):
        setattr(module, name, kept.get(name, getattr(module, name)))
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
