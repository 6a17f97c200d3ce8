"""Step 4 and after: the run, what came of it, and taking it back."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from regulars.access.users.models import User
from regulars.listen.imports.models import Import
from regulars.web.imports.upload import STEPS
from regulars.web.requests import Request, page

_UNDER_WAY = {Import.Status.QUEUED, Import.Status.RUNNING}
_TONES = {"done": "good", "failed": "bad", "running": "cool", "queued": "cool"}


@require_safe
@page("imports.see")
def imports(request: Request) -> HttpResponse:
    """All imports, newest first."""
    from regulars.listen.imports import queries  # noqa: PLC0415 -- loads pyarrow

    rows = [(job, _TONES.get(job.status, "")) for job in queries.recent()]
    return render(request, "imports/list.html", {"rows": rows, "may_run": request.user.may("imports.run")})


@never_cache
@require_safe
@page("imports.see")
def one(request: Request, pk: int) -> HttpResponse:
    """How far an import has come, or what came of it."""
    from regulars.listen.imports import queries  # noqa: PLC0415 -- loads pyarrow

    job = get_object_or_404(Import, pk=pk)
    if job.status == Import.Status.DRAFT:
        return HttpResponseRedirect(reverse("imports:columns", args=[pk]))
    can_undo = job.status in (Import.Status.DONE, Import.Status.FAILED)
    context = {
        "steps": STEPS,
        "job": job,
        "tone": _TONES.get(job.status, ""),
        "so_far": _so_far(job),
        "under_way": job.status in _UNDER_WAY,
        "may_run": request.user.may("imports.run"),
        "refusals": queries.refusals(job, 20),
        "takes": queries.what_undoing_takes(job) if can_undo else None,
        "facts": _facts(job),
    }
    return render(request, "imports/one.html", context)


def _so_far(job: Import) -> str:
    return f"{job.rows_read:,} of {job.rows:,} rows"


def _person(actor: str) -> str:
    pk = actor.removeprefix("user:")
    user = User.objects.filter(pk=pk).first() if pk.isdigit() else None
    return str(user or actor)


def _facts(job: Import) -> list[tuple[str, str]]:
    pairs = [
        ("Rows read", f"{job.rows_read:,}"),
        ("Facts new", f"{job.new:,}"),
        ("Known already", f"{job.repeated:,}"),
        ("Customers added", f"{job.customers_made:,}"),
        ("Customers changed", f"{job.customers_changed:,}"),
        ("Rows refused", f"{job.refused:,}"),
    ]
    return [*pairs, ("Customer numbers of", job.source), ("By", _person(job.actor))]


@never_cache
@require_safe
@page("imports.see")
def progress(request: Request, pk: int) -> HttpResponse:
    """The progress bar alone; once the import has ended, word to load the page anew."""
    job = get_object_or_404(Import, pk=pk)
    response = render(request, "imports/progress.html", {"job": job, "so_far": _so_far(job)})
    if job.status not in _UNDER_WAY:
        response["HX-Refresh"] = "true"
    return response


@require_safe
@page("imports.see")
def failed(request: Request, pk: int) -> HttpResponse:
    """The rows that did not go in, as CSV."""
    job = get_object_or_404(Import, pk=pk)
    if not job.failed_file.exists():
        raise Http404("Every row of this import went in.")
    file = job.failed_file.open("rb")
    # Django's typing knows no common kind of answers that stream and those that do not.
    return cast("HttpResponse", FileResponse(file, as_attachment=True, filename=f"failed-rows-{pk}.csv"))


@require_POST
@page("imports.run")
def undo(request: Request, pk: int) -> HttpResponse:
    """Take a whole import back, once the word is typed."""
    from regulars.listen.imports import actions  # noqa: PLC0415 -- loads pyarrow
    from regulars.listen.imports.drafts import ImportRefused  # noqa: PLC0415 -- the same

    job = get_object_or_404(Import, pk=pk)
    if request.POST.get("word", "").strip().lower() != "undo":
        messages.error(request, "Type the word undo to take the import back.")
        return HttpResponseRedirect(reverse("imports:one", args=[pk]))
    try:
        undone = actions.revert(job, actor=request.user.actor)
    except ImportRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, f"Taken back: {undone.lines:,} facts and {undone.customers_made:,} customers.")
    return HttpResponseRedirect(reverse("imports:one", args=[pk]))
