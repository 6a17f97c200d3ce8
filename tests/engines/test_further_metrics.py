"""The further metrics against an oracle written apart, on every engine; and what must change nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import ibis
import pyarrow as pa
import pytest
from tests.understand.lives import AS_OF, Lived, company
from tests.understand.plainly import A_CONTACT, AN_ORDER, DISCOUNT, MARGIN, SILENCE, plainly

from regulars.store.engine.tables import Tables
from regulars.understand.metrics.breakdowns import BREAKDOWNS, parts_of, possible
from regulars.understand.metrics.catalogue import ALL, EVERY, FURTHER
from regulars.understand.metrics.entered import Entered, Figure, with_usual
from regulars.understand.metrics.figures import figures
from regulars.understand.metrics.material import Material
from regulars.understand.metrics.measured import Measured
from regulars.understand.metrics.metric import Metric
from regulars.understand.metrics.relations import measure, people
from regulars.understand.metrics.window import Window

pytestmark = pytest.mark.engines
Fetch = Callable[[Any], pa.Table]

WINDOW = Window.months_until(AS_OF, 6)
WINDOWS = (WINDOW, WINDOW.before())
BEGINNING = date(2020, 1, 1)
ENTERED = with_usual(
    Entered.of(
        [
            Figure("margin_share", Decimal(str(MARGIN[""])), BEGINNING),
            Figure("margin_share", Decimal(str(MARGIN["shoes"])), BEGINNING, category="shoes"),
            Figure("discount_rate", Decimal(str(DISCOUNT)), BEGINNING),
            Figure("cost_per_order", Decimal(str(AN_ORDER)), BEGINNING),
            Figure("cost_per_contact", Decimal(str(A_CONTACT)), BEGINNING),
            Figure("inactivity_days", Decimal(SILENCE), BEGINNING),
            Figure("market_sales", Decimal(200000), date(2023, 1, 1), date(2025, 1, 1)),
            Figure("rival_sales", Decimal(1000), date(2023, 1, 1), date(2025, 1, 1)),
            Figure("initiative_cost", Decimal(500), date(2024, 1, 1), date(2024, 2, 1), label="fitting room"),
            Figure("initiative_margin", Decimal(800), date(2024, 1, 1), date(2024, 7, 1), label="fitting room"),
        ]
    )
)
# Worked out of entered figures or other metrics: looked at by their own tests.
APART = {"clv_simple", "market_share", "market_share_relative", "roi"}
SEEDS = (1, 2, 3, 4)


def material(tables: Tables, by: Any = None, among: Any = None) -> Material:
    named = {name: getattr(tables, name) for name in ("orders", "lines", "interactions", "customers")}
    return Material(named, "EUR", ENTERED, among, by, "Europe/Berlin")


def answer(
    fetch: Fetch, made: Material, metrics: Sequence[Metric] = ALL, windows: Sequence[Window] = WINDOWS
) -> dict[str, dict[str, Measured]]:
    rows = [fetch(relation).to_pylist() for relation in measure(metrics, made, windows)]
    found = figures(metrics, rows, windows, entered=ENTERED, currency="EUR")
    return {part: {one.key: one for one in measured} for part, measured in found.items()}


@pytest.mark.parametrize("seed", SEEDS)
def test_every_further_metric_is_what_the_oracle_says(fetch: Fetch, seed: int) -> None:
    lived = company(seed)
    rows = [fetch(relation).to_pylist() for relation in measure(FURTHER, material(lived.tables()), WINDOWS)]
    for index, window in enumerate(WINDOWS):
        now = [[row | {"period": 0} for row in table if row["period"] == index] for table in rows]
        found = figures(FURTHER, now, (window,), entered=ENTERED, currency="EUR")[""]
        told = plainly(lived, window)
        assert {one.key for one in found} - APART == set(told)
        for one in found:
            if one.key in APART:
                continue
            expected = told[one.key]
            if isinstance(expected, tuple):
                numerator, denominator = expected
                assert float(one.numerator) == pytest.approx(float(numerator), rel=1e-9, abs=1e-9), one.key
                if denominator is not None:
                    assert float(one.denominator or 0) == pytest.approx(float(denominator), rel=1e-9), one.key
            elif expected is None:
                assert one.value is None, one.key
            else:
                assert one.value == pytest.approx(expected, rel=1e-9), one.key


def test_every_metric_is_asked_in_one_catalogue() -> None:
    assert set(EVERY) == {metric.key for metric in ALL}
    assert len(EVERY) == len(ALL)


def test_nothing_lived_gives_no_values(fetch: Fetch) -> None:
    found = answer(fetch, material(Lived().tables()))[""]
    assert set(found) == set(EVERY)
    for one in found.values():
        assert one.value in {None, 0} or one.key == "roi", one.key
        assert one.sentence


def test_the_order_of_rows_changes_nothing(fetch: Fetch) -> None:
    lived = company(5)
    told, otherwise = (answer(fetch, material(lived.tables(shuffled=seed)))[""] for seed in (None, 7))
    assert same(told, otherwise)


def same(one: dict[str, Measured], other: dict[str, Measured]) -> bool:
    def close(first: Any, second: Any) -> bool:
        return (
            first == second
            if first is None or second is None
            else float(first) == pytest.approx(float(second), rel=1e-9)
        )

    return set(one) == set(other) and all(
        close(one[key].value, other[key].value) and close(one[key].numerator, other[key].numerator) for key in one
    )


@pytest.fixture(scope="module")
def undivided() -> Tables:
    """The company that is halved."""
    return company(6, 16).tables()


@pytest.fixture(scope="module")
def halved(fetch: Fetch, undivided: Tables) -> dict[str, dict[str, Measured]]:
    """Each half of the company: customers of odd numbers, and of even."""
    parts = pa.table(
        {
            "customer_id": pa.array(range(1, 17), pa.int64()),
            "part": ["one" if number % 2 else "two" for number in range(1, 17)],
        }
    )
    return answer(fetch, material(undivided, by=ibis.memtable(parts)))


def test_a_company_split_in_two_sums_to_the_whole(
    fetch: Fetch, undivided: Tables, halved: dict[str, dict[str, Measured]]
) -> None:
    # Known customers only: sales of nobody belong to no half.
    together = answer(fetch, material(undivided))[""]
    for metric in ALL:
        if metric.quantile is None and metric.derived is None and not metric.key.startswith("market"):
            halves = [halved[half][metric.key] for half in ("one", "two")]
            whole = together[metric.key]
            assert sum(float(one.numerator) for one in halves) == pytest.approx(float(whole.numerator), rel=1e-9)
            if whole.denominator is not None and metric.against is None:
                total = sum(float(one.denominator or 0) for one in halves)
                assert total == pytest.approx(float(whole.denominator), rel=1e-9), metric.key


def test_each_half_is_measured_as_if_it_were_all_there_is(
    fetch: Fetch, undivided: Tables, halved: dict[str, dict[str, Measured]]
) -> None:
    odd = ibis.memtable(pa.table({"customer_id": pa.array(range(1, 17, 2), pa.int64())}))
    alone = answer(fetch, material(undivided, among=odd))[""]
    assert same(halved["one"], alone)


@pytest.mark.parametrize("key", list(BREAKDOWNS))
def test_every_breakdown_parts_the_revenue_without_loss(fetch: Fetch, key: str) -> None:
    tables = company(8).tables()
    metrics = [metric for metric in ALL if possible(metric, BREAKDOWNS[key])]
    some = [EVERY[name] for name in ("revenue", "orders", "repeat_purchase_rate")]
    assert set(some) <= set(metrics)
    # How every metric is broken down by customers is looked at above; here is only whose customer is in which part.
    asked = metrics if BREAKDOWNS[key].column is not None else some
    parts = answer(fetch, material(tables, by=parts_of(BREAKDOWNS[key], tables, WINDOW.last)), asked)
    whole = answer(fetch, material(tables), some)[""]["revenue"]
    assert sum(one["revenue"].numerator for one in parts.values()) == whole.numerator


def test_orders_by_category_count_in_each_of_their_categories(fetch: Fetch) -> None:
    lived = Lived()
    lived.customers.append({"id": 1, "kind": "person", "name": "Ann", "known": True})
    lived.order(
        1, datetime(2024, 6, 1, tzinfo=UTC), [("shoes", "1", "30"), ("shirts", "2", "20"), ("shirts", "1", "5")]
    )
    parts = answer(fetch, material(lived.tables(), by="category"), [EVERY["orders"], EVERY["revenue"]])
    assert {part: (one["orders"].value, one["revenue"].value) for part, one in parts.items()} == {
        "shirts": (1, Decimal(25)),
        "shoes": (1, Decimal(30)),
    }


@pytest.fixture(scope="module")
def peopled() -> Material:
    """The company whose people are looked at."""
    return material(company(9).tables())


@pytest.fixture(scope="module")
def together(fetch: Fetch, peopled: Material) -> dict[str, Measured]:
    """All that is measured of it, in the common passes."""
    return answer(fetch, peopled)[""]


@pytest.mark.parametrize("metric", ALL, ids=lambda metric: metric.key)
def test_the_people_behind_a_metric_add_up_to_it(
    fetch: Fetch, peopled: Material, together: dict[str, Measured], metric: Metric
) -> None:
    rows = fetch(people(metric, peopled, WINDOW)).to_pylist()
    assert all(row["customer_id"] is not None for row in rows)
    assert len({row["customer_id"] for row in rows}) == len(rows)
    if metric.derived is None and not metric.key.startswith("market"):
        whole = float(together[metric.key].numerator)
        assert float(sum(row["numerator"] for row in rows)) == pytest.approx(whole, rel=1e-9)


def test_market_share_counts_sales_of_nobody_known_too(fetch: Fetch) -> None:
    lived = company(1)
    sold = sum(
        float(o["amount"])
        for o in lived.orders
        if o["kind"] == "sale" and o["currency"] == "EUR" and WINDOW.start <= o["day"] < WINDOW.end
    )
    found = answer(fetch, material(lived.tables()), [EVERY["market_share"], EVERY["market_share_relative"]])[""]
    market = 200000 * (WINDOW.end - WINDOW.start).days / 731
    assert found["market_share"].value == pytest.approx(sold / market, rel=1e-9)
    assert found["market_share_relative"].value == pytest.approx(sold / (market / 200), rel=1e-9)


def test_return_on_investment_is_margin_less_cost_over_cost(fetch: Fetch) -> None:
    assert answer(fetch, material(company(1).tables()), [EVERY["roi"]])[""]["roi"].value == pytest.approx(
        (800 - 500) / 500
    )


def test_the_simple_worth_of_a_customer_is_its_formula(fetch: Fetch) -> None:
    needed = ("clv_simple", "churn_rate", "purchase_frequency", "average_order_value")
    found = answer(fetch, material(company(2, 20).tables()), [EVERY[key] for key in needed])[""]
    churned = float(found["churn_rate"].value or 0)
    a_year = 1 - (1 - churned) ** (365.25 / (WINDOW.end - WINDOW.start).days)
    times = float(found["purchase_frequency"].value or 0) * 365.25 / (WINDOW.end - WINDOW.start).days
    expected = float(found["average_order_value"].value or 0) * times / a_year * MARGIN[""]
    assert found["clv_simple"].value == pytest.approx(expected, rel=1e-9)


def test_what_was_not_entered_is_asked_for(fetch: Fetch) -> None:
    tables = company(1).tables()
    made = Material({name: getattr(tables, name) for name in ("orders", "lines", "interactions", "customers")}, "EUR")
    rows = [fetch(relation).to_pylist() for relation in measure(ALL, made, WINDOWS)]
    found = {one.key: one for one in figures(ALL, rows, WINDOWS, currency="EUR")[""]}
    assert {key: one.lacking for key, one in found.items() if one.lacking} == {
        "clv_historic": ("margin_share",),
        "clv_simple": ("margin_share",),
        "market_share": ("market_sales",),
        "market_share_relative": ("rival_sales",),
        "roi": ("initiative_cost", "initiative_margin"),
    }
    assert found["clv_historic"].sentence == "Worth of a customer so far cannot be told until your margin is entered."
