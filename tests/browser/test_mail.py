"""From the box at the form to the mail about an answer, and to no more, without signing in."""

import re

from django.db.models import F
from playwright.sync_api import expect
from post_office.models import Email

from boards.due import spread_news, write_news
from boards.models import Announcement, Comment, News, Subscription
from boards.models.comment import EDITABLE_FOR
from tests.browser.conftest import with_and_without_javascript
from tests.browser.steps import complaints, fill, open_form, overflow, post
from tests.conftest import write


def link_in_last_mail(kind):
    """The address in it that leads to a page of that kind, on this site."""
    email = Email.objects.latest("pk")
    return re.search(rf"http://localhost:8000(/{kind}/\S+)", email.message)[1]


def what_is_due_is_written():
    Announcement.objects.update(due_at=F("due_at") - EDITABLE_FOR)
    News.objects.update(due_at=F("due_at") - EDITABLE_FOR)
    Email.objects.update(created=F("created") - EDITABLE_FOR)
    spread_news()
    write_news()


@with_and_without_javascript
def test_a_guest_hears_of_an_answer_and_stops_it_from_the_mail(page, module):
    form = open_form(page, module)
    fill(form)
    form.get_by_label("Mail me when somebody answers").check()
    post(form)
    expect(page.get_by_text("a mail on its way there asks you to")).to_be_visible()

    page.goto(link_in_last_mail("mail"))
    page.get_by_role("button", name="Yes, write to me").click()
    expect(page.get_by_role("status")).to_contain_text("Replies to your comments")

    reply = write(module, Comment.objects.get(), name="Dana Whitfield")
    what_is_due_is_written()
    page.goto(link_in_last_mail("comments"))
    expect(page.locator(f"#c{reply.pk}")).to_be_visible()

    page.goto(link_in_last_mail("mail"))
    page.get_by_role("button", name="Stop this mail").click()
    expect(page.get_by_role("status")).to_contain_text("You get no more mail about this")

    write(module, Comment.objects.earliest("pk"), name="Another")
    what_is_due_is_written()
    assert not Email.objects.filter(subject__contains="Another").exists()


def test_a_member_follows_a_board_and_a_thread_and_chooses_how_often(signed_in, module):
    write(module, name="Priya Raman")
    signed_in.goto(module.get_absolute_url())
    signed_in.get_by_role("link", name="Follow this board by mail").click()
    signed_in.get_by_label("How often").select_option("Once a day")
    signed_in.get_by_role("button", name="Follow", exact=True).click()
    signed_in.get_by_role("link", name="Follow this thread").click()
    signed_in.get_by_role("button", name="Follow", exact=True).click()

    signed_in.goto("/mail/")
    signed_in.get_by_label("Thread 1").select_option("Never")
    signed_in.get_by_role("button", name="Save my choices").click()

    expect(signed_in.get_by_role("status")).to_have_text("Your choices are saved.")
    chosen = Subscription.objects.exclude(about__in=Subscription.OF_A_PERSON)
    assert list(chosen.values_list("about", "frequency").order_by("about")) == [
        ("module", "daily"),
        ("thread", "never"),
    ]


def test_the_pages_about_mail_are_accessible_and_fit(page, module):
    comment = write(module)
    wish = Subscription.objects.create(
        email="ann@example.org", about="thread", thread=comment.thread
    )
    for address in (wish.page, f"{module.get_absolute_url()}follow/"):
        page.goto(address)

        assert complaints(page) == []
        assert overflow(page) <= 0
