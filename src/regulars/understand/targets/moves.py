"""Which figures of a scoreboard moved more than chance allows in their newest finished month. Pure: a board in, moves out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from regulars.understand.metrics.catalogue import EVERY
from regulars.understand.metrics.measured import Measured, Point
from regulars.understand.metrics.window import add_months
from regulars.understand.targets.chance import FALSE_ALARMS, Expected, Figure, Month, expected, surprising
from regulars.understand.targets.wording import month_name, spoken

# Figures of a month that look a year or longer back: neighbouring months share nearly all of their customers.
SLOW = frozenset({"retention_rate", "churn_rate", "open_cases", "open_cases_week", "open_cases_month"})
# What a month says nothing of: they look at whole lives, or at what was entered.
NOT_MONTHLY = frozenset({"clv_historic", "clv_simple", "roi", "market_share", "market_share_relative"})


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
    if known is not None and (known.quantile is not None or known.scale != 1 or known.derived is not None):
        return "level"
    if divided and known is not None and known.proportion:
        return "share"
    if divided and metric.unit == "share":
        return "ratio"
    if metric.unit == "money" and not divided:
        return "money"
    return "level" if divided or metric.unit in {"points", "money", "hours"} else "count"


def months_of(points: Sequence[Point], figure: Figure) -> list[tuple[str, Month | None]]:
    """The finished months up to the newest, without a gap; None for one in which nothing could be divided."""
    found = {point.month: point for point in points if point.final}
    if not found:
        return []
    names, first, last = [], date.fromisoformat(f"{min(found)}-01"), max(found)
    while (name := first.isoformat()[:7]) <= last:
        names.append(name)
        first = add_months(first, 1)
    return [(name, _month(found.get(name), figure)) for name in names]


def _month(point: Point | None, figure: Figure) -> Month | None:
    if point is None or point.value is None:
        return None
    if figure == "level":
        return Month(float(point.value))
    return Month(float(point.numerator), None if point.denominator is None else float(point.denominator))


def by_month(found: Sequence[Measured], as_of: date) -> Measured | None:
    """A metric measured over windows of a month each (oldest first) as one with a series; None where there is none."""
    if not found:
        return None
    points = tuple(
        Point(
            one.window.start.isoformat()[:7], one.numerator, one.denominator, one.value, final=one.window.last <= as_of
        )
        for one in found
        if one.window.start.day == 1 and one.window.end.day == 1
    )
    return replace(found[-1], series=points)


def moves(metrics: Iterable[Measured], rate: float = FALSE_ALARMS) -> tuple[Move, ...]:
    """Every figure whose newest finished month is off by more than chance; `rate` holds for all of them together."""
    judged: dict[str, tuple[Measured, list[tuple[str, Month | None]], Expected]] = {}
    for metric in metrics:
        figure = figure_of(metric)
        months = months_of(metric.series, figure)
        found = expected([month for _, month in months], figure, slow=metric.key in SLOW)
        if found is not None:
            judged[metric.key] = (metric, months, found)
    odd = surprising({key: found.p for key, (_, _, found) in judged.items()}, rate)
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
