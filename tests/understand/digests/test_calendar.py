"""When a digest is due."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regulars.kit import moments
from regulars.understand.digests.calendar import Rhythm, next_after, period_of

ZONE = "Europe/Berlin"
EARLIEST, LATEST = datetime(2020, 1, 1), datetime(2035, 1, 1)  # noqa: DTZ001 -- the strategy adds the zone


@pytest.mark.parametrize(
    ("now", "rhythm", "weekday", "day", "hour", "due"),
    [
        # Monday 7 in Berlin is 6 in UTC in winter and 5 in summer.
        ("2026-11-22T12:00", "weekly", 0, 1, 7, "2026-11-23T06:00"),
        ("2026-11-23T05:59", "weekly", 0, 1, 7, "2026-11-23T06:00"),
        ("2026-11-23T06:00", "weekly", 0, 1, 7, "2026-11-30T06:00"),
        ("2026-06-15T06:00", "weekly", 0, 1, 7, "2026-06-22T05:00"),
        ("2026-11-22T12:00", "monthly", 0, 1, 7, "2026-12-01T06:00"),
        ("2026-11-22T12:00", "monthly", 0, 28, 0, "2026-11-27T23:00"),
        ("2026-12-28T12:00", "monthly", 0, 28, 7, "2027-01-28T06:00"),
        ("2026-11-28T05:00", "monthly", 0, 28, 7, "2026-11-28T06:00"),
        # In the night to 29 March 2026 there is no 2 o'clock.
        ("2026-03-28T12:00", "weekly", 6, 1, 2, "2026-03-29T01:00"),
    ],
)
def test_next_is_at_the_hour_of_the_business(
    now: str, rhythm: Rhythm, weekday: int, day: int, hour: int, due: str
) -> None:
    found = next_after(datetime.fromisoformat(now).replace(tzinfo=UTC), rhythm, weekday, day, hour, ZONE)
    assert found == datetime.fromisoformat(due).replace(tzinfo=UTC)


@given(
    st.datetimes(timezones=st.just(UTC), min_value=EARLIEST, max_value=LATEST),
    st.sampled_from(["weekly", "monthly"]),
    st.integers(0, 6),
    st.integers(1, 28),
    st.integers(0, 23),
)
def test_next_always_comes_and_each_is_of_a_period_of_its_own(
    now: datetime, rhythm: Rhythm, weekday: int, day: int, hour: int
) -> None:
    first = next_after(now, rhythm, weekday, day, hour, ZONE)
    second = next_after(first, rhythm, weekday, day, hour, ZONE)
    assert now < first < second
    assert period_of(first, rhythm, ZONE) != period_of(second, rhythm, ZONE)
    local = first.astimezone(moments.zone(ZONE))
    assert local.weekday() == weekday if rhythm == "weekly" else local.day == day


def test_period_is_the_week_or_the_month_of_the_business() -> None:
    late = datetime(2026, 11, 30, 23, 30, tzinfo=UTC)
    assert (period_of(late, "monthly", ZONE), period_of(late, "weekly", ZONE)) == ("2026-12", "2026-W49")
    assert period_of(late, "monthly", "UTC") == "2026-11"
