"""What is kept about a person in an account, and how it is erased; see the setting PERSONAL_DATA.

Each module named there answers `kept_about(person)` with a dictionary of its sections, each a list
of rows for the file that a person downloads, and `erase(person)` by leaving nothing that tells who
it was. It is asked within the transaction that erases the account."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db.models import ProtectedError
from django.utils.translation import gettext_noop as _  # the page to read translates
from post_office.models import Email

from accounts.models import User


def kept_about(person):
    authenticators = Authenticator.objects.filter(user=person)
    return {
        _("account"): [
            {
                _("e-mail address"): person.email,
                _("name"): person.name,
                _("profession"): person.profession_name,
                _("country"): person.country_code,
                _("city"): person.city,
                _("state"): person.state,
                _("byline shows"): person.get_extent_display(),
                _("joined"): person.date_joined,
                _("last sign-in"): person.last_login,
                _("account is erased"): person.leaves_at,
                _("staff"): person.is_staff,
                _("groups"): ", ".join(group.name for group in person.groups.all()),
            }
        ],
        _("e-mail addresses"): [
            {_("address"): each.email, _("confirmed"): each.verified, _("in use"): each.primary}
            for each in EmailAddress.objects.filter(user=person)
        ],
        _("second factors"): [
            {
                _("kind"): each.get_type_display(),
                _("added"): each.created_at,
                _("used"): each.last_used_at,
            }
            for each in authenticators  # never what they hold
        ],
        _("memberships"): [
            {
                _("what"): each.offer.name,
                _("state"): each.state,
                _("with credits"): each.with_credits,
                _("from"): each.begins_at,
                _("until"): each.ended_at or each.ends_at,
            }
            for each in person.memberships.select_related("offer")
        ],
        _("orders"): [
            {
                _("number"): each.number,
                _("what"): each.offer.name,
                _("with credits"): each.with_credits,
                _("amount"): each.amount_printed,
                _("state"): each.get_state_display(),
                _("ordered"): each.created,
                _("paid"): each.paid_at,
                _("name"): each.name,
                _("e-mail address"): each.email,
                _("why it was ended"): each.reason,
                _("terms"): each.terms,
            }
            for each in person.orders.select_related("offer")
        ],
        _("mail of the last days"): [
            {
                _("written"): each.created,
                _("subject"): each.subject,
                _("state"): each.get_status_display(),
            }
            for each in Email.objects.filter(to__in=addresses_of(person))
        ],
    }


def erase(person):
    """The account goes. Where somebody's decisions as a moderator are on record, which name the
    account, it stays as a row without anything of the person in it."""
    Email.objects.filter(to__in=addresses_of(person)).delete()
    for rows in (User.objects.filter(pk=person.pk), person.orders.all(), person.memberships.all()):
        forget_names_in_log(rows)
    for order in person.orders.waiting():
        order.cancel(reason="", quietly=True)
    # They stay in the totals, without a name.
    person.orders.update(user=None, name="", email="", reason="")
    for session in Session.objects.iterator():
        if session.get_decoded().get("_auth_user_id") == str(person.pk):
            session.delete()
    try:
        person.delete()
    except ProtectedError:
        make_blank(person)


def addresses_of(person):
    """Those of which the person has shown that they are their own."""
    confirmed = EmailAddress.objects.filter(user=person, verified=True)
    return {person.email, *confirmed.values_list("email", flat=True)}


def forget_names_in_log(rows):
    """What the administration logged of `rows`, a queryset: who did something stays, not with whom
    it was done."""
    kind = ContentType.objects.get_for_model(rows.model, for_concrete_model=False)
    keys = [str(key) for key in rows.values_list("pk", flat=True)]
    for start in range(0, len(keys), 500):
        of_rows = LogEntry.objects.filter(
            content_type=kind, object_id__in=keys[start : start + 500]
        )
        of_rows.update(object_repr="", change_message="")


def make_blank(person):
    EmailAddress.objects.filter(user=person).delete()
    Authenticator.objects.filter(user=person).delete()
    person.memberships.all().delete()
    person.groups.clear()
    person.user_permissions.clear()
    blank = User(pk=person.pk, email=f"former-{person.pk}@erased.invalid", is_active=False)
    blank.date_joined = person.date_joined
    blank.set_unusable_password()
    blank.save(force_update=True)
