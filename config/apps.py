from django.apps import AppConfig


class Config(AppConfig):
    """The project itself, an app for its commands: `serve` and `run_due`."""

    name = "config"
    verbose_name = "Colloquy"

    def ready(self):
        from config import checks  # noqa: F401, PLC0415  registers them
