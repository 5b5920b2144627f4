from io import StringIO

import html5lib
import pytest
from django.core.management import call_command
from hypothesis import given
from hypothesis import strategies as st

from boards.models import Comment, Thread
from boards.rendering import render
from tests.conftest import write


def test_paragraphs_and_line_breaks_are_kept():
    assert render("One\ntwo\n\nthree") == (
        '<p dir="auto">One<br>\ntwo</p>\n<p dir="auto">three</p>'
    )


def test_many_empty_lines_make_one_gap():
    assert render("One\n\n \n\n\ntwo").count("<p") == 2


def test_nothing_typed_becomes_markup():
    assert "<b>" not in render("<b>bold</b> & <script>alert(1)</script>")
    assert "&lt;b&gt;bold&lt;/b&gt; &amp;" in render("<b>bold</b> &")


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("<>&\"'\n")))
def test_any_text_parses_back_to_itself_within_paragraphs_and_breaks(text):
    tree = html5lib.parseFragment(render(text), namespaceHTMLElements=False)

    assert {node.tag for node in tree.iter()} <= {"DOCUMENT_FRAGMENT", "p", "br"}
    assert "".join("".join(tree.itertext()).split()) == "".join(text.split())


@pytest.mark.django_db
def test_render_comments_renews_the_markup(module, capsys):
    comment = write(module, text="As it was typed.")
    Comment.objects.filter(pk=comment.pk).update(markup="<p>by an older release</p>")
    version = Thread.objects.get().version

    call_command("render_comments")

    comment.refresh_from_db()
    assert comment.markup == '<p dir="auto">As it was typed.</p>'
    assert Thread.objects.get().version == version + 1
    assert "1 of 1 comments" in capsys.readouterr().out


@pytest.mark.django_db
def test_render_comments_leaves_alone_what_is_right(module):
    write(module)
    version = Thread.objects.get().version

    call_command("render_comments", stdout=StringIO())

    assert Thread.objects.get().version == version
