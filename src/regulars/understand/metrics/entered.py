"""Figures that no record holds and somebody has to enter: margin, cost to serve, market sales and the like."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from regulars.understand.metrics.window import Window

# Without a word on it, so many days of silence end a customer where too few gaps are known to estimate it.
USUAL_SILENCE = 180
FEW = 30


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: its kind, value, and the business days it holds for, from `start` up to but not including `end`.

    `category`: of products; `segment`: the id of a segment; `label`: the initiative it is of. `text` holds what is no
    number. `estimated` says how a figure that nobody entered was worked out.
    """

    kind: str
    value: Decimal = Decimal(0)
    start: date | None = None
    end: date | None = None
    category: str = ""
    segment: int | None = None
    label: str = ""
    text: str = ""
    estimated: str = ""

    def holds(self, day: date) -> bool:
        """Whether it holds on the day."""
        return (self.start is None or self.start <= day) and (self.end is None or day < self.end)


@dataclass(frozen=True, slots=True)
class Entered:
    """Everything entered, and what follows from it for a day or a window."""

    figures: tuple[Figure, ...] = ()

    @classmethod
    def of(cls, figures: Iterable[Figure]) -> Entered:
        """In the order in which they begin: of two that hold on a day, the one that began last counts."""
        return cls(tuple(sorted(figures, key=lambda figure: figure.start or date.min)))

    def has(self, kind: str) -> bool:
        """Whether anything of this kind was entered."""
        return any(figure.kind == kind for figure in self.figures)

    def at(self, kind: str, day: date, category: str = "") -> Figure | None:
        """The figure of this kind that holds on the day; None where there is none."""
        found = [f for f in self.figures if f.kind == kind and f.category == category and f.holds(day)]
        return found[-1] if found else None

    def value(self, kind: str, day: date) -> float | None:
        """The number that holds on the day."""
        found = self.at(kind, day)
        return None if found is None else float(found.value)

    def total(self, kind: str, window: Window, label: str = "") -> Decimal | None:
        """The sum of a kind told for periods, over the window: a period that lies in it partly counts by its days.

        None where a day of the window has no figure: half a market is not the market.
        """
        told = [f for f in self.figures if f.kind == kind and f.label == label]
        covered, total = 0, Decimal(0)
        for figure in told:
            if figure.start is not None and figure.end is not None:
                days = max(0, (min(figure.end, window.end) - max(figure.start, window.start)).days)
                covered += days
                total += figure.value * days / (figure.end - figure.start).days
        return total if covered == (window.end - window.start).days else None

    def within(self, kind: str, window: Window) -> Decimal:
        """The sum of a kind told for periods, of everything it is told of, as far as its days lie in the window."""
        total = Decimal(0)
        for figure in self.figures:
            if figure.kind == kind and figure.start is not None:
                end = figure.end or figure.start + timedelta(days=1)
                days = (min(end, window.end) - max(figure.start, window.start)).days
                total += figure.value * max(0, days) / (end - figure.start).days
        return total

    def for_segment(self, segment: int | None) -> Entered:
        """What holds for a segment: its own figures of a kind where it has any, otherwise the general ones."""
        own = {figure.kind for figure in self.figures if segment is not None and figure.segment == segment}
        kept = (f for f in self.figures if (f.segment == segment if f.kind in own else f.segment is None))
        return replace(self, figures=tuple(kept))

    def with_figure(self, figure: Figure) -> Entered:
        """With one more, such as an estimate."""
        return Entered.of((*self.figures, figure))

    def lacking(self, kinds: Iterable[str], day: date) -> tuple[str, ...]:
        """Those of the kinds of which nothing was entered that could hold on the day or for a time before it."""
        return tuple(
            k for k in kinds if not any(f.kind == k and (f.start is None or f.start <= day) for f in self.figures)
        )


# What is taken where nothing was entered, and how that is said.
_UNTOLD = {
    "discount_rate": "No discount rate is entered: money of earlier years counts as money of today.",
    "cost_per_order": "The cost of an order is not entered, so it is not taken off.",
    "cost_per_contact": "The cost of a contact is not entered, so it is not taken off.",
}
OFFICE_HOURS = "Mon-Fri 09:00-17:00"


def with_usual(entered: Entered) -> Entered:
    """What was entered, with what is usually taken in place of what was not: each says so beside the number."""
    figures = [Figure(kind, estimated=said) for kind, said in _UNTOLD.items() if not entered.has(kind)]
    if not entered.has("business_hours"):
        told = f"Your business hours are not entered: {OFFICE_HOURS} is taken."
        figures.append(Figure("business_hours", text=OFFICE_HOURS, estimated=told))
    return Entered.of((*entered.figures, *figures))
