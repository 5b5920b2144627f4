import csv
import io

import pytest
from django.contrib.auth.models import Permission
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.export import csv_lines, without_formula
from accounts.models import User

PEOPLE = "/admin/accounts/user/"

# Text as it may be in a name, much of it made to be taken for a formula.
tricks = st.text("=+-@＝\t\r\n \x00\u200b\ufeff\u3000\"',;|a1")
any_text = tricks | st.text(st.characters(exclude_categories=["Cs"]))
unhurried = settings(deadline=None)  # a busy machine is no failure


def read_back(lines):
    """The rows of a file, as any program reads them that knows RFC 4180."""
    text = "".join(lines).encode().decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), strict=True))


# -- The file ----------------------------------------------------------------------


@unhurried
@given(any_text, any_text)
def test_whatever_is_in_a_name_it_is_read_back_but_for_the_apostrophe(name, other):
    [_header, row] = read_back(csv_lines(["name", "other"], [[name, other]]))

    assert len(row) == 2
    for text, cell in zip((name, other), row, strict=True):
        assert cell in (text, f"'{text}")


@unhurried
@given(any_text)
def test_whatever_is_in_a_name_no_cell_begins_a_formula(name):
    [_header, [cell]] = read_back(csv_lines(["name"], [[name]]))

    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n", "\0"))
    assert not cell.strip().startswith(("=", "+", "-", "@"))


@pytest.mark.parametrize(
    "text",
    [
        '=HYPERLINK("https://example.org","Dana")',
        "+1",
        "-1",
        "@SUM(1)",
        "\t=1",
        "\r=1",
        "\n=1",
        "\x00=1",
        "\x00Dana",
        " =1",
        "\u00a0=1",
        "\u200b=1",
        "\ufeff=1",
        "＝1",
        "−1",
    ],
)
def test_what_may_begin_a_formula_stands_behind_an_apostrophe(text):
    assert without_formula(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "Dana", "Anne-Marie", "a=b", "'=1", "dana@example.org", " D"])
def test_other_text_stays_as_it_is(text):
    assert without_formula(text) == text


def test_a_negative_number_stays_a_number():
    assert read_back(csv_lines(["sum"], [[-5]])) == [["sum"], ["-5"]]


def test_yes_no_and_nothing_read_so():
    assert read_back(csv_lines(["a", "b", "c"], [[True, False, None]]))[1] == ["yes", "no", ""]


def test_quotes_are_doubled_and_lines_end_as_the_standard_says():
    assert "".join(csv_lines(["name"], [['Dana "D" Whitfield']])) == (
        '\ufeff"name"\r\n"Dana ""D"" Whitfield"\r\n'
    )


# -- The action ----------------------------------------------------------------------


def export(client, *people, **more):
    chosen = {"action": "export_as_csv", "_selected_action": [each.pk for each in people]}
    return client.post(PEOPLE, chosen | more)


def rows(answer):
    return read_back(part.decode() for part in answer.streaming_content)


@pytest.mark.django_db
def test_the_chosen_people_are_exported_and_nobody_else(client, admin, dana, mallory):
    client.force_login(admin)

    [header, *people] = rows(export(client, dana))

    assert header[:2] == ["e-mail address", "name"]
    assert [each[:2] for each in people] == [["dana@example.org", "Dana Whitfield"]]


@pytest.mark.django_db
def test_the_file_has_the_columns_of_the_list(client, admin, psychotherapy):
    robin = User.objects.create_user(
        "robin@example.org", name="=Robin", profession=psychotherapy, country="GB"
    )
    client.force_login(admin)

    [header, row] = rows(export(client, robin))

    assert dict(zip(header, row, strict=True)) == {
        "e-mail address": "robin@example.org",
        "name": "'=Robin",
        "profession": "Psychotherapy",
        "country": "United Kingdom",
        "confirmed": "no",
        "comments": "0",
        "staff": "no",
        "active": "yes",
        "joined": f"{robin.date_joined:%Y-%m-%d %H:%M:%S}",
    }


@pytest.mark.django_db
def test_the_file_is_one_to_be_saved_and_of_no_other_kind(client, admin, dana):
    client.force_login(admin)

    answer = export(client, dana)

    assert answer.streaming
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"].startswith('attachment; filename="people-')
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.django_db
def test_no_secret_is_exported(client, admin, dana):
    client.force_login(admin)

    text = b"".join(export(client, dana).streaming_content).decode()

    assert dana.password not in text
    assert dana.password.split("$")[2] not in text


@pytest.mark.django_db
def test_who_may_see_people_may_export_them(client, kim, dana):
    kim.user_permissions.add(Permission.objects.get(codename="view_user"))
    client.force_login(kim)

    assert len(rows(export(client, dana))) == 2


@pytest.mark.django_db
@pytest.mark.parametrize(("person", "status"), [("kim", 403), ("mod", 403), ("dana", 302)])
def test_nobody_else_may(client, mallory, person, status, request):
    client.force_login(request.getfixturevalue(person))

    assert export(client, mallory).status_code == status


@pytest.mark.django_db
def test_three_hundred_people_cost_a_dozen_queries(client, admin, django_assert_max_num_queries):
    User.objects.bulk_create(User(email=f"{number}@example.org") for number in range(300))
    client.force_login(admin)

    with django_assert_max_num_queries(12):
        answer = export(client, *User.objects.all()[:1], select_across=1)
        assert len(rows(answer)) == 302
