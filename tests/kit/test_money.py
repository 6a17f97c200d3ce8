"""Money is exact, or refused."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regulars.kit import money


@pytest.mark.parametrize(
    ("given_value", "kept"),
    [
        ("24.50", "24.5000"),
        (19.99, "19.9900"),
        (3, "3.0000"),
        (" 0.00005 ", "0.0000"),
        ("0.00015", "0.0002"),
        ("-7.25", "-7.2500"),
        ("1e3", "1000.0000"),
    ],
)
def test_amount_keeps_four_places(given_value: object, kept: str) -> None:
    assert str(money.amount(given_value)) == kept


@pytest.mark.parametrize("bad", ["", "abc", "12,50", "NaN", "Infinity", True, None, "1e40"])
def test_amount_refuses_what_is_no_money(bad: object) -> None:
    with pytest.raises(ValueError, match="not an amount of money"):
        money.amount(bad)


@given(st.decimals(min_value=-money.LARGEST, max_value=money.LARGEST, places=4))
def test_units_and_back_lose_nothing(value: Decimal) -> None:
    assert money.from_units(money.to_units(value)) == value


@pytest.mark.parametrize(
    ("value", "currency", "said"),
    [
        ("1284", "EUR", "€1,284.00"),
        ("24.5", "GBP", "£24.50"),
        ("-3", "USD", "-$3.00"),
        ("1200", "JPY", "¥1,200"),
        ("24.5", "XAF", "24.50 XAF"),
        ("24.5", "", "24.50"),
    ],
)
def test_money_is_spoken_the_way_of_its_currency(value: str, currency: str, said: str) -> None:
    assert money.spoken(Decimal(value), currency) == said
