"""Where a figure will be: the interval holds what it says it holds."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from regulars.understand.targets.forecast import HOLDS, Forecast, forecast

RUNS = 1500


def held(made: Any) -> float:
    rng = np.random.default_rng(7)
    inside = 0
    for _ in range(RUNS):
        found, truth = made(rng)
        inside += found.low <= truth <= found.high
    return inside / RUNS * 100


def year_of_months(rng: np.random.Generator) -> tuple[Forecast | None, float]:
    """The sum of 12 months, seasonal and growing, foretold five months ahead."""
    monthly = [float(rng.normal(1000 + 8 * t + (600 if t % 12 == 11 else 0), 90)) for t in range(41)]
    sums = [sum(monthly[t - 11 : t + 1]) for t in range(11, 41)]
    known, truth = sums[:-5], sums[-1]
    return forecast(known, known[-1], 5, 12), truth


def season(rng: np.random.Generator) -> tuple[Forecast | None, float]:
    """One month, four months ahead."""
    monthly = [float(rng.normal(1000 + (500 if t % 12 == 3 else 0), 60)) for t in range(40)]
    return forecast(monthly[:36], monthly[35], 4, 1), monthly[39]


def line(rng: np.random.Generator) -> tuple[Forecast | None, float]:
    monthly = [float(rng.normal(100 + 3 * t, 10)) for t in range(13)]
    return forecast(monthly[:10], monthly[9], 3, 1), monthly[12]


@pytest.mark.parametrize(("made", "how"), [(year_of_months, "drift"), (season, "season"), (line, "line")])
def test_interval_holds_the_outcome_as_often_as_it_says(made: Any, how: str) -> None:
    found, _ = made(np.random.default_rng(1))
    assert found.how == how
    # Steps of the yearly sum are not quite independent: the same month is in two of them. Five in a hundred are allowed for it.
    assert abs(held(made) - HOLDS) < 5


def test_target_far_below_is_met_and_far_above_is_missed() -> None:
    ends = [100.0, 104, 107, 112, 115, 119, 124, 127]
    found = forecast(ends, 127, 3, 12)
    assert found is not None
    assert found.value == pytest.approx(127 + 3 * 27 / 7)
    assert found.chance_of(110, "up") > 0.99
    assert found.chance_of(170, "up") < 0.01
    assert found.chance_of(170, "down") > 0.99
    assert found.chance_of(found.value, "up") == pytest.approx(0.5)


def test_same_month_a_year_earlier_carries_the_season() -> None:
    ends = [float(100 + (50 if month % 12 == 11 else 0)) for month in range(22)]
    found = forecast(ends, ends[-1], 2, 1)
    assert found is not None
    assert (found.value, found.low, found.high, found.how) == (150, 150, 150, "season")
    assert (found.chance_of(150, "up"), found.chance_of(151, "up")) == (1.0, 0.0)


def test_share_stays_a_share() -> None:
    found = forecast([0.5, 0.6, 0.68, 0.78, 0.86, 0.92, 0.97, 0.99], 0.99, 6, 12, most=1)
    assert found is not None
    assert (found.value, found.high) == (1, 1)
    fell = forecast([0.3, 0.25, 0.2, 0.16, 0.1, 0.07, 0.05], 0.05, 6, 12, most=1)
    assert fell is not None
    assert fell.low == 0


def test_too_few_months_foretell_nothing() -> None:
    assert forecast([1, 2, 3, 4, 5, 6], 6, 3, 12) is None
    assert forecast([1, 2, 3, 4, 5], 5, 3, 1) is None
