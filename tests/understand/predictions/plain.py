"""The likelihoods as the papers print them, one customer a row, without any of the cleverness of the models under test."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from scipy.special import betaln, gammaln, hyp2f1
from tests.understand.predictions.simulated import Floats, Integers


def bgnbd(logs: Floats, x: Integers, recency: Floats, age: Floats) -> float:
    """Equation 6 of Fader, Hardie and Lee (2005), summed over customers."""
    r, alpha, a, b = np.exp(logs)
    front = gammaln(r + x) - gammaln(r) + r * np.log(alpha)
    stayed = betaln(a, b + x) - betaln(a, b) - (r + x) * np.log(alpha + age)
    left = betaln(a + 1, b + np.maximum(x, 1) - 1) - betaln(a, b) - (r + x) * np.log(alpha + recency)
    return float((front + np.where(x > 0, np.logaddexp(stayed, left), stayed)).sum())


def pareto_nbd(logs: Floats, x: Integers, recency: Floats, age: Floats) -> float:
    """Equations 18 to 22 of Fader and Hardie (2005), with A0 as a difference of two hypergeometric functions."""
    r, alpha, s, beta = np.exp(logs)
    power = r + s + x
    larger, second = (alpha, s + 1.0) if alpha >= beta else (beta, r + x)

    def part(time: Floats) -> Floats:
        z = abs(alpha - beta) / (larger + time)
        return np.asarray(np.log(hyp2f1(power, second, power + 1, z)) - power * np.log(larger + time))

    first, last = part(recency), part(age)
    with np.errstate(divide="ignore"):
        log_a0 = first + np.log1p(-np.exp(last - first))
    front = gammaln(r + x) - gammaln(r) + r * np.log(alpha) + s * np.log(beta)
    stayed = -(r + x) * np.log(alpha + age) - s * np.log(beta + age)
    return float((front + np.logaddexp(stayed, np.log(s / power) + log_a0)).sum())


def gamma_gamma(logs: Floats, orders: Integers, average: Floats) -> float:
    """Equation 1a of Fader and Hardie (2013)."""
    p, q, v = np.exp(logs)
    x, mean = orders, average
    terms = gammaln(p * x + q) - gammaln(p * x) - gammaln(q) + q * np.log(v)
    return float((terms + (p * x - 1) * np.log(mean) + p * x * np.log(x) - (p * x + q) * np.log(x * mean + v)).sum())


def maximum(likelihood: Callable[..., float], data: tuple[npt.NDArray[np.generic], ...], start: list[float]) -> float:
    """The highest log-likelihood that scipy finds by itself, without a gradient, from `start`."""
    customers = len(data[0])
    options = {"xatol": 1e-8, "fatol": 1e-12, "maxiter": 6000, "maxfev": 6000, "adaptive": True}
    found = minimize(
        lambda logs: -likelihood(logs, *data) / customers, np.log(start), method="Nelder-Mead", options=options
    )
    return -float(found.fun) * customers
