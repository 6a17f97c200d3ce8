"""When somebody came to us, by which ways, and who starts the talking: one row for each customer, in one pass."""

from __future__ import annotations

from datetime import date, timedelta

import ibis
import ibis.expr.types as ir

from regulars.timeline.names import CHANNELS
from regulars.understand.relationship.events import BEGAN, CAME, OURS

# A year of weeks is one whole number of 52 bits: the week that ends with `as_of` is the lowest.
WEEKS = 52
# How far back the relationship is compared with: a quarter.
AGO = 13


@ibis.udf.agg.builtin  # type: ignore[untyped-decorator]
def bit_or(bits: int) -> int:  # type: ignore[empty-body]
    """The bits of all rows together: the engines' own, by this name in DuckDB and in Spark."""


def contacts(interactions: ir.Table, as_of: date) -> ir.Table:
    """How customers were in touch in the two years up to `as_of`.

    customer_id, first_heard, heard (days they came on, at most those of two years); weeks and weeks_before, bits of the
    weeks with a visit of theirs in this year and the year before; channels and channels_ago, bits of the ways they came by
    in the last year and in the year that ended a quarter ago; began, ours, began_ago, ours_ago: what they began and what
    we did, over the same two.
    """
    since = as_of - timedelta(days=2 * WEEKS * 7)
    rows = interactions.filter(
        interactions.customer_id.notnull(),
        interactions.day > ibis.date(since),
        interactions.day <= ibis.date(as_of),
        interactions.name.isin(CAME + OURS),
    )
    # Calls of ours are ours.
    outward = (rows.name == "call.held") & (rows.direction == "out")
    back = ibis.date(as_of).delta(rows.day, unit="day").cast("int64")
    rows = rows.select(
        "customer_id",
        "day",
        week=(back / 7).floor().cast("int64"),
        came=rows.name.isin(CAME) & ~outward,
        began=rows.name.isin(BEGAN) & ~outward,
        ours=rows.name.isin(OURS) | outward,
        # A shop's orders that came by file are no channel of their own beside the shop.
        # A one of 64 bits: one engine would shift a plain one out of its 32.
        one=rows.id * 0 + 1,
        way=ibis.cases(*((rows.channel == name, index) for index, name in enumerate(CHANNELS)), else_=len(CHANNELS)),
    )

    def bits(position: ir.IntegerValue, where: ir.BooleanValue) -> ir.IntegerValue:
        return bit_or(ibis.ifelse(where, rows.one << ibis.ifelse(where, position, 0), 0))

    def times(where: ir.BooleanValue) -> ir.IntegerValue:
        return where.cast("int64").sum()

    now = rows.week < WEEKS
    then = (rows.week >= AGO) & (rows.week < WEEKS + AGO)
    return rows.group_by("customer_id").aggregate(
        first_heard=rows.day.min(where=rows.came),
        heard=rows.day.max(where=rows.came),
        weeks=bits(rows.week, rows.came & now),
        weeks_before=bits(rows.week - WEEKS, rows.came & ~now),
        channels=bits(rows.way, rows.came & now),
        channels_ago=bits(rows.way, rows.came & then),
        began=times(rows.began & now),
        ours=times(rows.ours & now),
        began_ago=times(rows.began & then),
        ours_ago=times(rows.ours & then),
    )
