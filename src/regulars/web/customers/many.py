"""Changing many customers at once: what to change, what would come of it, how far it is, and the way back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBadRequest, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from regulars.access.acting import current
from regulars.access.users.models import Team
from regulars.kit.position import BadPosition
from regulars.kit.refused import Refused
from regulars.know.bulk import queries
from regulars.know.bulk.actions import AT_ONCE, change_many, undo_change
from regulars.know.bulk.models import BulkChange
from regulars.know.bulk.setting import PROFILE
from regulars.know.bulk.sorts import SORTS
from regulars.know.fields.models import Field
from regulars.know.fields.queries import field_of, fields_of
from regulars.know.filters.check import check
from regulars.know.filters.profile import ME, colleagues
from regulars.know.filters.rule import EVERYBODY, Rule
from regulars.know.filters.words import spoken
from regulars.know.tags.queries import all_tags
from regulars.web.customers.asked import read
from regulars.web.requests import Request, page, partial
from regulars.web.rules.known import fields

WHATS = (
    ("tag", "Put on a tag"), ("untag", "Take off a tag"), ("owner", "Hand to a colleague"), ("team", "Hand to a team"),
    ("field", "Set a field"),
)  # fmt: skip


def _whom(told: QueryDict) -> tuple[list[int] | None, Rule]:
    """The customers that were ticked, or None and the rule of the list. Raises Refused."""
    asked = read(told)
    if asked.errors:
        raise Refused(asked.errors)
    if told.get("everybody") == "yes":
        check(asked.rule, fields())
        return None, asked.rule
    ticked = [*told.getlist("pick"), *str(told.get("chosen", "")).split(",")]
    chosen = sorted({int(pk) for pk in ticked if pk.isdecimal() and len(pk) < 19})
    if not chosen:
        raise Refused({"pick": "Tick at least one customer in the list first."})
    return chosen, EVERYBODY


def _value(told: QueryDict, what: str) -> dict[str, Any]:
    if what in {"tag", "untag"}:
        return {
            "tags": [name.strip() for name in str(told.get("tags", "")).replace(";", ",").split(",") if name.strip()]
        }
    if what in {"owner", "team"}:
        return {"id": str(told.get("id", ""))}
    key = str(told.get("field", ""))
    own = field_of(key) if key.startswith("field:") else None
    several = own is not None and own.kind == Field.Kind.CHOICES
    return {"field": key, "to": told.getlist("to") if several else str(told.get("to", ""))}


def _widgets(told: QueryDict, what: str) -> dict[str, Any]:
    """What the form needs to ask for the value of this sort of change."""
    if what in {"tag", "untag"}:
        return {"tags": [tag.name for tag in all_tags()]}
    if what == "owner":
        return {
            "options": [("", "Nobody"), *((pk, name) for pk, name in colleagues() if pk != ME)],
            "label": "Colleague",
        }
    if what == "team":
        return {
            "options": [("", "No team"), *((str(t.pk), t.name) for t in Team.objects.order_by("name"))],
            "label": "Team",
        }
    own = fields_of()
    offered = [(key, label) for key, label in PROFILE.items() if key not in current().hidden]
    offered += [(field.name, field.label) for field in own if field.kind != Field.Kind.REFERENCE]
    key = str(told.get("field") or offered[0][0])
    field = next((one for one in own if one.name == key), None)
    choices = [(c["key"], c["label"]) for c in field.choices if not c.get("retired")] if field else []
    if field is not None and field.kind == Field.Kind.YES_NO:
        choices = [("yes", "Yes"), ("no", "No")]
    return {
        "fields": offered, "field": key, "own": field, "choices": choices,
        "type": "date" if field is not None and field.kind == Field.Kind.DATE else "text",
    }  # fmt: skip


def _page(request: Request, told: QueryDict, errors: dict[str, str]) -> HttpResponse:
    what = str(told.get("what", "tag"))
    what = what if what in SORTS else "tag"
    context: dict[str, Any] = {
        "what": what, "whats": WHATS, "told": told, "errors": errors, "to": told.getlist("to"), **_widgets(told, what),
    }  # fmt: skip
    try:
        chosen, rule = _whom(told)
    except Refused as refused:
        return render(request, "customers/change_nobody.html", {"errors": refused.errors}, status=422)
    asked = read(told)
    context |= {
        "ticked": "" if chosen is None else ",".join(map(str, chosen)),
        "count": None if chosen is None else len(chosen),
        "rule": asked.rule_text or "{}",
        "spoken": spoken(rule, fields()),
        "everybody": chosen is None,
    }
    template = "customers/change_value.html" if partial(request) else "customers/change_new.html"
    return render(request, template, context, status=422 if errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@page("customers.edit")
def new(request: Request) -> HttpResponse:
    """What to change of whom; sent, it is done, and leads to how far it is."""
    if request.method != "POST":
        return _page(request, request.GET, {})
    what = str(request.POST.get("what", ""))
    try:
        chosen, rule = _whom(request.POST)
        value = _value(request.POST, what)
        change = change_many(what, value, rule=rule, chosen=chosen, fields=fields, actor=request.user.actor)
    except Refused as refused:
        return _page(request, request.POST, refused.errors)
    return HttpResponseRedirect(reverse("customers:change", args=[change.pk]))


@require_POST
@page("customers.edit")
def preview(request: Request) -> HttpResponse:
    """What would come of it: how many, and some before and after."""
    what = str(request.POST.get("what", ""))
    context: dict[str, Any] = {"at_once": AT_ONCE}
    try:
        if what not in SORTS:
            raise Refused({"what": "Choose what to change."})
        chosen, rule = _whom(request.POST)
        value = _value(request.POST, what)
        context["preview"] = queries.preview(what, value, rule=rule, chosen=chosen, fields=fields())
    except Refused as refused:
        context["errors"] = refused.errors
    return render(request, "customers/change_preview.html", context)


def _state(change: BulkChange) -> dict[str, Any]:
    running = change.state in {BulkChange.State.WAITING, BulkChange.State.RUNNING, BulkChange.State.UNDOING}
    return {
        "change": change,
        "says": queries.says(change),
        "running": running,
        "may_undo": queries.may_undo(change),
        "most": len(change.chosen) if change.chosen is not None else None,
        "left_out": [] if running else queries.not_changed(change),
    }


@require_safe
@page("customers.edit")
def one(request: Request, pk: int) -> HttpResponse:
    """One change: how far it is, whom it left out and why, and the way back."""
    change = queries.change_of(pk)
    if change is None:
        raise Http404("There is no change of this number.")
    template = "customers/change_state.html" if partial(request) else "customers/change.html"
    return render(request, template, _state(change))


@require_POST
@page("customers.edit")
def undo(request: Request, pk: int) -> HttpResponse:
    """Take it back."""
    if queries.change_of(pk) is None:
        raise Http404("There is no change of this number.")
    try:
        undo_change(pk, fields=fields, actor=request.user.actor)
    except Refused as refused:
        messages.error(request, next(iter(refused.errors.values())))
    return HttpResponseRedirect(reverse("customers:change", args=[pk]))


@require_safe
@page("customers.edit")
def every(request: Request) -> HttpResponse:
    """The changes that were made, newest first."""
    try:
        shown, after = queries.changes(after=request.GET.get("after") or None)
    except BadPosition as error:
        return HttpResponseBadRequest(str(error))
    lines = [(change, queries.says(change)) for change in shown]
    return render(request, "customers/changes.html", {"lines": lines, "after": after})
