"""Mail waits in the outbox, in two parts and the site's look, until `run_due` has sent it once."""

import pytest
from django.core import mail
from django.core.files import locks
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.db import transaction
from post_office.models import STATUS, Email

from accounts import due, outbox

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def sent_to_memory(settings):
    memory = {"default": "django.core.mail.backends.locmem.EmailBackend"}
    settings.POST_OFFICE = settings.POST_OFFICE | {"BACKENDS": memory}


@pytest.fixture
def to_the_outbox(settings):
    settings.EMAIL_BACKEND = "accounts.outbox.EmailBackend"


def put(**more):
    context = {"address": "/x", "wish": None}
    return outbox.put("ann@example.org", "A subject", "boards/mail/confirm", context, **more)


def test_a_mail_has_its_text_in_the_site_s_look_as_well():
    email = put()

    assert "http://localhost:8000/x" in email.message
    assert '<a href="http://localhost:8000/x"' in email.html_message
    assert "Colloquy</p>" in email.html_message


def test_it_leaves_only_if_the_transaction_is_kept():
    with transaction.atomic():
        put()
        transaction.set_rollback(True)

    assert not Email.objects.exists()


def test_it_is_sent_once():
    put()

    assert "1 sent" in due.send_mail()
    assert due.send_mail() == ""
    [message] = mail.outbox
    assert message.to == ["ann@example.org"]
    assert [part.mimetype for part in message.alternatives] == ["text/html"]


def test_while_one_process_sends_another_does_not(settings):
    put()

    with open(settings.DATA_DIR / "outbox.lock", "w") as file:
        locks.lock(file, locks.LOCK_EX)
        assert due.send_mail() == ""

    assert mail.outbox == []


def test_what_cannot_be_sent_is_tried_again(settings):
    nowhere = {"default": "tests.accounts.test_outbox.Nowhere"}
    settings.POST_OFFICE = settings.POST_OFFICE | {"BACKENDS": nowhere}
    put()

    assert "1 to be tried again" in due.send_mail()
    assert Email.objects.get().status == STATUS.requeued


class Nowhere:
    def __init__(self, **options):
        pass

    def send_messages(self, messages):
        raise OSError("no mail server there")

    def close(self):
        pass


@pytest.mark.parametrize(
    "typed", ["{{ secret }}", "{% debug %}", "{% include 'x' %}", "{% if", "{# no #}"]
)
def test_what_people_typed_is_never_taken_for_a_template(to_the_outbox, typed):
    EmailMessage(f"About {typed}", f"You wrote {typed}.", to=["ann@example.org"]).send()

    email = Email.objects.get()
    assert email.subject == f"About {typed}"
    assert email.message == f"You wrote {typed}."


def test_what_people_typed_is_text_in_the_html_too(to_the_outbox):
    EmailMessage("Hello", "<script>alert(1)</script> & more", to=["ann@example.org"]).send()

    html = Email.objects.get().html_message
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; more" in html


def test_a_subject_is_one_line():
    subject = "One\nBcc: all@example.org"
    email = outbox.write("ann@example.org", subject, "Text.", "<p>Text.</p>")

    assert email.subject == "One Bcc: all@example.org"


def test_what_a_library_sends_reaches_each_alone_and_keeps_its_html(to_the_outbox):
    message = EmailMultiAlternatives("Subject", "Text", to=["a@example.org"], cc=["b@example.org"])
    message.bcc = ["c@example.org"]
    message.attach_alternative("<b>Text</b>", "text/html")

    message.send()

    assert [(email.to, email.cc, email.html_message) for email in Email.objects.order_by("pk")] == [
        ([f"{name}@example.org"], [], "<b>Text</b>") for name in "abc"
    ]


def test_what_a_library_attaches_is_refused_rather_than_lost(to_the_outbox):
    message = EmailMultiAlternatives("Subject", "Text", to=["a@example.org"])
    message.attach("a.txt", "words")

    with pytest.raises(NotImplementedError):
        message.send()
