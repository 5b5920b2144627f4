"""The validator: whether trees, counts and numbers are what they have to be.

One statement for SQLite and PostgreSQL. A tree of n comments is right if its 2n edges are exactly
1…2n, each comment's left edge follows from its place in reading order and its level, each lies
within its parent, and there is one root."""

from django.db import connection

VERIFY = """
WITH node AS (
    SELECT id, parent_id, thread_id, tree_id, lft, rght, level, status, author_id, email,
           profession_id, country, extent, created,
           row_number() OVER (PARTITION BY tree_id ORDER BY lft, id) - 1 AS place
    FROM boards_comment {where_tree}
),
edge AS (SELECT tree_id, lft AS at FROM node UNION ALL SELECT tree_id, rght FROM node),
edges AS (
    SELECT tree_id, count(*) AS total, count(DISTINCT at) AS different, min(at) AS first,
           max(at) AS last
    FROM edge GROUP BY tree_id
),
tally AS (
    SELECT tree_id, count(*) AS size,
           sum(CASE WHEN status = 'published' THEN 1 ELSE 0 END) AS seen,
           sum(CASE WHEN parent_id IS NULL THEN 1 ELSE 0 END) AS roots
    FROM node GROUP BY tree_id
)
SELECT tree_id, 'edges are not 1 to 2n' FROM edges
    WHERE total <> different OR first <> 1 OR last <> total
UNION ALL
SELECT DISTINCT tree_id, 'an edge does not follow from place and level' FROM node
    WHERE lft >= rght OR lft <> 2 * place - level + 1
UNION ALL
SELECT DISTINCT child.tree_id, 'a comment does not lie within its parent'
    FROM node AS child JOIN boards_comment AS parent ON parent.id = child.parent_id
    WHERE parent.tree_id <> child.tree_id OR parent.level + 1 <> child.level
       OR parent.lft >= child.lft OR parent.rght <= child.rght
UNION ALL
SELECT tree_id, 'not exactly one root' FROM tally WHERE roots <> 1
UNION ALL
SELECT DISTINCT tree_id, 'a root is not at level 0' FROM node WHERE parent_id IS NULL AND level <> 0
UNION ALL
SELECT DISTINCT tree_id, 'the tree is not its thread' FROM node WHERE tree_id <> thread_id
UNION ALL
SELECT DISTINCT node.tree_id, 'a voice is not what its comment shows'
    FROM node JOIN boards_thread AS thread ON thread.id = node.thread_id
    LEFT JOIN boards_voice AS voice ON voice.comment_id = node.id
    LEFT JOIN boards_searchentry AS entry ON entry.comment_id = node.id
    WHERE (voice.comment_id IS NOT NULL OR entry.comment_id IS NOT NULL)  -- it has been indexed
      AND (COALESCE(voice.profession_id, 0) <> CASE
            WHEN node.status = 'published' AND node.extent <> 'country'
            THEN COALESCE(node.profession_id, 0) ELSE 0 END
       OR COALESCE(voice.country, '') <> CASE
            WHEN node.status = 'published' AND node.extent <> 'profession'
            THEN node.country ELSE '' END
       OR voice.module_id <> thread.module_id OR voice.created <> node.created
       OR voice.person <> CASE
            WHEN node.author_id IS NOT NULL THEN 'member ' || node.author_id
            WHEN node.email <> '' THEN 'guest ' || node.email ELSE '' END)
UNION ALL
SELECT thread.id, 'its counts are wrong'
    FROM boards_thread AS thread LEFT JOIN tally ON tally.tree_id = thread.id
    WHERE {where_thread}
      (thread.size <> COALESCE(tally.size, 0) OR thread.comments_count <> COALESCE(tally.seen, 0)
       OR COALESCE(tally.size, 0) = 0 OR (thread.number IS NULL AND tally.seen > 0))
"""

VERIFY_MODULES = """
SELECT module.id, 'its counts or its threads'' numbers are wrong'
FROM boards_module AS module
LEFT JOIN (
    SELECT module_id, sum(comments_count) AS seen, count(number) AS numbered,
           min(number) AS first, max(number) AS last,
           sum(CASE WHEN comments_count > 0 THEN 1 ELSE 0 END) AS shown
    FROM boards_thread GROUP BY module_id
) AS tally ON tally.module_id = module.id
WHERE module.comments_count <> COALESCE(tally.seen, 0)
   OR module.threads_count <> COALESCE(tally.shown, 0)
   OR module.threads_numbered <> COALESCE(tally.last, 0)
   OR COALESCE(tally.numbered, 0) <> COALESCE(tally.last, 0)
   OR COALESCE(tally.first, 1) <> 1
"""


def verify(thread_ids=None):
    """What is wrong in the trees of these threads, or in all: a list of (thread's key, sentence),
    empty if all is right."""
    if thread_ids is None:
        return rows(VERIFY.format(where_tree="", where_thread=""))
    ids = ", ".join(str(int(pk)) for pk in thread_ids) or "NULL"
    return rows(
        VERIFY.format(
            where_tree=f"WHERE tree_id IN ({ids})", where_thread=f"thread.id IN ({ids}) AND"
        )
    )


def verify_modules():
    """The same for the counts and numbers kept per module: a list of (module's key, sentence)."""
    return rows(VERIFY_MODULES)


def rows(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()
