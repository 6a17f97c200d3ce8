"""Kinds of relations: those of the program, and the business's own."""

from __future__ import annotations

from collections.abc import Mapping

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from regulars.kit.refused import Refused
from regulars.know.relations import actions
from regulars.know.relations.queries import kinds as all_kinds
from regulars.web.requests import Request, page
from regulars.web.sent import or_404
from regulars.web.settings.places import tabs

SIDES = [("", "Anybody"), ("person", "A person"), ("company", "A company")]


@require_http_methods(["GET", "HEAD", "POST"])
@page("fields.manage")
def kinds(request: Request) -> HttpResponse:
    """All kinds; a POST makes one."""
    errors: Mapping[str, str] = {}
    sent = request.POST
    if request.method == "POST":
        try:
            kind = actions.create_kind(
                sent.get("name", ""), sent.get("back", ""), origin_kind=sent.get("origin_kind", ""),
                target_kind=sent.get("target_kind", ""), actor=request.user.actor,
            )  # fmt: skip
        except Refused as refused:
            errors = refused.errors
        else:
            messages.success(request, f"“{kind.name}” can be chosen now.")
            return HttpResponseRedirect(reverse("around:relation_kinds"))
    context = {
        "tabs": tabs(request.user, "around:relation_kinds"),
        "kinds": all_kinds(),
        "sides": SIDES,
        "values": sent,
        "errors": errors,
    }
    return render(request, "settings/relation_kinds.html", context, status=422 if errors else 200)


@require_POST
@page("fields.manage")
def change(request: Request, pk: int) -> HttpResponse:
    """Say a kind differently, stop or go on offering it, or remove it."""
    sent = request.POST
    try:
        with or_404():
            if sent.get("what") == "remove":
                actions.remove_kind(pk, actor=request.user.actor)
            else:
                actions.change_kind(
                    pk, name=sent.get("name", ""), back=sent.get("back", ""), offered=sent.get("offered") == "on",
                    actor=request.user.actor,
                )  # fmt: skip
    except Refused as refused:
        messages.error(request, " ".join(refused.errors.values()))
    else:
        messages.success(request, "Removed." if sent.get("what") == "remove" else "Kept.")
    return HttpResponseRedirect(reverse("around:relation_kinds"))
