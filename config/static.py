from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticFilesStorage(CompressedManifestStaticFilesStorage):
    """What is collected is compressed where somebody asks for it, and no more: compressing was most
    of the time that `make run` takes to begin."""

    def compress_files(self, paths):
        # Pages name files with their hash. Maps are for finding faults in libraries.
        named = {name for name in self.hashed_files.values() if not name.endswith(".map")}
        return super().compress_files(named & paths)

    def create_compressor(self, **kwargs):
        # Brotli, where it is installed, would be used at its slowest.
        return super().create_compressor(use_brotli=False, **kwargs)
