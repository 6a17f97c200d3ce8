"""Ways of putting customers into one group each: the same on every engine."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import ibis
import pyarrow as pa
import pytest
from tests.understand.look import tables

from regulars.store.engine.tables import Tables
from regulars.understand.metrics.window import Window
from regulars.understand.targets.groups import WAYS

pytestmark = pytest.mark.engines
FEBRUARY, JANUARY = Window(date(2026, 2, 1), date(2026, 3, 1), 1), Window(date(2026, 1, 1), date(2026, 2, 1), 1)
ORDERS = [
    (1, date(2026, 1, 5), "sale", "20"), (1, date(2026, 2, 5), "sale", "30"), (1, date(2026, 2, 9), "sale", "30"),
    (2, date(2026, 1, 5), "sale", "10"), (2, date(2025, 2, 5), "sale", "10"), (3, date(2026, 2, 20), "sale", "5"),
    (None, date(2026, 2, 20), "sale", "99"),
]  # fmt: skip
CHANNELS = ("shop", "web", "web", "shop", "web", "", "shop")


@pytest.fixture
def look(engine: Any) -> Tables:
    """Three customers; the first orders twice on the web and once in the shop."""
    made = tables(ORDERS)
    ids = pa.array(range(1, len(CHANNELS) + 1), pa.int64())
    told = ibis.memtable(pa.table({"id": ids, "channel": list(CHANNELS)}))
    homes = pa.table({"id": pa.array([1, 2, 3], pa.int64()), "country": ["DE", "FR", ""]})
    return replace(made, interactions=told, customers=ibis.memtable(homes))


@pytest.mark.parametrize(
    ("way", "expected"),
    [
        ("country", {1: "DE", 2: "FR", 3: "not known"}),
        ("channel", {1: "web", 2: "shop", 3: "not known"}),
        ("category", {1: "not known", 2: "not known", 3: "not known"}),
        ("group", {1: "Hibernating", 2: "At risk"}),
    ],
)
def test_each_customer_is_in_one_group(
    look: Tables, fetch: Callable[[Any], pa.Table], way: str, expected: dict[int, str]
) -> None:
    rows = fetch(WAYS[way](look, (FEBRUARY, JANUARY))).to_pylist()
    assert {row["customer_id"]: row["part"] for row in rows} == expected
    assert len(rows) == len(expected)
