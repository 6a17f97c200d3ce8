"""What a model of repeat buying needs to know of each customer: how often, how lately, since when."""

from __future__ import annotations

from datetime import date
from typing import Literal

import ibis
import ibis.expr.types as ir

TimeUnit = Literal["day", "week"]
DAYS: dict[TimeUnit, int] = {"day": 1, "week": 7}


def purchase_days(orders: ir.Table) -> ir.Table:
    """The days on which known customers bought, from the relation `orders`: customer_id, day; one row each."""
    sales = orders.filter(orders.customer_id.notnull(), orders.kind == "sale")
    return sales.select("customer_id", "day").distinct()


def order_days(lines: ir.Table) -> ir.Table:
    """The days on which known customers ordered, paid or not, from the relation `lines`: customer_id, day; one row each.

    A free order is a sign of life as much as a paid one, and the published studies of repeat buying count it.
    """
    placed = (lines.kind == "sale") | ((lines.kind == "none") & (lines.quantity > 0) & (lines.amount == 0))
    return lines.filter(lines.customer_id.notnull(), placed).select("customer_id", "day").distinct()


def occasions(days: ir.Table, until: date) -> ir.Table:
    """Each customer's purchase history up to the day `until`, in whole days, from rows of customer_id and day.

    Columns: customer_id, frequency (days with a purchase after the first one: x), recency (days from the first to the
    last purchase: t_x), age (days from the first purchase to `until`: T). Purchases of one day count once.
    Source: Fader, Hardie and Lee (2005), "Counting Your Customers" the Easy Way, Marketing Science 24(2).
    """
    rows = days.filter(days.customer_id.notnull(), days.day <= ibis.date(until)).select("customer_id", "day").distinct()
    table = rows.group_by("customer_id").aggregate(first=rows.day.min(), last=rows.day.max(), purchases=rows.count())
    return table.select(
        "customer_id",
        frequency=table.purchases - 1,
        recency=table["last"].delta(table["first"], unit="day").cast("int64"),
        age=ibis.date(until).delta(table["first"], unit="day").cast("int64"),
    )
