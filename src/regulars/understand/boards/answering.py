"""What the engine says for a tile, kept beside it: small enough to be read with the board. Loads the engine's libraries."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from regulars.understand.boards.models import Tile
from regulars.understand.metrics.measured import Measured
from regulars.understand.scoreboard.measuring import Asked, Look, UnknownMetric

MOST_PARTS = 8
MOST_PEOPLE = 60
MONTHS = 24


def answer(look: Look, tile: Tile) -> dict[str, Any]:
    """JSON: `problem` where it cannot be told, else by the kind of tile.

    number: `one`; trend: `months` [month, value, low, high]; breakdown: `parts` [part, one], `more`; people: `ids`.
    """
    asked = Asked((tile.metric,), tile.window, tile.segment_id, tile.by if tile.kind == Tile.Kind.BREAKDOWN else "")
    try:
        if tile.kind == Tile.Kind.PEOPLE:
            counted = look.people(tile.metric, asked, "counted", "", 0, MOST_PEOPLE)
            return {"ids": counted or look.people(tile.metric, asked, "", "", 0, MOST_PEOPLE)}
        if tile.kind == Tile.Kind.TREND:
            found = look.trend(tile.metric, asked, MONTHS)
            return {
                "months": [[one.window.start.isoformat()[:7], _plain(one.value), one.low, one.high] for one in found],
                "one": _told(look.measured(asked).one(tile.metric)),
            }
        answered = look.measured(asked)
    except UnknownMetric as error:
        return {"problem": str(error)}
    if tile.kind == Tile.Kind.BREAKDOWN:
        parts = [[part, _told(measured[0])] for part, measured in answered.parts.items() if part]
        return {"parts": parts[:MOST_PARTS], "more": max(0, len(parts) - MOST_PARTS) + answered.more}
    return {"one": _told(answered.one(tile.metric))}


def _told(one: Measured) -> dict[str, Any]:
    """What a tile says of a measured metric."""
    return {
        "title": one.title, "unit": one.unit, "currency": one.currency, "value": _plain(one.value), "low": one.low,
        "high": one.high, "of": _plain(one.denominator), "sentence": one.sentence, "verdict": one.verdict,
        "beyond": one.beyond_chance, "before": _plain(one.before.value) if one.before else None,
        "window": [one.window.start.isoformat(), one.window.last.isoformat()],
    }  # fmt: skip


def _plain(value: object) -> float | None:
    return None if value is None else float(value if isinstance(value, (int, float, Decimal)) else str(value))
