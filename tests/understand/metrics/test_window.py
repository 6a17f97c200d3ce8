from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regulars.understand.metrics.window import Window, add_months

days = st.dates(date(1900, 1, 1), date(2200, 1, 1))


def test_twelve_months_end_with_the_day_asked_for() -> None:
    window = Window.months_until(date(2024, 2, 29))
    assert (window.start, window.end, window.last) == (date(2023, 3, 1), date(2024, 3, 1), date(2024, 2, 29))


def test_the_window_before_months_is_as_many_months() -> None:
    before = Window.months_until(date(2024, 2, 29)).before()
    assert (before.start, before.end) == (date(2022, 3, 1), date(2023, 3, 1))


def test_the_window_before_days_is_as_many_days() -> None:
    before = Window.of_days(date(2024, 3, 1), date(2024, 3, 10)).before()
    assert (before.start, before.last) == (date(2024, 2, 20), date(2024, 2, 29))


@given(days, st.integers(1, 36))
def test_windows_meet_without_gap_or_overlap(as_of: date, months: int) -> None:
    window = Window.months_until(as_of, months)
    assert window.before().end == window.start
    assert window.before().before().end == window.before().start


@given(days, st.integers(-500, 500))
def test_adding_months_moves_by_that_many_months(day: date, months: int) -> None:
    moved = add_months(day, months)
    assert (moved.year - day.year) * 12 + moved.month - day.month == months
    assert moved.day <= day.day


def test_a_window_that_ends_before_it_starts_is_refused() -> None:
    with pytest.raises(ValueError, match="must be after start"):
        Window(date(2024, 1, 2), date(2024, 1, 2))


def test_a_window_of_no_months_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 1"):
        Window.months_until(date(2024, 1, 1), 0)
