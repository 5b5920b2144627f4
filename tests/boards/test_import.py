"""A WordPress board moves in, whole: nothing is lost, nothing comes twice, old links still lead to
it."""

import csv
import io
from datetime import UTC, datetime
from zlib import crc32

import pytest
from django.core.management import CommandError, call_command
from django.db.models.query import QuerySet
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import Profession
from boards import trees
from boards.models import (
    Comment,
    Course,
    Finding,
    ImportedComment,
    Module,
    News,
    SearchEntry,
    Thread,
)
from boards.wordpress import importing
from boards.wordpress.bylines import Parts, parse
from boards.wordpress.reading import read, repaired
from boards.wordpress.text import plain
from tests.conftest import write

pytestmark = pytest.mark.django_db

TITLE = "Practical Compassion"  # of the course in conftest

HEAD = """<?xml version="1.0" encoding="UTF-8" ?>
<!-- generator="WordPress/6.1.9" created="2026-11-22 19:45" -->
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/">
<channel><title>Course board</title><wp:wxr_version>1.2</wp:wxr_version>
"""
FOOT = "</channel></rss>\n"


def cdata(text):
    return f"<![CDATA[{text.replace(']]>', ']]]]><![CDATA[>')}]]>"


def an_entry(*comments, **fields):
    name = fields.get("post_name", "compassion-module-1")
    fields = {
        "title": "Compassion – Module 1 Comment Board",
        "link": f"http://example.org/{name}/",
        "content": "<p>The text of the module.</p>",
        "post_id": "7" if "post_name" not in fields else str(crc32(name.encode())),
        "post_date_gmt": "2018-02-01 10:00:00",
        "comment_status": "open",
        "post_name": "compassion-module-1",
        "status": "publish",
        "post_type": "post",
        "meta": "",
    } | fields
    return f"""<item><title>{cdata(fields["title"])}</title><link>{fields["link"]}</link>
<content:encoded>{cdata(fields["content"])}</content:encoded>
<excerpt:encoded>{cdata("An excerpt.")}</excerpt:encoded>
<wp:post_id>{fields["post_id"]}</wp:post_id>
<wp:post_date_gmt>{cdata(fields["post_date_gmt"])}</wp:post_date_gmt>
<wp:comment_status>{cdata(fields["comment_status"])}</wp:comment_status>
<wp:post_name>{cdata(fields["post_name"])}</wp:post_name>
<wp:status>{cdata(fields["status"])}</wp:status>
<wp:post_type>{cdata(fields["post_type"])}</wp:post_type>{fields["meta"]}
{"".join(comments)}</item>
"""


def a_comment(key, parent=0, **fields):
    fields = {
        "author": f"Ann {key}, Nursing, GB",
        "author_email": f"ann{key}@example.org",
        "author_url": "",
        "date_gmt": f"2018-02-{key % 28 + 1:02} 10:00:00",
        "content": f"Text {key}.",
        "approved": "1",
        "type": "comment",
    } | fields
    strings = ("author", "author_email", "date_gmt", "content", "approved", "type")
    rest = "".join(f"<wp:comment_{n}>{cdata(fields[n])}</wp:comment_{n}>" for n in strings)
    return f"""<wp:comment><wp:comment_id>{key}</wp:comment_id>
<wp:comment_author_url>{fields["author_url"]}</wp:comment_author_url>{rest}
<wp:comment_parent>{parent}</wp:comment_parent><wp:comment_user_id>0</wp:comment_user_id>
</wp:comment>
"""


@pytest.fixture
def nursing(db):
    return Profession.objects.get_or_create(name="Nursing")[0]


@pytest.fixture
def move_in(tmp_path, nursing):
    """Brings posts in; returns the report, a list of rows by the comment's number there."""

    def run(*posts, **options):
        path, report = tmp_path / "export.wxr", tmp_path / "report.csv"
        path.write_text(HEAD + "".join(posts) + FOOT, "utf-8")
        said = io.StringIO()
        call_command("import_wordpress", path, course=TITLE, report=report, stdout=said, **options)
        with report.open(encoding="utf-8-sig", newline="") as file:
            rows = {row["WordPress id"]: row for row in csv.DictReader(file)}
        rows["said"], rows["all"] = said.getvalue(), report.read_text("utf-8-sig")
        return rows

    return run


def brought_in(number):
    return Comment.objects.get(imported__wordpress_id=number)


def all_is_right():
    return (trees.verify(), trees.verify_modules()) == ([], [])


# -- Course and modules ------------------------------------------------------------------


def test_course_and_module_are_made_of_the_post(move_in):
    said = move_in(an_entry())["said"]

    module = Module.objects.get()
    assert (module.course.title, module.course.slug) == (TITLE, "practical-compassion")
    assert module.title == "Compassion – Module 1 Comment Board"
    assert (module.slug, module.number) == ("compassion-module-1", 1)
    assert module.text == "<p>The text of the module.</p>"
    assert module.published_at == datetime(2018, 2, 1, 10, tzinfo=UTC)
    assert "Compassion – Module 1 Comment Board: made" in said


def test_a_course_of_that_title_is_taken(move_in, course):
    move_in(an_entry())

    assert Module.objects.get().course == course
    assert Course.objects.count() == 1


def test_a_module_at_that_address_stays_as_it_is(move_in, course):
    module = Module.objects.create(
        course=course, number=9, title="Ours", slug="compassion-module-1", text="Our text."
    )

    move_in(an_entry(a_comment(2)))

    module.refresh_from_db()
    assert (module.title, module.text) == ("Ours", "Our text.")
    assert brought_in(2).thread.module == module


@pytest.mark.parametrize("status", ["draft", "private", "pending"])
def test_what_was_not_public_is_a_draft(move_in, status):
    move_in(an_entry(status=status))

    assert Module.objects.get().published_at is None


def test_a_closed_post_is_a_closed_board(move_in):
    move_in(an_entry(comment_status="closed"))

    assert Module.objects.get().board == Module.Board.CLOSED


def test_a_page_that_nobody_commented_is_no_module(move_in):
    move_in(an_entry(post_type="page"), an_entry(post_type="attachment", post_name="picture"))

    assert not Module.objects.exists()


def test_what_we_do_not_allow_is_taken_out_of_a_text_and_said(move_in):
    content = '<p onclick="x()">Read.</p><script>x()</script><img src="/a.png">'

    said = move_in(an_entry(content=content))["said"]

    assert Module.objects.get().text == "<p>Read.</p>"
    assert "pictures and talks in its text were left out" in said


def test_modules_of_the_same_number_get_the_next_that_is_free(move_in):
    move_in(an_entry(), an_entry(post_name="other"), an_entry(post_name="o", title="Goodbye"))

    assert list(Module.objects.values_list("number", "slug")) == [
        (1, "compassion-module-1"),
        (2, "other"),
        (3, "o"),
    ]


# -- Comments ------------------------------------------------------------------------------


def test_a_comment_keeps_text_date_and_author(move_in, nursing):
    move_in(an_entry(a_comment(2, author="Dana Whitfield, PhD, Nursing, Boulder, CO, USA")))

    comment = brought_in(2)
    assert (comment.text, comment.status) == ("Text 2.", Comment.Status.PUBLISHED)
    assert comment.created == comment.published_at == datetime(2018, 2, 3, 10, tzinfo=UTC)
    assert (comment.name, comment.profession) == ("Dana Whitfield, PhD", nursing)
    assert comment.byline == "Dana Whitfield, PhD, Nursing, Boulder, CO, USA"
    assert comment.email == "ann2@example.org"
    assert comment.imported.author == "Dana Whitfield, PhD, Nursing, Boulder, CO, USA"


def test_answers_find_what_they_answer_wherever_it_stands_in_the_file(move_in):
    move_in(an_entry(a_comment(4, 3), a_comment(3, 2), a_comment(2), a_comment(5, 2)))

    assert brought_in(4).parent == brought_in(3)
    assert brought_in(3).parent == brought_in(5).parent == brought_in(2)
    assert all_is_right()


def test_what_was_written_before_what_it_answers_stands_beneath_it_too(move_in):
    late, early = {"date_gmt": "2020-01-01 10:00:00"}, {"date_gmt": "2019-01-01 10:00:00"}

    move_in(an_entry(a_comment(2, **late), a_comment(3, 2, **late), a_comment(4, 3, **early)))

    assert brought_in(4).parent == brought_in(3)


def test_threads_are_numbered_by_date(move_in):
    dates = {2: "2019-03-01", 3: "2019-01-01", 4: "2019-02-01"}

    move_in(an_entry(*(a_comment(n, date_gmt=f"{date} 10:00:00") for n, date in dates.items())))

    assert [brought_in(number).thread.number for number in (3, 4, 2)] == [1, 2, 3]


def test_two_of_the_same_second_stand_in_the_order_of_their_numbers(move_in):
    same = {"date_gmt": "2019-01-01 10:00:00"}

    move_in(an_entry(a_comment(9, **same), a_comment(8, **same)))

    assert [brought_in(number).thread.number for number in (8, 9)] == [1, 2]


def test_one_whose_parent_is_missing_begins_a_thread(move_in):
    row = move_in(an_entry(a_comment(3, 2)))["3"]

    assert brought_in(3).parent is None
    assert "what it answers was not brought in" in row["notes"]


def test_an_answer_to_another_post_s_comment_begins_a_thread(move_in):
    move_in(an_entry(a_comment(2)), an_entry(a_comment(3, 2), post_name="other"))

    assert brought_in(3).parent is None


def test_those_that_answer_each_other_lose_nothing(move_in):
    row = move_in(an_entry(a_comment(2, 3), a_comment(3, 2), a_comment(4, 4)))["2"]

    assert Comment.objects.count() == 3
    assert "answer each other" in row["notes"]
    assert all_is_right()


def test_a_chain_of_nine_keeps_its_depth(move_in):
    move_in(an_entry(a_comment(2), *(a_comment(n, n - 1) for n in range(3, 11))))

    assert brought_in(10).level == 8


@pytest.mark.parametrize(
    ("approved", "status"),
    [("1", "published"), ("0", "held"), ("trash", "removed"), ("post-trashed", "removed")],
)
def test_what_became_of_it_there_becomes_of_it_here(move_in, approved, status):
    row = move_in(an_entry(a_comment(2, approved=approved)))["2"]

    assert brought_in(2).status == row["became"] == status


@pytest.mark.parametrize("kind", ["pingback", "trackback", "note"])
def test_what_is_no_comment_is_left_out_and_said(move_in, kind):
    row = move_in(an_entry(a_comment(2, type=kind)))["2"]

    assert not Comment.objects.exists()
    assert (row["became"], row["notes"]) == ("left out", f"it is a {kind}, no comment")


def test_spam_is_left_out_and_said(move_in):
    row = move_in(an_entry(a_comment(2, approved="spam")))["2"]

    assert (row["became"], row["notes"]) == ("left out", "it is spam")


@pytest.mark.parametrize("approved", ["trash", "0"])
def test_what_is_gone_keeps_its_place_where_it_was_answered(move_in, client, approved):
    move_in(an_entry(a_comment(2, approved=approved), a_comment(3, 2)))

    page = client.get(Module.objects.get().get_absolute_url()).content.decode()
    assert "Text 3." in page
    assert "Text 2." not in page
    assert all_is_right()


def test_an_old_type_that_is_empty_is_a_comment(move_in):
    move_in(an_entry(a_comment(2, type="")))

    assert brought_in(2).is_published


def test_what_cannot_be_used_of_an_address_is_said(move_in):
    row = move_in(an_entry(a_comment(2, author_email="a,b@example.org")))["2"]

    assert brought_in(2).email == ""
    assert "its e-mail address «a,b@example.org» cannot be used" in row["notes"]


def test_a_profession_that_is_not_known_is_made_but_not_offered(move_in):
    row = move_in(an_entry(a_comment(2, author="Ann, Beekeeping, GB")))["2"]

    assert brought_in(2).profession == Profession.objects.get(name="Beekeeping", active=False)
    assert "the profession «Beekeeping» was not known" in row["notes"]


def test_it_is_told_how_many_comments_bear_a_profession_that_was_not_known(move_in):
    bees = "Ann, Beekeeping, GB"
    comments = (a_comment(2, author=bees), a_comment(3, author=bees), a_comment(4))

    said = move_in(an_entry(*comments))["said"]

    assert "A profession that was not known: Beekeeping (2)" in said


def test_nobody_hears_of_it_and_nothing_is_held(move_in):
    said = move_in(an_entry(a_comment(2, content="Please look at www.example.org")))["said"]

    assert brought_in(2).is_published
    assert not News.objects.exists()
    assert not Finding.objects.exists()
    assert "1 of 1 seem to break a posting rule" in said


def test_what_seems_to_break_a_rule_is_listed(move_in, tmp_path):
    move_in(an_entry(a_comment(2, content="Please look at www.example.org")))

    listed = (tmp_path / "report-findings.csv").read_text("utf-8-sig")
    assert f"/comments/{brought_in(2).pk}/" in listed
    assert "www.example.org" in listed


def test_a_name_that_a_spreadsheet_would_take_for_a_formula_is_none_there(move_in):
    row = move_in(an_entry(a_comment(2, author="=1+1")))["2"]

    assert row["author"] == "'=1+1"


# -- Once, and again -----------------------------------------------------------------------


def everything():
    return [list(QuerySet(model).values()) for model in (Module, Thread, Comment, ImportedComment)]


def test_brought_in_twice_nothing_changes(move_in):
    post = an_entry(a_comment(2), a_comment(3, 2), a_comment(4, approved="trash"))
    move_in(post)
    before = everything()

    rows = move_in(post)

    assert everything() == before
    assert {rows[key]["became"] for key in "234"} == {"here already"}


def test_looked_at_only_nothing_is_written(move_in):
    rows = move_in(an_entry(a_comment(2), a_comment(3, 2)), dry_run=True)

    assert not Course.objects.exists()
    assert not Comment.objects.exists()
    assert rows["3"]["became"] == "published"
    assert "2 would be published" in rows["said"]


def test_stopped_half_way_it_goes_on(move_in, monkeypatch):
    monkeypatch.setattr(importing, "BATCH", 1)
    post = an_entry(a_comment(2), a_comment(3), a_comment(4, 3))
    build = Thread.build
    left = [1]

    def stops(*args, **options):
        if not left:
            raise KeyboardInterrupt
        left.pop()
        return build(*args, **options)

    monkeypatch.setattr(Thread, "build", stops)
    with pytest.raises(CommandError, match="Run the same again"):
        move_in(post)
    assert Comment.objects.count() == 1

    monkeypatch.setattr(Thread, "build", build)
    rows = move_in(post)

    assert (rows["2"]["became"], rows["4"]["became"]) == ("here already", "published")
    assert [brought_in(number).thread.number for number in (2, 3)] == [1, 2]
    assert all_is_right()


def test_what_was_answered_since_is_added_to_its_thread(move_in):
    move_in(an_entry(a_comment(2), a_comment(3, 2)))

    rows = move_in(an_entry(a_comment(2), a_comment(3, 2), a_comment(4, 3), a_comment(5, 4)))

    assert brought_in(5).parent == brought_in(4)
    assert brought_in(4).parent == brought_in(3)
    assert rows["5"]["became"] == "published"
    assert Thread.objects.count() == 1
    assert all_is_right()


def test_what_stands_on_the_board_already_keeps_its_number(move_in, course):
    module = Module.objects.create(
        course=course,
        number=1,
        title="Ours",
        slug="compassion-module-1",
        published_at=datetime(2018, 1, 1, tzinfo=UTC),
    )
    ours = write(module)

    move_in(an_entry(a_comment(2)))

    ours.thread.refresh_from_db()
    assert (ours.thread.number, brought_in(2).thread.number) == (1, 2)


def test_the_same_number_twice_in_a_file_is_said(move_in):
    rows = move_in(an_entry(a_comment(2)), an_entry(a_comment(2), post_name="other"))

    assert Comment.objects.count() == 1
    assert "its number is in the file already" in rows["all"]


# -- Files that are none, or ill-formed --------------------------------------------------------


@pytest.mark.parametrize("text", ["", "no XML", "<rss></rss>", HEAD, "\x00\x01"])
def test_what_is_no_export_is_said_in_a_sentence(tmp_path, db, text):
    path = tmp_path / "file.wxr"
    path.write_text(text)

    with pytest.raises(CommandError, match="is no export of WordPress"):
        call_command("import_wordpress", path, course=TITLE)


def test_what_cannot_be_read_is_said_in_a_sentence(tmp_path, db):
    with pytest.raises(CommandError, match="cannot be read: No such file"):
        call_command("import_wordpress", tmp_path / "none", course=TITLE)


def a_file(folder):
    path = folder / "export.wxr"
    path.write_text(HEAD + an_entry(a_comment(2)) + FOOT, "utf-8")
    return path


def test_where_the_file_is_missing_no_course_is_made(tmp_path, db):
    with pytest.raises(CommandError):
        call_command("import_wordpress", tmp_path / "none", course=TITLE)

    assert not Course.objects.exists()


def test_a_report_that_cannot_be_written_is_said_in_a_sentence(tmp_path, db):
    with pytest.raises(CommandError, match="cannot be written"):
        call_command("import_wordpress", a_file(tmp_path), course=TITLE, report=tmp_path)


def test_a_title_of_which_no_course_can_be_made_is_said(tmp_path, db):
    with pytest.raises(CommandError, match="No course can be made"):
        call_command("import_wordpress", a_file(tmp_path), course="Accounts")


@pytest.mark.parametrize(
    "url",
    ["http://example.org/?a=1&b=2", "http://example.org/?a&nbsp;b", "x&#38;y", "&", "a &amp; b"],
)
def test_an_ampersand_that_was_not_escaped_is_mended(move_in, url):
    move_in(an_entry(a_comment(2, author_url=url, content="Read & <em>write</em>.")))

    assert brought_in(2).text == "Read & write."


def test_control_characters_that_xml_forbids_are_left_out(move_in):
    move_in(an_entry(a_comment(2, content="A\x0b\x01word.")))

    assert brought_in(2).text == "Aword."


def test_bytes_that_are_no_utf_8_are_said(tmp_path, nursing):
    path, report = tmp_path / "export.wxr", tmp_path / "report.csv"
    text = HEAD + an_entry(a_comment(2, content="Caf? here.")) + FOOT
    path.write_bytes(text.encode().replace(b"Caf?", b"Caf\xe9"))

    call_command("import_wordpress", path, course=TITLE, report=report, stdout=io.StringIO())

    assert brought_in(2).text == "Caf here."
    assert "were damaged" in report.read_text("utf-8-sig")


@given(st.lists(st.sampled_from(["<![CDATA[", "]]>", "a&b", "&amp;", "&", "x" * 20, "]]", "<"])))
def test_however_a_file_is_cut_into_blocks_it_reads_the_same(parts):
    whole = "".join(parts)

    cut = "".join(repaired([whole[place : place + 7] for place in range(0, len(whole), 7)]))

    assert cut == "".join(repaired([whole]))


def test_a_post_is_told_before_its_comments_and_let_go_of():
    file = io.BytesIO((HEAD + an_entry(a_comment(2), a_comment(3)) + an_entry() + FOOT).encode())

    assert [what for what, _found in read(file)] == ["post", "comment", "comment", "post"]


# -- Texts and bylines ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("One.\n\nTwo.\nThree.", "One.\n\nTwo.\nThree."),
        ("<p>One.</p><p>Two.</p>", "One.\n\nTwo."),
        ("One.<br />Two.", "One.\nTwo."),
        ("A <em>fine</em> <strong>day</strong> &amp; night", "A fine day & night"),
        ('See <a href="http://example.org/x">this</a>.', "See this (http://example.org/x)."),
        ('<a href="http://example.org">http://example.org</a>', "http://example.org"),
        ("<ul><li>one</li><li>two</li></ul>", "- one\n- two"),
        ("<script>alert(1)</script>Read.", "Read."),
        ("I <3 this, 2 < 3", "I <3 this, 2 < 3"),
        ("a\r\n\r\n\r\n\r\nb", "a\n\nb"),
        ("&lt;script&gt;", "<script>"),
    ],
)
def test_html_becomes_text_with_its_paragraphs(html, text):
    assert plain(html) == text


KNOWN = {name.lower(): name for name in ("Psychotherapy", "Social Work", "Other", "Coach")}


@pytest.mark.parametrize(
    ("author", "parts"),
    [
        ("Dana", Parts("Dana")),
        ("Dana, Coach", Parts("Dana", "Coach")),
        ("Dana, PhD, LCSW, Coach, GB", Parts("Dana, PhD, LCSW", "Coach", "GB")),
        ("Dana, coach , Albany , ny, USA", Parts("Dana", "Coach", "US", "Albany", "NY")),
        (
            "Meg, Social Work, St. John's, NL, CA",
            Parts("Meg", "Social Work", "CA", "St. John's", "NL"),
        ),
        ("Dana, Coach, UK", Parts("Dana", "Coach", "GB")),
        ("Dana, Bees, Albany, NY, USA", Parts("Dana", "Bees", "US", "Albany", "NY", True)),
        ("Dana, LCSW, GB", Parts("Dana, LCSW", "", "GB")),
        ("Dana, M.Ed.", Parts("Dana, M.Ed.")),
        ("Dana, Bees, GB", Parts("Dana", "Bees", "GB", "", "", True)),
        ("Coach, GB", Parts("Coach", "", "GB")),
        ("GB", Parts("GB")),
        ("Dana, Other, US", Parts("Dana", "Other", "US")),
        (", ,", Parts("")),
    ],
)
def test_a_byline_is_read_from_the_right(author, parts):
    assert parse(author, KNOWN) == parts


# -- Old links --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address", ["/compassion-module-1/", "/?p=7", "/compassion-module-1/comment-page-9/"]
)
def test_the_address_it_had_there_leads_to_it(move_in, client, address):
    move_in(an_entry(a_comment(2)))

    answer = client.get(address)

    assert answer.status_code == 301
    assert answer["Location"] == "/practical-compassion/compassion-module-1/"


NO_MODULE = """<wp:postmeta><wp:meta_key>_colloquy</wp:meta_key>
<wp:meta_value>{"threads_per_page": 0}</wp:meta_value></wp:postmeta>"""


def test_what_comes_before_a_post_that_cannot_be_used_is_brought_in(move_in):
    before = an_entry(a_comment(2))
    unusable = an_entry(a_comment(3), post_name="no-module", meta=NO_MODULE)

    with pytest.raises(CommandError, match="No module can be made of"):
        move_in(before, unusable, an_entry(a_comment(4), post_name="after"))

    assert [each.wordpress_id for each in ImportedComment.objects.all()] == [2]
    assert all_is_right()


def test_answers_to_a_thread_that_is_here_come_among_threads_that_are_new(move_in, monkeypatch):
    monkeypatch.setattr(importing, "BATCH", 1)
    openings = [a_comment(key, author="Ann, Beekeeping, GB") for key in (2, 4, 6)]
    move_in(an_entry(openings[1]))

    answer = a_comment(5, parent=4, author="Ann, beekeeping, GB")
    move_in(an_entry(*openings, answer), an_entry(a_comment(8), post_name="another"))

    assert brought_in(5).parent == brought_in(4)
    assert Profession.objects.filter(name__iexact="beekeeping").count() == 1
    assert all_is_right()


OLD_SLUG = """<wp:postmeta><wp:meta_key>_wp_old_slug</wp:meta_key>
<wp:meta_value>old</wp:meta_value></wp:postmeta>"""


@pytest.mark.parametrize("path", ["/2018/02/compassion-module-1/", "/blog/compassion-module-1/"])
def test_whatever_form_it_had(move_in, client, path):
    move_in(an_entry(a_comment(2), link=f"https://example.org{path}"))

    page = client.get(f"{path}comment-page-1/")

    assert page["Location"] == "/practical-compassion/compassion-module-1/comment-page-1/"


def test_the_address_that_it_had_before_it_was_renamed_there_leads_to_it_too(move_in, client):
    move_in(an_entry(meta=OLD_SLUG))

    answer = client.get("/practical-compassion/old/")

    assert answer["Location"] == "/practical-compassion/compassion-module-1/"


def test_the_old_address_of_a_draft_leads_nowhere(move_in, client):
    move_in(an_entry(status="draft"))

    assert client.get("/compassion-module-1/").status_code == 404


def test_old_links_to_a_comment_find_their_anchor_on_its_page(move_in, client):
    move_in(an_entry(a_comment(2)))

    page = client.get(Module.objects.get().get_absolute_url()).content.decode()

    assert "<span id=comment-2></span>" in page


def test_from_another_page_they_are_looked_up(move_in, client):
    move_in(an_entry(a_comment(2)))

    answer = client.get("/comments/wordpress/practical-compassion/2/")

    assert answer["Location"].endswith(f"#c{brought_in(2).pk}")


def test_what_was_left_out_is_not_found_there(move_in, client):
    move_in(an_entry(a_comment(2, approved="spam")))

    assert client.get("/comments/wordpress/practical-compassion/2/").status_code == 404


# -- What files hold that they should not ------------------------------------------------------


def test_a_post_that_asked_for_a_password_is_a_draft(move_in):
    password = "<wp:post_password>secret</wp:post_password>"

    said = move_in(an_entry(a_comment(2), meta=password))["said"]

    assert Module.objects.get().published_at is None
    assert "it asked for a password, so it is a draft" in said


@pytest.mark.parametrize("names", [("a" * 55 + "1", "a" * 55 + "2"), ("%d0%bf" * 9, "%d0%b0" * 9)])
def test_posts_whose_addresses_are_cut_to_the_same_are_two_modules(move_in, names):
    move_in(*(an_entry(a_comment(n), post_name=name) for n, name in enumerate(names, 2)))

    assert Module.objects.count() == 2
    assert brought_in(2).thread.module != brought_in(3).thread.module


def test_a_module_that_was_renamed_here_is_found_again(move_in):
    move_in(an_entry(a_comment(2)))
    module = Module.objects.get()
    module.slug = "short"
    module.save()

    move_in(an_entry(a_comment(2), a_comment(3)))

    assert brought_in(3).thread.module == Module.objects.get()


def test_a_post_called_feed_gets_another_address(move_in):
    move_in(an_entry(post_name="feed"))

    assert Module.objects.get().slug == "feed-2"


def test_a_link_that_is_none_stops_nothing(move_in):
    move_in(an_entry(a_comment(2), link="http://[x/"))

    assert brought_in(2).is_published


def test_an_added_answer_may_be_older_than_what_it_answers(move_in):
    move_in(an_entry(a_comment(20)))
    early = {"date_gmt": "2001-01-01 10:00:00"}

    move_in(an_entry(a_comment(20), a_comment(22, 21, **early), a_comment(21, 20)))

    assert brought_in(22).parent == brought_in(21)
    assert brought_in(21).parent == brought_in(20)
    assert all_is_right()


def test_what_is_answered_may_be_here_and_not_in_the_file(move_in):
    move_in(an_entry(a_comment(2)))

    row = move_in(an_entry(a_comment(3, 2)))["3"]

    assert brought_in(3).parent == brought_in(2)
    assert row["notes"] == ""


def test_a_removed_one_that_is_answered_later_keeps_its_place(move_in, client):
    move_in(an_entry(a_comment(2, approved="trash")))

    move_in(an_entry(a_comment(2, approved="trash"), a_comment(3, 2)))

    page = client.get(Module.objects.get().get_absolute_url()).content.decode()
    assert "This comment was removed by a moderator." in page
    assert all_is_right()


def test_a_number_that_another_module_s_comment_has_is_left_out_and_said(move_in):
    """As where two sites come to one course."""
    move_in(an_entry(a_comment(2)))

    rows = move_in(an_entry(a_comment(2), a_comment(3, 2), post_name="other"))

    assert rows["2"]["notes"] == "another comment of the course has its number"
    assert brought_in(3).parent is None
    assert brought_in(2).thread.module.slug == "compassion-module-1"


@pytest.mark.parametrize("reference", ["&#0;", "&#55357;&#56832;", "&#xFFFD;", "&#1114112;"])
def test_references_to_what_is_no_character_are_left_out_and_said(move_in, reference):
    row = move_in(an_entry(a_comment(2, content=f"A {reference}word.")))["2"]

    assert brought_in(2).text in ("A word.", "A  word.")
    assert "were damaged" in row["notes"]


def test_a_guess_at_a_profession_is_no_rule_for_others(move_in):
    move_in(
        an_entry(
            a_comment(2, author="Sam, Boulder"),
            a_comment(3, author="Dana, PhD, Nursing, Boulder, CO, USA"),
        )
    )

    comment = brought_in(3)
    assert (comment.name, comment.profession.name, comment.city) == (
        "Dana, PhD",
        "Nursing",
        "Boulder",
    )


def test_names_and_titles_are_no_html(move_in):
    move_in(an_entry(a_comment(2, author="Tom &amp; Ann, GB"), title="Yin &amp; Yang"))

    assert brought_in(2).name == "Tom & Ann"
    assert Module.objects.get().title == "Yin & Yang"


def test_the_rules_are_run_over_what_came_in_before_a_stop_too(move_in):
    breach = {"content": "Please look at www.example.org"}
    move_in(an_entry(a_comment(2, **breach)), no_rules=True)

    said = move_in(an_entry(a_comment(2, **breach), a_comment(3)))["said"]

    assert "1 of 2 seem to break a posting rule" in said


def test_a_line_before_the_file_begins_is_no_matter(tmp_path, nursing):
    path = tmp_path / "export.wxr"
    path.write_text("\n\n" + HEAD + an_entry(a_comment(2)) + FOOT, "utf-8")

    call_command("import_wordpress", path, course=TITLE, no_rules=True, stdout=io.StringIO())

    assert brought_in(2).is_published


def test_the_encoding_that_a_file_declares_is_that_it_is_read_by(tmp_path, nursing):
    path = tmp_path / "export.wxr"
    text = (
        HEAD.replace("UTF-8", "ISO-8859-1")
        + an_entry(a_comment(2, content="Café."), title="M")
        + FOOT
    )
    path.write_bytes(text.encode("latin-1"))

    call_command("import_wordpress", path, course=TITLE, no_rules=True, stdout=io.StringIO())

    assert brought_in(2).text == "Café."


def test_an_address_in_another_alphabet_leads_there(move_in, client):
    move_in(an_entry(link="http://example.org/%d0%bf%d0%b0%d1%83%d0%b7%d0%b0/"))

    answer = client.get("/%D0%BF%D0%B0%D1%83%D0%B7%D0%B0/")

    assert answer["Location"] == Module.objects.get().get_absolute_url()


def test_the_old_address_of_a_feed_leads_to_the_feed(move_in, client):
    move_in(an_entry())

    answer = client.get("/compassion-module-1/feed/")

    assert answer["Location"].endswith("/compassion-module-1/feed/")
    assert answer["Location"].startswith("/practical-compassion/")


def test_how_many_pages_a_board_for_members_has_is_not_told(move_in, client):
    move_in(an_entry(a_comment(2)))
    Module.objects.update(members_only=True)

    one, nine = (client.get(f"/compassion-module-1/comment-page-{n}/")["Location"] for n in (1, 9))

    assert one == nine


def test_what_came_in_before_an_import_was_stopped_is_found(move_in, monkeypatch):
    monkeypatch.setattr(importing, "BATCH", 1)
    build, left = Thread.build, ["one batch"]

    def build_or_stop(*args, **options):
        if not left:
            raise KeyboardInterrupt
        left.pop()
        return build(*args, **options)

    monkeypatch.setattr(Thread, "build", build_or_stop)
    with pytest.raises(CommandError, match="Stopped"):
        move_in(an_entry(a_comment(2), a_comment(3), a_comment(4, 3)))

    assert SearchEntry.objects.count() == Comment.objects.published().count() == 1
