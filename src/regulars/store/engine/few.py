"""A look at a few customers: the lines of everybody a stretch of the record speaks of, before it and after."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from regulars.store.engine.connect import connect
from regulars.store.engine.tables import COLUMNS, Tables
from regulars.store.lake.place import Snapshot
from regulars.store.lake.stretch import Stretch, stretch

if TYPE_CHECKING:
    from ibis.backends import BaseBackend


@dataclass(frozen=True, slots=True)
class Few:
    """Those customers as they were at the look called `since`, and as they are now, on an engine of their own.

    `customer_ids`: who they are now, and who they were. `names`: of the lines told since.
    """

    since: str
    backend: BaseBackend
    before: Tables
    after: Tables
    customer_ids: tuple[int, ...]
    names: frozenset[str]

    @property
    def nobody(self) -> bool:
        """Whether nothing was told that counts: both looks are the same."""
        return not self.names and not self.customer_ids


@contextmanager
def few_since(since: Snapshot | None, now: Snapshot | None, passing: Collection[str] = ()) -> Iterator[Few | None]:
    """The customers of whom anything was told between two looks at the lake; None where they are many or cannot be told.

    `passing`: names of lines of the house's own that do not count.
    """
    found = None if since is None or now is None else stretch(since, now, passing=passing)
    if found is None or since is None or now is None:
        yield None
        return
    # Always in this process: for so few rows, starting anything larger takes longer than the work.
    backend = connect("duckdb")
    try:
        yield held(backend, found, since, now)
    finally:
        backend.disconnect()


def held(backend: BaseBackend, found: Stretch, since: Snapshot, now: Snapshot) -> Few:
    """What was found, as tables of an engine in this process."""
    before, after = (
        Tables(**{name: _table(name, rows) for name, rows in rows_of.items() if name in COLUMNS}, version=look.name)
        for rows_of, look in ((found.before, since), (found.after, now))
    )
    return Few(since.name, backend, before, after, found.customer_ids, found.names)


def _table(name: str, rows: pa.Table) -> ir.Table:
    chosen: Mapping[str, pa.ChunkedArray] = {column: _plain(rows[column]) for column in COLUMNS[name]}
    return ibis.memtable(pa.table(chosen))


def _plain(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Moments without a zone, as the tables of the lake have them."""
    return column.cast(pa.timestamp("us")) if pa.types.is_timestamp(column.type) else column
