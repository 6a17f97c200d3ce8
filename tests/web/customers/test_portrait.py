"""A customer in one sentence."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

from regulars.web.customers.portrait import Portrait, portrait, worth

TODAY = date(2026, 11, 21)


@dataclass
class Ada:
    kind: str = "person"
    city: str = "Hamburg"
    language: str = "German"
    created_at: datetime = datetime(2024, 4, 1, tzinfo=UTC)
    first_heard_at: datetime | None = datetime(2024, 3, 1, tzinfo=UTC)


@dataclass
class Numbers:
    orders: int = 14
    revenue: Decimal = Decimal("1284.00")
    currency: str = "EUR"
    first_day: date | None = date(2025, 6, 15)
    last_day: date | None = date(2026, 9, 19)
    segment: str = "Loyal"
    relationship: str = "warm"
    heading: str = "cooling"


def test_portrait_says_since_when_how_close_and_in_what_rhythm() -> None:
    assert portrait(Ada(), Numbers(), TODAY) == Portrait(
        "Customer since March 2024, Hamburg, writes German",
        "A ",
        "warm regular who is cooling",
        ": buys every 5 weeks, the last time 9 weeks ago.",
    )


def test_portrait_of_one_order_says_so() -> None:
    once = Numbers(orders=1, first_day=date(2026, 1, 5), last_day=date(2026, 1, 5), relationship="distant")
    said = portrait(Ada(city="", language=""), once, TODAY)
    assert (said.since, said.strong, said.after) == (
        "Customer since March 2024",
        "customer of one order",
        ": bought 11 months ago.",
    )


def test_portrait_without_orders_promises_nothing() -> None:
    said = portrait(Ada(kind="company"), None, TODAY)
    assert said.since.startswith("Company since")
    assert said.before == "Has not bought anything yet, as far as the numbers reach."


def test_worth_is_told_in_pairs() -> None:
    assert worth(Numbers()) == [
        ("So far", "€1,284.00 in 14 orders"),
        ("An order", "€91.71"),
        ("Group", "Loyal"),
    ]


def test_worth_of_nobody_is_nothing() -> None:
    assert [worth(None), worth(Numbers(orders=0))] == [[], []]
