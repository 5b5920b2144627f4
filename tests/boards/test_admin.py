"""The administration: what staff can do there, and what nobody can."""

from datetime import timedelta

import pytest
from django.contrib import admin as site
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from accounts.models import Profession, User
from boards.models import Block, Course, Finding, Module, Presenter, RuleVersion
from moderation.models import Decision, Note, Report
from tests.conftest import build, make_comment, write

pytestmark = pytest.mark.django_db

COURSE_STAFF = {
    f"{app}.{verb}_{model}"
    for app, model in (
        ("accounts", "offer"),
        ("accounts", "profession"),
        ("boards", "course"),
        ("boards", "coursepresenter"),
        ("boards", "module"),
        ("boards", "modulepresenter"),
        ("boards", "presenter"),
        ("boards", "picture"),
        ("boards", "handout"),
    )
    for verb in ("view", "add", "change", "delete")
} | {"boards.view_rule", "boards.add_rule", "boards.change_rule", "boards.view_ruleversion"}
MODERATORS = {
    "boards.view_comment",
    "boards.view_rule",
    "boards.view_ruleversion",
    "boards.view_hold",
    "boards.add_hold",
    "boards.change_hold",
    "boards.delete_hold",
    "boards.view_block",
    "boards.add_block",
    "boards.change_block",
    "moderation.view_decision",
    "moderation.view_heldcomment",
    "moderation.change_heldcomment",
    "moderation.view_report",
    "moderation.view_note",
    "moderation.add_note",
    "moderation.delete_note",
}


@pytest.fixture
def held(module):
    text = "I wrote about it at www.example.org last year."
    return module.start_thread(make_comment(text), as_is=True)


def rights_of(group):
    permissions = Group.objects.get(name=group).permissions.select_related("content_type")
    return {f"{each.content_type.app_label}.{each.codename}" for each in permissions}


@pytest.mark.parametrize(
    ("group", "rights"), [("Course staff", COURSE_STAFF), ("Moderators", MODERATORS)]
)
def test_a_group_has_exactly_the_rights_it_needs(group, rights):
    assert rights_of(group) == rights


@pytest.mark.parametrize(
    ("person", "page", "status"),
    [
        ("mod", "moderation_heldcomment", 200),
        ("mod", "boards_comment", 200),
        ("mod", "boards_module", 403),
        ("mod", "accounts_user", 403),
        ("kim", "moderation_heldcomment", 403),
        ("kim", "boards_comment", 403),
        ("kim", "boards_course", 200),
        ("kim", "boards_module", 200),
        ("kim", "boards_presenter", 200),
        ("kim", "accounts_profession", 200),
        ("kim", "accounts_user", 403),
        ("kim", "boards_rule", 200),
        ("kim", "boards_hold", 403),
        ("kim", "boards_block", 403),
        ("kim", "moderation_decision", 403),
        ("kim", "moderation_report", 403),
        ("kim", "moderation_note", 403),
        ("kim", "moderation_redaction", 403),
        ("mod", "boards_rule", 200),
        ("mod", "boards_hold", 200),
        ("mod", "boards_block", 200),
        ("mod", "moderation_decision", 200),
        ("mod", "moderation_report", 200),
        ("mod", "moderation_note", 200),
        ("mod", "moderation_redaction", 200),
        ("dana", "boards_comment", 302),
        ("dana", "moderation_redaction", 302),
        ("admin", "accounts_user", 200),
    ],
)
def test_who_may_see_which_page(client, module, person, page, status, request):
    client.force_login(request.getfixturevalue(person))

    assert client.get(reverse(f"admin:{page}_changelist")).status_code == status


@pytest.fixture
def on_record(module, mod):
    """Something of each kind that moderators leave behind."""
    comment = write(module, text="Mrs Quist asked me.")
    rule = RuleVersion.objects.in_force().get(rule__code="confidentiality")
    Report.make(comment, rule=rule, person="a reader")
    Decision.make(Decision.Act.REDACT, comment, by=mod, rule=rule, passages=["Quist"])
    later = timezone.now() + timedelta(days=1)
    Block.objects.create(email="mallory@example.org", until=later, reason="Rudeness.", by=mod)
    Note.objects.create(email="mallory@example.org", text="Was rude before.", by=mod)


@pytest.mark.usefixtures("held", "on_record")
def test_every_page_of_the_administration_opens_for_a_superuser(client, admin):
    client.force_login(admin)

    for model in site.site._registry:
        name = f"{model._meta.app_label}_{model._meta.model_name}"
        for address in (
            reverse(f"admin:{name}_changelist"),
            *(reverse(f"admin:{name}_change", args=(each.pk,)) for each in model.objects.all()[:1]),
        ):
            assert client.get(address, follow=True).status_code == 200, address


def test_the_page_of_a_waiting_comment_is_the_desk(client, held, mod):
    client.force_login(mod)

    answer = client.get(reverse("admin:moderation_heldcomment_change", args=(held.pk,)))

    assert answer.status_code == 302
    assert (
        answer["Location"] == f"{reverse('admin:moderation_heldcomment_changelist')}?at={held.pk}"
    )


@pytest.mark.parametrize("person", ["mod", "kim", "admin"])
@pytest.mark.parametrize("page", ["boards_comment", "moderation_heldcomment"])
def test_nobody_writes_adds_or_deletes_comments_here(client, held, person, page, request):
    client.force_login(request.getfixturevalue(person))
    text = held.text

    statuses = {
        client.get(reverse(f"admin:{page}_add")).status_code,
        client.post(reverse(f"admin:{page}_delete", args=(held.pk,)), {"post": "yes"}).status_code,
    }
    client.post(reverse(f"admin:{page}_change", args=(held.pk,)), {"text": "x", "status": "x"})

    held.refresh_from_db()
    assert statuses == {403}
    assert (held.text, held.status) == (text, "held")


@pytest.mark.parametrize("words", ["pause", "Writer 0.0", "priya@example.org"])
def test_comments_are_found_by_text_name_and_address(client, module, admin, words):
    build(module, [[]], text="The pause helps.")
    client.force_login(admin)

    page = client.get(reverse("admin:boards_comment_changelist"), {"q": words}).content.decode()

    assert "The pause helps." in page


def test_what_was_typed_is_shown_escaped_in_the_administration(client, module, admin):
    payload = "<script>alert(1)</script>"
    comment = write(module, name=payload, text=payload)
    client.force_login(admin)

    for name in ("changelist", "change"):
        arguments = (comment.pk,) if name == "change" else ()
        page = client.get(reverse(f"admin:boards_comment_{name}", args=arguments))
        assert payload not in page.content.decode()


def test_course_staff_write_a_course_with_its_people_and_modules(client, kim):
    presenter = Presenter.objects.create(name="Maren", credentials="PhD")
    client.force_login(kim)

    client.post(
        reverse("admin:boards_course_add"),
        {
            "title": "A course",
            "short_title": "Course",
            "slug": "a-course",
            "time_zone": "Europe/Berlin",
            "coursepresenter_set-TOTAL_FORMS": 1,
            "coursepresenter_set-INITIAL_FORMS": 0,
            "coursepresenter_set-0-presenter": presenter.pk,
            "coursepresenter_set-0-role": "host",
            "coursepresenter_set-0-position": 0,
            "modules-TOTAL_FORMS": 0,
            "modules-INITIAL_FORMS": 0,
        },
    )
    course = Course.objects.get()
    page = client.get(reverse("admin:boards_course_change", args=(course.pk,))).content.decode()
    add = reverse("admin:boards_module_add") + f"?course={course.pk}"
    assert f'href="{add}"' in page
    client.post(add, module_form(Module(course=course, number=1, title="First", slug="first")))

    assert course.modules.get().title == "First"
    assert [str(each) for each in course.presenters.all()] == ["Maren, PhD"]


def module_form(module, **changes):
    return {
        "course": module.course_id,
        "number": module.number,
        "title": module.title,
        "slug": module.slug,
        "text": "<p>Text</p>",
        "board": "open",
        "threads_per_page": module.threads_per_page,
        "modulepresenter_set-TOTAL_FORMS": 0,
        "modulepresenter_set-INITIAL_FORMS": 0,
        "handouts-TOTAL_FORMS": 0,
        "handouts-INITIAL_FORMS": 0,
        "seen": module.history.first().pk if module.pk else "",
    } | changes


def save(client, module, **changes):
    address = reverse("admin:boards_module_change", args=(module.pk,))
    return client.post(address, module_form(module, **changes))


def test_the_text_of_a_module_is_cleaned_when_it_is_saved(client, module, kim):
    client.force_login(kim)
    text = '<p onclick="x()">Hello <strong>you</strong><script>alert(1)</script></p>'

    save(client, module, text=text)

    module.refresh_from_db()
    assert module.text == "<p>Hello <strong>you</strong></p>"


def test_the_length_of_pages_is_fixed_once_there_are_comments(client, module, kim):
    write(module)
    client.force_login(kim)

    answer = save(client, module, threads_per_page=10)

    assert "The board has comments, so its pages stay as they are." in answer.content.decode()
    assert Module.objects.get().threads_per_page == 50


@pytest.mark.parametrize("slug", ["admin", "accounts", "comments", "threads", "static"])
def test_a_course_cannot_take_an_address_of_the_site_itself(slug):
    with pytest.raises(Exception, match="is an address of the site itself"):
        Course(title="A", short_title="A", slug=slug).full_clean()


def test_a_course_needs_a_time_zone_that_exists():
    with pytest.raises(Exception, match="Choose a time zone by its IANA name"):
        Course(title="A", short_title="A", slug="a", time_zone="Mars/Olympus").full_clean()


def test_professions_are_put_in_order_in_the_list(client, kim):
    client.force_login(kim)
    professions = list(Profession.objects.all())
    rows = {}
    for number, each in enumerate(professions):
        rows |= {
            f"form-{number}-id": each.pk,
            f"form-{number}-position": 1000 - number,
            f"form-{number}-active": "on",
        }
    total = {"form-TOTAL_FORMS": len(professions), "form-INITIAL_FORMS": len(professions)}

    client.post(reverse("admin:accounts_profession_changelist"), rows | total | {"_save": "Save"})

    assert list(Profession.objects.all()) == professions[::-1]


def test_a_profession_in_use_cannot_be_deleted(module, psychotherapy):
    build(module, [[]], profession=psychotherapy)

    with pytest.raises(Exception, match="protected"):
        psychotherapy.delete()


def test_the_first_superuser_is_made_by_e_mail_address(monkeypatch):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "a long enough one")

    call_command("createsuperuser", "--noinput", email="First@Example.org", verbosity=0)

    user = User.objects.get()
    assert (user.email, user.is_superuser, user.is_staff) == ("first@example.org", True, True)
    assert user.check_password("a long enough one")


def test_a_superuser_can_sign_in_to_the_administration(client, admin):
    door = client.get("/admin/", follow=True).redirect_chain[-1][0]

    answer = client.post(door, {"login": "Admin@example.org", "password": "password of admin"})

    assert door == "/accounts/login/?next=%2Fadmin%2F"
    assert answer["Location"] == "/admin/"


def test_an_account_is_never_deleted_here(client, admin, dana):
    client.force_login(admin)

    answer = client.post(reverse("admin:accounts_user_delete", args=(dana.pk,)), {"post": "yes"})

    assert answer.status_code == 403


def test_a_finding_reads_as_rule_and_words():
    assert str(Finding(rule="link", words="www.example.org")) == "link: www.example.org"
