"""Course staff write pages together: every save is a version, nobody overwrites unawares, and a
page opens and closes by itself."""

from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest
from django.contrib.auth.models import Permission
from django.db.models.query import QuerySet
from django.urls import reverse
from django.utils import timezone

from accounts.models import Offer, User
from boards.due import forget_files
from boards.models import (
    Comment,
    Course,
    CoursePresenter,
    Handout,
    Module,
    ModulePresenter,
    Presenter,
)
from boards.refusals import BoardClosed
from boards.views.pages import PREVIEW_LASTS, preview_address
from tests.boards.test_admin import module_form, save
from tests.conftest import build, confirm_address, hand_out, make_module, make_staff, write

pytestmark = pytest.mark.django_db


@pytest.fixture
def as_kim(client, kim):
    client.force_login(kim)
    return client


@pytest.fixture
def lee(db):
    return make_staff("lee@example.org", "Course staff")


@pytest.fixture
def draft(course):
    return make_module(course, 3, published_at=None, text="<p>What is to come.</p>")


# -- Versions ------------------------------------------------------------------------------


def test_every_save_is_a_version_that_says_who_made_it(as_kim, kim, module):
    save(as_kim, module, title="Another title")

    newest = module.history.first()
    assert (newest.title, newest.history_user) == ("Another title", kim)
    page = as_kim.get(reverse("admin:boards_module_history", args=(module.pk,))).content.decode()
    assert "Another title" in page
    assert "Title of module 1" in page  # what it was before


def test_an_earlier_version_is_restored(as_kim, module):
    first = module.history.first()
    save(as_kim, module, title="Another title")
    address = reverse("admin:boards_module_simple_history", args=(module.pk, first.pk))
    assert "Title of module 1" in as_kim.get(address).content.decode()
    module.refresh_from_db()

    as_kim.post(address, module_form(module, title="Title of module 1"))

    module.refresh_from_db()
    assert module.title == "Title of module 1"
    assert module.history.count() == 3


def test_a_version_says_in_words_who_presented(as_kim, module):
    maren = Presenter.objects.create(name="Maren")

    save(
        as_kim,
        module,
        **{
            "modulepresenter_set-TOTAL_FORMS": 1,
            "modulepresenter_set-0-presenter": maren.pk,
            "modulepresenter_set-0-position": 0,
        },
    )

    assert module.history.first().history_change_reason == "presenters: Maren"
    page = as_kim.get(reverse("admin:boards_module_history", args=(module.pk,))).content.decode()
    assert "presenters: Maren" in page


def presenting(*presenters):
    """The form's part for `presenters`, all new."""
    sent = {"modulepresenter_set-TOTAL_FORMS": len(presenters)}
    for place, presenter in enumerate(presenters):
        sent[f"modulepresenter_set-{place}-presenter"] = presenter.pk
        sent[f"modulepresenter_set-{place}-position"] = place
    return sent


def restore(client, module, version):
    address = reverse("admin:boards_module_simple_history", args=(module.pk, version.pk))
    return client.post(address, module_form(module), follow=True)


def test_restoring_brings_back_presenters_and_handouts(as_kim, module, files):
    maren = Presenter.objects.create(name="Maren")
    handout = hand_out(module)
    save(as_kim, module, **presenting(maren))
    version = module.history.first()
    module.modulepresenter_set.all().delete()
    module.handouts.all().delete()
    ModulePresenter.objects.create(module=module, presenter=Presenter.objects.create(name="Lee"))
    save(as_kim, module)

    restore(as_kim, module, version)

    assert list(module.presenters.all()) == [maren]
    assert list(module.handouts.all()) == [handout]
    assert module.handouts.get().file == handout.file
    assert module.history.first().belongings == version.belongings


def test_a_presenter_who_is_gone_does_not_come_back_and_that_is_said(as_kim, module):
    maren, lee = (Presenter.objects.create(name=name) for name in ("Maren", "Lee"))
    save(as_kim, module, **presenting(maren, lee))
    version = module.history.first()
    module.modulepresenter_set.all().delete()
    maren.delete()

    answer = restore(as_kim, module, version)

    assert list(module.presenters.all()) == [lee]
    assert "1 presenter of that version is not kept here any more." in answer.content.decode()


def test_a_version_that_holds_no_presenters_leaves_them_and_says_so(as_kim, module):
    first = module.history.first()
    maren = Presenter.objects.create(name="Maren")
    save(as_kim, module, **presenting(maren))

    answer = restore(as_kim, module, first)

    assert list(module.presenters.all()) == [maren]
    assert "What belongs to the page is as it was" in answer.content.decode()


def test_who_may_not_change_handouts_restores_none(client, module, files):
    editor = make_staff("lee@example.org", "Course staff")
    editor.groups.clear()
    editor.user_permissions.set(Permission.objects.filter(codename="change_module"))
    module.keep_belongings()
    version = module.history.first()
    hand_out(module)
    client.force_login(editor)

    assert restore(client, module, version).status_code == 403
    assert Handout.objects.count() == 1


def test_the_file_of_a_handout_stays_while_a_version_names_it(as_kim, module, files, monkeypatch):
    monkeypatch.setattr("boards.due.a_day_ago", timezone.now)
    handout = hand_out(module)
    save(as_kim, module)
    Handout.objects.all().delete()
    unnamed = files / "handouts" / "unnamed.pdf"
    unnamed.write_bytes(b"%PDF")

    forget_files()

    assert (files / handout.file.name).exists()
    assert not unnamed.exists()


def test_comments_make_no_versions_of_their_page(module):
    write(module)
    build(module, [[]])

    assert module.history.count() == 1


def test_who_leaves_is_no_longer_named_in_versions(as_kim, kim, module):
    save(as_kim, module, title="Another title")

    QuerySet(User).filter(pk=kim.pk).delete()

    assert module.history.first().history_user is None


@pytest.mark.parametrize("query", ["course=x", "published_at=x", "threads_per_page=x&number=x"])
def test_an_address_that_says_nonsense_opens_an_empty_page(as_kim, query):
    assert as_kim.get(reverse("admin:boards_module_add") + f"?{query}").status_code == 200


# -- Two at once ---------------------------------------------------------------------------


def test_who_saves_second_is_told_and_nothing_is_overwritten(as_kim, client, module, lee):
    opened = module_form(module, title="By Kim")
    client.force_login(lee)
    save(client, module, title="By Lee")
    client.force_login(User.objects.get(email="kim@example.org"))

    answer = client.post(reverse("admin:boards_module_change", args=(module.pk,)), opened)

    module.refresh_from_db()
    assert module.title == "By Lee"
    page = answer.content.decode()
    assert "Course staff has saved this page since you opened it" in page
    assert 'value="By Kim"' in page
    assert reverse("admin:boards_module_history", args=(module.pk,)) in page


def test_once_told_one_may_save_and_theirs_stays_among_the_versions(as_kim, module, lee):
    opened = module_form(module, title="By Kim")
    save(as_kim, module, title="By Lee")
    address = reverse("admin:boards_module_change", args=(module.pk,))
    told = as_kim.post(address, opened).context["adminform"].form

    as_kim.post(address, opened | {"seen": told["seen"].value()})

    module.refresh_from_db()
    assert module.title == "By Kim"
    assert [each.title for each in module.history.all()[:2]] == ["By Kim", "By Lee"]


def test_a_course_is_looked_after_in_the_same_way(as_kim, course):
    sent = {
        "title": "By Kim",
        "short_title": course.short_title,
        "slug": course.slug,
        "time_zone": course.time_zone,
        "seen": course.history.first().pk,
        "coursepresenter_set-TOTAL_FORMS": 0,
        "coursepresenter_set-INITIAL_FORMS": 0,
        "modules-TOTAL_FORMS": 0,
        "modules-INITIAL_FORMS": 0,
    }
    Course.objects.get(pk=course.pk).save()

    answer = as_kim.post(reverse("admin:boards_course_change", args=(course.pk,)), sent)

    course.refresh_from_db()
    assert course.title == "Practical Compassion"
    assert "Somebody has saved this page" in answer.content.decode()


# -- Draft, preview, schedule, closing --------------------------------------------------------


def test_somebody_without_an_account_sees_a_draft_by_its_link(client, draft):
    page = client.get(preview_address(draft)).content.decode()

    assert "What is to come." in page
    assert "This is a preview." in page
    assert '<meta name="robots" content="noindex">' in page
    assert client.get(draft.get_absolute_url()).status_code == 404


def test_the_preview_shows_nothing_of_its_board(client, module):
    write(module, text="A comment from before.")
    Module.objects.update(published_at=None)
    module.refresh_from_db()

    assert "A comment from before." not in client.get(preview_address(module)).content.decode()


def test_the_link_expires(client, draft, monkeypatch):
    address = preview_address(draft)
    monkeypatch.setattr("boards.views.pages.PREVIEW_LASTS", -timedelta(seconds=1))

    assert client.get(address).status_code == 404
    assert timedelta(days=14) == PREVIEW_LASTS


def test_the_link_is_for_one_module_alone(client, draft, course):
    other = make_module(course, 4, published_at=None)
    token = preview_address(draft).split("/")[-2]

    assert (
        client.get(reverse("boards:preview", args=("compassion", other.slug, token))).status_code
        == 404
    )
    assert (
        client.get(reverse("boards:preview", args=("compassion", draft.slug, "x"))).status_code
        == 404
    )


def test_once_published_the_link_leads_to_the_page(client, draft):
    address = preview_address(draft)
    Module.objects.filter(pk=draft.pk).update(published_at=timezone.now())

    assert client.get(address)["Location"] == draft.get_absolute_url()


def test_a_preview_is_kept_by_no_cache(client, draft):
    assert "no-store" in client.get(preview_address(draft))["Cache-Control"]


def test_staff_find_the_link_on_the_page_of_a_draft(as_kim, client, draft):
    page = as_kim.get(reverse("admin:boards_module_change", args=(draft.pk,))).content.decode()

    assert "works for 14 days" in page
    assert "/compassion/module-3/preview/" in page


def test_times_are_typed_and_shown_in_the_course_s_time_zone(as_kim, module):
    Course.objects.update(time_zone="Asia/Tokyo")
    save(as_kim, module, published_at_0="2030-05-01", published_at_1="09:00")

    module.refresh_from_db()
    assert module.published_at == datetime(2030, 5, 1, 0, 0, tzinfo=UTC)
    page = as_kim.get(reverse("admin:boards_module_change", args=(module.pk,))).content.decode()
    assert 'value="09:00:00"' in page
    assert "Asia/Tokyo" in page


def test_a_new_module_s_times_are_those_of_the_course_that_is_chosen(as_kim, course):
    Course.objects.update(time_zone="Asia/Tokyo")
    new = Module(course=course, number=5, title="New", slug="new")

    as_kim.post(
        reverse("admin:boards_module_add"),
        module_form(new, published_at_0="2030-05-01", published_at_1="09:00"),
    )

    assert Module.objects.get(slug="new").published_at.hour == 0


@pytest.mark.parametrize("course_sent", ["x", "99999999999999999999", ""])
def test_a_course_that_is_none_is_said_at_its_field(as_kim, course, course_sent):
    new = Module(course=course, number=5, title="New", slug="new")

    answer = as_kim.post(reverse("admin:boards_module_add"), module_form(new, course=course_sent))

    assert answer.status_code == 200
    assert answer.context["adminform"].form.errors["course"]


def test_it_closes_by_itself(client, module):
    comment = write(module)
    Module.objects.update(closes_at=timezone.now())
    module.refresh_from_db()

    page = client.get(module.get_absolute_url()).content.decode()

    assert "This board is closed." in page
    assert f"/comments/{comment.pk}/reply/" not in page
    with pytest.raises(BoardClosed):
        write(module)


def test_until_then_it_is_open(client, module):
    Module.objects.update(closes_at=timezone.now() + timedelta(minutes=1))
    module.refresh_from_db()

    assert write(module).is_published


def test_it_does_not_close_before_it_is_published(as_kim, module):
    sent = {"published_at_0": "2030-05-01", "published_at_1": "09:00"}
    sent |= {"closes_at_0": "2030-04-01", "closes_at_1": "09:00"}

    answer = save(as_kim, module, **sent)

    assert "It would close before it is published." in answer.content.decode()


# -- At a glance ---------------------------------------------------------------------------


def test_a_course_shows_its_modules_with_state_counts_and_what_waits(as_kim, course, draft):
    module = make_module(course, 1)
    later = datetime(2030, 5, 1, 13, tzinfo=UTC)
    make_module(course, 2, published_at=later)
    write(module)
    write(module).hold()

    page = as_kim.get(reverse("admin:boards_course_change", args=(course.pk,)))

    glance = page.context["inline_admin_formsets"][1]
    rows = (
        [form.original for form in glance.formset.forms] if False else list(glance.formset.queryset)
    )
    assert [(row.number, row.comments_count, row.held) for row in rows] == [
        (1, 1, 1),
        (2, 0, 0),
        (3, 0, 0),
    ]
    shown = page.content.decode()
    assert "scheduled for 05/01/2030 9 a.m." in shown
    assert ">draft<" in shown


def test_the_list_of_courses_sums_them_up(as_kim, course, draft):
    module = make_module(course, 1)
    write(module)
    write(module).hold()

    page = as_kim.get(reverse("admin:boards_course_changelist"))

    [row] = page.context["cl"].result_list
    found = (row.modules_there, row.drafts_there, row.comments_there, row.held_there)
    assert found == (2, 1, 1, 1)


# -- Once more ------------------------------------------------------------------------------


def test_a_course_is_copied_for_a_new_run_without_its_boards(as_kim, kim, course):
    presenter = Presenter.objects.create(name="Maren")
    CoursePresenter.objects.create(course=course, presenter=presenter, role="host")
    offer = Offer.objects.create(heading="Gold", button_label="Join", price=1)
    Course.objects.update(offer=offer)
    closing = {"closes_at": timezone.now(), "closed_note": "Over.", "question": "What?"}
    module = make_module(course, 1, text="<p>Text</p>", **closing)
    ModulePresenter.objects.create(module=module, presenter=presenter)
    write(make_module(course, 2))

    answer = as_kim.post(
        reverse("admin:boards_course_changelist"),
        {"action": "copy_for_a_new_run", "_selected_action": [course.pk]},
    )

    copy = Course.objects.exclude(pk=course.pk).get()
    assert urlsplit(answer["Location"]).path == reverse(
        "admin:boards_course_change", args=(copy.pk,)
    )
    assert (copy.title, copy.slug, copy.offer) == (
        "Practical Compassion (new run)",
        "compassion-2",
        offer,
    )
    assert [str(each) for each in copy.presenters.all()] == ["Maren"]
    first, second = copy.modules.all()
    assert (first.text, first.question, first.slug) == ("<p>Text</p>", "What?", "module-1")
    assert (first.published_at, first.closes_at, first.closed_note) == (None, None, "")
    assert [str(each) for each in first.presenters.all()] == ["Maren"]
    assert (second.comments_count, second.threads_numbered, second.threads.count()) == (0, 0, 0)
    assert copy.history.get().history_user == first.history.get().history_user == kim
    assert course.modules.count() == 2
    assert Comment.objects.count() == 1


def test_copied_twice_each_has_an_address_of_its_own(kim, course):
    first, second = course.copy(by=kim), course.copy(by=kim)

    assert (first.slug, second.slug) == ("compassion-2", "compassion-3")


def test_who_answers_in_an_old_thread_is_told_its_age(client, module):
    [[old], [new]] = build(module, [[], []])
    QuerySet(Comment).filter(pk=old.pk).update(created=datetime(2019, 3, 1, tzinfo=UTC))

    assert "This thread is from 2019." in client.get(f"/comments/{old.pk}/reply/").content.decode()
    assert "This thread is from" not in client.get(f"/comments/{new.pk}/reply/").content.decode()


# -- Presenters ------------------------------------------------------------------------------


def presenter_form(**changes):
    return {"name": "Dana Whitfield", "credentials": "PhD", "account": ""} | changes


def test_a_presenter_s_comments_say_so(client, module, dana):
    write(module, author=dana, email=dana.email, name="Dana")
    Presenter.objects.create(name="Dana", user=dana)
    write(module, name="Somebody")

    page = client.get(module.get_absolute_url()).content.decode()

    assert page.count('<span class="presenter">Presenter</span>') == 1


def test_who_becomes_a_presenter_is_one_on_the_next_page(client, module, dana):
    write(module, author=dana, email=dana.email)
    client.get(module.get_absolute_url())

    Presenter.objects.create(name="Dana", user=dana)

    assert 'class="presenter"' in client.get(module.get_absolute_url()).content.decode()


def test_staff_name_the_account_by_its_address(as_kim, dana):
    confirm_address(dana)
    presenter = Presenter.objects.create(name="Dana")
    address = reverse("admin:boards_presenter_change", args=(presenter.pk,))

    as_kim.post(address, presenter_form(account="DANA@example.org"))

    presenter.refresh_from_db()
    assert presenter.user == dana
    as_kim.post(address, presenter_form())
    presenter.refresh_from_db()
    assert presenter.user is None


@pytest.mark.parametrize("account", ["nobody@example.org", "dana@example.org", "x"])
def test_an_address_with_which_nobody_signs_in_is_refused(as_kim, dana, account):
    presenter = Presenter.objects.create(name="Dana")
    address = reverse("admin:boards_presenter_change", args=(presenter.pk,))

    answer = as_kim.post(address, presenter_form(account=account))

    assert answer.context["adminform"].form.errors["account"]
    assert Presenter.objects.get().user is None


def test_one_account_is_one_presenter(as_kim, dana):
    confirm_address(dana)
    Presenter.objects.create(name="Dana", user=dana)

    answer = as_kim.post(reverse("admin:boards_presenter_add"), presenter_form(account=dana.email))

    assert "That is the account of the presenter Dana." in answer.content.decode()
    assert Presenter.objects.count() == 1


# -- Where nothing may be saved -----------------------------------------------------------------


def test_a_course_with_modules_for_members_keeps_its_offer(as_kim, course):
    offer = Offer.objects.create(heading="Gold", button_label="Join")
    Course.objects.update(offer=offer)
    make_module(course, 1, members_only=True)
    sent = {
        "title": course.title,
        "short_title": course.short_title,
        "slug": course.slug,
        "time_zone": course.time_zone,
        "offer": "",
        "seen": course.history.first().pk,
        "coursepresenter_set-TOTAL_FORMS": 0,
        "coursepresenter_set-INITIAL_FORMS": 0,
    }

    answer = as_kim.post(reverse("admin:boards_course_change", args=(course.pk,)), sent)

    assert "It has modules for members, so it needs an offer." in answer.content.decode()


def test_a_module_stays_in_its_course(as_kim, module):
    other = Course.objects.create(title="Another", short_title="Another", slug="another")

    save(as_kim, module, course=other.pk)

    module.refresh_from_db()
    assert module.course != other


def test_who_may_only_look_restores_nothing(client, module):
    viewer = make_staff("viewer@example.org", "Course staff")
    viewer.groups.clear()
    viewer.user_permissions.add(Permission.objects.get(codename="view_module"))
    client.force_login(viewer)
    address = reverse(
        "admin:boards_module_simple_history", args=(module.pk, module.history.first().pk)
    )

    assert client.get(address).status_code == 200
    assert client.post(address, module_form(module, title="By a viewer")).status_code == 403


@pytest.mark.parametrize(
    "path", ["x/history/", "x/history/1/", "1/history/x/", "987654/history/1/"]
)
def test_of_what_there_is_not_there_are_no_versions(as_kim, module, path):
    assert as_kim.get(f"/admin/boards/module/{path}").status_code == 404


def test_an_earlier_version_shows_times_of_the_course_too(as_kim, module):
    Course.objects.update(time_zone="Asia/Tokyo")
    save(as_kim, module, published_at_0="2030-05-01", published_at_1="09:00")
    newest = module.history.first()

    address = reverse("admin:boards_module_simple_history", args=(module.pk, newest.pk))

    assert 'value="09:00:00"' in as_kim.get(address).content.decode()


def test_the_list_of_modules_knows_what_has_closed(as_kim, module):
    Module.objects.update(closes_at=timezone.now())

    page = as_kim.get(reverse("admin:boards_module_changelist")).content.decode()

    assert '<td class="field-board_state">closed</td>' in page


def test_a_preview_link_outlives_a_new_address(client, draft):
    address = preview_address(draft)
    draft.slug = "renamed"
    draft.save()

    assert "What is to come." in client.get(address).content.decode()
