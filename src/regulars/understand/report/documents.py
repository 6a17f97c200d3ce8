"""From the lines of an order file to the canonical relations: customers get numbers, lines become documents."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir
import pyarrow as pa
import pyarrow.compute as pc


def with_numbers(lines: pa.Table, time_zone: str = "UTC") -> pa.Table:
    """The lines of a file with `customer_id` (int64, null for an anonymous sale) and `day`, the business day.

    A customer's own number is the id where all are distinct whole numbers; otherwise ids follow the order of the texts,
    so that the same file always gives the same ids.
    """
    names = lines["customer"].combine_chunks()
    found = pc.unique(names).drop_null()
    found = found.take(pc.sort_indices(found))
    ids = _own_numbers(found)
    if ids is None:
        ids = pa.array(range(1, len(found) + 1), pa.int64())
    customer_id = ids.take(pc.index_in(names, value_set=found))
    local = pc.local_timestamp(lines["occurred_at"].cast(pa.timestamp("us", "UTC")).cast(pa.timestamp("us", time_zone)))
    day = local.cast(pa.timestamp("us")).cast(pa.date32())
    return lines.append_column("customer_id", customer_id).append_column("day", day)


def _own_numbers(names: pa.Array) -> pa.Array | None:
    if not pc.all(pc.match_substring_regex(names, r"^\d{1,15}$")).as_py():
        return None
    numbers = names.cast(pa.int64())
    # 0087 and 87 are two customers.
    return numbers if len(pc.unique(numbers)) == len(names) else None


def lines(raw: ir.Table) -> ir.Table:
    """The canonical relation `lines` from numbered lines of a file; what carries nothing is of kind none."""
    counts = (raw.quantity > 0) & (raw.amount > 0)
    kind = ibis.cases(
        (counts & (raw.document_kind == "order"), "sale"),
        (counts & (raw.document_kind == "refund"), "return"),
        else_="none",
    )
    return raw.select(
        "customer_id",
        "document",
        "document_kind",
        "occurred_at",
        "day",
        "quantity",
        "amount",
        kind=kind,
        currency=raw.currency.fill_null(""),
    )


def orders(order_lines: ir.Table) -> ir.Table:
    """The canonical relation `orders`: one row for each document that is a sale or a return, summing its counted lines.

    A document in two currencies becomes a row for each: amounts in different currencies are never added.
    """
    rows = order_lines.filter(order_lines.kind != "none")
    return rows.group_by("document", "kind", "currency").aggregate(
        customer_id=rows.customer_id.max(),
        occurred_at=rows.occurred_at.min(),
        day=rows.day.min(),
        amount=rows.amount.sum().cast("decimal(18, 4)"),
        units=rows.quantity.sum().cast("decimal(18, 3)"),
    )


def labels(raw: ir.Table) -> ir.Table:
    """What to call each customer: customer_id, customer (as the file names them), name (null where the file has none)."""
    rows = raw.filter(raw.customer_id.notnull())
    return rows.group_by("customer_id").aggregate(
        customer=rows.customer.max(), name=rows.customer_name.max(), country=rows.country.max()
    )
