"""What all insights come to: how many are still with us, what they will bring, how it is spread. Pure data."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import msgspec


@dataclass(frozen=True, slots=True)
class Part:
    """Customers of one name (a group, a relationship): how many, what they are to bring, and how much of it is at risk."""

    name: str
    customers: int
    clv: Decimal
    at_risk: Decimal


@dataclass(frozen=True, slots=True)
class Step:
    """Customers whose worth to come lies from `low` up to, not including, `high` (None: no end)."""

    low: Decimal
    high: Decimal | None
    customers: int
    clv: Decimal


@dataclass(frozen=True, slots=True)
class Due:
    """Customers whose contract is renewed within so many days: how many, how many of these contracts are likely to end then
    (as far as it can be told), and what those customers pay a year, in all and times that chance."""

    days: int
    customers: int
    ending: float
    price: Decimal
    at_risk: Decimal


@dataclass(frozen=True, slots=True)
class Held:
    """Customers who hold a running contract: how many, what they pay a year, how many of those renewed next are likely to
    end at their next renewal, of how many that can be told, and what all are to bring until the horizon."""

    customers: int
    price: Decimal
    ending: float
    told: int
    clv: Decimal
    due: tuple[Due, ...]


@dataclass(frozen=True, slots=True)
class Spread:
    """Of the customers whom the models know: `alive` of `customers` are still with us, `orders` come within a year and
    `orders_90_days` within 90 days; `clv` until the horizon, of which `at_risk`. `related`: of everybody with a relationship;
    `cooling` of them go away. `tenths`: the most orders expected in a year of each tenth of them, the best tenth first.
    `held`: None while nobody holds a contract."""

    customers: int
    alive: float
    orders: float
    orders_90_days: float
    clv: Decimal
    at_risk: Decimal
    groups: tuple[Part, ...]
    related: tuple[Part, ...]
    steps: tuple[Step, ...]
    tenths: tuple[float, ...]
    cooling: int
    held: Held | None = None


def to_json(spread: Spread) -> str:
    """The spread as JSON; decimals as text."""
    return msgspec.json.Encoder(decimal_format="string").encode(spread).decode()


def from_json(text: str) -> Spread | None:
    """The spread that `to_json` wrote; None for nothing, and for what an older release wrote in another form."""
    try:
        return msgspec.json.decode(text, type=Spread) if text else None
    except msgspec.ValidationError:
        return None


def edges(most: Decimal) -> tuple[Decimal, ...]:
    """Round limits between steps (1, 2, 5 times a power of ten), so that the largest worth falls into the last of at most ten
    steps, the first of which begins at 0."""
    if most <= 0:
        return ()
    size = Decimal(10) ** most.adjusted()
    top = max(limit for limit in (size, 2 * size, 5 * size) if limit <= most)
    limits = [top]
    while len(limits) < 6:
        digits = limits[-1] / Decimal(10) ** limits[-1].adjusted()
        limits.append(limits[-1] / (Decimal("2.5") if digits == 5 else 2))
    return tuple(reversed(limits))
