"""What a reader sees of a board: pages of threads, each thread a flat list of lines in reading
order, at two queries whatever the size, one more where threads are long, and one for what is newer
than a page. A hidden comment's text never leaves the database."""

from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from itertools import pairwise, takewhile
from typing import NamedTuple

from django.utils.translation import gettext as _

from accounts.byline import BylineText
from accounts.questions import Question
from boards.models import Comment
from boards.rendering import made_markup

LONG_BRANCH = 8  # answers to one reply, with theirs: more are folded, and told how many
DISPLAY_DEPTH = 5  # deeper replies keep this indent, with a link to what they answer
LINES_PER_THREAD = 100  # in reading order; a longer thread goes on on its own page
NEWEST_LINES = 3  # shown at the end of a longer thread

Status = Comment.Status

# Of each module's threads those that a reader can see.
THREADS = Question("""
SELECT id, number, size, comments_count, version, closed_at FROM boards_thread
WHERE module_id = %s AND comments_count > 0 AND number <= %s ORDER BY number DESC LIMIT %s
""")
NEWER = Question("""
SELECT number FROM boards_thread
WHERE module_id = %s AND comments_count > 0 AND number > %s ORDER BY number LIMIT 1
""")
LAST = 2**31 - 1  # number that a thread can have

# As the fields of Line. What is not published is never read; leaves that are hidden, and what was
# never published, are left in the database.
LINES = """
SELECT comment.id, comment.thread_id, comment.parent_id, comment.level, comment.status,
       comment.name, profession.name, comment.country, comment.city, comment.state, comment.extent,
       CASE WHEN comment.status = 'published' THEN comment.markup END,
       comment.created, comment.published_at, comment.edited_at,
       parent.name, parent.status, imported.wordpress_id, presenter.id
FROM boards_comment AS comment
LEFT JOIN accounts_profession AS profession ON profession.id = comment.profession_id
LEFT JOIN boards_comment AS parent ON parent.id = comment.parent_id
LEFT JOIN boards_importedcomment AS imported ON imported.comment_id = comment.id
LEFT JOIN boards_presenter AS presenter ON presenter.user_id = comment.author_id
WHERE {wanted} AND (comment.status = 'published'
                    OR comment.published_at IS NOT NULL AND comment.rght > comment.lft + 1)
ORDER BY comment.tree_id, comment.lft
"""
# The place of a comment is (lft + level - 1) / 2, see Comment.place_in_thread. The bound of `lft`
# by itself is that of the index.
FIRST = "comment.tree_id = ANY(%s) AND comment.lft < %s AND comment.lft <= %s - comment.level"
BETWEEN = """
comment.tree_id = %s AND comment.lft >= %s - comment.level AND comment.lft < %s - comment.level
"""
NEWEST = """
comment.id IN (
    SELECT id FROM (
        SELECT id, row_number() OVER (PARTITION BY tree_id ORDER BY id DESC) AS place
        FROM boards_comment WHERE tree_id = ANY(%s) AND status = 'published'
    ) AS from_the_end WHERE place <= %s
)
"""
FIRST_LINES, LINES_BETWEEN, LAST_LINES, LINES_OF = (
    Question(LINES.format(wanted=wanted))
    for wanted in (FIRST, BETWEEN, NEWEST, "comment.id = ANY(%s)")
)


@dataclass(slots=True)
class Line(BylineText):
    """A comment as a page shows it: its byline and markup, or a sentence in their place."""

    id: int
    thread_id: int
    parent_id: int | None
    tree_level: int
    status: str
    name: str
    profession_name: str
    country_code: str
    city: str
    state: str
    extent: str
    markup: str
    created: object
    published_at: object
    edited_at: object
    parent_name: str
    parent_status: str
    wordpress_id: int | None
    presenter: int | None
    depth: int = 0
    opens_list: bool = False  # the first of its parent's replies
    lists_closed: tuple = ()  # lists of replies that end with it, each by whether it is folded
    folded: int = 0  # comments to be seen in the list that it opens, if that is folded
    has_replies: bool = False
    is_beneath_parent: bool = True  # shown right beneath what it answers
    is_published: bool = field(init=False)

    def __post_init__(self):
        self.is_published = self.status == Status.PUBLISHED
        self.profession_name = self.profession_name or ""
        self.markup = self.markup or ""
        if not self.is_published:
            self.name = self.profession_name = self.country_code = self.city = self.state = ""

    @property
    def paragraphs(self):
        return made_markup(self.markup)

    @property
    def waited(self):
        """Whether it was published some time after it was written."""
        return self.published_at and self.published_at - self.created > timedelta(minutes=1)

    @property
    def place_sentence(self):
        """What stands in the place of a comment that is no longer shown but has answers."""
        if self.status == Status.WITHDRAWN:
            return _("This comment was withdrawn by its author.")
        if self.status == Status.HELD:
            return _("This comment is waiting for a moderator.")
        return _("This comment was removed by a moderator.")

    @property
    def answers(self):
        """Whom it answers, for where the page does not show it right beneath."""
        return (
            self.parent_name if self.parent_status == Status.PUBLISHED else _("an earlier comment")
        )


@dataclass
class ThreadLines:
    """One thread as a page shows it."""

    id: int
    lines: list[Line]
    newest: list[Line] = field(default_factory=list)
    between: int = 0  # visible comments not shown, between the lines and the newest
    continues_after: int | None = None  # the last of the lines, if more follow
    is_closed: bool = False  # takes no more replies

    @property
    def opening(self):
        return self.lines[0]

    @property
    def replies(self):
        return self.lines[1:]


class PageThread(NamedTuple):
    """A thread as a page of it knows it."""

    pk: int
    number: int
    size: int
    comments_count: int
    version: int
    closed_at: object

    @property
    def is_closed(self):
        return bool(self.closed_at)


class Page:
    """A page of a module's board; without a number, the newest, with the one before it beneath
    where it holds fewer than half a page of threads that can be seen."""

    def __init__(self, module, number=None):
        self.module = module
        self.number = number
        per_page = module.threads_per_page
        if number:
            # One more than the page can hold tells whether anything is older.
            last = min(number * per_page, LAST)
            found = self._threads_to(last, per_page + 1)
            self.threads = [thread for thread in found if module.page_of(thread.number) == number]
        else:
            found = self._threads_to(LAST, 2 * per_page + 1)
            self.threads = self._newest_of(found)
        older = found[len(self.threads) :]
        self.older = module.page_of(older[0].number) if older else None

    def _threads_to(self, number, count):
        return [PageThread(*row) for row in THREADS.rows(self.module.pk, number, count)]

    def _newest_of(self, found):
        pages = {}
        for thread in found:
            pages.setdefault(self.module.page_of(thread.number), []).append(thread)
        newest, *before = pages.values() or ([],)
        if before and 2 * len(newest) < self.module.threads_per_page:
            newest = newest + before[0]
        return newest

    @cached_property
    def newer(self):
        if not self.number:
            return None
        last = min(self.number * self.module.threads_per_page, LAST)
        found = NEWER.rows(self.module.pk, last)
        return self.module.page_of(found[0][0]) if found else None

    @property
    def exists(self):
        """Whether the address of this page leads anywhere: it holds threads, or lies between
        pages that do."""
        return bool(not self.number or self.threads or self.newer)

    @property
    def versions(self):
        """The version of each of its threads by its key."""
        return {thread.pk: thread.version for thread in self.threads}

    def thread_lines(self, keys):
        """Those of its threads that have these keys, as ThreadLines."""
        return lines_of([thread for thread in self.threads if thread.pk in keys])


def lines_of(threads):
    """The given threads as a page shows them, in their order."""
    shown = {
        thread.pk: ThreadLines(thread.pk, [], is_closed=thread.is_closed) for thread in threads
    }
    most = 2 * LINES_PER_THREAD
    for line in lines(FIRST_LINES, list(shown), most, most):
        shown[line.thread_id].lines.append(line)
    if long_ones := [thread.pk for thread in threads if thread.size > LINES_PER_THREAD]:
        seen = {line.id for key in long_ones for line in shown[key].lines}
        for line in lines(LAST_LINES, long_ones, NEWEST_LINES):
            if line.id not in seen:
                shown[line.thread_id].newest.append(line)
    for thread in threads:
        it = shown[thread.pk]
        if not it.lines:
            continue  # its last comment went after the thread was read
        # The opening stays also where all that is to be seen lies further down.
        it.lines = without_hidden_leaves(it.lines) or it.lines[:1]
        arrange(it.replies, beneath=it.opening)
        arrange(it.newest)
        seen = sum(line.is_published for line in it.lines) + len(it.newest)
        if thread.size > LINES_PER_THREAD:
            it.between = max(0, thread.comments_count - seen)
        if it.between or it.newest:
            it.continues_after = it.lines[-1].id
    return [it for it in shown.values() if it.lines]


def lines_after(thread, place):
    """The lines of one thread from the given place in reading order on, as ThreadLines."""
    end = place + LINES_PER_THREAD
    found = lines(LINES_BETWEEN, thread.pk, 2 * place + 1, 2 * end + 1)
    shown = ThreadLines(thread.pk, without_hidden_leaves(found))
    arrange(shown.lines)
    if end < thread.size:
        # Also where all of this part is hidden, the thread goes on.
        last = thread.comments.before_place(end).once_published().in_reading_order().last()
        shown.continues_after = last.pk if last.place_in_thread >= place else None
    return shown


def lines(question, *values):
    return [Line(*row) for row in question.rows(*values)]


def without_hidden_leaves(lines):
    """`lines` without the hidden ones beneath which nothing is to be seen. Read backwards, each
    comment comes after all its descendants."""
    kept, wanted = [], set()
    for line in reversed(lines):
        if line.is_published or line.id in wanted:
            kept.append(line)
            wanted.add(line.parent_id)
    return kept[::-1]


def arrange(lines, beneath=None):
    """Tell `lines`, which follow each other in reading order beneath the line `beneath`, how deep
    they stand, where lists of replies open and close around them, and which of those are folded.
    """
    outermost = 1 if beneath else 0
    give_depths(lines, beneath, outermost)
    fold_long_branches(lines)
    open_lists = []  # by whether they are folded
    for line, following in pairwise([*lines, None]):
        if line.opens_list:
            open_lists.append(bool(line.folded))
        depth = following.depth if following else outermost
        ended = max(0, line.depth - depth)
        line.lists_closed = tuple(open_lists.pop() for _list in range(ended))


def give_depths(lines, beneath, outermost):
    depths = {beneath.id: 0} if beneath else {}
    before = None
    for line in lines:
        if line.parent_id not in depths:
            depths.clear()  # what comes after it does not stand beneath what came before
        above = depths.get(line.parent_id, outermost - 1)
        line.depth = depths[line.id] = min(above + 1, DISPLAY_DEPTH - 1)
        beneath_parent = line.parent_id in depths and above < line.depth
        line.is_beneath_parent = beneath_parent or line.parent_id is None
        if before:
            before.has_replies = line.opens_list = line.depth > before.depth
        before = line


def fold_long_branches(lines):
    """The answers to a reply, where there are many. What answers the opening itself is the thread,
    and within a fold nothing is folded again."""
    beyond = 0
    for place, line in enumerate(lines):
        if place < beyond or not line.opens_list or lines[place - 1].parent_id is None:
            continue
        branch = list_from(lines, place)
        seen = sum(each.is_published for each in branch)
        if seen > LONG_BRANCH:
            line.folded = seen
            beyond = place + len(branch)


def list_from(lines, place):
    """The lines of the list of replies that opens there, with all beneath them."""
    depth = lines[place].depth
    return list(takewhile(lambda each: each.depth >= depth, lines[place:]))


@dataclass
class Match:
    """A comment by itself, with what it answers."""

    line: Line
    answered: Line | None


def matches_of(keys):
    """Those published of the comments whose keys are given in pairs with their parents', in that
    order."""
    keys = list(keys)
    wanted = {key for pair in keys for key in pair if key}
    found = {line.id: line for line in lines(LINES_OF, list(wanted))}
    shown = (found[key] for key, _parent in keys if key in found)
    return [Match(line, found.get(line.parent_id)) for line in shown if line.is_published]
