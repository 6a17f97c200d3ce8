"""Looking at boards."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from regulars.understand.boards.jobs import answer_now
from regulars.understand.boards.models import Board
from regulars.understand.boards.queries import board_of, boards, may_change, tile_of, tiles_of
from regulars.understand.boards.tiles import MEASURED
from regulars.understand.scoreboard.queries import latest
from regulars.web.boards.shown import shown
from regulars.web.requests import Request, page
from regulars.web.sent import or_404


@require_safe
@page("numbers.see")
def all_boards(request: Request) -> HttpResponse:
    """The boards one may open, and making one."""
    context = {
        "boards": boards(),
        "shared": dict(Board.Shared.choices),
        "me": request.user.pk,
        "values": {},
        "errors": {},
        "any_numbers": latest() is not None,
    }
    return render(request, "boards/all.html", context)


@require_safe
@page("numbers.see")
def one(request: Request, pk: int) -> HttpResponse:
    """A board, as it is looked at and printed."""
    with or_404():
        board = board_of(pk)
    scoreboard = latest()
    context = {
        "board": board,
        "tiles": shown(tiles_of(board)),
        "may_change": may_change(board),
        "as_of": scoreboard.as_of if scoreboard else None,
        "computed_at": scoreboard.computed_at if scoreboard else None,
    }
    return render(request, "boards/one.html", context)


@require_safe
@page("numbers.see")
def tile(request: Request, pk: int) -> HttpResponse:
    """One tile by itself, answered at once where the worker has not done so yet."""
    with or_404():
        found = tile_of(pk)
    if found.answer is None and found.kind in MEASURED:
        answer_now(found)
    [each] = shown([found])
    return render(request, "boards/tile.html", {"each": each})
