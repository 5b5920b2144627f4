"""All settings, in one file. What differs between installations comes from the environment,
under the same name; without any, a bare checkout runs on SQLite at http://localhost:8000."""

import contextlib
import os
from email.utils import parseaddr
from pathlib import Path
from tempfile import NamedTemporaryFile
from urllib.parse import urlsplit

import environ
from django.core.management.utils import get_random_secret_key

env = environ.Env()
BASE_DIR = Path(__file__).resolve().parent.parent

# What an installation keeps on its own disk: SQLite's file, mail, the secret key, collected assets.
DATA_DIR = Path(env.str("DATA_DIR", default=str(BASE_DIR / "var")))
DATA_DIR.mkdir(parents=True, exist_ok=True)


def kept_secret_key(file):
    """The key in `file`, made at the first call; of two processes starting at once, one writes."""
    if not file.exists():
        with NamedTemporaryFile("w", dir=file.parent) as new:  # readable by its owner alone
            new.write(get_random_secret_key())
            new.flush()
            with contextlib.suppress(FileExistsError):
                os.link(new.name, file)  # whole or not at all
    return file.read_text()


# -- Where the site is --------------------------------------------------------
SITE_URL = env.str("SITE_URL", default="http://localhost:8000").rstrip("/")
SITE_NAME = env.str("SITE_NAME", default="Colloquy")
SITE_HOST = urlsplit(SITE_URL).hostname
HTTPS = urlsplit(SITE_URL).scheme == "https"
ALLOWED_HOSTS = [SITE_HOST, "127.0.0.1", "[::1]"] if SITE_HOST == "localhost" else [SITE_HOST]
# How many proxies of ours stand before the application: only so many entries of
# X-Forwarded-For, counted from the right, are believed.
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=0)

# -- Secrets and transport ----------------------------------------------------
DEBUG = False
SECRET_KEY = env.str("SECRET_KEY", default="") or kept_secret_key(DATA_DIR / "secret_key")
SECURE_SSL_REDIRECT = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
SILENCED_SYSTEM_CHECKS = [
    "security.W003",  # Django's CSRF middleware is there, as the parent of config.middleware's
    "security.W021",  # preloading is a promise for a whole domain, which is not ours to give
]
SESSION_ENGINE = "accounts.sessions"
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "config.errors.csrf_failure"
X_FRAME_OPTIONS = "DENY"
# A comment of 10,000 characters, each of four bytes and percent-encoded, is 120 kB.
DATA_UPLOAD_MAX_MEMORY_SIZE = 256 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000  # a course with a hundred modules in the administration
FILE_UPLOAD_HANDLERS = [
    "config.uploads.RefuseFiles",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
FILE_UPLOAD_PERMISSIONS = 0o640

# -- Applications -------------------------------------------------------------
INSTALLED_APPS = [
    "config",
    "moderation",
    "boards",
    "accounts",
    "config.apps.AdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.sitemaps",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_countries",
    "django_htmx",
    "django_prose_editor",
    "mptt",
    "post_office",
    "simple_history",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "config.middleware.ResponseHeaders",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.middleware.NoNul",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "config.middleware.CsrfMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"  # our own templates for widgets too
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "config.context.site",
            ],
        },
    },
]

# -- The seams between our apps, as dotted paths ---------------------------------
COMMENT_SCREENERS = [
    "moderation.screeners.link.screen",
    "moderation.screeners.referral.screen",
    "moderation.screeners.advert.screen",
    "moderation.screeners.personal.screen",
    "moderation.screeners.confidentiality.screen",
    "moderation.screeners.crisis.screen",
]
# What each app keeps about a person, to be shown and erased: from above, as it is erased.
PERSONAL_DATA = ["moderation.personal", "boards.personal", "accounts.personal"]
DUE_TASKS = [
    "moderation.due.tell_moderators",
    "moderation.due.tell_reporters",
    "moderation.due.purge_sealed",
    "moderation.due.forget_addresses",
    "boards.due.spread_news",
    "boards.due.write_news",
    "accounts.due.begin_paid",
    "accounts.due.tell_ending",
    "accounts.due.send_mail",
    "accounts.due.forget_mail",
    "accounts.due.erase_those_who_left",
    "accounts.due.clear_sessions",
    "boards.due.forget_submissions",
    "boards.due.forget_files",
    "boards.due.forget_old",
]

# -- Orders -------------------------------------------------------------------------
ORDER_PAYMENT = "accounts.payment.Invoice"  # how what is ordered here is paid
# Shared with an outside checkout, which signs with it what it tells us; empty: none may call.
CHECKOUT_SECRET = env.str("CHECKOUT_SECRET", default="")

# -- Moderation -------------------------------------------------------------------
# So many readers' reports, one by a member at least, hold a comment until it was looked at.
REPORTS_TO_HOLD = env.int("REPORTS_TO_HOLD", default=3)
# For how long a moderator can look up what was taken out of a comment.
KEEP_SEALED_DAYS = env.int("KEEP_SEALED_DAYS", default=30)
# How often moderators get mail about what waits; of somebody in danger they hear at once.
DIGEST_HOURS = env.int("DIGEST_HOURS", default=4)

# -- Privacy ----------------------------------------------------------------------
# For how many days it can be told, by keyed hashes, that two things came from one network address.
KEEP_ADDRESS_DAYS = env.int("KEEP_ADDRESS_DAYS", default=30)

# -- Data -----------------------------------------------------------------------
DATABASES = {
    "default": env.db_url("DATABASE_URL", default=f"sqlite:///{DATA_DIR}/colloquy.sqlite3")
}
DATABASES["default"]["CONN_MAX_AGE"] = 60
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # BEGIN IMMEDIATE is the lock that keeps trees right here; FULL loses no
    # acknowledged comment at power loss.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL",
    }
    DATABASES["default"]["TEST"] = {"NAME": str(DATA_DIR / "test.sqlite3")}
else:
    DATABASES["default"] |= {
        "CONN_HEALTH_CHECKS": True,
        "DISABLE_SERVER_SIDE_CURSORS": True,  # a pooler may stand between
        "OPTIONS": {"connect_timeout": 3},
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": env.cache_url("CACHE_URL", default="locmemcache://")}
if CACHES["default"]["BACKEND"].endswith(".RedisCache"):
    CACHES["default"]["BACKEND"] = "config.cache.RedisCache"
# Apart from what counts attempts at passwords, which pages must not drive out where room is short.
CACHES["pages"] = CACHES["default"] | {"KEY_PREFIX": "pages"}
if CACHES["pages"]["BACKEND"].endswith(".LocMemCache"):
    CACHES["pages"] |= {"LOCATION": "pages", "OPTIONS": {"MAX_ENTRIES": 900}}  # some four a page
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "config.static.StaticFilesStorage"},
}
MEDIA_ROOT = DATA_DIR / "files"  # pictures and handouts; views of boards answer for them
STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]

# -- Mail: every message goes through the outbox, `run_due` sends it ---------------
EMAIL_BACKEND = "accounts.outbox.EmailBackend"
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default=f"{SITE_NAME} <board@{SITE_HOST}>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
# Where people reach staff: of «Name <address>» the address.
CONTACT_EMAIL = env.str("CONTACT_EMAIL", default=parseaddr(DEFAULT_FROM_EMAIL)[1])
EMAIL_TIMEOUT = 5
EMAIL_FILE_PATH = DATA_DIR / "mail"
_mail = env.email_url("EMAIL_URL", default="filemail://")
POST_OFFICE = {
    "BACKENDS": {"default": _mail.pop("EMAIL_BACKEND")},
    "MAX_RETRIES": 8,
    "BATCH_SIZE": 500,
    "MESSAGE_ID_ENABLED": True,
    "MESSAGE_ID_FQDN": SITE_HOST,
}
vars().update({name: value for name, value in _mail.items() if name != "EMAIL_FILE_PATH"})

# -- People ---------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "boards:home"
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_SUBJECT_PREFIX = f"{SITE_NAME}: "
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = (
    True  # in the browser that signed up, and on with what one did
)
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_CHANGE_EMAIL = True  # one address an account; another replaces it once confirmed
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False  # elsewhere it does; here one goes on
ACCOUNT_RATE_LIMITS = {"reset_password": "20/m/ip,3/h/key", "confirm_email": "1/3m/key"}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = SITE_HOST == "localhost"
MFA_ADAPTER = "accounts.adapter.SecondFactorAdapter"
MFA_FORMS = {
    "add_webauthn": "accounts.forms.AddKeyForm",
    "edit_webauthn": "accounts.forms.EditKeyForm",
}
MFA_TOTP_ISSUER = SITE_NAME
# Whether staff and moderators enter the administration with a second factor only.
STAFF_SECOND_FACTOR = env.bool("STAFF_SECOND_FACTOR", default=True)

# -- Language and time ----------------------------------------------------------
# One for the whole site: nothing asks what a visitor's browser would like, and pages are shared.
LANGUAGE_CODE = env.str("LANGUAGE_CODE", default="en-us")
LOCALE_PATHS = [BASE_DIR / "locale"]  # docs/translate.md
TIME_ZONE = "UTC"  # pages use the time zone of their course
USE_TZ = True
COUNTRIES_FIRST = ["US", "CA", "GB", "AU"]

# -- Logs -----------------------------------------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": [], "level": "WARNING"},
        # With DEBUG off Django logs server errors by mail alone; here they go to the log.
        "django.request": {"level": "ERROR"},
        "colloquy": {"level": "INFO"},
        # What was sent is said by run_due; handlers of its own would say it twice more.
        "post_office": {"handlers": ["console"], "level": "WARNING", "propagate": False},
    },
}
