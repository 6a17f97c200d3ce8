"""What any model of repeat buying answers about customers, whichever way it thinks they buy and leave.

The families differ in what they say of somebody who is alive at the end of the time seen; that depends on how often and
how long only, not on when they last bought, which speaks through P(alive) alone. So everything slow is computed once for
each distinct pair of x and T.
"""

from __future__ import annotations

from abc import abstractmethod
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from regulars.understand.predictions.fitted import Fitted
from regulars.understand.predictions.grouping import Floats, Integers, check, pairs

# Double-exponential quadrature of an integral from 0 to infinity of something that falls like exp(-w): the places and
# their weights, good to some 13 digits for any smooth factor beside it.
_STEPS = np.arange(-4.2, 3.6, 0.06)
_PLACES = np.exp(_STEPS - np.exp(-_STEPS))
_WEIGHTS = 0.06 * _PLACES * (1 + np.exp(-_STEPS)) * np.exp(-_PLACES)
# Somebody who orders more often than this in the time asked of is not told apart from who orders this often.
_MOST = 1 << 16


def several(chance: float) -> None:
    """Refuse a chance that is none."""
    if not 0 < chance < 1:
        raise ValueError(f"chance: {chance} given, more than 0 and less than 1 is needed")


class RepeatBuying(Fitted):
    """A fitted model of repeat buying. Times are in the unit it was fitted in.

    x: repeat purchases, recency: from the first to the last one, age: from the first one to now; one entry a customer.
    """

    __slots__ = ()
    name: ClassVar[str]

    @abstractmethod
    def alive(self, x: Integers, recency: Floats, age: Floats) -> Floats:
        """P(alive) of checked histories."""

    @abstractmethod
    def expected_if_alive(self, periods: float, x: Integers, age: Floats) -> Floats:
        """The expected purchases in the next `periods` of somebody who is alive now."""

    @abstractmethod
    def rate_if_alive(self, ahead: float, x: Integers, age: Floats) -> Floats:
        """The rate of purchases `ahead` from now of somebody who is alive now."""

    @abstractmethod
    def at_least_if_alive(self, orders: Integers, periods: float, x: Integers, age: Floats) -> Floats:
        """P(at least `orders` >= 1 more purchases in the next `periods`) of somebody who is alive now."""

    @abstractmethod
    def next_order_if_alive(self, chance: float, x: Integers, age: Floats) -> Floats:
        """The time within which somebody alive now orders again with this `chance`; infinite where never that likely."""

    @abstractmethod
    def expected_new(self, periods: npt.ArrayLike) -> Floats:
        """The expected repeat purchases of somebody about whom nothing is known, for each of the times since the first."""

    def probability_alive(self, x: npt.ArrayLike, recency: npt.ArrayLike, age: npt.ArrayLike) -> Floats:
        """P(alive) of each customer at the end of the time seen, in [0, 1]."""
        return self.alive(*check(x, recency, age))

    def expected_purchases(
        self, periods: float, x: npt.ArrayLike, recency: npt.ArrayLike, age: npt.ArrayLike
    ) -> Floats:
        """The expected number of purchases of each customer in the next `periods` units of time."""
        _ahead(periods)
        counts, recencies, ages = check(x, recency, age)
        each = pairs(counts, ages)
        return np.asarray(
            self.expected_if_alive(periods, each.x, each.age)[each.at] * self.alive(counts, recencies, ages)
        )

    def expected_purchases_new(self, periods: float) -> float:
        """The expected number of repeat purchases of a new customer in the first `periods` units."""
        return float(self.expected_new([periods])[0])

    def orders_again(self, periods: float, x: npt.ArrayLike, recency: npt.ArrayLike, age: npt.ArrayLike) -> Floats:
        """The chance of each customer to order at least once more in the next `periods`; one minus it is churn."""
        _ahead(periods)
        counts, recencies, ages = check(x, recency, age)
        each = pairs(counts, ages)
        again = self.at_least_if_alive(np.ones_like(each.x), periods, each.x, each.age)
        return np.asarray(again[each.at] * self.alive(counts, recencies, ages))

    def discounted(
        self, periods: float, x: npt.ArrayLike, recency: npt.ArrayLike, age: npt.ArrayLike, *, rate: float, step: float
    ) -> Floats:
        """The expected purchases in the next `periods`, those of each `step` discounted to now at `rate` a step.

        What is bought within a step counts as bought at its end; a last step that is not whole is discounted in part.
        """
        _ahead(periods)
        counts, recencies, ages = check(x, recency, age)
        each = pairs(counts, ages)
        total, before = np.zeros(len(each.x)), np.zeros(len(each.x))
        for end in _ends(periods, step):
            until = self.expected_if_alive(end, each.x, each.age)
            total += (until - before) * (1 + rate) ** (-end / step)
            before = until
        return np.asarray(total[each.at] * self.alive(counts, recencies, ages))

    def discounted_forever(
        self, x: npt.ArrayLike, recency: npt.ArrayLike, age: npt.ArrayLike, *, force: float
    ) -> Floats:
        """The discounted expected residual transactions (DERT): all purchases to come, discounted continuously.

        `force`: the rate of continuous compounding in a unit of time, ln(1 + yearly rate) / units in a year.
        """
        if not force > 0:
            raise ValueError(f"force: {force} given, more than 0 is needed, or all that is to come has no bound")
        counts, recencies, ages = check(x, recency, age)
        each = pairs(counts, ages)
        total = np.zeros(len(each.x))
        for place, weight in zip(_PLACES / force, _WEIGHTS / force, strict=True):
            total += weight * self.rate_if_alive(place, each.x, each.age)
        return np.asarray(total[each.at] * self.alive(counts, recencies, ages))

    def orders_between(
        self, chance: float, periods: float, x: npt.ArrayLike, recency: npt.ArrayLike, age: npt.ArrayLike
    ) -> Integers:
        """The fewest orders n such that each customer places at most n in the next `periods` with at least this chance."""
        several(chance)
        _ahead(periods)
        counts, recencies, ages = check(x, recency, age)
        # At most n with this chance means: more than n, which only those alive can, with no more than the rest.
        alive = self.alive(counts, recencies, ages)
        low, high = np.full(len(counts), -1), np.full(len(counts), -1)
        open_ = np.flatnonzero(alive > 1 - chance)
        reach = 0
        # Double the number until enough, then halve the stretch in which it lies: few order often.
        searched = open_
        while len(searched):
            more = self._more_than(reach, searched, periods, counts, ages, alive) > 1 - chance
            high[searched[~more]] = reach
            low[searched[more]] = reach
            searched = searched[more]
            if reach >= _MOST:
                high[searched] = reach
                break
            reach = 2 * reach + 1
        high[high < 0] = 0
        while True:
            wide = np.flatnonzero(high - low > 1)
            if not len(wide):
                return np.asarray(high, dtype=np.int64)
            middle = (low[wide] + high[wide]) // 2
            more = alive[wide] * self.at_least_if_alive(middle + 1, periods, counts[wide], ages[wide]) > 1 - chance
            low[wide[more]] = middle[more]
            high[wide[~more]] = middle[~more]

    def _more_than(
        self, orders: int, who: npt.NDArray[np.intp], periods: float, x: Integers, age: Floats, alive: Floats
    ) -> Floats:
        each = pairs(x[who], age[who])
        tail = self.at_least_if_alive(np.full_like(each.x, orders + 1), periods, each.x, each.age)
        return np.asarray(tail[each.at] * alive[who])


def _ends(periods: float, step: float) -> Floats:
    if not step > 0:
        raise ValueError(f"step: {step} given, more than 0 is needed")
    whole = int(np.floor(periods / step + 1e-9))
    ends = np.asarray(step * np.arange(1, whole + 1), dtype=np.float64)
    return ends if periods - whole * step <= 1e-9 * step else np.asarray(np.append(ends, periods))


def _ahead(periods: float) -> None:
    if periods < 0:
        raise ValueError(f"periods: {periods} given, 0 or more is needed")
