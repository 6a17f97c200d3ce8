"""A metric over any window, segment and breakdown, as its page shows it. Pure: what was measured in, words and geometry out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from regulars.understand.metrics.definition import definition
from regulars.understand.metrics.measured import Measured, Point
from regulars.understand.metrics.wording import count, decimal, hours, money, percent
from regulars.web.pictures.spark import Spark
from regulars.web.understand.said import draw, verdict

# Shares told of fewer than these customers are drawn, but their size is a guess: the interval says so.
TREND_MONTHS = 24


@dataclass(frozen=True, slots=True)
class Figure:
    """One number in the page's words: its sentence in three pieces, what changed, how sure it is."""

    before: str
    figure: str
    after: str
    verdict: str
    tone: str
    interval: str


@dataclass(frozen=True, slots=True)
class PartRow:
    """A row of a breakdown."""

    name: str
    value: str
    interval: str
    of: str
    change: str
    tone: str
    bar: float
    people: str


def spoken(one: Measured) -> Callable[[object], str]:
    """How values of this metric are said."""
    kind = one.unit
    if kind == "money":
        return lambda value: money(value, one.currency)
    if kind == "share":
        return lambda value: percent(float(str(value)))
    if kind == "hours":
        return hours if "business" not in one.key else (lambda value: f"{decimal(value)} h")
    if kind in {"times", "pages"}:
        return lambda value: decimal(value, 2)
    if kind == "points" or one.key == "active_by_day":
        return lambda value: decimal(value, 1)
    return count


def interval(one: Measured) -> str:
    """`20 % to 24 %, of 3,120`; empty where none is known."""
    if one.low is None or one.high is None:
        return ""
    say = spoken(one)
    low, high = say(one.low), say(one.high)
    between = f"{one.low * 100:.1f} to {one.high * 100:.1f} %" if one.unit == "share" else f"{low} to {high}"
    return between if one.denominator is None else f"{between}, of {count(round(float(one.denominator)))}"


def figure(one: Measured, cut: Callable[[str], tuple[str, str, str]]) -> Figure:
    """The number in words; `cut` takes its sentence apart around the figure."""
    words, tone = verdict(one)
    return Figure(*cut(one.sentence), words, tone, interval(one))


def part_rows(
    parts: Mapping[str, tuple[Measured, ...]], names: Mapping[str, str], people: str, query: Mapping[str, str]
) -> tuple[PartRow, ...]:
    """The parts of a breakdown, in the order given. `people` is the address of the people behind."""
    ones = {part: measured[0] for part, measured in parts.items()}
    reach = max((abs(float(one.value)) for one in ones.values() if one.value is not None), default=0) or 1
    rows = []
    for part, one in ones.items():
        say = spoken(one)
        change = ""
        if one.change is not None and one.before is not None and one.before.value is not None:
            change = f"from {say(one.before.value)}"
        _, tone = verdict(one)
        rows.append(
            PartRow(
                name=names.get(part, part),
                value="–" if one.value is None else say(one.value),
                interval=interval(one).partition(", of")[0],
                of="" if one.denominator is None else count(round(float(one.denominator))),
                change=change,
                tone=tone,
                bar=0.0 if one.value is None else max(0.0, float(one.value)) / reach,
                people=f"{people}?{urlencode({**query, 'of': part})}",
            )
        )
    return tuple(rows)


def trend(points: Sequence[Measured], marks: Mapping[str, str]) -> tuple[Spark, str]:
    """The metric by month as a line, and in words. The month that still runs is left out."""
    whole = [one for one in points if one.window.months == 1]
    told = [
        Point(one.window.start.isoformat()[:7], one.numerator, one.denominator, one.value, one.low, one.high)
        for one in whole
    ]
    return draw(told, marks)


def told_as(text: str) -> tuple[tuple[str, str], ...]:
    """The parts of a definition: (Formula, …), (Unit, …) and so on."""
    return definition(text).parts


def summary(text: str) -> str:
    """The first sentence of a definition."""
    return definition(text).summary
