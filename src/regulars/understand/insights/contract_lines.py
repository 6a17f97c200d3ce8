"""Contracts and subscriptions as they were told, from the lake's interactions: one row for each. Loaded by the worker only."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import ibis
import ibis.expr.types as ir

from regulars.store.engine.fetch import fetch
from regulars.understand.metrics.payload import told, told_number

if TYPE_CHECKING:
    import pyarrow as pa
    from ibis.backends import BaseBackend

    from regulars.store.engine.tables import Tables

STARTED, RENEWED, ENDED = NAMES = ("contract.started", "contract.renewed", "contract.ended")


def contracts(tables: Tables, as_of: date, among: ir.Table | None = None) -> ir.Table:
    """One row for each contract of known customers (or of those `among`, by customer_id) told of up to the day `as_of`.

    A contract is what was told under one contract_id, or of the customer where no id was told; what goes on after its end
    is another one. customer_id; started (null where nobody told) and first, the first day anything was told; renewals told;
    ended and runs_out, the day its end was told and the last day it named; and as last told: plan, price a period, period,
    currency, ends_on, reason.
    """
    lines, people = tables.interactions, tables.customers
    of_house = people.filter(people.known, people.merged_into_id.isnull()).select(customer_id=people.id)
    rows = lines.filter(lines.name.isin(NAMES), lines.customer_id.notnull(), lines.day <= ibis.date(as_of))
    rows = rows.semi_join(of_house, "customer_id")
    if among is not None:
        rows = rows.semi_join(among, "customer_id")
    rows = rows.select(
        "customer_id", "name", "day", "occurred_at", "id",
        contract=told(rows, "contract_id").fill_null(""),
        plan=told(rows, "plan"),
        price=told_number(rows, "price"),
        period=told(rows, "period"),
        currency=told(rows, "currency"),
        until=told(rows, "ends_on").try_cast("date"),
        reason=told(rows, "reason"),
        over=(rows.name == ENDED).cast("int64"),
    )  # fmt: skip
    keys, time = ["customer_id", "contract"], ["occurred_at", "id"]
    so_far = ibis.cumulative_window(group_by=keys, order_by=time)
    rows = rows.mutate(
        # Whatever follows an end belongs to the next one; the end itself does not.
        place=ibis.row_number().over(ibis.window(group_by=keys, order_by=time)),
        spell=rows.over.sum().over(so_far) - rows.over,
    )

    def last(column: ir.Value, where: ir.BooleanValue | None = None) -> ir.Value:
        known = column.notnull() if where is None else column.notnull() & where
        return column.argmax(rows.place, where=known)

    over = rows.name == ENDED
    each = rows.group_by(*keys, "spell").aggregate(
        started=rows.day.min(where=rows.name == STARTED),
        first=rows.day.min(),
        renewals=rows.count(where=rows.name == RENEWED),
        ended=rows.day.max(where=over),
        runs_out=rows.until.max(where=over),
        plan=last(rows.plan),
        price=last(rows.price),
        period=last(rows.period),
        currency=last(rows.currency),
        ends_on=last(rows.until, ~over),
        reason=last(rows.reason, over),
    )
    # An end told twice, or of something nobody told of before, is no contract.
    each = each.filter(each.started.notnull() | (each.renewals > 0))
    return each.order_by(*keys, "spell").drop("contract", "spell")


def read(backend: BaseBackend, tables: Tables, as_of: date, among: ir.Table | None = None) -> pa.Table:
    """`contracts` as rows."""
    return fetch(backend, contracts(tables, as_of, among))
