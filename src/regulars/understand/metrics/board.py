"""The scoreboard: every metric measured, compared and drawn, from the rows of two relations."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import dropwhile

from regulars.understand.metrics.measured import Measured, Point, divided, measured, number
from regulars.understand.metrics.metric import Metric
from regulars.understand.metrics.months import is_final
from regulars.understand.metrics.registry import METRICS
from regulars.understand.metrics.window import Window

Row = Mapping[str, object]


def points(metric: Metric, month_rows: Iterable[Row], as_of: date) -> tuple[Point, ...]:
    """The series of a metric from the rows of `monthly`, oldest first, beginning where its figures begin."""
    series = metric.series
    if series is None:
        return ()
    found = []
    for row in month_rows:
        month = row["month"]
        if not isinstance(month, date):
            raise TypeError(f"month: a date is needed, {month!r} given")
        numerator = number(row[series.numerator])
        denominator = number(row[series.denominator]) if series.denominator else None
        value, low, high = divided(metric, numerator, denominator)
        final = is_final(month, series.follow_up, as_of)
        found.append(Point(month.isoformat()[:7], numerator, denominator, value, low, high, final))
    # Months before the first order say nothing: a line that starts at zero would be read as growth.
    return tuple(dropwhile(lambda point: not (point.numerator or point.denominator), found))


def board(
    headline_rows: Iterable[Row],
    month_rows: Sequence[Row],
    window: Window,
    *,
    as_of: date,
    currency: str = "",
    since: date | None = None,
    metrics: Sequence[Metric] = METRICS,
) -> tuple[Measured, ...]:
    """Every metric over `window`, beside the window before it where the rows hold one, with its series and sentence.

    `headline_rows`: of `headline` over (window,) or (window, window.before()). `month_rows`: of `monthly`; may be empty.
    `since`: the day the record begins; a window before it that is known in part only is not compared with.
    """
    by_period = {row["period"]: row for row in headline_rows}

    def before(metric: Metric) -> Row | None:
        looked_at = window.before()
        if "purchases_before" in metric.needs:
            looked_at = looked_at.before()
        return None if since is not None and since > looked_at.start else by_period.get(1)

    return tuple(
        measured(
            metric,
            by_period[0],
            window,
            currency,
            row_before=before(metric),
            series=points(metric, month_rows, as_of),
        )
        for metric in metrics
    )
