"""What every fitted model tells of itself, and the search for the parameters that make the data most likely."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from scipy.optimize import minimize

from regulars.understand.predictions.grouping import Floats

# Beyond e^12 a parameter has run off to infinity: the data do not determine it.
RUNAWAY = 12.0
_WALL = 1e12
# 97.5 % of a normal distribution lie below it.
_NORMAL = 1.959963984540054


class FitError(ValueError):
    """The data do not determine the model; the message says why."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A parameter, its standard error (nan where the data do not tell one) and the 95 % interval.

    The interval is taken on the logarithm, as no parameter of these models can be negative.
    """

    name: str
    value: float
    error: float

    @property
    def low(self) -> float:
        """The lower end of the 95 % interval."""
        return float(self.value * np.exp(-_NORMAL * self.error / self.value))

    @property
    def high(self) -> float:
        """The upper end of the 95 % interval."""
        return float(self.value * np.exp(_NORMAL * self.error / self.value))


class Fitted(ABC):
    """A model fitted by maximum likelihood to `customers`, whose whole log-likelihood is `log_likelihood`.

    `errors`: the standard errors of the parameters in their order, from the inverse of the observed information; empty
    where they are not known. `at_limit`: a parameter ran off to the edge of what is searched.
    """

    __slots__ = ()
    log_likelihood: float
    customers: int
    errors: tuple[float, ...]
    at_limit: bool

    @property
    @abstractmethod
    def parameters(self) -> dict[str, float]:
        """The parameters by name."""

    @property
    def estimates(self) -> tuple[Estimate, ...]:
        """Each parameter with its standard error."""
        errors = self.errors or (float("nan"),) * len(self.parameters)
        return tuple(
            Estimate(name, value, error) for (name, value), error in zip(self.parameters.items(), errors, strict=True)
        )

    @property
    def aic(self) -> float:
        """Akaike's criterion: twice the parameters minus twice the log-likelihood; the lower, the better."""
        return 2.0 * len(self.parameters) - 2.0 * self.log_likelihood

    @property
    def bic(self) -> float:
        """The Bayesian criterion: ln(customers) for each parameter minus twice the log-likelihood."""
        return float(np.log(self.customers) * len(self.parameters) - 2.0 * self.log_likelihood)


class Surface(Protocol):
    """A log-likelihood over the logarithms of its parameters, summed over `customers`, with its first two derivatives."""

    @property
    def customers(self) -> float:
        """The number of customers summed over."""

    def at(self, logs: Floats) -> tuple[float, Floats, Floats]:
        """The log-likelihood at these logarithms with its gradient and Hessian in the *natural* parameters."""


class Landscape:
    """Minus the mean log-likelihood in the logarithms of the parameters: what is searched for its lowest point.

    Beyond the runaway bound, where differences of gamma functions drown, stands a wall.
    """

    def __init__(self, surface: Surface) -> None:
        self._surface = surface
        self._last: tuple[bytes, float, Floats, Floats] | None = None

    def value(self, logs: Floats) -> float:
        """The height at these logarithms."""
        return _WALL if np.abs(logs).max() > RUNAWAY else self._at(logs)[1]

    def gradient(self, logs: Floats) -> Floats:
        """Its gradient."""
        return self._at(logs)[2]

    def hessian(self, logs: Floats) -> Floats:
        """Its Hessian."""
        return self._at(logs)[3]

    def _at(self, logs: Floats) -> tuple[bytes, float, Floats, Floats]:
        key = logs.tobytes()
        if self._last is None or self._last[0] != key:
            value, gradient, hessian = self._surface.at(logs)
            theta = np.exp(logs)
            # Chain rule for theta = exp(log theta).
            second = hessian * np.outer(theta, theta) + np.diag(gradient * theta)
            scale = -1.0 / self._surface.customers
            self._last = (key, value * scale, gradient * theta * scale, second * scale)
        return self._last


@dataclass(frozen=True, slots=True)
class Maximum:
    """Where the likelihood is highest: the parameters, their standard errors, its height, and whether at the edge."""

    values: tuple[float, ...]
    errors: tuple[float, ...]
    log_likelihood: float
    at_limit: bool


def climb(surface: Surface, start: Floats) -> Floats:
    """The logarithms of the parameters reached from `start`, whether or not that is a maximum."""
    land = Landscape(surface)
    # Newton's steps within a trust region; short ones, as a likelihood is far from quadratic away from its maximum.
    result = minimize(
        land.value,
        start,
        method="trust-exact",
        jac=land.gradient,
        hess=land.hessian,
        options={"gtol": 1e-9, "maxiter": 200, "initial_trust_radius": 1.0, "max_trust_radius": 2.0},
    )
    return np.asarray(result.x)


def maximum(surface: Surface, start: Floats, failed: str) -> Maximum:
    """The maximum of the likelihood, searched from the logarithms `start`. Raises FitError(failed) where there is none."""
    reached = climb(surface, start)
    land = Landscape(surface)
    at_limit = bool(np.abs(reached).max() > RUNAWAY - 0.1)
    slope = float(np.abs(land.gradient(reached)).max())
    # Flat is a maximum, whether or not the search could still measure an improvement; at the edge, nearly flat will do.
    if not slope <= (1e-3 if at_limit else 1e-6):
        raise FitError(failed)
    values = np.exp(reached)
    errors = _errors(land.hessian(reached) * surface.customers, values)
    total = -land.value(reached) * surface.customers
    return Maximum(tuple(map(float, values)), errors, float(total), at_limit)


def _errors(information: Floats, values: Floats) -> tuple[float, ...]:
    """Standard errors: the roots of the diagonal of the inverse observed information of the logarithms, times the values.

    That is the delta method; at the maximum the same as inverting the information of the parameters themselves.
    """
    try:
        variances = np.diag(np.linalg.inv(information))
    except np.linalg.LinAlgError:
        return (float("nan"),) * len(values)
    # Along a ridge the information has no inverse to speak of: no error is told rather than a wrong one.
    known = np.where(variances > 0, variances, np.nan)
    return tuple(map(float, np.sqrt(known) * values))
