from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import ibis
import pyarrow as pa
from tests.understand.rows import rows_of

from regulars.listen.imports.orders_file import LINES_SCHEMA
from regulars.store.engine.connect import connect
from regulars.store.engine.fetch import fetch
from regulars.understand.report import documents


def raw(*rows: tuple[str, str, str | None, str, str, str]) -> pa.Table:
    """Lines as a file gives them: document, kind, customer, quantity, price, currency."""
    records = [
        {
            "row": number,
            "document": document,
            "document_kind": kind,
            "customer": customer,
            "occurred_at": datetime(2024, 1, 1, 23, 30, tzinfo=UTC),
            "quantity": Decimal(quantity),
            "price": Decimal(price),
            "amount": Decimal(quantity) * Decimal(price),
            "currency": currency,
        }
        for number, (document, kind, customer, quantity, price, currency) in enumerate(rows, start=1)
    ]
    return pa.Table.from_pylist(records, schema=LINES_SCHEMA)


def orders_of(table: pa.Table) -> list[dict[str, Any]]:
    orders = documents.orders(documents.lines(ibis.memtable(documents.with_numbers(table))))
    return rows_of(fetch(connect("duckdb"), orders), ["document", "currency"])


def test_an_order_sums_only_lines_of_positive_quantity_and_amount() -> None:
    [order] = orders_of(
        raw(
            ("A", "order", "7", "2", "10.00", "EUR"),
            ("A", "order", "7", "1", "0", "EUR"),
            ("A", "order", "7", "-1", "3.00", "EUR"),
        )
    )
    assert (order["kind"], order["customer_id"], order["amount"], order["units"]) == (
        "sale",
        7,
        Decimal(20),
        Decimal(2),
    )


def test_a_refund_is_a_return_and_a_document_without_value_is_nothing() -> None:
    found = orders_of(raw(("C1", "refund", "7", "1", "10.00", "EUR"), ("F", "order", "7", "1", "0", "EUR")))
    assert [(row["document"], row["kind"], row["amount"]) for row in found] == [("C1", "return", Decimal(10))]


def test_amounts_in_two_currencies_are_never_added() -> None:
    found = orders_of(raw(("A", "order", "7", "1", "10.00", "EUR"), ("A", "order", "7", "1", "8.00", "USD")))
    assert [(row["currency"], row["amount"]) for row in found] == [("EUR", Decimal(10)), ("USD", Decimal(8))]


def test_numbers_that_customers_have_are_kept() -> None:
    table = documents.with_numbers(raw(("A", "order", "0087", "1", "1", ""), ("B", "order", None, "1", "1", "")))
    assert table["customer_id"].to_pylist() == [87, None]


def test_customers_whose_numbers_would_clash_or_are_no_numbers_are_counted_in_order() -> None:
    clash = raw(("A", "order", "87", "1", "1", ""), ("B", "order", "0087", "1", "1", ""))
    assert documents.with_numbers(clash)["customer_id"].to_pylist() == [2, 1]
    words = raw(("A", "order", "zoe@a.example", "1", "1", ""), ("B", "order", "ann@a.example", "1", "1", ""))
    assert documents.with_numbers(words)["customer_id"].to_pylist() == [2, 1]


def test_the_business_day_is_that_of_the_shops_time_zone() -> None:
    table = raw(("A", "order", "7", "1", "1", ""))
    assert documents.with_numbers(table, "UTC")["day"].to_pylist() == [date(2024, 1, 1)]
    assert documents.with_numbers(table, "Europe/Berlin")["day"].to_pylist() == [date(2024, 1, 2)]


def test_a_file_without_any_customer_has_anonymous_orders_only() -> None:
    assert [row["customer_id"] for row in orders_of(raw(("A", "order", None, "1", "5.00", "EUR")))] == [None]
