"""Literal rows of the canonical relations, for tests: a customer, what happened, when, how much."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pyarrow as pa

ORDERS = pa.schema(
    [
        ("interaction_id", pa.int64()),
        ("customer_id", pa.int64()),
        ("document", pa.string()),
        ("kind", pa.string()),
        ("occurred_at", pa.timestamp("us", "UTC")),
        ("day", pa.date32()),
        ("amount", pa.decimal128(18, 4)),
        ("units", pa.decimal128(18, 3)),
        ("currency", pa.string()),
    ]
)

# (customer or None, "sale" or "return", day, amount), then units (1) and currency (EUR) where they matter.
Row = tuple[Any, ...]


def orders(rows: Iterable[Row]) -> pa.Table:
    """The relation `orders` of these rows; each row is a document of its own."""
    records = []
    for number, row in enumerate(rows, start=1):
        customer, kind, day, amount, units, currency = (*row, *("1", "EUR")[len(row) - 4 :])
        when = date.fromisoformat(day)
        records.append(
            {
                "interaction_id": number,
                "customer_id": customer,
                "document": f"D{number}",
                "kind": kind,
                "occurred_at": datetime(when.year, when.month, when.day, 12, tzinfo=UTC),
                "day": when,
                "amount": Decimal(amount),
                "units": Decimal(units),
                "currency": currency,
            }
        )
    return pa.Table.from_pylist(records, schema=ORDERS)


def rows_of(table: pa.Table, order: Sequence[str] = ()) -> list[dict[str, Any]]:
    """The rows as dictionaries, sorted by the columns in `order`: engines promise no order of their own."""
    return sorted(table.to_pylist(), key=lambda row: tuple(row[name] for name in order))
