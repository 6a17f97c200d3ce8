"""Business hours between two moments, against counting them minute by minute."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import ibis
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.understand.plainly import business_hours

from regulars.store.engine.connect import connect
from regulars.store.engine.fetch import fetch
from regulars.understand.metrics.business_hours import hours_between, week

BACKEND = connect("duckdb")
OFFICE = week("Mon-Fri 09:00-17:00")
SPRING = datetime(2023, 3, 20, tzinfo=UTC)
# Over both changes of the clock.
moments = st.integers(0, 235 * 24 * 60).map(lambda minutes: (SPRING + timedelta(minutes=minutes)).replace(tzinfo=None))


def counted(pairs: list[tuple[datetime, datetime]], zone: str) -> list[float]:
    kind = pa.timestamp("us")
    table = ibis.memtable(
        pa.table({"a": pa.array([a for a, _ in pairs], kind), "b": pa.array([b for _, b in pairs], kind)})
    )
    hours = hours_between(table.a, table.b, OFFICE, zone, (2020, 2025))
    return list(fetch(BACKEND, table.select("a", "b", hours=hours))["hours"].to_pylist())


@settings(max_examples=25)
@given(
    moments, st.integers(0, 20 * 24 * 60), st.sampled_from(["UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata"])
)
def test_hours_are_those_counted_by_the_minute(start: datetime, minutes: int, zone: str) -> None:
    end = start + timedelta(minutes=minutes)
    expected = business_hours(start.replace(tzinfo=UTC), end.replace(tzinfo=UTC), zone)
    assert counted([(start, end)], zone) == [pytest.approx(expected, abs=1e-9)]


def test_a_week_is_read_from_its_text() -> None:
    assert week("Mon-Fri 09:00-17:00; Sat 10:00-14:00") == ((32400, 61200),) * 5 + ((36000, 50400), (0, 0))
    assert week("monday to friday 8.30-16.00")[0] == (30600, 57600)


@pytest.mark.parametrize(
    "text", ["", "Mon", "Fri-Mon 09:00-17:00", "Mon 17:00-09:00", "Xyz 09:00-17:00", "Mon 09:00-25:00"]
)
def test_a_text_that_names_no_week_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"write it|two parts"):
        week(text)
