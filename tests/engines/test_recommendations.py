"""What the engine tells of tastes is the same on every engine; the answers are worked out by hand."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import date
from typing import Any

import pyarrow as pa
import pytest
from tests.understand.recommendations.rows import look
from tests.understand.rows import rows_of

from regulars.understand.recommendations import signals
from regulars.understand.recommendations.learning.rebuying import medians

pytestmark = pytest.mark.engines
Fetch = Callable[[Any], pa.Table]

AS_OF = date(2026, 3, 31)
HALF = date(2025, 12, 31)  # 90 days before
LOOK = look(
    [
        (1, "tea", AS_OF),
        (1, "tea", HALF),
        (1, "cup", AS_OF, "return"),
        (2, "tea", HALF),
        (2, "tea", HALF),
        (2, "tea", date(2026, 1, 10)),
        (2, "cup", date(2022, 1, 1)),
        (None, "cup", AS_OF),
        (3, "cup", date(2026, 4, 1)),
        (3, "", AS_OF),
    ],
    [
        (3, "product.viewed", AS_OF, '{"product_id":"tea","product":"The tea"}'),
        (3, "product.viewed", AS_OF, '{"product_id":"tea","product":"The tea"}'),
        (3, "product.added", AS_OF, '{"product": "cup", "more": 1}'),
        (3, "review.written", AS_OF, '{"text":"\\"product_id\\":\\"no\\"","product_id": "pot", "score": 5.0}'),
        (2, "review.written", AS_OF, '{"product_id":"tea","score":1}'),
        (2, "review.written", AS_OF, '{"product_id":"cup","score":3}'),
        (2, "page.viewed", AS_OF, '{"product_id":"cup"}'),
    ],
)


def test_tastes_add_all_signs_faded_and_signed(fetch: Fetch) -> None:
    rows = rows_of(fetch(signals.tastes(LOOK, AS_OF)), ["customer_id", "key"])
    january = 0.5 ** (80 / 90)
    told = [(r["customer_id"], r["key"], r["net"], r["own"], r["times"], r["last_day"]) for r in rows]
    expected = [
        (1, "cup", -1.0, 0.0, 0, None),
        (1, "tea", 1.5, 1.5, 2, AS_OF),
        (2, "tea", 0.5 + 0.5 + january - 1.0, 1.0 + january, 3, date(2026, 1, 10)),
        (3, "cup", 0.3, 0.0, 0, None),
        (3, "pot", 0.5, 0.0, 0, None),
        (3, "tea", 0.1, 0.0, 0, None),
    ]
    assert [(*row[:2], *row[4:]) for row in told] == [(*row[:2], *row[4:]) for row in expected]
    assert [row[2:4] for row in told] == [pytest.approx(row[2:4], rel=1e-9, abs=1e-12) for row in expected]


def test_a_sample_holds_every_third_customer(fetch: Fetch) -> None:
    assert {row["customer_id"] for row in fetch(signals.tastes(LOOK, AS_OF, 3)).to_pylist()} == {3}


def test_products_as_told_last_with_their_known_buyers(fetch: Fetch) -> None:
    rows = rows_of(fetch(signals.products(LOOK, AS_OF)), ["key"])
    assert [(r["key"], r["name"], r["category"], r["last_sold"], r["buyers"]) for r in rows] == [
        ("cup", "The cup", "Things", AS_OF, 0),
        ("tea", "The tea", "Things", AS_OF, 2),
    ]
    lately = [1.0, 1 + 3 * 0.5 ** (90 / 21) + math.exp(-math.log(2) * 80 / 21)]
    assert [r["lately"] for r in rows] == pytest.approx([lately[0], lately[1]], rel=1e-9)


def test_rebuying_counts_days_not_orders(fetch: Fetch) -> None:
    assert rows_of(fetch(signals.rebuying(LOOK, AS_OF)), ["key"]) == [{"key": "tea", "buyers": 2, "again": 2}]
    gaps = fetch(signals.gaps(LOOK, AS_OF))
    assert rows_of(gaps, ["gap"]) == [{"key": "tea", "gap": 10, "times": 1}, {"key": "tea", "gap": 90, "times": 1}]
    assert medians(gaps) == {"tea": 10}


def test_bought_between_holds_both_days(fetch: Fetch) -> None:
    table = fetch(signals.bought_between(LOOK, HALF, AS_OF))
    assert rows_of(table, ["customer_id"]) == [{"customer_id": 1, "key": "tea"}, {"customer_id": 2, "key": "tea"}]


def test_nothing_sold_is_no_rows(fetch: Fetch) -> None:
    nothing = look([])
    assert [len(fetch(made)) for made in (
        signals.tastes(nothing, AS_OF), signals.products(nothing, AS_OF), signals.rebuying(nothing, AS_OF),
        signals.gaps(nothing, AS_OF), signals.bought_between(nothing, HALF, AS_OF),
    )] == [0, 0, 0, 0, 0]  # fmt: skip
