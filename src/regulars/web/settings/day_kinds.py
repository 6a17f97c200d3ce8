"""Kinds of days to remember: those of the program, and the business's own."""

from __future__ import annotations

from collections.abc import Mapping

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from regulars.kit.refused import Refused
from regulars.know.occasions import actions
from regulars.know.occasions.queries import kinds as all_kinds
from regulars.web.requests import Request, page
from regulars.web.sent import or_404
from regulars.web.settings.places import tabs


@require_http_methods(["GET", "HEAD", "POST"])
@page("fields.manage")
def kinds(request: Request) -> HttpResponse:
    """All kinds; a POST makes one."""
    errors: Mapping[str, str] = {}
    if request.method == "POST":
        try:
            kind = actions.create_kind(
                request.POST.get("name", ""), yearly=request.POST.get("yearly") == "on", actor=request.user.actor
            )
        except Refused as refused:
            errors = refused.errors
        else:
            messages.success(request, f"“{kind.name}” can be chosen now.")
            return HttpResponseRedirect(reverse("around:day_kinds"))
    context = {
        "tabs": tabs(request.user, "around:day_kinds"),
        "kinds": all_kinds(),
        "name": request.POST.get("name", ""),
        "errors": errors,
    }
    return render(request, "settings/day_kinds.html", context, status=422 if errors else 200)


@require_POST
@page("fields.manage")
def change(request: Request, pk: int) -> HttpResponse:
    """Call a kind differently, stop or go on offering it, or remove it."""
    sent = request.POST
    try:
        with or_404():
            if sent.get("what") == "remove":
                actions.remove_kind(pk, actor=request.user.actor)
            else:
                actions.change_kind(
                    pk, name=sent.get("name", ""), offered=sent.get("offered") == "on", actor=request.user.actor
                )
    except Refused as refused:
        messages.error(request, " ".join(refused.errors.values()))
    else:
        messages.success(request, "Removed." if sent.get("what") == "remove" else "Kept.")
    return HttpResponseRedirect(reverse("around:day_kinds"))
