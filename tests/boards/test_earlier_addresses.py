"""Links to the address that a course or module had before lead to the one that it has."""

import pytest

from boards.models import EarlierSlug
from tests.conftest import build, make_course, make_module

pytestmark = pytest.mark.django_db


def rename(it, slug):
    it.slug = slug
    it.save()


def led(client, address):
    answer = client.get(address)
    return answer.status_code, answer.headers.get("Location")


@pytest.mark.parametrize("page", ["", "comment-page-1/"])
def test_a_renamed_module_is_found_at_its_earlier_address(client, module, page):
    build(module, [[]])
    rename(module, "second-name")
    rename(module, "third-name")

    for earlier in ("module-1", "second-name"):
        assert led(client, f"/compassion/{earlier}/{page}") == (
            301,
            f"/compassion/third-name/{page}",
        )


def test_so_is_a_renamed_course_with_its_modules(client, course, module):
    rename(course, "kindness")
    rename(module, "second-name")

    assert led(client, "/compassion/") == (301, "/kindness/")
    assert led(client, "/compassion/module-1/") == (301, "/kindness/second-name/")
    assert led(client, "/kindness/module-1/") == (301, "/kindness/second-name/")
    assert led(client, "/compassion/second-name/") == (301, "/kindness/second-name/")


def test_what_takes_an_address_has_it(client, course, module):
    rename(module, "second-name")
    other = make_module(course, 2, slug="module-1")

    assert led(client, "/compassion/module-1/") == (200, None)
    rename(other, "other-name")
    assert led(client, "/compassion/module-1/") == (301, "/compassion/other-name/")


def test_what_goes_back_to_its_earlier_name_is_there(client, course, module):
    rename(course, "kindness")
    rename(course, "compassion")

    assert led(client, "/compassion/module-1/") == (200, None)
    assert led(client, "/kindness/module-1/") == (301, "/compassion/module-1/")


def test_two_courses_have_modules_of_the_same_earlier_name(client, course, module):
    other = make_module(make_course(slug="kindness"), 1)
    rename(module, "one")
    rename(other, "two")

    assert led(client, "/compassion/module-1/") == (301, "/compassion/one/")
    assert led(client, "/kindness/module-1/") == (301, "/kindness/two/")


def test_nobody_learns_the_new_name_of_a_draft(client, course, module):
    module.published_at = None
    rename(module, "not-yet-to-be-known")
    rename(course, "kindness")

    for address in ("/compassion/", "/compassion/module-1/", "/kindness/module-1/"):
        assert led(client, address) == (404, None)


def test_saving_something_else_changes_no_address(module):
    stale = type(module).objects.get(pk=module.pk)
    rename(module, "second-name")

    stale.save(update_fields=("title",))

    assert [each.slug for each in EarlierSlug.objects.all()] == ["module-1"]
