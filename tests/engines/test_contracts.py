"""Contracts as they were told, one row each: the same on every engine; the answers are worked out by hand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import ibis
import pyarrow as pa
import pytest
from tests.understand.told import look

from regulars.understand.insights.contract_lines import contracts

pytestmark = pytest.mark.engines
AS_OF = date(2026, 3, 1)


def line(customer: int | None, name: str, day: date, **carried: Any) -> tuple[Any, ...]:
    return (customer, f"contract.{name}", day, "web", "in", carried)


TOLD = [
    line(1, "started", date(2024, 2, 1), contract_id="K-1", plan="Care", price="39.00", period="year", ends_on="2025-02-01"),
    line(1, "renewed", date(2025, 2, 1), contract_id="K-1", price="42.00", ends_on="2026-02-01"),
    # A second contract beside it, of which the end was told ahead of its day.
    line(1, "started", date(2025, 6, 1), contract_id="K-2", plan="Post “Plus”", price="4.90", period="month", currency="USD"),
    line(1, "ended", date(2026, 2, 20), contract_id="K-2", reason="moved away", ends_on="2026-04-01"),
    # Nobody gave this one a number: ended, told so twice, and begun again.
    line(2, "started", date(2025, 1, 1), plan="Care", period="month"),
    line(2, "ended", date(2025, 3, 1), reason="too dear"),
    line(2, "ended", date(2025, 3, 2)),
    line(2, "started", date(2025, 9, 1), plan="Care", period="month"),
    # Told twice is one; what lies ahead of the day and what nobody is known for is none.
    line(3, "started", date(2025, 5, 1), contract_id="K-3"),
    line(3, "started", date(2025, 5, 2), contract_id="K-3", period="year"),
    line(3, "started", date(2026, 3, 2), contract_id="K-4"),
    line(4, "ended", date(2026, 1, 1), contract_id="K-5"),
    line(5, "renewed", date(2026, 1, 1), contract_id="K-6", ends_on="soon"),
    line(None, "started", date(2026, 1, 1), contract_id="K-7"),
    line(9, "started", date(2026, 1, 1), contract_id="K-8"),
]  # fmt: skip


def test_each_contract_is_one_row_as_last_told(fetch: Callable[[Any], pa.Table]) -> None:
    found = fetch(contracts(look(TOLD, known=(1, 2, 3, 4, 5)), AS_OF))
    names = (
        "customer_id", "started", "first", "renewals", "ended", "runs_out", "plan", "price", "period", "currency", "ends_on",
        "reason",
    )  # fmt: skip
    begun = (date(2024, 2, 1), date(2025, 6, 1), date(2025, 1, 1), date(2025, 9, 1), date(2025, 5, 1))
    assert [tuple(row[name] for name in names) for row in found.to_pylist()] == [
        (1, begun[0], begun[0], 1, None, None, "Care", 42.0, "year", None, date(2026, 2, 1), None),
        (1, begun[1], begun[1], 0, date(2026, 2, 20), date(2026, 4, 1), "Post “Plus”", 4.9, "month", "USD", None, "moved away"),
        (2, begun[2], begun[2], 0, date(2025, 3, 1), None, "Care", None, "month", None, None, "too dear"),
        (2, begun[3], begun[3], 0, None, None, "Care", None, "month", None, None, None),
        (3, begun[4], begun[4], 0, None, None, None, None, "year", None, None, None),
        (5, None, date(2026, 1, 1), 1, None, None, None, None, None, None, None, None),
    ]  # fmt: skip


def test_only_those_asked_for_are_read(fetch: Callable[[Any], pa.Table]) -> None:
    among = ibis.memtable({"customer_id": [3, 4]})
    found = fetch(contracts(look(TOLD, known=(1, 2, 3, 4, 5)), AS_OF, among))
    assert found["customer_id"].to_pylist() == [3]


def test_business_without_contracts_has_no_row(fetch: Callable[[Any], pa.Table]) -> None:
    assert fetch(contracts(look([(1, "page.viewed", AS_OF)], known=(1,)), AS_OF)).num_rows == 0
