from django.db import migrations

# Of the comments that are there, see Voice.of.
FILL = """
INSERT INTO boards_voice (comment_id, module_id, profession_id, country, person, created)
SELECT comment.id, thread.module_id,
       CASE WHEN comment.extent <> 'country' THEN comment.profession_id END,
       CASE WHEN comment.extent <> 'profession' THEN comment.country ELSE '' END,
       CASE WHEN comment.author_id IS NOT NULL THEN 'member ' || comment.author_id
            WHEN comment.email <> '' THEN 'guest ' || comment.email ELSE '' END,
       comment.created
FROM boards_comment AS comment JOIN boards_thread AS thread ON thread.id = comment.thread_id
WHERE comment.status = 'published'
  AND ((comment.extent <> 'country' AND comment.profession_id IS NOT NULL)
       OR (comment.extent <> 'profession' AND comment.country <> ''))
"""


class Migration(migrations.Migration):
    dependencies = [("boards", "0026_voices")]
    operations = [migrations.RunSQL(FILL, "DELETE FROM boards_voice")]
