"""Literal sales for recommendations: who bought what on which day, as a look at the lake."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import ibis
import pyarrow as pa

from regulars.store.engine.tables import COLUMNS, Tables
from regulars.store.lake import schemas

# (customer or None, product, day) or with "return" behind.
Sale = tuple[Any, ...]
# (customer, name, day, properties)
Visit = tuple[int, str, date, str]


def look(sales: Sequence[Sale], visits: Sequence[Visit] = (), version: str = "g1/0.1") -> Tables:
    """The tables of these sales, each an order of its own at 10 euros; every customer has a profile."""
    lines, orders = [], []
    for number, (customer, product, day, *rest) in enumerate(sales, start=1):
        kind = rest[0] if rest else "sale"
        shared = {
            "interaction_id": number, "customer_id": customer, "document": f"D{number}", "kind": kind, "day": day,
            "amount": Decimal(10), "currency": "EUR",
        }  # fmt: skip
        orders.append(shared | {"units": Decimal(1)})
        told = {"line": 1, "product_id": product, "product": f"The {product}" if product else "", "category": "Things"}
        lines.append(shared | told | {"quantity": Decimal(1), "price": Decimal(10)})
    people = sorted({sale[0] for sale in sales if sale[0]} | {visit[0] for visit in visits})
    return Tables(
        orders=table("orders", orders),
        lines=table("lines", lines),
        customers=table("customers", [{"id": pk, "known": True} for pk in people]),
        interactions=table(
            "interactions",
            [
                {
                    "id": 10_000 + n,
                    "customer_id": customer,
                    "name": name,
                    "day": day,
                    "properties": properties,
                    "amount": Decimal(0),
                }
                for n, (customer, name, day, properties) in enumerate(visits)
            ],
        ),
        version=version,
    )


def table(name: str, rows: Sequence[dict[str, Any]]) -> Any:
    """Rows of a table of the lake as the engine's own; what is not told is null."""
    fields = [schemas.TABLES[name].field(column) for column in COLUMNS[name]]
    fields = [pa.field(f.name, pa.timestamp("us")) if pa.types.is_timestamp(f.type) else f for f in fields]
    columns = [pa.array([row.get(field.name) for row in rows], field.type) for field in fields]
    return ibis.memtable(pa.table(columns, schema=pa.schema(fields)))
