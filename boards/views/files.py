"""Pictures in texts, and handouts to download."""

import re

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from boards.models import Handout, Module, Picture
from boards.models.file import PICTURES

NAME = re.compile(r"[\w-]{10,40}\.(" + "|".join(PICTURES.values()) + ")", re.ASCII)
CONTENT_TYPES = {ending: f"image/{kind.lower()}" for kind, ending in PICTURES.items()}
A_YEAR = 365 * 24 * 60 * 60


@require_safe
def picture(request, name):
    """By a name that cannot be guessed, and that never means another picture."""
    path = f"pictures/{name}"
    if not NAME.fullmatch(name) or not Picture.objects.filter(file=path).exists():
        raise Http404
    kind = CONTENT_TYPES[name.rpartition(".")[2]]
    try:
        response = FileResponse(default_storage.open(path), content_type=kind)
    except FileNotFoundError as failure:
        raise Http404 from failure
    response.headers["Cache-Control"] = f"public, max-age={A_YEAR}, immutable"
    return response


@require_safe
def handout(request, handout_id):
    modules = Module.objects.open_to(request.user)
    found = get_object_or_404(Handout.objects.filter(module__in=modules), pk=handout_id)
    try:
        file = found.file.open()
    except FileNotFoundError as failure:
        raise Http404 from failure
    name = f"{slugify(found.title) or 'handout'}.{found.kind}"
    return FileResponse(file, as_attachment=True, filename=name, content_type=found.content_type)
