"""The likelihood of the BG/NBD model over grouped histories, with its analytic derivatives."""

from __future__ import annotations

import numpy as np
from scipy.special import digamma, expit, gammaln, polygamma

from regulars.understand.predictions.grouping import Floats, Histories

# Histories at a time: what is computed of them stays in the processor's cache, and no product is worth a second thread.
_AT_A_TIME = 8192


class BgNbdSurface:
    """The log-likelihood of grouped histories with gradient and Hessian."""

    def __init__(self, histories: Histories) -> None:
        self.customers = float(histories.count.sum())
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

    def at(self, logs: Floats) -> tuple[float, Floats, Floats]:
        """The log-likelihood at these logarithms with gradient and Hessian in r, alpha, a and b."""
        r, alpha, a, b = np.exp(logs)
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
