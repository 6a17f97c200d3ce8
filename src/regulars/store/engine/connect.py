"""Opening an engine. Nothing is fetched from outside: DuckDB may not install extensions, Spark gets no packages."""

from __future__ import annotations

import os
import sys
import tempfile
from typing import TYPE_CHECKING

import ibis

from regulars.store.engine.errors import EngineError

if TYPE_CHECKING:
    from ibis.backends import BaseBackend

NAMES = ("duckdb", "spark")
MEMORY = "1GB"
THREADS = 2
LOOPBACK = "127.0.0.1"


def connect(
    name: str = "duckdb", *, memory: str = MEMORY, threads: int = THREADS, cluster: str = "", address: str = LOOPBACK
) -> BaseBackend:
    """An Ibis backend that holds nothing yet. `memory` (such as 512MB, 2GB) bounds what a query may take before it spills.

    `cluster` is the address of a Spark cluster (spark://...); without one Spark runs in this process. `address` is where
    its workers reach this process. Times are UTC in both engines. Raises EngineError for an unknown name or an engine that
    cannot start here.
    """
    if name == "duckdb":
        return _duckdb(memory, threads)
    if name == "spark":
        return _spark(memory, threads, cluster, address)
    raise EngineError(f"engine: {name!r} is not known; write one of {', '.join(NAMES)}")


def _duckdb(memory: str, threads: int) -> BaseBackend:
    # The order of rows of a file says nothing here; giving it up lets large results stream.
    return ibis.duckdb.connect(
        memory_limit=memory,
        threads=threads,
        preserve_insertion_order=False,
        autoinstall_known_extensions=False,
        temp_directory=tempfile.gettempdir(),
    )


def _spark(memory: str, threads: int, cluster: str, address: str) -> BaseBackend:
    try:  # an optional dependency
        from pyspark.errors import PySparkException  # noqa: PLC0415
        from pyspark.sql import SparkSession  # noqa: PLC0415
    except ImportError as error:
        raise EngineError("engine: pyspark is not installed; install regulars with its spark extra") from error
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    scratch = tempfile.gettempdir()
    builder = SparkSession.builder.master(cluster or f"local[{threads}]").appName("regulars")
    options = {
        "spark.driver.memory": memory.removesuffix("B").lower(),
        "spark.ui.enabled": "false",
        "spark.driver.host": address,
        "spark.driver.bindAddress": address,
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.shuffle.partitions": str(2 * threads),
        "spark.sql.execution.arrow.pyspark.enabled": "true",
        "spark.sql.warehouse.dir": f"{scratch}/regulars-warehouse",
        "spark.local.dir": scratch,
        "spark.log.level": "ERROR",
    }
    for key, value in options.items():
        builder = builder.config(key, value)
    if cluster:
        # In a cluster the work is done by executors, each with what a worker gives it.
        builder = builder.config("spark.executor.memory", options["spark.driver.memory"])
    try:
        session = builder.getOrCreate()
    except (PySparkException, OSError) as error:
        raise EngineError(
            f"engine: Spark did not start; it needs Java 17 or newer, in JAVA_HOME or on the PATH: {error}"
        ) from error
    return ibis.pyspark.connect(session)
