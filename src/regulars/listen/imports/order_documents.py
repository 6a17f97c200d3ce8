"""Applies the order rules to whole documents: what is a sale, what a return, and what carries nothing.

- A document is a refund when its type says so, when its number starts with C where the file's other numbers are bare, when
  its total is negative, or when each of its quantities is.
- In a sale, lines of positive quantity and price are sold; zero-price lines are kept and carry nothing; lines of negative
  amount (an exchange at the till) make a refund of the same number.
- An amount given back that a column tells makes a refund of the same number too.
- Documents that were never paid (failed, voided, cancelled) are left out and said to be.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from regulars.listen.imports.parse_values import MONEY, QUANTITY
from regulars.listen.imports.read_file import RejectedRow

# One row a line of a document that went in. `quantity`, `price` and `amount` of a refund's lines are positive.
DOCUMENT_SCHEMA = pa.schema(
    [
        ("row", pa.int64()),
        ("document", pa.string()),
        ("document_kind", pa.string()),
        ("customer_id", pa.string()),
        ("email", pa.string()),
        ("phone", pa.string()),
        ("customer_name", pa.string()),
        ("company", pa.string()),
        ("city", pa.string()),
        ("country", pa.string()),
        ("occurred_at", pa.timestamp("us", "UTC")),
        ("product_id", pa.string()),
        ("product", pa.string()),
        ("category", pa.string()),
        ("quantity", QUANTITY),
        ("price", MONEY),
        ("amount", MONEY),
        ("total", MONEY),
        ("currency", pa.string()),
    ]
)
_SHARED = (
    "document_type", "status", "customer_id", "email", "phone", "customer_name", "company", "city", "country", "occurred_at",
    "total", "refunded_amount", "refunded_at", "cancelled_at", "currency",
)  # fmt: skip
_RETURN_WORDS = (
    r"(?i)^(returns?|returned|refund(ed)?|credit( ?note| ?memo)?|cancellation|cancell?ed|chargeback|rückgabe"
    r"|retoure|rücksendung|gutschrift|storno|stornorechnung|erstattung|retour|remboursement|avoir|annulation"
    r"|devolución|devolucion|reembolso|abono|nota de crédito|terugbetaling|retourzending|creditnota"
    r"|creditfactuur|reso|rimborso|nota di credito|storno)$"
)
_UNPAID_WORDS = (
    r"(?i)^(wc-)?(failed|cancell?ed|voided|void|pending|pending payment|on[- ]hold|draft|checkout-draft"
    r"|declined|expired|blocked|uncaptured|unpaid|requires_\w+|incomplete|fehlgeschlagen|storniert|abgebrochen"
    r"|offen|zahlung ausstehend|échoué|échouée|annulé|annulée|en attente|fallido|cancelado|pendiente|mislukt"
    r"|geannuleerd|in afwachting|fallito|annullato|in attesa)$"
)
_REFUNDED_WORDS = r"(?i)^(wc-)?(refunded|erstattet|remboursé|remboursée|reembolsado|terugbetaald|rimborsato)$"
_CANCELLATION = re.compile(r"[Cc]-?\d+")


@dataclass(frozen=True)
class OrderRules:
    """What the file as a whole tells about its numbers. `c_cancels`: a leading C marks a cancellation."""

    c_cancels: bool = True


def rules_of(with_c: int, bare: int) -> OrderRules:
    """A leading C means a cancellation where it is the exception among bare numbers, not where every number has one."""
    return OrderRules(c_cancels=with_c <= bare)


def is_cancellation(document: str) -> bool:
    """Whether a number is a C before a bare number."""
    return _CANCELLATION.fullmatch(document) is not None


def apply_rules(lines: pa.Table, rules: OrderRules) -> tuple[pa.Table, list[RejectedRow]]:
    """Whole documents (LINE_SCHEMA, all lines of each) by DOCUMENT_SCHEMA, in the order of the file; and what is left out."""
    lines, rejected = _drop_impossible(*_with_shared(lines))
    if not lines.num_rows:
        return DOCUMENT_SCHEMA.empty_table(), rejected
    lines, codes, count = _priced(lines)
    amounts = _sum_by(lines["amount"], codes, count)
    refund = _take(_is_refund(lines, codes, count, amounts, rules), codes)
    negative = pc.less(lines["amount"], 0)
    kind = pc.if_else(pc.or_(refund, negative), "refund", "order")
    signed = lines.append_column("document_kind", kind)
    for name in ("quantity", "price", "amount", "total"):
        bare = pc.if_else(pc.equal(kind, "refund"), pc.abs(signed[name]), signed[name])
        signed = signed.set_column(signed.column_names.index(name), name, bare.cast(signed.schema.field(name).type))
    whole = signed.select(DOCUMENT_SCHEMA.names).cast(DOCUMENT_SCHEMA)
    back = _given_back(lines, codes, count, refund)
    return (pa.concat_tables([whole, back]) if back.num_rows else whole), rejected


def _codes(column: pa.ChunkedArray) -> tuple[pa.Array, int]:
    """The number of each row's document, in the order of first rows, and how many documents there are."""
    coded = column.combine_chunks().dictionary_encode()
    return coded.indices, len(coded.dictionary)


def _take(values: pa.Array, codes: pa.Array) -> pa.Array:
    return pc.take(values, codes)


def _aggregate(column: pa.ChunkedArray, codes: pa.Array, count: int, how: str) -> pa.Array:
    """One value a document, at the place of its code. `how` is an aggregation of pyarrow's group_by."""
    grouped = pa.table({"v": column, "k": codes}).group_by("k", use_threads=False).aggregate([("v", how)])
    return grouped[f"v_{how}"].combine_chunks()


def _first(column: pa.ChunkedArray, codes: pa.Array, count: int) -> pa.Array:
    """The first value of each document that is not empty. Found by place, as pyarrow has no `first` of decimals."""
    places = pc.if_else(pc.is_valid(column), pa.array(range(len(codes))), pa.scalar(None, pa.int64()))
    return column.combine_chunks().take(_aggregate(places, codes, count, "min"))


def _first_rows(codes: pa.Array, count: int) -> pa.Array:
    """The place of each document's first line."""
    return _aggregate(pa.chunked_array([pa.array(range(len(codes)))]), codes, count, "min")


def _sum_by(column: pa.ChunkedArray, codes: pa.Array, count: int) -> pa.Array:
    return pc.fill_null(_aggregate(column, codes, count, "sum").cast(pa.decimal128(38, 4)), 0)


def _with_shared(lines: pa.Table) -> tuple[pa.Table, pa.Array, int]:
    """What a document says once (Shopify writes the date on its first row only) stands on each of its lines."""
    codes, count = _codes(lines["document"])
    for name in _SHARED if lines.num_rows else ():
        column = lines[name]
        if 0 < column.null_count < lines.num_rows:
            first = _take(_first(column, codes, count), codes)
            lines = lines.set_column(lines.column_names.index(name), name, pc.coalesce(column, first))
    return lines, codes, count


def _drop_impossible(lines: pa.Table, codes: pa.Array, count: int) -> tuple[pa.Table, list[RejectedRow]]:
    """Leaves out documents without a date, and those never paid."""
    if not lines.num_rows:
        return lines, []
    undated = pc.is_null(lines["occurred_at"])
    unpaid = pc.fill_null(pc.match_substring_regex(lines["status"], _UNPAID_WORDS), fill_value=False)
    refunded = pc.fill_null(pc.match_substring_regex(lines["status"], r"(?i)refund"), fill_value=False)
    cancelled = pc.and_(pc.is_valid(lines["cancelled_at"]), pc.invert(refunded))
    # What an unpaid document is worth is no sale, but a partly refunded one was.
    out = pc.or_(undated, pc.or_(unpaid, cancelled))
    if not pc.any(out).as_py():
        return lines, []
    rejected = []
    for line in lines.filter(out).select(["row", "document", "status", "occurred_at", "cancelled_at"]).to_pylist():
        if line["occurred_at"] is None:
            rejected.append(RejectedRow(line["row"], "occurred_at", f"order {line['document']} has no date"))
        elif line["cancelled_at"] is not None:
            reason = f"order {line['document']} was cancelled on {line['cancelled_at']:%Y-%m-%d}"
            rejected.append(RejectedRow(line["row"], "cancelled_at", reason))
        else:
            rejected.append(
                RejectedRow(line["row"], "status", f"order {line['document']} is {line['status']}, so it is no sale")
            )
    return lines.filter(pc.invert(out)), rejected


def _priced(lines: pa.Table) -> tuple[pa.Table, pa.Array, int]:
    """Every line gets quantity, price and amount from what the file tells: prices, amounts of lines, or only totals."""
    codes, count = _codes(lines["document"])
    names = lines.column_names
    quantity = pc.fill_null(lines["quantity"], 1).cast(QUANTITY)
    price, amount = lines["price"], lines["amount"]
    told = pc.and_(pc.is_null(price), pc.is_null(amount))
    alone = _take(_aggregate(told, codes, count, "all"), codes)
    from_total = pc.and_(alone, pc.is_valid(lines["total"]))
    if pc.any(from_total).as_py():
        amount = pc.if_else(from_total, _shares(lines["total"], quantity, codes, count), amount)
    whole = pa.decimal128(38, 7)
    product = pc.multiply(quantity.cast(pa.decimal128(19, 3)), pc.fill_null(price, 0).cast(pa.decimal128(18, 4))).cast(
        whole
    )
    # What the file says a line came to, after discounts, goes before quantity times price.
    amount = pc.coalesce(amount, pc.round(product, 4, "half_to_even").cast(MONEY))
    sent_back = pc.and_(pc.less(quantity, 0), pc.greater(amount, 0))
    amount = pc.if_else(sent_back, pc.negate(amount), amount)
    price = pc.coalesce(price, _divided(amount, quantity))
    for name, column in (("quantity", quantity), ("price", price), ("amount", amount)):
        lines = lines.set_column(names.index(name), name, column)
    return lines, codes, count


def _divided(amount: pa.ChunkedArray, quantity: pa.ChunkedArray) -> pa.ChunkedArray:
    """The price of one, told to the reader only: the amount stays what sums are made of, so fifteen digits are enough."""
    divisor = pc.if_else(pc.equal(quantity, 0), 1, quantity.cast(pa.float64()))
    return (
        pc.round(pc.divide(amount.cast(pa.float64()), divisor), 4).cast(pa.decimal128(38, 10)).cast(MONEY, safe=False)
    )


def _shares(total: pa.ChunkedArray, quantity: pa.ChunkedArray, codes: pa.Array, count: int) -> pa.Array:
    """A document's total over its lines by quantity; the first line takes what rounding leaves, so the sum is exact."""
    code = codes.to_numpy(zero_copy_only=False)
    first = _first_rows(codes, count).to_numpy()
    # In ten-thousandths, as whole numbers: nothing is lost on the way.
    whole = (
        pc.multiply(pc.fill_null(total, 0), pa.scalar(Decimal(10_000), pa.decimal128(5, 0))).cast(pa.int64()).to_numpy()
    )
    units = np.maximum(quantity.cast(pa.float64()).to_numpy(), 0.0)
    of_document = np.bincount(code, units, count)
    lines_of = np.bincount(code, minlength=count)
    weight = np.where(of_document[code] > 0, units / np.maximum(of_document[code], 1e-9), 1.0 / lines_of[code])
    share = np.rint(whole * weight).astype("int64")
    given = np.zeros(count, "int64")
    np.add.at(given, code, share)
    share[first] += whole[first] - given
    money = pc.multiply(pa.array(share).cast(pa.decimal128(19, 0)), pa.scalar(Decimal("0.0001"), pa.decimal128(4, 4)))
    return money.cast(MONEY)


def _is_refund(lines: pa.Table, codes: pa.Array, count: int, amounts: pa.Array, rules: OrderRules) -> pa.Array:
    documents = _first(lines["document"], codes, count)
    typed = pc.fill_null(
        pc.match_substring_regex(_first(lines["document_type"], codes, count), _RETURN_WORDS),
        fill_value=False,
    )
    none_sold = pc.fill_null(pc.less(_aggregate(lines["quantity"], codes, count, "max"), 0), fill_value=False)
    below = pc.less(amounts, 0)
    marked = pc.match_substring_regex(documents, r"^[Cc]-?\d+$") if rules.c_cancels else pa.array([False] * count)
    return pc.or_(pc.or_(typed, none_sold), pc.or_(below, marked))


def _given_back(lines: pa.Table, codes: pa.Array, count: int, refund: pa.Array) -> pa.Table:
    """One refund line for each sale of which a column tells that money went back."""
    first = lines.take(_first_rows(codes, count))
    is_sale = pc.invert(refund.take(_first_rows(codes, count)))
    sold = _sum_by(pc.if_else(pc.greater(lines["amount"], 0), lines["amount"], 0), codes, count)
    whole = pc.fill_null(pc.match_substring_regex(first["status"], _REFUNDED_WORDS), fill_value=False)
    back = pc.coalesce(
        first["refunded_amount"].cast(pa.decimal128(38, 4)),
        pc.if_else(whole, sold, pa.scalar(None, pa.decimal128(38, 4))),
    )
    back = pc.abs(pc.fill_null(back, 0)).cast(pa.decimal128(38, 4))
    due = pc.and_(is_sale, pc.greater(back, 0))
    if not pc.any(due).as_py():
        return DOCUMENT_SCHEMA.empty_table()
    money = back.cast(MONEY)
    size = first.num_rows
    replaced = {
        "document_kind": pa.array(["refund"] * size),
        "occurred_at": pc.coalesce(first["refunded_at"], first["occurred_at"]),
        "product_id": pa.nulls(size, pa.string()),
        "product": pa.nulls(size, pa.string()),
        "category": pa.nulls(size, pa.string()),
        "quantity": pa.array([Decimal(1)] * size, QUANTITY),
        "price": money,
        "amount": money,
        "total": money,
    }
    columns = [replaced[name] if name in replaced else first[name] for name in DOCUMENT_SCHEMA.names]
    return pa.table(columns, schema=DOCUMENT_SCHEMA).filter(due)
