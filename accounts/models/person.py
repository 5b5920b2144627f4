import functools
from datetime import timedelta
from importlib import import_module

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.models import (
    AbstractBaseUser,
    BaseUserManager,
    Permission,
    PermissionsMixin,
)
from django.core.exceptions import PermissionDenied
from django.db import connections, models, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts import outbox
from accounts.byline import Byline
from accounts.lookalikes import SKELETON_LENGTH, looks_like, skeleton
from accounts.questions import Question

MAX_KEY = models.BigIntegerField.MAX_BIGINT
GRACE = timedelta(days=7)  # in which who wants to leave can change their mind
CONFIRMED_AT = Question("""
SELECT 1 FROM accounts_user AS person
JOIN account_emailaddress AS address ON address.user_id = person.id AND address.email = person.email
WHERE address.verified AND person.email = %s LIMIT 1
""")
ALIKE = Question("SELECT name FROM accounts_user WHERE skeleton = %s AND id <> %s")


class NotYet(Exception):
    """Something that is kept about a person has to last a while longer, and the account with it."""


def keepers():
    """Modules with `kept_about(person)`, a dictionary of what they keep, and `erase(person)`."""
    return [import_module(path) for path in settings.PERSONAL_DATA]


def kept_about(person):
    """Everything that any app keeps about `person`: a dictionary of sections, lists of rows."""
    return {
        section: rows
        for keeper in reversed(keepers())
        for section, rows in keeper.kept_about(person).items()
    }


class UserQuerySet(models.QuerySet):
    def confirmed(self):
        """Those who have shown that mail to their address reaches them."""
        return self.filter(emailaddress__verified=True, emailaddress__email=F("email"))

    def unconfirmed(self):
        return self.exclude(pk__in=self.model.objects.confirmed().values("pk"))

    def with_confirmed(self):
        """Each with `has_confirmed`."""
        return self.annotate(
            has_confirmed=Exists(self.model.objects.confirmed().filter(pk=OuterRef("pk")))
        )

    def to_erase(self):
        """Those whose days of grace are over. Staff stay, since what they decided names them."""
        return self.filter(leaves_at__lte=timezone.now(), is_staff=False, is_superuser=False)

    def appointed_to(self, right):
        """Staff who have that right, «moderation.change_heldcomment»; where nobody has it of their
        own or by a group, those who may do everything."""
        staff = self.filter(is_active=True, is_staff=True)
        app, name = right.split(".")
        rights = Permission.objects.filter(content_type__app_label=app, codename=name)
        by_right = Q(user_permissions__in=rights) | Q(groups__permissions__in=rights)
        appointed = staff.filter(by_right).distinct()
        return appointed if appointed.exists() else staff.filter(is_superuser=True)


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):
    def create_user(self, email, password=None, **fields):
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email, password=None, **fields):
        """Whoever has the shell vouches for the address, so it needs no confirmation by mail."""
        user = self.create_user(email, password, is_staff=True, is_superuser=True, **fields)
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        return user

    def get(self, *args, **lookup):
        """As Django's, which asks for whoever is signed in by their key, at each of their pages: to
        write that takes its ORM five times as long as PostgreSQL to answer it."""
        is_of_all = type(self) is UserManager  # and not of those of a group, say
        is_by_key = is_of_all and not args and lookup.keys() == {"pk"}
        if not is_by_key or connections[self.db].vendor != "postgresql":
            return super().get(*args, **lookup)
        key = self.model._meta.pk.get_prep_value(lookup["pk"])
        found = by_key().rows(key) if key is not None and 0 < key <= MAX_KEY else ()
        if not found:
            raise self.model.DoesNotExist
        names = [field.attname for field in self.model._meta.concrete_fields]
        return self.model.from_db(self.db, names, found[0])

    def get_by_natural_key(self, email):
        return self.get(email=self.normalize_email(email))

    def is_members(self, email):
        """Whether somebody has confirmed that address as the own."""
        return bool(CONFIRMED_AT.rows(email))

    def imitated_by(self, name, person=None):
        """Names of others than `person` that `name` is not, but might be taken for."""
        seen = skeleton(name)
        alike = ALIKE.rows(seen, (person and person.pk) or 0) if seen else ()
        return [each for (each,) in alike if looks_like(name, each)]

    @classmethod
    def normalize_email(cls, email):
        """Lower case throughout: nobody expects two accounts to differ by capitals."""
        return (email or "").strip().lower()


@functools.cache
def by_key():
    columns = ", ".join(field.column for field in User._meta.concrete_fields)
    return Question(f"SELECT {columns} FROM accounts_user WHERE id = %s")  # noqa: S608


class User(Byline, AbstractBaseUser, PermissionsMixin):
    """A person with an account. The e-mail address is the name to sign in with."""

    email = models.EmailField(_("e-mail address"), unique=True)
    # Of the name, see accounts/lookalikes.py; `save` keeps it.
    skeleton = models.CharField(max_length=SKELETON_LENGTH, blank=True, editable=False)
    is_staff = models.BooleanField(
        _("staff"), default=False, help_text=_("May enter this administration site.")
    )
    is_active = models.BooleanField(
        _("active"),
        default=True,
        help_text=_("Untick this instead of deleting an account."),
    )
    # Raised to end every session that there is, see sign_out_everywhere.
    sign_ins_ended = models.PositiveIntegerField(default=0, editable=False)
    # Set when somebody wants to leave: when the account is erased, and whether the comments are
    # withdrawn then or stay without a name.
    leaves_at = models.DateTimeField(_("leaves"), null=True, editable=False)
    leaves_withdrawing = models.BooleanField(default=False, editable=False)
    date_joined = models.DateTimeField(_("joined"), default=timezone.now, editable=False)

    objects = UserManager()

    USERNAME_FIELD = EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        indexes = (models.Index(fields=("skeleton",), name="accounts_user_skeleton"),)
        constraints = (
            models.UniqueConstraint(Lower("email"), name="accounts_user_email_any_case"),
        )

    def __str__(self):
        return self.name or self.email

    def save(self, *args, update_fields=None, **kwargs):
        self.skeleton = skeleton(self.name)
        if update_fields is not None and "name" in update_fields:
            update_fields = {*update_fields, "skeleton"}
        super().save(*args, update_fields=update_fields, **kwargs)

    def get_full_name(self):
        return str(self)

    def clean(self):
        super().clean()
        self.email = UserManager.normalize_email(self.email)

    def _get_session_auth_hash(self, secret=None):
        """What a session is compared with at each request: another one ends it."""
        kept = super()._get_session_auth_hash(secret=secret)
        if not self.sign_ins_ended:
            return kept
        return salted_hmac("colloquy.sign-ins", f"{kept} {self.sign_ins_ended}").hexdigest()

    def sign_out_everywhere(self):
        """End every session of this account, on whatever device."""
        User.objects.filter(pk=self.pk).update(sign_ins_ended=F("sign_ins_ended") + 1)

    @transaction.atomic
    def leave(self, *, withdrawing):
        """Have this account erased after the days of grace, with the comments withdrawn or left
        without a name; until then one can change one's mind. Ends all sessions, and tells the
        person by mail. Raises PermissionDenied for staff, whose rights an administrator ends
        first."""
        if self.is_staff:
            raise PermissionDenied
        self.leaves_at, self.leaves_withdrawing = timezone.now() + GRACE, withdrawing
        self.save(update_fields=("leaves_at", "leaves_withdrawing"))
        self.sign_out_everywhere()
        subject = _now("%(site)s: Your account will be erased") % {"site": settings.SITE_NAME}
        outbox.put(self.email, subject, "accounts/mail/leaving", {"person": self})

    def stay(self):
        """After all."""
        self.leaves_at = None
        self.save(update_fields=("leaves_at",))

    def erase(self):
        """Everything that is kept about this person, in one transaction; what that is, and how it
        goes, the apps answer that the setting PERSONAL_DATA names, see accounts/personal.py."""
        try:
            with transaction.atomic():
                person = User.objects.select_for_update().to_erase().filter(pk=self.pk).first()
                for keeper in keepers() if person else ():
                    keeper.erase(person)
        except NotYet:
            return False
        return bool(person)

    def has(self, offer):
        """Whether this person is a member of `offer` now."""
        return self.memberships.active().filter(offer=offer).exists()

    @property
    def has_confirmed_address(self):
        return EmailAddress.objects.filter(user=self, email=self.email, verified=True).exists()

    def keep_byline(self, **parts):
        """For this person's next comments; those that stand keep their own."""
        for part, value in parts.items():
            setattr(self, part, value)
        self.save(update_fields=tuple(parts))

    def remember_byline(self, byline):
        """Keep the parts of `byline`, as just used under a comment, for this person's next one. How
        much of it is shown is set on the profile alone: for one comment it may have to be less."""
        names = ("name", "profession_id", "country", "city", "state")
        parts = {name: getattr(byline, name) for name in names}
        if any(getattr(self, name) != part for name, part in parts.items()):
            self.keep_byline(**parts)
