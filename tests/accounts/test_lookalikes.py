import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.lookalikes import looks_like, skeleton
from accounts.models import User

unhurried = settings(deadline=None)  # a busy machine is no failure
any_name = st.text(st.characters(exclude_categories=["Cs"]), max_size=100)


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("D\u0430na Whitfield", id="a Cyrillic letter"),
        pytest.param("D\u0430n\u0430 Wh\u0456tf\u0456\u0435ld", id="several"),
        pytest.param("D\u0410NA WHITFIELD", id="a Cyrillic capital"),
        pytest.param("Dan\u03b1 Whitfield", id="a Greek letter"),
        pytest.param("Ｄａｎａ Ｗｈｉｔｆｉｅｌｄ", id="wide letters"),
        pytest.param("𝐃𝐚𝐧𝐚 Whitfield", id="mathematical letters"),
        pytest.param("Dana Whit\ufb01eld", id="a ligature"),
        pytest.param("Dana Wh\u0131tfield", id="an i without dot"),
        pytest.param("ᴅana Whitfield", id="a small capital"),
        pytest.param("D4na Whitfie1d", id="digits for letters"),
        pytest.param("Dana WhitfieId", id="a capital i for an l"),
        pytest.param("Da\u200dna Whitfield", id="an invisible joiner"),
        pytest.param("Da\u00adna Whitfield", id="a soft hyphen"),
        pytest.param("Da\u3164na Whitfield", id="a filler"),
        pytest.param("Da\ufe0fna Whitfield", id="a variation selector"),
        pytest.param("D\u1ea1na Whitfield", id="a dot beneath"),
        pytest.param("Da\u0336na Whitfield", id="a stroke over a letter"),
    ],
)
def test_a_name_that_only_looks_the_same_is_noticed(name):
    assert looks_like(name, "Dana Whitfield")


@pytest.mark.parametrize(
    ("name", "other"),
    [
        pytest.param("Dana Whitfield", "Dana Whitfield", id="the same name"),
        pytest.param("dana WHITFIELD", "Dana Whitfield", id="the same in other capitals"),
        pytest.param("Dana O’Brien", "Dana O'Brien", id="another apostrophe"),
        pytest.param("Ben‑Ami", "Ben-Ami", id="another hyphen"),
        pytest.param("Dana Whitfields", "Dana Whitfield", id="a letter more"),
        pytest.param("Lan Nguyen", "Ian Nguyen", id="a capital L and a capital I"),
        pytest.param("Mila Kahn", "Milla Kahn", id="one l and two"),
        pytest.param("Анна Иванова", "Анна Иванова", id="the same in Cyrillic"),
        pytest.param("Елена", "Элена", id="different letters of Cyrillic"),
        pytest.param("कुमार", "कमार", id="an Indian vowel"),
        pytest.param("김민준", "김민수", id="Korean names"),
        pytest.param("שרה", "שירה", id="Hebrew names"),
    ],
)
def test_names_that_are_the_same_or_look_different_are_not(name, other):
    assert not looks_like(name, other)
    assert not looks_like(other, name)


@unhurried
@given(any_name)
def test_no_name_looks_like_itself(name):
    assert not looks_like(name, name)


@unhurried
@given(any_name)
def test_every_skeleton_has_room_in_its_column(name):
    assert len(skeleton(name)) <= User._meta.get_field("skeleton").max_length


# -- Members -----------------------------------------------------------------------


@pytest.mark.django_db
def test_a_member_s_skeleton_follows_the_name(dana, mallory):
    assert dana.skeleton == skeleton("Dana Whitfield")

    mallory.name = "Priya R."
    dana.remember_byline(mallory)

    dana.refresh_from_db()
    assert dana.skeleton == skeleton("Priya R.")


@pytest.mark.django_db
def test_saving_something_else_writes_nothing_more(dana):
    User.objects.filter(pk=dana.pk).update(skeleton="as it was")

    dana.save(update_fields=("city",))

    dana.refresh_from_db()
    assert dana.skeleton == "as it was"


@pytest.mark.django_db
def test_members_are_found_by_a_name_that_imitates_theirs(dana, mallory):
    assert User.objects.imitated_by("D\u0430na Whitfield") == [dana.name]
    assert User.objects.imitated_by("Dana Whitfield") == []


@pytest.mark.django_db
def test_members_without_a_name_are_imitated_by_nobody():
    User.objects.create_user("robin@example.org")

    assert User.objects.imitated_by("\u0301") == []


@pytest.mark.django_db
@pytest.mark.usefixtures("questions_counted")
def test_looking_for_them_is_one_query_by_the_index(dana, django_assert_num_queries):
    with django_assert_num_queries(1):
        User.objects.imitated_by("D\u0430na Whitfield")

    assert ["skeleton"] in [list(index.fields) for index in User._meta.indexes]


@pytest.mark.parametrize(
    ("name", "other"),
    [("Jose Garcia", "José García"), ("José Garcia", "Jose García"), ("Muller", "Müller")],
)
def test_a_name_with_and_without_its_accents_is_nobody_s_imitation(name, other):
    assert not looks_like(name, other)


def test_a_dot_beneath_a_letter_is_no_accent_that_people_leave_out():
    assert looks_like("Dạna Whitfield", "Dana Whitfield")
