"""Sufficient statistics of repeat buying: the distinct histories (x, t_x, T) and how many customers have each."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

# Times are usually whole days, told in days or weeks: as integers they sort several times faster than as floats.
_TICKS = (1, 7)


@dataclass(frozen=True, slots=True)
class Histories:
    """Distinct histories: `x` repeat purchases, the last at `recency`, seen until `age`; `count` customers have it.

    `recency_times[recency_at]` are the recencies and `age_times[age_at]` the ages, so that a function of time is computed
    once for each distinct time. Arrays of one length, one entry a history.
    """

    x: Integers
    recency_at: npt.NDArray[np.intp]
    recency_times: Floats
    age_at: npt.NDArray[np.intp]
    age_times: Floats
    count: Floats

    @property
    def customers(self) -> int:
        """The number of customers in all histories together."""
        return int(self.count.sum())

    @property
    def recency(self) -> Floats:
        """The recency of each history."""
        return self.recency_times[self.recency_at]

    @property
    def age(self) -> Floats:
        """The age of each history."""
        return self.age_times[self.age_at]


def check(x: npt.ArrayLike, recency: npt.ArrayLike, age: npt.ArrayLike) -> tuple[Integers, Floats, Floats]:
    """The three arrays as numbers; raises ValueError naming the array and what is wrong with it."""
    counts, recencies, ages = np.asarray(x), np.asarray(recency, dtype=np.float64), np.asarray(age, dtype=np.float64)
    if not counts.shape == recencies.shape == ages.shape or counts.ndim != 1:
        raise ValueError("frequency, recency and age: three arrays of one dimension and the same length are needed")
    if counts.size == 0:
        raise ValueError("frequency: at least one customer is needed")
    whole = counts.astype(np.int64)
    if (whole != counts).any() or (whole < 0).any():
        raise ValueError("frequency: repeat purchases must be whole numbers from 0 up")
    if not (np.isfinite(ages).all() and (recencies >= 0).all() and (recencies <= ages).all()):
        raise ValueError("recency and age: 0 <= recency <= age must hold for every customer")
    if (recencies[whole == 0] != 0).any():
        raise ValueError("recency: must be 0 for customers without repeat purchases")
    return whole, recencies, ages


def _ticks(times: Floats) -> tuple[Integers, int] | None:
    for scale in _TICKS:
        ticks = np.rint(times * scale)
        # Dividing days by 7 and multiplying again may be off by a last bit, never by more.
        if np.abs(ticks - times * scale).max() < 1e-9 * scale:
            return ticks.astype(np.int64), scale
    return None


def _codes(times: Floats) -> tuple[Integers, Floats]:
    """Each time as a position in the sorted distinct times."""
    found = _ticks(times)
    if found is not None and (top := int(found[0].max())) < 1 << 22:
        ticks, scale = found
        present = np.bincount(ticks, minlength=top + 1) > 0
        positions = np.cumsum(present) - 1
        return positions[ticks], np.flatnonzero(present) / scale
    distinct, inverse = np.unique(times, return_inverse=True)
    return inverse.astype(np.int64), distinct


def group(x: npt.ArrayLike, recency: npt.ArrayLike, age: npt.ArrayLike) -> Histories:
    """Group customers with the same history. One entry a customer; recency and age in the same unit of time."""
    counts, recencies, ages = check(x, recency, age)
    recency_codes, recency_times = _codes(recencies)
    age_codes, age_times = _codes(ages)
    # One key for the three: distinct histories become distinct integers, and sorting integers is what machines do best.
    width_x, width_recency = int(counts.max()) + 1, len(recency_times)
    if len(age_times) * width_recency * width_x > np.iinfo(np.int64).max:
        raise ValueError("frequency: counts too large to group; check that they are repeat purchases")
    keys = np.sort((age_codes * width_recency + recency_codes) * width_x + counts)
    starts = np.flatnonzero(np.concatenate(([True], keys[1:] != keys[:-1])))
    distinct = keys[starts]
    rest, distinct_x = np.divmod(distinct, width_x)
    age_at, recency_at = np.divmod(rest, width_recency)
    return Histories(
        x=distinct_x,
        recency_at=recency_at.astype(np.intp),
        recency_times=recency_times,
        age_at=age_at.astype(np.intp),
        age_times=age_times,
        count=np.diff(np.append(starts, len(keys))).astype(np.float64),
    )


@dataclass(frozen=True, slots=True)
class Pairs:
    """Distinct pairs (x, T): `x[at]` and `age[at]` are those of every customer. Most of a prediction needs no more."""

    x: Integers
    age: Floats
    at: npt.NDArray[np.intp]


def pairs(x: Integers, age: Floats) -> Pairs:
    """The distinct pairs of repeat purchases and ages, so that a slow function is computed once for each."""
    age_codes, age_times = _codes(age)
    width = int(x.max()) + 1
    codes, distinct = _codes_of_integers(age_codes * width + x, len(age_times) * width)
    return Pairs(distinct % width, age_times[distinct // width], codes)


def _codes_of_integers(keys: Integers, top: int) -> tuple[npt.NDArray[np.intp], Integers]:
    if top < 1 << 24:
        present = np.zeros(top, bool)
        present[keys] = True
        return (np.cumsum(present) - 1)[keys], np.flatnonzero(present)
    distinct, inverse = np.unique(keys, return_inverse=True)
    return inverse, distinct
