"""What the report says, as numbers: one object that every way of showing it reads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from regulars.understand.metrics.measured import Measured
from regulars.understand.metrics.window import Window


@dataclass(frozen=True, slots=True)
class Anonymous:
    """Sales without a customer: they stay out of every customer metric."""

    orders: int
    revenue: Decimal


@dataclass(frozen=True, slots=True)
class Currency:
    """What was sold in one currency, by everybody; `code` is empty where the file names none."""

    code: str
    orders: int
    revenue: Decimal


@dataclass(frozen=True, slots=True)
class Month:
    """One month; `month` as 2011-05. Months in which nothing happened are there with zeros."""

    month: str
    active: int = 0
    orders: int = 0
    revenue: Decimal = Decimal(0)
    new: int = 0
    returning: int = 0
    returns: int = 0
    returned_value: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Cohort:
    """Customers by the month of their first purchase; `active[n]` of them bought n months later."""

    cohort: str
    active: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Scores:
    """How many customers have a score by recency, frequency and money."""

    score: int
    r: int
    f: int
    m: int


@dataclass(frozen=True, slots=True)
class GroupSize:
    """A named RFM group with its size and revenue."""

    name: str
    meaning: str
    customers: int
    revenue: Decimal


@dataclass(frozen=True, slots=True)
class Prediction:
    """A fitted model; `reason` says why there is none. `horizon` is in `unit`s; `expected`: all orders in it."""

    model: str
    unit: str
    customers: int
    parameters: Mapping[str, float] = field(default_factory=dict)
    log_likelihood: float | None = None
    horizon: int = 0
    expected: float | None = None
    alive: float | None = None
    at_limit: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """A customer in a list: who, what they did, and what the model expects of them."""

    customer: str
    name: str
    orders: int
    revenue: Decimal
    last_day: date
    group: str
    alive: float | None = None
    expected: float | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Slipping:
    """Customers silent far longer than is usual for them: how many, what they spent so far, and the foremost."""

    customers: int
    revenue: Decimal
    foremost: tuple[Person, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """The file: what was read, and what could not be. `columns` maps its columns to the fields they were taken for."""

    name: str
    lines: int
    columns: Mapping[str, str]
    encoding: str
    delimiter: str
    # Row number, field, reason.
    rejected: tuple[tuple[int, str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything the report shows. Money is in `currency` unless it says otherwise."""

    source: Source
    window: Window
    as_of: date
    currency: str
    metrics: tuple[Measured, ...]
    anonymous: Anonymous
    currencies: tuple[Currency, ...]
    months: tuple[Month, ...]
    cohorts: tuple[Cohort, ...]
    ntile: tuple[Scores, ...]
    tie_safe: tuple[Scores, ...]
    groups: tuple[GroupSize, ...]
    prediction: Prediction
    best: tuple[Person, ...]
    slipping: Slipping
    sql: Mapping[str, str]

    def metric(self, key: str) -> Measured:
        """One of the metrics by its key."""
        return next(metric for metric in self.metrics if metric.key == key)

    @property
    def others(self) -> tuple[Currency, ...]:
        """The currencies that the figures leave out."""
        return tuple(currency for currency in self.currencies if currency.code != self.currency)

    def has(self, key: str) -> bool:
        """Whether the metric is among those that could be computed from this file."""
        return any(metric.key == key for metric in self.metrics)
