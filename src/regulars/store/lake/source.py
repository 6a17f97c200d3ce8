"""Reading the operational database as Arrow, through ADBC: what both databases have in common."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterator, Sequence
from types import TracebackType
from typing import Any, Self

import numpy as np
import pyarrow as pa

from regulars.store.lake import schemas
from regulars.store.lake.conversion import conform
from regulars.store.lake.position import Position

# Ids in one statement.
IDS = 5_000

_READ = schemas.INTERACTIONS.append(pa.field("transaction_id", pa.int64()))


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
        """The last place that may be read: nothing can appear at it or before it later."""

    @abstractmethod
    def cut(self, after: Position, until: Position, rows: int) -> Position:
        """A place so far behind `after` that at most `rows` lines lie between; `until` where fewer are left."""

    @abstractmethod
    def between(self, after: Position, until: Position) -> str:
        """SQL: lines behind `after`, up to and including `until`."""

    @abstractmethod
    def up_to(self, until: Position) -> str:
        """SQL: lines up to and including `until`, where an index finds few lines already."""

    @abstractmethod
    def stream(self, sql: str) -> Iterator[pa.RecordBatch]:
        """The rows of a statement, a batch at a time."""

    order: str
    properties: str
    # SQL of the number of the transaction that wrote a line.
    transaction: str

    # What does not.

    @property
    def _lines(self) -> str:
        return (
            "SELECT id, customer_id, name, channel, direction, occurred_at, business_day AS day, recorded_at, source, "
            f"source_id, amount, currency, {self.properties} AS properties, actor, {self.transaction} AS transaction_id "
            "FROM timeline_interaction"
        )

    def interactions(self, after: Position, until: Position, passing: Collection[str] = ()) -> Iterator[pa.RecordBatch]:
        """The record between two places in reading order: the lake's columns and `transaction_id`. Without the house's own
        lines of the names in `passing`."""
        others = (
            f" AND NOT (source = 'house' AND name IN ({', '.join(repr(name) for name in passing)}))" if passing else ""
        )
        sql = f"{self._lines} WHERE {self.between(after, until)}{others} ORDER BY {self.order}"
        for batch in self.stream(sql):
            if len(batch):
                yield conform(batch, _READ)

    def lines_of(self, customer_ids: Sequence[int], until: Position) -> Iterator[pa.RecordBatch]:
        """All lines of these customers up to a place, in no order, with the columns that `interactions` gives."""
        listed = ", ".join(str(int(pk)) for pk in customer_ids)
        sql = f"{self._lines} WHERE customer_id IN ({listed}) AND {self.up_to(until)}"
        for batch in self.stream(sql):
            if len(batch):
                yield conform(batch, _READ)

    def heard_between(self, after: Position, until: Position, names: Sequence[str] = ()) -> Iterator[pa.RecordBatch]:
        """Of those lines: who was heard, each once. With `names`: name and properties of the lines so named."""
        wanted = f" AND name IN ({', '.join(repr(name) for name in names)})" if names else ""
        columns = f"name, {self.properties} AS properties" if names else "DISTINCT customer_id"
        return self.stream(f"SELECT {columns} FROM timeline_interaction WHERE {self.between(after, until)}{wanted}")

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
