"""One test, every engine: DuckDB by default, Spark where REGULARS_TEST_ENGINE names it."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

ENGINE = os.environ.get("REGULARS_TEST_ENGINE", "duckdb")
# Where Spark looks for its spark-defaults.conf.
os.environ.setdefault("SPARK_CONF_DIR", str(Path(__file__).parent / "spark"))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What only means something on Spark is run there alone."""
    if ENGINE != "spark":
        only_there = [item for item in items if item.get_closest_marker("spark")]
        items[:] = [item for item in items if item not in only_there]
        config.hook.pytest_deselected(items=only_there)


@pytest.fixture(scope="session")
def engine() -> Any:
    """The engine under test, opened as the program opens it; Spark with the defaults of spark/, for it and for its cluster."""
    from regulars.store.engine.connect import connect

    if ENGINE != "spark":
        return connect(ENGINE)
    # Rows that fit on a screen need no second part to be shuffled to; test_cluster.py has several.
    backend = connect(ENGINE, threads=1)
    backend.raw_sql("SET spark.sql.shuffle.partitions = 1")
    return backend


@pytest.fixture(scope="session")
def fetch(engine: Any) -> Callable[[Any], pa.Table]:
    """Runs an expression on the engine under test."""
    from regulars.store.engine.fetch import fetch as run

    return lambda table: run(engine, table)
