"""Alerts at the rate that was promised: in a business where nothing changes, at most one month in twenty has one."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from regulars.understand.targets.chance import FALSE_ALARMS, Expected, Figure, Month, expected, surprising

RUNS = 1500


def count_months(rng: np.random.Generator, length: int, mean: float, wobble: float) -> list[Month]:
    """Counts around a mean; `wobble`: how much the mean itself moves from month to month."""
    means = mean * rng.gamma(1 / wobble**2, wobble**2, length) if wobble else np.full(length, mean)
    return [Month(float(n)) for n in rng.poisson(means)]


def share_months(rng: np.random.Generator, length: int, of: int, share: float) -> list[Month]:
    sizes = rng.poisson(of, length) + 1
    return [Month(float(n), float(d)) for n, d in zip(rng.binomial(sizes, share), sizes, strict=True)]


def money_months(rng: np.random.Generator, length: int) -> list[Month]:
    return [Month(float(amount)) for amount in rng.lognormal(10, 0.15, length)]


def false_alarms(made: Any, figure: Figure, level: float = 0.05) -> float:
    rng = np.random.default_rng(4)
    found = [expected(made(rng), figure) for _ in range(RUNS)]
    return sum(one is not None and one.p < level for one in found) / RUNS


@pytest.mark.parametrize("length", [10, 36])
@pytest.mark.parametrize(
    ("made", "figure"),
    [
        (lambda rng, n: count_months(rng, n, 40, 0), "count"),
        (lambda rng, n: count_months(rng, n, 4000, 0), "count"),
        (lambda rng, n: count_months(rng, n, 4000, 0.1), "count"),
        (lambda rng, n: share_months(rng, n, 60, 0.2), "share"),
        (lambda rng, n: share_months(rng, n, 3000, 0.02), "share"),
        (lambda rng, n: share_months(rng, n, 500, 0.05), "ratio"),
        (money_months, "money"),
    ],
)
def test_nothing_changed_is_called_odd_no_more_often_than_said(made: Any, figure: Figure, length: int) -> None:
    rate = false_alarms(lambda rng: made(rng, length), figure)
    # Three standard errors of the simulation itself.
    assert rate <= 0.05 + 3 * (0.05 * 0.95 / RUNS) ** 0.5


def test_a_month_of_thirteen_figures_has_any_false_alarm_at_most_one_time_in_twenty() -> None:
    rng = np.random.default_rng(11)
    alarmed = 0
    for _ in range(600):
        figures: list[tuple[list[Month], Figure]] = [
            *[(count_months(rng, 30, 300, 0.05), "count") for _ in range(5)],
            *[(share_months(rng, 30, 300, 0.25), "share") for _ in range(5)],
            *[(money_months(rng, 30), "money") for _ in range(3)],
        ]
        found = {place: expected(months, figure) for place, (months, figure) in enumerate(figures)}
        alarmed += bool(surprising({place: one.p for place, one in found.items() if one is not None}))
    assert alarmed / 600 <= FALSE_ALARMS + 3 * (0.05 * 0.95 / 600) ** 0.5


def test_growth_and_season_alone_are_no_surprise() -> None:
    rng = np.random.default_rng(5)

    def grown(rng: np.random.Generator) -> list[Month]:
        means = [400 * 1.02**t * (1.6 if t % 12 == 11 else 1) for t in range(36)]
        return [Month(float(n)) for n in rng.poisson(means)]

    assert false_alarms(grown, "count") <= 0.07
    # The same December without a year before it would be one: the line knows no season.
    december = [*[Month(float(n)) for n in rng.poisson(400, 11)], Month(640.0)]
    found = expected(december, "count")
    assert found is not None
    assert found.by == "trend"
    assert found.p < 1e-6


@pytest.mark.parametrize(
    ("months", "figure", "by"),
    [
        ([*[Month(300.0 + n % 7) for n in range(30)], Month(150.0)], "count", "season"),
        ([*[Month(60.0 + n % 5, 300.0) for n in range(10)], Month(24.0, 300.0)], "share", "trend"),
        ([*[Month(10_000.0 + 137 * (n % 5)) for n in range(26)], Month(4_000.0)], "money", "season"),
    ],
)
def test_halved_figure_is_found(months: list[Month], figure: Figure, by: str) -> None:
    found = expected(months, figure)
    assert found is not None
    value = months[-1].numerator / (months[-1].denominator or 1)
    assert (found.by, found.p < 0.001, value < found.low < found.value < found.high) == (by, True, True)


def test_too_few_months_say_nothing() -> None:
    assert expected([Month(5.0)] * 6, "count") is None
    assert expected([], "count") is None
    assert expected([*[Month(5.0, 10.0)] * 12, None], "share") is None
    assert expected([*[Month(5.0, 10.0)] * 12, Month(0.0, 0.0)], "share") is None
    assert isinstance(expected([Month(5.0)] * 7, "count"), Expected)


def test_months_all_alike_make_any_other_a_surprise() -> None:
    same = expected([Month(1000.0)] * 9, "money")
    other = expected([*[Month(1000.0)] * 8, Month(1001.0)], "money")
    assert same is not None
    assert other is not None
    assert (same.p, other.p < 0.01) == (1.0, True)


def test_many_looks_ask_for_more() -> None:
    assert surprising({"a": 0.004, "b": 0.2}) == {"a"}
    assert surprising({str(n): 0.004 for n in range(20)}) == frozenset()
    assert surprising({"a": 0.001, "b": 0.02, "c": 0.06}) == {"a", "b"}
    assert surprising({}) == frozenset()
