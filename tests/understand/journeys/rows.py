"""Literal interactions for journeys: (customer, moment, name, properties, channel)."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pyarrow as pa

from regulars.store.lake import schemas
from regulars.understand.journeys.definition import Definition, Touchpoint
from regulars.understand.metrics.window import Window

WINDOW = Window.of_days(date(2026, 1, 1), date(2026, 6, 30))
# Look and buy; a stay may end with a review. Looks at /late belong to nobody else.
SMALL = Definition(
    "Small",
    ("Look", "Buy", "Tell"),
    (
        Touchpoint(1, "Late look", 0, ("page.viewed",), prop="path", value="/late"),
        Touchpoint(2, "Look", 0, ("page.viewed",)),
        Touchpoint(3, "Buy", 1, ("order.completed",), patience_hours=48.0),
        Touchpoint(4, "Tell", 2, ("review.written",), may_end=True),
    ),
    pause_days=30,
    session_minutes=30,
    mood_days=14,
)

Row = tuple[Any, ...]


def interactions(rows: Iterable[Row]) -> pa.Table:
    """The relation of these rows, numbered in their order."""
    records = []
    for number, row in enumerate(rows, start=1):
        customer, moment, name, properties, channel = (*row, *({}, "web")[len(row) - 3 :])
        at = datetime.fromisoformat(moment).replace(tzinfo=UTC)
        records.append(
            {
                "id": number, "customer_id": customer, "name": name, "channel": channel, "direction": "in",
                "occurred_at": at, "day": at.date(), "recorded_at": at, "source": "test", "source_id": str(number),
                "amount": Decimal(0), "currency": "", "properties": json.dumps(properties), "actor": "",
            }
        )  # fmt: skip
    return pa.Table.from_pylist(records, schema=schemas.INTERACTIONS)


def lines(rows: Iterable[tuple[int, str]]) -> pa.Table:
    """Lines of orders: (interaction, category)."""
    # Spark takes no decimal that is null from a table in memory.
    empty: dict[str, Any] = {
        field.name: Decimal(0) if pa.types.is_decimal(field.type) else None for field in schemas.LINES
    }
    records = [empty | {"interaction_id": pk, "category": category} for pk, category in rows]
    return pa.Table.from_pylist(records, schema=schemas.LINES)
