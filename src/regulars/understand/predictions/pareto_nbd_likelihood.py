"""The likelihood of the Pareto/NBD model over grouped histories, with its analytic derivatives.

A history (x, t_x, T) is that of somebody who is alive at T, or who left at some u between t_x and T. Its likelihood is

    Gamma(r + x) / Gamma(r) * alpha^r * beta^s * (stays + left)
    stays = (alpha + T)^-(r + x) * (beta + T)^-s
    left  = integral from t_x to T of  s * (alpha + u)^-(r + x) * (beta + u)^-(s + 1) du

The literature writes `left` as a difference of two Gaussian hypergeometric functions, which loses every digit where they
are nearly equal, overflows for frequent buyers, and has no derivative that anybody would want to compute. As an integral
of something positive it has none of these faults: a few places of Gauss and Legendre, put where the integrand is, give
it to about ten digits, and its derivatives are integrals over the same places.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import digamma, gammaln, polygamma

from regulars.understand.predictions.grouping import Floats, Histories, Integers

_NODES = 20
# How much slower than the integrand the exponential falls over which the places are spread: what is left then ends in a
# high power of the distance to the end, which a rule for polynomials takes well.
_SLOWER = 6.0
_AT, _WEIGHT = (
    0.5 * (part + shift) for part, shift in zip(np.polynomial.legendre.leggauss(_NODES), (1, 0), strict=True)
)
# Histories at a time: times the places, so that it stays in the processor's cache.
_AT_A_TIME = 1024


@dataclass(frozen=True, slots=True)
class Leaving:
    """For histories (first axis) and places of leaving (second axis): the places, and what each adds to `left`.

    All relative to the integrand at t_x, whose logarithm is `reference`; `stays` likewise.
    """

    places: Floats
    left: Floats
    stays: Floats
    reference: Floats


def leaving(parameters: tuple[float, float, float, float], x: Integers, recency: Floats, age: Floats) -> Leaving:
    """Where the integral of `left` is taken for each history, and what it is made of.

    The smaller of alpha and beta, m, bends the integrand most, so it is taken over log(m + u); as it falls there like an
    exponential of a known slope or faster, the places are spread over a slower exponential.
    """
    r, alpha, s, beta = parameters
    power = r + x
    small = min(alpha, beta)
    base = small + recency
    whole = np.log((small + age) / base)
    slope = power * base / (alpha + recency) + (s + 1) * base / (beta + recency) - 1
    slope = slope / _SLOWER
    slope = np.where(np.abs(slope) < 1e-6, 1e-6, slope)
    cut = -np.expm1(-slope * whole)
    # y = log((m + u) / (m + t_x)), and dy at each place.
    shrunk = np.log1p(-cut[:, None] * _AT)
    y = -shrunk / slope[:, None]
    grown = np.exp(y)
    places = base[:, None] * grown - small
    by_rate = np.log((alpha + places) / (alpha + recency)[:, None]) if small != alpha else y
    by_leaving = np.log((beta + places) / (beta + recency)[:, None]) if small != beta else y
    bent = np.exp(-power[:, None] * by_rate - (s + 1) * by_leaving + y - shrunk)
    left = bent * (s * _WEIGHT) * (base * cut / slope)[:, None]
    reference = -power * np.log(alpha + recency) - (s + 1) * np.log(beta + recency)
    stays = np.exp(-power * np.log(alpha + age) - s * np.log(beta + age) - reference)
    return Leaving(places, left, stays, reference)


class ParetoNbdSurface:
    """The log-likelihood of grouped histories with gradient and Hessian."""

    def __init__(self, histories: Histories) -> None:
        self.customers = float(histories.count.sum())
        self.by_x = np.bincount(histories.x, weights=histories.count)
        self.x_values = np.flatnonzero(self.by_x)
        self.by_x = self.by_x[self.x_values]
        self.x, self.count = histories.x, histories.count
        self.recency, self.age = histories.recency, histories.age

    def at(self, logs: Floats) -> tuple[float, Floats, Floats]:
        """The log-likelihood at these logarithms with gradient and Hessian in r, alpha, s and beta."""
        r, alpha, s, beta = (float(value) for value in np.exp(logs))
        parameters = (r, alpha, s, beta)
        value, gradient, hessian = self._counts(*parameters)
        for start in range(0, len(self.x), _AT_A_TIME):
            part = self._times(slice(start, start + _AT_A_TIME), parameters)
            value, gradient, hessian = value + part[0], gradient + part[1], hessian + part[2]
        return value, gradient, hessian

    def _counts(self, r: float, alpha: float, s: float, beta: float) -> tuple[float, Floats, Floats]:
        """What knows only x."""
        x, n, total = self.x_values, self.by_x, self.customers
        value = n @ gammaln(r + x) + total * (r * np.log(alpha) + s * np.log(beta) - gammaln(r))
        gradient = np.array(
            [
                n @ digamma(r + x) + total * (np.log(alpha) - digamma(r)),
                total * r / alpha,
                total * np.log(beta),
                total * s / beta,
            ]
        )
        hessian = np.zeros((4, 4))
        hessian[0, 0] = n @ polygamma(1, r + x) - total * polygamma(1, r)
        hessian[0, 1] = hessian[1, 0] = total / alpha
        hessian[1, 1] = -total * r / alpha**2
        hessian[2, 3] = hessian[3, 2] = total / beta
        hessian[3, 3] = -total * s / beta**2
        return float(value), gradient, hessian

    def _times(self, some: slice, parameters: tuple[float, float, float, float]) -> tuple[float, Floats, Floats]:
        """log(stays + left): of a sum of positive terms, whose derivatives are means and covariances over the terms."""
        r, alpha, s, beta = parameters
        x, n, recency, age = self.x[some], self.count[some], self.recency[some], self.age[some]
        found = leaving(parameters, x, recency, age)
        whole = found.stays + found.left.sum(axis=1)
        value = n @ (np.log(whole) + found.reference)
        # The last column is staying until T; the others are leaving at each place.
        until = np.concatenate([found.places, age[:, None]], axis=1)
        share = np.concatenate([found.left, found.stays[:, None]], axis=1) / whole[:, None]
        weight = share * n[:, None]
        leaves = np.ones(until.shape[1])
        leaves[-1] = 0.0
        bought, left = 1 / (alpha + until), 1 / (beta + until)
        power = (r + x)[:, None]
        # The derivatives of the logarithm of each term.
        slopes = np.stack(
            [-np.log(alpha + until), -power * bought, leaves / s - np.log(beta + until), -(s + leaves) * left]
        )
        means = np.einsum("khj,hj->kh", slopes, share)
        gradient = means @ n
        flat = slopes.reshape(4, -1)
        hessian = (flat * weight.ravel()) @ flat.T - (means * n) @ means.T
        by_alpha, by_beta = float((weight * bought).sum()), float((weight * left).sum())
        hessian[0, 1] -= by_alpha
        hessian[1, 0] -= by_alpha
        hessian[1, 1] += float((weight * power * bought**2).sum())
        hessian[2, 2] -= float((weight @ leaves).sum()) / s**2
        hessian[2, 3] -= by_beta
        hessian[3, 2] -= by_beta
        hessian[3, 3] += float((weight * (s + leaves) * left**2).sum())
        return float(value), gradient, hessian
