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


def _relationships() -> list[tuple[str, str]]:
    return [(value, str(label)) for value, label in CustomerInsight.Relationship.choices]


def _headings() -> list[tuple[str, str]]:
    return [(value, str(label)) for value, label in CustomerInsight.Heading.choices]


def _periods() -> list[tuple[str, str]]:
    return [("month", "monthly"), ("year", "yearly")]


def insight_fields() -> Iterable[tuple[str, FilterField]]:
    """Group, relationship, worth, orders and their days, what is expected; a role kept from worth has none of them."""
    return (("worth", field) for field in _fields())


def _fields() -> Iterable[FilterField]:
    segment, related = columns.choice("segment"), columns.choice("relationship")
    heading = columns.choice("heading")
    yield FilterField(
        "insight:segment", "Group", Kind.CHOICE, GROUP, _about(segment), _segments, leads=_leads(segment, ("any_of",)),
        say=_of("of the group"),
    )  # fmt: skip
    yield FilterField(
        "insight:relationship", "Relationship", Kind.CHOICE, GROUP, _about(related), _relationships,
        leads=_leads(related, ("any_of",)), say=_of("whose relationship is"),
    )  # fmt: skip
    yield FilterField(
        "insight:heading", "Where the relationship goes", Kind.CHOICE, GROUP, _about(heading), _headings,
        say=_of("whose relationship goes"),
    )  # fmt: skip
    bounds = ("is", "at_least", "at_most", "between")
    for key, label, column in (
        ("worth", "Worth so far", "revenue"), ("clv", "Worth to come", "clv"), ("risk", "Value at risk", "value_at_risk"),
    ):  # fmt: skip
        money = columns.number(column)
        yield FilterField(f"insight:{key}", label, Kind.MONEY, GROUP, _about(money), leads=_leads(money, bounds))
    price, ending = columns.number("contract_price"), columns.number("contract_churn")
    yield FilterField("insight:contract_price", "Paid a year by contract", Kind.MONEY, GROUP, _about(price))
    yield FilterField(
        "insight:contract_churn", "Chance that the contract ends at its next renewal", Kind.NUMBER, GROUP, _about(ending),
        hint="0 to 1", leads=_leads(ending, bounds),
    )  # fmt: skip
    yield FilterField("insight:renewals", "Times the contract was renewed", Kind.NUMBER, GROUP,
        _about(columns.number("renewals")))  # fmt: skip
    period, plan = columns.choice("contract_period"), columns.text("plan")
    yield FilterField("insight:contract_period", "Contract", Kind.CHOICE, GROUP, _about(period), _periods,
        say=_of("whose contract is"))  # fmt: skip
    yield FilterField("insight:plan", "Plan of the contract", Kind.TEXT, GROUP, _about(plan))
    days = ("last_days", "on", "before", "after", "between")
    renews = columns.day("renews_on")
    yield FilterField(
        "insight:renews_on", "Contract renews on", Kind.DATE, GROUP, _about(renews), leads=_leads(renews, days)
    )
    last = columns.day("last_day")
    yield FilterField("insight:last", "Last order", Kind.DATE, GROUP, _about(last), leads=_leads(last, days))
    yield FilterField("insight:first", "First order", Kind.DATE, GROUP, _about(columns.day("first_day")))
    yield FilterField("insight:heard", "Last came by", Kind.DATE, GROUP, _about(columns.day("heard_day")))
    for key, label, column, hint in _NUMBERS:
        yield FilterField(f"insight:{key}", label, Kind.NUMBER, GROUP, _about(columns.number(column)), hint=hint)


_NUMBERS = (
    ("orders", "Orders", "orders", ""),
    ("returns", "Returns", "returns", ""),
    ("alive", "Chance of still being a customer", "alive", "0 to 1"),
    ("churn", "Chance of leaving within a year", "churn", "0 to 1"),
    ("expected", "Orders expected within a year", "expected", ""),
    ("next_in", "Days until the next order", "next_in", "about"),
    ("closeness", "Closeness", "closeness", "0 to 100"),
    ("sentiment", "Sentiment", "sentiment", "-100 to 100"),
    ("complaints", "Complaints in two years", "complaints", ""),
)


def _of(words: str) -> Callable[[str, str], str]:
    return lambda op, value: {"any_of": f"{words} {value}", "none_of": f"not {words} {value}"}.get(op, "")


def insight_orders() -> list[Order]:
    """By worth, orders, last order and what is expected; customers without insights come last."""
    return [
        _order("worth", "worth so far", "revenue", "money"),
        _order("orders", "orders", "orders", "number"),
        _order("last_order", "last order", "last_day", "day"),
        _order("alive", "chance of still being a customer", "alive", "share"),
        _order("churn", "chance of leaving within a year", "churn", "share"),
        _order("clv", "worth to come", "clv", "money"),
        _order("risk", "value at risk", "value_at_risk", "money"),
        _order("contract_churn", "chance that the contract ends", "contract_churn", "share"),
        _order("renews_on", "next renewal of the contract", "renews_on", "day", downwards=False),
    ]


def _order(key: str, label: str, column: str, kind: str, *, downwards: bool = True) -> Order:
    def rows() -> QuerySet[CustomerInsight]:
        return CustomerInsight.objects.filter(**{f"{column}__isnull": False})

    return Order(key, label, column, kind, downwards=downwards, rows=rows, link="customer_id")
