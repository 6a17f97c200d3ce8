"""When a day of the year comes round. Pure.

The rule for 29 February: in a year that has none, it is kept on 28 February.
"""

from __future__ import annotations

from calendar import isleap, monthrange
from collections.abc import Iterator
from datetime import date, timedelta

LEAP_DAY = 229
# A window never shows the same day of the year twice.
LONGEST_WINDOW = 365


def key_of(month: int, day: int) -> int:
    """`412` for 12 April. Raises ValueError for a day no year has."""
    date(2000, month, day)
    return month * 100 + day


def in_year(key: int, year: int) -> date:
    """The day in that year."""
    month, day = divmod(key, 100)
    return date(year, 2, 28) if key == LEAP_DAY and not isleap(year) else date(year, month, day)


def next_on(key: int, today: date) -> date:
    """The next time, today included."""
    this_year = in_year(key, today.year)
    return this_year if this_year >= today else in_year(key, today.year + 1)


def keys_between(first: date, last: date) -> list[tuple[int, int, int]]:
    """(year, lowest key, highest key) whose days lie from `first` to `last`, one for each year met, in order."""
    return [
        (year, _lowest(first) if year == first.year else 101, _highest(last) if year == last.year else 1231)
        for year in range(first.year, last.year + 1)
    ]


def _lowest(day: date) -> int:
    return day.month * 100 + day.day


def _highest(day: date) -> int:
    # On 28 February of a common year those of the 29th come too.
    key = _lowest(day)
    return LEAP_DAY if key == 228 and not isleap(day.year) else key


def window(since: date, days: int) -> tuple[date, date]:
    """The first and the last of so many days. Raises ValueError outside of 1 to 365."""
    if not 1 <= days <= LONGEST_WINDOW:
        raise ValueError(f"days: {days} is not between 1 and {LONGEST_WINDOW}")
    return since, since + timedelta(days=days - 1)


def days_of(month: int, year: int | None) -> Iterator[int]:
    """The days a month can have; in no certain year February has 29."""
    return iter(range(1, monthrange(year or 2000, month)[1] + 1))
