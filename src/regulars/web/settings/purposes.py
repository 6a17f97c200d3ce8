"""What we contact people for: purposes in the customers' own words, made, changed and retired here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from regulars.kit.refused import Refused
from regulars.know.consents.actions.purposes import archive_purpose, save_purpose
from regulars.know.consents.models import Basis, Channel, Purpose
from regulars.know.consents.queries import purposes
from regulars.web.requests import Request, page
from regulars.web.settings.places import tabs

_FRESH: dict[str, Any] = {
    "basis": Basis.CONSENT,
    "channels": [Channel.MAIL],
    "expiry_months": "",
    "double_opt_in": True,
}


def _sent(request: Request) -> dict[str, Any]:
    sent = request.POST
    told: dict[str, Any] = {name: sent.get(name, "") for name in ("name", "meaning", "basis", "expiry_months")}
    return told | {
        "channels": sent.getlist("channels"),
        "marketing": "marketing" in sent,
        "double_opt_in": "double_opt_in" in sent,
    }


def _shown(
    request: Request, purpose: Purpose | None, values: Mapping[str, Any], errors: Mapping[str, str]
) -> HttpResponse:
    context = {
        "tabs": tabs(request.user, "settings:purposes"),
        "purposes": [
            (each, [Channel(channel).label for channel in each.channels], Basis(each.basis).label.partition(":")[0])
            for each in purposes(archived=True)
        ],
        "purpose": purpose,
        "values": values,
        "errors": errors,
        "bases": Basis.choices,
        "channels": [(value, label, value in values["channels"]) for value, label in Channel.choices],
    }
    return render(request, "settings/purposes.html", context, status=422 if errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@page("purposes.manage")
def new(request: Request) -> HttpResponse:
    """All purposes, and the form for a further one."""
    return _kept(request, None, _FRESH)


@require_http_methods(["GET", "HEAD", "POST"])
@page("purposes.manage")
def one(request: Request, pk: int) -> HttpResponse:
    """All purposes, and the form for this one."""
    purpose = Purpose.objects.filter(pk=pk).first()
    if purpose is None:
        raise Http404("There is no purpose of this number.")
    values = {
        name: getattr(purpose, name) for name in ("name", "meaning", "basis", "channels", "marketing", "double_opt_in")
    }
    return _kept(request, purpose, values | {"expiry_months": purpose.expiry_months or ""})


def _kept(request: Request, purpose: Purpose | None, values: Mapping[str, Any]) -> HttpResponse:
    if request.method != "POST":
        return _shown(request, purpose, values, {})
    try:
        kept = save_purpose(purpose.pk if purpose else None, _sent(request), actor=request.user.actor)
    except Refused as refused:
        return _shown(request, purpose, _sent(request), refused.errors)
    messages.success(request, f"{kept} is kept.")
    return HttpResponseRedirect(reverse("settings:purposes"))


@require_POST
@page("purposes.manage")
def archive(request: Request, pk: int) -> HttpResponse:
    """Retire a purpose, or bring it back."""
    try:
        purpose = archive_purpose(pk, archived="back" not in request.POST, actor=request.user.actor)
    except Purpose.DoesNotExist as missing:
        raise Http404 from missing
    messages.success(request, f"{purpose} is {'retired' if purpose.archived_at else 'back'}.")
    return HttpResponseRedirect(reverse("settings:purposes"))
