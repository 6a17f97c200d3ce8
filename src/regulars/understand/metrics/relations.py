"""From metrics to relations: the number of one, the numbers of many in one pass, and the customers behind one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import ibis
import ibis.expr.types as ir

from regulars.understand.metrics.metric import Grain, Metric
from regulars.understand.metrics.window import Window


def relation(metric: Metric, orders: ir.Table, window: Window, currency: str = "") -> ir.Table:
    """One row: `numerator`, for shares and ratios `denominator`, and `value` (null with nothing to divide by)."""
    table = metric.grain.build(orders, (window,), currency, metric.needs)
    parts = metric.compute(table)
    if parts.denominator is None:
        sums = table.aggregate(numerator=parts.numerator.sum())
        return sums.select("numerator", value=sums.numerator)
    sums = table.aggregate(numerator=parts.numerator.sum(), denominator=parts.denominator.sum())
    value = sums.numerator.cast("float64") / sums.denominator.nullif(0).cast("float64")
    return sums.mutate(value=value)


def people(metric: Metric, orders: ir.Table, window: Window, currency: str = "") -> ir.Table:
    """The customers behind a metric: `customer_id`, what each contributed, `counted`, and the columns it looks at.

    For a share, `counted` tells those in the numerator from the rest of the denominator.
    """
    table = metric.grain.build(orders, (window,), currency, metric.needs)
    parts = metric.compute(table)
    numerator = parts.numerator.fill_null(0)
    columns: dict[str, ir.Value] = {"customer_id": table.customer_id, "numerator": numerator}
    behind = numerator > 0
    if parts.denominator is not None:
        denominator = parts.denominator.fill_null(0)
        columns["denominator"] = denominator
        behind = behind | (denominator > 0)
    columns["counted"] = numerator > 0
    return table.filter(behind).select(**columns, **{name: table[name] for name in metric.needs})


def headline(metrics: Iterable[Metric], orders: ir.Table, windows: Sequence[Window], currency: str = "") -> ir.Table:
    """All `metrics` over all `windows`: one row for each window, `period` being its index in `windows`.

    Columns `<key>__numerator` and, for shares and ratios, `<key>__denominator`. Metrics of one grain share one pass
    over the orders. Each window must be followed by the one just before it.
    """
    by_grain: dict[Grain, list[Metric]] = {}
    for metric in metrics:
        by_grain.setdefault(metric.grain, []).append(metric)
    # A window in which nobody did anything still has its row.
    result = ibis.range(0, len(windows)).unnest().name("period").as_table()
    result = result.select(period=result.period.cast("int8"))
    for grain, members in by_grain.items():
        needs = sorted({name for metric in members for name in metric.needs})
        table = grain.build(orders, windows, currency, needs)
        columns: dict[str, ir.Value] = {}
        for metric in members:
            parts = metric.compute(table)
            columns[f"{metric.key}__numerator"] = parts.numerator.sum()
            if parts.denominator is not None:
                columns[f"{metric.key}__denominator"] = parts.denominator.sum()
        sums = table.group_by("period").aggregate(**columns)
        result = result.left_join(sums, "period").drop("period_right")
    return result
