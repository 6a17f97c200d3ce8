"""RFM: how recently, how often and for how much customers bought, as scores from 1 to 5, and the groups they make."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import ibis
import ibis.expr.types as ir

from regulars.understand.metrics.grains import known

SCORES = 5


@dataclass(frozen=True, slots=True)
class Group:
    """A named group: the recency and frequency scores it covers (both ends included) and what to do for it."""

    name: str
    recency: tuple[int, int]
    frequency: tuple[int, int]
    meaning: str


# The groups divide the 25 pairs of recency and frequency without gap or overlap (a test holds them to it). Money is not
# part of the rule: it is shown beside each group, so that a group's worth is an observation and not its definition.
GROUPS: tuple[Group, ...] = (
    Group("Champions", (5, 5), (4, 5), "bought lately and buy often"),
    Group("Loyal", (3, 4), (4, 5), "buy often, the last time not long ago"),
    Group("Potential loyalists", (4, 5), (2, 3), "bought lately and more than once"),
    Group("New", (5, 5), (1, 1), "bought lately, seldom so far"),
    Group("Promising", (4, 4), (1, 1), "bought not long ago, seldom so far"),
    Group("Need attention", (3, 3), (3, 3), "middling in both: may go either way"),
    Group("About to sleep", (3, 3), (1, 2), "bought seldom and some time ago"),
    Group("Cannot lose", (1, 2), (5, 5), "bought very often, but not for a long time"),
    Group("At risk", (1, 2), (3, 4), "bought fairly often, but not for a long time"),
    Group("Hibernating", (1, 2), (1, 2), "bought seldom and long ago"),
)


def values(orders: ir.Table, as_of: date, currency: str = "") -> ir.Table:
    """Each buyer's last_day, recency_days (before `as_of`), frequency (purchases) and monetary (amount in `currency`).

    Over all purchases of known customers up to the day `as_of`. First column: customer_id.
    """
    rows = orders.filter(known(orders), orders.kind == "sale", orders.day <= ibis.date(as_of))
    table = rows.group_by("customer_id").aggregate(
        last_day=rows.day.max(),
        frequency=rows.count(),
        monetary=rows.amount.sum(where=rows.currency == currency).fill_null(0),
    )
    return table.mutate(recency_days=ibis.date(as_of).delta(table.last_day, unit="day").cast("int64"))


def ntile_scores(table: ir.Table) -> ir.Table:
    """Scores r, f, m from 1 to 5 as NTILE(5) over (value, customer_id): fifths of equal size.

    Equal values may fall on both sides of a border; the customer's number decides, so the answer is always the same.
    """

    def score(column: ir.Value) -> ir.IntegerValue:
        window = ibis.window(order_by=[column, table.customer_id])
        return ibis.ntile(SCORES).over(window).cast("int64") + 1

    return table.mutate(r=score(table.last_day), f=score(table.frequency), m=score(table.monetary))


def ntile_sizes(customers: int) -> tuple[tuple[int, int], ...]:
    """How many of so many customers have each of the scores of `ntile_scores`, whatever they bought: (score, customers)."""
    each, over = divmod(customers, SCORES)
    return tuple((score, each + (score <= over)) for score in range(1, SCORES + 1))


def tie_safe_scores(table: ir.Table) -> ir.Table:
    """Scores r, f, m from 1 to 5, equal values with equal scores: 1 + floor(5 x (customers with less) / customers).

    Fifths are then of unequal size where many customers share a value, as one purchase usually is.
    """
    total = ibis.window()

    def score(column: ir.Value) -> ir.IntegerValue:
        # rank() counts from 0: the number of customers with a smaller value.
        less = ibis.rank().over(ibis.window(order_by=column))
        return (less * SCORES // table.count().over(total)).cast("int64") + 1

    return table.mutate(r=score(table.last_day), f=score(table.frequency), m=score(table.monetary))


def grouped(scored: ir.Table) -> ir.Table:
    """The scored customers with `segment`, the name of their group."""

    def inside(column: ir.Value, ends: tuple[int, int]) -> ir.BooleanValue:
        return column == ends[0] if ends[0] == ends[1] else column.between(*ends)

    name = ibis.cases(*((inside(scored.r, g.recency) & inside(scored.f, g.frequency), g.name) for g in GROUPS))
    return scored.mutate(segment=name)


def score_counts(scored: ir.Table) -> ir.Table:
    """How many customers have each score: score, r, f, m; only scores that somebody has."""
    tall = ibis.union(
        *(
            scored.select(score=scored[name], **{other: ibis.literal(int(other == name)) for other in ("r", "f", "m")})
            for name in ("r", "f", "m")
        )
    )
    return tall.group_by("score").aggregate(r=tall.r.sum(), f=tall.f.sum(), m=tall.m.sum()).order_by("score")


def group_sizes(in_groups: ir.Table) -> ir.Table:
    """Each group that has customers: segment, customers, revenue; most revenue first."""
    table = in_groups.group_by("segment").aggregate(customers=in_groups.count(), revenue=in_groups.monetary.sum())
    return table.order_by(ibis.desc("revenue"), "segment")
