"""What the numbers say of each customer, written beside the customer."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.understand.look import tables

from regulars.store.engine.connect import connect
from regulars.store.engine.few import Few
from regulars.understand.insights import jobs, writing
from regulars.understand.insights.models import CustomerInsight
from regulars.understand.insights.queries import customers_of_segment, insights_of

pytestmark = pytest.mark.django_db

AS_OF = date(2026, 3, 2)
ORDERS = [
    (1, date(2026, 1, 5), "sale", "20"), (1, date(2026, 2, 5), "sale", "30"), (1, date(2026, 2, 9), "return", "30"),
    (2, date(2025, 1, 5), "sale", "10"), (2, date(2025, 2, 5), "sale", "10", "USD"),
    (3, date(2026, 2, 20), "sale", "5"),
    (4, date(2026, 2, 20), "return", "5"),
    (None, date(2026, 2, 20), "sale", "99"),
    (5, date(2026, 3, 3), "sale", "99"),
]  # fmt: skip


def refresh(orders: Any = ORDERS, as_of: date = AS_OF) -> int:
    return jobs.refresh_all(connect(), tables(orders), as_of, "EUR")


def told(*fields: str) -> list[tuple[Any, ...]]:
    return list(CustomerInsight.objects.order_by("customer_id").values_list("customer_id", *fields))


def test_insights_of_buyers_and_returners_up_to_the_day() -> None:
    assert refresh() == 4
    assert told("orders", "revenue", "currency", "returns", "first_day", "last_day", "as_of") == [
        (1, 2, Decimal(50), "EUR", 1, date(2026, 1, 5), date(2026, 2, 5), AS_OF),
        (2, 2, Decimal(10), "EUR", 0, date(2025, 1, 5), date(2025, 2, 5), AS_OF),
        (3, 1, Decimal(5), "EUR", 0, date(2026, 2, 20), date(2026, 2, 20), AS_OF),
        (4, 0, Decimal(0), "EUR", 1, None, None, AS_OF),
    ]


def test_scores_and_groups_by_the_tie_safe_rule() -> None:
    refresh()
    # Three buyers: recency 2 < 1 < 3; two orders, two orders, one; 50, 10 and 5 euros.
    assert told("recency_score", "frequency_score", "money_score", "segment") == [
        (1, 2, 2, 4, "Hibernating"),
        (2, 1, 2, 2, "Hibernating"),
        (3, 4, 1, 1, "Promising"),
        (4, None, None, None, ""),
    ]
    assert customers_of_segment("Hibernating") == [1, 2]
    assert customers_of_segment("Hibernating", after=1, limit=1) == [2]


def test_model_answers_are_those_of_the_fitted_model() -> None:
    from regulars.understand.predictions.choosing import choose
    from regulars.understand.predictions.purchases import Purchases

    buyers = [(pk, date(2025, 1, 1 + pk % 28), "sale", "10") for pk in range(1, 60)] + [
        (pk, date(2025, 1 + month, 1 + pk % 28), "sale", "10") for pk in range(1, 40) for month in range(1, 1 + pk % 9)
    ]
    refresh(buyers, date(2025, 12, 1))
    rows = told("alive", "expected", "expected_90_days")
    days: dict[int, set[date]] = {}
    for pk, day, *_ in buyers:
        days.setdefault(pk, set()).add(day)
    x = [len(days[pk]) - 1 for pk in sorted(days)]
    recency = [(max(days[pk]) - min(days[pk])).days / 7 for pk in sorted(days)]
    age = [(date(2025, 12, 1) - min(days[pk])).days / 7 for pk in sorted(days)]
    bought = [(pk, day.toordinal()) for pk in days for day in days[pk]]
    who, when = zip(*bought, strict=True)
    model = choose(Purchases.of(who, when), date(2025, 12, 1).toordinal()).model
    assert model is not None
    alive = model.probability_alive(x, recency, age)
    year = model.expected_purchases(365 / 7, x, recency, age)
    quarter = model.expected_purchases(90 / 7, x, recency, age)
    for row, *answers in zip(rows, alive, year, quarter, strict=True):
        assert row[1:] == tuple(round(float(answer), 2) for answer in answers)


def test_too_few_repeat_buyers_leave_the_model_silent() -> None:
    refresh([(1, date(2026, 1, 5), "sale", "20")])
    assert told("alive", "expected", "expected_90_days") == [(1, None, None, None)]


def test_only_what_changed_is_written() -> None:
    refresh()
    assert refresh() == 0
    assert refresh(as_of=date(2026, 3, 2)) == 0
    assert refresh([*ORDERS, (3, date(2026, 2, 21), "return", "5")]) == 1
    assert told("returns")[2] == (3, 1)


def test_customers_who_vanished_lose_their_insights() -> None:
    refresh()
    assert refresh([order for order in ORDERS if order[0] != 4]) == 1
    assert [pk for (pk,) in told()] == [1, 2, 3]
    assert refresh([]) == 3
    assert told() == []


def test_stretches_meet_without_gap_or_overlap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "COMPARED", 2)
    monkeypatch.setattr(writing, "WRITTEN", 1)
    many = [(pk, date(2026, 1, 5), "sale", "20") for pk in (1, 2, 3, 7, 8, 20, 21)]
    assert refresh(many) == 7
    assert refresh(many) == 0
    assert refresh([order for order in many if order[0] not in {3, 21}]) == 2
    assert [pk for (pk,) in told()] == [1, 2, 7, 8, 20]


def test_of_a_few_those_who_bought_nothing_lose_theirs() -> None:
    refresh()
    backend = connect()
    before, after = tables(ORDERS), tables(ORDERS[:3], version="g1/0.2")
    few = Few("g1/0.1", backend, before, after, (4, 77), frozenset())
    # As many orders as before stand in all: the models stay, and only the few are asked about.
    found = jobs.refresh(backend, replace(before, version="g1/0.2"), AS_OF, "EUR", few)
    assert found == jobs.Refreshed(1, (4, 77))
    assert [pk for (pk,) in told()] == [1, 2, 3]


def test_reading_a_page_of_insights_is_one_query() -> None:
    refresh()
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert sorted(insights_of([1, 2, 3, 4, 99])) == [1, 2, 3, 4]
    assert len(queries) == 1
