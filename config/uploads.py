from django.core.exceptions import SuspiciousOperation
from django.core.files.uploadhandler import FileUploadHandler


class FileNotExpected(SuspiciousOperation):
    """A file came with a form that has no field for one."""


class RefuseFiles(FileUploadHandler):
    """No form of the site takes a file yet, and Django's limit on the size of a request does not
    count file parts: so a file is refused before a byte of it is kept."""

    def new_file(self, *args, **kwargs):
        raise FileNotExpected

    def receive_data_chunk(self, raw_data, start):
        return None

    def file_complete(self, file_size):
        return None
