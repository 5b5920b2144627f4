"""Boards to measure on, of any size: texts of 90 words, and to every third thread two replies.

They stay in the database for the next run. What a run has posted makes a board grow, so one that
has grown too far is left behind and another built."""

import itertools
from datetime import timedelta
from random import Random

from django.db import connection
from django.utils import timezone
from tqdm import tqdm

from accounts.models import Profession
from boards.models import Comment, Course, Module, Thread
from boards.screening import screen

AT_ONCE = 3_000  # threads, which are 5,000 comments: so much is in memory at a time
GROWN = 1.1  # times its size, and a board is no longer of that size
DAYS = 900  # since the first comment, before a million of them have come
WORDS = (
    "pause breath session kind slow notice kindness heart group trust voice practice moment "
    "module exercise lesson reading lecture video idea question answer sentence word paper "
    "page story case course training week morning evening hour minute room window chair table "
    "circle walk water garden light music silence warmth patience courage balance rest care "
    "attention awareness habit rhythm anchor ground body shoulders hands feet eyes posture "
    "listening speaking writing drawing counting breathing sitting standing turning softening "
    "begin stay return open close hold carry bring keep find try use learn teach share join "
    "follow watch listen wait walk rest soften settle repeat remember imagine describe compare "
    "gentle quiet steady simple plain small large early late long short warm cool bright clear "
    "careful useful honest curious patient friendly playful thoughtful hopeful grateful calm "
    "slowly quietly gently clearly often always sometimes again together already almost later "
    "first second third last next same other whole half few many several every each both more "
    "the a this that these those one some any our my its with without before after during "
    "between among through toward from into upon across along near around within over under "
    "and but or so because while until when where which as if than then also only even just "
    "is was are were has had will would could may might should does did makes took gave found "
    "theory method model picture image metaphor example handout slide chapter summary note "
    "journal notebook pencil poem song river mountain tree leaf stone bridge path door lamp "
    "compassion empathy gratitude acceptance equanimity generosity humility dignity presence "
    "supervision seminar workshop retreat conference discussion meeting conversation dialogue"
).split()
NAMES = "Dana Whitfield|Priya Raman|Tomas Lind|Aiko Mori|Rosa Delgado|Samuel Okoye".split("|")
PLACES = (("US", "Boulder", "CO"), ("US", "Albany", "NY"), ("GB", "Leeds", ""), ("NZ", "", ""))


def text(chance):
    """Nine sentences of ten words, in three paragraphs."""
    sentences = [" ".join(chance.choices(WORDS, k=10)).capitalize() + "." for _ in range(9)]
    return "\n\n".join(" ".join(sentences[start : start + 3]) for start in (0, 3, 6))


def clean_texts(count):
    """So many texts in which no screener finds anything, so that posting them publishes them."""
    texts = (text(Random(seed)) for seed in itertools.count(1))
    return list(itertools.islice((each for each in texts if not screen(each).findings), count))


def comment(chance, professions, parent, created):
    country, city, state = chance.choice(PLACES)
    return Comment(
        **{"country": country, "city": city, "state": state, "name": chance.choice(NAMES)},
        profession=chance.choice(professions),
        email=f"writer{chance.randrange(5_000)}@example.org",
        text=text(chance),
        status=Comment.Status.PUBLISHED,
        parent=parent,
        created=created,
    )


def new_module():
    course, _ = Course.objects.get_or_create(
        slug="bench", defaults={"title": "Bench", "short_title": "Bench"}
    )
    number = course.modules.count() + 1
    return Module.objects.create(
        course=course,
        number=number,
        title=f"Board {number}",
        slug=f"board-{number}",
        text="<p>" + text(Random(number)) + "</p>",
        published_at=timezone.now() - timedelta(days=DAYS),
    )


def board(size):
    """A module with so many comments: one that is there, or one that is built now, going on where
    an earlier run was broken off."""
    title = f"{size:,} comments"
    there = Module.objects.for_page().filter(course__slug="bench", title=title)
    module = there.filter(comments_count__lte=size * GROWN).last()
    if not module:
        module = new_module()
        module.title = title
        module.save()
    if module.comments_count < size:
        fill(module, size)
        settle()
    module.refresh_from_db()
    return module


def fill(module, size):
    professions = list(Profession.objects.all())
    with tqdm(total=size, initial=module.comments_count, unit=" comments") as progress:
        while module.comments_count < size:
            comments = chunk(module, size - module.comments_count, professions)
            Thread.build(module, comments)
            progress.update(len(comments))


def chunk(module, most, professions):
    """The next threads of a board, AT_ONCE or less, of no more than `most` comments in all."""
    first = module.threads_numbered
    chance = Random(first)
    apart = timedelta(days=DAYS) / 620_000  # a little more than a million comments have threads
    comments = []
    for number in range(first, first + AT_ONCE):
        created = module.published_at + number * apart
        opening = comment(chance, professions, None, created)
        replies = [comment(chance, professions, opening, created) for _ in range(2)]
        comments += [opening, *replies] if number % 3 == 0 else [opening]
        if len(comments) >= most:
            break
    return comments[:most]


def board_of_threads(sizes):
    """A new board with a thread of each of these sizes, oldest first, in which each comment answers
    one of the hundred before it."""
    module, professions, comments = new_module(), list(Profession.objects.all()), []
    for number, size in enumerate(sizes):
        chance = Random(number)
        thread = []
        for _ in range(size):
            parent = chance.choice(thread[-100:]) if thread else None
            created = module.published_at + timedelta(minutes=number)
            thread.append(comment(chance, professions, parent, created))
        comments += thread
    Thread.build(module, comments)
    settle()
    module.refresh_from_db()
    return module


def settle():
    """Have the database do now what it would do later beside what is measured."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
            cursor.execute("CHECKPOINT")


def forget():
    """Have the site compose each page anew: professions stand in every byline, and one of them is
    renamed."""
    profession = Profession.objects.last()
    profession.name = f"Profession {timezone.now().timestamp():.6f}"
    profession.save()
