"""The page of numbers, as a moderator looks at it."""

import pytest
from django.urls import reverse

from boards.models import RuleVersion
from moderation.models import Decision
from tests.browser.steps import complaints, overflow, sign_in
from tests.conftest import make_comment

NUMBERS = reverse("admin:moderation_decision_numbers")


@pytest.fixture
def numbers(page, module, mod):
    """The page, with something in it."""
    rule = RuleVersion.objects.in_force().get(rule__code="link")
    for number in range(3):
        held = module.start_thread(make_comment(f"At www.example.org/{number}."), as_is=True)
        if number:
            act = Decision.Act.REMOVE if number == 1 else Decision.Act.PUBLISH
            Decision.make(act, held, by=mod, rule=rule)
    sign_in(page, mod, "password of Moderators", to=NUMBERS)
    return page


def expect_both_pictures(page):
    widths = page.locator(".plots img").evaluate_all(
        """pictures => Promise.all(pictures.map(
            picture => picture.decode().then(() => picture.naturalWidth, () => 0)
        ))"""
    )
    assert len(widths) == 2
    assert min(widths) > 0


def test_axe_finds_nothing_in_light_and_in_dark(numbers):
    assert complaints(numbers) == []


def test_axe_finds_nothing_when_nothing_was_found(page, module, mod):
    sign_in(page, mod, "password of Moderators", to=NUMBERS)

    assert complaints(page) == []


def test_on_a_narrow_screen_nothing_has_to_be_scrolled_sideways(numbers):
    assert overflow(numbers) <= 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_both_pictures_are_shown(numbers, scheme):
    numbers.emulate_media(color_scheme=scheme)
    numbers.reload()

    expect_both_pictures(numbers)


def test_chosen_for_a_rule_and_a_period_the_pictures_are_shown_too(numbers):
    numbers.get_by_label("Of the last").select_option("52")
    numbers.get_by_label("Rule", exact=True).select_option("link")
    numbers.get_by_role("button", name="Show").click()
    numbers.wait_for_url("**weeks=52&rule=link")

    expect_both_pictures(numbers)
