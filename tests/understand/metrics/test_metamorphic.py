"""What must change nothing of any metric: where the machine stands, and how often it is told the same."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.store.company import close, found, run
from tests.understand.lives import AS_OF, company
from tests.understand.rows import rows_of

from regulars.store.engine.connect import connect
from regulars.store.engine.fetch import fetch
from regulars.understand.metrics.catalogue import ALL
from regulars.understand.metrics.material import Material
from regulars.understand.metrics.relations import measure
from regulars.understand.metrics.window import Window

WINDOW = Window.months_until(AS_OF, 6)


@pytest.fixture
def place(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Moves the machine to a time zone."""

    def move(zone: str) -> None:
        monkeypatch.setenv("TZ", zone)
        time.tzset()

    yield move
    monkeypatch.undo()
    time.tzset()


def measured() -> list[list[dict[str, Any]]]:
    """Every metric over two windows, on an engine opened where the machine stands now."""
    tables = company(5).tables()
    named = {name: getattr(tables, name) for name in ("orders", "lines", "interactions", "customers")}
    made = Material(named, "EUR", time_zone="Europe/Berlin")
    engine = connect()
    try:
        asked = measure(ALL, made, (WINDOW, WINDOW.before()))
        return [[_said(row) for row in rows_of(fetch(engine, one), ["period"])] for one in asked]
    finally:
        engine.disconnect()


def _said(row: dict[str, Any]) -> dict[str, Any]:
    """Sums of fractions depend on who is added first, in their last places."""
    return {name: pytest.approx(value, rel=1e-9) if isinstance(value, float) else value for name, value in row.items()}


def test_the_time_zone_of_the_machine_changes_nothing(place: Any) -> None:
    place("UTC")
    told = measured()
    assert len(told) > 5
    for zone in ("Pacific/Auckland", "America/Los_Angeles"):
        place(zone)
        assert measured() == told


@pytest.mark.slow
def test_what_is_told_again_changes_nothing(tmp_path: Path) -> None:
    said = []
    for way in ("once", "twice"):
        (tmp_path / way).mkdir()
        company = found(tmp_path / way)
        try:
            said.append(
                json.loads(run(company.home, company.url, str(Path(__file__).with_name("telling.py")), way).stdout)
            )
        finally:
            close(company)
    once, twice = said
    assert once[1:] == [[{"rows": 24}], [{"rows": 24}], [{"rows": 72}], [{"rows": 3}]]
    assert twice == once
