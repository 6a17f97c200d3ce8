"""Further metrics of a real shop's year against plain pandas, where its file is beside the repository."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import ibis
import pandas as pd
import pytest
from tests.conftest import SHARED_DATA
from tests.understand.look import tables

from regulars.store.engine.connect import connect
from regulars.store.engine.fetch import fetch
from regulars.understand.metrics.catalogue import EVERY
from regulars.understand.metrics.entered import Entered, Figure
from regulars.understand.metrics.figures import figures
from regulars.understand.metrics.material import Material
from regulars.understand.metrics.measured import Measured
from regulars.understand.metrics.relations import measure
from regulars.understand.metrics.window import Window, add_months

WINDOW = Window.months_until(date(2011, 11, 30), 6)
SILENCE = 90
FILE = SHARED_DATA / "online_retail" / "online_retail.parquet"


def documents() -> pd.DataFrame:
    """The sales of known customers, one row a document, by the rules of an order."""
    raw = pd.read_parquet(FILE)
    raw = raw[raw.CustomerID.notna() & ~raw.InvoiceNo.str.startswith("C") & (raw.Quantity > 0) & (raw.UnitPrice > 0)]
    raw = raw.assign(pence=(raw.Quantity * (raw.UnitPrice * 1000).round()).astype("int64"), day=raw.InvoiceDate.dt.date)
    return raw.groupby("InvoiceNo").agg(customer_id=("CustomerID", "first"), day=("day", "min"), pence=("pence", "sum"))


def measured(sales: pd.DataFrame, keys: tuple[str, ...]) -> dict[str, Measured]:
    told: dict[str, Any] = {
        "interaction_id": range(len(sales)),
        "customer_id": sales.customer_id.astype("int64"),
        "document": sales.index,
        "kind": "sale",
        "day": sales.day,
        "amount": [Decimal(int(pence)) / 1000 for pence in sales.pence],
        "units": Decimal(1),
        "currency": "GBP",
    }
    look = replace(tables([]), orders=ibis.memtable(pd.DataFrame(told)))
    entered = Entered.of([Figure("inactivity_days", Decimal(SILENCE))])
    named = {name: getattr(look, name) for name in ("orders", "lines", "interactions", "customers")}
    metrics, backend = [EVERY[key] for key in keys], connect()
    rows = [fetch(backend, one).to_pylist() for one in measure(metrics, Material(named, "GBP", entered), (WINDOW,))]
    return {one.key: one for one in figures(metrics, rows, (WINDOW,), entered=entered, currency="GBP")[""]}


def test_the_real_shop_is_measured_as_pandas_measures_it() -> None:
    if not FILE.exists():
        return
    sales = documents()
    found = measured(sales, ("average_order_value", "purchase_frequency", "churn_rate"))
    inside = sales[(sales.day >= WINDOW.start) & (sales.day < WINDOW.end)]
    assert found["average_order_value"].value == pytest.approx(inside.pence.mean() / 1000, rel=1e-9)
    assert found["purchase_frequency"].value == pytest.approx(len(inside) / inside.customer_id.nunique(), rel=1e-9)
    moments = [add_months(WINDOW.start, month) for month in range(7)]
    lasts = [sales[sales.day < moment].groupby("customer_id").day.max() for moment in moments]
    there = [int((last >= moment - timedelta(days=SILENCE)).sum()) for last, moment in zip(lasts, moments, strict=True)]
    ends = lasts[-1] + timedelta(days=SILENCE)
    left = int(((ends >= WINDOW.start) & (ends < WINDOW.end)).sum())
    churn = found["churn_rate"]
    assert (churn.numerator, churn.denominator) == (left, pytest.approx(sum(there) / len(there), rel=1e-9))
