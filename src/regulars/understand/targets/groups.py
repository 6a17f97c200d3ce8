"""Ways of putting each customer into one group, so that what the groups did adds up to what all did. Pure relations."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta

import ibis
import ibis.expr.types as ir

from regulars.understand.metrics import rfm
from regulars.understand.metrics.grains import known, within
from regulars.understand.metrics.material import Sources
from regulars.understand.metrics.window import Window

UNNAMED = "not known"
NEWCOMERS = "new here"
ELSEWHERE = "all others"


def _named(column: ir.StringValue) -> ir.StringValue:
    return ibis.coalesce(column.nullif(""), UNNAMED)


def _within(rows: ir.Table, windows: Sequence[Window]) -> ir.BooleanValue:
    found = within(rows, windows[0])
    for window in windows[1:]:
        found = found | within(rows, window)
    return found


def _most(counted: ir.Table) -> ir.Table:
    """Of rows (customer_id, part, weight): the part of most weight of each customer; the first by name of equals."""
    place = ibis.row_number().over(
        ibis.window(group_by="customer_id", order_by=[ibis.desc(counted.weight), counted.part])
    )
    ranked = counted.mutate(place=place)
    return ranked.filter(ranked.place == 0).select("customer_id", "part")


def country(tables: Sources, windows: Sequence[Window]) -> ir.Table:
    """Where they are at home."""
    rows = tables.customers
    return rows.select(customer_id=rows.id, part=_named(rows.country))


def channel(tables: Sources, windows: Sequence[Window]) -> ir.Table:
    """Through which channel they did most of their orders in the windows."""
    orders = tables.orders.filter(known(tables.orders), _within(tables.orders, windows))
    lines = tables.interactions.select("id", "channel")
    rows = orders.inner_join(lines, orders.interaction_id == lines.id).select("customer_id", part=_named(lines.channel))
    return _most(rows.group_by("customer_id", "part").aggregate(weight=rows.count()))


def category(tables: Sources, windows: Sequence[Window]) -> ir.Table:
    """Of which product group they bought most in the windows."""
    rows = tables.lines.filter(known(tables.lines), tables.lines.kind == "sale", _within(tables.lines, windows))
    rows = rows.mutate(part=_named(rows.category))
    return _most(rows.group_by("customer_id", "part").aggregate(weight=rows.quantity.sum()))


def group(tables: Sources, windows: Sequence[Window]) -> ir.Table:
    """To which group by recency and frequency they belonged on the day before the latest window."""
    day: date = max(window.start for window in windows) - timedelta(days=1)
    scored = rfm.grouped(rfm.tie_safe_scores(rfm.values(tables.orders, day)))
    return scored.select("customer_id", part=_named(scored.segment))


WAYS: Mapping[str, Callable[[Sources, Sequence[Window]], ir.Table]] = {
    "country": country,
    "channel": channel,
    "category": category,
    "group": group,
}
# What customers without a row in a way are called.
WITHOUT: Mapping[str, str] = {"country": UNNAMED, "channel": ELSEWHERE, "category": ELSEWHERE, "group": NEWCOMERS}
