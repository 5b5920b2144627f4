from playwright.sync_api import expect

from tests.browser.steps import TEXT, comment_form, post, shown


def test_a_member_gives_no_email_address(signed_in, module):
    signed_in.goto(module.get_absolute_url())

    expect(comment_form(signed_in).get_by_label("Name")).to_have_value("Dana Whitfield")
    expect(comment_form(signed_in).get_by_label("Email")).to_have_count(0)


def test_a_member_posts_under_a_byline(signed_in, module):
    post_with_byline(signed_in, module)

    comment = shown(signed_in, TEXT)
    expect(comment.get_by_role("heading")).to_have_text(
        "Dana Whitfield, Psychotherapy, Boulder, CO, USA says"
    )


def test_the_form_remembers_the_byline_of_the_last_comment(signed_in, module):
    post_with_byline(signed_in, module)
    expect(shown(signed_in, TEXT)).to_be_visible()

    signed_in.goto(module.get_absolute_url())

    form = comment_form(signed_in)
    expect(form.get_by_label("Name")).to_have_value("Dana Whitfield")
    expect(form.get_by_label("Profession").locator(":checked")).to_have_text("Psychotherapy")
    expect(form.get_by_label("Country")).to_have_value("United States of America")
    expect(form.get_by_label("City")).to_have_value("Boulder")
    expect(form.get_by_label("State")).to_have_value("Colorado")


def post_with_byline(page, module):
    page.goto(module.get_absolute_url())
    form = comment_form(page)
    form.get_by_label("Profession").select_option("Psychotherapy")
    form.get_by_label("Country").select_option("United States of America")
    form.get_by_label("City").fill("Boulder")
    form.get_by_label("State").select_option("Colorado")
    form.get_by_label("Comment").fill(TEXT)
    post(form)
