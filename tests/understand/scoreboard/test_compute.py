"""A scoreboard computed, kept, read again."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from tests.understand.look import tables

from regulars.store.engine.connect import connect
from regulars.understand.report.figures import Anonymous, Cohort, Currency
from regulars.understand.scoreboard import jobs, queries
from regulars.understand.scoreboard.board import Board, Initiative, from_json, to_json
from regulars.understand.scoreboard.compute import compute
from regulars.understand.scoreboard.days import looked_back_from
from regulars.understand.scoreboard.models import Snapshot

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
TODAY = date(2026, 3, 2)
ORDERS = [
    (1, date(2025, 12, 5), "sale", "20"), (1, date(2026, 2, 5), "sale", "30"), (1, date(2026, 2, 9), "return", "30"),
    (2, date(2025, 12, 5), "sale", "10"),
    (3, date(2026, 2, 20), "sale", "5"), (3, date(2026, 2, 21), "sale", "8", "USD"),
    (None, date(2026, 2, 20), "sale", "99"),
]  # fmt: skip


def computed(orders: Any = ORDERS, currency: str = "EUR", **more: Any) -> Board | None:
    looked = tables(orders, [(date(2026, 1, 15), "New fitting room")])
    return compute(connect(), looked, today=TODAY, now=NOW, currency=currency, **more)


def board(**more: Any) -> Board:
    found = computed(**more)
    assert found is not None
    return found


def test_nothing_sold_is_no_scoreboard() -> None:
    assert computed([]) is None
    assert computed([(1, TODAY, "return", "5")]) is None
    assert computed(as_of=date(2020, 1, 1)) is None


def test_metrics_of_the_last_twelve_months() -> None:
    found = board()
    assert (found.as_of, found.window.start, found.window.last) == (TODAY, date(2025, 3, 3), TODAY)
    assert {key: found.metric(key).numerator for key in ("customers", "orders", "revenue", "repeat_purchase_rate")} == {
        "customers": 3, "orders": 5, "revenue": Decimal(65), "repeat_purchase_rate": 2,
    }  # fmt: skip
    assert found.metric("return_rate_customers").sentence == "33 % of buyers returned something."
    assert 'FROM "orders"' in found.sql["customers"]


def test_months_cohorts_and_what_stays_out() -> None:
    found = board()
    assert [(m.month, m.active, m.orders, m.new, m.returning, m.returns) for m in found.months] == [
        ("2025-12", 2, 2, 2, 0, 0), ("2026-01", 0, 0, 0, 0, 0), ("2026-02", 2, 3, 1, 1, 1), ("2026-03", 0, 0, 0, 0, 0),
    ]  # fmt: skip
    assert found.cohorts == (Cohort("2025-12", (2, 0, 1, 0)), Cohort("2026-02", (1, 0)))
    assert found.anonymous == Anonymous(1, Decimal(99))
    assert found.others == (Currency("USD", 1, Decimal(8)),)
    assert found.notes == (
        "1 sale has no customer: €99.00, in none of these figures.",
        "1 order in USD, $8.00: counted as orders, left out of all amounts.",
    )
    assert found.initiatives == (Initiative(date(2026, 1, 15), "New fitting room"),)
    assert found.marks == {"2026-01": "New fitting room"}


def test_currency_without_orders_gives_way_to_the_one_most_orders_are_in() -> None:
    assert board(currency="GBP").currency == "EUR"
    assert board(currency="USD").currency == "USD"


@pytest.mark.parametrize(
    ("last", "expected"),
    [
        (date(2026, 3, 1), TODAY),
        (date(2026, 1, 20), TODAY),
        (date(2011, 12, 9), date(2011, 12, 9)),
        (date(2026, 4, 1), date(2026, 4, 1)),
    ],
)
def test_day_looked_back_from(last: date, expected: date) -> None:
    assert looked_back_from(last, TODAY) == expected


def test_old_orders_are_looked_at_from_their_end_and_the_board_says_so() -> None:
    found = board(orders=[(1, date(2011, 12, 9), "sale", "20")])
    assert found.notes == ("The figures look back from 9 December 2011, the day of the last order.",)
    assert found.metric("customers").numerator == 1


def test_board_survives_being_written_as_json() -> None:
    found = board()
    assert from_json(to_json(found)) == found


@pytest.mark.django_db
def test_latest_is_the_newest_and_old_ones_are_removed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "KEPT", 2)
    assert queries.latest() is None
    for version in ("g1/0.1", "g1/0.2", "g1/0.3"):
        jobs.refresh(connect(), tables(ORDERS, version=version), as_of=TODAY)
        latest = queries.latest()
        assert latest is not None
        assert latest.lake_version == version
    assert list(Snapshot.objects.order_by("pk").values_list("lake_version", flat=True)) == ["g1/0.2", "g1/0.3"]
    jobs.refresh(connect(), tables([]))
    assert queries.latest() is None


@pytest.mark.django_db
def test_snapshot_is_outdated_by_another_lake_or_another_day() -> None:
    assert queries.is_outdated("g1/0.1", TODAY)
    jobs.keep(TODAY, "g1/0.1", NOW, "")
    assert not queries.is_outdated("g1/0.1", TODAY)
    assert queries.is_outdated("g1/0.2", TODAY)
    assert queries.is_outdated("g1/0.1", date(2026, 3, 3))
