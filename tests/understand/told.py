"""A look at a lake in which people came by and said things, made of a few literal rows."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import ibis
import pyarrow as pa
from tests.understand.look import Order
from tests.understand.look import tables as sold

from regulars.store.engine.tables import COLUMNS, Tables
from regulars.store.lake import schemas

# (customer, name, day) and then channel (web), direction (in) and what it carries.
Line = tuple[Any, ...]


def interactions(lines: Sequence[Line], recorded: datetime = datetime(2026, 1, 1, tzinfo=UTC)) -> pa.Table:
    """The relation `interactions` of these lines."""
    rows = []
    for number, line in enumerate(lines, start=1):
        customer, name, day, channel, direction, carried = (*line, *("web", "in", {})[len(line) - 3 :])
        rows.append(
            {
                "id": number, "customer_id": customer, "name": name, "channel": channel, "direction": direction, "day": day,
                "properties": json.dumps(carried, ensure_ascii=False), "recorded_at": recorded.replace(tzinfo=None),
                "amount": Decimal(0),
            }
        )  # fmt: skip
    return _rows("interactions", rows)


def look(
    lines: Sequence[Line] = (),
    orders: Sequence[Order] = (),
    known: Collection[int] = (),
    version: str = "g1/0.1",
    recorded: datetime = datetime(2026, 1, 1, tzinfo=UTC),
) -> Tables:
    """The four tables: what was told, what was sold, and who of the customers is known."""
    people = _rows("customers", [{"id": pk, "known": True, "kind": "person"} for pk in known])
    told = interactions(lines, recorded)
    return replace(sold(orders, version=version), interactions=ibis.memtable(told), customers=ibis.memtable(people))


def _rows(name: str, rows: Sequence[dict[str, Any]]) -> pa.Table:
    fields = [schemas.TABLES[name].field(column) for column in COLUMNS[name]]
    fields = [pa.field(f.name, pa.timestamp("us")) if pa.types.is_timestamp(f.type) else f for f in fields]
    return pa.Table.from_pylist([{f.name: row.get(f.name) for f in fields} for row in rows], schema=pa.schema(fields))


def days_before(as_of: date, *back: int) -> list[date]:
    """The days so many days before."""
    return [date.fromordinal(as_of.toordinal() - days) for days in back]
