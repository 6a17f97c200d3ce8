"""Refunds that name their order and nothing else: what came back is what that order was.

Many shops tell a whole refund or a cancellation by the number of its order alone. Its lines and amount are then taken
from the order, which is looked for among what the same source told of the same customer. A refund of another amount
than its order's is a part of it, and nobody said which: it keeps its amount and gets no lines.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import msgspec

from regulars.know.customers.queries import roots_of_parts
from regulars.timeline.names import Order, Product
from regulars.timeline.read import named_of_customers
from regulars.timeline.record import Entry

_Key = tuple[str, int | None, str]


@dataclass(frozen=True, slots=True)
class _Told:
    products: list[Product]
    amount: Decimal | None
    currency: str


def complete_refunds(entries: Sequence[Entry], customer_of: Mapping[int, int]) -> None:
    """Give bare refunds the lines and amount of their orders, told before or in the same batch. Two queries, or none.

    `customer_of` leads from the part an entry is recorded under to the customer: the order may be another part's.
    """
    bare = [(entry, order) for entry in entries if (order := _bare(entry)) is not None]
    if not bare:
        return
    roots = {pk: customer_of.get(pk, pk) for entry, _ in bare if (pk := entry.customer_id) is not None}
    orders = _recorded(set(roots.values())) | _in_batch(entries, customer_of)
    for entry, refund in bare:
        told = orders.get((entry.source, roots.get(entry.customer_id or 0), refund.order_id))
        if told is None or entry.amount not in {None, told.amount}:
            continue
        refund.products = told.products
        if entry.amount is None and told.amount is not None:
            entry.amount, entry.currency = told.amount, told.currency


def _bare(entry: Entry) -> Order | None:
    if entry.name != "order.refunded" or not isinstance(entry.payload, Order):
        return None
    return entry.payload if entry.payload.order_id and not entry.payload.products else None


def _in_batch(entries: Sequence[Entry], customer_of: Mapping[int, int]) -> dict[_Key, _Told]:
    return {
        (entry.source, customer_of.get(entry.customer_id or 0), entry.payload.order_id): _Told(
            entry.payload.products, entry.amount, entry.currency
        )
        for entry in entries
        if entry.name == "order.completed" and isinstance(entry.payload, Order)
    }


def _recorded(customer_ids: set[int]) -> dict[_Key, _Told]:
    roots = roots_of_parts(customer_ids)
    return {
        (line.source, roots.get(line.customer_id or 0), str(line.properties.get("order_id", ""))): _Told(
            _products(line.properties), line.amount, line.currency
        )
        for line in named_of_customers(roots, "order.completed")
    }


def _products(properties: dict[str, Any]) -> list[Product]:
    try:
        return msgspec.convert(properties.get("products", []), list[Product], strict=False)
    except msgspec.ValidationError:
        # Lines in a shape of somebody's own: the amount alone says what came back.
        return []
