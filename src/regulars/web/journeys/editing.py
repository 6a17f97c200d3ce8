"""Making a journey one's own: its stages, its touchpoints, and who sees to what hurts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from regulars.kit.refused import Refused
from regulars.timeline.names import CHANNELS
from regulars.understand.journeys import actions
from regulars.understand.journeys.definition import Op, Weights
from regulars.understand.journeys.models import Journey, Stage, Touchpoint
from regulars.understand.journeys.telling import MEETINGS
from regulars.web.journeys.views import journey_or_404
from regulars.web.requests import Request, page
from regulars.web.sent import or_404, whole

_OPS = {Op.IS: "is", Op.CONTAINS: "contains", Op.AT_LEAST: "is at least", Op.AT_MOST: "is at most"}


def _there(journey: Journey) -> HttpResponse:
    return HttpResponseRedirect(reverse("journeys:edit", args=[journey.pk]))


@require_POST
@page("numbers.manage")
def new(request: Request) -> HttpResponse:
    """Make a journey of a ready-made one."""
    try:
        made = actions.create_journey(
            request.POST.get("name", ""), request.POST.get("kind", ""), actor=request.user.actor
        )
    except Refused as refused:
        messages.error(request, " ".join(refused.errors.values()))
        return HttpResponseRedirect(reverse("journeys:list"))
    messages.success(
        request, f"{made} is there. Its map is being drawn; change its stages and touchpoints as you like."
    )
    return HttpResponseRedirect(reverse("journeys:one", args=[made.pk]))


@require_http_methods(["GET", "HEAD", "POST"])
@page("numbers.manage")
def edit(request: Request, pk: int) -> HttpResponse:
    """Stages and touchpoints, and how the journey is looked at; a POST keeps the latter."""
    found = journey_or_404(pk)
    errors: Mapping[str, str] = {}
    values: dict[str, Any] = {
        name: getattr(found, name) for name in ("name", "pause_days", "session_minutes", "mood_days")
    }
    values |= asdict(Weights(**found.weights))
    if request.method == "POST":
        try:
            with or_404():
                actions.change_journey(pk, request.POST.dict(), actor=request.user.actor)
        except Refused as refused:
            errors, values = refused.errors, request.POST.dict()
        else:
            messages.success(request, "Kept. The map is drawn anew.")
            return _there(found)
    context = {
        "journey": found,
        "stages": [
            (stage, [(point, _recognised(point)) for point in stage.touchpoints.all()]) for stage in found.stages.all()
        ],
        "values": values,
        "errors": errors,
    }
    return render(request, "journeys/edit.html", context, status=422 if errors else 200)


def _recognised(point: Touchpoint) -> str:
    """By what a touchpoint is recognised, in words."""
    told = ", or ".join(MEETINGS.get(name, name) for name in point.names)
    if point.channels:
        told += f", by {' or '.join(point.channels)}"
    if point.prop:
        told += f", where {point.prop} {_OPS[Op(point.op)]} {point.value}"
    if point.category:
        told += f", of {point.category}"
    return told


@require_POST
@page("numbers.manage")
def archive(request: Request, pk: int) -> HttpResponse:
    """Put a journey away, or take it out again."""
    with or_404():
        found = actions.archive_journey(pk, archived="back" not in request.POST, actor=request.user.actor)
    messages.success(request, f"{found} is {'put away' if found.archived_at else 'in use again'}.")
    return HttpResponseRedirect(reverse("journeys:list"))


@require_POST
@page("numbers.manage")
def stage(request: Request, pk: int) -> HttpResponse:
    """Add a stage."""
    found = journey_or_404(pk)
    try:
        actions.save_stage(pk, None, request.POST.get("name", ""), actor=request.user.actor)
    except Refused as refused:
        messages.error(request, " ".join(refused.errors.values()))
    return _there(found)


@require_POST
@page("numbers.manage")
def change_stage(request: Request, pk: int) -> HttpResponse:
    """Rename a stage, move it, or remove it when it is empty."""
    there = get_object_or_404(Stage.objects.select_related("journey"), pk=pk)
    what, actor = request.POST.get("do", ""), request.user.actor
    try:
        if what in {"earlier", "later"}:
            actions.move_stage(pk, by=-1 if what == "earlier" else 1, actor=actor)
        elif what == "remove":
            actions.remove_stage(pk, actor=actor)
        else:
            actions.save_stage(there.journey_id, pk, request.POST.get("name", ""), actor=actor)
    except Refused as refused:
        messages.error(request, " ".join(refused.errors.values()))
    return _there(there.journey)


def _sent(request: Request) -> dict[str, Any]:
    sent = request.POST
    told: dict[str, Any] = {
        name: sent.get(name, "") for name in ("name", "prop", "op", "value", "category", "patience_hours", "stage")
    }
    return told | {
        "names": sent.getlist("names"),
        "channels": sent.getlist("channels"),
        "may_end": "may_end" in sent,
    }


@require_http_methods(["GET", "HEAD", "POST"])
@page("numbers.manage")
def new_touchpoint(request: Request, pk: int) -> HttpResponse:
    """Add a touchpoint to a stage."""
    there = get_object_or_404(Stage.objects.select_related("journey"), pk=pk)
    fresh = {"names": [], "channels": [], "op": Op.IS, "stage": str(pk)}
    return _kept(request, there, None, fresh)


@require_http_methods(["GET", "HEAD", "POST"])
@page("numbers.manage")
def touchpoint(request: Request, pk: int) -> HttpResponse:
    """Change a touchpoint."""
    point = get_object_or_404(Touchpoint.objects.select_related("stage__journey"), pk=pk)
    names = ("name", "names", "channels", "prop", "op", "value", "category", "patience_hours", "may_end")
    values = {name: getattr(point, name) for name in names}
    values["stage"], values["patience_hours"] = (
        str(point.stage_id),
        "" if point.patience_hours is None else f"{point.patience_hours:g}",
    )
    return _kept(request, point.stage, point, values)


def _kept(request: Request, stage: Stage, point: Touchpoint | None, values: dict[str, Any]) -> HttpResponse:
    errors: Mapping[str, str] = {}
    stages = [(str(each.pk), each.name) for each in stage.journey.stages.all()]
    if request.method == "POST":
        values = _sent(request)
        chosen = whole(values["stage"]) or stage.pk
        if str(chosen) not in dict(stages):
            raise Http404("This journey has no such stage.")
        try:
            actions.save_touchpoint(chosen, point.pk if point else None, values, actor=request.user.actor)
        except Refused as refused:
            errors = refused.errors
        else:
            messages.success(request, "Kept. The map is drawn anew.")
            return _there(stage.journey)
    context = {
        "journey": stage.journey, "stage": stage, "point": point, "values": values, "errors": errors, "stages": stages,
        "meetings": [(name, meaning, name in values["names"]) for name, meaning in MEETINGS.items()],
        "channels": [(name, name in values["channels"]) for name in CHANNELS if name != "house"],
        "ops": [(op.value, said) for op, said in _OPS.items()],
    }  # fmt: skip
    return render(request, "journeys/touchpoint.html", context, status=422 if errors else 200)


@require_POST
@page("numbers.manage")
def place(request: Request, pk: int) -> HttpResponse:
    """Move a touchpoint within its stage, or remove it."""
    point = get_object_or_404(Touchpoint.objects.select_related("stage__journey"), pk=pk)
    what = request.POST.get("do", "")
    if what == "remove":
        actions.remove_touchpoint(pk, actor=request.user.actor)
        messages.success(request, f"{point} is removed. The map is drawn anew.")
    else:
        actions.move_touchpoint(pk, by=-1 if what == "up" else 1, actor=request.user.actor)
    return _there(point.stage.journey)


@require_POST
@page("numbers.manage")
def owner(request: Request, pk: int) -> HttpResponse:
    """Say who sees to what hurts at a touchpoint."""
    point = get_object_or_404(Touchpoint.objects.select_related("stage"), pk=pk)
    try:
        actions.see_to(
            pk, owner_id=whole(request.POST.get("owner")), note=request.POST.get("note", ""), actor=request.user.actor
        )
    except Refused as refused:
        messages.error(request, " ".join(refused.errors.values()))
    else:
        messages.success(request, "Kept.")
    return HttpResponseRedirect(reverse("journeys:one", args=[point.stage.journey_id]))
