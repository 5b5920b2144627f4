"""Every page that people see, in every state it can be in: for the tests that hold for all of them,
and for `make pictures`.

A state is a function that takes the browser's page and the Site there, and brings the page into the
state that its name says."""

from datetime import timedelta

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import Membership, Offer, Order, User
from boards.models import (
    CoursePresenter,
    Module,
    ModulePresenter,
    Presenter,
    Rule,
    RuleVersion,
    Subscription,
)
from boards.reading import LINES_PER_THREAD, LONG_BRANCH
from boards.views.pages import preview_address
from boards.views.posting import status_address
from moderation.models import Decision, Report
from tests.browser.steps import (
    breaching,
    comment_form,
    fill,
    fill_and_post,
    flagged_form,
    open_reply_form,
    post,
)
from tests.conftest import (
    build,
    confirm_address,
    make_comment,
    make_course,
    make_module,
    make_staff,
    write,
)

STATES = {}

TEXT = """
<p>Most of us came into this work because we are <em>moved</em> by other people's pain.</p>
<h2>A small practice</h2>
<ul><li>Rest one hand on your breastbone.</li><li>Take two low breaths.</li></ul>
<blockquote><p>What may be hard for this person today?</p></blockquote>
"""
PARAGRAPHS = (
    "I will use the pause with my clients, most of all at the door.",
    "With a young father this week I named the guard before he did, and he laughed. Then neither "
    "of us said anything for a while, which was new.\n\nI would not have dared that a year ago.",
    "Thank you for this. How do you begin when the room is full?",
)
PEOPLE = (
    {"name": "Dana Whitfield", "country": "US", "state": "CO", "city": "Boulder"},
    {"name": "Priya Raman", "country": "GB"},
    {"name": "Tomasz Wiśniewski, RN", "country": "PL"},
)


def state(arrive=None, *, scripts=True):
    """Register a state. Without `scripts` the browser gets none, as where JavaScript is off."""

    def register(arrive):
        arrive.scripts = scripts
        STATES[arrive.__name__] = arrive
        return arrive

    return register(arrive) if arrive else register


class Site:
    """A course with an offer, its first module and the people of the cast; `url` is where the live
    server is."""

    def __init__(self, url):
        self.url = url
        offer = Offer.objects.create(
            heading="Sign up for a Gold Membership",
            button_label="Sign Me Up",
            credit_line="8.5 CE/CME Credits or Clock Hours are available for purchase at checkout.",
            included="All modules\nThe handouts",
            price=19700,
            credits="8.5",
            credits_price=9900,
            terms="It ends by itself after a year.",
            how_to_pay="To account 00.",
        )
        self.offer = offer
        self.course = make_course(
            offer=offer, title="Practical Compassion: Staying Close to Suffering"
        )
        self.module = make_module(
            self.course,
            1,
            title="Turning Toward Suffering",
            text=TEXT,
            question="What will you use with your clients?",
            talk="https://www.youtube.com/watch?v=aaaaaaaaaaa",
        )
        for place, name in enumerate(("Maren Halloway", "Teodor Brandvik")):
            presenter = Presenter.objects.create(name=name, credentials="PhD")
            CoursePresenter.objects.create(
                course=self.course, presenter=presenter, role=("host", "faculty")[place]
            )
            ModulePresenter.objects.create(module=self.module, presenter=presenter)

    def talk(self, shape=((), (0, 0, 1), (0, 1, 2, 3, 4, 5)), **fields):
        """Threads on the first module's board, see `build`, by several people in several words."""
        threads = build(self.module, [list(each) for each in shape], **fields)
        for number, comment in enumerate(each for thread in threads for each in thread):
            person = PEOPLE[number % len(PEOPLE)]
            words = {"text": PARAGRAPHS[number % len(PARAGRAPHS)]}
            for name, value in (person | words).items():
                setattr(comment, name, value)
            comment.complete_built()
            comment.save(update_fields=[*person, "text", "markup"])
        return threads

    def sign_in(self, page, person):
        """Without the form, of which other states are about."""
        client = Client()
        client.force_login(person)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME]
        page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": self.url}])
        return person

    def member(self, page):
        dana = User.objects.create_user("dana@example.org", "password of dana", name="Dana")
        return self.sign_in(page, confirm_address(dana))

    def moderator(self, page):
        return self.sign_in(page, make_staff("mod@example.org", "Moderators"))

    def held(self, **fields):
        return self.module.start_thread(make_comment(breaching("link"), **fields), as_is=True)

    def decided(self, act, comment):
        moderator = make_staff("mod@example.org", "Moderators")
        rule = RuleVersion.objects.in_force().get(rule__code="link")
        said = "Please tell us the title of the handout instead of where it lies."
        Decision.make(act, comment, by=moderator, rule=rule, sentence=said)


# -- The board -----------------------------------------------------------------------------


@state
def home(page, site):
    page.goto("/")


@state
def course(page, site):
    make_module(site.course, 2, title="The Guard at the Gate")
    page.goto(site.course.get_absolute_url())


@state
def board_empty(page, site):
    page.goto(site.module.get_absolute_url())


@state
def board(page, site):
    site.talk()
    page.goto(site.module.get_absolute_url())


@state(scripts=False)
def board_without_scripts(page, site):
    site.talk()
    page.goto(site.module.get_absolute_url())


@state
def board_with_new_and_folded(page, site):
    site.talk([(), [0] + [1] * (LONG_BRANCH + 1)], created=timezone.now())
    yesterday = int((timezone.now() - timedelta(days=1)).timestamp() * 1000)
    page.goto("/")
    visit = f"localStorage.setItem('visit:{site.module.pk}', '{{\"at\": {yesterday}}}')"
    page.evaluate(visit)
    page.goto(site.module.get_absolute_url())
    page.locator("summary", has_text="replies").click()


@state
def board_keys(page, site):
    site.talk()
    page.goto(site.module.get_absolute_url())
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()


@state
def board_of_many_pages(page, site):
    Module.objects.update(threads_per_page=5)
    site.module.refresh_from_db()
    site.talk([[]] * 14)
    page.goto(site.module.page_url(2))


@state
def board_with_gaps(page, site):
    [[opening, *_replies]] = site.talk([(0, 0)])
    opening.remove()
    page.goto(site.module.get_absolute_url())


@state
def board_closed(page, site):
    site.talk()
    note = "We talk on at module 2."
    Module.objects.update(board=Module.Board.CLOSED, closed_note=note)
    page.goto(site.module.get_absolute_url())


@state
def board_closed_thread(page, site):
    site.talk([(0,)])[0][0].thread.close()
    page.goto(site.module.get_absolute_url())


@state
def board_right_to_left(page, site):
    text = "אשתמש בהפסקה עם המטופלים שלי.\n\nAnd a line in English."
    build(site.module, [[0]], text=text, name="ליאורה כהן", country="IL")
    build(site.module, [[]], text="A line in English with שלום in it.")
    page.goto(site.module.get_absolute_url())


@state
def board_mirrored(page, site):
    """As where the site's language is written from right to left."""
    site.talk([(), [0] + [1] * (LONG_BRANCH + 1)])
    page.goto(site.module.get_absolute_url())
    page.evaluate("document.documentElement.dir = 'rtl'")
    page.locator("summary", has_text="replies").click()


@state
def board_of_a_member(page, site):
    site.member(page)
    site.talk()
    page.goto(site.module.get_absolute_url())


@state
def board_for_members(page, site):
    Module.objects.update(members_only=True)
    page.goto(site.module.get_absolute_url())


@state
def board_draft_preview(page, site):
    Module.objects.update(published_at=None)
    site.module.refresh_from_db()
    page.goto(preview_address(site.module))


@state
def thread_in_parts(page, site):
    [[*comments]] = site.talk([[0] * (LINES_PER_THREAD + 5)])
    page.goto(f"{comments[0].thread.get_absolute_url()}?after={comments[LINES_PER_THREAD].pk}")


@state
def long_thread(page, site):
    site.talk([[0] * (LINES_PER_THREAD + 5)])
    page.goto(site.module.get_absolute_url())


@state
def groups(page, site):
    site.talk([[0] * 9])
    page.goto(f"{site.module.get_absolute_url()}by/")


@state
def group(page, site):
    opening = write(site.module, text=PARAGRAPHS[1], country="NZ")
    for _guest in range(3):
        write(site.module, opening, country="NZ")
    page.goto(f"{site.module.get_absolute_url()}by/")
    page.get_by_role("link", name="New Zealand").click()
    expect(page.get_by_role("heading", name="New Zealand", level=1)).to_be_visible()


@state
def search_results(page, site):
    site.talk([[0] * 25] * 2)
    page.goto(f"{reverse('boards:search', args=(site.course.slug,))}?q=pause")
    expect(page.locator("mark").first).to_be_visible()


@state
def search_without_results(page, site):
    page.goto(f"{reverse('boards:search', args=(site.course.slug,))}?q=zeppelin")


# -- The form ------------------------------------------------------------------------------


@state
def reply_open(page, site):
    threads = site.talk()
    page.goto(site.module.get_absolute_url())
    page.locator(f"#c{threads[1][1].pk} .reply").click()
    expect(page.locator(".reply-here form")).to_be_visible()


@state(scripts=False)
def reply_page(page, site):
    page.goto(reverse("boards:reply", args=(site.talk()[1][1].pk,)))


@state
def form_errors(page, site):
    page.goto(site.module.get_absolute_url())
    post(comment_form(page))
    expect(page.locator(".error-summary")).to_be_visible()


@state(scripts=False)
def form_errors_without_scripts(page, site):
    page.goto(site.module.get_absolute_url())
    post(comment_form(page))
    expect(page.locator(".error-summary")).to_be_visible()


@state
def reply_errors(page, site):
    parent = write(site.module)
    page.goto(site.module.get_absolute_url())
    post(open_reply_form(page, parent))
    expect(page.locator(".error-summary")).to_be_visible()


@state
def form_flagged(page, site):
    flagged_form(page, site.module, "link", "referral")


@state
def reply_flagged(page, site):
    flagged_form(page, site.module, "personal", parent=write(site.module))


@state
def posted(page, site):
    site.talk()
    page.goto(site.module.get_absolute_url())
    form = comment_form(page)
    fill(form)
    form.get_by_label("Mail me when somebody answers").check()
    post(form)
    expect(page.locator(".posted")).to_be_visible()


@state
def reply_posted(page, site):
    parent = write(site.module)
    page.goto(site.module.get_absolute_url())
    fill_and_post(open_reply_form(page, parent))
    expect(page.locator(".fresh")).to_be_visible()


# -- The page of a comment -----------------------------------------------------------------


@state
def status_held(page, site):
    page.goto(status_address(site.held()))


@state
def status_published(page, site):
    page.goto(status_address(write(site.module)))


@state
def status_to_be_changed(page, site):
    comment = site.held()
    site.decided(Decision.Act.ASK, comment)
    page.goto(status_address(comment))


@state
def status_removed(page, site):
    comment = site.held()
    site.decided(Decision.Act.REMOVE, comment)
    page.goto(status_address(comment))


@state
def status_withdrawn(page, site):
    comment = write(site.module)
    comment.withdraw()
    page.goto(status_address(comment))


@state
def status_flagged(page, site):
    page.goto(status_address(site.held()))
    page.get_by_label("Comment").fill(breaching("referral"))
    page.get_by_role("button", name="Save my changes").click()
    expect(page.locator(".flagged")).to_be_visible()


@state
def yours(page, site):
    dana = site.member(page)
    write(site.module, author=dana, name="Dana", email="")
    site.held(author=dana, email="")
    page.goto(reverse("boards:yours"))


@state
def claim(page, site):
    dana = site.member(page)
    build(site.module, [[], []], email=dana.email)
    page.goto(reverse("boards:claim"))


# -- Reports and mail ----------------------------------------------------------------------


@state
def report(page, site):
    page.goto(reverse("moderation:report", args=(write(site.module).pk,)))


@state
def report_errors(page, site):
    page.goto(reverse("moderation:report", args=(write(site.module).pk,)))
    page.get_by_role("main").get_by_role("button").first.click()
    expect(page.locator(".error-summary")).to_be_visible()


@state
def follow_board(page, site):
    page.goto(reverse("boards:follow-module", args=(site.course.slug, site.module.slug)))


@state
def follow_thread(page, site):
    page.goto(reverse("boards:follow-thread", args=(write(site.module).thread_id,)))


def wish_of_a_guest(site, **fields):
    thread = write(site.module).thread
    return Subscription.objects.create(
        email="ann@example.org", about="thread", thread=thread, asked_at=timezone.now(), **fields
    )


@state
def mail_by_link(page, site):
    page.goto(wish_of_a_guest(site, confirmed_at=timezone.now()).page)


@state
def mail_of_a_member(page, site):
    dana = site.member(page)
    Subscription.objects.create(user=dana, about="module", module=site.module)
    page.goto(reverse("boards:mail"))


# -- Accounts ------------------------------------------------------------------------------


@state
def sign_in(page, site):
    page.goto(reverse("account_login"))


@state
def sign_in_errors(page, site):
    page.goto(reverse("account_login"))
    page.get_by_label("Email").fill("nobody@example.org")
    page.get_by_label("Password").fill("wrong")
    page.get_by_role("button", name="Sign In", exact=True).click()
    expect(page.get_by_text("not correct")).to_be_visible()


@state
def sign_up(page, site):
    page.goto(reverse("account_signup"))


@state
def sign_up_errors(page, site):
    page.goto(reverse("account_signup"))
    page.get_by_label("Email").fill("new@example.org")
    page.get_by_label("Password").fill("12345")
    page.get_by_role("button", name="Sign Up", exact=True).click()
    expect(page.get_by_text("too common").first).to_be_visible()


@state
def sign_up_sent(page, site):
    page.goto(reverse("account_email_verification_sent"))


@state
def sign_out(page, site):
    site.member(page)
    page.goto(reverse("account_logout"))


@state
def password_reset(page, site):
    page.goto(reverse("account_reset_password"))


@state
def password_reset_sent(page, site):
    page.goto(reverse("account_reset_password_done"))


@state
def profile(page, site):
    site.member(page)
    page.goto(reverse("accounts:profile"))


@state
def profile_errors(page, site):
    site.member(page)
    page.goto(reverse("accounts:profile"))
    page.get_by_label("Name").fill("")
    page.get_by_role("main").get_by_role("button").last.click()
    expect(page.locator(".error, .errorlist, .error-summary").first).to_be_visible()


@state
def data(page, site):
    site.member(page)
    page.goto(reverse("accounts:data"))


@state
def leave(page, site):
    site.member(page)
    page.goto(reverse("accounts:leave"))


@state
def sign_out_everywhere(page, site):
    site.member(page)
    page.goto(reverse("accounts:sign-out-everywhere"))


@state
def addresses(page, site):
    site.member(page)
    page.goto(reverse("account_email"))


@state
def second_factors(page, site):
    site.member(page)
    page.goto(reverse("mfa_index"))


@state
def second_factor_wanted(page, site):
    site.moderator(page)
    with override_settings(STAFF_SECOND_FACTOR=True):
        page.goto(reverse("admin:index"))
    expect(page.get_by_text("Staff sign in with a second factor.")).to_be_visible()


@state
def second_factor_added(page, site):
    site.member(page)
    confirm_password(page, reverse("mfa_activate_totp"))
    expect(page.get_by_label("Authenticator code")).to_be_visible()


@state
def passkey_added(page, site):
    site.member(page)
    confirm_password(page, reverse("mfa_add_webauthn"))
    expect(page.get_by_label("Name")).to_be_visible()


@state
def recovery_codes(page, site):
    dana = site.member(page)
    TOTP.activate(dana, generate_totp_secret())
    RecoveryCodes.activate(dana)
    confirm_password(page, reverse("mfa_view_recovery_codes"))
    expect(page.get_by_role("heading", name="Recovery Codes")).to_be_visible()


@state
def second_factor_asked(page, site):
    sign_in_with_second_factor(page)


@state
def second_factor_wrong(page, site):
    sign_in_with_second_factor(page)
    page.get_by_label("Code").fill("000000")
    page.get_by_role("button", name="Sign In").click()
    expect(page.locator("#id_code_error")).to_be_visible()


def confirm_password(page, address):
    """As a member is asked to on the way to `address`."""
    page.goto(address)
    page.get_by_label("Password").fill("password of dana")
    page.get_by_role("button", name="Confirm").click()


def sign_in_with_second_factor(page):
    dana = User.objects.create_user("dana@example.org", "password of dana", name="Dana")
    TOTP.activate(confirm_address(dana), generate_totp_secret())
    page.goto(reverse("account_login"))
    page.get_by_label("Email").fill("dana@example.org")
    page.get_by_label("Password").fill("password of dana")
    page.get_by_role("button", name="Sign In", exact=True).click()
    expect(page.get_by_label("Code")).to_be_visible()


@state
def join(page, site):
    page.goto(site.offer.get_absolute_url())


@state
def review(page, site):
    site.member(page)
    page.goto(f"{reverse('accounts:review', args=(site.offer.pk,))}?credits=1")


@state
def order(page, site):
    page.goto(Order.place(site.offer, site.member(page), with_credits=True).get_absolute_url())


@state
def membership(page, site):
    now = timezone.now()
    period = {"begins_at": now, "ends_at": now + timedelta(days=365)}
    Membership.objects.create(user=site.member(page), offer=site.offer, **period)
    page.goto(reverse("accounts:membership"))


# -- The site ------------------------------------------------------------------------------


@state
def privacy(page, site):
    page.goto(reverse("boards:privacy"))


@state
def contact(page, site):
    page.goto(reverse("boards:contact"))


@state
def not_found(page, site):
    page.goto("/nothing/here/")


@state
def too_many_requests(page, site):
    for _time in range(4):
        page.goto(reverse("account_reset_password"))
        page.get_by_label("Email").fill("dana@example.org")
        page.get_by_role("main").get_by_role("button").click()
    expect(page.get_by_text("tried too often")).to_be_visible()


# -- Course staff --------------------------------------------------------------------------


@state
def versions(page, site):
    site.sign_in(page, make_staff("kim@example.org", "Course staff"))
    site.module.title = "Turning Toward"
    site.module.save()
    page.goto(reverse("admin:boards_module_history", args=(site.module.pk,)))


# -- Moderators ----------------------------------------------------------------------------


@state
def desk_empty(page, site):
    site.moderator(page)
    page.goto(reverse("admin:moderation_heldcomment_changelist"))


@state
def desk(page, site):
    site.moderator(page)
    site.held(name="Ann", email="ann@example.org")
    reported = write(site.module, text="I liked it.")
    rule = Rule.objects.in_force()[0].current
    Report.make(reported, rule=rule, person="a")
    page.goto(reverse("admin:moderation_heldcomment_changelist"))
    expect(page.locator(".card")).to_be_visible()


@state
def numbers(page, site):
    site.decided(Decision.Act.REMOVE, site.held())
    site.sign_in(page, User.objects.get(email="mod@example.org"))
    page.goto(reverse("admin:moderation_decision_numbers"))
