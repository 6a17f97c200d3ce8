"""A metric once it has been computed: the number, how sure it is, and what changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Literal

from regulars.understand.metrics.intervals import two_proportion_p, wilson
from regulars.understand.metrics.metric import Metric, Unit
from regulars.understand.metrics.window import Window

Number = int | Decimal
# Beyond chance: a difference that two equal shares would show less often than this.
SIGNIFICANCE = 0.05


@dataclass(frozen=True, slots=True)
class Point:
    """One month of a series; `value` is None where nothing can be divided, `final` is False while it may still move."""

    month: str
    numerator: Number
    denominator: Number | None
    value: float | Number | None
    low: float | None = None
    high: float | None = None
    final: bool = True


@dataclass(frozen=True, slots=True)
class Measured:
    """One metric over one window.

    `value` is a count, an amount or a share in [0, 1] (ratios may exceed 1); None when there was nothing to divide by.
    `low`, `high`: the 95 % interval of a share of customers. `change`: value minus the value before, in the same unit.
    `beyond_chance`: for shares of customers, whether the change is significant at 5 %; None where no test applies.
    """

    key: str
    title: str
    unit: Unit
    window: Window
    numerator: Number
    denominator: Number | None
    value: float | Number | None
    low: float | None = None
    high: float | None = None
    currency: str = ""
    before: Measured | None = None
    change: float | Number | None = None
    p_value: float | None = None
    beyond_chance: bool | None = None
    verdict: Literal["better", "worse", "same"] | None = None
    formula: str = ""
    sentence: str = ""
    series: tuple[Point, ...] = field(default=())
    series_meaning: str = ""


def number(value: object) -> Number:
    """A count or sum as it comes from an engine, as a number; a sum over no rows is zero."""
    if value is None:
        return 0
    if isinstance(value, Decimal):
        # Both engines hand decimals over with a fixed scale; 12.000 units is 12.000, not 12, to keep sums exact.
        return value
    if isinstance(value, (int, float)) and int(value) == value:
        return int(value)
    raise TypeError(f"a metric must be a count or a decimal, {value!r} given")


def divided(
    metric: Metric, numerator: Number, denominator: Number | None
) -> tuple[float | Number | None, float | None, float | None]:
    """The value of a metric with the ends of its interval, from its numerator and denominator."""
    if denominator is None:
        return numerator, None, None
    if denominator == 0:
        return None, None, None
    value = float(Decimal(numerator) / Decimal(denominator))
    if metric.proportion:
        low, high = wilson(int(numerator), int(denominator))
        return value, low, high
    return value, None, None


def _alone(metric: Metric, row: Mapping[str, object], window: Window, currency: str) -> Measured:
    numerator = number(row[f"{metric.key}__numerator"])
    raw = row.get(f"{metric.key}__denominator", ...)
    denominator = None if raw is ... else number(raw)
    value, low, high = divided(metric, numerator, denominator)
    return Measured(
        key=metric.key,
        title=metric.title,
        unit=metric.unit,
        window=window,
        numerator=numerator,
        denominator=denominator,
        value=value,
        low=low,
        high=high,
        currency=currency if metric.unit == "money" else "",
        formula=metric.formula,
    )


def _difference(now: Measured, before: Measured) -> float | Number | None:
    if now.value is None or before.value is None:
        return None
    if now.denominator is None:
        return number(Decimal(now.numerator) - Decimal(before.numerator))
    return float(now.value) - float(before.value)


def _verdict(
    metric: Metric, change: float | Number | None, beyond_chance: bool | None
) -> Literal["better", "worse", "same"] | None:
    if metric.better is None or change is None:
        return None
    if change == 0 or beyond_chance is False:
        return "same"
    return "better" if (change > 0) == (metric.better == "up") else "worse"


def measured(
    metric: Metric,
    row: Mapping[str, object],
    window: Window,
    currency: str = "",
    *,
    row_before: Mapping[str, object] | None = None,
    series: tuple[Point, ...] = (),
) -> Measured:
    """Turn the rows of the headline relation (this window, the window before) into a measured metric with its sentence.

    A `row` holds `<key>__numerator` and, for shares and ratios, `<key>__denominator`.
    """
    now = _alone(metric, row, window, currency)
    now = replace(now, series=series, series_meaning=metric.series.meaning)
    # Before the record begins there is nothing to compare with; zero would be read as growth.
    if row_before is not None:
        before = _alone(metric, row_before, window.before(), currency)
        if before.value is not None and (before.denominator is not None or before.numerator != 0):
            p_value = None
            if metric.proportion and now.denominator and before.denominator:
                p_value = two_proportion_p(
                    int(now.numerator), int(now.denominator), int(before.numerator), int(before.denominator)
                )
            beyond_chance = None if p_value is None else p_value < SIGNIFICANCE
            change = _difference(now, before)
            now = replace(
                now,
                before=before,
                change=change,
                p_value=p_value,
                beyond_chance=beyond_chance,
                verdict=_verdict(metric, change, beyond_chance),
            )
    return replace(now, sentence=metric.sentence(now))
