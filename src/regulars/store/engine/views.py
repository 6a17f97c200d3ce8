"""Parquet files and empty tables as views of an engine. The one place, beside `connect`, that knows the engines apart."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import ibis.expr.schema as sch
import ibis.expr.types as ir
from ibis.util import gen_name

if TYPE_CHECKING:
    from ibis.backends import BaseBackend


def parquet(backend: BaseBackend, name: str, files: Sequence[str]) -> ir.Table:
    """These files as one table `name`. Nothing is read but their footers."""
    if backend.name == "duckdb":
        return backend.read_parquet(files, table_name=name)
    from pyspark.sql import SparkSession  # noqa: PLC0415 - an optional dependency

    SparkSession.builder.getOrCreate().read.parquet(*files).createOrReplaceTempView(name)
    return backend.table(name)


def no_rows(backend: BaseBackend, name: str, schema: sch.Schema) -> ir.Table:
    """A table `name` of these columns without a row."""
    if backend.name == "duckdb":
        return backend.create_table(name, schema=schema, temp=True)
    from ibis.backends.pyspark.datatypes import PySparkSchema  # noqa: PLC0415
    from pyspark.sql import SparkSession  # noqa: PLC0415

    SparkSession.builder.getOrCreate().createDataFrame([], PySparkSchema.from_ibis(schema)).createOrReplaceTempView(
        name
    )
    return backend.table(name)


def kept(backend: BaseBackend, table: ir.Table) -> ir.Table:
    """The rows of `table`, computed once and held by the engine for as long as it is open: for what several queries read."""
    if backend.name == "duckdb":
        return backend.create_table(gen_name("kept"), table, temp=True)
    # `table.cache()` would ask the table for its engine, and rows made in memory name none; nor does it hand them over.
    backend._register_in_memory_tables(table)  # noqa: SLF001 -- as before every query
    held: ir.Table = backend._cached_table(table)  # noqa: SLF001 -- the same, of this engine
    return held
