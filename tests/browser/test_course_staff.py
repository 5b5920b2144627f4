"""Course staff write a page, show it to somebody without an account, and publish it."""

import io

import pytest
from PIL import Image
from playwright.sync_api import expect

from boards.models import Module, Picture
from tests.browser.steps import sign_in
from tests.conftest import make_module

MODULES = "/admin/boards/module/"


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def staff(page, kim):
    sign_in(page, kim, "password of Course staff", to=MODULES)
    return page


def editor(page):
    return page.locator('.ProseMirror[contenteditable="true"]')


def save(page):
    page.get_by_role("button", name="Save and continue editing").click()
    page.wait_for_load_state()


def change_page(module):
    return f"{MODULES}{module.pk}/change/"


@pytest.fixture
def stranger(browser, page, live_server):
    """Somebody without an account, in a browser of their own."""
    context = browser.new_context(base_url=live_server.url)
    yield context.new_page()
    context.close()


def test_a_module_from_draft_to_published_with_a_preview_for_somebody_else(staff, stranger, course):
    staff.goto(f"{MODULES}add/?course={course.pk}")
    staff.get_by_label("Number").fill("7")
    staff.get_by_label("Title", exact=False).first.fill("Slow Breath")
    editor(staff).click()
    staff.keyboard.type("What is to come.")
    save(staff)
    expect(staff.get_by_text("was added successfully")).to_be_visible()
    draft = Module.objects.get()
    assert (draft.slug, draft.text) == ("slow-breath", "<p>What is to come.</p>")

    link = staff.get_by_role("link", name="See the page as it will be").get_attribute("href")
    stranger.goto(link)
    expect(stranger.get_by_text("What is to come.")).to_be_visible()
    expect(stranger.get_by_text("This is a preview.")).to_be_visible()
    assert stranger.goto(draft.get_absolute_url()).status == 404

    staff.locator("#id_published_at_0").fill("2020-01-01")
    staff.locator("#id_published_at_1").fill("09:00")
    save(staff)

    assert stranger.goto(link).status == 200
    expect(stranger).to_have_url(
        f"{stranger.url.split('/compassion')[0]}{draft.get_absolute_url()}"
    )
    expect(stranger.get_by_role("heading", name="Please Leave A Comment")).to_be_visible()


def test_of_two_at_the_same_page_the_second_is_told_and_loses_nothing(staff, course):
    module = make_module(course, 1, text="<p>As it was.</p>")
    second = staff.context.new_page()
    for tab in (staff, second):
        tab.goto(change_page(module))
    staff.get_by_label("Question").fill("From the first?")
    save(staff)
    second.get_by_label("Question").fill("From the second?")
    save(second)

    expect(second.get_by_text("has saved this page since you opened it")).to_be_visible()
    expect(second.get_by_label("Question")).to_have_value("From the second?")
    module.refresh_from_db()
    assert module.question == "From the first?"

    save(second)
    module.refresh_from_db()
    assert module.question == "From the second?"


def test_a_picture_is_chosen_for_the_text(staff, course):
    module = make_module(course, 1, text="<p>Look:</p>")
    drawing = io.BytesIO()
    Image.new("RGB", (40, 20), "teal").save(drawing, "PNG")
    staff.goto("/admin/boards/picture/add/")
    file = {"name": "wave.png", "mimeType": "image/png", "buffer": drawing.getvalue()}
    staff.get_by_label("Picture:").set_input_files(file)
    staff.get_by_label("In words:").fill("A breath drawn as a wave")
    staff.get_by_role("button", name="Save", exact=True).click()
    staff.wait_for_url("**/picture/")

    staff.goto(change_page(module))
    editor(staff).click()
    staff.locator('[title*="igure"], [title*="mage"]').first.click()
    with staff.expect_popup() as opened:
        staff.get_by_role("button", name="Browse").click()
    opened.value.wait_for_load_state()  # by when its script listens
    opened.value.get_by_role("button", name="A breath drawn as a wave").click()
    expect(staff.locator("input[name=altText]")).to_have_value("A breath drawn as a wave")
    staff.locator("dialog button[type=submit], dialog button[value=save]").first.click()
    save(staff)

    module.refresh_from_db()
    assert Picture.objects.get().get_absolute_url() in module.text
    assert 'alt="A breath drawn as a wave"' in module.text
