"""Does a model tell the future? Fitted to the earlier part of the past, it is held against the later part."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from regulars.understand.predictions.grouping import Floats, Integers
from regulars.understand.predictions.purchases import Known, Purchases
from regulars.understand.predictions.repeat_buying import RepeatBuying

Fit = Callable[[npt.ArrayLike, npt.ArrayLike, npt.ArrayLike], RepeatBuying]
# Customers who came back this often or more stand together.
MOST_OFTEN = 7
_BINS = 10
_LEAST_WEEKS, _LEAST_CAME_BACK = 12, 20


@dataclass(frozen=True, slots=True)
class Split:
    """The last day of the calibration, and of the holdout after it; days are counts of days."""

    calibration: int
    until: int

    @property
    def days(self) -> int:
        """The days held out."""
        return self.until - self.calibration


@dataclass(frozen=True, slots=True)
class Week:
    """A week up to the end of `day`: repeat orders expected and actual in it, and of all weeks up to it."""

    day: int
    expected: float
    actual: int
    expected_so_far: float
    actual_so_far: int
    held_out: bool


@dataclass(frozen=True, slots=True)
class Bucket:
    """Customers by their repeat orders in the calibration (`orders`, or more if `more`): the mean orders held out."""

    orders: int
    more: bool
    customers: int
    expected: float
    actual: float


@dataclass(frozen=True, slots=True)
class Bin:
    """Customers whose chance to order no more was said to be from `low` to `high`: the mean said, and the share."""

    low: float
    high: float
    customers: int
    said: float
    happened: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """Whether what was said to happen with a chance of 30 % happened three times in ten.

    brier: the mean squared error of the chances; brier_of_share: that of telling everybody the share of all. The smaller
    the better; equal means nothing was known of anybody.
    """

    bins: tuple[Bin, ...]
    brier: float
    brier_of_share: float


@dataclass(frozen=True, slots=True)
class Decile:
    """A tenth of the customers by what was expected of them, best first: `share` of all orders, `lift` over a tenth's."""

    number: int
    customers: int
    expected: float
    actual: float
    share: float
    lift: float


@dataclass(frozen=True, slots=True)
class Holdout:
    """How a model that knew the calibration alone did in the days held out.

    expected, actual: orders of all customers. mean_absolute_error and typical_error (the root of the mean square) are in
    orders a customer; of_last_rate: the typical error of telling that everybody goes on as before, of_average: of telling
    everybody the average of what came, which nobody could have known. A model worse than the first is of no use.
    """

    model: RepeatBuying
    split: Split
    customers: int
    expected: float
    actual: int
    mean_absolute_error: float
    typical_error: float
    of_last_rate: float
    of_average: float
    weeks: tuple[Week, ...]
    buckets: tuple[Bucket, ...]
    churn: Calibration
    deciles: tuple[Decile, ...]


def split_of(purchases: Purchases, until: int) -> Split | str:
    """The last third of the time, in whole weeks and a year at most; or the reason why none can be held out."""
    weeks = (until - int(purchases.days.min())) // 7
    if weeks < _LEAST_WEEKS:
        return f"only {weeks} weeks are known; {_LEAST_WEEKS} are needed to hold some of them out"
    split = Split(until - 7 * min(weeks // 3, 52), until)
    came_back = int((purchases.until(split.calibration).frequency > 0).sum())
    if came_back < _LEAST_CAME_BACK:
        return f"only {came_back} customers had come back before the weeks held out; {_LEAST_CAME_BACK} are needed"
    return split


def hold_out(fit: Fit, purchases: Purchases, split: Split, unit_days: float = 7.0) -> Holdout:
    """Fit to the calibration, in units of `unit_days`, and compare. Raises FitError where the model cannot be fitted."""
    known = purchases.until(split.calibration)
    actual = purchases.between(split.calibration, split.until)[known.at]
    x, recency, age = known.frequency, known.recency / unit_days, known.age / unit_days
    model = fit(x, recency, age)
    ahead = split.days / unit_days
    expected = model.expected_purchases(ahead, x, recency, age)
    again = model.orders_again(ahead, x, recency, age)
    # Days on which somebody could have bought: a rate from no time at all would be no rate.
    last_rate = x / np.maximum(known.age, 1.0) * split.days
    return Holdout(
        model=model,
        split=split,
        customers=len(x),
        expected=float(expected.sum()),
        actual=int(actual.sum()),
        mean_absolute_error=float(np.abs(expected - actual).mean()),
        typical_error=_typical(expected, actual),
        of_last_rate=_typical(last_rate, actual),
        of_average=float(actual.std()),
        weeks=_weeks(model, purchases, known, split, unit_days),
        buckets=_buckets(x, expected, actual),
        churn=_calibration(1 - again, actual == 0),
        deciles=_deciles(expected, actual),
    )


def _typical(expected: Floats, actual: Integers) -> float:
    # What is expected is a mean, and the mean makes the square of the error least, not its size.
    return float(np.sqrt(((expected - actual) ** 2).mean()))


def _weeks(model: RepeatBuying, purchases: Purchases, known: Known, split: Split, unit_days: float) -> tuple[Week, ...]:
    first = purchases.first[known.at]
    begin = int(first.min())
    # Whole weeks that end where the calibration and the holdout end; the first one may begin before the first purchase.
    ends = np.arange(split.until, begin, -7)[::-1]
    new = np.bincount(first - begin)
    # Of each number of days since the first purchase, what somebody new is expected to have bought.
    since = model.expected_new(np.arange(split.until - begin + 1) / unit_days)
    expected = []
    for end in ends:
        there = new[: int(end) - begin + 1]
        expected.append(float(there @ since[int(end) - begin - np.arange(len(there))]))
    bought = np.bincount(_repeat_days(purchases, known, split) - begin, minlength=split.until - begin + 1).cumsum()
    so_far = [int(bought[int(end) - begin]) for end in ends]
    return tuple(
        Week(int(day), now - before, here - earlier, now, here, int(day) > split.calibration)
        for day, now, before, here, earlier in zip(ends, expected, [0.0, *expected], so_far, [0, *so_far], strict=False)
    )


def _repeat_days(purchases: Purchases, known: Known, split: Split) -> Integers:
    """The days of purchase but the first one of each customer known in the calibration, up to the end of the holdout."""
    of = np.zeros(len(purchases.customers), bool)
    of[known.at] = True
    sizes = np.diff(np.append(purchases.starts, len(purchases.days)))
    kept = np.repeat(of, sizes)
    kept[purchases.starts] = False
    days = purchases.days[kept]
    return np.asarray(days[days <= split.until])


def _buckets(x: Integers, expected: Floats, actual: Integers) -> tuple[Bucket, ...]:
    often = np.minimum(x, MOST_OFTEN)
    size = np.bincount(often)
    means = [np.bincount(often, weights=what) / np.maximum(size, 1) for what in (expected, actual)]
    return tuple(
        Bucket(orders, orders == MOST_OFTEN, int(size[orders]), float(means[0][orders]), float(means[1][orders]))
        for orders in np.flatnonzero(size).tolist()
    )


def _calibration(said: Floats, happened: npt.NDArray[np.bool_]) -> Calibration:
    where = np.minimum((said * _BINS).astype(np.int64), _BINS - 1)
    size = np.bincount(where, minlength=_BINS)
    total, came = (
        np.bincount(where, weights=said, minlength=_BINS),
        np.bincount(where, weights=happened, minlength=_BINS),
    )
    bins = tuple(
        Bin(one / _BINS, (one + 1) / _BINS, int(size[one]), float(total[one] / size[one]), float(came[one] / size[one]))
        for one in np.flatnonzero(size).tolist()
    )
    share = float(happened.mean())
    return Calibration(bins, float(((said - happened) ** 2).mean()), share * (1 - share))


def _deciles(expected: Floats, actual: Integers) -> tuple[Decile, ...]:
    order = np.argsort(-expected, kind="stable")
    total, everybody = float(actual.sum()), len(actual)
    told = []
    for number, some in enumerate(np.array_split(order, min(10, everybody)), start=1):
        orders = float(actual[some].sum())
        share = orders / total if total else 0.0
        lift = share * everybody / len(some)
        told.append(Decile(number, len(some), float(expected[some].sum()), orders, share, lift))
    return tuple(told)
