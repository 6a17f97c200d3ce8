"""A metric as it stood at the ends of the months and as it stands, for targets. Asks the engine; worker only."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import ibis.expr.types as ir

from regulars.store.engine.fetch import fetch
from regulars.understand.metrics.entered import Entered
from regulars.understand.metrics.figures import figures, with_bases
from regulars.understand.metrics.material import Material, material
from regulars.understand.metrics.metric import Metric
from regulars.understand.metrics.registry import BY_KEY
from regulars.understand.metrics.relations import measure
from regulars.understand.metrics.window import Window, add_months, month_of

if TYPE_CHECKING:
    from ibis.backends import BaseBackend

    from regulars.store.engine.tables import Tables

# So many months' ends tell how a figure goes.
MONTHS = 24


@dataclass(frozen=True, slots=True)
class Course:
    """One metric over time: (day, value) at the months' ends, oldest first, and the value as it stands."""

    ends: tuple[tuple[date, float], ...]
    now: float | None


def ends_before(as_of: date, since: date, over: int) -> list[date]:
    """The last days of the finished months, oldest first, whose windows of `over` months begin after the record does."""
    first = month_of(as_of + timedelta(days=1))
    days = [add_months(first, -back) - timedelta(days=1) for back in range(MONTHS)]
    # A record that begins on the 3rd still knows the month: whoever sells from the first of a month on is rare.
    return [day for day in reversed(days) if month_of(Window.months_until(day, over).start) >= month_of(since)]


def courses(
    backend: BaseBackend,
    tables: Tables,
    keys: Iterable[str],
    *,
    as_of: date,
    since: date,
    over: int,
    currency: str,
    entered: Entered | None = None,
    among: ir.Table | None = None,
) -> dict[str, Course]:
    """The course of each metric, each window measured once for all of them. `among`: a table with customer_id."""
    metrics = [BY_KEY[key] for key in sorted(set(keys)) if key in BY_KEY]
    made = replace(material(tables, currency), entered=entered or Entered(), among=among)
    found: dict[str, list[tuple[date, float]]] = {metric.key: [] for metric in metrics}
    for day in ends_before(as_of, since, over):
        for key, value in _values(backend, metrics, made, Window.months_until(day, over)).items():
            found[key].append((day, value))
    now = _values(backend, metrics, made, Window.months_until(as_of, over))
    return {metric.key: Course(tuple(found[metric.key]), now.get(metric.key)) for metric in metrics}


def _values(backend: BaseBackend, metrics: Sequence[Metric], made: Material, window: Window) -> dict[str, float]:
    """What is known of each metric over the window."""
    asked = with_bases(metrics, BY_KEY)
    rows = [fetch(backend, table).to_pylist() for table in measure(asked, made, (window,))]
    told = figures(asked, rows, (window,), entered=made.entered, currency=made.currency).get("", ())
    return {one.key: float(one.value) for one in told if one.value is not None}
