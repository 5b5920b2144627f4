"""The comments of an export file, laid out on disk: an answer may stand in the file before what it
answers, and the file may be larger than memory."""

import json
import sqlite3

TABLES = """
CREATE TABLE post (key INTEGER PRIMARY KEY, wordpress_id INTEGER, data TEXT, comments INTEGER);
CREATE TABLE comment (
    id INTEGER PRIMARY KEY, post INTEGER, parent INTEGER, created TEXT, data TEXT,
    root INTEGER, is_here INTEGER NOT NULL DEFAULT 0
);
"""
# What begins a thread: an opening, an answer to what is not among them, or what is on our board
# already, to which answers are added. The others follow their parents.
ROOTS = """
WITH RECURSIVE tree(id, root) AS (
    SELECT id, id FROM comment WHERE root IS NULL AND (is_here OR parent = 0)
    UNION ALL
    SELECT comment.id, tree.root FROM comment JOIN tree ON comment.parent = tree.id
    WHERE NOT comment.is_here
)
UPDATE comment SET root = tree.root FROM tree WHERE tree.id = comment.id
"""
ORPHANS = """
UPDATE comment SET parent = 0 WHERE parent <> 0 AND NOT EXISTS (
    SELECT 1 FROM comment AS other WHERE other.id = comment.parent AND other.post = comment.post
) RETURNING id
"""
LOST = "SELECT min(id) FROM comment WHERE root IS NULL"
FIRST_OF_A_RING = "UPDATE comment SET parent = 0 WHERE id = ?"
ADD = "INSERT OR IGNORE INTO comment (id, post, parent, created, data) VALUES (?, ?, ?, ?, ?)"
COUNT = "UPDATE post SET comments = comments + ? WHERE key = ?"
IN_ORDER = """
SELECT comment.id, comment.parent, comment.root, comment.is_here, comment.data, comment.created
FROM comment JOIN comment AS opening ON opening.id = comment.root
WHERE comment.post = ?
ORDER BY opening.created, opening.id, comment.created, comment.id
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
        return self.database.execute(
            "INSERT INTO post (data, comments) VALUES (?, 0)", (json.dumps(data),)
        ).lastrowid

    def add_comment(self, post, key, parent, created, data):
        """False if there is one of that key already."""
        row = (key, post, parent, created, json.dumps(data))
        added = self.database.execute(ADD, row).rowcount
        self.database.execute(COUNT, (added, post))
        return bool(added)

    def are_here(self, keys):
        """Those comments are on our board already."""
        self.database.executemany(
            "UPDATE comment SET is_here = 1 WHERE id = ?", ((key,) for key in keys)
        )

    def arrange(self):
        """Find each comment's thread. Returns the keys of those that answer what is not there, and
        of those that answered each other in a ring, each of which begins a thread of its own."""
        self.database.execute("CREATE INDEX answers ON comment (parent)")
        orphans = {key for (key,) in self.database.execute(ORPHANS).fetchall()}
        rings = set()
        self.database.execute(ROOTS)
        while lost := self.database.execute(LOST).fetchone()[0]:
            rings.add(lost)
            self.database.execute(FIRST_OF_A_RING, (lost,))
            self.database.execute(ROOTS)
        return orphans, rings

    def posts(self):
        """Yields (key, data, how many comments)."""
        rows = self.database.execute("SELECT key, data, comments FROM post ORDER BY key").fetchall()
        for key, data, comments in rows:
            yield key, json.loads(data), comments

    def comments_of(self, post):
        """Yields (key, parent's key or 0, root's key, whether it is here already, data), thread by
        thread in the order of their openings."""
        for key, parent, root, is_here, data, created in self.database.execute(IN_ORDER, (post,)):
            yield key, parent, root, bool(is_here), json.loads(data) | {"created": created}
