"""From interactions to visits of touchpoints: which row is which touchpoint, what came before it and what after. Ibis only.

Moments are whole seconds since 1970; what happened in one second stands in the order in which it was recorded.
"""

from __future__ import annotations

from datetime import date
from functools import reduce
from operator import and_

import ibis
import ibis.expr.types as ir

from regulars.timeline.names import CHANNELS
from regulars.understand.journeys.definition import DAY, Definition, Op, Touchpoint
from regulars.understand.metrics.window import Window

_EPOCH = date(1970, 1, 1)


def property_text(interactions: ir.Table, name: str) -> ir.StringValue:
    """A property of each interaction as text; null where it has none. Engines differ in whether they leave the quotes."""
    told = interactions.properties.cast("json")[name].cast("string")
    return told.re_replace('^"|"$', "")


def seconds(day: date) -> int:
    """The first moment of a day."""
    return (day - _EPOCH).days * DAY


def _fits(rows: ir.Table, point: Touchpoint) -> ir.BooleanValue:
    conditions: list[ir.BooleanValue] = [rows.name.isin(point.names)]
    if point.channels:
        conditions.append(rows.channel.isin(point.channels))
    if point.prop:
        conditions.append(_compared(property_text(rows, point.prop), point))
    if point.category:
        conditions.append(
            rows.categories.contains(f"\n{point.category.lower()}\n").fill_null(ibis.literal(value=False))
        )
    return reduce(and_, conditions)


def _compared(told: ir.StringValue, point: Touchpoint) -> ir.BooleanValue:
    if point.op == Op.IS:
        found = told.lower() == point.value.lower()
    elif point.op == Op.CONTAINS:
        found = told.lower().contains(point.value.lower())
    else:
        number, bound = told.try_cast("float64"), float(point.value)
        found = number >= bound if point.op == Op.AT_LEAST else number <= bound
    return found.fill_null(ibis.literal(value=False))


def _with_categories(rows: ir.Table, lines: ir.Table) -> ir.Table:
    """The rows with the categories of their products in lower case, each on a line of its own; null where there is none.

    Orders carry them in their lines, the rest as a property.
    """
    named = lines.filter(lines.category != "").select("interaction_id", category=lines.category.lower()).distinct()
    of_order = named.group_by("interaction_id").aggregate(listed=named.category.group_concat("\n"))
    joined = rows.left_join(of_order, rows.id == of_order.interaction_id)
    told = ibis.coalesce(joined.listed, property_text(joined, "category").lower())
    return joined.select(*rows.columns, categories="\n" + told + "\n")


def events(
    interactions: ir.Table,
    lines: ir.Table,
    definition: Definition,
    window: Window,
    *,
    channel: str = "",
    among: ir.Table | None = None,
    people: tuple[int, int] | None = None,
) -> ir.Table:
    """Every interaction that is a visit of a touchpoint: customer_id, id, at, touch (index), channel (index), inside.

    Reads `pause_days` more than the window, which are not `inside`, to know what had begun before it. `channel`: only
    what happened there. `among`: only these customers (`customer_id`). `people`: only ids in this range, both ends in.
    """
    since = window.start.toordinal() - definition.pause_days
    rows = interactions.filter(
        interactions.customer_id.notnull(),
        interactions.name.isin(definition.names),
        interactions.day >= ibis.date(date.fromordinal(since)),
        interactions.day < ibis.date(window.end),
    )
    if channel:
        rows = rows.filter(rows.channel == channel)
    if people is not None:
        rows = rows.filter(rows.customer_id >= people[0], rows.customer_id <= people[1])
    if among is not None:
        rows = rows.semi_join(among, "customer_id")
    if any(point.category for point in definition.touchpoints):
        rows = _with_categories(rows, lines)
    cases = [(_fits(rows, point), index) for index, point in enumerate(definition.touchpoints)]
    channels = [(rows.channel == name, index) for index, name in enumerate(CHANNELS)]
    told = rows.select(
        customer_id=rows.customer_id,
        id=rows.id,
        at=rows.occurred_at.epoch_seconds().cast("int64"),
        touch=ibis.cases(*cases).cast("int16"),
        channel=ibis.cases(*channels, else_=len(CHANNELS)).cast("int16"),
        inside=rows.day >= ibis.date(window.start),
    )
    return told.filter(told.touch.notnull())


def steps(told: ir.Table, definition: Definition, window: Window) -> ir.Table:
    """The first and the last row of each visit, with what came before and what follows. One pass over the sorted rows.

    opens: a visit begins with this row; closes: it ends with it. Of an opening row: `begins` (nothing before it within
    the pause), `prev` (the touchpoint before, null where it begins) and `since` (seconds from it). Of a closing row:
    `left` (nothing after it within the pause), `going` (the same, but the pause is not over: who knows), `gap` (seconds
    to what follows, null where nothing does). Only rows inside the window.
    """
    pause, session = definition.pause_days * DAY, definition.session_minutes * 60
    order = ibis.window(group_by="customer_id", order_by=["at", "id"])
    rows = told.mutate(
        prev=told.touch.lag().over(order),
        prev_at=told.at.lag().over(order),
        following=told.touch.lead().over(order),
        next_at=told.at.lead().over(order),
    )
    since, gap = rows.at - rows.prev_at, rows.next_at - rows.at
    begins = rows.prev.isnull() | (since > pause)
    stops = rows.following.isnull() | (gap > pause)
    over = rows.at + pause <= seconds(window.end)
    found = rows.select(
        "customer_id",
        "id",
        "at",
        "touch",
        "channel",
        inside=rows.inside,
        opens=begins | (rows.prev != rows.touch) | (since > session),
        closes=stops | (rows.following != rows.touch) | (gap > session),
        begins=begins,
        prev=ibis.cases((begins, ibis.null("int16")), else_=rows.prev),
        since=ibis.cases((begins, ibis.null("int64")), else_=since),
        left=stops & over,
        going=stops & ~over,
        gap=ibis.cases((stops, ibis.null("int64")), else_=gap),
    )
    return found.filter(found.inside, found.opens | found.closes).drop("inside")
