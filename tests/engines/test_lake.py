"""The lake's tables read the same on every engine."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from tests.store.company import Company, close, found

from regulars.store.engine.tables import Tables, open_tables
from regulars.store.lake.keeping import sync
from regulars.store.lake.place import Lake

pytestmark = pytest.mark.engines
Fetch = Callable[[Any], pa.Table]


@pytest.fixture
def company(tmp_path: Path) -> Iterator[Company]:
    made = found(tmp_path)
    yield made
    close(made)


def rows(fetch: Fetch, table: Any, by: str) -> list[tuple[Any, ...]]:
    return [tuple(row.values()) for row in fetch(table.order_by(by)).to_pylist()]


def test_tables_of_a_lake_never_filled_have_columns_and_no_rows(engine: Any, fetch: Fetch, tmp_path: Path) -> None:
    tables = open_tables(engine, Lake(tmp_path / "lake"))
    assert tables.version == "empty"
    for table in (tables.orders, tables.lines, tables.customers, tables.interactions):
        assert fetch(table).num_rows == 0


def test_empty_and_filled_tables_have_the_same_types(engine: Any, company: Company, tmp_path: Path) -> None:
    company.order(company.customer(), "A1", ("tee", "1", "5"))
    sync(company.source(), company.lake)
    filled, empty = open_tables(engine, company.lake), open_tables(engine, Lake(tmp_path / "none"))

    def types(tables: Tables) -> list[dict[str, str]]:
        every = (tables.orders, tables.lines, tables.customers, tables.interactions)
        return [{name: str(kind).lstrip("!") for name, kind in table.schema().items()} for table in every]

    assert types(filled) == types(empty)


def test_tables_read_equal_and_follow_merges(engine: Any, fetch: Fetch, company: Company) -> None:
    ann, visitor = company.customer(name="Ann"), company.customer(known=False)
    sale = company.order(visitor, "A1", ("tee", "2", "9.99"), occurred_at=datetime(2026, 3, 2, 23, 30, tzinfo=UTC))
    back = company.order(ann, "A1", ("tee", "1", "9.99"), name="order.refunded")
    nobody = company.order(None, "A2", ("tee", "1", "5"))
    company.execute("UPDATE customers_customer SET merged_into_id = ? WHERE id = ?", ann, visitor)
    joined = company.told_of("customer.joined", ann, {"changes": {"visitor": [visitor, ann]}})
    sync(company.source(), company.lake)
    tables = open_tables(engine, company.lake)
    day = date(2026, 3, 2)
    assert rows(fetch, tables.orders.drop("occurred_at"), "interaction_id") == [
        (sale, ann, "A1", "sale", day, Decimal("19.98"), Decimal(2), "EUR"),
        (back, ann, "A1", "return", day, Decimal("9.99"), Decimal(1), "EUR"),
        (nobody, None, "A2", "sale", day, Decimal(5), Decimal(1), "EUR"),
    ]
    assert rows(fetch, tables.interactions.select("id", "customer_id", "name"), "id") == [
        (sale, ann, "order.completed"), (back, ann, "order.refunded"), (nobody, None, "order.completed"),
        (joined, ann, "customer.joined"),
    ]  # fmt: skip
    hours = tables.orders.select("interaction_id", hour=tables.orders.occurred_at.hour().cast("int64"))
    assert rows(fetch, hours, "interaction_id") == [(sale, 23), (back, 12), (nobody, 12)]
    assert rows(fetch, tables.customers.select("id", "merged_into_id", "known"), "id") == [
        (ann, None, True), (visitor, ann, False),
    ]  # fmt: skip
