"""What any model of repeat buying answers about customers, whichever way it thinks they buy and leave.

The families differ in what they say of somebody who is alive at the end of the time seen; that depends on how often and
how long only, not on when they last bought, which speaks through P(alive) alone. So everything slow is computed once for
each distinct pair of x and T.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from itertools import pairwise
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from regulars.understand.predictions.fitted import Fitted
from regulars.understand.predictions.grouping import Floats, Integers, Pairs, check, pairs

# Double-exponential quadrature of an integral from 0 to infinity of something that falls like exp(-w): the places and
# their weights, good to some 13 digits for any smooth factor beside it.
_STEPS = np.arange(-4.2, 3.6, 0.06)
_PLACES = np.exp(_STEPS - np.exp(-_STEPS))
_WEIGHTS = 0.06 * _PLACES * (1 + np.exp(-_STEPS)) * np.exp(-_PLACES)
# Somebody who orders more often than this in the time asked of is not told apart from who orders this often.
_MOST = 1 << 14
# Pairs at a time: what a model keeps of each while counting orders fits in memory.
_AT_A_TIME = 1 << 14


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
        counts, recencies, ages = check(x, recency, age)
        each = pairs(counts, ages)
        worth = self.discounted_if_alive(periods, each.x, each.age, rate=rate, step=step)
        return np.asarray(worth[each.at] * self.alive(counts, recencies, ages))

    def discounted_if_alive(self, periods: float, x: Integers, age: Floats, *, rate: float, step: float) -> Floats:
        """`discounted` of somebody who is alive now."""
        _ahead(periods)
        total, before = np.zeros(len(x)), np.zeros(len(x))
        for end in _ends(periods, step):
            until = self.expected_if_alive(end, x, age)
            total += (until - before) * (1 + rate) ** (-end / step)
            before = until
        return total

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

    def tails(self, periods: float, x: Integers, age: Floats) -> Tails:
        """The chances of one, two, three... more purchases in the next `periods` of those who are alive now."""
        return Tails(self, periods, x, age)

    def most_orders(
        self, chances: Sequence[float], periods: float, x: npt.ArrayLike, recency: npt.ArrayLike, age: npt.ArrayLike
    ) -> Integers:
        """For each of the `chances`, a row: the fewest n such that each customer places at most n in the next `periods`
        with at least that chance.
        """
        counts, recencies, ages = check(x, recency, age)
        return self.most_orders_of(chances, periods, pairs(counts, ages), self.alive(counts, recencies, ages))

    def most_orders_of(self, chances: Sequence[float], periods: float, each: Pairs, alive: Floats) -> Integers:
        """`most_orders` of customers whose pairs of x and T, and whose chances of being alive, are known already."""
        for chance in chances:
            several(chance)
        _ahead(periods)
        most = np.zeros((len(chances), len(alive)), np.int64)
        # Those of one pair lie together, so that the pairs can be taken some at a time.
        order = np.argsort(each.at, kind="stable")
        edges = np.searchsorted(each.at[order], np.arange(0, len(each.x) + _AT_A_TIME, _AT_A_TIME))
        for number, (start, end) in enumerate(pairwise(edges)):
            if start < end:
                some = slice(number * _AT_A_TIME, (number + 1) * _AT_A_TIME)
                who = order[start:end]
                tails = self.tails(periods, each.x[some], each.age[some])
                most[:, who] = _most(chances, tails, each.at[who] - some.start, alive[who])
        return most


class Tails:
    """P(at least n more purchases), for n = 1, 2, 3... in turn, of pairs of x and T that grow fewer on the way."""

    def __init__(self, model: RepeatBuying, periods: float, x: Integers, age: Floats) -> None:
        self.n = 0
        self._ask = model, periods, x, age

    def next(self, some: npt.NDArray[np.intp]) -> Floats:
        """The chances of one purchase more than last time, of the pairs at these positions: of those asked last time."""
        self.n += 1
        model, periods, x, age = self._ask
        return model.at_least_if_alive(np.full(len(some), self.n), periods, x[some], age[some])


def _most(chances: Sequence[float], tails: Tails, at: npt.NDArray[np.intp], alive: Floats) -> Integers:
    most = np.zeros((len(chances), len(at)), np.int64)
    # At most n with a chance means: more than n, which only those alive can, with no more than the rest.
    rest = [1 - chance for chance in chances]
    open_ = [np.flatnonzero(alive > left) for left in rest]
    tail = np.zeros(int(at.max()) + 1)
    for orders in range(1, _MOST):
        widest = max(open_, key=len)
        if not len(widest):
            break
        asked = np.zeros(len(tail), bool)
        asked[at[widest]] = True
        some = np.flatnonzero(asked)
        tail[some] = tails.next(some)
        for row, left in enumerate(rest):
            who = open_[row]
            more = who[alive[who] * tail[at[who]] > left]
            most[row, more] = orders
            open_[row] = more
    return most


def _ends(periods: float, step: float) -> Floats:
    if not step > 0:
        raise ValueError(f"step: {step} given, more than 0 is needed")
    whole = int(np.floor(periods / step + 1e-9))
    ends = np.asarray(step * np.arange(1, whole + 1), dtype=np.float64)
    return ends if periods - whole * step <= 1e-9 * step else np.asarray(np.append(ends, periods))


def _ahead(periods: float) -> None:
    if periods < 0:
        raise ValueError(f"periods: {periods} given, 0 or more is needed")
