"""Metrics of goods sent back: four return rates, all over known customers."""

from __future__ import annotations

import ibis.expr.types as ir

from regulars.understand.metrics.metric import Contribution


def return_rate_customers(table: ir.Table) -> Contribution:
    """Of the customers who bought, the share who returned something.

    Formula: customers with at least one purchase and at least one return document / customers with at least one
    purchase.
    Unit: share of customers, with the 95 % Wilson interval.
    Window: purchases and returns both in the window; the return may belong to an order before it.
    Exclusions: sales and returns without a customer; customers who only returned, without buying in the window.
    Source: definition of this handbook; a return document is a refund or cancellation.
    """
    bought = table.purchases >= 1
    return Contribution((bought & (table.return_documents >= 1)).cast("int64"), bought.cast("int64"))


def return_rate_documents(table: ir.Table) -> Contribution:
    """Return documents for each order.

    Formula: refund and cancellation documents / orders.
    Unit: ratio; one order can be returned in several documents, so it is not a share of orders and has no interval.
    Window: both counts over the same window, by the business day of each document.
    Exclusions: documents without a customer.
    Source: definition of this handbook.
    """
    return Contribution(table.return_documents, table.purchases)


def return_rate_units(table: ir.Table) -> Contribution:
    """Units returned for each unit sold.

    Formula: units on the lines of return documents / units on the lines of orders.
    Unit: ratio of units.
    Window: both sums over the same window, by the business day of each document.
    Exclusions: documents without a customer; lines without a price.
    Source: definition of this handbook.
    """
    return Contribution(table.units_returned, table.units_sold)


def return_rate_value(table: ir.Table) -> Contribution:
    """Value returned for each unit of money sold.

    Formula: amount of return documents / amount of orders.
    Unit: ratio of money in the main currency.
    Window: both sums over the same window, by the business day of each document.
    Exclusions: documents without a customer; documents in other currencies.
    Source: definition of this handbook.
    """
    return Contribution(table.value_returned, table.revenue)
