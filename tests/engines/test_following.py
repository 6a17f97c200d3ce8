"""A scoreboard that follows: the sums are of the engine under test, those of the few always of DuckDB, and they fit."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from tests.store.company import Company, close, found

from regulars.store.engine.connect import connect
from regulars.store.engine.few import held
from regulars.store.engine.tables import Tables, open_tables
from regulars.store.lake.keeping import sync
from regulars.store.lake.place import current
from regulars.store.lake.stretch import stretch
from regulars.understand.metrics.catalogue import EVERY
from regulars.understand.metrics.material import Material
from regulars.understand.metrics.window import Window
from regulars.understand.scoreboard.sums import Sums

pytestmark = pytest.mark.engines

DAY = date(2026, 3, 2)
KEYS = ("orders", "revenue", "retention_rate", "average_order_value", "visits")


@pytest.fixture
def company(tmp_path: Path) -> Iterator[Company]:
    made = found(tmp_path)
    yield made
    close(made)


def rows(sums: Sums) -> list[list[dict[str, Any]]]:
    def material(tables: Tables) -> Material:
        named = {name: getattr(tables, name) for name in ("orders", "lines", "interactions", "customers")}
        return Material(named, "EUR")

    window = Window.months_until(DAY)
    return sums.measured([EVERY[key] for key in KEYS], (window, window.before()), material)


def test_sums_that_follow_are_those_asked_of_everybody(engine: Any, company: Company) -> None:
    ann, bo, visitor = company.customer(), company.customer(), company.customer(known=False)
    price = Decimal("9.99") if company.url else 99_900
    long_ago = {"occurred_at": datetime(2024, 9, 1, tzinfo=UTC), "business_day": date(2024, 9, 1)}
    company.order(ann, "A1", ("tee", "2", "9.99"), amount=price, **long_ago)
    company.order(bo, "A2", ("tee", "1", "9.99"), amount=price)
    company.order(visitor, "A3", ("tee", "1", "0.01"), amount=price)
    company.told_of("page.viewed", visitor)
    sync(company.source(), company.lake)
    look, before = current(company.lake), Sums(engine, open_tables(engine, company.lake))
    assert look is not None
    rows(before)
    company.order(ann, "A4", ("tee", "1", "5"), amount=price)
    company.execute("UPDATE customers_customer SET merged_into_id = ? WHERE id = ?", ann, visitor)
    company.told_of("customer.joined", ann, {"changes": {"visitor": [visitor, ann]}})
    sync(company.source(), company.lake)
    tables, now = open_tables(engine, company.lake), current(company.lake)
    assert now is not None
    came = stretch(look, now, company.source(), company.lake)
    assert came is not None
    followed = Sums(engine, tables, held(connect(), came, look, now), before.now)
    assert rows(followed) == rows(Sums(engine, tables))
    assert followed.asked == []
