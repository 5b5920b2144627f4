from django.apps import AppConfig
from django.contrib.admin import apps as admin


class Config(AppConfig):
    """The project itself, an app for its commands: `serve` and `run_due`."""

    name = "config"
    verbose_name = "Colloquy"

    def ready(self):
        from config import checks  # noqa: F401, PLC0415  registers them


class AdminConfig(admin.AdminConfig):
    default = False
    default_site = "config.admin.AdminSite"
