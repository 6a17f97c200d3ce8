"""Reading the operational database as Arrow, through ADBC: what both databases have in common."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from types import TracebackType
from typing import Any, Self

import numpy as np
import pyarrow as pa

from regulars.store.lake import schemas
from regulars.store.lake.conversion import conform
from regulars.store.lake.position import Position

# A piece of the record that is in memory at once. Bounded by bytes too: an order of a wholesaler has long properties.
ROWS = 500_000
BYTES = 64 * 1024 * 1024
# Ids in one statement.
IDS = 5_000

_READ = schemas.INTERACTIONS.append(pa.field("transaction", pa.int64()))


class Source(ABC):
    """A database that is being read. Use it as a context manager."""

    connection: Any

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.connection.close()

    def __enter__(self) -> Self:
        return self

    # What differs between the databases.

    @abstractmethod
    def end(self) -> Position:
        """The place before which every line is there to be read: nothing can appear before it later."""

    @abstractmethod
    def between(self, after: Position, before: Position) -> str:
        """SQL: lines behind `after` and before `before`."""

    @abstractmethod
    def stream(self, sql: str) -> Iterator[pa.RecordBatch]:
        """The rows of a statement, a batch at a time."""

    order: str
    properties: str

    # What does not.

    def interactions(self, after: Position, before: Position, *, rows: int = ROWS) -> Iterator[pa.Table]:
        """The record between two places in reading order, in bounded pieces: the lake's columns and `transaction`."""
        place = after
        while True:
            sql = (
                "SELECT id, customer_id, name, channel, direction, occurred_at, business_day AS day, recorded_at, source, "
                f'source_id, amount, currency, {self.properties} AS properties, actor, "transaction" '
                f"FROM timeline_interaction WHERE {self.between(place, before)} ORDER BY {self.order} LIMIT {rows}"
            )
            read = 0
            for piece in _pieces(self.stream(sql), _READ):
                read += len(piece)
                place = Position(piece["transaction"][-1].as_py(), piece["id"][-1].as_py())
                yield piece
            if read < rows:
                return

    def heard_between(self, after: Position, before: Position, names: Sequence[str] = ()) -> Iterator[pa.RecordBatch]:
        """customer_id, name and properties of those lines; only of those `names`, if any are given."""
        wanted = f" AND name IN ({', '.join(repr(name) for name in names)})" if names else ""
        columns = f"customer_id, name, {self.properties} AS properties" if names else "DISTINCT customer_id"
        return self.stream(f"SELECT {columns} FROM timeline_interaction WHERE {self.between(after, before)}{wanted}")

    def customers(self, ids: np.ndarray[Any, Any] | None = None) -> Iterator[pa.RecordBatch]:
        """All customers; or those of `ids` and those merged into them."""
        sql = (
            "SELECT id, kind, name, known, merged_into_id, created_at, {first} AS first_heard_at, {last} AS last_heard_at, "
            "city, country FROM customers_customer"
        ).format(first=self.moment("first_heard_at"), last=self.moment("last_heard_at"))
        for part in self._pieces_of(sql, ids, "id IN ({0}) OR merged_into_id IN ({0})"):
            yield conform(part, schemas.CUSTOMERS)

    def identities(self, customer_ids: np.ndarray[Any, Any] | None = None) -> Iterator[pa.RecordBatch]:
        """All identities, or those of these customers."""
        sql = "SELECT id, customer_id, kind, source, value, created_at FROM identities_identity"
        for part in self._pieces_of(sql, customer_ids, "customer_id IN ({0})"):
            yield conform(part, schemas.IDENTITIES)

    def moment(self, column: str) -> str:
        """SQL: a column of moments that may be null. (A driver that guesses types must not meet a null first.)"""
        return column

    def _pieces_of(self, sql: str, ids: np.ndarray[Any, Any] | None, condition: str) -> Iterator[pa.RecordBatch]:
        if ids is None:
            yield from self.stream(f"{sql} ORDER BY id")
            return
        for start in range(0, len(ids), IDS):
            listed = ",".join(map(str, ids[start : start + IDS].tolist()))
            yield from self.stream(f"{sql} WHERE {condition.format(listed)}")


def _pieces(batches: Iterator[pa.RecordBatch], schema: pa.Schema) -> Iterator[pa.Table]:
    """Batches put together until they are large enough to be written as one."""
    held: list[pa.RecordBatch] = []
    size = 0
    for batch in batches:
        if len(batch) == 0:
            continue
        held.append(conform(batch, schema))
        size += held[-1].nbytes
        if size >= BYTES:
            yield pa.Table.from_batches(held, schema)
            held, size = [], 0
    if held:
        yield pa.Table.from_batches(held, schema)
