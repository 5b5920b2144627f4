"""The pages that people read, as a browser gets them."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from accounts.models import Offer
from boards import trees
from boards.models import Comment, CoursePresenter, ModulePresenter, Presenter
from boards.templatetags.words import as_comments, listed
from tests.conftest import build, make_comment, make_course, make_module, write

pytestmark = pytest.mark.django_db


def html(client, address):
    answer = client.get(address)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def opening(number):
    return Comment.objects.get(thread__number=number, parent=None)


def test_the_labels_of_the_module_page_are_exact(client, module):
    build(module, [[0] * 49, *([[]] * 139)])

    page = html(client, module.get_absolute_url())

    assert "<title>Compassion – Module 1 Comment Board</title>" in page
    assert ">Skip to main content</a>" in page
    assert "Please Leave A Comment</h2>" in page
    assert ">189 Comments, 140 threads</h2>" in page
    assert "« Older Comments</a>" in page
    assert "Newer Comments »" not in page
    assert ">Post Comment</button>" in page
    for label in ("Name", "Email", "Profession", "Country", "City", "State", "Comment"):
        assert f">{label}</label>" in page or f">{label} <span" in page


def test_the_rules_stand_right_above_the_box(client, module):
    page = html(client, module.get_absolute_url())

    rules = page.index("This is a learning community for practitioners.")
    box = page.index("<textarea")
    between = page[rules:box]
    assert "But please do NOT:" in between
    assert "share about or seek advice for personal problems" in between
    assert "ask for referrals" in between
    assert "post links or advertise a product" in between
    assert "<input" not in between


def test_hosts_faculty_and_presenters_are_named_with_their_credentials(client, module):
    people = [Presenter.objects.create(name=name, credentials="PhD") for name in "ABCDEF"]
    CoursePresenter.objects.create(course=module.course, presenter=people[0], role="host")
    for position, person in enumerate(people[1:4]):
        CoursePresenter.objects.create(
            course=module.course, presenter=person, role="faculty", position=position
        )
    for position, person in enumerate(people[3:]):
        ModulePresenter.objects.create(module=module, presenter=person, position=position)

    page = html(client, module.get_absolute_url())

    assert '<p class="hosts">A, PhD</p>' in page
    assert "with B, PhD; C, PhD; and D, PhD" in page
    assert '<p class="presenters">D, PhD, E, PhD, and F, PhD</p>' in page


@pytest.mark.parametrize(
    ("names", "separator", "expected"),
    [
        ([], ",", ""),
        (["A"], ",", "A"),
        (["A", "B"], ",", "A and B"),
        (["A", "B", "C"], ",", "A, B, and C"),
        (["A", "B"], ";", "A; and B"),
        (["A", "B", "C"], ";", "A; B; and C"),
    ],
)
def test_names_are_listed_as_in_a_sentence(names, separator, expected):
    assert listed(names, separator) == expected


@pytest.mark.parametrize(
    ("count", "words"),
    [(0, "No Comments Yet"), (1, "1 Comment"), (189, "189 Comments"), (1234, "1,234 Comments")],
)
def test_comments_are_counted_in_words(count, words):
    assert as_comments(count) == words


@pytest.mark.parametrize(
    ("shape", "words"),
    [
        ([], "No Comments Yet"),
        ([[]], "1 Comment, 1 thread"),
        ([[0]], "2 Comments, 1 thread"),
        ([[0], []], "3 Comments, 2 threads"),
    ],
)
def test_the_heading_counts_comments_and_threads(client, module, shape, words):
    build(module, shape)

    assert f">{words}</h2>" in html(client, module.get_absolute_url())


def test_a_thread_is_counted_for_as_long_as_something_of_it_can_be_read(client, module):
    [[opening, reply], _other] = build(module, [[0], []])

    opening.remove()
    assert ">2 Comments, 2 threads</h2>" in html(client, module.get_absolute_url())
    reply.remove()
    assert ">1 Comment, 1 thread</h2>" in html(client, module.get_absolute_url())
    opening.publish()
    assert ">2 Comments, 2 threads</h2>" in html(client, module.get_absolute_url())
    assert trees.verify_modules() == []


def test_the_offer_stands_on_the_page(client, module):
    module.course.offer = Offer.objects.create(
        heading="Sign up for a Gold Membership", button_label="Sign Me Up", credit_line="8.5 CE"
    )
    module.course.save()

    page = html(client, module.get_absolute_url())

    assert "Sign up for a Gold Membership</h2>" in page
    assert f'<form method="post" action="/accounts/join/{module.course.offer_id}/follow/">' in page
    assert '<button type="submit">Sign Me Up</button>' in page
    assert "8.5 CE" in page


def test_the_question_stands_above_the_form(client, module):
    module.question = "What will you use with your clients?"
    module.save()

    page = html(client, module.get_absolute_url())

    assert page.index("Please Leave A Comment") < page.index("What will you use with your clients?")
    assert page.index("What will you use with your clients?") < page.index("<form")


def test_a_page_says_who_can_read_it(client, module):
    assert "Everybody can read these comments." in html(client, module.get_absolute_url())


def test_a_closed_board_says_why(client, module):
    module.board, module.closed_note = "closed", "We talk on in Module 2 & 3."
    module.save()

    page = html(client, module.get_absolute_url())

    assert "Its comments stay here to be read. We talk on in Module 2 &amp; 3.</p>" in page


def test_a_course_without_an_offer_shows_none(client, module):
    assert "offer" not in html(client, module.get_absolute_url())


def test_a_comment_s_time_is_a_link_to_itself_in_the_course_s_time_zone(client, module):
    [[comment]] = build(module, [[]], created=datetime(2026, 1, 15, 2, 30, tzinfo=UTC))

    page = html(client, module.get_absolute_url())

    assert (
        f"<a href=/comments/{comment.pk}/ property=url>"
        "<time datetime=2026-01-15T02:30:00Z property=datePublished>"
        "Jan. 14, 2026, 9:30 p.m.</time></a>"
    ) in page


def test_the_newest_threads_come_first(client, module):
    build(module, [[], []])

    page = html(client, module.get_absolute_url())

    assert page.index("Comment 1.0.") < page.index("Comment 0.0.")


def test_a_page_has_links_to_older_and_newer_ones(client, module):
    build(module, [[]] * 140)
    base = module.get_absolute_url()

    middle = html(client, f"{base}comment-page-2/")

    assert f'href="{base}comment-page-1/#comments">« Older Comments</a>' in middle
    assert f'href="{base}comment-page-3/#comments">Newer Comments »</a>' in middle


def test_a_permalink_leads_to_the_page_that_holds_the_comment(client, module):
    build(module, [[0], *([[]] * 60)])
    reply = Comment.objects.get(name="Writer 0.1")

    answer = client.get(f"/comments/{reply.pk}/")

    assert answer["Location"] == (f"{module.get_absolute_url()}comment-page-1/#c{reply.pk}")


@pytest.mark.parametrize("place", [0, 199, 200, 209, 230, 300])
def test_a_permalink_into_a_long_thread_leads_to_where_the_comment_is(client, module, place):
    [comments] = build(module, [[0] * 300])
    for comment in comments[195:208]:
        if comment is not comments[place]:
            comment.remove()

    address = client.get(f"/comments/{comments[place].pk}/")["Location"]

    assert f"id=c{comments[place].pk} " in html(client, address)


def test_the_permalink_of_a_removed_comment_without_answers_leads_nowhere(client, module):
    comment = write(module)
    comment.remove()

    assert client.get(comment.get_absolute_url()).status_code == 404


def test_the_permalink_of_a_removed_comment_with_answers_leads_to_its_place(client, module):
    comment = write(module)
    write(module, parent=comment)
    comment.remove()

    assert client.get(comment.get_absolute_url()).status_code == 302


def test_wordpress_s_address_for_replying_leads_to_the_reply_page(client, module):
    comment = write(module)

    answer = client.get(f"{module.get_absolute_url()}?replytocom={comment.pk}")

    assert answer["Location"] == f"/comments/{comment.pk}/reply/"


@pytest.mark.parametrize("verb", ["remove", "hold", "withdraw", "mark_spam"])
def test_what_is_not_published_cannot_be_answered(client, module, verb):
    comment = write(module)
    getattr(comment, verb)()

    assert client.get(f"/comments/{comment.pk}/reply/").status_code == 404


@pytest.fixture(params=["draft", "scheduled"])
def unpublished(course, request):
    module = make_module(course, 2)
    build(module, [[0]])
    scheduled = timezone.now() + timedelta(days=1)
    module.published_at = scheduled if request.param == "scheduled" else None
    module.save()
    return module


def addresses(module):
    comment = Comment.objects.filter(thread__module=module).first()
    return [
        module.get_absolute_url(),
        module.page_url(1),
        f"/comments/{comment.pk}/",
        f"/comments/{comment.pk}/reply/",
        f"/threads/{comment.thread_id}/",
    ]


def test_an_unpublished_module_is_not_there_at_any_of_its_addresses(client, unpublished):
    for address in addresses(unpublished):
        assert client.get(address).status_code == 404


def test_an_unpublished_module_is_named_on_no_page(client, module, unpublished):
    for address in ("/", module.course.get_absolute_url(), module.get_absolute_url()):
        assert unpublished.title not in html(client, address)


def test_course_staff_see_a_draft_and_that_it_is_one(client, unpublished, kim):
    client.force_login(kim)

    assert "This page is a draft." in html(client, unpublished.get_absolute_url())


def test_a_module_is_published_when_its_time_comes(client, course, monkeypatch):
    module = make_module(course, published_at=timezone.now() + timedelta(days=1))
    assert client.get(module.get_absolute_url()).status_code == 404

    later = timezone.now() + timedelta(days=2)
    monkeypatch.setattr(timezone, "now", lambda: later)

    assert client.get(module.get_absolute_url()).status_code == 200


def test_home_lists_courses_and_published_modules_with_their_counts(client, module):
    build(module, [[0, 0]])
    make_module(make_course(title="Another course", slug="another"), 1, title="Its module")

    page = html(client, "/")

    assert "Practical Compassion</a></h2>" in page
    assert 'Module 1: Title of module 1</a> <span class="count">3 Comments</span>' in page
    assert "Another course" in page
    assert "No Comments Yet" in page


def test_a_course_s_own_page_lists_its_modules(client, module):
    assert "Module 1: Title of module 1" in html(client, module.course.get_absolute_url())


def test_a_course_without_published_modules_is_not_there(client, course):
    assert client.get(course.get_absolute_url()).status_code == 404


@pytest.mark.usefixtures("questions_counted")
@pytest.mark.parametrize("comments", [5, 500])
def test_a_guest_s_page_takes_at_most_12_queries_when_nothing_is_remembered_at_any_size(
    client, module, comments, django_assert_max_num_queries
):
    build(module, [[0] * 4 for _thread in range(comments // 5)])

    with django_assert_max_num_queries(12):
        client.get(module.get_absolute_url())


@pytest.mark.usefixtures("questions_counted")
def test_5_and_500_comments_take_the_same_number_of_queries(
    client, module, django_assert_max_num_queries
):
    small, large = module, make_module(module.course, 2)
    build(small, [[0] * 4])
    build(large, [[0] * 9] * 20 + [[0] * 99] * 3)
    with django_assert_max_num_queries(12) as of_small:
        client.get(small.get_absolute_url())
    with django_assert_max_num_queries(12) as of_large:
        client.get(large.get_absolute_url())

    assert len(of_small) == len(of_large)


def test_a_thread_s_own_page_shows_it_and_leads_back(client, module):
    [comments] = build(module, [[0, 0]])

    page = html(client, comments[0].thread.get_absolute_url())

    assert "Comment 0.2." in page
    assert f'{module.get_absolute_url()}comment-page-1/#thread-{comments[0].thread_id}"' in page


def test_a_thread_that_is_held_has_no_page(client, module):
    held = module.start_thread(make_comment("At www.example.org"), as_is=True)

    assert client.get(f"/threads/{held.thread_id}/").status_code == 404


@pytest.mark.parametrize("posted", ["{other}", "abc", "99999999999999999999", "{old}"])
def test_only_who_has_just_posted_is_told_so(client, module, posted):
    [[old]] = build(module, [[]])
    address = posted.format(other=old.pk + 1, old=old.pk)

    assert "has been posted" not in html(client, f"{module.get_absolute_url()}?posted={address}")


def test_a_long_thread_goes_on_past_a_part_that_is_hidden(client, module):
    [comments] = build(module, [[0] * 500])
    for comment in comments[200:420]:
        comment.remove()
    thread = comments[0].thread

    address, seen = f"{thread.get_absolute_url()}?after={comments[199].pk}", ""
    while address:
        page = html(client, address)
        seen += page
        onward = re.search(r'href="([^"]+)">Go on reading', page)
        address = onward and onward[1]

    assert all(f">Comment 0.{number}.<" in seen for number in range(420, 501))
