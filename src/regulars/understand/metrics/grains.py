"""The per-customer tables that metrics sum over: one row for each window and customer."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise

import ibis
import ibis.expr.types as ir

from regulars.understand.metrics.material import Material
from regulars.understand.metrics.metric import Grain
from regulars.understand.metrics.window import Window, add_months


def _sale(orders: ir.Table) -> ir.BooleanValue:
    return orders.kind == "sale"


def _return(orders: ir.Table) -> ir.BooleanValue:
    return orders.kind == "return"


# What can be known of one customer in one window. Amounts count one currency only: sums never mix currencies.
COUNTS: Mapping[str, Callable[[ir.Table], ir.Value]] = {
    "purchases": lambda orders: orders.count(where=_sale(orders)),
    "first_day": lambda orders: orders.day.min(where=_sale(orders)),
    "last_day": lambda orders: orders.day.max(where=_sale(orders)),
    "units_sold": lambda orders: orders.units.sum(where=_sale(orders)),
    "return_documents": lambda orders: orders.count(where=_return(orders)),
    "units_returned": lambda orders: orders.units.sum(where=_return(orders)),
}
AMOUNTS: Mapping[str, Callable[[ir.Table, str], ir.Value]] = {
    "purchases_paid": lambda orders, currency: orders.count(where=_sale(orders) & (orders.currency == currency)),
    "revenue": lambda orders, currency: orders.amount.sum(where=_sale(orders) & (orders.currency == currency)),
    "value_returned": lambda orders, currency: orders.amount.sum(where=_return(orders) & (orders.currency == currency)),
}


def _measures(rows: ir.Table, currency: str, needs: Sequence[str]) -> dict[str, ir.Value]:
    counts = {name: COUNTS[name](rows) for name in needs if name in COUNTS}
    amounts = {name: AMOUNTS[name](rows, currency) for name in needs if name in AMOUNTS}
    return counts | amounts


def within(orders: ir.Table, window: Window) -> ir.BooleanValue:
    """Whether the business day of a row lies in `window`."""
    return (orders.day >= ibis.date(window.start)) & (orders.day < ibis.date(window.end))


def known(orders: ir.Table) -> ir.BooleanValue:
    """Whether a row has a customer: anonymous sales stay out of every customer metric."""
    return orders.customer_id.notnull()


def follow(windows: Sequence[Window]) -> bool:
    """Whether each window is followed by the one just before it, so that one pass can tell them apart."""
    return all(later.start == earlier.end for later, earlier in pairwise(windows))


def whole(windows: Sequence[Window]) -> Window:
    """All of the windows, which follow each other backwards, as one. Raises ValueError where they do not."""
    if not follow(windows):
        raise ValueError("windows: each must be followed by the one just before it")
    return Window(windows[-1].start, windows[0].end)


def period_of(day: ir.DateValue, windows: Sequence[Window]) -> ir.IntegerValue:
    """Which window a day lies in, of windows that follow each other backwards: one comparison each."""
    whole(windows)
    if len(windows) == 1:
        return ibis.literal(0, "int8")
    starts = [(day >= ibis.date(window.start), index) for index, window in enumerate(windows)]
    return ibis.cases(*starts[:-1], else_=len(windows) - 1).cast("int8")


def by_period(windows: Sequence[Window], period: ir.IntegerValue, value: Callable[[Window], ir.Value]) -> ir.Value:
    """What each window gives, by the period of the row."""
    if len(windows) == 1:
        return value(windows[0])
    return ibis.cases(*((period == index, value(window)) for index, window in enumerate(windows)))


def _buying(material: Material, windows: Sequence[Window], needs: Sequence[str]) -> ir.Table:
    """Each customer's purchases and returns inside each window; customers with neither have no row."""
    orders = material.rows("orders")
    return _bought(orders.filter(known(orders)), material, windows, needs)


def _selling(material: Material, windows: Sequence[Window], needs: Sequence[str]) -> ir.Table:
    """As `_buying`, with one more row for all sales without a customer."""
    return _bought(material.rows("orders"), material, windows, needs)


def _bought(orders: ir.Table, material: Material, windows: Sequence[Window], needs: Sequence[str]) -> ir.Table:
    keys = material.keys
    rows = orders.filter(within(orders, whole(windows)))
    if len(windows) == 1:
        table = rows.group_by(*keys).aggregate(**_measures(rows, material.currency, needs))
        table = table.mutate(period=ibis.literal(0, "int8"))
    else:
        rows = rows.mutate(period=period_of(rows.day, windows))
        table = rows.group_by("period", *keys).aggregate(**_measures(rows, material.currency, needs))
    if "final_month_start" in needs:
        starts = by_period(windows, table.period, lambda window: ibis.date(add_months(window.end, -1)))
        table = table.mutate(final_month_start=starts)
    return table.select("period", *keys, *needs)


def _history(material: Material, windows: Sequence[Window], needs: Sequence[str]) -> ir.Table:
    """Each customer's purchases in each window beside those in the window before it and the first purchase of all.

    purchases, purchases_before: counts; first_ever: the day of the first purchase; window_start: of that window.
    The windows are taken to follow each other backwards: window i + 1 is the one before window i.
    """
    orders, keys = material.rows("orders"), material.keys
    chain = [*windows, windows[-1].before()]
    rows = orders.filter(known(orders), orders.kind == "sale", orders.day < ibis.date(chain[0].end))
    columns: dict[str, ir.Value] = {
        f"purchases_{index}": rows.count(where=within(rows, window)) for index, window in enumerate(chain)
    }
    if "first_ever" in needs:
        columns["first_ever"] = rows.day.min()
    customers = rows.group_by(*keys).aggregate(**columns)
    parts = [
        customers.select(
            period=ibis.literal(index, "int8"),
            **{key: customers[key] for key in keys},
            purchases=customers[f"purchases_{index}"],
            purchases_before=customers[f"purchases_{index + 1}"],
            **({"first_ever": customers.first_ever} if "first_ever" in needs else {}),
            window_start=ibis.date(window.start),
        )
        for index, window in enumerate(windows)
    ]
    table = parts[0] if len(parts) == 1 else ibis.union(*parts)
    return table.select("period", *keys, *needs)


BUYING = Grain("buying", _buying)
SELLING = Grain("selling", _selling)
HISTORY = Grain("history", _history)
