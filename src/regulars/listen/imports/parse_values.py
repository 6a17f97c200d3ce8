"""Reads numbers out of text columns, a whole column at a time. Dates are in `parse_dates`."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal, InvalidOperation

import pyarrow as pa
import pyarrow.compute as pc

MONEY = pa.decimal128(18, 4)
QUANTITY = pa.decimal128(18, 3)
_WIDE = pa.decimal128(38, 18)
_PLAIN = r"^-?(\d{1,14}(\.\d{0,18})?|\.\d{1,18})$"


def by_distinct(column: pa.Array, read: Callable[[pa.Array], pa.Array]) -> pa.Array:
    """Applies `read` to the distinct values only: files repeat prices, dates and countries on nearly every line."""
    coded = column.dictionary_encode()
    return pc.take(read(coded.dictionary), coded.indices)


def numbers(column: pa.Array, *, decimal: str, kind: pa.DataType = MONEY) -> pa.Array:
    """A text column as decimals of `kind`; what is no number becomes null (as does an empty cell).

    `decimal` is the decimal mark, `.` or `,`; the other one, apostrophes and blanks are thousands marks where they stand
    before three digits. Currency signs and codes, a minus behind, and parentheses for a negative are understood.
    Rounded half to even at the scale of `kind`.
    """
    return by_distinct(column, lambda values: _numbers(values, decimal, kind))


def _numbers(values: pa.Array, decimal: str, kind: pa.DataType) -> pa.Array:
    text = pc.utf8_trim_whitespace(values)
    if not pc.all(pc.match_substring_regex(text, _PLAIN), skip_nulls=True).as_py() or decimal == ",":
        text = _plain(text, decimal)
    # More places than the widest decimal holds carry nothing for money.
    text = pc.replace_substring_regex(text, r"(\.\d{18})\d+$", r"\1")
    plain = pc.match_substring_regex(text, _PLAIN)
    wide = pc.cast(pc.if_else(plain, text, pa.scalar(None, pa.string())), _WIDE)
    rest = pc.and_(pc.is_valid(text), pc.invert(pc.fill_null(plain, fill_value=False)))
    if pc.any(rest).as_py():
        slow = [_scientific(value) for value in text.to_pylist()]
        wide = pc.if_else(rest, pa.array(slow, _WIDE), wide)
    # Rounding at the scale first makes the narrowing cast exact.
    return pc.cast(pc.round(wide, kind.scale, "half_to_even"), kind)


def _plain(text: pa.Array, decimal: str) -> pa.Array:
    """Numbers as programs and countries write them, in the one form `-1234.5`."""
    text = pc.replace_substring_regex(text, "[\u2212\u2013]", "-")
    # A sign or a code of a currency before or behind; the minus may stand before, between or behind.
    text = pc.replace_substring_regex(text, r"^\((.+)\)$", r"-\1")
    text = pc.replace_substring_regex(text, r"^([-+]?)\s*(\p{Sc}|[A-Za-z]{1,3}\.?\p{Sc}?)\s*([-+]?[\d.,])", r"\1\3")
    text = pc.replace_substring_regex(text, r"([\d.,])\s*(\p{Sc}|[A-Za-z]{2,4}|zł|Kč|%)\s*$", r"\1")
    text = pc.replace_substring_regex(text, r"^([-+]?[\d.,' \x{a0}\x{202f}’]+),[-–—]{1,2}$", r"\1")
    text = pc.replace_substring_regex(text, r"^([\d.,' \x{a0}\x{202f}’]+)-$", r"-\1")
    text = pc.replace_substring_regex(text, r"^\+", "")
    other = "." if decimal == "," else ","
    marks = rf"['’ \x{{a0}}\x{{202f}}\{other}]"
    grouped = rf"^-?\d{{1,3}}({marks}\d{{2,3}})*{marks}\d{{3}}(\{decimal}\d*)?$"
    text = pc.if_else(
        pc.fill_null(pc.match_substring_regex(text, grouped), fill_value=False),
        pc.replace_substring_regex(text, marks, ""),
        text,
    )
    if decimal == ",":
        # A point left over after the thousands are gone is not this file's decimal mark, but nothing else it could mean.
        single = pc.fill_null(pc.match_substring_regex(text, r"^-?\d*,\d*$"), fill_value=False)
        text = pc.if_else(single, pc.replace_substring(text, ",", "."), text)
    return text


def _scientific(text: str | None) -> Decimal | None:
    """`1.2e-05` as a decimal; None for what is no number."""
    if not text or "e" not in text.lower() or len(text) > 40:
        return None
    try:
        value = Decimal(text)
    except InvalidOperation:
        return None
    return round(value, 18) if value.is_finite() and abs(value) < 10**14 else None


def not_understood(text: pa.Array, value: pa.Array) -> pa.Array:
    """True where a cell says something that did not become a value."""
    return pc.and_(pc.is_valid(text), pc.is_null(value))
