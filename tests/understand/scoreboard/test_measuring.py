"""Any metric over any window, of a segment and part by part, asked of a lake."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from tests.store.company import Company
from tests.understand.four import four_customers

from regulars.access.acting import acting_as
from regulars.access.permissions import PermissionDenied
from regulars.access.users.queries import acting_of
from regulars.know.customers.models import Customer
from regulars.understand.inputs.actions import Told, enter
from regulars.understand.metrics.catalogue import EVERY
from regulars.understand.metrics.spans import UnknownSpan
from regulars.understand.scoreboard.board import UnknownPart
from regulars.understand.scoreboard.measuring import Asked, UnknownMetric, measured_now, people_now, trend_now
from regulars.understand.scoreboard.queries import latest
from regulars.understand.segments.models import Segment, SegmentMember

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture
def company(tmp_path: Path, settings: Any) -> Iterator[Company]:
    """Four customers, and the scoreboard of them."""
    with four_customers(tmp_path, settings) as made:
        yield made


@pytest.fixture
def segment(db: None) -> int:
    """A segment of customers 1 and 3."""
    made = Segment.objects.create(name="Two of them", created_at=NOON, changed_at=NOON)
    for pk in (1, 3):
        Customer.objects.get_or_create(pk=pk, defaults={"created_at": NOON, "changed_at": NOON})
        SegmentMember.objects.create(segment=made, customer_id=pk, since=date(2026, 3, 1))
    return int(made.pk)


def value(asked: Asked) -> Any:
    return measured_now(asked).one(asked.keys[0]).value


def test_windows_and_comparisons(company: Company) -> None:
    one = measured_now(Asked(("revenue",), "last-month")).one("revenue")
    assert (one.value, one.before) == (Decimal(20), None)
    assert value(Asked(("revenue",), "2025-12-01..2025-12-31")) == Decimal(15)
    against = measured_now(Asked(("customers",), "last-month", comparison="year")).one("customers")
    assert (against.value, against.before) == (2, None)
    longer = measured_now(Asked(("customers",), "90d")).one("customers")
    assert (longer.value, longer.window.start) == (3, date(2025, 12, 3))


def test_a_window_a_year_earlier_is_asked_for_apart(company: Company) -> None:
    one = measured_now(Asked(("customers",), "2025-06-01..2026-02-28", comparison="year")).one("customers")
    assert (one.value, one.before and one.before.value) == (3, 1)


def test_a_segment_narrows_and_lies_beside_others(company: Company, segment: int) -> None:
    assert value(Asked(("revenue",), segment=segment)) == Decimal(25)
    answer = measured_now(Asked(("revenue",), by=f"segment:{segment}"))
    assert {part: ones[0].value for part, ones in answer.parts.items()} == {str(segment): Decimal(25)}


def test_parts_come_largest_first(company: Company) -> None:
    answer = measured_now(Asked(("revenue", "customers"), by="cohort"))
    # Of those who came first in May 2024 some bought in the time compared with, none since.
    told = [(part, *(one.value for one in ones)) for part, ones in answer.parts.items()]
    assert told == [("2025-12", Decimal(20), 2), ("2026-02", Decimal(15), 1), ("2024-05", 0, 0)]


def test_people_of_a_part_are_those_behind_it(company: Company, segment: int) -> None:
    assert people_now("customers", Asked(("customers",))) == [1, 2, 3]
    assert people_now("customers", Asked(("customers",), by="cohort"), of="2025-12") == [1, 2]
    assert people_now("repeat_purchase_rate", Asked(("repeat_purchase_rate",)), "rest") == [2, 3]
    assert people_now("customers", Asked(("customers",), segment=segment)) == [1, 3]
    assert people_now("customers", Asked(("customers",)), after=1, limit=1) == [2]


def test_the_trend_goes_month_by_month(company: Company) -> None:
    points = trend_now("revenue", Asked(("revenue",)), 4)
    assert [(one.window.start.month, one.value) for one in points] == [
        (12, Decimal(15)),
        (1, Decimal(0)),
        (2, Decimal(20)),
        (3, Decimal(0)),
    ]


def test_what_is_entered_counts_at_once(company: Company) -> None:
    asked = Asked(("clv_historic",))
    assert measured_now(asked).one("clv_historic").lacking == ("margin_share",)
    enter(Told("margin_share", "50 %", "2024-01-01"), actor="house")
    assert value(asked) == pytest.approx((10 + 10 + 15 + 40) / 4 / 2)


def test_the_board_holds_every_metric(company: Company) -> None:
    board = latest()
    assert board is not None
    assert set(board.every) == set(EVERY)


def test_what_there_is_not_is_said(company: Company) -> None:
    for asked in (
        Asked(("nothing",)),
        Asked(("customers",), by="weather"),
        Asked(("customers",), by="segment:x"),
        Asked(("nps",), by="category"),
        Asked(("customers",), segment=99),
    ):
        with pytest.raises(UnknownMetric, match=r"there (are|is)|names no segment|is not told by"):
            measured_now(asked)


def test_windows_and_parts_that_mean_nothing_are_said(company: Company) -> None:
    with pytest.raises(UnknownSpan):
        measured_now(Asked(("customers",), "someday"))
    with pytest.raises(UnknownPart):
        people_now("customers", Asked(("customers",)), "best")


def test_who_may_not_see_numbers_gets_none(company: Company, bob: Any) -> None:
    with acting_as(acting_of(bob)):
        for ask in (
            lambda: measured_now(Asked(("customers",))),
            lambda: people_now("customers", Asked(("customers",))),
            lambda: trend_now("customers", Asked(("customers",))),
        ):
            with pytest.raises(PermissionDenied):
                ask()


def test_a_hidden_field_is_no_breakdown(company: Company, alice: Any) -> None:
    with acting_as(replace(acting_of(alice), hidden=frozenset({"country"}))), pytest.raises(UnknownMetric):
        measured_now(Asked(("customers",), by="country"))
