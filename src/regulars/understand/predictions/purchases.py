"""Who bought on which days, as arrays: what histories are made of, up to any day."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from regulars.understand.predictions.grouping import Floats, Integers

_NO_DAYS = "customer and day: two arrays of one dimension and the same length are needed, not empty"


@dataclass(frozen=True, slots=True)
class Known:
    """The histories of those who had bought by a day: `at` are their positions among all customers; times in days."""

    at: npt.NDArray[np.intp]
    frequency: Integers
    recency: Floats
    age: Floats


@dataclass(frozen=True, slots=True)
class Purchases:
    """Distinct days of purchase, ordered by customer and day. `starts[i]` is where the days of `customers[i]` begin."""

    customers: Integers
    starts: npt.NDArray[np.intp]
    days: Integers

    @classmethod
    def of(cls, customer: npt.ArrayLike, day: npt.ArrayLike) -> Purchases:
        """From a row for each purchase: the customer's number and the day's (any count of days). Rows may repeat."""
        who, when = np.asarray(customer, dtype=np.int64), np.asarray(day, dtype=np.int64)
        if who.shape != when.shape or who.ndim != 1 or who.size == 0:
            raise ValueError(_NO_DAYS)
        order = np.lexsort((when, who))
        who, when = who[order], when[order]
        first = np.concatenate(([True], (who[1:] != who[:-1]) | (when[1:] != when[:-1])))
        who, when = who[first], when[first]
        starts = np.flatnonzero(np.concatenate(([True], who[1:] != who[:-1])))
        return cls(who[starts], starts, when)

    @property
    def first(self) -> Integers:
        """Each customer's first day."""
        return np.asarray(self.days[self.starts])

    def until(self, day: int) -> Known:
        """The histories up to the end of `day` of those who had bought by then."""
        seen = np.add.reduceat((self.days <= day).astype(np.int64), self.starts)
        at = np.flatnonzero(seen > 0)
        starts, count = self.starts[at], seen[at]
        first, last = self.days[starts], self.days[starts + count - 1]
        return Known(at, count - 1, (last - first).astype(np.float64), (day - first).astype(np.float64))

    def between(self, after: int, until: int) -> Integers:
        """How many days of purchase each customer had after `after`, up to the end of `until`."""
        inside = (self.days > after) & (self.days <= until)
        return np.asarray(np.add.reduceat(inside.astype(np.int64), self.starts))
