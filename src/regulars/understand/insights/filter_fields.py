"""What the numbers say of customers, as fields of the rule language and as orders of a list."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from regulars.know.filters import columns
from regulars.know.filters.field import FilterField, Leads, Moment, Where
from regulars.know.filters.kinds import Kind
from regulars.know.filters.orders import Order
from regulars.understand.insights.models import CustomerInsight

GROUP = "Numbers"
# The names of regulars.understand.metrics.rfm.GROUPS, which a page cannot import without the engine's libraries.
SEGMENTS = (
    "Champions", "Loyal", "Potential loyalists", "New", "Promising", "Need attention", "About to sleep", "Cannot lose",
    "At risk", "Hibernating",
)  # fmt: skip


def _about(row: Where) -> Where:
    """Who has an insight of which `row` holds."""

    def where(op: str, value: Any, when: Moment) -> Q:
        told = CustomerInsight.objects.filter(row(op, value, when), customer_id=OuterRef("pk"))
        return Q(Exists(told))

    return where


def _leads(row: Where, ops: tuple[str, ...]) -> Leads:
    def leads(op: str, value: Any, when: Moment) -> Any:
        if op not in ops:
            return None
        return CustomerInsight.objects.filter(row(op, value, when)).values_list("customer_id", flat=True)

    return leads


def _segments() -> list[tuple[str, str]]:
    return [(name, name) for name in SEGMENTS]


def _closeness() -> list[tuple[str, str]]:
    return list(CustomerInsight.Closeness.choices)


def insight_fields() -> Iterable[tuple[str, FilterField]]:
    """Group, relationship, worth, orders and their days; nobody's name hides them."""
    segment = columns.choice("segment")
    yield "", FilterField(
        "insight:segment", "Group", Kind.CHOICE, GROUP, _about(segment), _segments, leads=_leads(segment, ("any_of",)),
        say=_of("of the group"),
    )  # fmt: skip
    yield "", FilterField(
        "insight:closeness", "Relationship", Kind.CHOICE, GROUP, _about(columns.choice("closeness")), _closeness,
        say=_of("whose relationship is"),
    )  # fmt: skip
    revenue, last = columns.number("revenue"), columns.day("last_day")
    bounds = ("is", "at_least", "at_most", "between")
    yield (
        "",
        FilterField("insight:worth", "Worth so far", Kind.MONEY, GROUP, _about(revenue), leads=_leads(revenue, bounds)),
    )
    yield "", FilterField("insight:orders", "Orders", Kind.NUMBER, GROUP, _about(columns.number("orders")))
    yield "", FilterField("insight:returns", "Returns", Kind.NUMBER, GROUP, _about(columns.number("returns")))
    days = ("last_days", "on", "before", "after", "between")
    yield "", FilterField("insight:last", "Last order", Kind.DATE, GROUP, _about(last), leads=_leads(last, days))
    yield "", FilterField("insight:first", "First order", Kind.DATE, GROUP, _about(columns.day("first_day")))
    yield (
        "",
        FilterField(
            "insight:alive",
            "Chance of another order",
            Kind.NUMBER,
            GROUP,
            _about(columns.number("alive")),
            hint="0 to 1",
        ),
    )


def _of(words: str) -> Callable[[str, str], str]:
    return lambda op, value: {"any_of": f"{words} {value}", "none_of": f"not {words} {value}"}.get(op, "")


def insight_orders() -> list[Order]:
    """By worth, orders, last order and the chance of another one; customers without insights come last."""
    return [
        _order("worth", "worth so far", "revenue", "money"),
        _order("orders", "orders", "orders", "number"),
        _order("last_order", "last order", "last_day", "day"),
        _order("alive", "chance of another order", "alive", "share"),
    ]


def _order(key: str, label: str, column: str, kind: str) -> Order:
    def rows() -> QuerySet[CustomerInsight]:
        return CustomerInsight.objects.filter(**{f"{column}__isnull": False})

    return Order(key, label, column, kind, downwards=True, rows=rows, link="customer_id")
