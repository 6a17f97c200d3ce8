"""What counts as an order, and what its lines come to."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from regulars.store.lake import schemas
from regulars.store.lake.orders import REFUND, SALE, derive


def told(*lines: tuple[str, Any, str | None]) -> pa.RecordBatch:
    """Interactions of (name, properties, amount)."""
    columns = {name: [default] * len(lines) for name, default in {
        "customer_id": 7, "channel": "web", "direction": "in", "occurred_at": datetime(2026, 3, 2, tzinfo=UTC),
        "day": date(2026, 3, 2), "recorded_at": datetime(2026, 3, 2, tzinfo=UTC), "source": "shop", "currency": "EUR",
        "actor": "",
    }.items()}  # fmt: skip
    columns["id"] = list(range(1, len(lines) + 1))
    columns["source_id"] = [f"s{number}" for number in columns["id"]]
    columns["name"] = [line[0] for line in lines]
    columns["properties"] = [json.dumps(line[1]) for line in lines]
    columns["amount"] = [None if line[2] is None else Decimal(line[2]) for line in lines]
    return pa.record_batch(
        [pa.array(columns[field.name], field.type) for field in schemas.INTERACTIONS], schemas.INTERACTIONS
    )


def orders(*lines: tuple[str, Any, str | None]) -> list[tuple[Any, ...]]:
    made, _ = derive(told(*lines))
    return [(r["interaction_id"], r["document"], r["kind"], r["amount"], r["units"]) for r in made.to_pylist()]


def lines_of(*lines: tuple[str, Any, str | None]) -> list[tuple[Any, ...]]:
    _, made = derive(told(*lines))
    return [(r["line"], r["kind"], r["product_id"], r["quantity"], r["price"], r["amount"]) for r in made.to_pylist()]


def product(quantity: Any, price: Any, **more: Any) -> dict[str, Any]:
    return {"product_id": "p", "quantity": quantity, "price": price} | more


def test_sale_sums_lines_of_positive_quantity_and_amount() -> None:
    order = {
        "order_id": "A1",
        "products": [product("2", "1.5"), product("1", "0"), product("-1", "4"), product("0.5", "3")],
    }
    assert orders((SALE, order, "100")) == [(1, "A1", "sale", Decimal("4.5"), Decimal("2.5"))]
    assert lines_of((SALE, order, "100")) == [
        (1, "sale", "p", Decimal(2), Decimal("1.5"), Decimal(3)),
        (2, "none", "p", Decimal(1), Decimal(0), Decimal(0)),
        (3, "none", "p", Decimal(-1), Decimal(4), Decimal(-4)),
        (4, "sale", "p", Decimal("0.5"), Decimal(3), Decimal("1.5")),
    ]


def test_repeated_identical_lines_are_kept() -> None:
    order = {"order_id": "A1", "products": [product("1", "2")] * 3}
    assert orders((SALE, order, None)) == [(1, "A1", "sale", Decimal(6), Decimal(3))]


def test_free_order_is_no_sale_and_keeps_its_lines() -> None:
    order = {"order_id": "A1", "products": [product("1", "0")]}
    assert orders((SALE, order, None), (SALE, order, "0")) == []
    assert lines_of((SALE, order, None)) == [(1, "none", "p", Decimal(1), Decimal(0), Decimal(0))]


def test_order_without_priced_lines_is_one_line_of_its_amount() -> None:
    assert orders((SALE, {}, "12.34")) == [(1, "s1", "sale", Decimal("12.34"), Decimal(1))]
    assert lines_of((SALE, {"products": [product("3", "0")]}, "9")) == [
        (1, "none", "p", Decimal(3), Decimal(0), Decimal(0)),
        (2, "sale", "", Decimal(1), Decimal(9), Decimal(9)),
    ]


def test_refund_is_a_return_with_positive_amounts_whatever_its_signs() -> None:
    order = {"order_id": "A1", "products": [product("-2", "5"), product("1", "-3")]}
    assert orders((REFUND, order, "-13")) == [(1, "A1", "return", Decimal(13), Decimal(3))]
    assert orders((REFUND, {"order_id": "A2"}, "-7.5")) == [(1, "A2", "return", Decimal("7.5"), Decimal(1))]


def test_refund_that_names_nothing_says_that_the_order_came_back() -> None:
    assert orders((REFUND, {"order_id": "A1"}, None)) == [(1, "A1", "return", Decimal(0), Decimal(0))]
    assert lines_of((REFUND, {"order_id": "A1"}, None)) == []


def test_sale_of_negative_amount_without_lines_is_no_sale() -> None:
    assert orders((SALE, {"order_id": "A1"}, "-5")) == []


def test_other_names_are_passed_over() -> None:
    assert orders(("page.viewed", {"products": [product("1", "2")]}, "5")) == []


def test_numbers_and_unknown_shapes_are_taken_as_told() -> None:
    order = {"order_id": 17, "products": [{"sku": 5, "quantity": 2, "price": 1.25, "name": None, "colour": {"a": [1]}}]}
    assert orders((SALE, order, None)) == [(1, "17", "sale", Decimal("2.5"), Decimal(2))]
    assert orders((SALE, {"order_id": "A1", "products": {"p": 1}}, "3")) == [(1, "s1", "sale", Decimal(3), Decimal(1))]


def test_values_too_large_to_keep_carry_nothing() -> None:
    assert orders((SALE, {"products": [product("1", "99999999999999999")]}, None)) == []
    assert lines_of((SALE, {"products": [product("99999999999", "99999999")]}, None))[0][1] == "none"


places = st.decimals(min_value=-100_000, max_value=100_000, places=4)


@settings(deadline=None)
@given(st.lists(st.tuples(st.decimals(min_value=-9_999, max_value=9_999, places=3), places), max_size=6))
def test_amounts_equal_exact_arithmetic(products: list[tuple[Decimal, Decimal]]) -> None:
    order = {"order_id": "A", "products": [product(str(quantity), str(price)) for quantity, price in products]}
    amounts = [(q, (q * p).quantize(Decimal("0.0001"), ROUND_HALF_EVEN)) for q, p in products]
    counted = [(q, amount) for q, amount in amounts if q > 0 and amount > 0]
    expected = [(1, "A", "sale", sum(a for _, a in counted), sum(q for q, _ in counted))] if counted else []
    assert orders((SALE, order, None)) == expected
    assert [line[5] for line in lines_of((SALE, order, None))] == [amount for _, amount in amounts]


def test_line_whose_price_has_many_places_comes_to_what_its_sender_meant() -> None:
    order = {"order_id": "A1", "products": [product("3", "3.333333333333"), product("7", "0.142857142857")]}
    assert orders((SALE, order, "11")) == [(1, "A1", "sale", Decimal(11), Decimal(10))]
    assert lines_of((REFUND, order, "11")) == [
        (1, "return", "p", Decimal(3), Decimal("3.3333"), Decimal(10)),
        (2, "return", "p", Decimal(7), Decimal("0.1429"), Decimal(1)),
    ]
