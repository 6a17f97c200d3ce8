"""Shifted beta-geometric: how long contracts and subscriptions last that are renewed or not at the end of each period.

At each renewal a customer leaves with a chance of their own, drawn from a beta distribution (alpha, beta). So those who
leave easily go first, and the share that renews rises from period to period although nobody changes.
Sources: Fader and Hardie (2007), How to Project Customer Retention, Journal of Interactive Marketing 21(1), 76-90; Fader
and Hardie (2010), Customer-Base Valuation in a Contractual Setting, Marketing Science 29(1), 85-93.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import betaln, digamma, hyp2f1, polygamma

from regulars.understand.predictions.fitted import FitError, Fitted, maximum
from regulars.understand.predictions.grouping import Floats, Integers

__all__ = ["FitError", "ShiftedBetaGeometric", "fit"]


@dataclass(frozen=True, slots=True)
class ShiftedBetaGeometric(Fitted):
    """A fitted model. Periods are those of the contracts: months, years.

    `at_limit`: a parameter ran off to the edge of what is searched, as it does when customers do not differ: then every
    period keeps the same share.
    """

    alpha: float
    beta: float
    log_likelihood: float
    customers: int
    at_limit: bool = False
    errors: tuple[float, ...] = ()

    @property
    def parameters(self) -> dict[str, float]:
        """The two parameters by name."""
        return {"alpha": self.alpha, "beta": self.beta}

    def survival(self, periods: npt.ArrayLike, renewed: npt.ArrayLike = 0) -> Floats:
        """The chance that somebody who has renewed that often will renew the next `periods` times too."""
        n, k = np.asarray(renewed, dtype=np.float64), np.asarray(periods, dtype=np.float64)
        return np.asarray(np.exp(betaln(self.alpha, self.beta + n + k) - betaln(self.alpha, self.beta + n)))

    def retention(self, period: npt.ArrayLike) -> Floats:
        """The share of those still there in `period` (1 is the first renewal) who renew in it."""
        t = np.asarray(period, dtype=np.float64)
        return np.asarray((self.beta + t - 1) / (self.alpha + self.beta + t - 1))

    def churn(self, periods: npt.ArrayLike, renewed: npt.ArrayLike) -> Floats:
        """The chance that somebody who has renewed that often leaves at one of the next `periods` renewals."""
        return np.asarray(1 - self.survival(periods, renewed))

    def discounted(self, periods: int, renewed: npt.ArrayLike, *, rate: float) -> Floats:
        """The expected renewals of the next `periods`, the first of them a period from now, discounted at `rate` a period."""
        n, where = np.unique(np.asarray(renewed, dtype=np.float64), return_inverse=True)
        # Each renewal's chance from the one before: no beta function in the loop.
        total, still = np.zeros(n.shape), np.ones(n.shape)
        for period in range(1, int(periods) + 1):
            still = still * (self.beta + n + period - 1) / (self.alpha + self.beta + n + period - 1)
            total += still / (1 + rate) ** period
        return np.asarray(total[where])

    def discounted_forever(self, renewed: npt.ArrayLike, *, rate: float) -> Floats:
        """All renewals to come, discounted at `rate` > 0 a period: the discounted expected residual lifetime."""
        if not rate > 0:
            raise ValueError(f"rate: {rate} given, more than 0 is needed, or all that is to come may have no bound")
        n = np.asarray(renewed, dtype=np.float64)
        both, keep = 1 / (1 + rate), self.beta + n
        series = hyp2f1(1.0, keep + 1, self.alpha + keep + 1, both)
        return np.asarray(both * keep / (self.alpha + keep) * series)

    def median_left(self, renewed: npt.ArrayLike, most: int = 1200) -> Floats:
        """Renewals until half of those who have renewed that often will have left; nan where more than `most`."""
        n = np.asarray(renewed, dtype=np.float64)
        low, high = np.zeros(n.shape), np.full(n.shape, float(most) + 1)
        while (high - low > 1).any():
            middle = np.floor((low + high) / 2)
            gone = self.survival(middle, n) <= 0.5
            high, low = np.where(gone, middle, high), np.where(gone, low, middle)
        return np.asarray(np.where(high > most, np.nan, high))


class _Surface:
    """The log-likelihood of contracts grouped by renewals and whether they ended, with gradient and Hessian."""

    def __init__(self, renewed: Integers, ended: npt.NDArray[np.bool_], count: Floats) -> None:
        self.customers = float(count.sum())
        self.ended = np.asarray(np.bincount(renewed, weights=np.where(ended, count, 0.0)), dtype=np.float64)
        self.running = np.asarray(np.bincount(renewed, weights=np.where(ended, 0.0, count)), dtype=np.float64)
        self.n = np.arange(len(self.ended), dtype=np.float64)

    def at(self, logs: Floats) -> tuple[float, Floats, Floats]:
        """The log-likelihood at these logarithms with gradient and Hessian in alpha and beta."""
        alpha, beta = np.exp(logs)
        value, gradient, hessian = 0.0, np.zeros(2), np.zeros((2, 2))
        # Who ended at the renewal after n: B(alpha + 1, beta + n); who still runs: B(alpha, beta + n); all over B.
        for weight, more in ((self.ended, 1.0), (self.running, 0.0)):
            part = _log_beta(weight, alpha + more, beta + self.n)
            value, gradient, hessian = value + part[0], gradient + part[1], hessian + part[2]
        part = _log_beta(np.array([-self.customers]), alpha, np.array([beta]))
        return value + part[0], gradient + part[1], hessian + part[2]


def _log_beta(weight: Floats, alpha: float, beta: Floats) -> tuple[float, Floats, Floats]:
    """The weighted sum of ln B(alpha, beta), with its derivatives."""
    both = digamma(alpha + beta)
    curved = polygamma(1, alpha + beta)
    gradient = np.array([weight @ (digamma(alpha) - both), weight @ (digamma(beta) - both)])
    mixed = -float(weight @ curved)
    own = [weight.sum() * polygamma(1, alpha) + mixed, weight @ polygamma(1, beta) + mixed]
    hessian = np.array([[own[0], mixed], [mixed, own[1]]])
    return float(weight @ betaln(alpha, beta)), gradient, hessian


def fit(renewed: npt.ArrayLike, ended: npt.ArrayLike, count: npt.ArrayLike | None = None) -> ShiftedBetaGeometric:
    """Fit the model to contracts: how often each was `renewed`, and whether it `ended` at the renewal after that.

    A contract that ended at its first renewal was renewed 0 times. `count`: contracts with that history; one each without.
    Raises ValueError for impossible arrays and FitError where the data do not determine the model.
    """
    n, gone = np.asarray(renewed), np.asarray(ended, dtype=bool)
    weight = np.ones(n.shape) if count is None else np.asarray(count, dtype=np.float64)
    if not n.shape == gone.shape == weight.shape or n.ndim != 1 or n.size == 0:
        raise ValueError("renewed, ended and count: arrays of one dimension and the same length are needed, not empty")
    whole = n.astype(np.int64)
    if (whole != n).any() or (whole < 0).any() or (weight < 0).any():
        raise ValueError("renewed: whole numbers of renewals from 0 up are needed, and no negative counts")
    decided = (weight > 0) & ((whole > 0) | gone)
    if not decided.any():
        raise FitError("no contract has come to its first renewal yet")
    if not (gone & decided).any():
        raise FitError("no contract has ended yet: how long they last cannot be told")
    if gone[decided].all() and whole[decided].max() == 0:
        raise FitError("every contract ended at its first renewal: there is nothing to tell apart")
    found = maximum(
        _Surface(whole, gone, weight), np.log([1.0, 3.0]), "the likelihood has no maximum: too few renewals were seen"
    )
    alpha, beta = found.values
    return ShiftedBetaGeometric(alpha, beta, found.log_likelihood, int(weight.sum()), found.at_limit, found.errors)
