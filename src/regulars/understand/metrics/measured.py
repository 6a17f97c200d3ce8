"""A metric once it has been computed: the number, how sure it is, and what changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from math import hypot, inf
from typing import Literal

from regulars.understand.metrics.entered import Entered
from regulars.understand.metrics.intervals import Z95, normal_p, ratio_error, two_proportion_p, wilson, wilson_of
from regulars.understand.metrics.metric import Metric, Unit
from regulars.understand.metrics.window import Window

Number = int | float | Decimal
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
    `error`: the standard error of the value, in its unit, where one is known. `lacking`: the kinds of figures somebody has
    to enter before there is a value. `cautions`: what to know before resting on it. `part`: of a breakdown.
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
    part: str = ""
    error: float | None = None
    lacking: tuple[str, ...] = ()
    cautions: tuple[str, ...] = ()


def number(value: object) -> Number:
    """A count or sum as it comes from an engine, as a number; a sum over no rows is zero."""
    if value is None:
        return 0
    if isinstance(value, Decimal):
        # Both engines hand decimals over with a fixed scale; 12.000 units is 12.000, not 12, to keep sums exact.
        return value
    if isinstance(value, (int, float)):
        return int(value) if int(value) == value else float(value)
    raise TypeError(f"a metric must be a number, {value!r} given")


def divided(
    metric: Metric, numerator: Number, denominator: Number | None
) -> tuple[float | Number | None, float | None, float | None]:
    """The value of a metric with the ends of its interval, from its numerator and denominator."""
    if denominator is None:
        return numerator, None, None
    if denominator == 0:
        return None, None, None
    value = float(Decimal(numerator) / Decimal(denominator)) * metric.scale
    if metric.proportion:
        low, high = wilson(int(numerator), int(denominator))
        return value, low, high
    return value, None, None


def _alone(
    metric: Metric, row: Mapping[str, object], window: Window, currency: str, entered: Entered | None = None
) -> Measured:
    numerator = number(row.get(f"{metric.key}__numerator"))
    raw = row.get(f"{metric.key}__denominator", ...)
    denominator = None if raw is ... else number(raw)
    # An engine that found no row says nothing of columns: what is divided by is nothing then.
    if raw is ... and (metric.unit == "share" or metric.clustered):
        denominator = 0
    if metric.against is not None:
        told = metric.against(entered or Entered(), window)
        denominator = 0 if told is None else told
    value, low, high = divided(metric, numerator, denominator)
    if metric.quantile is not None:
        taken = row.get(f"{metric.key}__value")
        value = None if taken is None else float(str(taken))
    error = None
    if metric.clustered and value is not None:
        error, low, high = _clustered(metric, row, float(value))
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
        error=error,
    )


def _clustered(
    metric: Metric, row: Mapping[str, object], value: float
) -> tuple[float | None, float | None, float | None]:
    """Standard error and interval of a ratio of which each customer has any number of units."""
    x, y, n, xx, xy, yy = (
        float(number(row.get(f"{metric.key}__{name}"))) for name in ("numerator", "denominator", "n", "xx", "xy", "yy")
    )
    error = ratio_error(x, y, int(n), xx, xy, yy)
    if metric.unit == "share" and 0 <= value <= 1 and n:
        # Where all say the same, the spread says nothing: then each customer counts once.
        trials = min(y, value * (1 - value) / (error * error)) if error and 0 < value < 1 else n
        return error, *wilson_of(value, trials)
    if error is None:
        return None, None, None
    error *= metric.scale
    least, most = metric.ends or (-inf, inf)
    return error, max(least, value - Z95 * error), min(most, value + Z95 * error)


def _difference(now: Measured, before: Measured) -> float | Number | None:
    if now.value is None or before.value is None:
        return None
    if now.denominator is None and now.value == now.numerator:
        return number(Decimal(now.numerator) - Decimal(before.numerator))
    return float(now.value) - float(before.value)


def _p_value(metric: Metric, now: Measured, before: Measured) -> float | None:
    """How often chance alone shows such a difference; None where no test applies."""
    if metric.proportion and now.denominator and before.denominator:
        return two_proportion_p(
            int(now.numerator), int(now.denominator), int(before.numerator), int(before.denominator)
        )
    if now.error is not None and before.error is not None and now.value is not None and before.value is not None:
        return normal_p(float(now.value) - float(before.value), hypot(now.error, before.error))
    return None


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
    window_before: Window | None = None,
    series: tuple[Point, ...] = (),
    entered: Entered | None = None,
    part: str = "",
) -> Measured:
    """Turn the rows of the headline relation (this window, the window before) into a measured metric with its sentence.

    A `row` holds `<key>__numerator` and, for shares and ratios, `<key>__denominator`, as `measure` names its columns.
    `window_before`: of `row_before`, the one just before where not told.
    """
    now = _alone(metric, row, window, currency, entered)
    now = replace(now, series=series, series_meaning=metric.series.meaning if metric.series else "", part=part)
    # Before the record begins there is nothing to compare with; zero would be read as growth.
    if row_before is not None:
        now = compared(metric, now, _alone(metric, row_before, window_before or window.before(), currency, entered))
    return replace(now, sentence=metric.sentence(now))


def compared(metric: Metric, now: Measured, before: Measured) -> Measured:
    """The figure with the one before beside it: what changed, whether beyond chance, for better or worse."""
    if before.value is None or (before.denominator is None and before.numerator == 0):
        return now
    p_value = _p_value(metric, now, before)
    beyond_chance = None if p_value is None else p_value < SIGNIFICANCE
    change = _difference(now, before)
    return replace(
        now,
        before=before,
        change=change,
        p_value=p_value,
        beyond_chance=beyond_chance,
        verdict=_verdict(metric, change, beyond_chance),
    )
