"""Orders and their lines, worked out of the record.

The rules: an order is a sale when at least one of its lines has a positive quantity and amount, and sums only such lines;
a refund or cancellation is a return, with positive amounts; lines that carry nothing are kept. A document that names no
line with a price, but an amount, is one line of that amount.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

import msgspec
import pyarrow as pa
import pyarrow.compute as pc

from regulars.store.lake import schemas
from regulars.store.lake.conversion import as_list, decimals

SALE = "order.completed"
REFUND = "order.refunded"
# What decimal(18,4) and decimal(18,3) can hold, in their smallest units.
_MOST = 10**18 - 1


_Told = str | int | float | None


class _Product(msgspec.Struct, gc=False):
    """What the lake reads of a product; the rest is skipped without being decoded."""

    product_id: _Told = ""
    sku: _Told = ""
    name: _Told = ""
    category: _Told = ""
    quantity: _Told = "1"
    price: _Told = "0"


class _Order(msgspec.Struct, gc=False):
    order_id: _Told = ""
    products: list[_Product] = []


_decoder = msgspec.json.Decoder(_Order)


def _decode(properties: str) -> _Order:
    """An order of another shape than the vocabulary's has no lines that could be read: its amount still counts."""
    try:
        return _decoder.decode(properties)
    except msgspec.ValidationError:
        return _Order()


def _text(told: _Told) -> str:
    return "" if told is None else str(told)


@lru_cache(maxsize=65_536)
def _units(told: _Told, places: int) -> int:
    """A decimal as a whole number of its `places`th decimals; what is no number, or too large to keep, is 0."""
    try:
        units = int(Decimal(_text(told)).scaleb(places).to_integral_value(ROUND_HALF_EVEN))
    except (InvalidOperation, ValueError, OverflowError):
        return 0
    return units if abs(units) <= _MOST else 0


def _times(quantity: int, price: int) -> int:
    """Thousandths times ten-thousandths, as ten-thousandths rounded half to even; 0 when too large to keep."""
    whole, rest = divmod(quantity * price, 1000)
    amount = whole + (rest > 500 or (rest == 500 and whole % 2 == 1))
    return amount if abs(amount) <= _MOST else 0


@dataclass(slots=True)
class _Columns:
    """Columns being filled, and which row of the batch each entry belongs to."""

    rows: list[int] = field(default_factory=list)
    values: dict[str, list[Any]] = field(default_factory=dict)

    def add(self, row: int, **values: Any) -> None:
        self.rows.append(row)
        for name, value in values.items():
            self.values.setdefault(name, []).append(value)


def derive(interactions: pa.Table) -> tuple[pa.Table, pa.Table]:
    """The tables `orders` and `lines` of these interactions. Lines that are no orders are passed over undecoded."""
    chosen = interactions.filter(pc.is_in(interactions["name"], pa.array([SALE, REFUND]))).combine_chunks()
    orders, lines = _Columns(), _Columns()
    told = zip(
        as_list(chosen["name"]),
        as_list(chosen["properties"]),
        as_list(chosen["source_id"]),
        as_list(_ten_thousandths(chosen["amount"])),
        strict=True,
    )
    for row, (name, properties, source_id, amount) in enumerate(told):
        _one(row, name == REFUND, _decode(properties), source_id, amount or 0, orders, lines)
    return _table(chosen, orders, schemas.ORDERS), _table(chosen, lines, schemas.LINES)


def _one(row: int, refund: bool, order: _Order, source_id: str, amount: int, orders: _Columns, lines: _Columns) -> None:
    document = _text(order.order_id) or source_id
    carries = "return" if refund else "sale"
    total = units = counted = 0
    for number, product in enumerate(order.products, start=1):
        quantity, price = _units(product.quantity, 3), _units(product.price, 4)
        if refund:
            quantity, price = abs(quantity), abs(price)
        value = _times(quantity, price)
        counts = quantity > 0 and value > 0
        if counts:
            counted, total, units = counted + 1, total + value, units + quantity
        lines.add(
            row,
            line=number,
            document=document,
            kind=carries if counts else "none",
            product_id=_text(product.product_id or product.sku),
            product=_text(product.name),
            category=_text(product.category),
            quantity=quantity,
            price=price,
            amount=value,
        )
    whole = abs(amount) if refund else amount
    if counted == 0 and whole > 0:
        counted, total, units = 1, whole, 1000
        lines.add(
            row,
            line=len(order.products) + 1,
            document=document,
            kind=carries,
            product_id="",
            product="",
            category="",
            quantity=units,
            price=whole,
            amount=whole,
        )
    # A refund that names nothing at all still says that the order came back.
    if counted or (refund and not order.products):
        orders.add(row, document=document, kind=carries, amount=min(total, _MOST), units=min(units, _MOST))


def _ten_thousandths(amounts: pa.ChunkedArray) -> pa.Array:
    """Money columns back to whole numbers: multiplied exactly, then taken as integers."""
    whole = pc.multiply(amounts.cast(pa.decimal128(18, 4)), pa.scalar(10_000, pa.int64()).cast(pa.decimal128(19, 0)))
    return whole.cast(pa.decimal128(38, 0)).cast(pa.int64())


_SCALED = {"amount", "price", "quantity", "units"}
_RENAMED = {"interaction_id": "id"}


def _table(interactions: pa.Table, filled: _Columns, schema: pa.Schema) -> pa.Table:
    """What was filled, with the columns of the interactions each entry came from beside it."""
    rows = pa.array(filled.rows, pa.int64())
    columns = []
    for column in schema:
        if column.name in filled.values:
            values = filled.values[column.name]
            scaled = column.name in _SCALED
            columns.append(
                decimals(pa.array(values, pa.int64()), column.type) if scaled else pa.array(values, column.type)
            )
        elif not filled.rows:
            columns.append(pa.array([], column.type))
        else:
            columns.append(interactions[_RENAMED.get(column.name, column.name)].take(rows).combine_chunks())
    return pa.table(columns, schema=schema)
