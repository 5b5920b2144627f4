"""What people do on a board and where they look, for the tests to tell in words."""

import re

from allauth.account.models import EmailAddress
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from boards.models import Rule

TEXT = "I will use the pause with my clients."
GUEST = {"Name": "Priya Raman", "Email": "priya@example.org", "Comment": TEXT}


def sign_in(page, person, password, to="/"):
    """On the site's own page, with a confirmed address, on the way to the address `to`."""
    confirmed = {"verified": True, "primary": True}
    EmailAddress.objects.update_or_create(user=person, email=person.email, defaults=confirmed)
    page.goto(f"/accounts/login/?next={to}")
    page.get_by_label("Email").fill(person.email)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign In", exact=True).click()
    page.wait_for_url(f"**{to}")


def comment_form(page):
    return page.locator("#respond form")


def reply_form(page, parent):
    return page.locator(f"#respond-{parent.pk} form")


def reply_link(page, parent):
    return page.get_by_role("link", name=f"Reply to {parent.name}")


def report_link(page, comment):
    return page.locator(f"#c{comment.pk} .report")


def open_reply_form(page, parent):
    reply_link(page, parent).click()
    form = reply_form(page, parent)
    expect(form).to_be_visible()
    return form


def fill(form, **typed):
    """Fill in the form as a guest, with other words where told: `fill(form, City="Leeds")`."""
    for label, words in (GUEST | typed).items():
        form.get_by_label(re.compile(f"^{label}")).fill(words)


def post(form):
    form.get_by_role("button", name="Post Comment").click()


def fill_and_post(form, **typed):
    fill(form, **typed)
    post(form)


def shown(page, text):
    """The comment with that text, as readers see it."""
    return page.locator("article.comment", has=page.locator(".text", has_text=text))


def replies_to(page, parent):
    """The comments right beneath `parent`."""
    return page.locator(f"li:has(> #c{parent.pk}) > .replies > li > article")


def count_heading(page):
    return page.locator("h2#comments")


# -- Rules ---------------------------------------------------------------------

# For each rule that a board begins with: a sentence that breaks it, and the words found in it.
BREACHES = {
    "link": ("My handout on it is at www.example.org for all.", "www.example.org"),
    "referral": (
        "Can anyone recommend a good trauma therapist in Leeds for my client?",
        "Can anyone recommend a good trauma therapist in Leeds for my client?",
    ),
    "advert": (
        "Sign up today for my online course, eight weeks for only 99 dollars.",
        "Sign up today for my online course, eight weeks for only 99 dollars.",
    ),
    "personal": (
        "My husband left me last month and I cannot sleep or stop crying.",
        "My husband left me last month and I cannot sleep or stop crying.",
    ),
}
TALK = (
    "The pause has changed how I begin my sessions. {} "
    "The worksheet is short and clear, and my clients like it."
)
CLEAN = TALK.replace(" {}", "")


def breaching(*codes):
    """Good talk with a sentence in it for each rule that is to be broken."""
    return TALK.format(" ".join(BREACHES[code][0] for code in codes))


def words_found(*codes):
    return [BREACHES[code][1] for code in codes]


def change_rule(code, **words):
    """As staff do in the admin: `change_rule("link", action="hold")`."""
    rule = Rule.objects.get(code=code)
    for name, new in words.items():
        setattr(rule, name, new)
    rule.save()
    return rule


def open_form(page, module, parent=None):
    """The form for a comment on the board of `module`, or for a reply to `parent`."""
    page.goto(module.get_absolute_url())
    return open_reply_form(page, parent) if parent else comment_form(page)


def flagged_form(page, module, *codes, parent=None, **typed):
    """The form as it comes back from a comment that breaks the rules named."""
    typed = {"Comment": breaching(*codes)} | typed
    fill_and_post(open_form(page, module, parent), **typed)
    form = reply_form(page, parent) if parent else comment_form(page)
    expect(form.locator("mark").first).to_be_visible()
    return form


def edit_comment(form, text):
    """By the way offered for it, which leads to what was typed."""
    form.get_by_role("link", name="Edit my comment").click()
    expect(form.get_by_label("Comment")).to_be_focused()
    form.get_by_label("Comment").fill(text)
    post(form)


def send_as_it_is(form):
    form.get_by_role("button", name="Send to a moderator as it is").click()


# -- The page of a comment -----------------------------------------------------


def send_again(page, text, button="Save my changes"):
    """On the page of the comment, with other words."""
    page.get_by_label("Comment").fill(text)
    page.get_by_role("button", name=button).click()


def open_answer(page):
    page.get_by_text("Answer the moderator, once").click()


def send_answer(page, text):
    page.get_by_label("Your answer").fill(text)
    page.get_by_role("button", name="Send my answer").click()


def expect_nothing_on_board(page, module):
    page.goto(module.get_absolute_url())
    expect(count_heading(page)).to_have_text("No Comments Yet")


# -- Pages as a whole ----------------------------------------------------------


def complaints(page):
    """What axe-core finds wrong with the page as it is, in light and in dark: rule and place. It
    needs a page whose JavaScript is on; with it off, it never comes back. All its rules but the
    experimental ones: WCAG 2.2 A and AA, of which it asks for targets of 24 pixels only when told,
    and best practices."""
    options = {"rules": {"target-size": {"enabled": True}}}
    page.wait_for_load_state()  # a click ends where the next page begins
    found = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        found += [
            f"{scheme}: {violation['id']}: {node['html']}: {node['failureSummary']}"
            for violation in Axe().run(page, options=options).response["violations"]
            for node in violation["nodes"]
        ]
    return found


def overflow(page):
    """By how many pixels the page is wider than the narrowest screens, of 320 pixels."""
    page.set_viewport_size({"width": 320, "height": 640})
    return page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
