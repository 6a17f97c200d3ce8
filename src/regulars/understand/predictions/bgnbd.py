"""BG/NBD: how often customers buy while they stay, and when they quietly leave.

While alive, a customer buys at a rate drawn from a gamma distribution (shape r, rate alpha); after each purchase the
customer leaves with a probability drawn from a beta distribution (a, b).
Source: Fader, Hardie and Lee (2005), "Counting Your Customers" the Easy Way: An Alternative to the Pareto/NBD Model,
Marketing Science 24(2), 275-284.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt
from scipy.linalg import eigh_tridiagonal
from scipy.special import betainc, betaln, expit, hyp2f1

from regulars.understand.predictions.bgnbd_likelihood import BgNbdSurface
from regulars.understand.predictions.fitted import FitError, maximum
from regulars.understand.predictions.grouping import Floats, Histories, Integers, group
from regulars.understand.predictions.repeat_buying import RepeatBuying, several

__all__ = ["BgNbd", "FitError", "fit", "fit_histories", "log_likelihood"]

Reals = npt.NDArray[np.floating[Any]]
# Beyond these the hypergeometric series loses its digits without saying so; fits come there only at the edge.
_LARGE_POWER, _LARGE_A = 1000.0, 50.0
# Places of the integral that takes over there, and histories at a time.
_PLACES, _AT_A_TIME = 80, 4096


@dataclass(frozen=True, slots=True)
class BgNbd(RepeatBuying):
    """A fitted model. `alpha` is in units of time; `log_likelihood` is of all `customers`.

    `at_limit`: a parameter ran off to the edge of what is searched, as it does when customers do not differ in how they
    buy or leave. Predictions then hold as those of the simpler model at that limit; the parameters alone mean little.
    """

    name: ClassVar[str] = "BG/NBD"

    r: float
    alpha: float
    a: float
    b: float
    log_likelihood: float
    customers: int
    at_limit: bool = False
    errors: tuple[float, ...] = ()

    @property
    def parameters(self) -> dict[str, float]:
        """The four parameters by name."""
        return {"r": self.r, "alpha": self.alpha, "a": self.a, "b": self.b}

    def alive(self, x: Integers, recency: Floats, age: Floats) -> Floats:
        """P(alive); a customer with one purchase has 1, as this model lets nobody leave without having bought again."""
        quiet = np.log((self.alpha + age) / (self.alpha + recency))
        log_odds_left = np.log(self.a) - np.log(self.b + np.maximum(x, 1) - 1) + (self.r + x) * quiet
        return np.asarray(np.where(x > 0, expit(-log_odds_left), 1.0))

    def expected_if_alive(self, periods: float, x: Integers, age: Floats) -> Floats:
        """Their equation 10 without its denominator, which is P(alive)."""
        return _expected(self.r + x, self.b + x, self.a, periods / (self.alpha + age))

    def rate_if_alive(self, ahead: float, x: Integers, age: Floats) -> Floats:
        """The rate of purchases `ahead` from now of somebody alive now: the derivative of `expected_if_alive`."""
        power, z = self.r + x, ahead / (self.alpha + age)
        still = _left_share(power + 1, self.b + x, self.a + 1, z)
        lost = _lost(still, np.exp(-(power + 1) * np.log1p(z)), np.ones(len(x)), power, self.a)
        if lost.any():
            still[lost] = _over_leaving(power[lost], self.b + x[lost], self.a, z[lost], _still)
        return np.asarray(power / (self.alpha + age) * still)

    def at_least_if_alive(self, orders: Integers, periods: float, x: Integers, age: Floats) -> Floats:
        """P(at least `orders` >= 1 more purchases within `periods`): that many would arrive, and none but the last is the last.

        Rate and chance of leaving are independent given the history of somebody alive: a tail of the negative binomial
        times a ratio of beta functions.
        """
        arrive = betainc(orders, self.r + x, periods / (self.alpha + age + periods))
        stay = np.exp(betaln(self.a, self.b + x + orders - 1) - betaln(self.a, self.b + x))
        return np.asarray(arrive * stay)

    def next_order_if_alive(self, chance: float, x: Integers, age: Floats) -> Floats:
        """Lomax: the rate is gamma distributed, and nobody alive leaves before the next purchase."""
        several(chance)
        with np.errstate(over="ignore"):  # beyond all numbers: never
            return np.asarray((self.alpha + age) * np.expm1(-np.log1p(-chance) / (self.r + x)))

    def expected_new(self, periods: npt.ArrayLike) -> Floats:
        """Their equation 9."""
        times = np.asarray(periods, dtype=np.float64)
        return _expected(np.full(times.shape, self.r), np.full(times.shape, self.b), self.a, times / self.alpha)


def _off_one(a: float) -> float:
    # The expectation has a removable gap at a = 1; a step aside of this size changes no digit that is shown.
    return a if abs(a - 1) > 1e-7 else 1 + 1e-7


def _left_share(power: Reals, risk: Reals, a: float, ahead: Reals) -> Floats:
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


def _expected(power: Reals, risk: Reals, a: float, ahead: Reals) -> Floats:
    """The expected purchases ahead of somebody alive: equation 10 without P(alive), or its integral where that is lost."""
    aside = _off_one(a)
    found = (aside + risk - 1) / (aside - 1) * (1 - _left_share(power, risk, aside, ahead))
    # Nobody leaves before the first purchase, and nobody leaves at all: what is expected lies between.
    lost = _lost(found, -np.expm1(-power * np.log1p(ahead)), power * ahead, power, a)
    if lost.any():
        found[lost] = _over_leaving(power[lost], risk[lost], a, ahead[lost], _bought)
    return np.asarray(found)


def _lost(found: Reals, least: Reals, most: Reals, power: Reals, a: float) -> npt.NDArray[np.bool_]:
    """Where the hypergeometric series cannot be relied on, or has come to something impossible."""
    possible = (found >= least * (1 - 1e-6) - 1e-12) & (found <= most * (1 + 1e-6) + 1e-12)
    return np.asarray(~possible | (power > _LARGE_POWER) | (a > _LARGE_A))


def _bought(p: Floats, power: Reals, ahead: Reals) -> Floats:
    return np.asarray(-np.expm1(-power * np.log1p(p * ahead)) / p)


def _still(p: Floats, power: Reals, ahead: Reals) -> Floats:
    return np.asarray(np.exp(-(power + 1) * np.log1p(p * ahead)))


def _over_leaving(
    power: Reals, risk: Reals, a: float, ahead: Reals, given: Callable[[Floats, Reals, Reals], Floats]
) -> Floats:
    """The mean of what is `given` a chance p of leaving, where p is beta distributed (a, risk): by Gauss and Jacobi."""
    mean = np.empty(len(power))
    for one in np.unique(risk):
        some = np.flatnonzero(risk == one)
        places, weights = _jacobi(a, float(one))
        for part in np.array_split(some, 1 + len(some) // _AT_A_TIME):
            mean[part] = given(places, power[part][:, None], ahead[part][:, None]) @ weights
    return mean


def _jacobi(a: float, b: float) -> tuple[Floats, Floats]:
    """Places in (0, 1) and weights that sum to 1, for the mean over a beta distribution (a, b).

    From the three-term recurrence of Jacobi's polynomials (Golub and Welsch), without a gamma function to overflow.
    """
    n = np.arange(_PLACES)
    both = a + b - 2
    with np.errstate(divide="ignore", invalid="ignore"):
        middle = 0.5 + 0.5 * ((a - 1) ** 2 - (b - 1) ** 2) / ((2 * n + both) * (2 * n + both + 2))
    middle[0] = a / (a + b)
    k = n[1:]
    with np.errstate(divide="ignore", invalid="ignore"):
        beside = (
            k * (k + a - 1) * (k + b - 1) * (k + both) / ((2 * k + both) ** 2 * (2 * k + both + 1) * (2 * k + both - 1))
        )
    beside[0] = a * b / ((a + b) ** 2 * (a + b + 1))
    places, vectors = eigh_tridiagonal(middle, np.sqrt(beside))
    return np.maximum(places, np.finfo(float).tiny), np.asarray(vectors[0] ** 2)


def fit_histories(histories: Histories) -> BgNbd:
    """Fit the model to grouped histories by maximum likelihood. Raises FitError where the data do not determine it."""
    if not (histories.x > 0).any():
        raise FitError("nobody bought twice, so these orders do not tell who comes back")
    typical_age = float(histories.count @ histories.age) / histories.customers
    start = np.log([1.0, max(typical_age / 4, 1e-3), 1.0, 2.0])
    failed = "the likelihood has no maximum: there are too few customers who came back to fit the model"
    found = maximum(BgNbdSurface(histories), start, failed)
    r, alpha, a, b = found.values
    return BgNbd(r, alpha, a, b, found.log_likelihood, histories.customers, found.at_limit, found.errors)


def fit(x: npt.ArrayLike, recency: npt.ArrayLike, age: npt.ArrayLike) -> BgNbd:
    """Fit the model to customers: `x` repeat purchases, the last `recency` after the first one, seen until `age`.

    Three arrays of one length, one entry a customer; recency and age in one unit of time, which is then the unit of
    alpha. Raises ValueError for impossible histories and FitError where the data do not determine the model.
    """
    return fit_histories(group(x, recency, age))


def log_likelihood(model: BgNbd, histories: Histories) -> float:
    """The log-likelihood of `histories` under the parameters of `model`."""
    return float(BgNbdSurface(histories).at(np.log(list(model.parameters.values())))[0])
