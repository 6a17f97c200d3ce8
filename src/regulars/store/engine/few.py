"""A look at a few customers: the lines of everybody a stretch of the record speaks of, before it and after."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import ibis
import ibis.expr.operations as ops
import ibis.expr.types as ir
import pyarrow as pa

from regulars.store.engine.connect import connect
from regulars.store.engine.errors import EngineError
from regulars.store.engine.tables import COLUMNS, Tables
from regulars.store.lake import schemas
from regulars.store.lake.place import Snapshot
from regulars.store.lake.stretch import Stretch, stretch

if TYPE_CHECKING:
    from ibis.backends import BaseBackend

Ask = Callable[[Tables], ir.Table]

# The looks, as schemas of the engine: the same question is asked of the tables of either.
_BEFORE, _AFTER = "looked_before", "looked_now"
# Questions as text, by name, for the next time: making and compiling one takes far longer than the answer of so few rows.
_COMPILED: dict[str, tuple[str, ir.Table]] = {}
_MOST_COMPILED = 500


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

    def both(self, name: str, ask: Ask) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        """The rows of a question as they were and as they are now; it is compiled once.

        `name` stands for the question and all it depends on beside the tables: of the same name it is not compiled again.
        """
        if name not in _COMPILED:
            table = ask(_NAMED)
            if table.op().find(ops.InMemoryTable):
                # Rows of its own are known to this engine alone.
                return self._rows(_BEFORE, table), self._rows(_AFTER, table)
            if len(_COMPILED) >= _MOST_COMPILED:
                _COMPILED.clear()
            _COMPILED[name] = (str(self.backend.compile(table)), table)
        text, table = _COMPILED[name]
        return self._rows(_BEFORE, table, text), self._rows(_AFTER, table, text)

    def _rows(self, look: str, table: ir.Table, text: str = "") -> list[dict[str, Any]]:
        from ibis.backends.duckdb.converter import DuckDBPyArrowData  # noqa: PLC0415 -- with its engine only

        self.backend.raw_sql(f"USE {look}")
        try:
            if not text:
                self.backend._run_pre_execute_hooks(table)  # noqa: SLF001 -- as before every query
                text = str(self.backend.compile(table))
            read = self.backend.con.sql(text).to_arrow_table()
        except Exception as error:  # the engine raises its own kinds
            raise EngineError(f"the {self.backend.name} engine could not answer: {error}", text) from error
        finally:
            self.backend.raw_sql("USE main")
        rows: list[dict[str, Any]] = table.__pyarrow_result__(read, data_mapper=DuckDBPyArrowData).to_pylist()
        return rows


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
    looks = []
    for schema, rows_of, look in ((_BEFORE, found.before, since), (_AFTER, found.after, now)):
        rows = {name: _chosen(name, of) for name, of in rows_of.items() if name in COLUMNS}
        backend.raw_sql(f"CREATE SCHEMA IF NOT EXISTS {schema}")
        for name, one in rows.items():
            backend.con.register("few_rows", one)
            backend.raw_sql(f"CREATE OR REPLACE TABLE {schema}.{name} AS SELECT * FROM few_rows")
            backend.con.unregister("few_rows")
        looks.append(Tables(**{name: ibis.memtable(one) for name, one in rows.items()}, version=look.name))
    before, after = looks
    return Few(since.name, backend, before, after, found.customer_ids, found.names)


def _chosen(name: str, rows: pa.Table) -> pa.Table:
    chosen: Mapping[str, pa.ChunkedArray] = {column: _plain(rows[column]) for column in COLUMNS[name]}
    return pa.table(chosen)


def _plain(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Moments without a zone, as the tables of the lake have them."""
    return column.cast(pa.timestamp("us")) if pa.types.is_timestamp(column.type) else column


def _named() -> Tables:
    """The tables of any look, by name alone."""
    made = {}
    for name, columns in COLUMNS.items():
        kinds = {column: schemas.TABLES[name].field(column).type for column in columns}
        plain = {column: pa.timestamp("us") if pa.types.is_timestamp(kind) else kind for column, kind in kinds.items()}
        made[name] = ibis.table(ibis.Schema.from_pyarrow(pa.schema(list(plain.items()))), name=name)
    return Tables(**made, version="named")


_NAMED = _named()
