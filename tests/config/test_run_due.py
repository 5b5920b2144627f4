from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.mail import send_mail
from django.core.management import call_command
from django.utils import timezone

from boards.models import Submission
from tests.conftest import write

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def mail_by_hand(settings):
    """The outbox as in the product, and where it sends to in memory."""
    settings.EMAIL_BACKEND = "post_office.EmailBackend"
    settings.POST_OFFICE = settings.POST_OFFICE | {
        "BACKENDS": {"default": "django.core.mail.backends.locmem.EmailBackend"}
    }


def fails():
    raise RuntimeError("on purpose")


def works():
    return "it worked"


def test_mail_waits_in_the_outbox_until_it_is_due_and_is_sent_once(capsys):
    send_mail("Subject", "Text", None, ["dana@example.org"])
    assert mail.outbox == []

    call_command("run_due")
    call_command("run_due")

    assert [each.to for each in mail.outbox] == [["dana@example.org"]]
    assert "mail: 1 sent, 0 to be tried again" in capsys.readouterr().out


def test_where_mail_goes_to_files_it_is_said_to_whom(settings, tmp_path, capsys):
    settings.EMAIL_FILE_PATH = tmp_path
    settings.POST_OFFICE = settings.POST_OFFICE | {
        "BACKENDS": {"default": "django.core.mail.backends.filebased.EmailBackend"}
    }
    send_mail("Subject", "Text", None, ["dana@example.org"])

    call_command("run_due")

    assert "to dana@example.org: Subject (sent)" in capsys.readouterr().out


def test_elsewhere_no_address_and_no_subject_is_in_the_log(capsys):
    send_mail("A person has answered you", "Text", None, ["dana@example.org"])

    call_command("run_due")

    said = capsys.readouterr()
    assert "dana" not in said.out + said.err
    assert "answered" not in said.out + said.err


def test_ended_sessions_are_cleared():
    now = timezone.now()
    Session.objects.create(session_key="old", session_data="", expire_date=now - timedelta(days=1))
    Session.objects.create(session_key="new", session_data="", expire_date=now + timedelta(days=1))

    call_command("run_due")

    assert [each.session_key for each in Session.objects.all()] == ["new"]


def test_traces_of_posts_are_forgotten_after_an_hour(module):
    write(module)
    write(module)
    first = Submission.objects.earliest("pk")
    Submission.objects.filter(pk=first.pk).update(created=timezone.now() - timedelta(minutes=61))

    call_command("run_due")

    assert Submission.objects.count() == 1


def test_nothing_due_says_nothing(capsys):
    call_command("run_due")

    assert capsys.readouterr().out == ""


def test_one_task_that_fails_does_not_stop_the_others(settings, capsys):
    settings.DUE_TASKS = [f"{__name__}.fails", f"{__name__}.works"]

    call_command("run_due")

    said = capsys.readouterr()
    assert "it worked" in said.out
    assert "fails failed" in said.err
