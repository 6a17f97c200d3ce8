"""Reading PostgreSQL, in the order of transactions, below the oldest one that may still be writing."""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa
from adbc_driver_postgresql import dbapi

from regulars.store.lake.position import Position
from regulars.store.lake.source import Source

_BATCH_BYTES = 8 * 1024 * 1024


class PostgresqlSource(Source):
    """A PostgreSQL database. Each statement is its own transaction, so none holds the horizon of others back for long."""

    order = '"transaction", id'
    # The driver hands jsonb over as an extension type of its own.
    properties = "properties::text"

    def __init__(self, uri: str) -> None:
        self.connection = dbapi.connect(uri, autocommit=True)

    def end(self) -> Position:
        with self.connection.cursor() as cursor:
            cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
            return Position(int(cursor.fetchone()[0]), 0)

    def between(self, after: Position, before: Position) -> str:
        return (
            f'("transaction", id) > ({after.transaction}, {after.interaction}) '
            f'AND ("transaction", id) < ({before.transaction}, {before.interaction})'
        )

    def stream(self, sql: str) -> Iterator[pa.RecordBatch]:
        with self.connection.cursor() as cursor:
            cursor.adbc_statement.set_options(**{"adbc.postgresql.batch_size_hint_bytes": str(_BATCH_BYTES)})
            cursor.execute(sql)
            yield from cursor.fetch_record_batch()
