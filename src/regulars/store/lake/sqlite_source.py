"""Reading SQLite. One writer at a time, so ids come in the order of commits and the highest id is the end."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pyarrow as pa
from adbc_driver_sqlite import dbapi

from regulars.store.lake.position import Position
from regulars.store.lake.source import Source

# Orders carry their lines: a batch of few rows may hold a hundred thousand of them once they are taken apart.
_BATCH = 4_096


class SqliteSource(Source):
    """A SQLite file, read only. Each statement reads one snapshot and is short, so the write-ahead log can be emptied."""

    order = "id"
    properties = "properties"
    transaction = "0"

    def __init__(self, path: Path) -> None:
        self.connection = dbapi.connect(f"file:{quote(str(path))}?mode=ro")

    def end(self) -> Position:
        with self.connection.cursor() as cursor:
            cursor.execute("SELECT COALESCE(MAX(id), 0) AS last FROM timeline_interaction")
            return Position(0, int(cursor.fetchone()[0]))

    def cut(self, after: Position, until: Position, rows: int) -> Position:
        return min(until, Position(0, after.interaction + rows))

    def between(self, after: Position, until: Position) -> str:
        return f"id > {after.interaction} AND id <= {until.interaction}"

    def up_to(self, until: Position) -> str:
        # The sign keeps the planner from walking through the whole table by its ids.
        return f"+id <= {until.interaction}"

    def moment(self, column: str) -> str:
        return f"COALESCE({column}, '')"

    def stream(self, sql: str) -> Iterator[pa.RecordBatch]:
        with self.connection.cursor() as cursor:
            cursor.adbc_statement.set_options(**{"adbc.sqlite.query.batch_rows": str(_BATCH)})
            cursor.execute(sql)
            yield from cursor.fetch_record_batch()
