"""The files that pages ask for by a name with a hash."""

from django.core.management import call_command

from config.settings import STORAGES


def test_what_is_asked_for_by_its_hash_is_compressed_and_nothing_else(tmp_path, settings):
    settings.STORAGES = STORAGES
    settings.STATIC_ROOT = tmp_path
    (tmp_path / "ours").mkdir()
    (tmp_path / "ours" / "site.js").write_text("// words\n" * 1000)
    (tmp_path / "ours" / "site.js.map").write_text("{}" * 1000)
    settings.STATICFILES_DIRS = [tmp_path / "ours"]
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]

    call_command("collectstatic", verbosity=0, interactive=False)

    collected = [file.name for file in tmp_path.glob("site.*")]
    assert len(collected) == 5  # both files, with and without their hash, and what is compressed
    [compressed] = [name for name in collected if name.endswith((".gz", ".br"))]
    assert compressed.endswith(".js.gz")
    assert compressed != "site.js.gz"
