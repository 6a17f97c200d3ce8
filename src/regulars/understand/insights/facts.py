"""The models behind the predictions, as a page tells of them. Pure data: it travels as JSON from the worker to the page."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec


@dataclass(frozen=True, slots=True)
class Parameter:
    """One fitted parameter with its standard error and 95 % interval; None where the data do not tell them."""

    name: str
    value: float
    error: float | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Model:
    """One fitted model: the family's name, its parameters, and how well it fits the `customers` it was fitted to."""

    name: str
    parameters: tuple[Parameter, ...]
    log_likelihood: float
    customers: int
    at_limit: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """Of one fit. `value` is None where no model of what orders cost could be fitted: then the plain average is everybody's,
    and `value_reason` says why. Terms: `days` ahead, `discount` a year, `margin` of the price (None: it is not known)."""

    buying: Model
    value: Model | None
    plain_value: float
    value_reason: str
    days: int
    discount: float
    margin: float | None
    choice: str = ""


def to_json(facts: Facts) -> str:
    """The facts as JSON."""
    return msgspec.json.encode(facts).decode()


def from_json(text: str) -> Facts:
    """The facts that `to_json` wrote."""
    return msgspec.json.decode(text, type=Facts)
