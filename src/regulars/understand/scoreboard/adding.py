"""Rows of sums brought up to date: those of a few customers are taken off as they were, and put on as they are now."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import msgspec

Row = dict[str, Any]
# What is left of sums of floating point that come to nothing.
_DUST = 1e-9


def added(
    kept: Iterable[Row], less: Iterable[Row], more: Iterable[Row], keys: Sequence[str], gone: Callable[[Row], bool]
) -> list[Row]:
    """The rows of `kept`, less those of `less`, and those of `more`, by their keys and in order of them.

    Nulls are sums over nothing. `gone`: of a sum whether nothing is behind it any more, so that it has no row.
    """
    found: dict[tuple[Any, ...], Row] = {}
    sides = [_by_keys(rows, keys) for rows in (kept, less, more)]
    for place in {place: None for side in sides for place in side}:
        rows = [side.get(place, {}) for side in sides]
        names = next(row for row in rows if row)
        made: Row = dict(zip(keys, place, strict=True))
        for name in names:
            if name not in made:
                was, off, on = (row.get(name) for row in rows)
                made[name] = _sum(was, off, on)
        if not gone(made):
            found[place] = made
    return in_order(found.values(), keys)


def in_order(rows: Iterable[Row], keys: Sequence[str]) -> list[Row]:
    """The rows by their keys, nulls first."""
    return sorted(rows, key=lambda row: [(row[name] is not None, row[name]) for name in keys])


def _by_keys(rows: Iterable[Row], keys: Sequence[str]) -> dict[tuple[Any, ...], Row]:
    return {tuple(row[name] for name in keys): row for row in rows}


def _sum(was: Any, off: Any, on: Any) -> Any:
    told = [value for value in (was, off, on) if value is not None]
    if not told:
        return None
    nothing = Decimal(0) if isinstance(told[0], Decimal) else 0
    total = (nothing if was is None else was) - (nothing if off is None else off) + (nothing if on is None else on)
    if isinstance(total, float) and abs(total) < _DUST * max(abs(value) for value in told):
        return 0.0
    return total


_KINDS: Mapping[str, Callable[[str], Any]] = {"decimal": Decimal, "date": date.fromisoformat}


def to_json(rows: Sequence[Row]) -> str:
    """Rows of whole numbers, decimals, floating point, dates and texts as JSON; none loses a digit."""
    kinds: dict[str, str] = {}
    for row in rows:
        for name, value in row.items():
            if isinstance(value, Decimal | date):
                kinds[name] = "decimal" if isinstance(value, Decimal) else "date"
    names = list(rows[0]) if rows else []
    told = {"names": names, "kinds": kinds, "rows": [[row[name] for name in names] for row in rows]}
    return msgspec.json.Encoder(decimal_format="string").encode(told).decode()


def from_json(text: str) -> list[Row]:
    """The rows that `to_json` wrote."""
    told = msgspec.json.decode(text)
    read = [_KINDS.get(told["kinds"].get(name, "")) for name in told["names"]]
    return [
        {
            name: value if value is None or kind is None else kind(value)
            for name, kind, value in zip(told["names"], read, values, strict=True)
        }
        for values in told["rows"]
    ]
