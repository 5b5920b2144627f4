import pytest
from django.core.management import call_command

from accounts.models import User
from boards import trees
from boards.models import Comment, Course, Module, Thread
from boards.reading import DISPLAY_DEPTH, Page
from moderation.screeners import link

pytestmark = pytest.mark.django_db


@pytest.fixture
def demo(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    call_command("seed_demo", verbosity=0)
    return Course.objects.get()


@pytest.fixture
def first(demo):
    return demo.modules.get(number=1)


def test_the_demo_has_a_course_with_people_an_offer_and_four_modules(demo):
    assert demo.modules.count() == 4
    assert demo.offer.button_label == "Sign Me Up"
    assert {each.role for each in demo.coursepresenter_set.all()} == {"host", "faculty"}


def test_its_first_board_shows_189_comments_in_140_threads_on_three_pages(client, demo, first):
    assert first.comments_count == 189
    assert first.threads.visible().count() == 140
    assert [len(Page(first, number).threads) for number in (1, 2, 3)] == [50, 50, 40]
    page = client.get(first.get_absolute_url()).content.decode()
    assert ">189 Comments, 140 threads</h2>" in page


def test_its_threads_have_several_shapes(first):
    published = Comment.objects.published().filter(thread__module=first)

    assert published.filter(level__gt=DISPLAY_DEPTH).exists()
    assert Thread.objects.filter(module=first, comments_count=13).exists()
    assert published.exclude(country__in=("", "US")).exists()


def test_it_has_a_removed_comment_with_replies_and_a_held_one(client, first):
    removed = Comment.objects.get(thread__module=first, status="removed")
    held = Comment.objects.held().get(thread__module=first)

    assert removed.keeps_its_place
    assert {finding.rule for finding in held.findings.all()} == {"advert", "link"}


def test_module_3_is_closed_and_module_4_not_published(demo):
    assert demo.modules.get(number=3).board == Module.Board.CLOSED
    assert not demo.modules.get(number=4).is_published


def test_its_trees_counts_and_numbers_are_right(demo):
    assert trees.verify() == []
    assert trees.verify_modules() == []


def test_loading_it_again_changes_nothing(demo, capsys):
    before = list(Comment.objects.order_by("pk").values_list("pk", "text"))
    people = User.objects.count()

    call_command("seed_demo")

    assert "already here" in capsys.readouterr().out
    assert list(Comment.objects.order_by("pk").values_list("pk", "text")) == before
    assert User.objects.count() == people


def test_no_published_comment_of_the_demo_breaks_the_link_rule(demo):
    flagged = [each.text for each in Comment.objects.published() if link.screen(each.text)]

    assert flagged == []


def test_one_can_sign_in_as_each_of_its_people(client, demo, tmp_path):
    said = (tmp_path / "demo_sign_ins").read_text()
    password = said.split("four: ")[1].strip()

    for name in ("member", "moderator", "staff", "admin"):
        answer = client.post(
            "/accounts/login/", {"login": f"{name}@demo.example", "password": password}
        )
        assert answer.status_code == 302
        client.logout()
