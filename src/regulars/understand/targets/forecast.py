"""Where a figure will be on a day to come, and how likely a target is met. Pure: numbers in, numbers out.

The figure is looked at as it stood at each month's end. Two plain ways, by how many months it is taken over:

- over 12 months: it goes on by its mean monthly step from where it stands now (a random walk with drift). Neighbouring
  windows share eleven months, so what is new in each step is one month against the same month a year before; season falls out
  of it by itself.
- over one month: with 18 months and more, the same month a year earlier plus the mean step from year to year; else the
  straight line through the months.

The interval holds 80 of 100 outcomes, by Student's t with the spread of the steps (of the residuals) that were seen.

Source: Hyndman, R. J. and Athanasopoulos, G. (2021), Forecasting: principles and practice, sections 5.2, 5.5 and 7.6.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil, inf, sqrt
from typing import Literal

from scipy.special import stdtr, stdtrit

LEAST = 6
YEAR = 12
# An interval that holds the outcome in so many of a hundred cases.
HOLDS = 80
# Below this chance a target is said to be missed, above the other to be met.
UNLIKELY, LIKELY = 0.1, 0.9
How = Literal["drift", "season", "line"]
SAID: dict[How, str] = {
    "drift": "its mean monthly step so far, from where it stands now",
    "season": "the same month a year earlier plus the mean step from year to year",
    "line": "the straight line through the months so far",
}


@dataclass(frozen=True, slots=True)
class Forecast:
    """The figure on the day; in 80 of 100 cases it lies between `low` and `high`."""

    value: float
    low: float
    high: float
    how: How
    error: float
    freedom: int

    def chance_of(self, target: float, direction: Literal["up", "down"]) -> float:
        """How likely the figure is at least `target` on the day (`down`: at most)."""
        gap = self.value - target if direction == "up" else target - self.value
        if self.error == 0:
            return 1.0 if gap >= 0 else 0.0
        return float(stdtr(self.freedom, gap / self.error))


def forecast(
    ends: Sequence[float], now: float, months_ahead: float, over: int, *, most: float = inf
) -> Forecast | None:
    """The figure `months_ahead` from now; `ends`: as it stood at the months' ends, oldest first; `now`: as it stands.

    `over`: how many months the figure is taken over, 1 or 12. `most`: what it cannot exceed (1 for a share). None where
    fewer than six steps are known.
    """
    found = _drift(ends, now, months_ahead) if over >= YEAR else _month(ends, max(1, ceil(months_ahead - 1e-9)))
    if found is None:
        return None
    value, error, freedom, how = found
    reach = float(stdtrit(freedom, 0.5 + HOLDS / 200)) * error

    def within(figure: float) -> float:
        return min(max(figure, 0.0), most)

    return Forecast(within(value), within(value - reach), within(value + reach), how, error, freedom)


def _deviation(values: Sequence[float], mean: float, freedom: int) -> float:
    return sqrt(sum((value - mean) ** 2 for value in values) / freedom)


def _drift(ends: Sequence[float], now: float, ahead: float) -> tuple[float, float, int, How] | None:
    steps = [later - earlier for earlier, later in pairwise(ends)]
    if len(steps) < LEAST:
        return None
    count = len(steps)
    mean = sum(steps) / count
    spread = _deviation(steps, mean, count - 1)
    # What is yet to come, and how unsure the mean step is.
    return now + ahead * mean, spread * sqrt(ahead + ahead * ahead / count), count - 1, "drift"


def _month(ends: Sequence[float], ahead: int) -> tuple[float, float, int, How] | None:
    yearly = [later - earlier for earlier, later in zip(ends, ends[YEAR:], strict=False)]
    if len(yearly) >= LEAST:
        count = len(yearly)
        mean = sum(yearly) / count
        spread = _deviation(yearly, mean, count - 1)
        years = ceil(ahead / YEAR)
        base = ends[len(ends) - 1 + ahead - years * YEAR]
        return base + years * mean, spread * sqrt(years + years * years / count), count - 1, "season"
    count = len(ends)
    if count < LEAST:
        return None
    middle, level = (count - 1) / 2, sum(ends) / count
    across = sum((index - middle) ** 2 for index in range(count))
    slope = sum((index - middle) * (value - level) for index, value in enumerate(ends)) / across
    residuals = [value - level - slope * (index - middle) for index, value in enumerate(ends)]
    spread = _deviation(residuals, 0.0, count - 2)
    at = count - 1 + ahead
    error = spread * sqrt(1 + 1 / count + (at - middle) ** 2 / across)
    return level + slope * (at - middle), error, count - 2, "line"
