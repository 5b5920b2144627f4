"""Questions in SQL answer as Django's cursors do, by whichever way they go."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from django.db import DatabaseError, DataError, connection, transaction

from accounts import questions
from accounts.models import Profession
from accounts.questions import Question

outside_a_transaction = pytest.mark.django_db(transaction=True, serialized_rollback=True)
pytestmark = pytest.mark.django_db

NAMES = Question("SELECT name FROM accounts_profession WHERE name = %s")
POSITIONS = Question(
    "SELECT position FROM accounts_profession WHERE id = ANY(%s) ORDER BY position"
)
JOINED = Question("SELECT name, date_joined FROM accounts_user WHERE date_joined = %s")


@pytest.fixture
def professions():
    Profession.objects.all().delete()
    return [
        Profession.objects.create(name=name, position=place)
        for place, name in enumerate(("Nursing", "«Ärztin» 50 %s", 'It\'s \\{this\\}, "that"'), 1)
    ]


@pytest.fixture(params=["as it goes", "by a cursor"])
def each_way(request):
    if request.param == "by a cursor":
        request.getfixturevalue("questions_counted")


@outside_a_transaction
@pytest.mark.usefixtures("each_way")
def test_a_text_is_found_as_it_is(professions):
    for profession in professions:
        assert NAMES.rows(profession.name) == [(profession.name,)]
    assert NAMES.rows("nothing") == []


@pytest.mark.usefixtures("each_way")
def test_within_a_transaction_what_it_has_written_is_found(professions):
    assert NAMES.rows("Nursing") == [("Nursing",)]
    assert NAMES.rows("Nursing") == [("Nursing",)]


@outside_a_transaction
@pytest.mark.usefixtures("each_way")
def test_a_list_of_integers_finds_each_of_them(professions):
    keys = [each.pk for each in professions]

    assert POSITIONS.rows(keys) == [(1,), (2,), (3,)]
    assert POSITIONS.rows(keys[1:2]) == [(2,)]
    assert POSITIONS.rows([]) == []


@outside_a_transaction
@pytest.mark.usefixtures("each_way")
@pytest.mark.parametrize("microsecond", [0, 250_000])
def test_a_time_is_found_in_any_zone_and_comes_back_in_utc(dana, microsecond):
    joined = datetime(2026, 5, 4, 3, 2, 1, microsecond, tzinfo=UTC)
    type(dana).objects.filter(pk=dana.pk).update(date_joined=joined)

    [(name, found)] = JOINED.rows(joined.astimezone(timezone(timedelta(hours=9))))

    assert (name, found, found.utcoffset()) == (dana.name, joined, timedelta(0))


@outside_a_transaction
@pytest.mark.usefixtures("each_way")
def test_none_is_no_name(professions):
    Profession.objects.create(name="None", position=9)

    assert NAMES.rows(None) == []


@outside_a_transaction
def test_a_text_is_never_cut_off_where_it_holds_a_zero_byte(professions):
    try:
        found = NAMES.rows("Nursing\0")
    except (DataError, ValueError):  # as PostgreSQL has it, which keeps none
        found = []

    assert found == []


def test_who_listens_to_all_that_is_asked_hears_of_it(professions):
    heard = []

    def listen(execute, sql, *asked):
        heard.append(sql)
        return execute(sql, *asked)

    with connection.execute_wrapper(listen):
        assert NAMES.rows("Nursing") == [("Nursing",)]

    assert len(heard) == 1


@outside_a_transaction
def test_what_is_wrong_with_a_question_is_said_by_the_database():
    with pytest.raises(Exception, match="nowhere"):
        Question("SELECT 1 FROM nowhere").rows()

    assert Question("SELECT 1").rows() == [(1,)]


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no prepared statements")
@outside_a_transaction
def test_a_transaction_goes_on_where_the_database_has_forgotten_a_question(professions):
    assert NAMES.rows("Nursing") == [("Nursing",)]
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("DEALLOCATE ALL")

        assert NAMES.rows("Nursing") == [("Nursing",)]
        assert POSITIONS.rows([professions[0].pk]) == [(1,)]


@outside_a_transaction
def test_in_a_transaction_the_database_says_itself_what_is_wrong(professions):
    @transaction.atomic
    def ask_amiss():
        Profession.objects.update(active=True)  # by now the transaction has begun
        Question("SELECT 1 FROM nowhere").rows()

    with pytest.raises(DatabaseError, match="nowhere"):
        ask_amiss()

    assert NAMES.rows("Nursing") == [("Nursing",)]


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no prepared statements")
@outside_a_transaction
def test_a_question_about_a_table_that_has_changed_is_told_anew(professions, monkeypatch):
    whole = Question("SELECT * FROM tried")
    by_cursor = []
    asked = questions.asked
    monkeypatch.setattr(questions, "asked", lambda *of: by_cursor.append(of) or asked(*of))
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE tried AS SELECT 1 AS number")
        try:
            assert whole.rows() == [(1,)]
            cursor.execute("ALTER TABLE tried ADD name text")

            assert [whole.rows() for _time in range(3)] == [[(1, None)]] * 3
        finally:
            cursor.execute("DROP TABLE tried")
    assert len(by_cursor) == 1
