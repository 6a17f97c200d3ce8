"""From metrics to relations: the number of one, the numbers of many in one pass, and the customers behind one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeAlias

import ibis
import ibis.expr.types as ir

from regulars.understand.metrics.entered import Entered
from regulars.understand.metrics.material import Material, Sources, material
from regulars.understand.metrics.metric import Contribution, Grain, Metric
from regulars.understand.metrics.window import Window

Tables: TypeAlias = ir.Table | Sources | Material


def relation(metric: Metric, tables: Tables, window: Window, currency: str = "") -> ir.Table:
    """One row (one a part, where the material is broken down): `numerator`, for ratios `denominator`, and `value`.

    `value` is null with nothing to divide by. `tables`: the orders, a look at the lake, or material made of one.
    """
    made = material(tables, currency)
    table = metric.grain.build(made, (window,), metric.needs)
    parts = metric.compute(table)
    columns = {name.removeprefix("__"): value for name, value in _columns(metric, parts, spread=False).items()}
    grouped = table if made.by is None else table.group_by("part")
    sums = grouped.aggregate(**columns)
    named = [name for name in ("part", "numerator", "denominator") if name in sums.columns]
    if metric.quantile is not None:
        return sums.select(*named, "value")
    if parts.denominator is None:
        return sums.select(*named, value=sums.numerator)
    value = sums.numerator.cast("float64") / sums.denominator.nullif(0).cast("float64")
    return sums.select(*named, value=value * metric.scale if metric.scale != 1 else value)


def people(metric: Metric, tables: Tables, window: Window, currency: str = "") -> ir.Table:
    """The customers behind a metric: `customer_id`, what each contributed, `counted`, and the columns it looks at.

    For a share, `counted` tells those in the numerator from the rest of the denominator. For a percentile, `longest` is
    the most of what it is taken of. In material that is broken down, `part` comes first and a customer may be in several.
    """
    made = material(tables, currency)
    table = metric.grain.build(made, (window,), metric.needs)
    parts = metric.compute(table)
    numerator = parts.numerator.fill_null(0)
    columns: dict[str, ir.Value] = {key: table[key] for key in made.keys} | {"numerator": numerator}
    behind = numerator != 0
    if parts.denominator is not None:
        denominator = parts.denominator.fill_null(0)
        columns["denominator"] = denominator
        behind = behind | (denominator > 0)
    if parts.of is None:
        columns["counted"] = numerator > 0
        found = table.filter(behind, table.customer_id.notnull())
        return found.select(**columns, **{name: table[name] for name in metric.needs})
    found = table.filter(behind, table.customer_id.notnull()).select(**columns, of=parts.of)
    each = found.group_by(*made.keys).aggregate(numerator=found.numerator.sum(), longest=found["of"].max())
    return each.mutate(counted=each.numerator > 0)


def headline(metrics: Iterable[Metric], tables: Tables, windows: Sequence[Window], currency: str = "") -> ir.Table:
    """All `metrics` over all `windows`: one row for each window, `period` being its index in `windows`.

    Columns `<key>__numerator` and, for shares and ratios, `<key>__denominator`. Metrics of one grain share one pass
    over the orders. Each window must be followed by the one just before it.
    """
    # A window in which nobody did anything still has its row.
    result = ibis.range(0, len(windows)).unnest().name("period").as_table()
    result = result.select(period=result.period.cast("int8"))
    for sums in measure(metrics, tables, windows, currency):
        result = result.left_join(sums, "period").drop("period_right")
    return result


def measure(
    metrics: Iterable[Metric],
    tables: Tables,
    windows: Sequence[Window],
    currency: str = "",
    *,
    counted: bool = False,
) -> tuple[ir.Table, ...]:
    """All `metrics` over all `windows` and all parts: one relation for each grain, whose metrics share its one pass.

    Rows: `period`, the index in `windows`, and `part` where the material is broken down; where nothing was done there is
    no row. Columns: `<key>__numerator`, `__denominator` of ratios, `__value` of percentiles; for an interval of a ratio
    whose customers are clusters `__n`, `__xx`, `__xy`, `__yy`, sums of squares and products over customers. Each window
    must be followed by the one just before it. Metrics that are derived from others, and those that ask for what nobody
    entered, have none: `figures` says what they come to or what they lack. `counted`: with a column `__rows`, how many rows
    of the grain are behind each.
    """
    made = material(tables, currency)
    groups = ("period",) if made.by is None else ("period", "part")
    found = []
    for grain, members in by_grain(metrics, made.entered, windows).items():
        needs = needs_of(members)
        table = grain.build(made, windows, needs)
        columns: dict[str, ir.Value] = {"__rows": table.count()} if counted else {}
        for metric in members:
            for name, value in _columns(metric, metric.compute(table)).items():
                columns[f"{metric.key}{name}"] = value
        found.append(table.group_by(*groups).aggregate(**columns))
    return tuple(found)


def by_grain(metrics: Iterable[Metric], entered: Entered, windows: Sequence[Window]) -> dict[Grain, list[Metric]]:
    """The metrics that are measured together: those of a grain, without those that are derived or lack a figure."""
    found: dict[Grain, list[Metric]] = {}
    for metric in metrics:
        if metric.derived is None and not entered.lacking(metric.asks, windows[0].last):
            found.setdefault(metric.grain, []).append(metric)
    return found


def needs_of(metrics: Iterable[Metric]) -> list[str]:
    """The columns of a grain that these metrics look at."""
    return sorted({name for metric in metrics for name in metric.needs})


def _columns(metric: Metric, parts: Contribution, *, spread: bool = True) -> dict[str, ir.Value]:
    """What is asked of the engine for one metric, by the end of its column's name; `spread`: also for its interval."""
    columns: dict[str, ir.Value] = {"__numerator": parts.numerator.sum()}
    if parts.denominator is not None:
        columns["__denominator"] = parts.denominator.sum()
    if parts.of is not None:
        columns["__value"] = _percentile(parts.of, metric.quantile)
    if spread and metric.clustered and parts.denominator is not None:
        x, y = (part.fill_null(0).cast("float64") for part in (parts.numerator, parts.denominator))
        columns |= {
            "__n": (y > 0).cast("int64").sum(),
            "__xx": (x * x).sum(),
            "__xy": (x * y).sum(),
            "__yy": (y * y).sum(),
        }
    return columns


def _percentile(of: ir.NumericValue, quantile: float | None) -> ir.Value:
    if quantile is None or quantile == 0.5:
        return of.median()
    # As text: a literal of floating point cannot be written for Spark where pyspark is not installed.
    return of.quantile(ibis.literal(str(quantile)).cast("float64"))
