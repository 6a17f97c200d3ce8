"""The taste of one customer, read off their own lines: as fresh as the last order, weighed as the engine weighs everybody."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np
import pyarrow as pa

from regulars.store.lake import orders, schemas
from regulars.timeline.read import of_customers
from regulars.understand.recommendations.strengths import HALF_LIFE, RETURNED, SOLD, STRENGTHS, WINDOW, of_opinion

if TYPE_CHECKING:
    from regulars.understand.recommendations.learning.tastes import Tastes

NAMES = (orders.SALE, orders.REFUND, *STRENGTHS, "review.written")
# The latest so many lines are read: whoever did more is known well enough by them.
MOST = 500


@dataclass(slots=True)
class Sign:
    """What one customer showed of one product. `days`: when they bought it, each once; `seen`: when they last looked."""

    net: float = 0.0
    own: float = 0.0
    orders: int = 0
    days: set[date] = field(default_factory=set)
    seen: date | None = None


def signs_of(part_ids: Sequence[int], as_of: date) -> dict[str, Sign]:
    """Product -> what the customer of these parts showed of it up to a day."""
    lines = of_customers(part_ids, names=NAMES, limit=MOST).interactions
    return signs(lines, as_of)


def signs(lines: Iterable[Any], as_of: date) -> dict[str, Sign]:
    """The same of lines of the timeline."""
    found: dict[str, Sign] = {}
    inside = [line for line in lines if as_of - timedelta(days=WINDOW) < line.business_day <= as_of]
    documents = {
        (key, document, kind, day)
        for key, document, kind, day in _order_lines([line for line in inside if line.name.startswith("order.")])
    }
    for key, _, kind, day in documents:
        sign, faded = found.setdefault(key, Sign()), _faded(day, as_of)
        if kind == "sale":
            sign.net += SOLD * faded
            sign.own += faded
            sign.orders += 1
            sign.days.add(day)
        else:
            sign.net += RETURNED * faded
    for key, name, day, score in {_visit(line) for line in inside if not line.name.startswith("order.")}:
        strength = STRENGTHS.get(name, 0.0) if name in STRENGTHS else 0.0 if score is None else of_opinion(score)
        if key and strength:
            sign = found.setdefault(key, Sign())
            sign.net += strength * _faded(day, as_of)
            sign.seen = max(day, sign.seen or day)
    return found


def _faded(day: date, as_of: date) -> float:
    return math.exp(-math.log(2) / HALF_LIFE * (as_of - day).days)


def _order_lines(lines: Sequence[Any]) -> list[tuple[str, int, str, date]]:
    """(product, interaction, sale or return, day), by the very code that fills the lake."""
    if not lines:
        return []
    columns: dict[str, list[Any]] = {name: [None] * len(lines) for name in schemas.INTERACTIONS.names}
    columns |= {
        "id": [line.pk for line in lines],
        "name": [line.name for line in lines],
        "day": [line.business_day for line in lines],
        "source_id": [line.source_id for line in lines],
        "properties": [msgspec.json.encode(line.properties).decode() for line in lines],
    }
    batch = pa.record_batch(
        [pa.array(columns[f.name], f.type) for f in schemas.INTERACTIONS], schema=schemas.INTERACTIONS
    )
    made = orders.derive(batch)[1].to_pydict()
    names = ("product_id", "product", "interaction_id", "kind", "day")
    return [
        (number or name, document, kind, day)
        for number, name, document, kind, day in zip(*(made[column] for column in names), strict=True)
        if kind in {"sale", "return"} and (number or name)
    ]


def _visit(line: Any) -> tuple[str, str, date, float | None]:
    told = line.properties
    key = next((str(told[name]) for name in ("product_id", "sku", "product") if told.get(name)), "")
    score = told.get("score") if line.name == "review.written" else None
    return key, line.name, line.business_day, None if score is None else float(score)


def row_of(found: dict[str, Sign], places: dict[str, int]) -> Tastes:
    """The signs as a row of tastes, by the places of the model's products."""
    from regulars.understand.recommendations.learning.tastes import Tastes, row, weight  # noqa: PLC0415 -- slow import

    known = sorted(((places[key], sign) for key, sign in found.items() if key in places), key=lambda pair: pair[0])
    at = [place for place, _ in known]
    net = weight(np.array([sign.net for _, sign in known], np.float64))
    own = [sign.own for _, sign in known]
    bought = [1.0 if sign.orders else 0.0 for _, sign in known]
    return Tastes(np.zeros(1, np.int64), *(row(at, values, len(places)) for values in (net, own, bought)))
