from django.core.exceptions import SuspiciousOperation
from django.core.files.uploadhandler import FileUploadHandler

# Where files are taken, by the names of addresses, and from staff alone.
TAKEN_AT = {
    "admin:boards_picture_add",
    "admin:boards_picture_change",
    "admin:boards_module_add",
    "admin:boards_module_change",
}
LARGEST = 25 * 1024 * 1024  # bytes of all files in one request


class FileNotExpected(SuspiciousOperation):
    """A file came with a form that has no field for one."""


class FileTooLarge(SuspiciousOperation):
    """More came than is taken at once."""


class RefuseFiles(FileUploadHandler):
    """Django's limit on the size of a request does not count file parts: so a file that comes where
    none is taken is refused before a byte of it is kept, and elsewhere what is too large."""

    received = 0

    def new_file(self, *args, **kwargs):
        match = self.request.resolver_match
        is_taken = match and match.view_name in TAKEN_AT and self.request.user.is_staff
        if not is_taken:
            raise FileNotExpected

    def receive_data_chunk(self, raw_data, start):
        self.received += len(raw_data)
        if self.received > LARGEST:
            raise FileTooLarge
        return raw_data  # for the handlers that keep it

    def file_complete(self, file_size):
        return None
