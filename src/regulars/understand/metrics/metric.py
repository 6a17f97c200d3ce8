"""What a metric is: a sum over customers of what each of them contributes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from inspect import cleandoc
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from regulars.understand.metrics.measured import Measured
    from regulars.understand.metrics.window import Window

Unit = Literal["customers", "orders", "money", "share"]


@dataclass(frozen=True, slots=True)
class Contribution:
    """What each customer adds to a metric, as columns of numbers. Without a denominator the metric is a plain sum."""

    numerator: ir.NumericValue
    denominator: ir.NumericValue | None = None


@dataclass(frozen=True, slots=True)
class Grain:
    """A per-customer table that metrics sum over.

    `build(orders, windows, currency, needs)` gives one row for each (period, customer_id), period being the index of
    the window, with the columns named in `needs`.
    """

    name: str
    build: Callable[[ir.Table, Sequence[Window], str, Sequence[str]], ir.Table]


@dataclass(frozen=True, slots=True)
class Series:
    """The columns of the monthly table that draw a metric, and what they mean where they differ from the headline."""

    numerator: str
    denominator: str | None = None
    meaning: str = ""
    # Months after the one shown that must be over before its figure is final.
    follow_up: int = 0


@dataclass(frozen=True, slots=True)
class Metric:
    """One metric, defined once: the headline, the people, the series and the sentence all come from here."""

    key: str
    title: str
    unit: Unit
    compute: Callable[[ir.Table], Contribution]
    needs: tuple[str, ...]
    grain: Grain
    sentence: Callable[[Measured], str]
    series: Series
    # Which direction is good news; None where more is neither good nor bad in itself.
    better: Literal["up", "down"] | None = None
    # True when numerator and denominator count customers, one at most each: then a 95 % interval has a meaning.
    proportion: bool = False

    @property
    def formula(self) -> str:
        """The text of the definition: formula, unit, window, exclusions and source."""
        return cleandoc(self.compute.__doc__ or "")
