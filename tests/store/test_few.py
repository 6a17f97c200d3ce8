"""A few customers at two looks: a question is asked of both, in text made once."""

from __future__ import annotations

from typing import Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from regulars.store.engine.connect import connect
from regulars.store.engine.few import Few, held
from regulars.store.engine.tables import Tables
from regulars.store.lake import schemas
from regulars.store.lake.place import Snapshot
from regulars.store.lake.position import Position
from regulars.store.lake.stretch import Stretch


def few(before: list[int], after: list[int]) -> Few:
    """Customers with so many orders each, at the look before and now."""
    since, now = (Snapshot("g1", {}, Position(0, number)) for number in (1, 2))
    found = Stretch(_rows(before), _rows(after), (1, 2), frozenset({"order.completed"}))
    return held(connect(), found, since, now)


def _rows(orders: list[int]) -> dict[str, pa.Table]:
    tables = {name: schema.empty_table() for name, schema in schemas.TABLES.items()}
    told: list[dict[str, Any]] = [{"customer_id": who + 1} for who, many in enumerate(orders) for _ in range(many)]
    return tables | {"orders": pa.Table.from_pylist(told, schema=schemas.TABLES["orders"])}


def by_customer(tables: Tables) -> ir.Table:
    return tables.orders.group_by("customer_id").aggregate(orders=tables.orders.count()).order_by("customer_id")


def test_question_is_asked_of_both_looks_and_again_by_its_name() -> None:
    asked: list[Tables] = []

    def ask(tables: Tables) -> ir.Table:
        asked.append(tables)
        return by_customer(tables)

    first = few([1, 0], [1, 2]).both("orders of each", ask)
    assert first == (
        [{"customer_id": 1, "orders": 1}],
        [{"customer_id": 1, "orders": 1}, {"customer_id": 2, "orders": 2}],
    )
    # Of other rows, on another engine, by the same name: nothing is made anew.
    assert few([0, 3], []).both("orders of each", ask) == ([{"customer_id": 2, "orders": 3}], [])
    assert len(asked) == 1


def test_question_with_rows_of_its_own_is_asked_anew() -> None:
    for wanted in (1, 2):
        rows = ibis.memtable({"customer_id": [wanted]}, schema={"customer_id": "int64"})

        def of_them(tables: Tables, rows: ir.Table = rows) -> ir.Table:
            return by_customer(tables).semi_join(rows, "customer_id")

        assert few([1, 1], [2, 2]).both("of some", of_them) == (
            [{"customer_id": wanted, "orders": 1}],
            [{"customer_id": wanted, "orders": 2}],
        )
