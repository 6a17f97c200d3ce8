"""Whole documents become facts: one completed or refunded order each, with its lines."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from regulars.listen.imports.parse_values import by_distinct
from regulars.listen.imports.row_fact import RowFact, who_of
from regulars.listen.intake.facts import Fact
from regulars.timeline.names import Order, Product
from regulars.timeline.record import Entry

_HEAD = (
    "document", "document_kind", "customer_id", "email", "phone", "customer_name", "company", "city", "country",
    "occurred_at", "total", "currency",
)  # fmt: skip
_PRECISE = Decimal("0.000000000001")


def order_facts(table: pa.Table, source: str, mark: str) -> list[RowFact]:
    """`table`: DOCUMENT_SCHEMA, the lines of a document and kind anywhere in it. `mark` is the actor of the entries."""
    if not table.num_rows:
        return []
    keys = pc.binary_join_element_wise(table["document_kind"], table["document"], ":").combine_chunks()
    codes = keys.dictionary_encode().indices.to_numpy(zero_copy_only=False)
    order = np.argsort(codes, kind="stable")
    starts = np.flatnonzero(np.append(True, np.diff(codes[order]) != 0))
    lines = table.take(pa.array(order))
    products = _products(lines)
    amounts: list[Decimal] = lines["amount"].to_pylist()
    heads = lines.select(["row", *_HEAD]).take(pa.array(starts)).to_pylist()
    ends = [*starts[1:].tolist(), len(order)]
    facts = []
    for head, begin, end in zip(heads, starts.tolist(), ends, strict=True):
        worth = sum((amount for amount in amounts[begin:end] if amount > 0), Decimal(0))
        facts.append(RowFact(head["row"], _fact(head, products[begin:end], worth, source, mark), end - begin))
    return facts


def _fact(head: dict[str, Any], products: list[Product], worth: Decimal, source: str, mark: str) -> Fact:
    sold = head["document_kind"] == "order"
    total = head["total"]
    payload = Order(
        order_id=head["document"],
        products=products,
        revenue=f"{worth.normalize():f}",
        total="" if total is None else f"{total.normalize():f}",
    )
    entry = Entry(
        name="order.completed" if sold else "order.refunded",
        occurred_at=head["occurred_at"],
        source=source,
        source_id=f"{'order' if sold else 'refund'}:{head['document']}"[:200],
        payload=payload,
        channel="shop",
        amount=worth,
        currency=head["currency"] or "",
        actor=mark,
    )
    return Fact(entry=entry, who=who_of(head, source))


def _products(lines: pa.Table) -> list[Product]:
    """The lines as products; a price is written so that quantity times price is the line's amount to the last place."""
    exact = pc.multiply(lines["quantity"].cast(pa.decimal128(19, 3)), lines["price"].cast(pa.decimal128(18, 4)))
    same = pc.equal(exact.cast(pa.decimal128(38, 7)), lines["amount"].cast(pa.decimal128(38, 7))).to_pylist()
    texts = [lines[name].fill_null("").to_pylist() for name in ("product_id", "product", "category")]
    numbers = [_plain(lines[name].combine_chunks()).to_pylist() for name in ("quantity", "price")]
    rows = zip(*texts, *numbers, same, lines["amount"], lines["quantity"], strict=True)
    return [
        Product(
            product_id=product_id,
            name=name,
            category=category,
            quantity=quantity,
            price=price if fits else _price(amount.as_py(), units.as_py()),
        )
        for product_id, name, category, quantity, price, fits, amount, units in rows
    ]


def _plain(column: pa.Array) -> pa.Array:
    """Decimals as text without zeros behind: `6`, `2.55`."""
    return by_distinct(column, lambda values: pc.replace_substring_regex(pc.cast(values, pa.string()), r"\.?0+$", ""))


def _price(amount: Decimal, units: Decimal) -> str:
    return f"{(amount / units).quantize(_PRECISE).normalize():f}" if units else "0"
