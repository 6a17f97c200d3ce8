"""The SQL of a metric, to be read: what "how this is computed" shows."""

from __future__ import annotations

from dataclasses import dataclass

import ibis
import ibis.expr.types as ir

from regulars.understand.metrics.entered import Entered, with_usual
from regulars.understand.metrics.material import Material, material
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
LINES_SCHEMA: dict[str, str] = {
    "interaction_id": "int64",
    "line": "int32",
    "customer_id": "int64",
    "document": "string",
    "kind": "string",
    "day": "date",
    "product_id": "string",
    "product": "string",
    "category": "string",
    "quantity": "decimal(18, 3)",
    "price": "decimal(18, 4)",
    "amount": "decimal(18, 4)",
    "currency": "string",
}
INTERACTIONS_SCHEMA: dict[str, str] = {
    "id": "int64",
    "customer_id": "int64",
    "name": "string",
    "channel": "string",
    "direction": "string",
    "occurred_at": "timestamp",
    "day": "date",
    "recorded_at": "timestamp",
    "source": "string",
    "source_id": "string",
    "amount": "decimal(18, 4)",
    "currency": "string",
    "properties": "string",
    "actor": "string",
}
CUSTOMERS_SCHEMA: dict[str, str] = {
    "id": "int64",
    "kind": "string",
    "name": "string",
    "known": "boolean",
    "merged_into_id": "int64",
    "created_at": "timestamp",
    "first_heard_at": "timestamp",
    "last_heard_at": "timestamp",
    "city": "string",
    "country": "string",
}


class _WithoutSpark(ibis.config.Config):  # type: ignore[misc]
    """What Ibis asks its Spark backend for while it writes SQL for it; the same as there, where pyspark is not loaded."""

    treat_nan_as_null: bool = False


@dataclass(frozen=True, slots=True)
class Named:
    """The tables that metrics read, by name only: for writing SQL, not for running it."""

    orders: ir.Table
    lines: ir.Table
    interactions: ir.Table
    customers: ir.Table


def named_tables() -> Named:
    """Tables named orders, lines, interactions and customers, of the lake's columns."""
    return Named(
        ibis.table(orders_schema(), name="orders"),
        ibis.table(ibis.schema(LINES_SCHEMA), name="lines"),
        ibis.table(ibis.schema(INTERACTIONS_SCHEMA), name="interactions"),
        ibis.table(ibis.schema(CUSTOMERS_SCHEMA), name="customers"),
    )


def orders_schema() -> ibis.Schema:
    """The columns of the relation `orders` that the metrics read."""
    return ibis.schema(ORDERS_SCHEMA)


def metric_sql(
    metric: Metric,
    window: Window,
    currency: str = "",
    dialect: str = "duckdb",
    entered: Entered | None = None,
    time_zone: str = "UTC",
) -> str:
    """The SQL text that computes `metric` from tables named as the lake's; `dialect` names an engine (duckdb, pyspark).

    A metric that is worked out of others shows the SQL of its people.
    """
    if ibis.options.pyspark is None:
        ibis.options.pyspark = _WithoutSpark()
    made = material(named_tables(), currency)
    made = Material(made.tables, currency, entered or with_usual(Entered()), time_zone=time_zone)
    return str(ibis.to_sql(relation(metric, made, window, currency), dialect=dialect))
