from urllib.parse import urlsplit

from django.conf import settings
from django.core import checks
from django.utils.module_loading import import_string


@checks.register
def dotted_paths_lead_somewhere(app_configs, **kwargs):
    for name in ("COMMENT_SCREENERS", "DUE_TASKS"):
        for path in getattr(settings, name):
            try:
                import_string(path)
            except ImportError as failure:
                yield checks.Error(
                    f"{name} names {path}, which cannot be imported: {failure}",
                    hint="Correct the path in config/settings.py, or take it out.",
                    id="config.E001",
                )


@checks.register
def the_site_has_an_address(app_configs, **kwargs):
    address = urlsplit(settings.SITE_URL)
    if address.scheme not in ("http", "https") or not address.hostname or address.path:
        yield checks.Error(
            f"SITE_URL is {settings.SITE_URL!r}, which is not the address of a site.",
            hint="Scheme and host alone, such as SITE_URL=https://board.example.org",
            id="config.E002",
        )


@checks.register
def numbers_are_of_a_use(app_configs, **kwargs):
    for name in ("REPORTS_TO_HOLD", "KEEP_SEALED_DAYS", "DIGEST_HOURS"):
        if getattr(settings, name) < 1:
            yield checks.Error(
                f"{name} is {getattr(settings, name)}.",
                hint=f"Give a whole number from 1 on, or leave {name} out.",
                id="config.E005",
            )


@checks.register(checks.Tags.security, deploy=True)
def the_secret_key_is_not_on_one_machine(app_configs, **kwargs):
    with_server = not settings.DATABASES["default"]["ENGINE"].endswith("sqlite3")
    if with_server and (settings.DATA_DIR / "secret_key").exists():
        key = (settings.DATA_DIR / "secret_key").read_text()
        if key == settings.SECRET_KEY:
            yield checks.Warning(
                "The secret key is kept on this machine's disk; other application servers "
                "would have another.",
                hint="Give all of them the same SECRET_KEY.",
                id="config.W003",
            )


@checks.register(checks.Tags.security, deploy=True)
def the_proxy_that_adds_tls_is_trusted(app_configs, **kwargs):
    if settings.HTTPS and not settings.TRUSTED_PROXIES:
        yield checks.Warning(
            "SITE_URL is https, and no proxy is trusted to say that a request came so: every "
            "page would redirect to itself, and all guests would share one posting limit.",
            hint="TRUSTED_PROXIES=1 where one proxy of yours stands before the application.",
            id="config.W004",
        )
