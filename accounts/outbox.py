"""The one way by which mail leaves: into the outbox, from where `run_due` sends it."""

from contextlib import contextmanager

from django.conf import settings
from django.core.files import locks
from django.core.mail.backends.base import BaseEmailBackend
from django.template.loader import render_to_string
from post_office import mail

# post_office takes what it is given for templates, and what people typed is none.
AS_IT_IS = "{%% autoescape off %%}{{ %s }}{%% endautoescape %%}"
PLAIN = "mail/plain.html"


def put(to, subject, template, context, *, headers=None, priority="medium"):
    """Write a mail to the address `to`, in the transaction that is open: it leaves if that commits.

    Its text is made by `template`.txt, its HTML by `template`.html if there is one, else of the
    text, in the site's look. Of two priorities («medium», «low») the first is sent first. Returns
    the mail, a post_office.models.Email."""
    text = render_to_string(f"{template}.txt", context | site()).strip() + "\n"
    html = render_to_string((f"{template}.html", PLAIN), context | site() | {"text": text})
    return write(to, subject, text, html, headers=headers, priority=priority)


def write(to, subject, text, html, **more):
    return mail.send(
        to,
        settings.DEFAULT_FROM_EMAIL,
        subject=AS_IT_IS % "subject",
        message=AS_IT_IS % "text",
        html_message=AS_IT_IS % "html",
        context={"subject": " ".join(subject.split()), "text": text, "html": html},
        **more,
    )


def site():
    return {"site_name": settings.SITE_NAME, "site_url": settings.SITE_URL}


@contextmanager
def held():
    """Gives whether what waits is this process's until the block ends: of two on this machine one
    sends it or writes it anew, as both would do the same, or undo what the other does."""
    with open(settings.DATA_DIR / "outbox.lock", "w") as file:
        yield locks.lock(file, locks.LOCK_EX | locks.LOCK_NB)


class EmailBackend(BaseEmailBackend):
    """What libraries send by Django's own functions goes the same way."""

    def send_messages(self, messages):
        for message in messages:
            if message.attachments:
                raise NotImplementedError("mail of ours bears no attachments")
            alternatives = {kind: content for content, kind in getattr(message, "alternatives", ())}
            html = alternatives.get("text/html")
            html = html or render_to_string(PLAIN, site() | {"text": message.body})
            headers = message.extra_headers or None
            for to in message.recipients():  # each alone: none reads the others' addresses
                write(to, message.subject, message.body, html, headers=headers)
        return len(messages)
