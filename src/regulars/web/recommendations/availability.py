"""What is offered: rules of what never is, and a file of stock and withdrawn products."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from regulars.kit.refused import Refused
from regulars.understand.recommendations.actions import exclude, include, tell_products
from regulars.understand.recommendations.models import Exclusion
from regulars.understand.recommendations.queries import exclusions
from regulars.web.recommendations.places import tabs
from regulars.web.requests import Request, page

MOST_MB = 20


def _shown(request: Request, errors: Mapping[str, str] | None = None) -> HttpResponse:
    context = {
        "tabs": tabs("recommendations:rules"),
        "rules": exclusions(),
        "kinds": Exclusion.Kind.choices,
        "may": request.user.may("numbers.manage"),
        "errors": errors or {},
        "kind": request.POST.get("kind", ""),
        "value": request.POST.get("value", ""),
        "most": MOST_MB,
    }
    return render(request, "recommendations/rules.html", context, status=422 if errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@page("numbers.see")
def rules(request: Request) -> HttpResponse:
    """The rules; a POST adds one."""
    if request.method != "POST":
        return _shown(request)
    try:
        rule = exclude(request.POST.get("kind", ""), request.POST.get("value", ""), actor=request.user.actor)
    except Refused as refused:
        return _shown(request, refused.errors)
    messages.success(request, f"Never offered: {rule}.")
    return HttpResponseRedirect(reverse("recommendations:rules"))


@require_POST
@page("numbers.manage")
def remove(request: Request, pk: int) -> HttpResponse:
    """Take a rule away."""
    try:
        include(pk, actor=request.user.actor)
    except Exclusion.DoesNotExist as missing:
        raise Http404("There is no such rule.") from missing
    messages.success(request, "The rule is gone.")
    return HttpResponseRedirect(reverse("recommendations:rules"))


@require_POST
@page("numbers.manage")
def file(request: Request) -> HttpResponse:
    """A file of products: stock, margin, withdrawn."""
    sent = request.FILES.get("file")
    try:
        changed, new = _take(sent, request.user.actor)
    except Refused as refused:
        return _shown(request, {"file": " ".join(refused.errors.values())})
    messages.success(request, f"{changed:,} product{'' if changed == 1 else 's'} changed, {new:,} of them new.")
    return HttpResponseRedirect(reverse("recommendations:rules"))


def _take(sent: UploadedFile[bytes] | None, actor: str) -> tuple[int, int]:
    if sent is None:
        raise Refused({"file": "Choose a file first."})
    if (sent.size or 0) > MOST_MB * 1024 * 1024:
        raise Refused({"file": f"The file is larger than {MOST_MB} MB. Send it in parts."})
    from regulars.understand.recommendations.product_file import rows_of  # noqa: PLC0415 -- loads what reads files

    with tempfile.TemporaryDirectory() as folder:
        # Only the ending of the sender's name is kept: it tells a spreadsheet from a text.
        path = Path(folder) / f"products{Path(sent.name or '').suffix[:8]}"
        with path.open("wb") as out:
            for piece in sent.chunks():
                out.write(piece)
        return tell_products(rows_of(path), actor=actor, about=f"a file of products, {(sent.name or '')[:80]}")
