"""Pictures in texts, talks and handouts on the pages of modules."""

import io
import os

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.html import escape
from PIL import Image

from accounts.models import Offer
from boards.due import forget_files
from boards.models import Course, Handout, Module, Picture
from boards.models.file import WIDEST
from boards.talks import PLAYERS, player_of
from tests.boards.test_admin import module_form, save
from tests.conftest import hand_out

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("files")]

ADD = "/admin/boards/picture/add/"


@pytest.fixture
def as_kim(client, kim):
    client.force_login(kim)
    return client


def drawing(kind="PNG", size=(40, 20), **more):
    file = io.BytesIO()
    Image.new("RGB", size, "teal").save(file, kind, **more)
    return SimpleUploadedFile(f"my drawing.{kind.lower()}", file.getvalue())


def add(client, file=None, alt="A breath drawn as a wave"):
    return client.post(ADD, {"file": file or drawing(), "alt": alt})


# -- Pictures ------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF"])
def test_a_picture_is_added_and_everybody_sees_it(as_kim, client, kind):
    add(as_kim, drawing(kind))

    picture = Picture.objects.get()
    client.logout()
    answer = client.get(picture.get_absolute_url())
    assert (picture.width, picture.height) == (40, 20)
    assert answer["Content-Type"] == f"image/{kind.lower()}"
    assert "immutable" in answer["Cache-Control"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert Image.open(io.BytesIO(b"".join(answer.streaming_content))).format == kind


def test_its_name_tells_nothing_and_cannot_be_guessed(as_kim):
    add(as_kim)

    assert "drawing" not in Picture.objects.get().file.name
    assert len(Picture.objects.get().get_absolute_url()) > len("/files/pictures/.png") + 20


def test_where_it_was_taken_is_not_kept(as_kim, files):
    exif = Image.Exif()
    exif[0x010E] = "At home"
    add(as_kim, drawing("JPEG", exif=exif))

    [kept] = (files / "pictures").iterdir()
    assert b"At home" not in kept.read_bytes()


def test_one_that_lies_on_its_side_is_set_upright(as_kim):
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    add(as_kim, drawing("JPEG", exif=exif))

    assert (Picture.objects.get().width, Picture.objects.get().height) == (20, 40)


def test_what_is_wider_than_a_page_is_made_smaller(as_kim):
    add(as_kim, drawing(size=(WIDEST * 2, 100)))

    assert (Picture.objects.get().width, Picture.objects.get().height) == (WIDEST, 50)


@pytest.mark.parametrize(
    "content",
    [b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"no picture", b"%PDF-1.4", b"", b"\x89PNG\r\n"],
)
def test_what_is_no_picture_is_said_and_not_kept(as_kim, content, files):
    answer = add(as_kim, SimpleUploadedFile("a.png", content))

    assert answer.context["adminform"].form.errors["file"]
    assert not Picture.objects.exists()
    assert not (files / "pictures").exists()


def test_one_without_words_is_refused(as_kim):
    answer = add(as_kim, alt=" ")

    assert answer.context["adminform"].form.errors["alt"]


@pytest.mark.parametrize(
    "name", ["x.png", "../secret_key.png", "a" * 22 + ".png", "a" * 22 + ".svg"]
)
def test_nothing_else_is_answered_for(client, files, name):
    (files / "secret_key.png").write_text("secret")

    assert client.get(f"/files/pictures/{name}", follow=True).status_code == 404


def text_with(picture, alt="Words", src=None):
    src = src or picture.get_absolute_url()
    return f'<p>Look:</p><figure class="figure"><img src="{src}" alt="{alt}"></figure>'


def test_it_stands_in_the_text_of_a_module(as_kim, client, module):
    add(as_kim)
    picture = Picture.objects.get()

    save(as_kim, module, text=text_with(picture))

    page = client.get(module.get_absolute_url()).content.decode()
    assert f'<img src="{picture.get_absolute_url()}" alt="Words">' in page


def test_in_a_text_too_it_needs_words(as_kim, module):
    add(as_kim)

    answer = save(as_kim, module, text=text_with(Picture.objects.get(), alt=""))

    assert "A picture has no words" in answer.content.decode()


@pytest.mark.parametrize(
    "src", ["https://example.org/a.png", "//example.org/a.png", "/static/a.png"]
)
def test_from_another_site_none_is_loaded(as_kim, module, src):
    answer = save(as_kim, module, text=text_with(None, src=src))

    assert "A picture is loaded from another site" in answer.content.decode()


def test_the_editor_offers_those_there_are(as_kim):
    add(as_kim)

    page = as_kim.get("/admin/boards/picture/pick/?CKEditorFuncNum=-1").content.decode()

    assert f'data-address="{Picture.objects.get().get_absolute_url()}"' in page
    assert 'data-alt="A breath drawn as a wave"' in page
    assert 'data-asked-by="-1"' in page


# -- Files are taken there alone -----------------------------------------------------------------


def test_a_file_larger_than_is_taken_is_refused_with_a_sentence(as_kim, monkeypatch):
    monkeypatch.setattr("config.uploads.LARGEST", 100)

    answer = add(as_kim, drawing(size=(400, 400)))

    assert answer.status_code == 413
    assert "Files can have up to" in answer.content.decode()
    assert not Picture.objects.exists()


@pytest.mark.parametrize("person", ["dana", "nobody"])
def test_from_others_no_file_is_read(client, request, person, files):
    if person == "dana":
        client.force_login(request.getfixturevalue("dana"))

    answer = add(client)

    assert answer["Location"].startswith("/admin/login/")
    assert list(files.iterdir()) == []


# -- Handouts -------------------------------------------------------------------------------


def test_a_handout_is_downloaded_from_the_page(as_kim, client, module):
    save(
        as_kim,
        module,
        **{
            "handouts-TOTAL_FORMS": 1,
            "handouts-0-title": "A sheet for the week",
            "handouts-0-file": SimpleUploadedFile("My Sheet.PDF", b"%PDF-1.4"),
            "handouts-0-position": 0,
            "published_at_0": "2020-01-01",
            "published_at_1": "09:00",
        },
    )
    client.logout()

    page = client.get(module.get_absolute_url()).content.decode()
    handout = Handout.objects.get()
    assert f'<a href="{handout.get_absolute_url()}">A sheet for the week</a>' in page
    assert "PDF, 8\xa0bytes" in page
    answer = client.get(handout.get_absolute_url())
    assert answer["Content-Disposition"] == 'attachment; filename="a-sheet-for-the-week.pdf"'
    assert answer["Content-Type"] == "application/pdf"
    assert b"".join(answer.streaming_content) == b"%PDF-1.4"


@pytest.mark.parametrize("name", ["sheet.html", "sheet.exe", "sheet", "sheet.svg", "sheet.pdf.js"])
def test_what_is_no_handout_is_refused(as_kim, module, name):
    answer = save(
        as_kim,
        module,
        **{
            "handouts-TOTAL_FORMS": 1,
            "handouts-0-title": "A sheet",
            "handouts-0-file": SimpleUploadedFile(name, b"<script>"),
            "handouts-0-position": 0,
        },
    )

    assert "A handout is one of these: pdf" in answer.content.decode()
    assert not Handout.objects.exists()


@pytest.mark.parametrize("change", [{"published_at": None}, {"members_only": True}])
def test_who_may_not_read_the_page_gets_none(client, module, change):
    Course.objects.update(offer=Offer.objects.create(heading="Gold", button_label="Join"))
    handout = hand_out(module)
    Module.objects.update(**change)

    assert client.get(handout.get_absolute_url()).status_code == 404


def test_one_whose_file_is_gone_is_not_found(client, module, files):
    handout = hand_out(module)
    (files / handout.file.name).unlink()

    assert client.get(handout.get_absolute_url()).status_code == 404


def test_a_new_run_has_them_too(kim, module):
    hand_out(module)

    copy = module.course.copy(by=kim)

    assert copy.modules.get().handouts.get().title == "A sheet for the week"


# -- Talks ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "player"),
    [
        ("https://youtu.be/dQw4w9WgXcQ", "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ"),
        (
            "https://www.youtube.com/watch?app=desktop&v=dQw4w9WgXcQ&t=10",
            "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ",
        ),
        ("https://vimeo.com/123456789", "https://player.vimeo.com/video/123456789?dnt=1"),
    ],
)
def test_a_talk_plays_on_the_page_once_it_is_opened(as_kim, client, module, address, player):
    save(as_kim, module, talk=address)

    page = client.get(module.get_absolute_url())
    html = page.content.decode()
    talk = html[html.index('<details class="talk"') : html.index("</details>")]
    assert f'data-player="{player}"' in talk
    assert "<iframe" not in html
    assert f'<a href="{escape(address)}" rel="noreferrer">' in talk
    assert f"frame-src {' '.join(PLAYERS)}" in page["Content-Security-Policy"]


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org/talk",
        "http://youtu.be/dQw4w9WgXcQ",
        "https://youtu.be.example.org/dQw4w9WgXcQ",
        "https://vimeo.com/123456789/../../evil",
        'https://youtu.be/dQw4w9WgXcQ"onload=',
        "javascript:alert(1)",
    ],
)
def test_a_talk_elsewhere_is_refused(as_kim, module, address):
    answer = save(as_kim, module, talk=address)

    assert answer.context["adminform"].form.errors["talk"]
    assert player_of(address) is None


def test_without_a_talk_there_is_nothing_to_open(client, module):
    assert 'class="talk"' not in client.get(module.get_absolute_url()).content.decode()


def test_the_picker_is_the_one_that_the_editor_opens(as_kim, module):
    page = as_kim.get(reverse("admin:boards_module_change", args=(module.pk,))).content.decode()

    assert "/admin/boards/picture/pick/" in page


def test_a_form_without_files_is_saved_as_ever(as_kim, module):
    save(as_kim, module, title="Another")

    assert module_form(module)["course"] == module.course_id
    assert Module.objects.get().title == "Another"


# -- What goes, and what is no good ----------------------------------------------------------------


def test_a_picture_that_was_deleted_is_seen_no_more_and_its_file_goes(as_kim, client, files):
    add(as_kim)
    picture = Picture.objects.get()
    picture.delete()
    assert client.get(picture.get_absolute_url()).status_code == 404
    [file] = (files / "pictures").iterdir()
    assert forget_files() == ""  # it may be one that is just being saved

    os.utime(file, (0, 0))

    assert forget_files() == "files: 1 forgotten, which nothing names any more"
    assert not file.exists()


def test_what_is_named_is_kept(as_kim, module, files):
    add(as_kim)
    hand_out(module)
    for file in files.rglob("*.*"):
        os.utime(file, (0, 0))

    assert forget_files() == ""


@pytest.mark.parametrize("mode", ["L", "LA", "P", "1", "RGBA", "I;16", "CMYK"])
def test_pictures_of_every_make_are_taken(as_kim, mode):
    file = io.BytesIO()
    Image.new(mode, (40, 20)).save(file, "JPEG" if mode == "CMYK" else "PNG")

    add(as_kim, SimpleUploadedFile("a.png", file.getvalue()))

    assert Picture.objects.get().width == 40


def test_one_with_several_in_it_as_phones_write_is_taken(as_kim):
    file = io.BytesIO()
    two = [Image.new("RGB", (40, 20), colour) for colour in ("teal", "navy")]
    two[0].save(file, "MPO", save_all=True, append_images=two[1:])

    add(as_kim, SimpleUploadedFile("a.jpg", file.getvalue()))

    assert Picture.objects.get().file.name.endswith(".jpg")


def test_one_of_too_many_points_is_refused(as_kim, monkeypatch):
    monkeypatch.setattr("boards.models.file.MOST_PIXELS", 100)

    answer = add(as_kim)

    assert "too many pixels" in answer.content.decode()


def test_a_handout_whose_file_is_lost_can_be_given_another_title(module, files):
    handout = hand_out(module)
    (files / handout.file.name).unlink()
    handout = Handout.objects.get()
    handout.title = "Another"

    handout.save()

    assert Handout.objects.get().title == "Another"
