"""Step 1: the file."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST

from regulars.listen.imports.models import Import
from regulars.web.requests import Request, page

STEPS = ["File", "Columns", "Preview", "Import"]


def _shown(request: HttpRequest, error: str = "", status: int = 200) -> HttpResponse:
    most = settings.REGULARS_UPLOAD_BYTES // (1024 * 1024)
    return render(request, "imports/new.html", {"steps": STEPS, "most": most, "error": error}, status=status)


@csrf_protect
@page("imports.run")
def _new(request: Request) -> HttpResponse:
    if request.method != "POST":
        return _shown(request)
    from regulars.listen.imports import drafts  # noqa: PLC0415 -- loads pyarrow

    file = request.FILES.get("file")
    if file is None:
        return _shown(request, "Choose a file first.", 422)
    job = drafts.keep_file(file, file.name or "", actor=request.user.actor)
    try:
        drafts.prepare(job)
    except ValueError as error:
        drafts.discard(job)
        return _shown(request, f"{error}", 422)
    return HttpResponseRedirect(reverse("imports:columns", args=[job.pk]))


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponseBase:
    """Hand a file in. The size is looked at before the body is read, which the check of the form's token would do."""
    if request.method == "POST" and int(request.META.get("CONTENT_LENGTH") or 0) > settings.REGULARS_UPLOAD_BYTES:
        return page("imports.run")(_too_large)(request)
    return _new(request)


# Both ways out of it ask for the same; the table of who may what reads it here.
new.permission = "imports.run"  # type: ignore[attr-defined]


def _too_large(request: Request) -> HttpResponse:
    most = settings.REGULARS_UPLOAD_BYTES // (1024 * 1024)
    return _shown(request, f"The file is larger than {most} MB. Import it in the terminal: regulars import FILE", 413)


@require_POST
@page("imports.run")
def discard(request: Request, pk: int) -> HttpResponse:
    """Throw away a file that was handed in and not imported."""
    from regulars.listen.imports import drafts  # noqa: PLC0415 -- loads pyarrow

    job = get_object_or_404(Import, pk=pk)
    try:
        drafts.discard(job)
    except drafts.ImportRefused as refused:
        messages.error(request, str(refused))
        return HttpResponseRedirect(reverse("imports:one", args=[pk]))
    messages.success(request, f"{job.filename} is thrown away.")
    return HttpResponseRedirect(reverse("imports:list"))
