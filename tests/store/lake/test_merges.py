"""The lake and the numbers follow when customers are merged and parted by the program itself."""

from __future__ import annotations

from typing import Any

import pytest
from tests.store.company import Company, run

from regulars.store.engine.connect import connect
from regulars.store.engine.fetch import fetch
from regulars.store.engine.tables import open_tables
from regulars.store.lake.checking import check
from regulars.store.lake.keeping import sync

pytestmark = pytest.mark.database

DO = """
import django, sys
django.setup()
from regulars.know.merges import actions
from regulars.know.merges.models import Merge
from regulars.understand.insights import jobs
step, *told = sys.argv[1:]
if step == "merge":
    actions.merge(int(told[0]), int(told[1]), {}, actor="user:1")
elif step == "part":
    actions.part(Merge.objects.get(loser=int(told[0]), undone_at=None).pk, actor="user:1")
else:
    from datetime import date
    from pathlib import Path
    from regulars.store.engine.connect import connect
    from regulars.store.engine.tables import open_tables
    from regulars.store.lake.place import Lake
    backend = connect()
    jobs.refresh(backend, open_tables(backend, Lake(Path(told[0]))), date(2026, 3, 3), "EUR")
"""


def do(company: Company, *told: Any) -> None:
    """One step of the program, in a process of its own; then the lake and the insights catch up."""
    if told:
        run(company.home, company.url, "-c", DO, *map(str, told))
    sync(company.source(), company.lake)
    run(company.home, company.url, "-c", DO, "insights", str(company.lake.root))


def orders(company: Company) -> list[tuple[int, str]]:
    """(customer, order) as the engine counts them."""
    backend = connect()
    rows = fetch(
        backend, open_tables(backend, company.lake).orders.select("customer_id", "document").order_by("document")
    )
    return [(row["customer_id"], row["document"]) for row in rows.to_pylist()]


def insights(company: Company) -> list[tuple[int, int]]:
    """(customer, orders) as pages show them, read as the lake reads: another process wrote them."""
    batches = company.source().stream("SELECT customer_id, orders FROM insights_customerinsight ORDER BY customer_id")
    return [(row["customer_id"], row["orders"]) for batch in batches for row in batch.to_pylist()]


def test_orders_and_insights_follow_merges_and_partings(company: Company) -> None:
    ann, anna, bo = (company.customer(name=name) for name in ("Ann", "Anna", "Bo"))
    for number, customer in enumerate((ann, anna, bo)):
        company.identity(customer, "external", str(number), "shop")
        company.order(customer, f"A{number}", ("tee", "1", "5"), amount=50_000)
    apart = [(ann, "A0"), (anna, "A1"), (bo, "A2")]
    do(company)
    assert (orders(company), insights(company)) == (apart, [(ann, 1), (anna, 1), (bo, 1)])
    do(company, "merge", anna, bo)
    do(company, "merge", ann, anna)
    assert (orders(company), insights(company)) == ([(ann, "A0"), (ann, "A1"), (ann, "A2")], [(ann, 3)])
    do(company, "part", bo)
    assert orders(company) == [(ann, "A0"), (ann, "A1"), (bo, "A2")]
    assert insights(company) == [(ann, 2), (bo, 1)]
    do(company, "part", anna)
    assert (orders(company), insights(company)) == (apart, [(ann, 1), (anna, 1), (bo, 1)])
    assert check(company.source(), company.lake) == []
