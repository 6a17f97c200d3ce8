"""Currencies and anonymous sales: what stays out of the customer metrics, named apart."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from regulars.understand.metrics.grains import within
from regulars.understand.metrics.window import Window


def currencies(orders: ir.Table, window: Window) -> ir.Table:
    """One row a currency, most orders first: currency, orders, revenue, returns, value_returned; of everybody.

    The first row is the main currency; the others are reported beside it and never added to it.
    """
    rows = orders.filter(within(orders, window))
    sale, back = rows.kind == "sale", rows.kind == "return"
    table = rows.group_by("currency").aggregate(
        orders=rows.count(where=sale),
        revenue=rows.amount.sum(where=sale),
        returns=rows.count(where=back),
        value_returned=rows.amount.sum(where=back),
    )
    return table.order_by(ibis.desc("orders"), "currency")


def anonymous(orders: ir.Table, window: Window, currency: str = "") -> ir.Table:
    """One row: `orders` and `revenue` (in `currency`) of the sales without a customer."""
    rows = orders.filter(within(orders, window), orders.customer_id.isnull(), orders.kind == "sale")
    return rows.aggregate(orders=rows.count(), revenue=rows.amount.sum(where=rows.currency == currency))
