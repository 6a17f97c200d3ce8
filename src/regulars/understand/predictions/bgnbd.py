"""BG/NBD: how often customers buy while they stay, and when they quietly leave.

While alive, a customer buys at a rate drawn from a gamma distribution (shape r, rate alpha); after each purchase the
customer leaves with a probability drawn from a beta distribution (a, b).
Source: Fader, Hardie and Lee (2005), "Counting Your Customers" the Easy Way: An Alternative to the Pareto/NBD Model,
Marketing Science 24(2), 275-284.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from scipy.special import digamma, expit, gammaln, hyp2f1, polygamma

from regulars.understand.predictions.grouping import Floats, Histories, Integers, check, group

Reals = npt.NDArray[np.floating[Any]]
# Beyond e^12 a parameter has run off to infinity: the data do not determine it.
_RUNAWAY = 12.0
_WALL = 1e12
# Histories at a time: what is computed of them stays in the processor's cache, and no product is worth a second thread.
_AT_A_TIME = 8192


class FitError(ValueError):
    """The histories do not determine the model; the message says why."""


@dataclass(frozen=True, slots=True)
class BgNbd:
    """A fitted model. `alpha` is in units of time; `log_likelihood` is of all `customers`.

    `at_limit`: a parameter ran off to the edge of what is searched, as it does when customers do not differ in how they
    buy or leave. Predictions then hold as those of the simpler model at that limit; the parameters alone mean little.
    """

    r: float
    alpha: float
    a: float
    b: float
    log_likelihood: float
    customers: int
    at_limit: bool = False

    @property
    def parameters(self) -> dict[str, float]:
        """The four parameters by name."""
        return {"r": self.r, "alpha": self.alpha, "a": self.a, "b": self.b}

    def probability_alive(self, x: npt.ArrayLike, recency: npt.ArrayLike, age: npt.ArrayLike) -> Floats:
        """P(alive) of each customer at the end of the time seen, in [0, 1]. A customer with one purchase has 1."""
        counts, recencies, ages = check(x, recency, age)
        return np.asarray(np.where(counts > 0, expit(-self._log_odds_left(counts, recencies, ages)), 1.0))

    def expected_purchases(
        self, periods: float, x: npt.ArrayLike, recency: npt.ArrayLike, age: npt.ArrayLike
    ) -> Floats:
        """The expected number of purchases of each customer in the next `periods` units of time (their equation 10)."""
        if periods < 0:
            raise ValueError(f"periods: {periods} given, 0 or more is needed")
        counts, recencies, ages = check(x, recency, age)
        a = _off_one(self.a)
        share = _left_share(self.r + counts, self.b + counts, a, periods / (self.alpha + ages))
        bought_if_alive = (a + self.b + counts - 1) / (a - 1) * (1 - share)
        alive = np.where(counts > 0, expit(-self._log_odds_left(counts, recencies, ages)), 1.0)
        return np.asarray(bought_if_alive * alive)

    def expected_purchases_new(self, periods: float) -> float:
        """The expected number of repeat purchases of a new customer in the first `periods` units (their equation 9)."""
        return float(self.expected_purchases(periods, [0], [0.0], [0.0])[0])

    def _log_odds_left(self, x: Integers, recency: Floats, age: Floats) -> Floats:
        quiet = np.log(self.alpha + age) - np.log(self.alpha + recency)
        return np.asarray(np.log(self.a) - np.log(self.b + np.maximum(x, 1) - 1) + (self.r + x) * quiet)


def _off_one(a: float) -> float:
    # The expectation has a removable gap at a = 1; a step aside of this size changes no digit that is shown.
    return a if abs(a - 1) > 1e-7 else 1 + 1e-7


def _left_share(power: Reals, risk: Reals, a: float, ahead: Floats) -> Floats:
    """Their ((alpha + T) / (alpha + T + t))^(r + x) times 2F1(r + x, b + x; a + b + x - 1; t / (alpha + T + t)).

    By Pfaff's transformation, which takes the power in, as it would overflow for frequent buyers; where that series is
    lost to rounding, as written, or by Euler's. `ahead` is t / (alpha + T).
    """
    z, c = ahead / (1 + ahead), a + risk - 1

    def as_written(lost: npt.NDArray[np.bool_]) -> Any:
        return (1 - z[lost]) ** power[lost] * hyp2f1(power[lost], risk[lost], c[lost], z[lost])

    def eulers(lost: npt.NDArray[np.bool_]) -> Any:
        return (1 - z[lost]) ** (a - 1) * hyp2f1(c[lost] - power[lost], a - 1, c[lost], z[lost])

    share = np.asarray(hyp2f1(power, a - 1, c, -ahead))
    for other in (as_written, eulers):
        lost = ~np.isfinite(share)
        if not lost.any():
            break
        with np.errstate(all="ignore"):
            share[lost] = other(lost)
    # What no form can express has vanished: everybody will have left before the time is over.
    return np.where(np.isfinite(share), share, 0.0)


class _Likelihood:
    """The log-likelihood of grouped histories with gradient and Hessian, in the logarithms of the parameters."""

    def __init__(self, histories: Histories) -> None:
        self.customers = histories.count.sum()
        self.by_x = np.bincount(histories.x, weights=histories.count)
        self.x_values = np.flatnonzero(self.by_x)
        self.by_x = self.by_x[self.x_values]
        once = histories.x == 0
        self.recency_times, self.age_times = histories.recency_times, histories.age_times
        # Whoever bought once adds only a term in T.
        self.once_by_age = np.bincount(
            histories.age_at[once], weights=histories.count[once], minlength=len(self.age_times)
        )
        again = ~once
        self.x, self.count = histories.x[again], histories.count[again]
        self.recency_at, self.age_at = histories.recency_at[again], histories.age_at[again]
        self._last: tuple[bytes, float, Floats, Floats] | None = None

    def value(self, logs: Floats) -> float:
        """Minus the mean log-likelihood; beyond the runaway bound, where differences of gamma functions drown, a wall."""
        if np.abs(logs).max() > _RUNAWAY:
            return _WALL
        return self._at(logs)[1]

    def gradient(self, logs: Floats) -> Floats:
        """Its gradient."""
        return self._at(logs)[2]

    def hessian(self, logs: Floats) -> Floats:
        """Its Hessian."""
        return self._at(logs)[3]

    def _at(self, logs: Floats) -> tuple[bytes, float, Floats, Floats]:
        key = logs.tobytes()
        if self._last is None or self._last[0] != key:
            value, gradient, hessian = self._natural(*np.exp(logs))
            theta = np.exp(logs)
            # Chain rule for theta = exp(log theta).
            second = hessian * np.outer(theta, theta) + np.diag(gradient * theta)
            scale = -1.0 / self.customers
            self._last = (key, value * scale, gradient * theta * scale, second * scale)
        return self._last

    def _natural(self, r: float, alpha: float, a: float, b: float) -> tuple[float, Floats, Floats]:
        value, gradient, hessian = self._counts(r, alpha, a, b)
        for part in (self._once(r, alpha), self._again(r, alpha, a, b)):
            value, gradient, hessian = value + part[0], gradient + part[1], hessian + part[2]
        return value, gradient, hessian

    def _counts(self, r: float, alpha: float, a: float, b: float) -> tuple[float, Floats, Floats]:
        """The factors of the likelihood that know only x: gamma functions of the distinct x alone."""
        x, n, total = self.x_values, self.by_x, self.customers
        terms = gammaln(r + x) + gammaln(b + x) - gammaln(a + b + x)
        value = n @ terms + total * (r * np.log(alpha) - gammaln(r) + gammaln(a + b) - gammaln(b))
        both = total * digamma(a + b) - n @ digamma(a + b + x)
        gradient = np.array(
            [
                n @ digamma(r + x) + total * (np.log(alpha) - digamma(r)),
                total * r / alpha,
                both,
                both + n @ digamma(b + x) - total * digamma(b),
            ]
        )
        curved = total * polygamma(1, a + b) - n @ polygamma(1, a + b + x)
        hessian = np.zeros((4, 4))
        hessian[0, 0] = n @ polygamma(1, r + x) - total * polygamma(1, r)
        hessian[0, 1] = hessian[1, 0] = total / alpha
        hessian[1, 1] = -total * r / alpha**2
        hessian[2, 2] = hessian[2, 3] = hessian[3, 2] = curved
        hessian[3, 3] = curved + n @ polygamma(1, b + x) - total * polygamma(1, b)
        return float(value), gradient, hessian

    def _once(self, r: float, alpha: float) -> tuple[float, Floats, Floats]:
        """Those who bought once: -r log(alpha + T)."""
        n, end = self.once_by_age, alpha + self.age_times
        logs, inverse = n @ np.log(end), n @ (1 / end)
        hessian = np.zeros((4, 4))
        hessian[0, 1] = hessian[1, 0] = -inverse
        hessian[1, 1] = r * (n @ (1 / end**2))
        return float(-r * logs), np.array([-logs, -r * inverse, 0.0, 0.0]), hessian

    def _again(self, r: float, alpha: float, a: float, b: float) -> tuple[float, Floats, Floats]:
        """Those who came back: log(e^u + e^v), u for staying alive until T and v for having left after t_x."""
        value, gradient, hessian = 0.0, np.zeros(4), np.zeros((4, 4))
        ends, lasts = alpha + self.age_times, alpha + self.recency_times
        of_time = (np.log(ends), 1 / ends, np.log(lasts), 1 / lasts)
        for start in range(0, len(self.x), _AT_A_TIME):
            part = self._again_part(slice(start, start + _AT_A_TIME), of_time, r, a, b)
            value, gradient, hessian = value + part[0], gradient + part[1], hessian + part[2]
        return value, gradient, hessian

    def _again_part(
        self, some: slice, of_time: tuple[Floats, Floats, Floats, Floats], r: float, a: float, b: float
    ) -> tuple[float, Floats, Floats]:
        x, n, age_at, recency_at = self.x[some], self.count[some], self.age_at[some], self.recency_at[some]
        log_end, end = of_time[0][age_at], of_time[1][age_at]
        log_last, last = of_time[2][recency_at], of_time[3][recency_at]
        power, risk = r + x, 1 / (b + x - 1)
        difference = power * (log_end - log_last) + np.log(a * risk)
        left = expit(difference)
        # log(1 + e^d) = d - log(left): one logarithm, and no overflow, as d is bounded by the data.
        value = n @ (difference - np.log(left) - power * log_end)
        by_left = n * left
        stayed = n - by_left
        either = by_left * (1 - left)
        rates = stayed * end + by_left * last
        gradient = np.array(
            [-(stayed @ log_end + by_left @ log_last), -(power @ rates), by_left.sum() / a, -(by_left @ risk)]
        )
        # The derivatives of v - u, whose outer product is weighted by left (1 - left).
        apart = np.stack([log_end - log_last, power * (end - last), np.full_like(risk, 1 / a), -risk])
        hessian = (apart * either) @ apart.T
        mixed = rates.sum()
        hessian[0, 1] -= mixed
        hessian[1, 0] -= mixed
        hessian[1, 1] += power @ (stayed * end**2 + by_left * last**2)
        hessian[2, 2] -= by_left.sum() / a**2
        hessian[3, 3] += by_left @ risk**2
        return float(value), gradient, hessian


def _maximum(likelihood: _Likelihood, start: Floats) -> Floats:
    """Newton's steps within a trust region; short ones, as the likelihood is far from quadratic away from its maximum."""
    result = minimize(
        likelihood.value,
        start,
        method="trust-exact",
        jac=likelihood.gradient,
        hess=likelihood.hessian,
        options={"gtol": 1e-9, "maxiter": 200, "initial_trust_radius": 1.0, "max_trust_radius": 2.0},
    )
    return np.asarray(result.x)


def fit_histories(histories: Histories) -> BgNbd:
    """Fit the model to grouped histories by maximum likelihood. Raises FitError where the data do not determine it."""
    if not (histories.x > 0).any():
        raise FitError("nobody bought twice: repeat buying cannot be predicted from these orders")
    likelihood = _Likelihood(histories)
    typical_age = float(histories.count @ histories.age) / histories.customers
    start = np.log([1.0, max(typical_age / 4, 1e-3), 1.0, 2.0])
    reached = _maximum(likelihood, start)
    slope = float(np.abs(likelihood.gradient(reached)).max())
    at_limit = bool(np.abs(reached).max() > _RUNAWAY - 0.1)
    # Flat is a maximum, whether or not the search could still measure an improvement; at the edge, nearly flat will do.
    if slope > (1e-3 if at_limit else 1e-6):
        raise FitError("the likelihood has no maximum: there are too few customers who came back to fit the model")
    r, alpha, a, b = (float(value) for value in np.exp(reached))
    total = -float(likelihood.value(reached)) * histories.customers
    return BgNbd(r, alpha, a, b, total, histories.customers, at_limit)


def fit(x: npt.ArrayLike, recency: npt.ArrayLike, age: npt.ArrayLike) -> BgNbd:
    """Fit the model to customers: `x` repeat purchases, the last `recency` after the first one, seen until `age`.

    Three arrays of one length, one entry a customer; recency and age in one unit of time, which is then the unit of
    alpha. Raises ValueError for impossible histories and FitError where the data do not determine the model.
    """
    return fit_histories(group(x, recency, age))


def log_likelihood(model: BgNbd, histories: Histories) -> float:
    """The log-likelihood of `histories` under the parameters of `model`."""
    likelihood = _Likelihood(histories)
    logs = np.log([model.r, model.alpha, model.a, model.b])
    return -float(likelihood.value(logs)) * histories.customers
