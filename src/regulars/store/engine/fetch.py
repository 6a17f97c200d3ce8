"""Running an expression: the one place where a query meets an engine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from regulars.store.engine.errors import EngineError

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pyarrow as pa
    from ibis.backends import BaseBackend


def fetch(backend: BaseBackend, table: ir.Table) -> pa.Table:
    """The rows of `table` as Arrow. Raises EngineError, which carries the SQL."""
    try:
        return backend.to_pyarrow(table)
    except Exception as error:  # each engine raises its own kinds, from Python, C++ or Java
        raise EngineError(f"the {backend.name} engine could not answer: {error}", _sql(backend, table)) from error


def _sql(backend: BaseBackend, table: ir.Table) -> str:
    try:
        return str(backend.compile(table))
    except Exception as error:  # noqa: BLE001 - what cannot be compiled is described by its expression
        return f"(no SQL: {error})\n{table!r}"
