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
import numpy as np
import numpy.typing as npt
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

Value = str | int | float | None
# Whole numbers, 64 bits wide or, where that may not be enough, Python's own; and truth values.
Numbers = npt.NDArray[Any]


class _Product(msgspec.Struct, gc=False):
    """What the lake reads of a product; the rest is skipped without being decoded."""

    product_id: Value = ""
    sku: Value = ""
    name: Value = ""
    category: Value = ""
    quantity: Value = "1"
    price: Value = "0"


class _Order(msgspec.Struct, gc=False):
    order_id: Value = ""
    products: list[_Product] = []


_decoder = msgspec.json.Decoder(_Order)


def _decode(properties: str) -> _Order:
    """An order of another shape than the vocabulary's has no lines that could be read: its amount still counts."""
    try:
        return _decoder.decode(properties)
    except msgspec.ValidationError:
        return _Order()


def _text(told: Value) -> str:
    return "" if told is None else str(told)


@lru_cache(maxsize=65_536)
def _units(told: Value, places: int) -> int:
    """A decimal as a whole number of its `places`th decimals; what is no number, or too large to keep, is 0."""
    try:
        units = int(Decimal(_text(told)).scaleb(places).to_integral_value(ROUND_HALF_EVEN))
    except (InvalidOperation, ValueError, OverflowError):
        return 0
    return units if abs(units) <= _MOST else 0


@lru_cache(maxsize=65_536)
def _price(told: Value) -> tuple[int, bool]:
    """A price as a whole number of ten-thousandths, and whether it was told in more places than those."""
    units = _units(told, _PLACES)
    return units, units != 0 and len(_text(told).partition(".")[2]) > _PLACES


@lru_cache(maxsize=65_536)
def _exactly(quantity: int, price: str) -> int:
    """Thousandths times a price told in more places than are kept, as ten-thousandths: what its sender's line came to.

    A line of 3 for 10.00 is told as 3 at 3.333333333333, and must come to 10.00 again.
    """
    amount = int((Decimal(quantity) * Decimal(price)).scaleb(1).to_integral_value(ROUND_HALF_EVEN))
    return amount if abs(amount) <= _MOST else 0


@dataclass(slots=True)
class _Told:
    """What the documents of a batch tell: one entry a document, and one a line. Numbers are in their smallest units."""

    documents: list[str] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    product_ids: list[str] = field(default_factory=list)
    products: list[str] = field(default_factory=list)
    categories: list[str] = field(default_factory=list)
    quantities: list[int] = field(default_factory=list)
    prices: list[int] = field(default_factory=list)
    # Amounts of lines whose price was told in more places than are kept, by line.
    amounts: dict[int, int] = field(default_factory=dict)

    def read(self, properties: str, source_id: str) -> None:
        """One more document."""
        order = _decode(properties)
        self.documents.append(_text(order.order_id) or source_id)
        self.lines.append(len(order.products))
        for product in order.products:
            self.product_ids.append(_text(product.product_id or product.sku))
            self.products.append(_text(product.name))
            self.categories.append(_text(product.category))
            quantity = _units(product.quantity, 3)
            price, longer = _price(product.price)
            if longer:
                self.amounts[len(self.prices)] = _exactly(quantity, _text(product.price))
            self.quantities.append(quantity)
            self.prices.append(price)


def derive(interactions: pa.RecordBatch) -> tuple[pa.RecordBatch, pa.RecordBatch]:
    """The rows of `orders` and `lines` that these interactions make. What is no order is passed over undecoded."""
    chosen = interactions.filter(pc.is_in(interactions.column("name"), pa.array([SALE, REFUND])))
    told = _Told()
    for properties, source_id in zip(
        chosen.column("properties").to_pylist(), chosen.column("source_id").to_pylist(), strict=True
    ):
        told.read(properties, source_id)
    refund = pc.equal(chosen.column("name"), REFUND).to_numpy(zero_copy_only=False)
    whole = ten_thousandths(chosen.column("amount")).fill_null(0).to_numpy(zero_copy_only=False)
    # Senders write refunds with either sign.
    whole = np.where(refund, np.abs(whole), whole)
    lines = np.array(told.lines, np.int64)
    ends = np.cumsum(lines)
    starts = ends - lines
    row = np.repeat(np.arange(len(lines)), lines)
    quantity, price = _numbers(told)
    quantity, price = (np.where(refund[row], np.abs(values), values) for values in (quantity, price))
    amount = _times(quantity, price)
    for line, exact in told.amounts.items():
        amount[line] = abs(exact) if refund[row[line]] else exact
    counts = (quantity > 0) & (amount > 0)
    counted = _sums(counts.astype(np.int64), starts, ends)
    # Where no line carries anything, the amount of the document is a line of its own.
    alone = (counted == 0) & (whole > 0)
    total = np.where(alone, whole, _sums(np.where(counts, amount, 0), starts, ends))
    units = np.where(alone, _ONE, _sums(np.where(counts, quantity, 0), starts, ends))
    # A refund that names nothing at all still says that the order came back.
    kept = np.flatnonzero((counted > 0) | alone | (refund & (lines == 0)))
    of_alone = np.flatnonzero(alone)
    rows = np.concatenate([row, of_alone])
    nothing = [""] * len(of_alone)
    documents = pa.array(told.documents, pa.string())
    made_orders = _table(
        chosen,
        kept,
        schemas.ORDERS,
        document=documents.take(pa.array(kept)),
        kind=_kinds(refund[kept], np.ones(len(kept), np.bool_)),
        amount=_whole_numbers(total[kept]),
        units=_whole_numbers(units[kept]),
    )
    made_lines = _table(
        chosen,
        rows,
        schemas.LINES,
        line=np.concatenate([np.arange(len(row)) - starts[row] + 1, lines[of_alone] + 1]),
        document=documents.take(pa.array(rows)),
        kind=_kinds(refund[rows], np.concatenate([counts, np.ones(len(of_alone), np.bool_)])),
        product_id=told.product_ids + nothing,
        product=told.products + nothing,
        category=told.categories + nothing,
        quantity=_whole_numbers(np.concatenate([quantity, np.full(len(of_alone), _ONE)])),
        price=_whole_numbers(np.concatenate([price, whole[of_alone]])),
        amount=_whole_numbers(np.concatenate([amount, whole[of_alone]])),
    )
    return made_orders, made_lines


def _numbers(told: _Told) -> tuple[Numbers, Numbers]:
    """Quantities and prices; as Python's unbounded numbers where products or sums might not fit 64 bits."""
    most = max(map(abs, told.quantities), default=0) * max(map(abs, told.prices), default=0)
    fits = most * max(1, len(told.prices)) < 2**62
    kind = np.dtype(np.int64 if fits else object)
    return np.array(told.quantities, kind), np.array(told.prices, kind)


def _times(quantity: Numbers, price: Numbers) -> Numbers:
    """Thousandths times ten-thousandths, as ten-thousandths rounded half to even; 0 where too large to keep."""
    product = quantity * price
    whole = product // _ONE
    rest = product - whole * _ONE
    amount = whole + ((rest > _ONE // 2) | ((rest == _ONE // 2) & (whole % 2 == 1)))
    kept: Numbers = np.where(np.abs(amount) <= _MOST, amount, 0)
    return kept


def _sums(values: Numbers, starts: Numbers, ends: Numbers) -> Numbers:
    """The sum of each document's lines."""
    running = np.concatenate([np.zeros(1, values.dtype), np.cumsum(values)])
    sums: Numbers = running[ends] - running[starts]
    return sums


def _whole_numbers(values: Numbers) -> Numbers:
    """As 64 bits; a sum too large to keep is kept as the largest that can be."""
    whole: Numbers = np.minimum(values, _MOST).astype(np.int64)
    return whole


def _kinds(refund: Numbers, carries: Numbers) -> pa.Array:
    return pa.array(["none", "sale", "return"]).take(pa.array(np.where(carries, 1 + refund, 0)))


_SCALED = {"amount", "price", "quantity", "units"}


def _table(interactions: pa.RecordBatch, rows: Numbers, schema: pa.Schema, **made: Any) -> pa.RecordBatch:
    """What was made, with the columns of the interactions it came from, by their row, beside it."""
    taken = pa.array(rows)
    columns = []
    for column in schema:
        values = made.get(column.name)
        if values is None:
            from_row = interactions.column("id" if column.name == "interaction_id" else column.name)
            columns.append(from_row.take(taken))
        elif column.name in _SCALED:
            columns.append(decimals(pa.array(values, pa.int64()), column.type))
        else:
            columns.append(values if isinstance(values, pa.Array) else pa.array(values, column.type))
    return pa.record_batch(columns, schema=schema)
