"""Metrics of staying: who is new, who came back from an earlier time, who was kept."""

from __future__ import annotations

import ibis.expr.types as ir

from regulars.understand.metrics.metric import Contribution


def new_customers(table: ir.Table) -> Contribution:
    """Customers whose first purchase of all falls in the window.

    Formula: the number of customers whose earliest purchase is on or after the first day of the window.
    Unit: customers.
    Window: the first purchase is looked for in everything recorded up to the last day of the window.
    Exclusions: as for customers who bought.
    Source: the customary count of acquired customers, with a purchase as in this handbook.
    """
    bought = table.purchases >= 1
    return Contribution((bought & (table.first_ever >= table.window_start)).cast("int64"))


def returning_customers(table: ir.Table) -> Contribution:
    """Customers who bought in the window and had bought before it.

    Formula: customers with a purchase in the window and one before its first day; with the new ones they make up all
    customers who bought.
    Unit: customers.
    Window: the earlier purchase may be any time ago.
    Exclusions: as for customers who bought.
    Source: as for new customers.
    """
    bought = table.purchases >= 1
    return Contribution((bought & (table.first_ever < table.window_start)).cast("int64"))


def retention_rate(table: ir.Table) -> Contribution:
    """Of the customers a period started with, the share it kept.

    Formula: (customers at the end - new ones in the period) / customers at the start.
    Unit: share of customers, with the 95 % Wilson interval.
    Window: without contracts, a customer at a moment is one who bought in a window's length before it. So customers at
    the start bought in the window before, customers at the end bought in the window, and the new ones are those who
    were not customers at the start, be it their first purchase or their return after having left.
    Exclusions: as for customers who bought.
    Source: Farris, Bendle, Pfeifer and Reibstein (2010), Marketing Metrics, retention rate.
    """
    at_start = table.purchases_before >= 1
    return Contribution((at_start & (table.purchases >= 1)).cast("int64"), at_start.cast("int64"))
