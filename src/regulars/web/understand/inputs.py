"""Figures that no record holds: seen, entered, brought from a file, taken back."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from regulars.kit import moments
from regulars.kit.money import spoken
from regulars.kit.refused import Refused
from regulars.understand.inputs.actions import Told, enter, remove
from regulars.understand.inputs.models import EnteredFigure
from regulars.understand.inputs.queries import listed_figures
from regulars.understand.metrics.asked import ASKED, Asked
from regulars.understand.segments.queries import found as segments_found
from regulars.web.requests import Request, page

MOST_MB = 5


def said(asked: Asked, figure: EnteredFigure) -> str:
    """A figure's value in words: 35 %, £2.50, 180 days."""
    if asked.unit == "hours":
        return figure.text
    if asked.unit == "share":
        return f"{(figure.value * 100).normalize():f} %"
    if asked.unit == "days":
        return f"{int(figure.value)} days"
    return spoken(Decimal(figure.value), settings.REGULARS_CURRENCY)


def _shown(request: Request, errors: Mapping[str, str], kind: str = "") -> HttpResponse:
    entered: dict[str, list[EnteredFigure]] = {}
    for figure in listed_figures():
        entered.setdefault(figure.kind, []).append(figure)
    segments = {segment.pk: segment.name for segment in segments_found()}
    today = moments.business_day(moments.now(), settings.REGULARS_TIME_ZONE)
    context: dict[str, Any] = {
        "kinds": [
            {
                "asked": asked,
                "figures": [
                    (
                        figure,
                        said(asked, figure),
                        figure.label or figure.category or segments.get(figure.segment_id or 0, ""),
                    )
                    for figure in entered.get(asked.kind, [])
                ],
                "errors": errors if asked.kind == kind else {},
                "values": request.POST.dict()
                if asked.kind == kind
                else {"starts_on": today.replace(day=1).isoformat()},
            }
            for asked in ASKED.values()
        ],
        "segments": [("", "everybody"), *((str(pk), name) for pk, name in segments.items())],
        "may": request.user.may("numbers.manage"),
        "file_errors": [] if kind else list(errors.values()),
    }
    return render(request, "understand/inputs.html", context, status=422 if errors else 200)


@require_safe
@page("numbers.see")
def figures(request: Request) -> HttpResponse:
    """What was entered, kind by kind, and what each is good for."""
    return _shown(request, {})


@require_POST
@page("numbers.manage")
def enter_one(request: Request) -> HttpResponse:
    """Enter a figure; back to where it was asked for."""
    sent = request.POST
    names = ("kind", "value", "starts_on", "ends_on", "category", "segment", "label", "note")
    try:
        figure = enter(Told(**{name: sent.get(name, "") for name in names}), actor=request.user.actor)
    except Refused as refused:
        return _shown(request, refused.errors, sent.get("kind", ""))
    messages.success(request, f"{ASKED[figure.kind].title}: kept. The numbers on this page count with it at once.")
    return HttpResponseRedirect(_back(request))


def _back(request: Request) -> str:
    """The page that asked, if it is one of ours."""
    told = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(told, {request.get_host()}, require_https=request.is_secure())
    return told if ours and told else reverse("understand:inputs")


@require_POST
@page("numbers.manage")
def remove_one(request: Request, pk: int) -> HttpResponse:
    """Take a figure back."""
    try:
        remove(pk, actor=request.user.actor)
    except EnteredFigure.DoesNotExist as missing:
        raise Http404("There is no such figure.") from missing
    messages.success(request, "Removed.")
    return HttpResponseRedirect(reverse("understand:inputs"))


@require_POST
@page("numbers.manage")
def bring_file(request: Request) -> HttpResponse:
    """Figures from a file: all of them or, where a row cannot be read, none."""
    try:
        many = _take(request.FILES.get("file"), request.user.actor)
    except Refused as refused:
        return _shown(request, refused.errors)
    messages.success(request, f"{many:,} figure{'' if many == 1 else 's'} entered.")
    return HttpResponseRedirect(reverse("understand:inputs"))


def _take(sent: UploadedFile[bytes] | None, actor: str) -> int:
    from regulars.understand.inputs.files import bring  # noqa: PLC0415 - loads what reads files

    if sent is None:
        raise Refused({"file": "Choose a file first."})
    if (sent.size or 0) > MOST_MB * 1024 * 1024:
        raise Refused({"file": f"The file is larger than {MOST_MB} MB. Send it in parts."})
    with tempfile.TemporaryDirectory() as folder:
        # Only the ending of the sender's name is kept: it tells a spreadsheet from a text.
        path = Path(folder) / f"figures{Path(sent.name or '').suffix[:8]}"
        with path.open("wb") as out:
            for piece in sent.chunks():
                out.write(piece)
        return bring(path, actor=actor)


@require_safe
@page("numbers.see")
def template_file(request: Request) -> HttpResponse:
    """The file to begin with."""
    from regulars.understand.inputs.files import template  # noqa: PLC0415 - loads what reads files

    answer = HttpResponse(template(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="figures.csv"'
    return answer
