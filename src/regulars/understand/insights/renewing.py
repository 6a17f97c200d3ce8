"""Whose contract is renewed soon and likely to end then."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from regulars.access.acting import current, require
from regulars.know.customers.models import Customer
from regulars.know.filters.pages import page
from regulars.know.filters.registry import Registry
from regulars.know.filters.rule import Condition, Group
from regulars.understand.insights.filter_fields import insight_fields, insight_orders
from regulars.understand.insights.models import CustomerInsight
from regulars.understand.insights.queries import insights_of


@dataclass(frozen=True, slots=True)
class Renewing:
    """One of them, and what the numbers say."""

    customer: Customer
    insight: CustomerInsight


def due_rule(as_of: date, days: int) -> Group:
    """Whose contract is renewed within so many days after `as_of`."""
    begin, end = as_of + timedelta(days=1), as_of + timedelta(days=days)
    return Group("all", (Condition("insight:renews_on", "between", [begin.isoformat(), end.isoformat()]),))


def renewing(as_of: date, days: int, *, limit: int = 8) -> list[Renewing]:
    """Those whom whoever acts sees, the likeliest to end first; nobody where their role does not see what people are worth."""
    require("customers.see")
    if "worth" in current().hidden:
        return []
    order = next(order for order in insight_orders() if order.key == "contract_churn")
    found = page(due_rule(as_of, days), Registry({"insight:": insight_fields}), order, limit=limit).customers
    insights = insights_of([customer.pk for customer in found])
    return [Renewing(customer, insights[customer.pk]) for customer in found if customer.pk in insights]
