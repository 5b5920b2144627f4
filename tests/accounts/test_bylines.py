import pytest

from accounts.models import Profession, User
from boards.models import Comment
from tests.conftest import build, form_data, post_url

FULL = Comment.Extent.FULL


def byline(name, profession="", country="", city="", state="", extent=FULL):
    comment = Comment(name=name, country=country, city=city, state=state, extent=extent)
    comment.profession = Profession(name=profession) if profession else None
    return comment.byline


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        (
            ("Dana Whitfield", "Psychotherapy", "US", "Boulder", "CO"),
            "Dana Whitfield, Psychotherapy, Boulder, CO, USA",
        ),
        (("Priya Raman", "Coach", "GB"), "Priya Raman, Coach, GB"),
        (("Priya Raman", "Coach", "GB", "Leeds"), "Priya Raman, Coach, GB"),
        (("Lee", "Nursing", "US", "", "TX"), "Lee, Nursing, TX, USA"),
        (("Lee", "Nursing", "US", "Austin"), "Lee, Nursing, Austin, USA"),
        (("Lee", "Nursing", "US"), "Lee, Nursing, USA"),
        (("Lee", "", "US", "Austin", "TX"), "Lee, Austin, TX, USA"),
        (("Lee", "Nursing"), "Lee, Nursing"),
        (("Lee", "Nursing", "", "Austin"), "Lee, Nursing"),
        (("Lee", "", "AU"), "Lee, AU"),
        (("Lee",), "Lee"),
        (("Ruth Okafor, LCSW", "Social Work", "CA"), "Ruth Okafor, LCSW, Social Work, CA"),
        (("Tomás Ibáñez-Güell", "Medicine", "ES"), "Tomás Ibáñez-Güell, Medicine, ES"),
        (("נעמה לוי", "Psychology", "IL"), "נעמה לוי, Psychology, IL"),
        (
            ("Lee", "Marriage/Family Therapy", "US", "St. Paul", "MN"),
            "Lee, Marriage/Family Therapy, St. Paul, MN, USA",
        ),
    ],
)
def test_a_byline_reads(parts, expected):
    assert byline(*parts) == expected


@pytest.mark.parametrize(
    ("extent", "expected"),
    [
        ("full", "Dana Whitfield, Psychotherapy, Boulder, CO, USA"),
        ("country", "Dana Whitfield, USA"),
        ("profession", "Dana Whitfield, Psychotherapy"),
    ],
)
def test_its_author_may_narrow_a_byline(extent, expected):
    assert byline("Dana Whitfield", "Psychotherapy", "US", "Boulder", "CO", extent) == expected


@pytest.mark.parametrize(("country", "expected"), [("GB", "Ann, GB"), ("US", "Ann, USA")])
def test_a_byline_of_country_only_abroad_and_at_home(country, expected):
    assert byline("Ann", "Coach", country, "Leeds", "", "country") == expected


@pytest.mark.django_db
def test_stray_spaces_are_not_part_of_a_byline(guest, module):
    typed = form_data(name="  Dana \t Whitfield ", country="US", city=" Boulder  ", state="CO")
    guest.post(post_url(module), typed)

    assert Comment.objects.get().byline == "Dana Whitfield, Boulder, CO, USA"


@pytest.mark.django_db
def test_a_renamed_profession_is_renamed_on_the_page_at_once(client, module, psychotherapy):
    build(module, [[]], profession=psychotherapy)
    client.get(module.get_absolute_url())
    psychotherapy.name = "Psychotherapies"
    psychotherapy.save()

    assert ", <bdi>Psychotherapies</bdi>" in client.get(module.get_absolute_url()).content.decode()


@pytest.mark.django_db
def test_the_page_shows_name_then_profession_and_place_then_says(client, module, psychotherapy):
    build(
        module,
        [[]],
        name="Dana Whitfield",
        profession=psychotherapy,
        country="US",
        city="Boulder",
        state="CO",
    )

    page = client.get(module.get_absolute_url()).content.decode()

    assert (
        "<bdi property=name>Dana Whitfield</bdi></b>, "
        "<bdi>Psychotherapy, Boulder, CO, USA</bdi> says"
    ) in " ".join(page.split())


@pytest.mark.django_db
def test_two_accounts_cannot_differ_by_capitals_alone(dana):
    with pytest.raises(Exception, match=r"(?i)unique"):
        User.objects.bulk_create([User(email="DANA@example.org")])


@pytest.mark.django_db
def test_the_sign_in_name_is_found_whatever_its_capitals(dana):
    assert User.objects.get_by_natural_key("Dana@Example.org") == dana
