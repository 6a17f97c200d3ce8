"""A look at a lake made of a few literal rows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import ibis
import pyarrow as pa

from regulars.store.engine.tables import COLUMNS, Tables
from regulars.store.lake import schemas

# (customer, day, kind, amount) or with a currency behind; every order is one line of one unit.
Order = tuple[Any, ...]


def tables(orders: Sequence[Order], initiatives: Sequence[tuple[date, str]] = (), version: str = "g1/0.1") -> Tables:
    """The four tables: orders as given, their lines, one `initiative.started` for each initiative, nobody's profile."""
    documents, lines = [], []
    for number, (customer, day, kind, amount, *rest) in enumerate(orders, start=1):
        shared = {
            "interaction_id": number, "customer_id": customer, "document": f"D{number}", "kind": kind, "day": day,
            "amount": Decimal(amount), "currency": rest[0] if rest else "EUR",
        }  # fmt: skip
        documents.append(
            shared | {"occurred_at": datetime(day.year, day.month, day.day, 12, tzinfo=UTC), "units": Decimal(1)}
        )
        lines.append(
            shared
            | {
                "line": 1,
                "product_id": "p",
                "product": "Tee",
                "category": "",
                "quantity": Decimal(1),
                "price": Decimal(amount),
            }
        )
    told = [
        {"id": 1000 + number, "name": "initiative.started", "day": day, "properties": f'{{"note":"{what}"}}'}
        for number, (day, what) in enumerate(initiatives)
    ]
    return Tables(
        orders=_table("orders", documents),
        lines=_table("lines", lines),
        customers=_table("customers", []),
        interactions=_table("interactions", told),
        version=version,
    )


def _table(name: str, rows: Sequence[dict[str, Any]]) -> Any:
    fields = [schemas.TABLES[name].field(column) for column in COLUMNS[name]]
    fields = [pa.field(f.name, pa.timestamp("us")) if pa.types.is_timestamp(f.type) else f for f in fields]
    columns = [pa.array([_plain(row.get(field.name)) for row in rows], field.type) for field in fields]
    return ibis.memtable(pa.table(columns, schema=pa.schema(fields)))


def _plain(value: Any) -> Any:
    return value.replace(tzinfo=None) if isinstance(value, datetime) else value
