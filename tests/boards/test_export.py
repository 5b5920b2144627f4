"""A board moves out again: as WXR that brings in an equal board, as JSON and as CSV."""

import csv
import io
import json
from datetime import timedelta
from xml.etree import ElementTree

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.models import Profession
from boards.models import Comment, Course, Hold, ImportedComment, Module, Thread
from tests.conftest import make_comment, write

pytestmark = pytest.mark.django_db

WP = "{http://wordpress.org/export/1.2/}"
SHOWN = (
    *("thread__number", "lft", "rght", "level", "status", "text", "created", "published_at"),
    *("edited_at", "name", "profession__name", "country", "city", "state", "extent", "email"),
)


@pytest.fixture
def board(module):
    """With something of everything in it."""
    Module.objects.filter(pk=module.pk).update(
        threads_per_page=2, question="What will you use?", closed_note="Later."
    )
    nursing = Profession.objects.get_or_create(name="Nursing")[0]
    byline = {"profession": nursing, "country": "US", "city": "Boulder", "state": "CO"}
    opening = write(module, text='Text & <b>no "markup"</b> ]]> here.\n\n\n\nEnd.', **byline)
    first = write(module, opening, text="An answer.", name="Ann, PhD, Coach, GB", **byline)
    write(module, first, text="العربية ✓", extent="country", **byline)
    first.remove()
    withdrawn = write(module, text="Withdrawn.")
    write(module, withdrawn, text="An answer to what is gone.")
    withdrawn.withdraw()
    spam = write(module, text="Spam.")
    write(module, spam, text="An answer to spam.")
    spam.mark_spam()
    write(module, text="Spam that nobody answered.").mark_spam()  # which had a number
    write(module, text="Held.").hold()
    edited = write(module, text="Before.")
    edited.edit("After.")
    edited.narrow_byline("profession")
    edited.thread.close()
    late = make_comment("Published late.", created=timezone.now() - timedelta(days=9))
    module.start_thread(late)
    return module


def export(module, format="wxr"):
    printed = io.StringIO()
    address = module.get_absolute_url()
    call_command("export_board", address, format=format, stdout=printed)
    return printed.getvalue()


def shown(module):
    comments = Comment.objects.filter(thread__module=module)
    return sorted(comments.values_list(*SHOWN), key=repr)


def test_what_was_exported_brings_in_an_equal_board(board, tmp_path):
    path = tmp_path / "board.wxr"
    path.write_text(export(board), "utf-8")

    call_command(
        "import_wordpress", path, course="Another course", no_rules=True, stdout=io.StringIO()
    )

    same = Module.objects.get(course__title="Another course")
    assert shown(same) == shown(board)
    names = ("title", "slug", "number", "text", "threads_per_page", "question", "closed_note")
    assert [getattr(same, name) for name in names] == [
        getattr(Module.objects.get(pk=board.pk), name) for name in names
    ]
    closed = Thread.objects.filter(closed_at__isnull=False).values_list("number", "closed_at")
    assert len(set(closed)) == 1
    assert closed.count() == 2


def test_what_was_for_members_is_not_published_by_moving(board, tmp_path):
    Module.objects.update(members_only=True)
    path = tmp_path / "board.wxr"
    path.write_text(export(board), "utf-8")

    call_command("import_wordpress", path, course="Another", no_rules=True, stdout=io.StringIO())

    assert Module.objects.get(course__title="Another").published_at is None


def test_it_is_well_formed_and_names_what_wordpress_s_importer_asks_for(board):
    channel = ElementTree.fromstring(export(board).encode()).find("channel")

    assert channel.findtext(f"{WP}wxr_version") == "1.2"
    assert channel.findtext(f"{WP}author/{WP}author_login") == "board"
    item = channel.find("item")
    assert item.findtext(f"{WP}post_type") == "post"
    comment = item.find(f"{WP}comment")
    names = [each.tag.removeprefix(f"{WP}comment_") for each in comment]
    assert names == [
        *("id", "author", "author_email", "author_url", "author_IP", "date", "date_gmt"),
        *("content", "approved", "type", "parent", "user_id", f"{WP}commentmeta"),
    ]


def test_text_stands_there_as_the_html_that_wordpress_shows(board):
    assert "Text &amp; &lt;b&gt;no &quot;markup&quot;&lt;/b&gt; ]]&gt; here." in export(board)


def test_what_came_from_wordpress_keeps_its_author_string(board):
    comment = Comment.objects.first()
    ImportedComment.objects.create(
        comment=comment, course=board.course, wordpress_id=1, author="Ann , Nursing ,Boulder"
    )

    assert "<![CDATA[Ann , Nursing ,Boulder]]>" in export(board)


def test_spam_that_nobody_has_seen_is_left_out(module):
    Hold.objects.create()
    write(module, text="Unseen spam.").mark_spam()

    assert "Unseen spam." not in export(module)


def test_as_json_it_is_one_document(board):
    kept = json.loads(export(board, "json"))

    assert kept["module"]["title"] == board.title
    texts = {row["text"] for row in kept["comments"]}
    assert {"العربية ✓", "After."} <= texts
    assert len({row["number"] for row in kept["comments"]}) == len(kept["comments"])


def test_an_empty_board_is_a_document_too(module):
    assert json.loads(export(module, "json"))["comments"] == []


def test_as_csv_no_cell_is_a_formula(module):
    write(module, text="=1+1", name="Ann")

    [row] = csv.DictReader(io.StringIO(export(module, "csv").removeprefix("\ufeff")))

    assert row["text"] == "'=1+1"


def test_only_its_owner_reads_the_file(board, tmp_path):
    path = tmp_path / "board.wxr"

    call_command("export_board", "compassion/module-1", output=path, stdout=io.StringIO())

    assert path.stat().st_mode & 0o777 == 0o600
    assert path.read_text("utf-8").startswith("<?xml")


@pytest.mark.parametrize("address", ["compassion/none", "none", ""])
def test_what_is_no_module_is_said_in_a_sentence(module, address):
    with pytest.raises(CommandError, match="There is no module at"):
        call_command("export_board", address)


def test_an_earlier_address_is_understood(module):
    module.slug = "renamed"
    module.save()

    assert "renamed" in export_at("compassion/module-1")


def export_at(address):
    printed = io.StringIO()
    call_command("export_board", address, stdout=printed)
    return printed.getvalue()


def test_a_file_that_cannot_be_written_is_said_in_a_sentence(module, tmp_path):
    with pytest.raises(CommandError, match="cannot be written"):
        call_command("export_board", "compassion/module-1", output=tmp_path)


def test_more_comments_cost_no_more_questions(module, django_assert_num_queries):
    for _ in range(5):
        write(module)

    with django_assert_num_queries(2):
        export(module)


def test_every_course_has_its_own_numbers(board, tmp_path):
    """The same file in two courses is two boards."""
    path = tmp_path / "board.wxr"
    path.write_text(export(board), "utf-8")
    for course in ("One", "Two"):
        call_command("import_wordpress", path, course=course, no_rules=True, stdout=io.StringIO())

    assert Course.objects.count() == 3
    one, two = (Module.objects.get(course__title=title) for title in ("One", "Two"))
    assert shown(one) == shown(two)


def test_where_an_answer_stands_and_its_old_number_come_back(module, tmp_path):
    """Also where it was published later than those after it, and on a board that came from
    elsewhere."""
    opening = write(module)
    first = write(module, opening, text="Written first.")
    write(module, opening, text="Written second.")
    Comment.objects.filter(pk=first.pk).update(published_at=timezone.now() + timedelta(hours=1))
    ImportedComment.objects.create(comment=opening, course=module.course, wordpress_id=77)
    path = tmp_path / "board.wxr"
    path.write_text(export(module), "utf-8")

    call_command("import_wordpress", path, course="Another", no_rules=True, stdout=io.StringIO())

    same = Module.objects.get(course__title="Another")
    assert shown(same) == shown(module)
    assert ImportedComment.objects.get(course=same.course, wordpress_id=77)


def test_threads_keep_their_numbers(module, tmp_path):
    """Which were given when each was first published, whatever the dates say."""
    old = make_comment("Older.", created=timezone.now() - timedelta(days=900), status="published")
    write(module, text="Newer.")
    Thread.build(module, [old])
    path = tmp_path / "board.wxr"
    path.write_text(export(module), "utf-8")

    call_command("import_wordpress", path, course="Another", no_rules=True, stdout=io.StringIO())

    same = Module.objects.get(course__title="Another")
    assert shown(same) == shown(module)


def test_a_board_that_has_closed_by_itself_is_closed_there_too(module):
    Module.objects.update(closes_at=timezone.now())

    assert "<wp:comment_status><![CDATA[closed]]>" in export(module)


def test_wordpress_does_not_publish_what_is_for_members(module):
    Module.objects.update(members_only=True)

    assert "<wp:status><![CDATA[private]]>" in export(module)
