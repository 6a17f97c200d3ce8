"""What a metric is: a sum over customers of what each of them contributes, or a percentile of what happened to them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from inspect import cleandoc
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from regulars.understand.metrics.entered import Entered
    from regulars.understand.metrics.material import Material
    from regulars.understand.metrics.measured import Measured
    from regulars.understand.metrics.window import Window

Unit = Literal[
    "customers", "orders", "money", "share", "points", "times", "hours", "visits", "pages", "cases", "reviews"
]
Table = Literal["orders", "lines", "interactions"]


@dataclass(frozen=True, slots=True)
class Contribution:
    """What each row of a grain adds to a metric, as columns of numbers. Without a denominator the metric is a plain sum.

    `of`: what a percentile is taken of; a row where it is null is left out.
    """

    numerator: ir.NumericValue
    denominator: ir.NumericValue | None = None
    of: ir.NumericValue | None = None


@dataclass(frozen=True, slots=True)
class Grain:
    """The rows that metrics sum over: most often one for each customer, for cases one for each case.

    `build(material, windows, needs)` gives rows of (period, part if the material is broken down, customer_id), period
    being the index of the window, with the columns named in `needs`. `reads`: the tables it looks at.
    """

    name: str
    build: Callable[[Material, Sequence[Window], Sequence[str]], ir.Table]
    reads: tuple[Table, ...] = ("orders",)
    # False where one thing is told by several rows, such as a case's opening and resolution: columns of rows part it.
    by_rows: bool = True


@dataclass(frozen=True, slots=True)
class Series:
    """The columns of the monthly table that draw a metric, and what they mean where they differ from the headline."""

    numerator: str
    denominator: str | None = None
    meaning: str = ""
    # Months after the one shown that must be over before its figure is final.
    follow_up: int = 0


@dataclass(frozen=True, slots=True)
class Derivation:
    """A metric worked out of other metrics and of figures people entered, never from rows.

    `of`: the keys of the metrics; `value` is given theirs by key (each known) and what was entered for the window, and
    gives None where nothing can be divided.
    """

    of: tuple[str, ...]
    value: Callable[[Mapping[str, float], Entered, Window], float | None]


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
    # Drawn from the monthly table of the scoreboard; metrics without are drawn from windows a month long each.
    series: Series | None = None
    # Which direction is good news; None where more is neither good nor bad in itself.
    better: Literal["up", "down"] | None = None
    # True when numerator and denominator count customers, one at most each: then a 95 % interval has a meaning.
    proportion: bool = False
    # True for a ratio whose rows are customers with any number of units each: its interval takes customers as clusters.
    clustered: bool = False
    # A percentile instead of a sum: 0.5 is the median.
    quantile: float | None = None
    # What the value is multiplied by to be in its unit: 100 for NPS.
    scale: int = 1
    # The ends of its scale, beyond which no interval reaches.
    ends: tuple[float, float] | None = None
    # Kinds of figures that people enter, without which nothing can be told.
    asks: tuple[str, ...] = ()
    # Kinds of figures that are estimated where nobody entered them; the estimate is said beside the number.
    uses: tuple[str, ...] = ()
    # Answers, cases or customers below which the figure says that it rests on few.
    least: int = 0
    # Divided by what was entered for the window: market sales.
    against: Callable[[Entered, Window], float | None] | None = None
    derived: Derivation | None = None

    @property
    def formula(self) -> str:
        """The text of the definition: formula, unit, window, exclusions and source."""
        return cleandoc(self.compute.__doc__ or "")
