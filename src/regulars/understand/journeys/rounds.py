"""What the visits add up to: touchpoints, the ways between them, whole paths, and who took them. Ibis only."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from regulars.understand.journeys.definition import MOST_TOUCHPOINTS, Definition

# A path is one whole number: each touchpoint a digit, the first one the lowest. 41 digits to the tenth fit 64 bits.
BASE = MOST_TOUCHPOINTS + 1
DEPTH = 10


def _count(flag: ir.BooleanValue) -> ir.IntegerScalar:
    return flag.ifelse(1, 0).sum()


def touchpoints(steps: ir.Table, definition: Definition) -> ir.Table:
    """A row for each touchpoint and channel: visits, begins, left, going, moved, and `over_<i>`: those who went on, but
    later than the i-th of the definition's thresholds; `moved`: all who went on."""
    went_on = steps.closes & steps.gap.notnull()
    late = {f"over_{index}": _count(went_on & (steps.gap > bound)) for index, bound in enumerate(definition.thresholds)}
    return steps.group_by("touch", "channel").aggregate(
        visits=_count(steps.opens),
        begins=_count(steps.opens & steps.begins),
        left=_count(steps.closes & steps.left),
        going=_count(steps.closes & steps.going),
        moved=_count(went_on),
        **late,
    )


def waits(steps: ir.Table) -> ir.Table:
    """How long it took from each touchpoint to whatever followed: touch, median and p90 in seconds."""
    rows = steps.filter(steps.closes & steps.gap.notnull())
    return rows.group_by("touch").aggregate(median=rows.gap.quantile(0.5), p90=rows.gap.quantile(0.9))


def per_person(steps: ir.Table, definition: Definition) -> ir.Table:
    """A row for each customer and touchpoint: visits, left, late (longer than its patience), lost (seconds beyond it)."""
    late = _late(steps, definition)
    beyond = steps.gap - _patience(steps, definition) if definition.thresholds else ibis.literal(0, "int64")
    return steps.group_by("customer_id", "touch").aggregate(
        visits=_count(steps.opens),
        left=_count(steps.closes & steps.left),
        late=_count(late),
        lost=late.ifelse(beyond, 0).sum(),
    )


def _patience(steps: ir.Table, definition: Definition) -> ir.IntegerValue:
    known = [
        (steps.touch == index, round(point.patience_hours * 3600))
        for index, point in enumerate(definition.touchpoints)
        if point.patience_hours is not None
    ]
    return ibis.cases(*known).cast("int64")


def _late(steps: ir.Table, definition: Definition) -> ir.BooleanValue:
    if not definition.thresholds:
        return ibis.literal(value=False)
    return (steps.closes & (steps.gap > _patience(steps, definition))).fill_null(ibis.literal(value=False))


def people(persons: ir.Table, orders: ir.Table, currency: str) -> ir.Table:
    """A row for each touchpoint: how many people, how many of them left or waited, and what they spent in the time.

    `orders`: those of the window. spent_left, spent_on: what those who left here and those who never did came to, in
    `currency`.
    """
    sales = orders.filter(orders.kind == "sale", orders.currency == currency, orders.customer_id.notnull())
    spent = sales.group_by("customer_id").aggregate(spent=sales.amount.sum())
    joined = persons.left_join(spent, "customer_id").drop("customer_id_right")
    gone, worth = joined.left > 0, joined.spent.fill_null(0)
    return joined.group_by("touch").aggregate(
        people=joined.count(),
        left_people=_count(gone),
        late_people=_count(joined.late > 0),
        lost_seconds=joined.lost.sum(),
        spent_left=gone.ifelse(worth, 0).sum(),
        spent_on=gone.ifelse(0, worth).sum(),
    )


def transitions(steps: ir.Table) -> ir.Table:
    """A row for each way from a touchpoint to the next: prev, touch, times, people, median and p90 in seconds between."""
    rows = steps.filter(steps.opens, steps.prev.notnull())
    timed = rows.group_by("prev", "touch").aggregate(
        times=rows.count(), median=rows.since.quantile(0.5), p90=rows.since.quantile(0.9)
    )
    once = rows.group_by("customer_id", "prev", "touch").aggregate(n=rows.count())
    known = once.group_by("prev", "touch").aggregate(people=once.count())
    return timed.join(known, ["prev", "touch"])


def placed(steps: ir.Table) -> ir.Table:
    """Every visit with the journey it belongs to (`round`, counted for each customer) and its place in it, from 0.

    Journeys that had begun before the window are left out: nobody knows their first steps.
    """
    rows = steps.filter(steps.opens)
    order = ibis.window(group_by="customer_id", order_by=["at", "id"], preceding=None, following=0)
    numbered = rows.select(
        "customer_id", "touch", "at", "id", round=rows.begins.ifelse(1, 0).sum().over(order).cast("int64")
    )
    known = numbered.filter(numbered["round"] > 0)
    within = ibis.window(group_by=["customer_id", "round"], order_by=["at", "id"])
    return known.select("customer_id", "touch", "round", place=ibis.row_number().over(within))


def paths(visits: ir.Table) -> ir.Table:
    """A row for each journey: customer_id, path (see `BASE`: its first touchpoints), long (it went on after those)."""
    early = visits.filter(visits.place <= DEPTH)
    power = ibis.cases(*((early.place == index, BASE**index) for index in range(DEPTH)), else_=0).cast("int64")
    return early.group_by("customer_id", "round").aggregate(
        path=((early.touch.cast("int64") + 1) * power).sum().cast("int64"), long=early.place.max() >= DEPTH
    )


def counted_paths(found: ir.Table) -> ir.Table:
    """A row for each path that was taken: path, long, times, people."""
    once = found.group_by("customer_id", "path", "long").aggregate(n=found.count())
    return once.group_by("path", "long").aggregate(times=once.n.sum(), people=once.count())


def beginnings(counted: ir.Table, length: int) -> ir.Table:
    """Paths by their first `length` touchpoints: path, times. What ended before is counted as far as it went."""
    cut = counted.mutate(path=counted.path % BASE**length)
    return cut.group_by("path").aggregate(times=cut.times.sum())


def digits(path: int) -> tuple[int, ...]:
    """The touchpoints (indexes) of a path."""
    found = []
    while path:
        path, digit = divmod(path, BASE)
        found.append(digit - 1)
    return tuple(found)


def number(touches: tuple[int, ...]) -> int:
    """The path of these touchpoints: the inverse of `digits`."""
    return sum((touch + 1) * BASE**place for place, touch in enumerate(touches))
