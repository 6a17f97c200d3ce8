"""A program: tells a company's shop to the intake, as often and in the order its words say, and prints what is measured."""

from __future__ import annotations

import json
import sys
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import django


def main(way: str) -> None:
    """`once`, or `twice`: everything told twice in one batch, then once more, backwards, before and after the lake is filled."""
    django.setup()
    from regulars.listen.intake.actions import take
    from regulars.store.lake.keeping import sync

    told = facts()
    take(told if way == "once" else [fact for fact in told for _ in range(2)])
    if way == "twice":
        sync()
        take(told[::-1])
    sync()
    json.dump(measured(), sys.stdout, default=str)


def said(row: dict[str, Any]) -> dict[str, Any]:
    """Sums of fractions depend on who is added first, in their last places."""
    return {name: float(f"{value:.9g}") if isinstance(value, float) else value for name, value in row.items()}


def facts() -> list[Any]:
    """Orders, a return, visits and answers of three customers and of nobody."""
    from regulars.know.identities.who import Who
    from regulars.listen.intake.facts import Fact
    from regulars.timeline.names import Answer, Order, Page, Product
    from regulars.timeline.record import Entry

    made = []
    for number in range(24):
        at = datetime(2024, 1, 3, 12, tzinfo=UTC) + timedelta(days=7 * number)
        who = Who(source="shop", external_id=str(number % 4)) if number % 4 else None
        lines = [Product(product_id="tee", category="shirts", quantity="2", price=str(Decimal(number) + 5))]
        for place, (name, payload) in enumerate(
            [
                ("page.viewed", Page(title="Home")),
                ("order.refunded" if number == 13 else "order.completed", Order(order_id=f"A{number}", products=lines)),
                ("survey.answered", Answer(scale="nps", score=float(number % 11))),
            ]
        ):
            entry = Entry(
                name=name, occurred_at=at + timedelta(minutes=place), source="shop", source_id=f"m{number}-{place}",
                payload=payload, channel="web", currency="EUR" if name.startswith("order") else "",
            )  # fmt: skip
            made.append(Fact(entry=entry, who=who))
    return made


def measured() -> list[Any]:
    """Every metric that needs nothing entered, with whose company's the numbers are: customers, and lines of the record."""
    from regulars.store.engine.connect import connect
    from regulars.store.engine.fetch import fetch
    from regulars.store.engine.tables import open_tables
    from regulars.understand.metrics.catalogue import ALL
    from regulars.understand.metrics.material import Material
    from regulars.understand.metrics.relations import measure
    from regulars.understand.metrics.window import Window

    engine = connect()
    tables = open_tables(engine)
    named = {name: getattr(tables, name) for name in ("orders", "lines", "interactions", "customers")}
    window = Window.months_until(date(2024, 6, 30), 6)
    rows = [
        [said(row) for row in sorted(fetch(engine, one).to_pylist(), key=lambda row: row["period"])]
        for one in measure(ALL, Material(named, "EUR"), (window, window.before()))
    ]
    return [rows, *(fetch(engine, table.aggregate(rows=table.count())).to_pylist() for table in named.values())]


if __name__ == "__main__":
    main(sys.argv[1])
