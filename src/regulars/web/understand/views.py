"""The scoreboard, how each number is computed, and the people behind it."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseBadRequest
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from regulars.kit import moments
from regulars.know.customers.queries import by_ids, listed
from regulars.understand.insights.queries import insights_of, outlook
from regulars.understand.scoreboard.board import Board, UnknownPart
from regulars.understand.scoreboard.queries import latest
from regulars.understand.scoreboard.queries import people as people_behind
from regulars.understand.targets.queries import open_alerts
from regulars.web.customers.rows import rows
from regulars.web.requests import Request, page, partial
from regulars.web.understand.behind import heading
from regulars.web.understand.foreseen import foretold
from regulars.web.understand.said import said
from regulars.web.understand.shown import shown

PAGE = 50
# How a share divides its people.
PARTS = (("", "All of them"), ("counted", "Those counted"), ("rest", "The others"))


@require_safe
@page("numbers.see")
def scoreboard(request: Request) -> HttpResponse:
    """The last computed scoreboard; the page never computes, it says when there is none yet and looks again."""
    board = latest()
    told_of = outlook() if board else None
    context = {
        "company": settings.REGULARS_COMPANY,
        "board": shown(board) if board else None,
        "alerts": open_alerts() if board else [],
        "foretold": foretold(told_of) if told_of else (),
        "unforetold": told_of.reason if told_of else "",
        "waiting": board is None and listed().exists(),
        "may_import": request.user.may("imports.run"),
    }
    return render(request, "understand/scoreboard.html", context)


def _board() -> Board:
    board = latest()
    if board is None:
        raise Http404("There is no scoreboard yet.")
    return board


@require_safe
@page("numbers.see")
def how(request: Request, key: str) -> HttpResponse:
    """How one number is computed: formula and SQL. The scoreboard unfolds the same in place."""
    board = _board()
    metric = next((m for m in board.metrics if m.key == key), None)
    if metric is None:
        raise Http404("The scoreboard has no such number.")
    return render(request, "understand/how.html", {"metric": said(metric, board.sql.get(key, ""), board.marks)})


@require_safe
@page("numbers.see")
def people(request: Request, key: str) -> HttpResponse:
    """The customers behind one number."""
    board = _board()
    metric = next((m for m in board.metrics if m.key == key), None)
    has_parts = metric is not None and metric.denominator is not None
    # "Who returned something" opens those who did; everybody the share is of stands one tab further.
    part, after = request.GET.get("part", "counted" if has_parts else ""), request.GET.get("after", "0")
    title = heading(board, key, part)
    if not title:
        raise Http404("The scoreboard has no such number.")
    if not after.isdigit():
        return HttpResponseBadRequest(f"after: {after!r} is not a position of this list")
    try:
        found = people_behind(key, part, after=int(after), limit=PAGE)
    except UnknownPart as error:
        raise Http404(str(error)) from error
    address = reverse("understand:people", args=[key])
    context = {
        "title": title,
        "sentence": metric.sentence if metric else "",
        "rows": rows(by_ids(found.customer_ids), insights_of(found.customer_ids), moments.now()),
        "next": f"{address}?{urlencode({'part': part, 'after': str(found.next)})}" if found.next else "",
        "parts": [(f"{address}?{urlencode({'part': value})}", text, value == part) for value, text in PARTS]
        if has_parts
        else [],
    }
    more = partial(request) and after != "0"
    return render(request, "understand/more_people.html" if more else "understand/people.html", context)
