"""Targets: what a number shall be by when, where it heads, and the form for them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from regulars.kit.refused import Refused
from regulars.understand.scoreboard.board import Board
from regulars.understand.scoreboard.queries import latest
from regulars.understand.segments.queries import found
from regulars.understand.targets.actions import change_target, remove_target, set_target
from regulars.understand.targets.models import Target
from regulars.understand.targets.queries import target_of, targets
from regulars.web.pictures.course import course
from regulars.web.requests import Request, page
from regulars.web.sent import or_404
from regulars.web.understand.figure import metrics_to_choose, spoken_by

_TONES = {
    Target.State.LIKELY: "good", Target.State.MET: "good", Target.State.UNLIKELY: "bad", Target.State.MISSED: "bad",
    Target.State.OPEN: "watch",
}  # fmt: skip
_HOW = {
    "drift": "Goes on by its mean monthly step so far.",
    "season": "The same month a year earlier, plus the mean step from year to year.",
    "line": "The straight line through the months so far.",
}
_FRESH = {
    "metric": "repeat_purchase_rate",
    "direction": "up",
    "value": "",
    "due": "",
    "over": "12",
    "segment": "",
    "note": "",
}


def shown(target: Target, board: Board | None) -> dict[str, Any]:
    """One target, ready for its template."""
    title, say = spoken_by(board, target.metric, target.currency)
    over = " in the month" if target.over == Target.Over.MONTH else ""
    told = ""
    if target.stands is not None:
        told = f"It stands at {say(target.stands)}"
        if target.foretold is not None and target.low is not None and target.high is not None:
            told += f" and heads for {say(target.foretold)} ({say(target.low)} to {say(target.high)})"
        told += "."
    points = [(float(date.fromisoformat(day).toordinal()), float(value)) for day, value in target.points]
    if target.stands is not None and target.as_of is not None:
        points = [one for one in points if one[0] < target.as_of.toordinal()]
        points.append((float(min(target.as_of, target.due).toordinal()), target.stands))
    foretold = None
    if target.foretold is not None and target.low is not None and target.high is not None:
        foretold = (target.foretold, target.low, target.high)
    return {
        "target": target,
        "title": title,
        "wanted": f"{target.get_direction_display().lower()} {say(target.value)}{over}",
        "told": told,
        "tone": _TONES.get(Target.State(target.state), ""),
        "chance": f"{max(1, min(99, round(target.chance * 100)))} in 100" if target.chance is not None else "",
        "how": _HOW.get(target.how, ""),
        "drawing": course(points, (float(target.due.toordinal()), target.value), foretold) if len(points) > 1 else None,
        "drawn": f"{title}: {told} The target is {say(target.value)}.",
    }


def _page(
    request: Request, target: Target | None, values: Mapping[str, Any], errors: Mapping[str, str]
) -> HttpResponse:
    board = latest()
    may = request.user.may("numbers.manage")
    segments = list(found().values_list("pk", "name")[:500]) if may else []
    context = {
        "targets": [shown(one, board) for one in targets()],
        "target": target,
        "values": values,
        "errors": errors,
        "may": may,
        "any_numbers": board is not None,
        "metrics": metrics_to_choose() if board and may else [],
        "directions": Target.Direction.choices,
        "overs": [(str(value), label) for value, label in Target.Over.choices],
        "segments": [("", "Everybody"), *((str(pk), name) for pk, name in segments)],
        "form_open": bool(errors) or target is not None,
    }  # fmt: skip
    return render(request, "understand/targets.html", context, status=422 if errors else 200)


@require_safe
@page("numbers.see")
def all_targets(request: Request) -> HttpResponse:
    """Every target, the nearest day first."""
    return _page(request, None, _FRESH, {})


@require_POST
@page("numbers.manage")
def new(request: Request) -> HttpResponse:
    """Set a further one."""
    try:
        set_target(request.POST.dict(), actor=request.user.actor)
    except Refused as refused:
        return _page(request, None, _FRESH | request.POST.dict(), refused.errors)
    messages.success(request, "The target is set. The worker says where it heads with the next numbers.")
    return HttpResponseRedirect(reverse("understand:targets"))


@require_http_methods(["GET", "HEAD", "POST"])
@page("numbers.manage")
def one(request: Request, pk: int) -> HttpResponse:
    """Change a target."""
    with or_404():
        target = target_of(pk)
    if request.method != "POST":
        _, say = spoken_by(latest(), target.metric, "")
        values = {
            "metric": target.metric, "direction": target.direction, "due": target.due.isoformat(), "note": target.note,
            "value": f"{target.value * 100:g}" if "%" in say(0.5) else f"{target.value:g}", "over": str(target.over),
            "segment": str(target.segment_id or ""),
        }  # fmt: skip
        return _page(request, target, values, {})
    try:
        with or_404():
            change_target(pk, request.POST.dict(), actor=request.user.actor)
    except Refused as refused:
        return _page(request, target, _FRESH | request.POST.dict(), refused.errors)
    messages.success(request, "The target is changed.")
    return HttpResponseRedirect(reverse("understand:targets"))


@require_POST
@page("numbers.manage")
def remove(request: Request, pk: int) -> HttpResponse:
    """Remove a target."""
    with or_404():
        remove_target(pk, actor=request.user.actor)
    messages.success(request, "The target is removed.")
    return HttpResponseRedirect(reverse("understand:targets"))
