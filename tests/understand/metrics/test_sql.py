"""The SQL of each metric, kept beside the tests: a change of it is a change of the number and wants to be seen.

WRITE_SNAPSHOTS=1 in the environment writes them anew.
"""

from __future__ import annotations

import os
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from regulars.understand.metrics.catalogue import ALL
from regulars.understand.metrics.entered import Entered, Figure, with_usual
from regulars.understand.metrics.metric import Metric
from regulars.understand.metrics.sql import metric_sql
from regulars.understand.metrics.window import Window

SNAPSHOTS = Path(__file__).parent.parent / "snapshots"
WINDOW = Window.months_until(date(2024, 6, 30))
ENTERED = with_usual(
    Entered.of(
        [
            Figure("margin_share", Decimal("0.35"), date(2024, 1, 1)),
            Figure("margin_share", Decimal("0.25"), date(2024, 1, 1), category="shoes"),
            Figure("cost_per_order", Decimal("2.5"), date(2024, 1, 1)),
            Figure("discount_rate", Decimal("0.1"), date(2024, 1, 1)),
        ]
    )
)


@pytest.mark.parametrize("metric", ALL, ids=lambda metric: metric.key)
@pytest.mark.parametrize("dialect", ["duckdb", "pyspark"])
def test_sql_is_as_it_was(metric: Metric, dialect: str) -> None:
    path = SNAPSHOTS / f"{metric.key}.{dialect}.sql"
    text = metric_sql(metric, WINDOW, "EUR", dialect, ENTERED, "Europe/Berlin") + "\n"
    if os.environ.get("WRITE_SNAPSHOTS"):
        path.write_text(text)
    assert text == path.read_text()


def test_no_snapshot_is_left_of_a_metric_that_is_gone() -> None:
    expected = {f"{metric.key}.{dialect}.sql" for metric in ALL for dialect in ("duckdb", "pyspark")}
    assert {path.name for path in SNAPSHOTS.iterdir()} == expected
