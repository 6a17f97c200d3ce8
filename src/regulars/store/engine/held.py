"""Rows that are in this process already, as a table of an engine."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis
import ibis.expr.types as ir
import pyarrow as pa
from ibis.util import gen_name

if TYPE_CHECKING:
    from ibis.backends import BaseBackend


def held(backend: BaseBackend, rows: pa.Table) -> ir.Table:
    """The rows as a table. DuckDB reads them where they are; Spark is handed them as Arrow, nulls and decimals as they are."""
    if backend.name == "duckdb":
        return ibis.memtable(rows)
    from pyspark.sql import SparkSession  # noqa: PLC0415 - an optional dependency
    from pyspark.sql.pandas.types import from_arrow_schema  # noqa: PLC0415

    name = gen_name("held")
    plain = from_arrow_schema(rows.schema, prefer_timestamp_ntz=True)
    session = SparkSession.builder.getOrCreate()
    session.createDataFrame(rows, schema=plain).createOrReplaceTempView(name)
    return backend.table(name)
