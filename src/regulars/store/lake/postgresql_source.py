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
    transaction = '"transaction"'

    def __init__(self, uri: str) -> None:
        self.connection = dbapi.connect(uri, autocommit=True)

    def end(self) -> Position:
        # One statement, one snapshot: every transaction below its xmin has ended, and what it wrote is seen.
        return self._place(
            'WHERE "transaction" < pg_snapshot_xmin(pg_current_snapshot())::text::bigint '
            'ORDER BY "transaction" DESC, id DESC LIMIT 1',
            Position(),
        )

    def cut(self, after: Position, until: Position, rows: int) -> Position:
        return self._place(
            f"WHERE {self.between(after, until)} ORDER BY {self.order} OFFSET {rows - 1} LIMIT 1",
            until,
        )

    def _place(self, clauses: str, otherwise: Position) -> Position:
        with self.connection.cursor() as cursor:
            cursor.execute(f'SELECT "transaction", id FROM timeline_interaction {clauses}')
            row = cursor.fetchone()
            return Position(int(row[0]), int(row[1])) if row else otherwise

    def between(self, after: Position, until: Position) -> str:
        return (
            f'("transaction", id) > ({after.transaction}, {after.interaction}) '
            f'AND ("transaction", id) <= ({until.transaction}, {until.interaction})'
        )

    def up_to(self, until: Position) -> str:
        return f'("transaction", id) <= ({until.transaction}, {until.interaction})'

    def stream(self, sql: str) -> Iterator[pa.RecordBatch]:
        with self.connection.cursor() as cursor:
            cursor.adbc_statement.set_options(**{"adbc.postgresql.batch_size_hint_bytes": str(_BATCH_BYTES)})
            cursor.execute(sql)
            yield from cursor.fetch_record_batch()
