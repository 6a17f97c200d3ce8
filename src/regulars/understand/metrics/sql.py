"""The SQL of a metric, to be read: what "how this is computed" shows."""

from __future__ import annotations

import ibis

from regulars.understand.metrics.metric import Metric
from regulars.understand.metrics.relations import relation
from regulars.understand.metrics.window import Window

ORDERS_SCHEMA: dict[str, str] = {
    "interaction_id": "int64",
    "customer_id": "int64",
    "document": "string",
    "kind": "string",
    "occurred_at": "timestamp",
    "day": "date",
    "amount": "decimal(18, 4)",
    "units": "decimal(18, 3)",
    "currency": "string",
}


def orders_schema() -> ibis.Schema:
    """The columns of the relation `orders` that the metrics read."""
    return ibis.schema(ORDERS_SCHEMA)


def metric_sql(metric: Metric, window: Window, currency: str = "", dialect: str = "duckdb") -> str:
    """The SQL text that computes `metric` from a table named orders; `dialect` names an engine (duckdb, pyspark)."""
    orders = ibis.table(orders_schema(), name="orders")
    return str(ibis.to_sql(relation(metric, orders, window, currency), dialect=dialect))
