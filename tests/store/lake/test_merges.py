"""The lake and the numbers follow when customers are merged and parted by the program itself."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from tests.migrated import environment
from tests.store.company import Company

from regulars.store.engine.connect import connect
from regulars.store.engine.fetch import fetch
from regulars.store.engine.tables import open_tables
from regulars.store.lake.checking import check
from regulars.store.lake.keeping import sync

pytestmark = pytest.mark.database

# The program in a process of its own, as the company's database is not that of the tests; it is told one step a line.
PROGRAM = """
import django, sys
from datetime import date
from pathlib import Path
django.setup()
from regulars.know.merges import actions
from regulars.know.merges.models import Merge
from regulars.store.engine.connect import connect
from regulars.store.engine.tables import open_tables
from regulars.store.lake.place import Lake
from regulars.understand.insights import jobs
backend = connect()
for line in sys.stdin:
    step, *told = line.split()
    if step == "merge":
        actions.merge(int(told[0]), int(told[1]), {}, actor="user:1")
    elif step == "part":
        actions.part(Merge.objects.get(loser=int(told[0]), undone_at=None).pk, actor="user:1")
    else:
        jobs.refresh(backend, open_tables(backend, Lake(Path(sys.argv[1]))), date(2026, 3, 3), "EUR")
    print("done", flush=True)
"""


@contextmanager
def program(company: Company) -> Iterator[Callable[..., None]]:
    """`do(step, ...)`: one step; then the lake and the insights catch up."""
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(company.lake.root)], env=environment(company.home, company.url),
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        assert process.stdin is not None
        assert process.stdout is not None

        def tell(*words: object) -> None:
            print(*words, file=process.stdin, flush=True)
            assert process.stdout.readline() == "done\n"  # type: ignore[union-attr]

        def do(*told: object) -> None:
            if told:
                tell(*told)
            sync(company.source(), company.lake)
            tell("insights")

        yield do


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
    with program(company) as do:
        do()
        assert (orders(company), insights(company)) == (apart, [(ann, 1), (anna, 1), (bo, 1)])
        do("merge", anna, bo)
        do("merge", ann, anna)
        assert (orders(company), insights(company)) == ([(ann, "A0"), (ann, "A1"), (ann, "A2")], [(ann, 3)])
        do("part", bo)
        assert orders(company) == [(ann, "A0"), (ann, "A1"), (bo, "A2")]
        assert insights(company) == [(ann, 2), (bo, 1)]
        do("part", anna)
        assert (orders(company), insights(company)) == (apart, [(ann, 1), (anna, 1), (bo, 1)])
        assert check(company.source(), company.lake) == []
