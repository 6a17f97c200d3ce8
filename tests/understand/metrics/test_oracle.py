"""Every metric against plain pandas, written apart from the metrics, on many small random shops."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import ibis
import pandas as pd
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.understand.rows import orders

from regulars.store.engine.connect import connect
from regulars.store.engine.fetch import fetch
from regulars.understand.metrics import months
from regulars.understand.metrics.registry import METRICS
from regulars.understand.metrics.relations import headline
from regulars.understand.metrics.window import Window

AS_OF = date(2024, 6, 30)
WINDOW = Window.months_until(AS_OF, 6)
BACKEND = connect("duckdb")

shops = st.lists(
    st.tuples(
        st.sampled_from([None, 1, 2, 3, 4, 5]),
        st.sampled_from(["sale", "sale", "return"]),
        st.integers(0, 900).map(lambda back: (AS_OF + timedelta(days=30) - timedelta(days=back)).isoformat()),
        st.integers(1, 5000).map(lambda cents: str(Decimal(cents) / 100)),
        st.integers(1, 4).map(str),
        st.sampled_from(["EUR", "EUR", "USD"]),
    ),
    max_size=40,
)


def plainly(shop: pa.Table, window: Window) -> dict[str, tuple[Any, Any]]:
    """The metrics, told naively."""
    frame = shop.to_pandas()
    frame = frame[frame.customer_id.notna()]
    inside = frame[(frame.day >= window.start) & (frame.day < window.end)]
    sales, back = inside[inside.kind == "sale"], inside[inside.kind == "return"]
    euros, euros_back = sales[sales.currency == "EUR"].amount, back[back.currency == "EUR"].amount
    every = frame[(frame.kind == "sale") & (frame.day < window.end)]
    first = every.groupby("customer_id").day.min()
    buyers, new = set(sales.customer_id), set(first[first >= window.start].index)
    earlier = every[(every.day >= window.before().start) & (every.day < window.start)]
    start = set(earlier.customer_id)
    purchases = sales.groupby("customer_id")
    last_month = pd.Timestamp(window.end).to_period("M").to_timestamp() - pd.DateOffset(months=1)
    counts, days = purchases.size(), purchases.day.nunique()
    return {
        "customers": (len(buyers), None),
        "active_customers": (sales[pd.to_datetime(sales.day) >= last_month].customer_id.nunique(), None),
        "new_customers": (len(new), None),
        "returning_customers": (len(buyers - new), None),
        "orders": (len(sales), None),
        "revenue": (sum(euros), None),
        "repeat_purchase_rate": (int((counts >= 2).sum()), len(buyers)),
        "repeat_purchase_rate_by_days": (int((days >= 2).sum()), len(buyers)),
        "return_rate_customers": (len(buyers & set(back.customer_id)), len(buyers)),
        "return_rate_documents": (len(back), len(sales)),
        "return_rate_units": (sum(back.units), sum(sales.units)),
        "return_rate_value": (sum(euros_back), sum(euros)),
        "retention_rate": (len(start & buyers), len(start)),
    }


@settings(max_examples=60, deadline=None)
@given(shops)
def test_headline_is_what_pandas_says(rows: list[tuple[Any, ...]]) -> None:
    shop = orders(rows)
    answers = fetch(BACKEND, headline(METRICS, ibis.memtable(shop), (WINDOW, WINDOW.before()), "EUR")).to_pylist()
    for answer in answers:
        window = WINDOW if answer["period"] == 0 else WINDOW.before()
        got = {
            metric.key: (
                answer[f"{metric.key}__numerator"] or 0,
                (answer[f"{metric.key}__denominator"] or 0) if f"{metric.key}__denominator" in answer else None,
            )
            for metric in METRICS
        }
        assert got == plainly(shop, window)


def _share_by_hand(frame: pd.DataFrame, month: pd.Period) -> dict[str, int]:
    sales, back = frame[frame.kind == "sale"], frame[frame.kind == "return"]
    counted = dict.fromkeys(("buyers", "bought_again", "bought_again_later", "sent_back", "at_start", "kept"), 0)
    for customer, mine in sales.groupby("customer_id"):
        now, after = mine[mine.month == month], mine[(mine.month > month) & (mine.month <= month + 3)]
        returned = back[(back.customer_id == customer) & back.month.isin([month, month + 1])]
        year_before = mine[(mine.month > month - 24) & (mine.month <= month - 12)]
        last_year = mine[(mine.month > month - 12) & (mine.month <= month)]
        if len(now):
            counted["buyers"] += 1
            counted["bought_again"] += len(now) > 1 or len(after) > 0
            counted["bought_again_later"] += now.day.nunique() > 1 or len(after) > 0
            counted["sent_back"] += len(returned) > 0
        counted["at_start"] += len(year_before) > 0
        counted["kept"] += len(year_before) > 0 and len(last_year) > 0
    return counted


@settings(max_examples=25, deadline=None)
@given(shops)
def test_the_series_is_what_pandas_says(rows: list[tuple[Any, ...]]) -> None:
    shop = orders(rows)
    by_month = months.customer_months(ibis.memtable(shop), AS_OF, "EUR")
    frame = shop.to_pandas()
    frame = frame[frame.customer_id.notna() & (frame.day <= AS_OF)]
    frame["month"] = pd.PeriodIndex(pd.to_datetime(frame.day), freq="M")
    for row in fetch(BACKEND, months.shares(by_month, AS_OF, shown=12)).to_pylist():
        month = pd.Period(row.pop("month"), freq="M")
        assert row == _share_by_hand(frame, month)


@settings(max_examples=25, deadline=None)
@given(shops)
def test_months_and_cohorts_are_what_pandas_says(rows: list[tuple[Any, ...]]) -> None:
    shop = orders(rows)
    by_month = months.customer_months(ibis.memtable(shop), AS_OF, "EUR")
    frame = shop.to_pandas()
    frame = frame[frame.customer_id.notna() & (frame.day <= AS_OF) & (frame.kind == "sale")]
    frame["month"] = pd.PeriodIndex(pd.to_datetime(frame.day), freq="M")
    first = frame.groupby("customer_id").month.min()
    cohort = frame.customer_id.map(first)
    expected = {
        (str(born), (month - born).n): mine.customer_id.nunique()
        for (born, month), mine in frame.groupby([cohort, "month"])
    }
    got = fetch(BACKEND, months.cohorts(by_month)).to_pylist()
    assert {(row["cohort"].isoformat()[:7], row["age"]): row["active"] for row in got} == expected
    for row in fetch(BACKEND, months.months(by_month)).to_pylist():
        mine = frame[frame.month == pd.Period(row["month"], "M")]
        new = int((first == pd.Period(row["month"], "M")).sum()) if len(first) else 0
        assert (row["active"], row["new"], row["orders"]) == (mine.customer_id.nunique(), new, len(mine))
        assert row["revenue"] == sum(mine[mine.currency == "EUR"].amount)
