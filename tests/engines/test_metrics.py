"""Every relation of the metrics gives the same answer on every engine; the answers are worked out by hand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import ibis
import pyarrow as pa
import pytest
from tests.understand.rows import orders, rows_of

from regulars.understand.metrics import months, rfm
from regulars.understand.metrics.currencies import anonymous, currencies
from regulars.understand.metrics.registry import BY_KEY, METRICS
from regulars.understand.metrics.relations import headline, people, relation
from regulars.understand.metrics.window import Window
from regulars.understand.predictions.occasions import occasions, order_days, purchase_days

pytestmark = pytest.mark.engines
Fetch = Callable[[Any], pa.Table]

# Ann comes every year, Ben bought twice on one day and sent one thing back, Cat bought once and long ago, Dan is new, Eve
# only returns, and somebody without a name pays cash.
SHOP = orders(
    [
        (1, "sale", "2022-05-10", "40.00"),
        (1, "sale", "2023-05-10", "50.00", "2"),
        (1, "sale", "2024-03-01", "60.00", "3"),
        (1, "sale", "2024-04-01", "10.00", "1", "USD"),
        (2, "sale", "2024-02-02", "25.50"),
        (2, "sale", "2024-02-02", "4.50"),
        (2, "return", "2024-02-20", "4.50"),
        (3, "sale", "2023-01-15", "99.99"),
        (4, "sale", "2024-06-30", "12.34"),
        (5, "return", "2024-06-01", "7.00"),
        (None, "sale", "2024-01-09", "3.21"),
    ]
)
WINDOW = Window.months_until(date(2024, 6, 30))
# key: (numerator, denominator) in the year to June 2024 and in the year before.
EXPECTED: dict[str, tuple[tuple[Any, Any], tuple[Any, Any]]] = {
    "customers": ((3, None), (2, None)),
    "active_customers": ((1, None), (0, None)),
    "new_customers": ((2, None), (1, None)),
    "returning_customers": ((1, None), (1, None)),
    "orders": ((5, None), (2, None)),
    "revenue": ((Decimal("102.34"), None), (Decimal("149.99"), None)),
    "repeat_purchase_rate": ((2, 3), (0, 2)),
    "repeat_purchase_rate_by_days": ((1, 3), (0, 2)),
    "return_rate_customers": ((1, 3), (0, 2)),
    "return_rate_documents": ((2, 5), (0, 2)),
    "return_rate_units": ((2, 7), (None, 3)),
    "return_rate_value": ((Decimal("11.5"), Decimal("102.34")), (None, Decimal("149.99"))),
    "retention_rate": ((1, 2), (1, 1)),
}


def test_every_metric_has_an_expected_answer() -> None:
    assert list(EXPECTED) == [metric.key for metric in METRICS]


def test_headline_over_two_windows_in_one_pass(fetch: Fetch) -> None:
    rows = rows_of(fetch(headline(METRICS, ibis.memtable(SHOP), (WINDOW, WINDOW.before()), "EUR")), ["period"])
    for period in (0, 1):
        got = {key: (rows[period][f"{key}__numerator"], rows[period].get(f"{key}__denominator")) for key in EXPECTED}
        assert got == {key: answers[period] for key, answers in EXPECTED.items()}


def test_headline_of_nothing_has_a_row_for_each_window(fetch: Fetch) -> None:
    table = fetch(headline(METRICS, ibis.memtable(SHOP.slice(0, 0)), (WINDOW, WINDOW.before()), "EUR"))
    assert [row["period"] for row in rows_of(table, ["period"])] == [0, 1]
    assert {value for row in table.to_pylist() for name, value in row.items() if name != "period"} <= {None, 0}


@pytest.mark.parametrize("key", list(EXPECTED))
def test_one_metric_alone_agrees_with_the_common_pass(fetch: Fetch, key: str) -> None:
    [row] = fetch(relation(BY_KEY[key], ibis.memtable(SHOP), WINDOW, "EUR")).to_pylist()
    numerator, denominator = EXPECTED[key][0]
    assert (row["numerator"], row.get("denominator")) == (numerator, denominator)
    expected = numerator if denominator is None else float(numerator) / float(denominator)
    assert row["value"] == (expected if denominator is None else pytest.approx(expected, rel=1e-9))


@pytest.mark.parametrize("key", list(EXPECTED))
def test_the_people_behind_a_metric_add_up_to_it(fetch: Fetch, key: str) -> None:
    rows = fetch(people(BY_KEY[key], ibis.memtable(SHOP), WINDOW, "EUR")).to_pylist()
    numerator, denominator = EXPECTED[key][0]
    assert sum(row["numerator"] for row in rows) == numerator
    assert len({row["customer_id"] for row in rows}) == len(rows)
    assert (sum(row["denominator"] for row in rows) if denominator is not None else None) == denominator


def test_people_of_the_repeat_rate_tell_who_came_back(fetch: Fetch) -> None:
    table = fetch(people(BY_KEY["repeat_purchase_rate"], ibis.memtable(SHOP), WINDOW))
    assert [(row["customer_id"], row["counted"]) for row in rows_of(table, ["customer_id"])] == [
        (1, True),
        (2, True),
        (4, False),
    ]


def test_people_of_the_retention_rate_tell_who_was_kept(fetch: Fetch) -> None:
    table = fetch(people(BY_KEY["retention_rate"], ibis.memtable(SHOP), WINDOW))
    assert [(row["customer_id"], row["counted"]) for row in rows_of(table, ["customer_id"])] == [(1, True), (3, False)]


def test_months_of_customers_orders_and_returns(fetch: Fetch) -> None:
    table = fetch(months.months(months.customer_months(ibis.memtable(SHOP), date(2024, 6, 30), "EUR")))
    got = [
        tuple(row[n] for n in ("active", "new", "returning", "orders", "revenue", "returns", "value_returned"))
        for row in rows_of(table, ["month"])
    ]
    zero = Decimal(0)
    assert got == [
        (1, 1, 0, 1, Decimal(40), 0, zero),  # May 2022
        (1, 1, 0, 1, Decimal("99.99"), 0, zero),  # January 2023
        (1, 0, 1, 1, Decimal(50), 0, zero),  # May 2023
        (1, 1, 0, 2, Decimal(30), 1, Decimal("4.50")),  # February 2024
        (1, 0, 1, 1, Decimal(60), 0, zero),  # March 2024
        (1, 0, 1, 1, zero, 0, zero),  # April 2024: paid in dollars
        (1, 1, 0, 1, Decimal("12.34"), 1, Decimal(7)),  # June 2024
    ]


def test_months_know_nothing_after_the_day_asked_for(fetch: Fetch) -> None:
    table = fetch(months.months(months.customer_months(ibis.memtable(SHOP), date(2023, 5, 9), "EUR")))
    assert [row["month"] for row in rows_of(table, ["month"])] == [date(2022, 5, 1), date(2023, 1, 1)]


def test_cohorts_by_month_of_first_purchase(fetch: Fetch) -> None:
    table = fetch(months.cohorts(months.customer_months(ibis.memtable(SHOP), date(2024, 6, 30))))
    got = [(row["cohort"], row["age"], row["active"]) for row in rows_of(table, ["cohort", "age"])]
    assert got == [
        (date(2022, 5, 1), 0, 1),
        (date(2022, 5, 1), 12, 1),
        (date(2022, 5, 1), 22, 1),
        (date(2022, 5, 1), 23, 1),
        (date(2023, 1, 1), 0, 1),
        (date(2024, 2, 1), 0, 1),
        (date(2024, 6, 1), 0, 1),
    ]


def test_shares_follow_the_buyers_of_a_month(fetch: Fetch) -> None:
    by_month = months.customer_months(ibis.memtable(SHOP), date(2024, 6, 30))
    rows = {row["month"].isoformat()[:7]: row for row in fetch(months.shares(by_month, date(2024, 6, 30))).to_pylist()}
    names = ("buyers", "bought_again", "bought_again_later", "sent_back", "at_start", "kept")
    got = {month: tuple(row[name] for name in names) for month, row in rows.items() if any(row[n] for n in names[:5])}
    assert {month: figures[:4] for month, figures in got.items() if figures[0]} == {
        "2022-05": (1, 0, 0, 0),
        "2023-01": (1, 0, 0, 0),
        "2023-05": (1, 0, 0, 0),
        "2024-02": (1, 1, 0, 1),  # Ben bought again the same day, and sent something back
        "2024-03": (1, 1, 1, 0),
        "2024-04": (1, 0, 0, 0),
        "2024-06": (1, 0, 0, 0),
    }
    # The last point of the series is the headline: Ann of Ann and Cat was kept.
    assert (rows["2024-06"]["at_start"], rows["2024-06"]["kept"]) == (2, 1)


def test_monthly_has_a_row_for_each_month_shown(fetch: Fetch) -> None:
    by_month = months.customer_months(ibis.memtable(SHOP), date(2024, 6, 30), "EUR")
    rows = rows_of(fetch(months.monthly(by_month, date(2024, 6, 30), shown=3)), ["month"])
    assert [(row["month"].month, row["active"], row["revenue"], row["buyers"]) for row in rows] == [
        (4, 1, Decimal(0), 1),
        (5, 0, Decimal(0), 0),
        (6, 1, Decimal("12.34"), 1),
    ]


def test_currencies_stay_apart(fetch: Fetch) -> None:
    window = Window.of_days(date(2022, 1, 1), date(2024, 12, 31))
    table = fetch(currencies(ibis.memtable(SHOP), window))
    assert [(r["currency"], r["orders"], r["revenue"], r["returns"]) for r in table.to_pylist()] == [
        ("EUR", 8, Decimal("295.54"), 2),
        ("USD", 1, Decimal("10.00"), 0),
    ]


def test_anonymous_sales_stay_apart(fetch: Fetch) -> None:
    assert fetch(anonymous(ibis.memtable(SHOP), WINDOW, "EUR")).to_pylist() == [
        {"orders": 1, "revenue": Decimal("3.2100")}
    ]


def test_rfm_by_ntile_divides_equal_values_by_customer_number(fetch: Fetch) -> None:
    shop = orders([(n, "sale", f"2024-01-{10 + n:02}", "5.00") for n in range(1, 6)])
    scored = fetch(rfm.ntile_scores(rfm.values(ibis.memtable(shop), date(2024, 1, 31), "EUR")))
    got = [(r["customer_id"], r["r"], r["f"], r["m"], r["recency_days"]) for r in rows_of(scored, ["customer_id"])]
    assert got == [(n, n, n, n, 21 - n) for n in range(1, 6)]


def test_rfm_by_the_tie_safe_rule_gives_equal_values_equal_scores(fetch: Fetch) -> None:
    shop = orders(
        [(n, "sale", "2024-01-15", "5.00") for n in range(1, 5)]
        + [(5, "sale", "2024-01-15", "5.00"), (5, "sale", "2024-01-16", "5.00")]
    )
    scored = rfm.tie_safe_scores(rfm.values(ibis.memtable(shop), date(2024, 1, 31), "EUR"))
    got = [(r["r"], r["f"], r["m"]) for r in rows_of(fetch(scored), ["customer_id"])]
    assert got == [(1, 1, 1)] * 4 + [(5, 5, 5)]
    assert fetch(rfm.score_counts(scored)).to_pylist() == [
        {"score": 1, "r": 4, "f": 4, "m": 4},
        {"score": 5, "r": 1, "f": 1, "m": 1},
    ]
    assert fetch(rfm.group_sizes(rfm.grouped(scored))).to_pylist() == [
        {"segment": "Hibernating", "customers": 4, "revenue": Decimal(20)},
        {"segment": "Champions", "customers": 1, "revenue": Decimal(10)},
    ]


def test_occasions_count_days_and_not_documents(fetch: Fetch) -> None:
    table = fetch(occasions(purchase_days(ibis.memtable(SHOP)), date(2024, 4, 1)))
    got = [(r["customer_id"], r["frequency"], r["recency"], r["age"]) for r in rows_of(table, ["customer_id"])]
    assert got == [(1, 3, 692, 692), (2, 0, 0, 59), (3, 0, 0, 442)]


def test_order_days_include_free_orders_but_no_returns(fetch: Fetch) -> None:
    lines = pa.Table.from_pylist(
        [
            {"customer_id": c, "kind": k, "day": date(2024, 1, d), "quantity": Decimal(q), "amount": Decimal(a)}
            for c, k, d, q, a in [
                (1, "sale", 1, "2.000", "9.0000"),
                (1, "sale", 1, "1.000", "1.0000"),
                (1, "none", 2, "1.000", "0.0000"),
                (1, "none", 3, "-1.000", "0.0000"),
                (1, "return", 4, "1.000", "9.0000"),
                (None, "sale", 5, "1.000", "9.0000"),
            ]
        ],
        schema=pa.schema(
            [
                ("customer_id", pa.int64()),
                ("kind", pa.string()),
                ("day", pa.date32()),
                ("quantity", pa.decimal128(18, 3)),
                ("amount", pa.decimal128(18, 4)),
            ]
        ),
    )
    days = rows_of(fetch(order_days(ibis.memtable(lines))), ["day"])
    assert [(row["customer_id"], row["day"].day) for row in days] == [(1, 1), (1, 2)]
