"""A board read by profession or country, without anybody being singled out."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Offer, Profession, User
from boards import trees
from boards.models import Comment, Module, Thread, Voice
from boards.views.groups import MATCHES_PER_PAGE
from tests.conftest import build, confirm_address, make_comment, make_module, write

pytestmark = pytest.mark.django_db


@pytest.fixture
def nursing(db):
    return Profession.objects.get_or_create(name="Nursing")[0]


def by(module):
    return f"{module.get_absolute_url()}by/"


def of_profession(module, profession):
    return f"{by(module)}profession/{profession.pk}/"


def of_country(module, code):
    return f"{by(module)}country/{code}/"


def html(client, address):
    answer = client.get(address)
    assert answer.status_code == 200, address
    return " ".join(answer.content.decode().split())


def is_there(client, address):
    status = client.get(address).status_code
    assert status in (200, 404)
    return status == 200


def three(module, **fields):
    """Comments of three guests."""
    return [write(module, **fields) for _guest in range(3)]


def shown(page):
    """The keys of the comments on a page, in its order."""
    return [int(key) for key in re.findall(r"<article class=comment id=c(\d+) ", page)]


# -- Which groups there are ----------------------------------------------------------------


def test_the_board_leads_to_the_groups_once_it_has_comments(client, module):
    link = f'href="{by(module)}">Read by profession or country</a>'
    assert link not in html(client, module.get_absolute_url())

    write(module)

    assert link in html(client, module.get_absolute_url())


def test_professions_and_countries_are_listed_by_name(client, module, nursing, psychotherapy):
    three(module, profession=psychotherapy, country="SE")
    three(module, profession=nursing, country="AX")
    three(module, country="AU")

    page = html(client, by(module))

    names = re.findall(r'<li><a rel="nofollow" href="[^"]+">(?:<bdi>)?([^<]+)', page)
    assert names == ["Nursing", "Psychotherapy", "Åland Islands", "Australia", "Sweden"]
    assert ">Professions</h2>" in page
    assert ">Countries</h2>" in page


def test_there_may_be_nothing_to_choose_from(client, module):
    page = html(client, by(module))

    assert "There is nothing to choose from yet" in page
    assert "<h2" not in page.partition("<main")[2]


def test_a_group_of_two_people_is_not_there(client, module, nursing):
    for number in range(6):
        email = f"{number % 2}@example.org"
        write(module, profession=nursing, country="NZ", email=email)

    assert not is_there(client, of_profession(module, nursing))
    assert not is_there(client, of_country(module, "NZ"))
    assert "Nursing" not in html(client, by(module))
    assert "New Zealand" not in html(client, by(module))

    write(module, profession=nursing, country="NZ", email="third@example.org")

    assert is_there(client, of_profession(module, nursing))
    assert is_there(client, of_country(module, "NZ"))


def test_a_member_counts_once_whatever_the_addresses(client, module, dana, nursing):
    for number in range(3):
        write(module, profession=nursing, author=dana, email=f"{number}@example.org")

    assert not is_there(client, of_profession(module, nursing))


def test_people_of_whom_nobody_knows_any_more_who_they_were_do_not_count(client, module, nursing):
    write(module, profession=nursing)
    write(module, profession=nursing)
    build(module, [[]] * 3, profession=nursing, email="")

    assert not is_there(client, of_profession(module, nursing))


def test_people_on_another_board_do_not_count(client, module, nursing):
    three(make_module(module.course, 2), profession=nursing, country="NZ")
    write(module, profession=nursing, country="NZ")

    assert not is_there(client, of_profession(module, nursing))
    assert not is_there(client, of_country(module, "NZ"))


def test_the_list_does_not_tell_of_one_person_more(client, module, nursing):
    three(module, profession=nursing)
    before = html(client, by(module))

    write(module, profession=nursing, country="NZ")

    assert html(client, by(module)) == before


@pytest.mark.parametrize(
    "address",
    [
        "profession/",
        "profession/0/",
        "profession/-1/",
        "profession/987654/",
        "profession/999999999999999999/",
        "profession/9999999999999999999/",
        "profession/nursing/",
        "country/",
        "country/XX/",
        "country/ZZ/",
        "country/au/",
        "country/AUS/",
        "country/''/",
        "planet/1/",
    ],
)
def test_a_nonsense_address_leads_nowhere(client, module, address):
    three(module, country="ZZ")

    assert client.get(f"{by(module)}{address}").status_code == 404


@pytest.mark.parametrize("query", ["before=", "after=x", "before=0", "before=987654", "after=-1"])
def test_a_nonsense_place_leads_nowhere_or_to_the_newest(client, module, nursing, query):
    three(module, profession=nursing)

    status = client.get(f"{of_profession(module, nursing)}?{query}").status_code

    assert status == (200 if query == "before=" else 404)


def test_a_comment_of_another_board_is_no_place_in_this_one(client, module, nursing):
    three(module, profession=nursing)
    elsewhere = write(make_module(module.course, 2))

    answer = client.get(f"{of_profession(module, nursing)}?before={elsewhere.pk}")

    assert answer.status_code == 404


def test_a_comment_never_published_is_no_place_as_if_it_had_never_existed(client, module, nursing):
    three(module, profession=nursing)
    [[held]] = build(module, [[]], status="held")
    address = of_profession(module, nursing)

    answers = [client.get(f"{address}?before={key}") for key in (held.pk, 98765)]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].content == answers[1].content


# -- What bylines show --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("extent", "by_profession", "by_country"),
    [("full", True, True), ("country", False, True), ("profession", True, False)],
)
def test_what_a_byline_does_not_show_puts_nobody_into_a_group(
    client, module, nursing, extent, by_profession, by_country
):
    three(module, profession=nursing, country="NZ", extent=extent)

    assert is_there(client, of_profession(module, nursing)) is by_profession
    assert is_there(client, of_country(module, "NZ")) is by_country
    assert ("Nursing" in html(client, by(module))) is by_profession
    assert ("New Zealand" in html(client, by(module))) is by_country


def test_a_narrowed_byline_leaves_a_group_at_the_next_request(client, module, nursing):
    three(module, profession=nursing)
    comment = write(module, profession=nursing, country="NZ")
    assert comment.pk in shown(html(client, of_profession(module, nursing)))

    comment.narrow_byline("country")
    assert comment.pk not in shown(html(client, of_profession(module, nursing)))

    comment.narrow_byline("full")
    assert comment.pk in shown(html(client, of_profession(module, nursing)))


@pytest.mark.parametrize("verb", ["hold", "remove", "withdraw", "mark_spam"])
def test_what_is_taken_off_the_board_is_gone_at_the_next_request(client, module, nursing, verb):
    three(module, profession=nursing)
    comment = write(module, profession=nursing)
    assert comment.pk in shown(html(client, of_profession(module, nursing)))

    getattr(comment, verb)()

    assert comment.pk not in shown(html(client, of_profession(module, nursing)))
    assert trees.verify() == []


def test_a_group_goes_with_its_third_person(client, module, nursing):
    comments = three(module, profession=nursing)

    comments[0].remove()
    assert not is_there(client, of_profession(module, nursing))
    assert "Nursing" not in html(client, by(module))

    comments[0].publish()
    assert is_there(client, of_profession(module, nursing))


def test_a_renamed_profession_is_renamed_at_the_next_request(client, module, nursing):
    three(module, profession=nursing)
    nursing.name = "Nurses and midwives"
    nursing.save()

    assert "<h1><bdi>Nurses and midwives</bdi></h1>" in html(client, of_profession(module, nursing))
    assert "Nurses and midwives" in html(client, by(module))


def test_who_has_left_is_in_no_country_and_counts_no_more(client, module, dana, nursing):
    for _guest in range(3):
        write(module, profession=nursing)
        write(module, country="NZ")
    comment = write(module, profession=nursing, country="NZ", author=dana)

    comment.part_from_author(withdrawing=False)

    assert comment.pk in shown(html(client, of_profession(module, nursing)))
    assert comment.pk not in shown(html(client, of_country(module, "NZ")))
    assert Voice.objects.get(comment=comment).person == ""
    assert trees.verify() == []


def test_who_has_claimed_a_comment_counts_among_members(client, module, dana, nursing):
    write(module, profession=nursing)
    write(module, profession=nursing)
    earlier = write(module, profession=nursing, email=dana.email)
    assert is_there(client, of_profession(module, nursing))
    dana.emailaddress_set.create(email=dana.email, verified=True, primary=True)

    earlier.claim(User.objects.get(pk=dana.pk), seen=earlier.standing)

    assert not is_there(client, of_profession(module, nursing))
    assert trees.verify() == []


def test_an_answer_added_by_the_second_door_is_found(client, module, nursing):
    first, *_others = three(module, profession=nursing)
    answer = make_comment(profession=nursing, status="published", created=timezone.now())

    first.thread.add(answer, to=first)

    assert shown(html(client, of_profession(module, nursing)))[0] == answer.pk
    assert trees.verify() == []


@pytest.mark.parametrize(
    "change",
    [{"country": "SE"}, {"profession": None}, {"person": "member 1"}, {"created": timezone.now()}],
)
def test_the_validator_finds_a_voice_that_is_not_its_comment_s(module, nursing, change):
    write(module, profession=nursing, country="NZ")
    assert trees.verify() == []

    Voice.objects.update(**change)

    assert [said for _thread, said in trees.verify()] == ["a voice is not what its comment shows"]


def test_the_validator_finds_a_voice_that_is_missing(module, nursing):
    write(module, profession=nursing)
    Voice.objects.all().delete()

    assert trees.verify()


# -- What is on a page ---------------------------------------------------------------------


def test_title_and_heading_name_the_group(client, module, nursing):
    three(module, profession=nursing, country="NZ")

    page = html(client, of_profession(module, nursing))
    assert "<title>Nursing – Compassion – Module 1</title>" in page
    assert "<h1><bdi>Nursing</bdi></h1>" in page
    assert "<h1><bdi>New Zealand</bdi></h1>" in html(client, of_country(module, "NZ"))


def test_search_engines_are_asked_to_keep_none_of_it(client, module, nursing):
    three(module, profession=nursing)

    for address in (by(module), of_profession(module, nursing)):
        assert '<meta name="robots" content="noindex">' in html(client, address)


def test_each_match_stands_beneath_what_it_answers_and_leads_into_its_thread(
    client, module, nursing
):
    opening = write(module, text="What do you do?", name="Ann")
    matches = [write(module, opening, profession=nursing) for _guest in range(3)]
    write(module, matches[0], text="A reply to a match.")

    page = html(client, of_profession(module, nursing))

    assert shown(page) == [match.pk for match in matches[::-1]]
    before, _match, after = page.partition(f"id=c{matches[2].pk} ")
    assert "What do you do?" in before
    assert ">See it in its thread</a>" in after
    assert f"href=/comments/{matches[2].pk}/" in after
    assert "A reply to a match." not in page
    assert page.count('class="quoted"') == 3


def test_an_opening_comment_stands_alone(client, module, nursing):
    three(module, profession=nursing)

    assert 'class="quoted"' not in html(client, of_profession(module, nursing))


@pytest.mark.parametrize(
    ("verb", "sentence"),
    [
        ("remove", "This comment was removed by a moderator."),
        ("withdraw", "This comment was withdrawn by its author."),
        ("hold", "This comment is waiting for a moderator."),
    ],
)
def test_where_the_answered_one_is_gone_its_sentence_stands(
    client, module, nursing, verb, sentence
):
    opening = write(module, text="Words that go.", name="Ann Other")
    for _guest in range(3):
        write(module, opening, profession=nursing)

    getattr(opening, verb)()

    page = html(client, of_profession(module, nursing))
    assert page.count(sentence) == 3
    assert "Words that go." not in page
    assert "Ann Other" not in page


def test_an_id_is_on_a_page_once(client, module, nursing):
    opening = write(module, profession=nursing)
    for _guest in range(3):
        write(module, opening, profession=nursing)

    ids = re.findall(r' id="([^"]+)"', html(client, of_profession(module, nursing)))

    assert len(ids) == len(set(ids))


# -- Older and newer -----------------------------------------------------------------------


@pytest.fixture
def many(module, nursing):
    """50 comments from the newest on, two a time, of ten people."""
    start = timezone.now() - timedelta(days=9)
    comments = [
        make_comment(
            profession=nursing,
            status="published",
            created=start + timedelta(minutes=number // 2),
            email=f"{number % 10}@example.org",
        )
        for number in range(50)
    ]
    Thread.build(module, comments)
    return [each.pk for each in Comment.objects.newest_first()]


def follow(client, address, name):
    """The page to which the link of that name leads from the one at `address`, with its address."""
    link = re.search(rf'href="(\?[^"#]+)#comments">{name}<', html(client, address))
    return address.partition("?")[0] + link[1] if link else None


def test_one_turns_to_the_oldest_and_back(client, module, nursing, many):
    address, seen, pages = of_profession(module, nursing), [], []
    while address:
        pages.append(address)
        seen += shown(html(client, address))
        address = follow(client, address, "« Older")

    assert seen == many
    assert len(pages) == 3
    back = follow(client, pages[-1], "Newer »")
    assert shown(html(client, back)) == many[MATCHES_PER_PAGE : 2 * MATCHES_PER_PAGE]
    assert follow(client, pages[0], "Newer »") is None


def test_a_link_stays_good_when_more_is_written_and_its_own_comment_is_gone(
    client, module, nursing, many
):
    older = follow(client, of_profession(module, nursing), "« Older")
    before = shown(html(client, older))

    write(module, profession=nursing)
    Comment.objects.get(pk=many[MATCHES_PER_PAGE - 1]).remove()

    assert shown(html(client, older)) == before


def test_beyond_the_oldest_a_link_leads_back(client, module, nursing, many):
    address = of_profession(module, nursing)

    page = html(client, f"{address}?before={many[-1]}")

    assert "There is nothing here any more." in page
    assert f'href="{address}">To the newest comments</a>' in page


@pytest.mark.usefixtures("questions_counted")
@pytest.mark.parametrize("name", ["groups", "profession"])
def test_a_large_board_takes_no_more_queries_than_a_small_one(
    client, course, nursing, django_assert_num_queries, name
):
    small, large = make_module(course, 1), make_module(course, 2)
    three(small, profession=nursing)
    for number in range(40):
        fields = {"profession": nursing, "email": f"{number}@example.org"}
        build(large, [[0] * 4, []], country=["NZ", "SE", "AU", "GB"][number % 4], **fields)
    addresses = {
        "groups": by,
        "profession": lambda module: of_profession(module, nursing),
    }
    queries = {"groups": 5, "profession": 8}[name]

    for module in (small, large):
        with django_assert_num_queries(queries):
            client.get(addresses[name](module))


# -- Who may read it -----------------------------------------------------------------------


@pytest.fixture
def for_members(course, nursing):
    course.offer = Offer.objects.create(heading="Gold for you", button_label="Join", price=1)
    course.save()
    module = make_module(course, 7, members_only=True)
    three(module, profession=nursing, country="NZ", text="Only for members.")
    return module


def test_of_a_board_for_members_others_see_what_its_page_shows_them_and_nothing_more(
    client, for_members, nursing, psychotherapy
):
    page = client.get(for_members.get_absolute_url()).content
    addresses = [
        by(for_members),
        of_profession(for_members, nursing),
        of_profession(for_members, psychotherapy),
        of_country(for_members, "NZ"),
        of_country(for_members, "ZZ"),
    ]

    assert {client.get(address).content for address in addresses} == {page}
    assert b"Only for members." not in page


def test_its_staff_read_it(client, for_members, nursing, kim):
    client.force_login(kim)

    assert "Only for members." in html(client, of_profession(for_members, nursing))


def test_of_a_draft_there_is_nothing_but_for_course_staff(client, module, nursing, kim):
    three(module, profession=nursing)
    Module.objects.update(published_at=None)

    assert not is_there(client, by(module))
    assert not is_there(client, of_profession(module, nursing))

    client.force_login(kim)
    assert is_there(client, by(module))
    assert is_there(client, of_profession(module, nursing))


def test_links_to_an_earlier_address_go_on_leading_there(client, module, nursing):
    earlier = of_profession(module, nursing)
    three(module, profession=nursing)
    module.slug = "renamed"
    module.save()

    answer = client.get(earlier)

    assert (answer.status_code, answer["Location"]) == (301, of_profession(module, nursing))


def test_who_wrote_as_a_guest_and_as_a_member_counts_once(client, module, dana):
    write(module, country="SE", email="dana@example.org")
    confirm_address(dana)
    module.start_thread(make_comment("As a member.", author=dana, email="", country="SE"))
    write(module, country="SE")

    assert client.get(of_country(module, "SE")).status_code == 404
    assert Voice.objects.countries_on(module) == []
