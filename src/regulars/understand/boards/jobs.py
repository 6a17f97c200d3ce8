"""Answering tiles: all of them by the worker after it computed the scoreboard, one at once when somebody has just made it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from regulars.understand.boards.models import Tile
from regulars.understand.boards.tiles import MEASURED

if TYPE_CHECKING:
    from ibis.backends import BaseBackend

    from regulars.store.engine.tables import Tables
    from regulars.understand.scoreboard.sums import Sums

_ASKS = ("kind", "metric", "window", "by", "segment_id")


def refresh(backend: BaseBackend, tables: Tables, sums: Sums | None = None) -> int:
    """Answer every tile that needs the engine from this look at the lake; equal tiles are asked once."""
    from regulars.understand.boards.answering import answer  # noqa: PLC0415 -- loads the engine's libraries
    from regulars.understand.scoreboard.measuring import looking  # noqa: PLC0415 -- as above

    known: dict[tuple[Any, ...], dict[str, Any]] = {}
    outdated = Tile.objects.filter(kind__in=MEASURED).exclude(answer_of=tables.version)
    tiles = list(outdated.order_by("pk"))
    if not tiles:
        return 0
    with looking(backend, tables, sums) as look:
        for tile in tiles:
            asks = _asks(tile)
            if asks not in known:
                known[asks] = answer(look, tile)
            _keep(tile, known[asks], tables.version)
    return len(tiles)


def answer_now(tile: Tile) -> None:
    """Answer one tile, on an engine of its own: within a second for what a small business has."""
    from regulars.understand.boards.answering import answer  # noqa: PLC0415 -- as above
    from regulars.understand.scoreboard.measuring import looking  # noqa: PLC0415 -- as above

    with looking() as look:
        found = answer(look, tile)
        _keep(tile, found, look.tables.version)
    tile.answer = found


def _asks(tile: Tile) -> tuple[Any, ...]:
    return tuple(getattr(tile, name) for name in _ASKS)


def _keep(tile: Tile, found: dict[str, Any], version: str) -> None:
    # Only where the tile still asks the same: somebody may have changed it meanwhile.
    asked = dict(zip(_ASKS, _asks(tile), strict=True))
    Tile.objects.filter(pk=tile.pk, **asked).update(answer=found, answer_of=version)
