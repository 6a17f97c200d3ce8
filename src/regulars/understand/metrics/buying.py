"""Metrics of buying: who bought, how much, and who bought again."""

from __future__ import annotations

import ibis.expr.types as ir

from regulars.understand.metrics.metric import Contribution


def customers(table: ir.Table) -> Contribution:
    """Customers who bought.

    Formula: the number of customers with at least one purchase in the window.
    Unit: customers.
    Window: business days from the first to the last day of the window, both included.
    Exclusions: sales without a customer; documents without a line of positive quantity and amount; refunds and
    cancellations. Customers who were merged count as one.
    Source: definition of a purchase as in this handbook.
    """
    return Contribution((table.purchases >= 1).cast("int64"))


def active_customers(table: ir.Table) -> Contribution:
    """Customers who bought in the last month of the window.

    Formula: the number of customers whose latest purchase falls in the last month of the window.
    Unit: customers.
    Window: the month that ends with the last day of the window.
    Exclusions: as for customers who bought.
    Source: the usual monthly active count, with a purchase as the activity.
    """
    return Contribution((table.last_day >= table.final_month_start).cast("int64"))


def orders(table: ir.Table) -> Contribution:
    """Orders placed by known customers.

    Formula: the number of purchases (documents with at least one line of positive quantity and amount) in the window.
    Unit: orders.
    Window: business days from the first to the last day of the window, both included.
    Exclusions: sales without a customer (reported apart as anonymous); refunds and cancellations; documents whose lines
    carry no price. Returns are not taken off; the return rates show them.
    Source: definition of a purchase as in this handbook.
    """
    return Contribution(table.purchases)


def revenue(table: ir.Table) -> Contribution:
    """Revenue from known customers, before returns.

    Formula: the sum of quantity times price over the lines of positive quantity and amount of the orders in the window.
    Unit: money, in the main currency; orders in other currencies are counted apart and never added.
    Window: business days from the first to the last day of the window, both included.
    Exclusions: sales without a customer (reported apart as anonymous); returns are not taken off.
    Source: definition of a purchase as in this handbook.
    """
    return Contribution(table.revenue)


def repeat_purchase_rate(table: ir.Table) -> Contribution:
    """Of the customers who bought, the share who bought at least twice.

    Formula: customers with at least two purchases / customers with at least one purchase.
    Unit: share of customers, with the 95 % Wilson interval.
    Window: both counts over the same window; a customer who bought once in it and once before it counts as once.
    Exclusions: as for customers who bought. Two orders of one day count as two purchases.
    Source: the customary definition of retail reporting, with a purchase as in this handbook.
    """
    return Contribution((table.purchases >= 2).cast("int64"), (table.purchases >= 1).cast("int64"))


def repeat_purchase_rate_by_days(table: ir.Table) -> Contribution:
    """Of the customers who bought, the share who bought on at least two different days.

    Formula: customers with purchases on at least two distinct business days / customers with at least one purchase.
    Unit: share of customers, with the 95 % Wilson interval.
    Window: both counts over the same window.
    Exclusions: as for customers who bought. Several orders of one day count as one visit, which keeps an order that a
    shop split into two documents from looking like a customer who came back.
    Source: the repeat purchase rate with the purchase occasion as in Fader, Hardie and Lee (2005).
    """
    # The first and the last day differ exactly when there are at least two distinct days: no distinct count is needed.
    return Contribution((table.first_day < table.last_day).cast("int64"), (table.purchases >= 1).cast("int64"))
