"""The people behind each number, from the lake."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from tests.store.company import Company, close, found
from tests.understand.shown import show_board

from regulars.store.engine.connect import connect
from regulars.store.engine.tables import open_tables
from regulars.store.lake.keeping import sync
from regulars.understand.insights import jobs as insights
from regulars.understand.scoreboard import queries
from regulars.understand.scoreboard.board import UnknownPart

pytestmark = pytest.mark.django_db

DAYS = {1: [date(2025, 12, 5), date(2026, 2, 5)], 2: [date(2025, 12, 5)], 3: [date(2026, 2, 20)], 4: [date(2024, 5, 5)]}


@pytest.fixture
def company(tmp_path: Path, settings: Any) -> Iterator[Company]:
    """Four customers in a lake of their own, and the scoreboard of it in the tests' database."""
    made = found(tmp_path)
    for customer, days in DAYS.items():
        assert made.customer() == customer
        for day in days:
            made.order(customer, f"A{customer}{day}", ("tee", "1", "5"), business_day=day)
    made.order(1, "R1", ("tee", "1", "5"), name="order.refunded", business_day=date(2026, 2, 9))
    sync(made.source(), made.lake)
    settings.REGULARS_HOME = tmp_path
    engine = connect()
    board = show_board("people behind numbers", date(2026, 3, 2))
    insights.refresh(engine, open_tables(engine), board.as_of, board.currency)
    yield made
    close(made)


def test_people_behind_each_number(company: Company) -> None:
    expected = {
        ("customers", ""): [1, 2, 3],
        ("repeat_purchase_rate", "counted"): [1],
        ("repeat_purchase_rate", "rest"): [2, 3],
        ("return_rate_customers", "counted"): [1],
        ("month", "2026-02"): [1, 3],
        ("month", "2026-02:new"): [3],
        ("month", "2026-02:returning"): [1],
        ("month", "2026-02:returns"): [1],
        ("cohort", "2025-12"): [1, 2],
        ("cohort", "2025-12:2"): [1],
        ("cohort", "2025-12:1"): [],
    }
    assert {asked: queries.people(*asked).customer_ids for asked in expected} == expected


def test_people_come_in_pages(company: Company) -> None:
    first = queries.people("customers", limit=2)
    assert (first.customer_ids, first.next) == ([1, 2], 2)
    second = queries.people("customers", after=2, limit=2)
    assert (second.customer_ids, second.next) == ([3], None)


def test_groups_hold_all_buyers(company: Company) -> None:
    board = queries.latest()
    assert board is not None
    behind = {group.name: queries.people("group", group.name).customer_ids for group in board.groups}
    assert {name: len(ids) for name, ids in behind.items()} == {group.name: group.customers for group in board.groups}
    assert sorted(pk for ids in behind.values() for pk in ids) == [1, 2, 3, 4]


def test_unknown_people_are_named(company: Company) -> None:
    for asked in (
        ("nothing", ""),
        ("customers", "best"),
        ("month", "soon"),
        ("month", "2026-02:x"),
        ("cohort", "2026-02:x"),
    ):
        with pytest.raises(UnknownPart, match="people: "):
            queries.people(*asked)


def test_people_before_the_first_scoreboard_are_nobody(db: None) -> None:
    assert queries.people("customers") == queries.People([], None)
