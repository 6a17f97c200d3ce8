"""The models behind the predictions, as a page tells of them. Pure data: it travels as JSON from the worker to the page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import msgspec

from regulars.understand.predictions.beginning import Beginning


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
class Week:
    """A week up to the end of `day`: repeat orders expected and actual in it, and in all up to it."""

    day: date
    expected: float
    actual: int
    expected_so_far: float
    actual_so_far: int
    held_out: bool


@dataclass(frozen=True, slots=True)
class Bucket:
    """Customers by their repeat orders before the holdout (`orders`, or more if `more`): mean orders in it."""

    orders: int
    more: bool
    customers: int
    expected: float
    actual: float


@dataclass(frozen=True, slots=True)
class Bin:
    """Customers whose chance to order no more was told as `low` to `high`: the mean told, and what happened."""

    low: float
    high: float
    customers: int
    said: float
    happened: float


@dataclass(frozen=True, slots=True)
class Decile:
    """A tenth of the customers by what was expected of them, the best first: their orders, share and lift."""

    number: int
    customers: int
    expected: float
    actual: float
    share: float
    lift: float


@dataclass(frozen=True, slots=True)
class Trial:
    """How the model did that knew only the time up to `until_then`, in the `weeks_held_out` after it."""

    until_then: date
    weeks_held_out: int
    customers: int
    expected: float
    actual: int
    mean_absolute_error: float
    typical_error: float
    of_last_rate: float
    of_average: float
    brier: float
    brier_of_share: float
    weeks: tuple[Week, ...]
    buckets: tuple[Bucket, ...]
    bins: tuple[Bin, ...]
    deciles: tuple[Decile, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """Which family was chosen and why, among `families` (name, typical error in the holdout or None, why it failed).

    `untested` says why nothing could be held out; `worthless` that the model told no better than "everybody goes on".
    `sampled`: of how many customers the choice was made, where not of all.
    """

    why: str
    untested: str
    worthless: bool
    families: tuple[tuple[str, float | None, str], ...]
    sampled: int | None = None


@dataclass(frozen=True, slots=True)
class Newcomers(Beginning):
    """What is expected of people without an order: how others began, and what who begins brings in the time ahead.

    `worth`: the first order and those after it within Facts.days, discounted and at Facts.margin.
    """

    worth: float


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
    choice: Choice
    tested: Trial | None = None
    newcomers: Newcomers | None = None


def to_json(facts: Facts) -> str:
    """The facts as JSON."""
    return msgspec.json.encode(facts).decode()


def from_json(text: str) -> Facts | None:
    """The facts that `to_json` wrote; None for nothing, and for what an older release wrote in another form."""
    try:
        return msgspec.json.decode(text, type=Facts) if text else None
    except msgspec.ValidationError:
        return None
