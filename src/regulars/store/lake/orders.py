"""Orders and their lines, worked out of the record.

The rules: an order is a sale when at least one of its lines has a positive quantity and amount, and sums only such lines;
a refund or cancellation is a return, with positive amounts; lines that carry nothing are kept. A document that names no
line with a price, but an amount, is one line of that amount.
"""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation
from functools import lru_cache
from typing import Any, NamedTuple

import msgspec
import pyarrow as pa
import pyarrow.compute as pc

from regulars.store.lake import schemas
from regulars.store.lake.conversion import decimals, ten_thousandths

SALE = "order.completed"
REFUND = "order.refunded"
# What decimal(18,4) and decimal(18,3) can hold, in their smallest units.
_MOST = 10**18 - 1
_ONE = 1000
_PLACES = 4

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


class _Document(NamedTuple):
    row: int
    document: str
    kind: str
    amount: int
    units: int


class _Line(NamedTuple):
    row: int
    line: int
    document: str
    kind: str
    product_id: str
    product: str
    category: str
    quantity: int
    price: int
    amount: int


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
    whole, rest = divmod(quantity * price, _ONE)
    amount = whole + (rest > 500 or (rest == 500 and whole % 2 == 1)) if rest else whole
    return amount if abs(amount) <= _MOST else 0


@lru_cache(maxsize=65_536)
def _exactly(quantity: int, price: str) -> int:
    """Thousandths times a price told in more places than are kept, as ten-thousandths: what its sender's line came to.

    A line of 3 for 10.00 is told as 3 at 3.333333333333, and must come to 10.00 again.
    """
    amount = int((Decimal(quantity) * abs(Decimal(price))).scaleb(1).to_integral_value(ROUND_HALF_EVEN))
    return amount if abs(amount) <= _MOST else 0


def derive(interactions: pa.RecordBatch) -> tuple[pa.RecordBatch, pa.RecordBatch]:
    """The rows of `orders` and `lines` that these interactions make. What is no order is passed over undecoded."""
    chosen = interactions.filter(pc.is_in(interactions.column("name"), pa.array([SALE, REFUND])))
    documents: list[_Document] = []
    lines: list[_Line] = []
    told = zip(
        pc.equal(chosen.column("name"), REFUND).to_pylist(),
        chosen.column("properties").to_pylist(),
        chosen.column("source_id").to_pylist(),
        ten_thousandths(chosen.column("amount")).to_pylist(),
        strict=True,
    )
    for row, (refund, properties, source_id, amount) in enumerate(told):
        order = _decode(properties)
        name = _text(order.order_id) or source_id
        made = _refund(row, name, order, amount or 0) if refund else _sale(row, name, order, amount or 0)
        lines += made
        carrying = [line for line in made if line.kind != "none"]
        # A refund that names nothing at all still says that the order came back.
        if carrying or (refund and not made):
            total, units = sum(line.amount for line in carrying), sum(line.quantity for line in carrying)
            kind = "return" if refund else "sale"
            documents.append(_Document(row, name, kind, min(total, _MOST), min(units, _MOST)))
    return _table(chosen, documents, _Document, schemas.ORDERS), _table(chosen, lines, _Line, schemas.LINES)


def _sale(row: int, name: str, order: _Order, amount: int) -> list[_Line]:
    """The lines of an order."""
    made = []
    for number, product in enumerate(order.products, start=1):
        quantity, price = _units(product.quantity, 3), _units(product.price, 4)
        made.append(_line(row, number, name, "sale", product, quantity, price))
    return _whole(made, row, name, "sale", amount)


def _refund(row: int, name: str, order: _Order, amount: int) -> list[_Line]:
    """The lines of a refund or cancellation, which senders write with either sign."""
    made = []
    for number, product in enumerate(order.products, start=1):
        quantity, price = abs(_units(product.quantity, 3)), abs(_units(product.price, 4))
        made.append(_line(row, number, name, "return", product, quantity, price))
    return _whole(made, row, name, "return", abs(amount))


def _line(row: int, number: int, name: str, kind: str, product: _Product, quantity: int, price: int) -> _Line:
    amount = _times(quantity, price)
    told_price = _text(product.price)
    if price and len(told_price.partition(".")[2]) > _PLACES:
        amount = _exactly(quantity, told_price) if price > 0 else -_exactly(quantity, told_price)
    kind = kind if quantity > 0 and amount > 0 else "none"
    told = _text(product.product_id or product.sku), _text(product.name), _text(product.category)
    return _Line(row, number, name, kind, *told, quantity, price, amount)


def _whole(made: list[_Line], row: int, name: str, kind: str, amount: int) -> list[_Line]:
    """Where no line carries anything, the amount of the document is a line of its own."""
    if amount > 0 and all(line.kind == "none" for line in made):
        made.append(_Line(row, len(made) + 1, name, kind, "", "", "", _ONE, amount, amount))
    return made


_SCALED = {"amount", "price", "quantity", "units"}


def _table(interactions: pa.RecordBatch, filled: list[Any], made: type[Any], schema: pa.Schema) -> pa.RecordBatch:
    """What was made, with the columns of the interactions it came from beside it."""
    values = dict(zip(made._fields, zip(*filled, strict=True) if filled else ([],) * len(made._fields), strict=True))
    rows = pa.array(values.pop("row"), pa.int64())
    columns = []
    for column in schema:
        if column.name in _SCALED:
            columns.append(decimals(pa.array(values[column.name], pa.int64()), column.type))
        elif column.name in values:
            columns.append(pa.array(values[column.name], column.type))
        else:
            from_row = interactions.column("id" if column.name == "interaction_id" else column.name)
            columns.append(from_row.take(rows))
    return pa.record_batch(columns, schema=schema)
