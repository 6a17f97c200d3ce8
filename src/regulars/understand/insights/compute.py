"""What insights rest on, from the lake's tables: one row for each customer. Loaded by the worker only."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import ibis
import ibis.expr.types as ir

from regulars.store.engine.fetch import fetch
from regulars.understand.metrics import rfm
from regulars.understand.metrics.grains import known
from regulars.understand.predictions.occasions import occasions, order_days
from regulars.understand.relationship.contacts import contacts
from regulars.understand.relationship.opinions import opinions

if TYPE_CHECKING:
    import pyarrow as pa
    from ibis.backends import BaseBackend

    from regulars.store.engine.tables import Tables

# Lines after which somebody may be another than before, or several others: then everything is computed anew.
STRUCTURAL = ("customer.merged", "customer.parted", "customer.erased", "import.reverted")
_SCORED = ("customer_id", "monetary", "r", "f", "m", "segment")


def scores(
    backend: BaseBackend,
    tables: Tables,
    as_of: date,
    currency: str,
    among: ir.Table,
    everybody: ir.Table | None = None,
) -> pa.Table:
    """What the RFM rule says of those `among` everybody: customer_id, monetary, r, f, m, segment.

    `everybody`: the scores of all on this day and in this currency, where they are at hand.
    """
    scored = _scored(tables, as_of, currency) if everybody is None else everybody.select(*_SCORED)
    return fetch(backend, _of(scored, among))


def _scored(tables: Tables, as_of: date, currency: str) -> ir.Table:
    # Scores are relative to everybody, so they are computed of everybody.
    return rfm.grouped(rfm.tie_safe_scores(rfm.values(tables.orders, as_of, currency))).select(*_SCORED)


def customers(
    tables: Tables, as_of: date, currency: str, among: ir.Table | None = None, scored: pa.Table | None = None
) -> ir.Table:
    """One row for each customer (or each `among` them) who bought or returned something up to the day `as_of`.

    customer_id, orders, first_day, last_day, returns; revenue in `currency`; r, f, m and segment (null without a
    purchase); frequency, recency and age in days of the repeat-buying model (null where it does not know the customer);
    paid and average, the repeat days with a payment in `currency` and what was paid on one of them. `scored`: what `scores`
    gave, where `tables` hold a few only.
    """
    standing = _scored(tables, as_of, currency) if scored is None else ibis.memtable(scored)
    orders, lines = (_of(rows, among) for rows in (tables.orders, tables.lines))
    rows = orders.filter(known(orders), orders.day <= ibis.date(as_of))
    sale = rows.kind == "sale"
    base = rows.group_by("customer_id").aggregate(
        orders=rows.count(where=sale),
        first_day=rows.day.min(where=sale),
        last_day=rows.day.max(where=sale),
        returns=rows.count(where=rows.kind == "return"),
    )
    for table in (standing, occasions(order_days(lines), as_of), _repeat_payments(rows, currency)):
        base = base.left_join(table, "customer_id").drop("customer_id_right")
    return base


def _of(rows: ir.Table, among: ir.Table | None) -> ir.Table:
    return rows if among is None else rows.semi_join(among, "customer_id")


def _repeat_payments(rows: ir.Table, currency: str) -> ir.Table:
    """What repeat orders cost: customer_id, paid, average. The first day is left out, as the models of value want it."""
    sales = rows.filter(rows.kind == "sale", rows.amount > 0)
    days = sales.group_by("customer_id", "day").aggregate(
        amount=ibis.ifelse(sales.currency == currency, sales.amount, 0).cast("float64").sum()
    )
    days = days.mutate(first=days.day.min().over(ibis.window(group_by="customer_id")))
    repeat = days.filter(days.day > days["first"], days.amount > 0)
    return repeat.group_by("customer_id").aggregate(paid=repeat.count(), average=repeat.amount.mean())


def heard(tables: Tables, as_of: date) -> ir.Table:
    """One row for each known customer who came to us or said something: `contacts` and `opinions` beside each other."""
    people = tables.customers
    of_house = people.filter(people.known, people.merged_into_id.isnull()).select(customer_id=people.id)
    came = contacts(tables.interactions, as_of)
    came = came.filter(came.heard.notnull()).semi_join(of_house, "customer_id")
    told = opinions(tables.interactions, as_of)
    return came.left_join(told, "customer_id").drop("customer_id_right")


def insights(
    tables: Tables, as_of: date, currency: str, among: ir.Table | None = None, scored: pa.Table | None = None
) -> ir.Table:
    """`customers` and `heard` of everybody in either, or only of those `among` (customer_id); by customer_id."""
    bought = customers(tables, as_of, currency, among, scored)
    told = heard(replace(tables, interactions=_of(tables.interactions, among)), as_of)
    joined = bought.outer_join(told, "customer_id")
    joined = joined.mutate(customer_id=ibis.coalesce(joined.customer_id, joined.customer_id_right))
    return joined.drop("customer_id_right").order_by("customer_id")


def compute(
    backend: BaseBackend,
    tables: Tables,
    as_of: date,
    currency: str,
    among: ir.Table | None = None,
    scored: pa.Table | None = None,
) -> pa.Table:
    """`insights` as rows."""
    return fetch(backend, insights(tables, as_of, currency, among, scored))


def changed(backend: BaseBackend, tables: Tables, since: object) -> pa.Table | None:
    """customer_id of everybody heard of since the moment `since` (UTC without a zone, as the lake's tables have it).

    None where customers turned out to be others since, so that it takes everybody.
    """
    told = tables.interactions.filter(tables.interactions.recorded_at >= ibis.literal(since, "timestamp(6)"))
    who = told.filter(told.customer_id.notnull()).select("customer_id").distinct()
    turned = fetch(backend, told.aggregate(found=told.name.isin(STRUCTURAL).any()))["found"][0].as_py()
    return None if turned else fetch(backend, who)


def purchases(backend: BaseBackend, tables: Tables, as_of: date) -> pa.Table:
    """The days on which known customers ordered, up to `as_of`: customer_id, day."""
    days = order_days(tables.lines)
    return fetch(backend, days.filter(days.day <= ibis.date(as_of)))


def waiting(backend: BaseBackend, tables: Tables, as_of: date) -> pa.Table:
    """How long known customers were known before their first order, or are without one: waited (days), ordered, people."""
    sales = tables.orders.filter(
        tables.orders.kind == "sale", known(tables.orders), tables.orders.day <= ibis.date(as_of)
    )
    first = sales.group_by("customer_id").aggregate(first_day=sales.day.min())
    people = tables.customers.filter(tables.customers.known, tables.customers.merged_into_id.isnull())
    people = people.select(customer_id=people.id, since=ibis.coalesce(people.first_heard_at, people.created_at).date())
    each = people.filter(people.since <= ibis.date(as_of)).left_join(first, "customer_id")
    until = ibis.coalesce(each.first_day, ibis.date(as_of))
    each = each.select(ordered=each.first_day.notnull(), waited=ibis.greatest(until.delta(each.since, unit="day"), 0))
    return fetch(
        backend, each.group_by("waited", "ordered").aggregate(people=each.count()).order_by("waited", "ordered")
    )


def order_count(backend: BaseBackend, tables: Tables) -> int:
    """How many orders and returns of known customers there are."""
    rows = tables.orders.filter(known(tables.orders))
    return int(fetch(backend, rows.aggregate(rows=rows.count()))["rows"][0].as_py())
