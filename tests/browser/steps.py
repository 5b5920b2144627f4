"""What people do on a board and where they look, for the tests to tell in words."""

from playwright.sync_api import expect

TEXT = "I will use the pause with my clients."
GUEST = {"Name": "Priya Raman", "Email": "priya@example.org", "Comment": TEXT}


def comment_form(page):
    return page.locator("#respond form")


def reply_form(page, parent):
    return page.locator(f"#respond-{parent.pk} form")


def reply_link(page, parent):
    return page.get_by_role("link", name=f"Reply to {parent.name}")


def open_reply_form(page, parent):
    reply_link(page, parent).click()
    form = reply_form(page, parent)
    expect(form).to_be_visible()
    return form


def fill(form, **typed):
    """Fill in the form as a guest, with other words where told: `fill(form, City="Leeds")`."""
    for label, words in (GUEST | typed).items():
        form.get_by_label(label).fill(words)


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
    return page.locator(f"li:has(> #comment-{parent.pk}) > .replies > li > article")


def count_heading(page):
    return page.locator("h2#comments")
