"""Whether the newest month of a figure lies outside of what the months before it let expect. Pure: numbers in, numbers out.

The months before are put on a scale on which chance alone has a known spread and on which growth and season add up
(logarithm for money and counts, square root for counts below MANY, arcsine for shares), and the newest is foretold from them:

- by season, with at least 6 months known beside the same months a year earlier: last year's month plus the mean step
  from one year to the next over the last 11 months;
- else by trend, with at least 6 months: the straight line through the last 12;
- figures that look a year back move slowly, so their newest step is held against their last 12 steps.

The spread of the forecast is that of the business's own months around it, and never less than chance alone gives (Poisson
for counts, binomial for shares). The p-value is two-sided, by Student's t where the spread was estimated.

Looking at many figures, somebody always finds one that looks odd. `surprising` therefore holds the chance that any of
all figures looked at in one month is called odd though nothing changed to FALSE_ALARMS (Holm's step-down rule, valid however
the figures hang together): in a business in which nothing changes, at most one month in twenty has an alert.

Source: Anscombe, F. J. (1948), The transformation of Poisson, binomial and negative-binomial data, Biometrika 35;
Holm, S. (1979), A simple sequentially rejective multiple test procedure, Scandinavian Journal of Statistics 6.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import asin, exp, log1p, sin, sqrt
from typing import Literal, TypeVar

from scipy.special import ndtr, ndtri, stdtr, stdtrit

Figure = Literal["count", "share", "ratio", "money", "level"]
# The chance that a month in which nothing changed has any alert at all.
FALSE_ALARMS = 0.05
# So many months must stand behind a forecast.
LEAST = 6
TREND, YEAR = 12, 12
# From here on the logarithm of a count has nearly the spread that theory gives it.
MANY = 25
By = Literal["season", "trend", "step"]
Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Month:
    """One month of a figure: the count or sum, and for shares and ratios what it is divided by."""

    numerator: float
    denominator: float | None = None


@dataclass(frozen=True, slots=True)
class Expected:
    """What the newest month was expected to be: 95 of 100 would lie between `low` and `high`.

    `p`: how often a month in which nothing changed would be as far off. `by`: the way it was foretold.
    """

    value: float
    low: float
    high: float
    p: float
    by: By


@dataclass(frozen=True, slots=True)
class _Scale:
    """How a figure is put on a scale of even spread: the place of a month, the variance chance gives it, the way back."""

    place: Callable[[Month], float]
    variance: Callable[[Month], float]
    back: Callable[[float], float]
    # Whether `variance` is what chance alone gives, below which the spread is never taken to be.
    floor: bool = True


def _of(month: Month) -> float:
    return month.denominator or 0.0


def _arcsine(month: Month) -> float:
    return asin(sqrt(min(1.0, (month.numerator + 0.375) / (_of(month) + 0.75))))


def _one(month: Month) -> float:
    """The same for every month."""
    return 1.0


_FEW = _Scale(lambda m: 2 * sqrt(m.numerator + 0.375), _one, lambda y: max(0.0, (y / 2)) ** 2)
_SCALES: Mapping[Figure, _Scale] = {
    "count": _Scale(lambda m: log1p(m.numerator), lambda m: 1 / (m.numerator + 1), lambda y: exp(y) - 1),
    "share": _Scale(_arcsine, lambda m: 1 / (4 * _of(m) + 2), lambda y: sin(min(max(y, 0.0), 1.5708)) ** 2),
    "ratio": _Scale(
        lambda m: sqrt(max(0.0, m.numerator / _of(m))), lambda m: 1 / (4 * _of(m)), lambda y: max(0.0, y) ** 2
    ),
    "level": _Scale(lambda m: m.numerator / _of(m) if m.denominator else m.numerator, _one, lambda y: y, floor=False),
    "money": _Scale(lambda m: log1p(max(0.0, m.numerator)), _one, lambda y: exp(y) - 1, floor=False),
}


def expected(months: Sequence[Month | None], figure: Figure, *, slow: bool = False) -> Expected | None:
    """What the last of `months` was expected to be (oldest first; None where nothing could be divided).

    `slow`: each month looks far back, so neighbouring ones share most of what they tell. None where too few months are
    known to expect anything.
    """
    if not months or not _usable(months[-1], figure):
        return None
    known = [month if _usable(month, figure) else None for month in months]
    # The newest month is left out of this choice: judging it must not depend on how it turned out.
    few = figure == "count" and min((m.numerator for m in known[:-1] if m is not None), default=0) < MANY
    scale = _FEW if few else _SCALES[figure]
    return _by_step(known, scale) if slow else _by_season(known, scale) or _by_trend(known, scale)


def _usable(month: Month | None, figure: Figure) -> bool:
    return month is not None and (figure in {"count", "money", "level"} or bool(month.denominator))


def _by_step(months: Sequence[Month | None], scale: _Scale) -> Expected | None:
    free = replace(scale, variance=_one, floor=False)
    places = [None if month is None else scale.place(month) for month in months[-TREND - 2 :]]
    steps = [None if a is None or b is None else b - a for a, b in pairwise(places)]
    earlier = [step for step in steps[:-1] if step is not None]
    if len(earlier) < LEAST or steps[-1] is None or places[-2] is None:
        return None
    mean = sum(earlier) / len(earlier)
    spread = _spread([step - mean for step in earlier], [1.0] * len(earlier), len(earlier) - 1)
    weights = [1 / len(earlier)] * len(earlier)
    return _judged(steps[-1] - mean, 1.0, weights, [1.0] * len(earlier), spread, free, places[-2] + mean, "step")


def _by_season(months: Sequence[Month | None], scale: _Scale) -> Expected | None:
    newest = len(months) - 1

    # (The spread of the newest is taken from what was expected: one that fell must not excuse itself by being few.)
    def step(index: int) -> tuple[float, float] | None:
        if index < YEAR:
            return None
        now, then = months[index], months[index - YEAR]
        if now is None or then is None:
            return None
        return scale.place(now) - scale.place(then), scale.variance(then if index == newest else now) + scale.variance(
            then
        )

    # Eleven steps share no month with one another nor with the newest, so they are independent.
    found = [step(index) for index in range(max(YEAR, newest - YEAR + 1), newest)]
    steps = [one for one in found if one is not None]
    now, then = step(newest), months[newest - YEAR] if newest >= YEAR else None
    if now is None or then is None or len(steps) < LEAST:
        return None
    mean = sum(value for value, _ in steps) / len(steps)
    weights = [1 / len(steps)] * len(steps)
    spread = _spread([value - mean for value, _ in steps], [variance for _, variance in steps], len(steps) - 1)
    variances = [variance for _, variance in steps]
    return _judged(now[0] - mean, now[1], weights, variances, spread, scale, scale.place(then) + mean, "season")


def _by_trend(months: Sequence[Month | None], scale: _Scale) -> Expected | None:
    newest = len(months) - 1
    rows = [(index, month) for index in range(max(0, newest - TREND), newest) if (month := months[index]) is not None]
    last = months[newest]
    if len(rows) < LEAST or last is None:
        return None
    count = len(rows)
    middle = sum(index for index, _ in rows) / count
    across = sum((index - middle) ** 2 for index, _ in rows)
    weights = [1 / count + (newest - middle) * (index - middle) / across for index, _ in rows]
    places = [scale.place(month) for _, month in rows]
    slope = sum((index - middle) * place for (index, _), place in zip(rows, places, strict=True)) / across
    level = sum(places) / count
    residuals = [place - level - slope * (index - middle) for (index, _), place in zip(rows, places, strict=True)]
    variances = [scale.variance(month) for _, month in rows]
    foretold = sum(weight * place for weight, place in zip(weights, places, strict=True))
    spread = _spread(residuals, variances, count - 2)
    return _judged(
        scale.place(last) - foretold, scale.variance(rows[-1][1]), weights, variances, spread, scale, foretold, "trend"
    )


def _spread(residuals: Sequence[float], variances: Sequence[float], freedom: int) -> tuple[float, int]:
    """How many times wider the months lie than `variances` say, and on how many degrees of freedom that rests."""
    return sum(r * r / v for r, v in zip(residuals, variances, strict=True)) / freedom, freedom


def _judged(
    off: float,
    variance: float,
    weights: Sequence[float],
    variances: Sequence[float],
    spread: tuple[float, int],
    scale: _Scale,
    foretold: float,
    by: By,
) -> Expected:
    """The forecast with its interval and p-value, from how far `off` it the newest month lies on the scale."""
    wider, freedom = spread
    estimated = not scale.floor or wider > 1
    factor = wider if estimated else 1.0
    error = sqrt(factor * (variance + sum(w * w * v for w, v in zip(weights, variances, strict=True))))
    if error == 0:
        # Every month was the same to the last cent: any other figure is a surprise.
        p, reach = (1.0 if abs(off) < 1e-9 else 0.0), 0.0
    elif estimated:
        p, reach = 2 * float(stdtr(freedom, -abs(off) / error)), float(stdtrit(freedom, 0.975)) * error
    else:
        p, reach = 2 * float(ndtr(-abs(off) / error)), float(ndtri(0.975)) * error
    return Expected(scale.back(foretold), scale.back(foretold - reach), scale.back(foretold + reach), p, by)


def surprising(p_values: Mapping[Key, float], rate: float = FALSE_ALARMS) -> frozenset[Key]:
    """Those of the figures looked at together that are off by more than chance; any at all by mistake with at most `rate`."""
    found: set[Key] = set()
    ordered = sorted(p_values.items(), key=lambda item: item[1])
    for place, (key, p) in enumerate(ordered):
        if p > rate / (len(ordered) - place):
            break
        found.add(key)
    return frozenset(found)
