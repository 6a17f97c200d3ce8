"""Orders and refunds as shops tell them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regulars.listen.tracking.calls import Unreadable
from regulars.listen.tracking.orders import read_currency, read_order
from regulars.timeline.names import Product

COAT = {"product_id": "c", "name": "Coat", "price": 60.5, "quantity": 2}


@pytest.mark.parametrize(
    ("told", "amount"),
    [
        ({"revenue": 100, "total": 110, "products": [COAT]}, Decimal(100)),
        ({"total": "110.00", "products": [COAT]}, Decimal(110)),
        ({"revenue": None, "total": "", "products": [COAT]}, Decimal(121)),
        ({"products": []}, None),
        ({"revenue": 0}, Decimal(0)),
        ({"revenue": 0.1}, Decimal("0.1")),
    ],
)
def test_the_amount_is_revenue_else_total_else_the_sum_of_the_lines(
    told: dict[str, Any], amount: Decimal | None
) -> None:
    assert read_order(told)[1] == amount


def test_lines_keep_their_decimals_and_both_spellings_of_their_id() -> None:
    first, second = read_order({"products": [COAT, {"id": "u", "sku": "u-1", "price": "3.00"}]})[0].products
    assert first == Product(product_id="c", name="Coat", price="60.5", quantity="2")
    assert second == Product(product_id="u", sku="u-1", price="3", quantity="1")


def test_signed_refunds_are_kept_without_sign() -> None:
    told = {"revenue": -121, "products": [COAT | {"quantity": -2}]}
    order, amount = read_order(told, refund=True)
    assert (amount, order.products[0].quantity) == (Decimal(121), "2")


def test_a_negative_quantity_in_an_order_stays_negative() -> None:
    assert read_order({"products": [COAT | {"quantity": -2}]})[0].products[0].quantity == "-2"


def test_what_the_vocabulary_does_not_know_is_kept() -> None:
    order, _ = read_order({"orderId": 17, "affiliation": "Store", "currency": "USD"})
    assert (order.order_id, order.more) == ("17", {"affiliation": "Store"})


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"revenue": "a lot"}, "properties.revenue"),
        ({"total": [1]}, "properties.total"),
        ({"products": {"id": 1}}, "properties.products"),
        ({"products": [COAT, 5]}, "properties.products[1]"),
        ({"products": [COAT | {"price": "free"}]}, "properties.products[0].price"),
        ({"products": [COAT | {"quantity": "two"}]}, "properties.products[0].quantity"),
        ({"products": [COAT | {"quantity": 1e13}]}, "properties.products[0].quantity"),
    ],
)
def test_what_cannot_be_read_is_named(told: dict[str, Any], field: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read_order(told)
    assert refused.value.problem.field == field


def test_a_currency_is_three_letters() -> None:
    assert read_currency({"currency": "eur "}) == "EUR"
    assert read_currency({}) == ""
    with pytest.raises(Unreadable, match=r"properties\.currency: '€' is no currency"):
        read_currency({"currency": "€"})


@settings(deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 10**7), st.integers(1, 99)), min_size=1, max_size=9),
)
def test_the_sum_of_the_lines_is_exact(lines: list[tuple[int, int]]) -> None:
    products = [{"price": cents / 100, "quantity": quantity} for cents, quantity in lines]
    _, amount = read_order(msgspec.json.decode(msgspec.json.encode({"products": products})))
    assert amount == Decimal(sum(cents * quantity for cents, quantity in lines)) / 100
