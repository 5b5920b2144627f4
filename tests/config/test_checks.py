import pytest

from config import checks


def test_the_settings_as_they_are_pass():
    assert list(checks.dotted_paths_lead_somewhere(None)) == []
    assert list(checks.the_site_has_an_address(None)) == []


def test_a_screener_that_does_not_exist_is_named(settings):
    settings.COMMENT_SCREENERS = ["moderation.screeners.nothing.screen"]

    [error] = checks.dotted_paths_lead_somewhere(None)

    assert error.id == "config.E001"
    assert "moderation.screeners.nothing.screen" in error.msg


@pytest.mark.parametrize("address", ["", "board.example.org", "https://", "https://a.example/b"])
def test_what_is_not_the_address_of_a_site_is_refused(settings, address):
    settings.SITE_URL = address

    [error] = checks.the_site_has_an_address(None)

    assert error.id == "config.E002"


def test_a_key_on_one_disk_is_warned_of(settings, tmp_path, monkeypatch):
    (tmp_path / "secret_key").write_text("kept")
    settings.DATA_DIR, settings.SECRET_KEY = tmp_path, "kept"
    monkeypatch.setitem(settings.DATABASES["default"], "ENGINE", "django.db.backends.postgresql")

    [warning] = checks.the_secret_key_is_not_on_one_machine(None)

    assert warning.id == "config.W003"


def test_a_key_from_the_environment_is_fine(settings, tmp_path, monkeypatch):
    settings.DATA_DIR, settings.SECRET_KEY = tmp_path, "given"
    monkeypatch.setitem(settings.DATABASES["default"], "ENGINE", "django.db.backends.postgresql")

    assert list(checks.the_secret_key_is_not_on_one_machine(None)) == []


@pytest.mark.parametrize(("proxies", "warnings"), [(0, ["config.W004"]), (1, [])])
def test_https_without_a_proxy_to_trust_is_warned_of(settings, proxies, warnings):
    settings.HTTPS, settings.TRUSTED_PROXIES = True, proxies

    said = [warning.id for warning in checks.the_proxy_that_adds_tls_is_trusted(None)]

    assert said == warnings
