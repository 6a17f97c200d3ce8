"""Saved views: keeping a list under a name, sharing it, changing and removing it; and the chooser of columns."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from regulars.access.users.models import Team
from regulars.kit.refused import Refused
from regulars.know.filters.check import check
from regulars.know.filters.rule import EVERYBODY, read_rule, write_rule
from regulars.know.filters.words import spoken
from regulars.know.views.actions import change_view, move_view, remove_view, save_view
from regulars.know.views.models import SavedView
from regulars.know.views.queries import may_change, view_of, views
from regulars.web.customers import columns
from regulars.web.customers.asked import Asked, read
from regulars.web.requests import Request, page, partial
from regulars.web.rules.known import fields


@require_safe
@page("customers.see")
def choose_columns(request: Request) -> HttpResponse:
    """Every column there is, those shown ticked."""
    shown = set(read(request.GET).columns)
    groups: dict[str, list[tuple[columns.Column, bool]]] = {}
    for column in columns.offered():
        groups.setdefault(column.group, []).append((column, column.key in shown))
    return render(request, "customers/columns.html", {"groups": list(groups.items())})


def _form(request: Request, context: dict[str, Any], errors: dict[str, str]) -> HttpResponse:
    may_share = request.user.may("views.share")
    shares = [choice for choice in SavedView.Shared.choices if may_share or choice[0] == SavedView.Shared.MINE]
    context |= {
        "errors": errors,
        "shares": shares,
        "teams": [(str(team.pk), team.name) for team in Team.objects.order_by("name")] if may_share else [],
    }
    template = "customers/view_form.html" if partial(request) else "customers/view_page.html"
    return render(request, template, context, status=422 if errors else 200)


def _team(text: str) -> int | None:
    return int(text) if text.isdecimal() else None


@require_http_methods(["GET", "HEAD", "POST"])
@page("customers.see")
def new(request: Request) -> HttpResponse:
    """Keep the list of the address as a view."""
    told = request.POST if request.method == "POST" else request.GET
    asked = read(told)
    errors = dict(asked.errors)
    context: dict[str, Any] = {"asked": asked, "view": None, "address": reverse("customers:view_new")}
    changeable = view_of(asked.view.pk) if asked.view.pk is not None else None
    if changeable is not None and may_change(changeable):
        context["changeable"] = changeable
    try:
        context["spoken"] = spoken(check(asked.rule, fields()), fields())
        if request.method != "POST" or errors:
            return _form(request, context | {"values": {"shared": "mine"}}, errors if request.method == "POST" else {})
        view = _kept(request, asked, context)
    except Refused as refused:
        return _form(request, context | {"values": told}, refused.errors)
    messages.success(request, f"The view “{view.name}” is kept.")
    address = f"{reverse('customers:list')}?view={view.pk}"
    if not request.htmx:
        return HttpResponseRedirect(address)
    return HttpResponse(status=204, headers={"HX-Redirect": address})


def _kept(request: Request, asked: Asked, context: dict[str, Any]) -> SavedView:
    rule = {} if asked.rule == EVERYBODY else write_rule(asked.rule)
    kept: dict[str, Any] = {"rule": rule, "columns": list(asked.columns), "order": asked.order}
    if "changeable" in context and request.POST.get("into") == "this":
        return change_view(context["changeable"].pk, kept, actor=request.user.actor)
    return save_view(
        str(request.POST.get("name", "")), **kept, shared=str(request.POST.get("shared", "mine")),
        team_id=_team(str(request.POST.get("team", ""))), actor=request.user.actor,
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@page("customers.see")
def edit(request: Request, pk: int) -> HttpResponse:
    """Rename a view or share it with others."""
    view = view_of(pk)
    if view is None or not may_change(view):
        raise Http404("There is no view of this number that you may change.")
    context: dict[str, Any] = {"view": view, "address": reverse("customers:view_edit", args=[pk])}
    if request.method != "POST":
        team = str(view.team_id or "")
        return _form(request, context | {"values": {"name": view.name, "shared": view.shared, "team": team}}, {})
    told = request.POST
    wanted = {
        "name": str(told.get("name", "")),
        "shared": str(told.get("shared", "")),
        "team_id": _team(str(told.get("team", ""))),
    }
    try:
        change_view(pk, wanted, actor=request.user.actor)
    except Refused as refused:
        return _form(request, context | {"values": told}, refused.errors)
    messages.success(request, "Kept.")
    return HttpResponseRedirect(reverse("customers:views"))


@require_safe
@page("customers.see")
def every(request: Request) -> HttpResponse:
    """The views one may open, to be ordered, changed and removed."""
    known = fields()
    lines = []
    for view in views():
        try:
            said = spoken(check(read_rule(view.rule), known), known) if view.rule else "Everybody"
        except Refused:
            said = "This view asks for something that is not there any more, or that you may not see."
        lines.append((view, said, may_change(view)))
    return render(request, "customers/views.html", {"lines": lines})


@require_POST
@page("customers.see")
def move(request: Request, pk: int) -> HttpResponse:
    """One place up or down."""
    _there(pk)
    move_view(pk, -1 if request.POST.get("by") == "up" else 1, actor=request.user.actor)
    return HttpResponseRedirect(reverse("customers:views"))


@require_POST
@page("customers.see")
def remove(request: Request, pk: int) -> HttpResponse:
    """Remove a view; the customers stay as they are."""
    view = _there(pk)
    remove_view(pk, actor=request.user.actor)
    messages.success(request, f"The view “{view.name}” is removed. No customer changed by that.")
    return HttpResponseRedirect(reverse("customers:views"))


def _there(pk: int) -> SavedView:
    view = view_of(pk)
    if view is None:
        raise Http404("There is no view of this number.")
    return view
