"""Turns the text columns of an order file into typed lines, still one a row of the file."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

import pyarrow as pa
import pyarrow.compute as pc

from regulars.listen.imports.layout import Layout
from regulars.listen.imports.parse_dates import MOMENT, moments
from regulars.listen.imports.parse_values import MONEY, QUANTITY, not_understood, numbers
from regulars.listen.imports.read_file import RejectedRow, TextBatch

# Lines of one file: what a row says, before its document is known as a whole.
LINE_SCHEMA = pa.schema(
    [
        ("row", pa.int64()),
        ("document", pa.string()),
        ("document_type", pa.string()),
        ("status", pa.string()),
        ("customer_id", pa.string()),
        ("email", pa.string()),
        ("phone", pa.string()),
        ("customer_name", pa.string()),
        ("company", pa.string()),
        ("city", pa.string()),
        ("country", pa.string()),
        ("occurred_at", MOMENT),
        ("product_id", pa.string()),
        ("product", pa.string()),
        ("category", pa.string()),
        ("quantity", QUANTITY),
        ("price", MONEY),
        ("amount", MONEY),
        ("total", MONEY),
        ("refunded_amount", MONEY),
        ("refunded_at", MOMENT),
        ("cancelled_at", MOMENT),
        ("currency", pa.string()),
    ]
)
_TEXTS = ("document_type", "status", "phone", "company", "city", "country", "product_id", "product", "category")
_NOBODY = ["0", "-1", "none", "null", "nan", "n/a", "na", "guest", "gast", "anonymous"]
_CURRENCY_SIGNS = {"€": "EUR", "$": "USD", "£": "GBP", "¥": "JPY", "₹": "INR"}


@dataclass
class LineReader:
    """Reads batches of one file after the other. `mapping`: column -> field; `currency` stands where none is told."""

    mapping: Mapping[str, str]
    layout: Layout
    time_zone: str = "UTC"
    currency: str = ""
    _seen: Counter[bytes] = field(default_factory=Counter)

    def read(self, batch: TextBatch) -> tuple[pa.Table, list[RejectedRow]]:
        """The batch's lines by LINE_SCHEMA, and the rows that cannot become one."""
        column_of = {target: name for name, target in self.mapping.items() if name in batch.table.column_names}
        size = batch.table.num_rows

        def text(name: str) -> pa.Array:
            if name not in column_of:
                return pa.nulls(size, pa.string())
            return batch.table.column(column_of[name]).combine_chunks()

        wrong: list[tuple[str, pa.Array, str]] = []

        def number(name: str, kind: pa.DataType) -> pa.Array:
            cells = text(name)
            values = numbers(cells, decimal=self.layout.decimal, kind=kind)
            wrong.append((name, not_understood(cells, values), "is no number"))
            return values

        def moment(name: str, cells: pa.Array) -> pa.Array:
            values = moments(cells, order=self.layout.date_order, time_zone=self.time_zone)
            wrong.append((name, not_understood(cells, values), "is no date of the calendar"))
            return values

        columns = {name: text(name) for name in _TEXTS}
        columns |= {
            "row": batch.rows,
            "document": whole_ids(text("document")),
            "customer_id": somebody(whole_ids(text("customer_id"))),
            "email": pc.utf8_lower(text("email")),
            "customer_name": full_name(text("customer_name"), text("first_name"), text("last_name")),
            "occurred_at": moment("occurred_at", _joined(text("occurred_at"), text("time"))),
            "refunded_at": moment("refunded_at", text("refunded_at")),
            "cancelled_at": moment("cancelled_at", text("cancelled_at")),
            "quantity": number("quantity", QUANTITY),
            "price": number("price", MONEY),
            "amount": number("line_amount", MONEY),
            "total": number("total", MONEY),
            "refunded_amount": number("refunded_amount", MONEY),
            "currency": _currency_codes(text("currency"), self.currency),
        }
        if "document" in column_of:
            wrong.append(
                (
                    "document",
                    pc.is_null(columns["document"]),
                    "is empty, so it is not known which order the row belongs to",
                )
            )
        else:
            columns["document"] = self._numbered(batch.table)
        lines = pa.table([columns[one.name] for one in LINE_SCHEMA], schema=LINE_SCHEMA)
        rejected, bad = reject(batch, column_of, wrong)
        return (lines.filter(pc.invert(bad)) if bad is not None else lines), batch.rejected + rejected

    def _numbered(self, table: pa.Table) -> pa.Array:
        """Rows without an order number are an order each, named by their content and how often it came before.

        So the same file names them the same again, whatever the batches. Keeps some 100 bytes of each row in memory.
        """
        names = []
        for cells in zip(*(column.to_pylist() for column in table.columns), strict=True):
            digest = content_hash(cells)
            self._seen[digest] += 1
            names.append(f"{digest.hex()}-{self._seen[digest]}")
        return pa.array(names, pa.string())


def content_hash(cells: tuple[str | None, ...]) -> bytes:
    """Sixteen bytes that name a row by what it says."""
    return hashlib.blake2b("\x1f".join(cell or "" for cell in cells).encode(), digest_size=16).digest()


def reject(
    batch: TextBatch, column_of: Mapping[str, str], wrong: list[tuple[str, pa.Array, str]]
) -> tuple[list[RejectedRow], pa.Array | None]:
    """The rows at fault with field and reason, a row once; and which rows of the batch they are (None: not one)."""
    found: dict[int, tuple[str, str]] = {}
    for name, mask, reason in wrong:
        if pc.any(mask).as_py():
            for position in pc.indices_nonzero(mask).to_pylist():
                found.setdefault(position, (name, reason))
    if not found:
        return [], None
    positions = pa.array(sorted(found), pa.int64())
    cells = batch.table.take(positions).to_pylist()
    rejected = []
    for position, row, values in zip(positions.to_pylist(), batch.rows.take(positions).to_pylist(), cells, strict=True):
        name, reason = found[position]
        told = values.get(column_of.get(name, ""))
        rejected.append(
            RejectedRow(row, name, f"{told!r} {reason}" if told else reason, tuple(v or "" for v in values.values()))
        )
    bad = pa.array([position in found for position in range(batch.table.num_rows)])
    return rejected, bad


def whole_ids(column: pa.Array) -> pa.Array:
    """`17850.0`, as programs write a number that may be missing, is the id 17850."""
    return pc.replace_substring_regex(column, r"^(\d+)\.0$", r"\1")


def somebody(ids: pa.Array) -> pa.Array:
    """Customer numbers without those that stand for nobody, such as 0 for a guest."""
    nobody = pc.is_in(pc.utf8_lower(ids), value_set=pa.array(_NOBODY))
    return pc.if_else(nobody, pa.scalar(None, pa.string()), ids)


def full_name(name: pa.Array, first: pa.Array, last: pa.Array) -> pa.Array:
    """The name, or first and last name together."""
    return pc.coalesce(
        name, pc.if_else(pc.is_null(first), last, pc.if_else(pc.is_null(last), first, _joined(first, last)))
    )


def _joined(left: pa.Array, right: pa.Array) -> pa.Array:
    """Two texts with a blank between them; the left one alone where the right is missing."""
    if right.null_count == len(right):
        return left
    return pc.coalesce(pc.binary_join_element_wise(left, right, " "), left)


def _currency_codes(column: pa.Array, otherwise: str) -> pa.Array:
    if column.null_count == len(column):
        return pa.array([otherwise] * len(column), pa.string())
    coded = column.dictionary_encode()
    codes = [
        _CURRENCY_SIGNS.get(code, code.upper()[:3] if code else otherwise) for code in coded.dictionary.to_pylist()
    ]
    return pc.fill_null(pc.take(pa.array(codes, pa.string()), coded.indices), otherwise)
