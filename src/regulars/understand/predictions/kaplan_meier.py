"""Kaplan-Meier: the share still there after each time, read from the data without assuming how people leave.

Those who are still there count for as long as they were seen. It says nothing beyond the longest time seen.
Sources: Kaplan and Meier (1958), Nonparametric Estimation from Incomplete Observations, Journal of the American
Statistical Association 53, 457-481; Greenwood (1926) for the standard error; Mantel (1966) for the log-rank test.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import chdtrc

from regulars.understand.predictions.grouping import Floats

_NORMAL = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Survival:
    """The curve, at each time at which somebody left.

    times; at_risk: those still there just before; left: those who left then; survival: the share still there just after,
    with Greenwood's standard error and a 95 % interval, low to high, taken on log(-log(survival)) so that it stays within
    0 and 1 (nan where nobody remains). `longest`: the longest time seen of anybody.
    """

    times: Floats
    at_risk: Floats
    left: Floats
    survival: Floats
    errors: Floats
    low: Floats
    high: Floats
    customers: int
    longest: float

    def at(self, time: npt.ArrayLike) -> Floats:
        """The share still there after `time`; nan beyond the longest time seen, unless nobody remained."""
        when = np.asarray(time, dtype=np.float64)
        steps = np.append(1.0, self.survival)
        share = steps[np.searchsorted(self.times, when, side="right")]
        return np.asarray(np.where((when > self.longest) & (share > 0), np.nan, share))

    def churn(self, ahead: npt.ArrayLike, stayed: npt.ArrayLike) -> Floats:
        """The chance that somebody who has stayed that long leaves within the time `ahead`; nan where nobody can tell."""
        begun = np.asarray(stayed, dtype=np.float64)
        before = self.at(begun)
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.asarray(
                1 - self.at(begun + np.asarray(ahead, dtype=np.float64)) / np.where(before > 0, before, np.nan)
            )

    @property
    def median(self) -> float:
        """The time after which half have left; infinite where fewer did."""
        gone = np.flatnonzero(self.survival <= 0.5)
        return float(self.times[gone[0]]) if len(gone) else float("inf")

    def mean_until(self, until: float) -> float:
        """The mean time stayed, counting no more than `until`: the area under the curve up to there."""
        inside = self.times < until
        edges = np.concatenate([[0.0], self.times[inside], [until]])
        return float(np.append(1.0, self.survival[inside]) @ np.diff(edges))


@dataclass(frozen=True, slots=True)
class LogRank:
    """Whether groups leave at the same pace: the statistic, its degrees of freedom, and the chance of one as large."""

    statistic: float
    freedom: int
    p: float
    expected: tuple[float, ...]
    left: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class _Table:
    times: Floats
    at_risk: Floats
    left: Floats


def _arrays(
    stayed: npt.ArrayLike, left: npt.ArrayLike, count: npt.ArrayLike | None
) -> tuple[Floats, npt.NDArray[np.bool_], Floats]:
    time, gone = np.asarray(stayed, dtype=np.float64), np.asarray(left, dtype=bool)
    weight = np.ones(time.shape) if count is None else np.asarray(count, dtype=np.float64)
    if not time.shape == gone.shape == weight.shape or time.ndim != 1 or time.size == 0:
        raise ValueError("stayed, left and count: arrays of one dimension and the same length are needed, not empty")
    if not (np.isfinite(time).all() and (time >= 0).all() and (weight >= 0).all()):
        raise ValueError("stayed: finite times from 0 up are needed, and no negative counts")
    return time, gone, weight


def _table(time: Floats, gone: npt.NDArray[np.bool_], weight: Floats) -> _Table:
    """The distinct times with those at risk and those who left. Who was seen until a time is at risk at that time."""
    times, where = np.unique(time, return_inverse=True)
    seen = np.bincount(where, weights=weight, minlength=len(times))
    left = np.bincount(where, weights=np.where(gone, weight, 0.0), minlength=len(times))
    return _Table(times, np.asarray(np.cumsum(seen[::-1])[::-1], np.float64), np.asarray(left, np.float64))


def fit(stayed: npt.ArrayLike, left: npt.ArrayLike, count: npt.ArrayLike | None = None) -> Survival:
    """The curve of customers who `stayed` that long and then `left`, or were still there when last seen.

    `count`: customers with that history; one each without. Raises ValueError for impossible arrays.
    """
    time, gone, weight = _arrays(stayed, left, count)
    whole = _table(time, gone, weight)
    some = whole.left > 0
    at_risk, gone_then = whole.at_risk[some], whole.left[some]
    survival = np.asarray(np.cumprod(1 - gone_then / at_risk), dtype=np.float64)
    remain = survival > 0
    with np.errstate(divide="ignore", invalid="ignore"):
        spread = np.cumsum(gone_then / (at_risk * (at_risk - gone_then)))
        errors = np.where(remain, survival * np.sqrt(spread), np.nan)
        # On log(-log S): the standard error there is that of log S over |log S|.
        width = _NORMAL * np.sqrt(spread) / np.abs(np.log(survival))
        low = np.where(remain, survival ** np.exp(width), np.nan)
        high = np.where(remain, survival ** np.exp(-width), np.nan)
    return Survival(
        whole.times[some], at_risk, gone_then, survival, errors, low, high, int(weight.sum()), float(time.max())
    )


def log_rank(groups: Sequence[tuple[npt.ArrayLike, npt.ArrayLike]]) -> LogRank:
    """Compare groups, each (stayed, left): do they leave at the same pace? Small p: hardly by chance."""
    if len(groups) < 2:
        raise ValueError("groups: at least two are needed to compare")
    tables = [_table(*_arrays(stayed, left, None)) for stayed, left in groups]
    times = np.unique(np.concatenate([table.times[table.left > 0] for table in tables]))
    if not len(times):
        return LogRank(0.0, len(groups) - 1, 1.0, (0.0,) * len(groups), (0.0,) * len(groups))
    at_risk, left = np.zeros((len(groups), len(times))), np.zeros((len(groups), len(times)))
    for row, table in enumerate(tables):
        # Those at risk at a time are those seen until then or longer.
        place = np.searchsorted(table.times, times)
        at_risk[row] = np.append(table.at_risk, 0.0)[place]
        there = np.searchsorted(times, table.times[table.left > 0])
        left[row, there] = table.left[table.left > 0]
    risk, gone = at_risk.sum(axis=0), left.sum(axis=0)
    share = at_risk / risk
    expected = share @ gone
    with np.errstate(divide="ignore", invalid="ignore"):
        spread = np.where(risk > 1, gone * (risk - gone) / (risk - 1), 0.0)
    covariance = np.diag(share @ spread) - (share * spread) @ share.T
    off = left.sum(axis=1) - expected
    # The groups' differences sum to zero: one of them says nothing new.
    statistic = float(off[:-1] @ np.linalg.pinv(covariance[:-1, :-1]) @ off[:-1])
    freedom = len(groups) - 1
    return LogRank(
        statistic,
        freedom,
        float(chdtrc(freedom, statistic)),
        tuple(map(float, expected)),
        tuple(map(float, left.sum(axis=1))),
    )
