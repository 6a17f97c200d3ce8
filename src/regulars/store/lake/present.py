"""What tables of the operational database say now, as Arrow: all of it through ADBC, or the rows of a few through Django.

Within a transaction Django's own connection is asked, so that what the transaction wrote is seen.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from django.db import connection

from regulars.kit import sql_values
from regulars.store.lake.conversion import conform
from regulars.store.lake.here import our_source

# Rows that go through Python at once, where Django is asked.
_AT_ONCE = 50_000
# Stands for no number where the driver guesses types from what it meets first.
_NONE = -1.5e308


@dataclass(frozen=True, slots=True)
class Wanted:
    """Columns of a table with the types they shall have, and which rows: a constant condition, and a column with the
    values it may have (None: any). Names and conditions are the program's own and never what somebody typed."""

    table: str
    columns: Mapping[str, pa.DataType]
    where: str = ""
    key: str = "id"
    among: Sequence[int] | None = None
    order: str = ""
    only: tuple[str, tuple[str, ...]] | None = None


def read(wanted: Wanted) -> pa.Table:
    """The rows."""
    schema = pa.schema(list(wanted.columns.items()))
    return pa.Table.from_batches(list(stream(wanted)), schema)


def stream(wanted: Wanted) -> Iterator[pa.RecordBatch]:
    """The rows, a batch at a time."""
    schema = pa.schema(list(wanted.columns.items()))
    for batch in _raw(wanted):
        if len(batch):
            yield _without_sentinels(conform(_without_empty_days(batch, schema), schema))


def _raw(wanted: Wanted) -> Iterator[pa.RecordBatch]:
    through_django = wanted.among is not None or connection.in_atomic_block or _in_memory()
    chosen = [_column(name, kind) for name, kind in wanted.columns.items()]
    sql = f"SELECT {', '.join(chosen)} FROM {wanted.table}"
    conditions = [wanted.where] if wanted.where else []
    values: list[Any] = []
    if wanted.among is not None:
        condition, values = sql_values.among(wanted.key, wanted.among, connection.vendor)
        conditions.append(condition)
    if wanted.only is not None:
        column, texts = wanted.only
        conditions.append(f"{column} IN ({', '.join(_quoted(text) for text in texts)})")
    if conditions:
        sql += f" WHERE {' AND '.join(conditions)}"
    if wanted.order:
        sql += f" ORDER BY {wanted.order}"
    if through_django:
        yield from _by_django(sql, values, list(wanted.columns))
        return
    with our_source() as source:
        batches = list(source.stream(sql))
    if connection.vendor == "sqlite":
        # The driver has a SQLite of its own. Closing a file drops all locks this process holds on it, those of Django's
        # SQLite too: whoever writes next must open the file anew. For the same reason nothing is written meanwhile.
        connection.close()
    yield from batches


def _quoted(text: str) -> str:
    if not text.replace(".", "").replace("_", "").isalnum():
        raise ValueError(f"only: {text!r} is no plain name")
    return f"'{text}'"


def _in_memory() -> bool:
    return connection.vendor == "sqlite" and "mode=memory" in str(connection.settings_dict["NAME"])


def _column(name: str, kind: pa.DataType) -> str:
    if connection.vendor == "sqlite":
        if pa.types.is_timestamp(kind) or pa.types.is_date(kind):
            return f"COALESCE({name}, '') AS {name}"
        if pa.types.is_floating(kind):
            return f"COALESCE({name}, {_NONE}) AS {name}"
    elif name == "properties":
        return "properties::text AS properties"
    return name


def _by_django(sql: str, values: list[Any], names: list[str]) -> Iterator[pa.RecordBatch]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values or None)
        while rows := cursor.fetchmany(_AT_ONCE):
            columns = [pa.array(column) for column in zip(*rows, strict=True)]
            yield pa.record_batch(columns, names=names)


def _without_empty_days(batch: pa.RecordBatch, schema: pa.Schema) -> pa.RecordBatch:
    """An empty text is no day."""
    columns = [
        pc.if_else(pc.equal(column, ""), pa.scalar(None, column.type), column)
        if pa.types.is_date(schema.field(name).type) and pa.types.is_string(column.type)
        else column
        for name, column in zip(batch.schema.names, batch.columns, strict=True)
    ]
    return pa.record_batch(columns, names=batch.schema.names)


def _without_sentinels(batch: pa.RecordBatch) -> pa.RecordBatch:
    columns = [
        pc.if_else(pc.equal(column, _NONE), pa.scalar(None, column.type), column)
        if pa.types.is_floating(column.type)
        else column
        for column in batch.columns
    ]
    return pa.record_batch(columns, schema=batch.schema)
