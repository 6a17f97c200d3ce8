"""Pareto/NBD: how often customers buy while they stay, and when they quietly leave, at any moment.

While alive, a customer buys at a rate drawn from a gamma distribution (shape r, rate alpha), and lives for a time drawn
from an exponential distribution whose rate is drawn from another (shape s, rate beta). Unlike in the BG/NBD model,
somebody who bought only once may have left too.
Sources: Schmittlein, Morrison and Colombo (1987), Counting Your Customers, Management Science 33(1), 1-24; Fader and
Hardie (2005), A Note on Deriving the Pareto/NBD Model and Related Expressions.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import numpy.typing as npt
from scipy.special import betainc, betaincinv, exprel

from regulars.understand.predictions.fitted import FitError, climb, maximum
from regulars.understand.predictions.grouping import Floats, Histories, Integers, group
from regulars.understand.predictions.pareto_nbd_likelihood import ParetoNbdSurface, leaving
from regulars.understand.predictions.repeat_buying import RepeatBuying, Tails, several

__all__ = ["FitError", "ParetoNbd", "fit", "fit_histories", "log_likelihood"]

_AT_A_TIME = 4096
# Places of an integral over the chance of an arrival, which bends at both ends: they are drawn together there by a
# polynomial that is flat at 0 and 1.
_EVEN, _EQUAL = np.polynomial.legendre.leggauss(24)
_EVEN = 0.5 * (_EVEN + 1)
_AT = _EVEN**4 * (35 - 84 * _EVEN + 70 * _EVEN**2 - 20 * _EVEN**3)
_WEIGHT = 0.5 * _EQUAL * 140 * (_EVEN * (1 - _EVEN)) ** 3
# Places of an integral over arrivals, close enough for the narrow density of a frequent buyer.
_SPREAD, _SPREAD_WEIGHT = (
    0.5 * (part + shift) for part, shift in zip(np.polynomial.legendre.leggauss(48), (1, 0), strict=True)
)
# As many histories a fit is begun with.
_BEGIN_WITH = 4000


@dataclass(frozen=True, slots=True)
class ParetoNbd(RepeatBuying):
    """A fitted model. `alpha` and `beta` are in units of time; `log_likelihood` is of all `customers`.

    `at_limit`: a parameter ran off to the edge of what is searched, as it does when customers do not differ in how they
    buy or leave, or nobody leaves. Predictions then hold as those of the simpler model at that limit.
    """

    name: ClassVar[str] = "Pareto/NBD"

    r: float
    alpha: float
    s: float
    beta: float
    log_likelihood: float
    customers: int
    at_limit: bool = False
    errors: tuple[float, ...] = ()

    @property
    def parameters(self) -> dict[str, float]:
        """The four parameters by name."""
        return {"r": self.r, "alpha": self.alpha, "s": self.s, "beta": self.beta}

    def alive(self, x: Integers, recency: Floats, age: Floats) -> Floats:
        """P(alive): the part of the likelihood that is of staying."""
        chance = np.empty(len(x))
        for start in range(0, len(x), _AT_A_TIME):
            some = slice(start, start + _AT_A_TIME)
            found = leaving((self.r, self.alpha, self.s, self.beta), x[some], recency[some], age[some])
            chance[some] = found.stays / (found.stays + found.left.sum(axis=1))
        return chance

    def expected_if_alive(self, periods: float, x: Integers, age: Floats) -> Floats:
        """(r + x) / (alpha + T) purchases a unit of time, for as long as the customer is expected to stay of `periods`."""
        return np.asarray((self.r + x) / (self.alpha + age) * _stay(periods, self.s, self.beta + age))

    def rate_if_alive(self, ahead: float, x: Integers, age: Floats) -> Floats:
        """The rate of buying times the chance of being alive `ahead` from now."""
        still = np.exp(-self.s * np.log1p(ahead / (self.beta + age)))
        return np.asarray((self.r + x) / (self.alpha + age) * still)

    def at_least_if_alive(self, orders: Integers, periods: float, x: Integers, age: Floats) -> Floats:
        """P(at least `orders` >= 1 more purchases within `periods`): the last of them arrives before the customer leaves.

        The time until it arrives, as a share of alpha + T and itself, is beta distributed; the integral of the chance of
        still being alive then is taken over equal parts of that distribution's probability.
        """
        return self._at_least(orders, np.full(len(x), float(periods)), x, age)

    def tails(self, periods: float, x: Integers, age: Floats) -> Tails:
        """As above, but each from the one before: the density of the n-th arrival from that of the last but one."""
        return _ArrivalTails(self, periods, x, age)

    def next_order_if_alive(self, chance: float, x: Integers, age: Floats) -> Floats:
        """The time at which `chance` of those alive now have ordered again, found by halving on a scale of logarithms."""
        several(chance)
        one = np.ones_like(x)
        low, high = np.full(len(x), -20.0), np.full(len(x), 20.0)
        for _ in range(48):
            middle = 0.5 * (low + high)
            enough = self._at_least(one, np.exp(middle) * (self.alpha + age), x, age) >= chance
            high, low = np.where(enough, middle, high), np.where(enough, low, middle)
        return np.asarray(np.where(high >= 20.0, np.inf, np.exp(high) * (self.alpha + age)))

    def expected_new(self, periods: npt.ArrayLike) -> Floats:
        """r / alpha purchases a unit of time, for as long as somebody new is expected to stay."""
        times = np.asarray(periods, dtype=np.float64)
        return np.asarray(self.r / self.alpha * _stay(times, self.s, np.full(times.shape, self.beta)))

    def _at_least(self, orders: Integers, periods: Floats, x: Integers, age: Floats) -> Floats:
        power, several_orders = self.r + x, orders > 1
        within = betainc(orders, power, periods / (self.alpha + age + periods))
        total = np.zeros(len(x))
        for at, weight in zip(_AT, _WEIGHT, strict=True):
            level = within * at
            odds = np.expm1(-np.log1p(-level) / power)
            if several_orders.any():
                share = betaincinv(orders[several_orders], power[several_orders], level[several_orders])
                odds[several_orders] = share / (1 - share)
            arrives = (self.alpha + age) * odds
            total += weight * np.exp(-self.s * np.log1p(arrives / (self.beta + age)))
        return np.asarray(within * total)


class _ArrivalTails(Tails):
    """The integral over when the n-th purchase arrives, as a share w of alpha + T and itself, times being alive then.

    w has the density w^(n - 1) (1 - w)^(r + x - 1) / B(n, r + x): that of n + 1 is w (n + r + x) / n times that of n.
    """

    def __init__(self, model: ParetoNbd, periods: float, x: Integers, age: Floats) -> None:
        super().__init__(model, periods, x, age)
        self._power = model.r + x
        end = periods / (model.alpha + age + periods)
        self._share = end[:, None] * _SPREAD
        arrives = (model.alpha + age)[:, None] * self._share / (1 - self._share)
        alive = np.exp(-model.s * np.log1p(arrives / (model.beta + age)[:, None]))
        first = self._power[:, None] * np.exp((self._power[:, None] - 1) * np.log1p(-self._share))
        self._density = first * alive * end[:, None] * _SPREAD_WEIGHT

    def next(self, some: npt.NDArray[np.intp]) -> Floats:
        """The chances of one purchase more than last time."""
        n = self.n
        self.n += 1
        if n:
            # Of those that are asked no more the density stays behind, and is not needed again.
            self._density[some] *= self._share[some] * ((n + self._power[some]) / n)[:, None]
        return np.asarray(self._density[some].sum(axis=1))


def _stay(periods: float | Floats, s: float, beta: Floats) -> Floats:
    """The time of the next `periods` that somebody is expected to stay: beta / (s - 1) (1 - (beta / (beta + t))^(s - 1)).

    Written so that nothing happens at s = 1.
    """
    times = np.log1p(periods / beta)
    return np.asarray(beta * times * exprel(-(s - 1) * times))


def fit_histories(histories: Histories) -> ParetoNbd:
    """Fit the model to grouped histories by maximum likelihood. Raises FitError where the data do not determine it."""
    if not (histories.x > 0).any():
        raise FitError("nobody bought twice, so these orders do not tell who comes back")
    typical_age = float(histories.count @ histories.age) / histories.customers
    start = np.log([1.0, max(typical_age / 4, 1e-3), 1.0, max(typical_age / 2, 1e-3)])
    if len(histories.x) > 4 * _BEGIN_WITH:
        # Most of the way is found with every so-manieth history; all of them are needed for the last steps only.
        start = np.clip(climb(ParetoNbdSurface(_thinned(histories)), start), -8.0, 8.0)
    failed = "the likelihood has no maximum: there are too few customers who came back to fit the model"
    found = maximum(ParetoNbdSurface(histories), start, failed)
    r, alpha, s, beta = found.values
    return ParetoNbd(r, alpha, s, beta, found.log_likelihood, histories.customers, found.at_limit, found.errors)


def _thinned(histories: Histories) -> Histories:
    every = slice(None, None, len(histories.x) // _BEGIN_WITH)
    return Histories(
        histories.x[every],
        histories.recency_at[every],
        histories.recency_times,
        histories.age_at[every],
        histories.age_times,
        histories.count[every],
    )


def fit(x: npt.ArrayLike, recency: npt.ArrayLike, age: npt.ArrayLike) -> ParetoNbd:
    """Fit the model to customers: `x` repeat purchases, the last `recency` after the first one, seen until `age`.

    Three arrays of one length, one entry a customer; recency and age in one unit of time, which is then the unit of
    alpha and beta. Raises ValueError for impossible histories and FitError where the data do not determine the model.
    """
    return fit_histories(group(x, recency, age))


def log_likelihood(model: ParetoNbd, histories: Histories) -> float:
    """The log-likelihood of `histories` under the parameters of `model`."""
    return float(ParetoNbdSurface(histories).at(np.log(list(model.parameters.values())))[0])
