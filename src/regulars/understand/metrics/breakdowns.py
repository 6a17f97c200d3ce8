"""By what numbers can be broken down: a column of the rows, or a table that gives each customer a part."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import ibis
import ibis.expr.types as ir

from regulars.understand.metrics import rfm
from regulars.understand.metrics.grains import known
from regulars.understand.metrics.material import COLUMNS, UNNAMED, Column, Sources
from regulars.understand.metrics.metric import Metric


@dataclass(frozen=True, slots=True)
class Breakdown:
    """One breakdown. Of rows: `column`; of customers: `parts` makes the table of (customer_id, part) up to a day.

    `exclusive`: a customer is in one part only, so that the parts add up to the whole.
    """

    key: str
    title: str
    column: Column | None = None
    parts: Callable[[Sources, date], ir.Table] | None = None
    exclusive: bool = False


def _profile(column: str) -> Callable[[Sources, date], ir.Table]:
    def parts(tables: Sources, as_of: date) -> ir.Table:
        people = tables.customers.filter(tables.customers.merged_into_id.isnull())
        part = ibis.coalesce(people[column].nullif(""), ibis.literal(UNNAMED))
        return people.select(customer_id=people.id, part=part)

    return parts


def _groups(tables: Sources, as_of: date) -> ir.Table:
    scored = rfm.grouped(rfm.tie_safe_scores(rfm.values(tables.orders, as_of)))
    return scored.select("customer_id", part=scored.segment)


def _cohort(unit: str) -> Callable[[Sources, date], ir.Table]:
    def parts(tables: Sources, as_of: date) -> ir.Table:
        orders = tables.orders
        rows = orders.filter(known(orders), orders.kind == "sale", orders.day <= ibis.date(as_of))
        first = rows.group_by("customer_id").aggregate(day=rows.day.min())
        year = first.day.year().cast("string")
        month = first.day.month().cast("string").lpad(2, "0")
        return first.select("customer_id", part=year if unit == "year" else year.concat("-", month))

    return parts


_ALL = (
    Breakdown("channel", "Channel", column="channel"),
    Breakdown("category", "Product category", column="category"),
    Breakdown("product", "Product", column="product"),
    Breakdown("country", "Country", parts=_profile("country"), exclusive=True),
    Breakdown("city", "City", parts=_profile("city"), exclusive=True),
    Breakdown("kind", "Person or company", parts=_profile("kind"), exclusive=True),
    Breakdown("group", "RFM group", parts=_groups, exclusive=True),
    Breakdown("cohort", "Month of the first order", parts=_cohort("month"), exclusive=True),
    Breakdown("cohort_year", "Year of the first order", parts=_cohort("year"), exclusive=True),
)
BREAKDOWNS: dict[str, Breakdown] = {breakdown.key: breakdown for breakdown in _ALL}


def possible(metric: Metric, breakdown: Breakdown) -> bool:
    """Whether a metric can be broken down so: what is told of visits is not told of products' categories."""
    if breakdown.column is None:
        return True
    if metric.derived is not None or not metric.grain.by_rows:
        return False
    return all(name in COLUMNS[breakdown.column] for name in metric.grain.reads)


def parts_of(breakdown: Breakdown, tables: Sources, as_of: date) -> ir.Table | Column:
    """What `Material.by` takes: the column's name, or the table of customers and their parts."""
    if breakdown.parts is not None:
        return breakdown.parts(tables, as_of)
    if breakdown.column is None:
        raise ValueError(f"breakdown {breakdown.key!r}: neither a column nor parts")
    return breakdown.column
