"""Composing a board: its name, whom it is shown to, its tiles and their order."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from regulars.access.users.models import Team
from regulars.kit.refused import Refused
from regulars.understand.boards import actions
from regulars.understand.boards.models import Board, Tile
from regulars.understand.boards.queries import board_of, boards, may_change, tile_of, tiles_of
from regulars.understand.boards.tiles import MEASURED, NEEDS
from regulars.understand.scoreboard.queries import latest
from regulars.understand.segments.queries import found as segments_found
from regulars.web.boards.shown import shown
from regulars.web.requests import Request, page
from regulars.web.sent import or_404, whole
from regulars.web.understand.figure import metrics_to_choose

_FRESH: dict[str, Any] = {"kind": "number", "size": "small", "window": "12m", "metric": "repeat_purchase_rate"}


@require_POST
@page("numbers.see")
def new(request: Request) -> HttpResponse:
    """Make a board; with ready=yes one that has the tiles most begin with."""
    try:
        board = actions.create_board(
            request.POST.get("name", ""), ready_made="ready" in request.POST, actor=request.user.actor
        )
    except Refused as refused:
        context = {
            "boards": boards(), "shared": dict(Board.Shared.choices), "me": request.user.pk, "values": request.POST.dict(),
            "errors": refused.errors, "any_numbers": latest() is not None,
        }  # fmt: skip
        return render(request, "boards/all.html", context, status=422)
    return HttpResponseRedirect(reverse("boards:compose", args=[board.pk]))


@require_safe
@page("numbers.see")
def compose(request: Request, pk: int) -> HttpResponse:
    """The board with what changes it: each tile can be moved, changed and taken off, and a further one added."""
    with or_404():
        board = board_of(pk)
    tile = None
    if (chosen := whole(request.GET.get("tile"))) is not None:
        with or_404():
            tile = tile_of(chosen)
    return _composing(request, board, tile, _of(tile) if tile else _fresh(request), {})


def _fresh(request: Request) -> dict[str, Any]:
    kind = request.GET.get("kind", "")
    return _FRESH | ({"kind": kind} if kind in NEEDS else {})


def _of(tile: Tile) -> dict[str, Any]:
    names = ("kind", "size", "title", "metric", "window", "by", "text")
    return {name: getattr(tile, name) for name in names} | {"segment": str(tile.segment_id or "")}


def _composing(
    request: Request, board: Board, tile: Tile | None, values: Mapping[str, Any], errors: Mapping[str, str]
) -> HttpResponse:
    from regulars.understand.metrics.breakdowns import BREAKDOWNS  # noqa: PLC0415 -- loads ibis, which pages do without
    from regulars.understand.metrics.spans import OFFERED  # noqa: PLC0415 -- beside it

    segments = segments_found().values_list("pk", "name")[:500]
    kind = values.get("kind", "number")
    context = {
        "board": board,
        "tiles": shown(tiles_of(board)),
        "may_change": may_change(board),
        "tile": tile,
        "values": values,
        "errors": errors,
        "needs": NEEDS.get(kind, ()),
        "measured": kind in MEASURED,
        "kinds": [(f"?kind={value}", label, value == kind) for value, label in Tile.Kind.choices],
        "kind_name": Tile.Kind(kind).label if kind in Tile.Kind.values else "",
        "sizes": Tile.Size.choices,
        "metrics": metrics_to_choose(),
        "breakdowns": [(one.key, one.title) for one in BREAKDOWNS.values()],
        "windows": [(key, name[:1].upper() + name[1:]) for key, name in OFFERED],
        "segments": [("", "Choose a segment" if "segment" in NEEDS.get(kind, ()) else "Everybody")]
        + [(str(pk), name) for pk, name in segments],
        "shares": Board.Shared.choices,
        "teams": [("", "No team"), *((str(pk), name) for pk, name in Team.objects.order_by("name").values_list("pk", "name"))],
        "team": str(board.team_id or ""),
    }  # fmt: skip
    return render(request, "boards/compose.html", context, status=422 if errors else 200)


def _done(request: Request, board: int, act: Callable[[], object], tile: Tile | None = None) -> HttpResponse:
    """Do it and show the board as it is now; or the form with what was refused."""
    try:
        with or_404():
            act()
    except Refused as refused:
        with or_404():
            found = board_of(board)
        return _composing(request, found, tile, _FRESH | request.POST.dict(), refused.errors)
    return HttpResponseRedirect(reverse("boards:compose", args=[board]))


@require_POST
@page("numbers.see")
def change(request: Request, pk: int) -> HttpResponse:
    """Rename a board or show it to others."""
    sent, actor = request.POST, request.user.actor

    def act() -> None:
        actions.change_board(
            pk, name=sent.get("name", ""), shared=sent.get("shared", ""), team_id=whole(sent.get("team")), actor=actor
        )
        messages.success(request, "The board is kept.")

    return _done(request, pk, act)


@require_POST
@page("numbers.see")
def remove(request: Request, pk: int) -> HttpResponse:
    """Remove a board."""
    with or_404():
        actions.remove_board(pk, actor=request.user.actor)
    messages.success(request, "The board is removed.")
    return HttpResponseRedirect(reverse("boards:all"))


@require_POST
@page("numbers.see")
def order(request: Request, pk: int) -> HttpResponse:
    """Put the tiles in the order they were dragged into."""
    wanted = [found for one in request.POST.getlist("tile") if (found := whole(one)) is not None]
    with or_404():
        actions.order_tiles(pk, wanted, actor=request.user.actor)
    return HttpResponse(status=204)


@require_POST
@page("numbers.see")
def new_tile(request: Request, pk: int) -> HttpResponse:
    """Add a tile at the end."""
    return _done(request, pk, lambda: actions.add_tile(pk, request.POST.dict(), actor=request.user.actor))


@require_POST
@page("numbers.see")
def change_tile(request: Request, pk: int) -> HttpResponse:
    """Change a tile."""
    with or_404():
        tile = tile_of(pk)
    told = {"kind": tile.kind} | request.POST.dict()
    return _done(request, tile.board_id, lambda: actions.change_tile(pk, told, actor=request.user.actor), tile)


@require_POST
@page("numbers.see")
def move_tile(request: Request, pk: int) -> HttpResponse:
    """One place up or down."""
    with or_404():
        board = tile_of(pk).board_id
    by = 1 if request.POST.get("by") == "down" else -1
    answer = _done(request, board, lambda: actions.move_tile(pk, by, actor=request.user.actor))
    if answer.status_code == 302:
        # Whoever moves by the keyboard goes on from the same tile.
        answer["Location"] += f"#tile-{pk}"
    return answer


@require_POST
@page("numbers.see")
def remove_tile(request: Request, pk: int) -> HttpResponse:
    """Take a tile off."""
    with or_404():
        board = tile_of(pk).board_id
    return _done(request, board, lambda: actions.remove_tile(pk, actor=request.user.actor))
