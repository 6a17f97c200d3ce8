"""Customers by month: the table that months, cohorts and the pictures of the metrics are made from."""

from __future__ import annotations

from datetime import date, timedelta

import ibis
import ibis.expr.types as ir

from regulars.understand.metrics.grains import known
from regulars.understand.metrics.window import add_months, month_of

# What a bit mask of 62 bits must carry, in months: those shown, what retention looks back, how long a purchase is
# followed.
LOOK_BACK, FOLLOW_UP, MOST_SHOWN = 24, 3, 36


def customer_months(orders: ir.Table, as_of: date, currency: str = "") -> ir.Table:
    """What each known customer did in each month up to the day `as_of`.

    Columns: customer_id, month (its first day), orders, first_day, last_day (of the purchases), units_sold, revenue,
    returns, units_returned, value_returned. Money in `currency` only; sums are null where there was nothing.
    """
    rows = orders.filter(known(orders), orders.day <= ibis.date(as_of))
    rows = rows.mutate(month=rows.day.truncate("M"))
    sale, back = rows.kind == "sale", rows.kind == "return"
    paid_in = rows.currency == currency
    return rows.group_by("customer_id", "month").aggregate(
        orders=rows.count(where=sale),
        first_day=rows.day.min(where=sale),
        last_day=rows.day.max(where=sale),
        units_sold=rows.units.sum(where=sale),
        revenue=rows.amount.sum(where=sale & paid_in),
        returns=rows.count(where=back),
        units_returned=rows.units.sum(where=back),
        value_returned=rows.amount.sum(where=back & paid_in),
    )


def months(by_month: ir.Table) -> ir.Table:
    """Monthly active, new and returning customers, orders, revenue and returns, from `customer_months`; oldest first.

    Columns: month, active (customers who bought), new (whose first purchase of all was in the month), returning (the
    other active ones), orders, revenue, units_sold, returns (documents), units_returned, value_returned. Months
    in which nobody did anything have no row.
    """
    table = by_month.group_by("month").aggregate(
        active=by_month.count(where=by_month.orders > 0),
        orders=by_month.orders.sum(),
        units_sold=by_month.units_sold.sum(),
        revenue=by_month.revenue.sum(),
        returns=by_month.returns.sum(),
        units_returned=by_month.units_returned.sum(),
        value_returned=by_month.value_returned.sum(),
    )
    first = first_months(by_month)
    new = first.group_by("cohort").aggregate(new=first.count())
    joined = table.left_join(new, table.month == new.cohort)
    fresh = joined.new.fill_null(0)
    return joined.select(
        "month",
        "active",
        new=fresh,
        returning=joined.active - fresh,
        orders=joined.orders,
        units_sold=joined.units_sold.fill_null(0),
        revenue=joined.revenue.fill_null(0),
        returns=joined.returns,
        units_returned=joined.units_returned.fill_null(0),
        value_returned=joined.value_returned.fill_null(0),
    ).order_by("month")


def first_months(by_month: ir.Table) -> ir.Table:
    """Each buyer's first purchase month, from `customer_months`: customer_id, cohort."""
    bought = by_month.filter(by_month.orders > 0)
    return bought.group_by("customer_id").aggregate(cohort=bought.month.min())


def cohorts(by_month: ir.Table) -> ir.Table:
    """The cohort table, from `customer_months`: cohort (month of first purchase), age (months since), active (buyers).

    `active` at age 0 is the size of the cohort. Ages at which nobody of a cohort bought have no row.
    """
    bought = by_month.filter(by_month.orders > 0)
    joined = bought.join(first_months(by_month), "customer_id")
    cells = joined.group_by("cohort", "month").aggregate(active=joined.count())
    age = (cells.month.year() - cells.cohort.year()) * 12 + cells.month.month() - cells.cohort.month()
    return cells.select("cohort", age=age.cast("int64"), active=cells.active).order_by("cohort", "age")


def _bit(index: ir.IntegerValue) -> ir.IntegerValue:
    # The cast is what makes the one, and so the shift, 64 bits wide on every engine.
    return ibis.literal(1).cast("int64") << index


def shares(by_month: ir.Table, as_of: date, shown: int = MOST_SHOWN) -> ir.Table:
    """The shares of customers behind the pictures, for the last `shown` months up to that of `as_of`; oldest first.

    Columns, all numbers of customers; `month` is the first day of the month:

    - buyers: bought in the month
    - bought_again: of those, bought a second time in that month or in the 3 months after it
    - bought_again_later: the same, on another day
    - sent_back: of the buyers, returned something in that month or in the month after it
    - at_start: bought in the 12 months that ended 12 months before the end of the month
    - kept: of those, bought again in the 12 months up to the end of the month

    A month whose follow-up lies beyond `as_of` is not final yet.

    How: each customer becomes a few bit masks with one bit a month, so one pass over the orders serves every month.
    """
    if not 1 <= shown <= MOST_SHOWN:
        raise ValueError(f"shown: {shown} months asked for, 1 to {MOST_SHOWN} can be shown")
    newest = month_of(as_of)
    origin = add_months(newest, -(shown - 1) - (LOOK_BACK - 1))
    recent = by_month.filter(by_month.month >= ibis.date(origin))
    index = (recent.month.year() - origin.year) * 12 + recent.month.month() - origin.month
    marked = recent.mutate(bit=_bit(index.cast("int64")))
    customers = marked.group_by("customer_id").aggregate(
        # A customer has one row a month, so adding the bits is setting them.
        bought=marked.bit.sum(where=marked.orders > 0).fill_null(0),
        twice=marked.bit.sum(where=marked.orders > 1).fill_null(0),
        two_days=marked.bit.sum(where=marked.first_day < marked.last_day).fill_null(0),
        returned=marked.bit.sum(where=marked.returns > 0).fill_null(0),
    )
    ends = ibis.range(LOOK_BACK - 1, LOOK_BACK - 1 + shown).unnest().name("position").as_table()
    cells = customers.cross_join(ends.select(position=ends.position.cast("int64")))
    at = cells.position

    def seen(mask: ir.IntegerValue, first: ir.IntegerValue, width: int) -> ir.BooleanValue:
        return ((mask >> first) & (2**width - 1)) != 0

    bought = seen(cells.bought, at, 1)
    afterwards = seen(cells.bought, at + 1, FOLLOW_UP)
    year_before = seen(cells.bought, at - 23, 12)
    counted = cells.group_by("position").aggregate(
        buyers=cells.count(where=bought),
        bought_again=cells.count(where=bought & (seen(cells.twice, at, 1) | afterwards)),
        bought_again_later=cells.count(where=bought & (seen(cells.two_days, at, 1) | afterwards)),
        sent_back=cells.count(where=bought & seen(cells.returned, at, 2)),
        at_start=cells.count(where=year_before),
        kept=cells.count(where=year_before & seen(cells.bought, at - 11, 12)),
    )
    dated = [add_months(origin, position) for position in range(LOOK_BACK - 1, LOOK_BACK - 1 + shown)]
    month = ibis.cases(*((counted.position == LOOK_BACK - 1 + step, ibis.date(day)) for step, day in enumerate(dated)))
    return counted.mutate(month=month).drop("position").relocate("month").order_by("month")


def monthly(by_month: ir.Table, as_of: date, shown: int = MOST_SHOWN) -> ir.Table:
    """`months` and `shares` side by side, one row for each of the last `shown` months in which anything is known."""
    drawn, counts = shares(by_month, as_of, shown), months(by_month)
    joined = drawn.left_join(counts, "month").drop("month_right")
    filled = {name: joined[name].fill_null(0) for name in counts.columns if name != "month"}
    return joined.mutate(**filled).order_by("month")


def is_final(month: date, follow_up: int, as_of: date) -> bool:
    """Whether the month and the `follow_up` months after it are over on the day `as_of`."""
    return add_months(month, follow_up + 1) - timedelta(days=1) <= as_of
