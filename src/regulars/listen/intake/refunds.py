"""Refunds that name their order and nothing else: what came back is what that order was.

Many shops tell a whole refund or a cancellation by the number of its order alone. Its lines and amount are then taken
from the order, which is looked for among what the same source told of the same customer. A refund of another amount
than its order's is a part of it, and nobody said which: it keeps its amount and gets no lines.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import msgspec

from regulars.timeline.names import Order, Product
from regulars.timeline.read import named_of_customers
from regulars.timeline.record import Entry

_Key = tuple[str, int | None, str]


@dataclass(frozen=True, slots=True)
class _Told:
    products: list[Product]
    amount: Decimal | None
    currency: str


def complete_refunds(entries: Sequence[Entry]) -> None:
    """Give bare refunds the lines and amount of their orders, told before or in the same batch. One query, or none."""
    bare = [(entry, order) for entry in entries if (order := _bare(entry)) is not None]
    if not bare:
        return
    orders = _recorded({entry.customer_id for entry, _ in bare if entry.customer_id is not None})
    orders |= _in_batch(entries)
    for entry, refund in bare:
        told = orders.get((entry.source, entry.customer_id, refund.order_id))
        if told is None or entry.amount not in {None, told.amount}:
            continue
        refund.products = told.products
        if entry.amount is None and told.amount is not None:
            entry.amount, entry.currency = told.amount, told.currency


def _bare(entry: Entry) -> Order | None:
    if entry.name != "order.refunded" or not isinstance(entry.payload, Order):
        return None
    return entry.payload if entry.payload.order_id and not entry.payload.products else None


def _in_batch(entries: Sequence[Entry]) -> dict[_Key, _Told]:
    return {
        (entry.source, entry.customer_id, entry.payload.order_id): _Told(
            entry.payload.products, entry.amount, entry.currency
        )
        for entry in entries
        if entry.name == "order.completed" and isinstance(entry.payload, Order)
    }


def _recorded(customer_ids: set[int]) -> dict[_Key, _Told]:
    return {
        (line.source, line.customer_id, str(line.properties.get("order_id", ""))): _Told(
            _products(line.properties), line.amount, line.currency
        )
        for line in named_of_customers(customer_ids, "order.completed")
    }


def _products(properties: dict[str, Any]) -> list[Product]:
    try:
        return msgspec.convert(properties.get("products", []), list[Product], strict=False)
    except msgspec.ValidationError:
        # Lines in a shape of somebody's own: the amount alone says what came back.
        return []
