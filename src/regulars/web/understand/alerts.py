"""Alerts: what moved more than chance allows, who moved it, and what is over."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBadRequest, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST, require_safe

from regulars.access.users.queries import names_of
from regulars.kit.position import BadPosition
from regulars.kit.refused import Refused
from regulars.understand.metrics.wording import part_name
from regulars.understand.scoreboard.board import Board
from regulars.understand.scoreboard.queries import latest
from regulars.understand.targets.actions import put_aside
from regulars.understand.targets.models import Alert
from regulars.understand.targets.queries import open_alerts, past_alerts
from regulars.understand.targets.wording import month_name
from regulars.web.requests import Request, page
from regulars.web.sent import or_404
from regulars.web.understand.figure import difference_by, spoken_by

WAYS = {
    "country": "By country",
    "channel": "By channel",
    "category": "By product group",
    "group": "By group of customers",
}
# Below this part of the change a group says nothing.
LEAST = 0.005


def ways(alert: Alert, board: Board | None) -> list[dict[str, Any]]:
    """Each way of grouping customers, with what each group did to the figure, the largest first."""
    _, say = spoken_by(board, alert.metric)
    signed = difference_by(board, alert.metric)
    made = []
    for way, title in WAYS.items():
        rows = alert.effects.get(way) or []
        change = sum(mix + rate for _, mix, rate, *_ in rows)
        told = [
            {
                "group": part_name(way, group),
                "before": "" if before is None else say(before), "now": "" if now is None else say(now),
                "rate": signed(rate), "mix": signed(mix), "total": signed(mix + rate),
                "tone": _tone(alert, mix + rate),
            }
            for group, mix, rate, _, before, now in rows
            if abs(mix + rate) > LEAST * abs(change)
        ]  # fmt: skip
        if len(rows) > 1 and told:
            made.append(
                {"title": title, "rows": told, "mixed": any(mix for _, mix, *_ in rows), "change": signed(change)}
            )
    return made


def _tone(alert: Alert, effect: float) -> str:
    """Whether what a group did is good news, as the whole is."""
    if alert.good is None or not effect:
        return ""
    return "more" if (effect > 0) == (alert.good == (alert.direction == "up")) else "less"


def shown(alert: Alert, board: Board | None, names: Mapping[str, str]) -> dict[str, Any]:
    """One alert, ready for its template."""
    chip = "good" if alert.good else "bad" if alert.good is False else "watch"
    return {
        "alert": alert,
        "key": str(alert.pk),
        "ways": ways(alert, board) if alert.closed_at is None else [],
        "since": month_name(alert.since) if alert.since else "",
        "tone": chip,
        "word": {"good": "Good news", "bad": "Watch", "watch": "Changed"}[chip],
        "by": names.get(alert.put_aside_by, "the house") if alert.put_aside_by else "",
    }


@require_safe
@page("numbers.see")
def all_alerts(request: Request) -> HttpResponse:
    """Open ones with their reasons; below, those that are over."""
    return _page(request, {})


def _page(request: Request, errors: Mapping[str, str], about: int = 0) -> HttpResponse:
    board = latest()
    try:
        past = past_alerts(after=request.GET.get("after"))
    except BadPosition as error:
        return HttpResponseBadRequest(str(error))
    now = open_alerts()
    names = names_of({alert.put_aside_by for alert in past.alerts})
    context = {
        "alerts": [shown(alert, board, names) for alert in now],
        "past": [shown(alert, board, names) for alert in past.alerts],
        "next": urlencode({"after": past.next}) if past.next else "",
        "later": bool(request.GET.get("after")),
        "may": request.user.may("numbers.manage"),
        "errors": errors,
        "about": about,
        "board": board,
    }
    return render(request, "understand/alerts.html", context, status=422 if errors else 200)


@require_POST
@page("numbers.manage")
def aside(request: Request, pk: int) -> HttpResponse:
    """Put one aside with a word on why."""
    try:
        with or_404():
            put_aside(pk, request.POST.get("note", ""), actor=request.user.actor)
    except Refused as refused:
        return _page(request, refused.errors, pk)
    messages.success(request, "The alert is put aside.")
    return HttpResponseRedirect(reverse("understand:alerts"))
