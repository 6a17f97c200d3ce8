"""Gamma-Gamma: what an order of each customer is worth, from the average of those seen.

A customer's orders vary around a mean of their own by a gamma distribution of shape p; the scales of customers vary by a
gamma distribution (shape q, scale v). The more orders were seen, the more a customer's own average counts, and the less
the average of all. It assumes that how much somebody spends has nothing to do with how often; `correlation` says whether.
Sources: Fader, Hardie and Lee (2005), RFM and CLV: Using Iso-Value Curves, Journal of Marketing Research 42(4), 415-430;
Fader and Hardie (2013), The Gamma-Gamma Model of Monetary Value.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import digamma, gammaln, polygamma

from regulars.understand.predictions.fitted import FitError, Fitted, climb, maximum
from regulars.understand.predictions.grouping import Floats

__all__ = ["FitError", "GammaGamma", "correlation", "fit"]

# As many customers a fit is begun with.
_BEGIN_WITH = 8000


@dataclass(frozen=True, slots=True)
class GammaGamma(Fitted):
    """A fitted model; `v` is in the money the averages are in. Fitted to the `customers` who bought again."""

    p: float
    q: float
    v: float
    log_likelihood: float
    customers: int
    at_limit: bool = False
    errors: tuple[float, ...] = ()

    @property
    def parameters(self) -> dict[str, float]:
        """The three parameters by name."""
        return {"p": self.p, "q": self.q, "v": self.v}

    @property
    def prior(self) -> float:
        """What an order of somebody is worth of whom nothing is known: p v / (q - 1). Infinite for q <= 1."""
        return self.p * self.v / (self.q - 1) if self.q > 1 else float("inf")

    def expected_value(self, orders: npt.ArrayLike, average: npt.ArrayLike) -> Floats:
        """The expected value of an order of each customer, given how many were seen and their average.

        p (v + x m) / (p x + q - 1): the prior and the customer's own average, weighted. With no orders it is the prior.
        """
        x, mean = np.asarray(orders, dtype=np.float64), np.asarray(average, dtype=np.float64)
        seen = x > 0
        spent = np.where(seen, x * np.where(seen, mean, 0.0), 0.0)
        with np.errstate(divide="ignore"):
            return np.asarray(
                np.where(seen | (self.q > 1), self.p * (self.v + spent) / (self.p * x + self.q - 1), np.inf)
            )


class _Surface:
    """The log-likelihood of customers with x orders that cost `spent` together, with gradient and Hessian."""

    def __init__(self, x: Floats, spent: Floats, every: int = 1) -> None:
        self.x, self.spent = x[::every], spent[::every]
        self.customers = float(len(self.x))
        self.x_values, self.by_x = np.unique(self.x, return_counts=True)
        logs = np.log(self.spent)
        # px ln(x) + (px - 1) ln(m), with m = spent / x: a part times p and one without a parameter.
        self.with_p = float(self.x @ logs)
        self.alone = float(np.log(self.x).sum() - logs.sum())

    def at(self, logs: Floats) -> tuple[float, Floats, Floats]:
        """The log-likelihood at these logarithms with gradient and Hessian in p, q and v."""
        p, q, v = np.exp(logs)
        values, n, total = self.x_values, self.by_x, self.customers
        both, own = p * values + q, p * values
        log_w, w = np.log(v + self.spent), 1 / (v + self.spent)
        sum_log, x_log = float(log_w.sum()), float(self.x @ log_w)
        sum_w, x_w, w_w, x_w_w = float(w.sum()), float(self.x @ w), float(w @ w), float((self.x * w) @ w)
        value = n @ (gammaln(both) - gammaln(own)) + total * (q * np.log(v) - gammaln(q))
        value += p * self.with_p + self.alone - p * x_log - q * sum_log
        gradient = np.array(
            [
                (n * values) @ (digamma(both) - digamma(own)) + self.with_p - x_log,
                n @ digamma(both) + total * (np.log(v) - digamma(q)) - sum_log,
                total * q / v - p * x_w - q * sum_w,
            ]
        )
        curved = polygamma(1, both)
        hessian = np.zeros((3, 3))
        hessian[0, 0] = (n * values**2) @ (curved - polygamma(1, own))
        hessian[0, 1] = hessian[1, 0] = (n * values) @ curved
        hessian[0, 2] = hessian[2, 0] = -x_w
        hessian[1, 1] = n @ curved - total * polygamma(1, q)
        hessian[1, 2] = hessian[2, 1] = total / v - sum_w
        hessian[2, 2] = -total * q / v**2 + p * x_w_w + q * w_w
        return float(value), gradient, hessian


def _positive(orders: npt.ArrayLike, average: npt.ArrayLike) -> tuple[Floats, Floats]:
    x, mean = np.asarray(orders, dtype=np.float64), np.asarray(average, dtype=np.float64)
    if x.shape != mean.shape or x.ndim != 1:
        raise ValueError("orders and average: two arrays of one dimension and the same length are needed")
    known = (x > 0) & (mean > 0)
    if not np.isfinite(mean[known]).all() or (x[known] != np.floor(x[known])).any():
        raise ValueError("orders and average: whole numbers of orders and finite averages are needed")
    return x[known], mean[known]


def fit(orders: npt.ArrayLike, average: npt.ArrayLike) -> GammaGamma:
    """Fit the model to customers by the number of their orders and the average of what these cost, one entry a customer.

    Customers without orders or with nothing paid say nothing and are left out. The literature leaves each customer's
    first order out. Raises ValueError for impossible arrays and FitError where the data do not determine the model.
    """
    x, mean = _positive(orders, average)
    if len(x) < 3 or x.max() < 2:
        raise FitError("too few customers paid more than once to tell how much orders of one customer differ")
    # In units of the typical order, so that the search is the same in pence and in yen.
    unit = float(np.median(mean))
    spent = x * mean / unit
    if np.ptp(mean) == 0:
        raise FitError("every customer pays the same: there is nothing to fit, the value of an order is that")
    start = np.log([1.0, 3.0, 2.0])
    if len(x) > 4 * _BEGIN_WITH:
        start = np.clip(climb(_Surface(x, spent, len(x) // _BEGIN_WITH), start), -8.0, 8.0)
    failed = "the likelihood of what orders are worth has no maximum: orders of one customer hardly differ, or too much"
    found = maximum(_Surface(x, spent), start, failed)
    p, q, v = found.values
    errors = (found.errors[0], found.errors[1], found.errors[2] * unit)
    # The density of an amount in another unit is divided by the unit.
    total = found.log_likelihood - len(x) * float(np.log(unit))
    return GammaGamma(p, q, v * unit, total, len(x), found.at_limit, errors)


def correlation(orders: npt.ArrayLike, average: npt.ArrayLike) -> float:
    """Pearson's correlation of how often with how much: near 0 where the model's assumption holds; nan if undefined."""
    x, mean = _positive(orders, average)
    if len(x) < 3 or np.ptp(x) == 0 or np.ptp(mean) == 0:
        return float("nan")
    return float(np.corrcoef(x, mean)[0, 1])
