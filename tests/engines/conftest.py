"""One test, every engine: DuckDB by default, Spark where REGULARS_TEST_ENGINE names it."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import pyarrow as pa
import pytest

ENGINE = os.environ.get("REGULARS_TEST_ENGINE", "duckdb")


@pytest.fixture(scope="session")
def engine() -> Any:
    """The engine under test, opened as the program opens it."""
    from regulars.store.engine.connect import connect

    return connect(ENGINE)


@pytest.fixture
def fetch(engine: Any) -> Callable[[Any], pa.Table]:
    """Runs an expression on the engine under test."""
    from regulars.store.engine.fetch import fetch as run

    return lambda table: run(engine, table)
