"""Churn: who left, of those who were customers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import ibis
import ibis.expr.types as ir

from regulars.understand.metrics.entered import USUAL_SILENCE, Entered, Figure
from regulars.understand.metrics.grains import follow, known
from regulars.understand.metrics.material import Material
from regulars.understand.metrics.metric import Contribution, Grain, Metric
from regulars.understand.metrics.window import Window, add_months
from regulars.understand.metrics.wording import count, share_sentence

_CONTRACTS = ("contract.started", "contract.ended")
# Fewer gaps than these say nothing of how long people usually stay away.
LEAST_GAPS = 50
SHORTEST, LONGEST = 30, 730


def churn_rate(table: ir.Table) -> Contribution:
    """Of the customers there were, the share who left.

    Formula: customers who left in the window / average number of customers over it.
    Unit: share, with a 95 % interval over customers. It may pass 100 % where people come and go within the window.
    Window: the average is taken over the days on which each month of the window begins and its end; over its two ends
    where it is not a number of whole months.
    Exclusions: sales without a customer. With contracts: a customer has more contracts started than ended, and left when
    the last of them ended in the window. Without: a customer bought within the days of silence before, and left when
    those days ran out in the window without another order. The days of silence are those entered, or estimated: the time
    within which 95 of 100 orders of people who came back followed the one before, at least 30 days and at most 730.
    Source: Farris, Bendle, Pfeifer and Reibstein (2010), Marketing Metrics, for contracts; the silence in its place as
    in Reinartz and Kumar (2000), On the profitability of long-life customers in a noncontractual setting.
    """
    return Contribution(table.left, table.stayed)


def _moments(window: Window) -> tuple[date, ...]:
    if window.months is None or window.months > 36:
        return (window.start, window.end)
    return (*(add_months(window.start, month) for month in range(window.months)), window.end)


def _staying(material: Material, windows: Sequence[Window], needs: Sequence[str]) -> ir.Table:
    """left: whether the customer left in the window; stayed: the share of its moments at which they were one."""
    if not follow(windows):
        raise ValueError("windows: each must be followed by the one just before it")
    silence = timedelta(days=int(material.entered.value("inactivity_days", windows[0].last) or USUAL_SILENCE))
    moments = sorted({moment for window in windows for moment in _moments(window)})
    parts = [_by_orders(material, windows, moments, silence), _by_contracts(material, windows, moments)]
    contracts = parts[1]
    # Who ever had a contract is judged by contracts alone.
    silent = parts[0].anti_join(contracts, [*material.keys, "period"])
    return ibis.union(silent, contracts).select("period", *material.keys, *needs)


def _by_orders(material: Material, windows: Sequence[Window], moments: Sequence[date], silence: timedelta) -> ir.Table:
    orders, keys = material.rows("orders"), material.keys
    rows = orders.filter(known(orders), orders.kind == "sale", orders.day < ibis.date(windows[0].end))
    last = {moment: f"last_{moment:%Y%m%d}" for moment in moments}
    columns = {name: rows.day.max(where=rows.day < ibis.date(moment)) for moment, name in last.items()}
    each = rows.group_by(*keys).aggregate(**columns)

    def there(moment: date) -> ir.BooleanValue:
        return (each[last[moment]] >= ibis.date(moment - silence)).fill_null(ibis.literal(value=False))

    def left(window: Window) -> ir.BooleanValue:
        day = each[last[window.end]]
        # Silent since before the end, but not yet since before the beginning.
        return ((day < ibis.date(window.end - silence)) & (day >= ibis.date(window.start - silence))).fill_null(
            ibis.literal(value=False)
        )

    return _periods(each, keys, windows, there, left)


def _by_contracts(material: Material, windows: Sequence[Window], moments: Sequence[date]) -> ir.Table:
    lines, keys = material.rows("interactions"), material.keys
    rows = lines.filter(lines.name.isin(_CONTRACTS), known(lines), lines.day < ibis.date(windows[0].end))
    begun = {moment: f"begun_{moment:%Y%m%d}" for moment in moments}
    ended = {moment: f"ended_{moment:%Y%m%d}" for moment in moments}
    columns: dict[str, ir.Value] = {}
    for moment in moments:
        before = rows.day < ibis.date(moment)
        columns[begun[moment]] = rows.count(where=before & (rows.name == "contract.started"))
        columns[ended[moment]] = rows.count(where=before & (rows.name == "contract.ended"))
    each = rows.group_by(*keys).aggregate(**columns)

    def there(moment: date) -> ir.BooleanValue:
        return each[begun[moment]] > each[ended[moment]]

    def left(window: Window) -> ir.BooleanValue:
        return ~there(window.end) & (each[ended[window.end]] > each[ended[window.start]])

    return _periods(each, keys, windows, there, left)


def _periods(
    each: ir.Table,
    keys: Sequence[str],
    windows: Sequence[Window],
    there: Callable[[date], ir.BooleanValue],
    left: Callable[[Window], ir.BooleanValue],
) -> ir.Table:
    """Each window's rows out of one row a customer."""
    parts = []
    for index, window in enumerate(windows):
        moments = _moments(window)
        total = there(moments[0]).cast("int64")
        for moment in moments[1:]:
            total = total + there(moment).cast("int64")
        parts.append(
            each.select(
                period=ibis.literal(index, "int8"),
                **{key: each[key] for key in keys},
                left=left(window).cast("int64"),
                stayed=total.cast("float64") / ibis.literal(len(moments)),
            )
        )
    return parts[0] if len(parts) == 1 else ibis.union(*parts)


def gaps(orders: ir.Table, as_of: date) -> ir.Table:
    """How often people bought again so many days after the day before: gap, people."""
    rows = orders.filter(known(orders), orders.kind == "sale", orders.day <= ibis.date(as_of))
    days = rows.select("customer_id", "day").distinct()
    earlier = days.day.lag().over(ibis.window(group_by=days.customer_id, order_by=days.day))
    between = days.mutate(gap=days.day.delta(earlier, unit="day").cast("int64"))
    found = between.filter(between.gap.notnull())
    return found.group_by("gap").aggregate(people=found.count())


def usual_gap(rows: Iterable[Mapping[str, Any]]) -> tuple[int, float | None]:
    """Of the rows of `gaps`: how many times somebody came back, and within how many days 95 of 100 did.

    The 95th percentile, between two values as far on as the place lies between theirs.
    """
    counted = sorted((int(row["gap"]), int(row["people"])) for row in rows)
    many = sum(people for _, people in counted)
    if not many:
        return 0, None
    place = 0.95 * (many - 1)
    lower, upper = (_gap_at(counted, int(at)) for at in (place, min(place + 1, many - 1)))
    return many, lower + (upper - lower) * (place - int(place))


def _gap_at(counted: Sequence[tuple[int, int]], place: int) -> int:
    for gap, people in counted:
        if place < people:
            return gap
        place -= people
    raise IndexError(place)


def silence_of(many: int, usual: float | None) -> Figure:
    """The days of silence that the row of `gaps` says."""
    if many < LEAST_GAPS or usual is None:
        told = f"Too few people came back to estimate after how long somebody has left: {USUAL_SILENCE} days are taken."
        return Figure("inactivity_days", Decimal(USUAL_SILENCE), estimated=told)
    days = min(max(round(usual), SHORTEST), LONGEST)
    told = (
        f"Somebody counts as having left after {days} days without an order: estimated, since 95 of 100 of the "
        f"{count(many)} next orders came within {round(usual)} days."
    )
    return Figure("inactivity_days", Decimal(days), estimated=told)


def with_silence(entered: Entered, many: int, usual: float | None) -> Entered:
    """What was entered, with the estimate where nothing was."""
    return entered if entered.has("inactivity_days") else entered.with_figure(silence_of(many, usual))


STAYING = Grain("staying", _staying, ("orders", "interactions"))

METRICS: tuple[Metric, ...] = (
    Metric(
        key="churn_rate",
        title="Churn rate",
        unit="share",
        compute=churn_rate,
        needs=("left", "stayed"),
        grain=STAYING,
        sentence=share_sentence("customers", "left"),
        better="down",
        clustered=True,
        uses=("inactivity_days",),
    ),
)
