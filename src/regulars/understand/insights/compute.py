"""Computes the insights of all customers from the lake's tables. Loaded by the worker only."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import ibis
import ibis.expr.types as ir
import numpy as np
import pyarrow as pa

from regulars.store.engine.fetch import fetch
from regulars.understand.metrics import rfm
from regulars.understand.metrics.grains import known
from regulars.understand.predictions import bgnbd
from regulars.understand.predictions.occasions import DAYS, TimeUnit, occasions, order_days

if TYPE_CHECKING:
    from ibis.backends import BaseBackend

    from regulars.store.engine.tables import Tables

UNIT: TimeUnit = "week"
YEAR, QUARTER = 52.0, 90 / 7


def customers(tables: Tables, as_of: date, currency: str) -> ir.Table:
    """One row for each customer who bought or returned something up to the day `as_of`, by customer_id.

    customer_id, orders, first_day, last_day, returns; revenue in `currency`; r, f, m and segment (null without a
    purchase); frequency, recency and age in days of the repeat-buying model (null where it does not know the customer).
    """
    rows = tables.orders.filter(known(tables.orders), tables.orders.day <= ibis.date(as_of))
    sale = rows.kind == "sale"
    base = rows.group_by("customer_id").aggregate(
        orders=rows.count(where=sale),
        first_day=rows.day.min(where=sale),
        last_day=rows.day.max(where=sale),
        returns=rows.count(where=rows.kind == "return"),
    )
    scored = rfm.grouped(rfm.tie_safe_scores(rfm.values(tables.orders, as_of, currency)))
    scored = scored.select("customer_id", "monetary", "r", "f", "m", "segment")
    histories = occasions(order_days(tables.lines), as_of)
    joined = base.left_join(scored, "customer_id").drop("customer_id_right")
    joined = joined.left_join(histories, "customer_id").drop("customer_id_right")
    return joined.order_by("customer_id")


def compute(backend: BaseBackend, tables: Tables, as_of: date, currency: str) -> pa.Table:
    """`customers` as rows, with alive, expected (52 weeks) and expected_90_days; null where the model says nothing."""
    rows = fetch(backend, customers(tables, as_of, currency))
    told = rows.filter(rows["frequency"].is_valid())
    x = told["frequency"].to_numpy().astype(np.int64)
    recency, age = (told[name].to_numpy() / DAYS[UNIT] for name in ("recency", "age"))
    answers: dict[str, Any] = dict.fromkeys(("alive", "expected", "expected_90_days"))
    if len(told):
        try:
            model = bgnbd.fit(x, recency, age)
        except bgnbd.FitError:
            pass  # too little is known to predict: the columns stay null, and the page says nothing instead of a guess
        else:
            answers = {
                "alive": model.probability_alive(x, recency, age),
                "expected": model.expected_purchases(YEAR, x, recency, age),
                "expected_90_days": model.expected_purchases(QUARTER, x, recency, age),
            }
    known_to_model = rows["frequency"].is_valid().to_numpy(zero_copy_only=False)
    for name, values in answers.items():
        column = np.full(len(rows), np.nan)
        if values is not None:
            # Two places are what a page shows; without rounding every row would change every day.
            column[known_to_model] = np.round(values, 2)
        rows = rows.append_column(name, pa.array(column, mask=np.isnan(column)))
    return rows
