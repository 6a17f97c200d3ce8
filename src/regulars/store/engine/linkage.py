"""The engine on which duplicates are found: Splink's way into DuckDB or Spark, whichever this installation computes with."""

from __future__ import annotations

from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from regulars.store.engine.connect import connect
from regulars.store.engine.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ibis.backends import BaseBackend

MEMORY = "2GB"


@dataclass(frozen=True, slots=True)
class Linkage:
    """An engine that holds tables by name. `api` is what Splink's Linker is given."""

    name: str
    backend: BaseBackend
    api: Any

    def hold(self, name: str, rows: pa.Table) -> None:
        """Keep these rows as the table `name`."""
        if self.name == "duckdb":
            with closing(self.backend.con.cursor()) as con:
                con.register("told", rows)
                con.execute(f"CREATE OR REPLACE TABLE {name} AS SELECT * FROM told")
                con.unregister("told")
            return
        from pyspark.sql import SparkSession  # noqa: PLC0415 -- an optional dependency

        session = SparkSession.builder.getOrCreate()
        session.createDataFrame(rows.to_pandas(), schema=_spark_schema(rows.schema)).createOrReplaceTempView(name)

    def make(self, name: str, sql: str) -> None:
        """Keep the rows of a query as the table `name`, computed once."""
        try:
            if self.name == "duckdb":
                self.backend.con.execute(f"CREATE OR REPLACE TABLE {name} AS {sql}")
            else:
                from pyspark.sql import SparkSession  # noqa: PLC0415 -- an optional dependency

                made = SparkSession.builder.getOrCreate().sql(sql).cache()
                made.count()
                made.createOrReplaceTempView(name)
        except Exception as error:  # each engine raises its own kinds
            raise EngineError(f"the {self.name} engine could not make {name}: {error}", sql) from error

    def drop(self, name: str) -> None:
        """Let go of a table that `make` or `hold` kept."""
        if self.name == "duckdb":
            self.backend.con.execute(f"DROP TABLE IF EXISTS {name}")
        else:
            from pyspark.sql import SparkSession  # noqa: PLC0415 -- an optional dependency

            session = SparkSession.builder.getOrCreate()
            session.catalog.uncacheTable(name)
            session.catalog.dropTempView(name)

    def ask(self, sql: str) -> pa.Table:
        """The rows of a query. Raises EngineError, which carries the SQL."""
        try:
            if self.name == "duckdb":
                return self.backend.con.sql(sql).to_arrow_table()
            from pyspark.sql import SparkSession  # noqa: PLC0415 -- an optional dependency

            return SparkSession.builder.getOrCreate().sql(sql).toArrow()
        except Exception as error:  # each engine raises its own kinds
            raise EngineError(f"the {self.name} engine could not answer: {error}", sql) from error


def _spark_schema(schema: pa.Schema) -> Any:
    from pyspark.sql.pandas.types import from_arrow_schema  # noqa: PLC0415 -- an optional dependency

    return from_arrow_schema(schema)


def linkage_on(backend: BaseBackend) -> Linkage:
    """An engine that is open already, for finding duplicates on it."""
    if backend.name == "duckdb":
        from splink import DuckDBAPI  # noqa: PLC0415 -- slow import

        backend.con.execute("SET enable_progress_bar = false")
        return Linkage("duckdb", backend, DuckDBAPI(connection=backend.con))
    from pyspark.sql import SparkSession  # noqa: PLC0415 -- an optional dependency
    from splink import SparkAPI  # noqa: PLC0415 -- slow import

    # What is compared uses only functions Spark has itself, so Splink's own jar is not needed.
    api = SparkAPI(  # type: ignore[no-untyped-call]
        spark_session=SparkSession.builder.getOrCreate(),
        register_udfs_automatically=False,
        break_lineage_method="persist",
    )
    return Linkage("spark", backend, api)


@contextmanager
def open_linkage(name: str = "duckdb", *, memory: str = MEMORY, threads: int = 2) -> Iterator[Linkage]:
    """An engine for finding duplicates; what it holds is gone afterwards. Raises EngineError where it cannot start."""
    backend = connect(name, memory=memory, threads=threads)
    try:
        yield linkage_on(backend)
    finally:
        backend.disconnect()
