"""Numbers as people and programs write them."""

from __future__ import annotations

from decimal import Decimal

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from regulars.listen.imports.parse_values import numbers


def _read(text: str, decimal: str) -> Decimal | None:
    return numbers(pa.array([text]), decimal=decimal)[0].as_py()


@pytest.mark.parametrize(
    ("text", "decimal", "value"),
    [
        ("1.234,56", ",", "1234.56"),
        ("1 234,5", ",", "1234.5"),
        ("1\u202f234,50 €", ",", "1234.5"),
        ("1'234.50", ".", "1234.5"),
        ("12,34,567.5", ".", "1234567.5"),
        ("$-4.00", ".", "-4"),
        ("-$4.00", ".", "-4"),
        ("(5.10)", ".", "-5.1"),
        ("7,20-", ",", "-7.2"),
        ("12,-", ",", "12"),
        ("EUR 5,00", ",", "5"),
        ("4.00 USD", ".", "4"),
        ("\u22123.5", ".", "-3.5"),
        ("1e-05", ".", "0"),
        ("1.00005", ".", "1"),
        ("1.00015", ".", "1.0002"),
        ("2.5500000000000003", ".", "2.55"),
        ("99999999999999.9999", ".", "99999999999999.9999"),
    ],
)
def test_number_as_written(text: str, decimal: str, value: str) -> None:
    assert _read(text, decimal) == Decimal(value)


@pytest.mark.parametrize("text", ["abc", "1.2.3", "--5", "12,5", "1e400", "999999999999999", "nan", "inf", "5 5"])
def test_what_is_no_number_becomes_null(text: str) -> None:
    assert _read(text, ".") is None


def test_column_keeps_its_order_and_its_gaps() -> None:
    column = pa.array(["2", None, "1,5", "2", "x"])
    assert numbers(column, decimal=",").to_pylist() == [Decimal(2), None, Decimal("1.5"), Decimal(2), None]


_MONEY = st.decimals(min_value=-(10**13), max_value=10**13, places=4)


@given(
    st.lists(_MONEY, min_size=1, max_size=20),
    st.sampled_from([(".", ","), (".", ""), (",", "."), (",", " "), (".", "'")]),
)
def test_number_written_in_any_way_is_read_back(values: list[Decimal], marks: tuple[str, str]) -> None:
    decimal, thousands = marks
    written = [f"{v:,.4f}".replace(",", "\x00").replace(".", decimal).replace("\x00", thousands) for v in values]
    assert numbers(pa.array(written), decimal=decimal).to_pylist() == values
