"""The comments of an export file, laid out on disk: an answer may stand in the file before what it
answers, and the file may be larger than memory."""

import json
import sqlite3

TABLES = """
CREATE TABLE post (key INTEGER PRIMARY KEY, data TEXT, comments INTEGER NOT NULL DEFAULT 0);
CREATE TABLE comment (
    id INTEGER PRIMARY KEY, post INTEGER, parent INTEGER, place TEXT, data TEXT,
    root INTEGER, is_here INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE here (id INTEGER PRIMARY KEY, module INTEGER);
"""
FINISH = """
CREATE INDEX answers ON comment (parent);
CREATE INDEX of_post ON comment (post);
UPDATE post SET comments = (SELECT count(*) FROM comment WHERE comment.post = post.key);
"""
ADD = "INSERT OR IGNORE INTO comment (id, post, parent, place, data) VALUES (?, ?, ?, ?, ?)"
# Of other modules: their numbers are taken by other comments.
TAKEN = """
DELETE FROM comment WHERE post = :post AND id IN (SELECT id FROM here WHERE module <> :module)
RETURNING id, data
"""
HERE = """
UPDATE comment SET is_here = 1
WHERE post = :post AND id IN (SELECT id FROM here WHERE module = :module)
"""
# What is here and answered in the file, but not in it itself.
ANSWERED_HERE = """
INSERT OR IGNORE INTO comment (id, post, parent, place, data, is_here)
SELECT here.id, :post, 0, '', '{}', 1 FROM here
WHERE module = :module AND id IN (SELECT parent FROM comment WHERE post = :post)
"""
ORPHANS = """
UPDATE comment SET parent = 0 WHERE post = :post AND parent <> 0 AND NOT EXISTS (
    SELECT 1 FROM comment AS other WHERE other.id = comment.parent AND other.post = :post
) RETURNING id
"""
# What begins a thread: an opening, an answer to what is not among them, or what is on our board
# already, to which answers are added. The others follow their parents.
ROOTS = """
WITH RECURSIVE tree(id, root) AS (
    SELECT id, id FROM comment WHERE post = :post AND root IS NULL AND (is_here OR parent = 0)
    UNION ALL
    SELECT comment.id, tree.root FROM comment JOIN tree ON comment.parent = tree.id
    WHERE comment.post = :post AND NOT comment.is_here
)
UPDATE comment SET root = tree.root FROM tree WHERE tree.id = comment.id
"""
LOST = "SELECT min(id) FROM comment WHERE post = :post AND root IS NULL"
FIRST_OF_A_RING = "UPDATE comment SET parent = 0 WHERE id = :lost"
IN_ORDER = """
SELECT comment.id, comment.parent, comment.root, comment.is_here, comment.data
FROM comment JOIN comment AS opening ON opening.id = comment.root
WHERE comment.post = :post
ORDER BY opening.place, opening.id, comment.id <> comment.root, comment.place, comment.id
"""


class Spool:
    """Posts and comments of one file, in a database of its own that goes when it is closed."""

    def __init__(self, folder):
        self.database = sqlite3.connect(f"{folder}/spool.sqlite3", isolation_level=None)
        self.database.executescript("PRAGMA synchronous = OFF; PRAGMA journal_mode = OFF")
        self.database.executescript(TABLES)
        self.database.execute("BEGIN")

    def close(self):
        self.database.close()

    def add_post(self, data):
        """`data`: a dictionary; returns the key under which its comments are added."""
        added = self.database.execute("INSERT INTO post (data) VALUES (?)", (json.dumps(data),))
        return added.lastrowid

    def add_comment(self, post, key, parent, place, data):
        """`place`: a text by which those of a post are ordered. False if there is one of that key
        already."""
        row = (key, post, parent, place, json.dumps(data))
        return bool(self.database.execute(ADD, row).rowcount)

    def are_here(self, rows):
        """Those comments are on our board already: pairs of number and module."""
        self.database.executemany("INSERT OR IGNORE INTO here VALUES (?, ?)", rows)

    def finish(self):
        """All is added."""
        self.database.executescript(FINISH)

    def posts(self):
        """Yields (key, data, how many comments), one read at a time."""
        keys = self.database.execute("SELECT key FROM post ORDER BY key").fetchall()
        for (key,) in keys:
            row = self.database.execute("SELECT data, comments FROM post WHERE key = ?", (key,))
            data, comments = row.fetchone()
            yield key, json.loads(data), comments

    def arrange(self, post, module):
        """Find the thread of each comment of `post`, which come to `module`, its key or None.
        Returns three: those whose numbers other comments of the course have, as pairs of key and
        data, which are left out; the keys of those that answer what is not there; and of those that
        answered each other in a ring, each of which begins a thread of its own."""
        of = {"post": post, "module": module}
        taken = self.database.execute(TAKEN, of).fetchall()
        self.database.execute(HERE, of)
        self.database.execute(ANSWERED_HERE, of)
        orphans = {key for (key,) in self.database.execute(ORPHANS, of).fetchall()}
        rings = set()
        self.database.execute(ROOTS, of)
        while lost := self.database.execute(LOST, of).fetchone()[0]:
            rings.add(lost)
            self.database.execute(FIRST_OF_A_RING, {"lost": lost})
            self.database.execute(ROOTS, of)
        return [(key, json.loads(data)) for key, data in taken], orphans, rings

    def comments_of(self, post):
        """Yields (key, parent's key or 0, root's key, whether it is here already, data), thread by
        thread in the order of their openings, each opening first."""
        rows = self.database.execute(IN_ORDER, {"post": post})
        for key, parent, root, is_here, data in rows:
            yield key, parent, root, bool(is_here), json.loads(data)
