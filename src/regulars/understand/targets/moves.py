"""Which figures of a scoreboard moved more than chance allows in their newest finished month. Pure: a board in, moves out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from regulars.understand.metrics.catalogue import EVERY
from regulars.understand.metrics.measured import Measured, Point
from regulars.understand.metrics.window import add_months
from regulars.understand.targets.chance import Expected, Figure, Month, expected, surprising
from regulars.understand.targets.wording import month_name, spoken

# Figures of a month that look a year or longer back: neighbouring months share nearly all of their customers.
SLOW = frozenset({"retention_rate", "churn_rate"})


@dataclass(frozen=True, slots=True)
class Move:
    """A figure that moved: its newest finished month beside what was expected; `since`: the month it is compared with."""

    key: str
    title: str
    month: str
    since: str
    direction: Literal["up", "down"]
    good: bool | None
    value: float
    expected: Expected
    sentence: str


def figure_of(metric: Measured) -> Figure:
    """How chance moves this metric."""
    known = EVERY.get(metric.key)
    divided = metric.denominator is not None
    if divided and known is not None and known.proportion:
        return "share"
    if divided and metric.unit == "share":
        return "ratio"
    if metric.unit == "money" and not divided:
        return "money"
    return "level" if divided or metric.unit in {"points", "money", "hours"} else "count"


def months_of(points: Sequence[Point]) -> list[tuple[str, Month | None]]:
    """The finished months up to the newest, without a gap; None for one in which nothing could be divided."""
    found = {point.month: point for point in points if point.final}
    if not found:
        return []
    names, first, last = [], date.fromisoformat(f"{min(found)}-01"), max(found)
    while (name := first.isoformat()[:7]) <= last:
        names.append(name)
        first = add_months(first, 1)
    return [(name, _month(found.get(name))) for name in names]


def _month(point: Point | None) -> Month | None:
    if point is None or point.value is None:
        return None
    return Month(float(point.numerator), None if point.denominator is None else float(point.denominator))


def moves(metrics: Iterable[Measured]) -> tuple[Move, ...]:
    """Every figure whose newest finished month is off by more than chance; the rule holds for all of them together."""
    judged: dict[str, tuple[Measured, list[tuple[str, Month | None]], Expected]] = {}
    for metric in metrics:
        months = months_of(metric.series)
        found = expected([month for _, month in months], figure_of(metric), slow=metric.key in SLOW)
        if found is not None:
            judged[metric.key] = (metric, months, found)
    odd = surprising({key: found.p for key, (_, _, found) in judged.items()})
    return tuple(_move(*judged[key]) for key in judged if key in odd)


def _move(metric: Measured, months: Sequence[tuple[str, Month | None]], found: Expected) -> Move:
    name, month = months[-1]
    if month is None:
        raise ValueError(f"{metric.key}: a month without a figure cannot have moved")
    value = month.numerator / month.denominator if month.denominator else month.numerator
    direction: Literal["up", "down"] = "up" if value > found.value else "down"
    back = 12 if found.by == "season" else 1
    since = add_months(date.fromisoformat(f"{name}-01"), -back).isoformat()[:7]
    better = EVERY[metric.key].better if metric.key in EVERY else None
    return Move(
        metric.key, metric.title, name, since, direction, None if better is None else better == direction, value, found,
        said(metric, name, value, direction, found),
    )  # fmt: skip


def said(metric: Measured, month: str, value: float, direction: str, found: Expected) -> str:
    """`Repeat purchase rate: 12 % in March 2026, less than the 18 % to 26 % to be expected.`"""
    now, low, high = (spoken(one, metric.unit, metric.currency) for one in (value, found.low, found.high))
    compared = "more" if direction == "up" else "less"
    between = f"the {low} to {high}" if low != high else low
    return f"{metric.title}: {now} in {month_name(month)}, {compared} than {between} to be expected."
