"""When days of the year come round."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regulars.know.occasions.days import in_year, key_of, keys_between, next_on, window

DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31))


@pytest.mark.parametrize(
    ("key", "today", "comes"),
    [
        (412, date(2026, 4, 12), date(2026, 4, 12)),
        (412, date(2026, 4, 13), date(2027, 4, 12)),
        (229, date(2026, 1, 1), date(2026, 2, 28)),
        (229, date(2026, 3, 1), date(2027, 2, 28)),
        (229, date(2027, 3, 1), date(2028, 2, 29)),
        (229, date(2028, 2, 29), date(2028, 2, 29)),
        (229, date(2100, 1, 1), date(2100, 2, 28)),
        (101, date(2026, 12, 31), date(2027, 1, 1)),
    ],
)
def test_day_comes_next(key: int, today: date, comes: date) -> None:
    assert next_on(key, today) == comes


@pytest.mark.parametrize(("month", "day"), [(2, 30), (13, 1), (0, 1), (4, 31)])
def test_day_no_year_has_is_refused(month: int, day: int) -> None:
    with pytest.raises(ValueError):
        key_of(month, day)


@given(since=DAYS, days=st.integers(1, 365), born=DAYS)
def test_day_is_in_the_window_exactly_when_it_comes_on_one_of_its_days(since: date, days: int, born: date) -> None:
    """Oracle: walk through the days of the window."""
    key = key_of(born.month, born.day)
    first, last = window(since, days)
    walked = [first + timedelta(days=n) for n in range(days)]
    expected = [day for day in walked if in_year(key, day.year) == day]
    found = [in_year(key, year) for year, low, high in keys_between(first, last) if low <= key <= high]
    assert (found, last) == (expected, walked[-1])


@given(born=DAYS, today=DAYS)
def test_next_is_never_past_and_never_more_than_a_year_away(born: date, today: date) -> None:
    comes = next_on(key_of(born.month, born.day), today)
    assert today <= comes <= today + timedelta(days=366)


@pytest.mark.parametrize("days", [0, 366])
def test_window_is_at_most_a_year(days: int) -> None:
    with pytest.raises(ValueError):
        window(date(2026, 1, 1), days)
