"""Bringing to the lake what erasing people left of their lines: theirs are taken out and read anew."""

from __future__ import annotations

from collections.abc import Collection

import pyarrow as pa
from deltalake import DeltaTable

from regulars.store.lake import delta, orders, schemas
from regulars.store.lake.position import Position
from regulars.store.lake.source import Source

# People whose lines are replaced in one commit a table.
_AT_ONCE = 2_000


def read_anew(source: Source, tables: dict[str, DeltaTable], customer_ids: Collection[int], to: Position) -> int:
    """Replace the lines of these customers up to `to` by what the database has now. Doing it again changes nothing.

    Returns how many lines of the record they have.
    """
    read = 0
    everybody = sorted(customer_ids)
    for start in range(0, len(everybody), _AT_ONCE):
        ids = everybody[start : start + _AT_ONCE]
        listed = ", ".join(map(str, ids))
        made: dict[str, list[pa.RecordBatch]] = {name: [] for name in schemas.RECORD}
        for batch in source.lines_of(ids, to):
            made["interactions"].append(batch.select(schemas.INTERACTIONS.names))
            for name, rows in zip(("orders", "lines"), orders.derive(batch), strict=True):
                made[name].append(rows)
            read += len(batch)
        for name, schema in schemas.RECORD.items():
            delta.remove(tables[name], f"customer_id IN ({listed})")
            if any(len(batch) for batch in made[name]):
                delta.append(tables[name], pa.RecordBatchReader.from_batches(schema, made[name]), to)
    return read
