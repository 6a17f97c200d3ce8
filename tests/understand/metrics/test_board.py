from __future__ import annotations

from datetime import date
from decimal import Decimal

import ibis
import pytest
from tests.understand.rows import Row, orders

from regulars.store.engine.connect import connect
from regulars.store.engine.fetch import fetch
from regulars.understand.metrics import months
from regulars.understand.metrics.board import board, points
from regulars.understand.metrics.measured import Measured, Point
from regulars.understand.metrics.registry import BY_KEY, METRICS
from regulars.understand.metrics.relations import headline
from regulars.understand.metrics.window import Window

AS_OF = date(2024, 12, 31)
WINDOW = Window.months_until(AS_OF)


def read(rows: list[Row], since: date | None = None) -> dict[str, Measured]:
    backend, table = connect("duckdb"), ibis.memtable(orders(rows))
    by_month = months.customer_months(table, AS_OF, "EUR")
    measured = board(
        fetch(backend, headline(METRICS, table, (WINDOW, WINDOW.before()), "EUR")).to_pylist(),
        fetch(backend, months.monthly(by_month, AS_OF)).to_pylist(),
        WINDOW,
        as_of=AS_OF,
        currency="EUR",
        since=since,
    )
    return {metric.key: metric for metric in measured}


def year(of: int, buyers: int, again: int) -> list[Row]:
    """`buyers` customers who buy in January, `again` of whom buy in March too."""
    first = [(number, "sale", f"{of}-01-10", "10.00") for number in range(buyers)]
    return first + [(number, "sale", f"{of}-03-10", "10.00") for number in range(again)]


def test_a_share_that_rises_beyond_chance_is_said_to_be_better() -> None:
    rate = read(year(2023, 200, 18) + year(2024, 200, 48))["repeat_purchase_rate"]
    assert (rate.value, rate.numerator, rate.denominator) == (0.24, 48, 200)
    assert rate.before is not None
    assert (rate.before.value, rate.beyond_chance, rate.verdict) == (0.09, True, "better")
    assert rate.change == pytest.approx(0.15)
    assert rate.sentence == "24 % of buyers bought again, up from 9.0 %."


def test_a_change_within_chance_is_said_to_be_one() -> None:
    rate = read(year(2023, 20, 3) + year(2024, 20, 4))["repeat_purchase_rate"]
    assert (rate.beyond_chance, rate.verdict) == (False, "same")
    assert rate.sentence == "20 % of buyers bought again, up from 15 %, which may be chance."


def test_money_is_compared_in_money() -> None:
    revenue = read(year(2023, 2, 0) + year(2024, 3, 0))["revenue"]
    assert (revenue.value, revenue.change, revenue.verdict) == (Decimal(30), Decimal(10), "better")
    assert revenue.sentence == "Customers spent €30.00, up from €20.00."


def test_fewer_returns_are_better() -> None:
    back = [(number, "return", "2023-02-01", "10.00") for number in range(50)]
    rate = read(year(2023, 100, 0) + back + year(2024, 100, 0))["return_rate_customers"]
    assert (rate.value, rate.verdict) == (0.0, "better")
    assert rate.sentence == "0 % of buyers returned something, down from 50 %."


def test_what_is_the_same_is_said_to_be_the_same() -> None:
    customers = read(year(2023, 5, 0) + year(2024, 5, 0))["customers"]
    assert (customers.change, customers.verdict) == (0, "same")
    assert customers.sentence == "5 customers bought, as before (5)."


def test_before_the_record_begins_there_is_nothing_to_compare_with() -> None:
    measured = read(year(2024, 5, 2))
    assert measured["customers"].before is None
    assert measured["customers"].sentence == "5 customers bought."
    assert (measured["retention_rate"].value, measured["retention_rate"].low) == (None, None)
    assert measured["retention_rate"].sentence == "There were no earlier customers in this time."


def test_a_window_known_in_part_is_not_compared_with() -> None:
    measured = read(year(2023, 5, 0) + year(2024, 5, 0), since=date(2023, 1, 10))
    assert measured["customers"].before is None


def test_a_series_begins_where_its_figures_begin_and_marks_what_may_still_move() -> None:
    series = read(year(2024, 4, 1))["repeat_purchase_rate"].series
    assert [(p.month, p.numerator, p.denominator, p.value) for p in series[:3]] == [
        ("2024-01", 1, 4, 0.25),
        ("2024-02", 0, 0, None),
        ("2024-03", 0, 1, 0.0),
    ]
    assert [p.month for p in series if not p.final] == ["2024-10", "2024-11", "2024-12"]


def test_points_of_a_count_have_no_interval() -> None:
    rows = [{"month": date(2024, 5, 1), "active": 3}]
    assert points(BY_KEY["customers"], rows, AS_OF) == (Point("2024-05", 3, None, 3),)


def test_the_fitting_room_shows() -> None:
    # From September 2023 on buyers return less and come back more: what a manager changed must be seen month by month.
    rows: list[Row] = []
    for index in range(36):
        month = f"{2022 + index // 12}-{index % 12 + 1:02}"
        back, again = (3, 24) if index >= 20 else (12, 9)
        for number in range(100):
            customer = 100 * index + number
            rows.append((customer, "sale", f"{month}-05", "10.00"))
            if number < back:
                rows.append((customer, "return", f"{month}-20", "10.00"))
            if number >= 100 - again:
                rows.append((customer, "sale", f"{month}-25", "10.00"))
    measured = read(rows)
    final = [p for p in measured["return_rate_customers"].series if p.final]
    assert [p.value for p in final] == [0.12] * 20 + [0.03] * 15
    final = [p for p in measured["repeat_purchase_rate"].series if p.final]
    assert [p.value for p in final] == [0.09] * 20 + [0.24] * 13
    assert measured["repeat_purchase_rate"].sentence == "24 % of buyers bought again, up from 14 %."
