"""When a digest is due, and of which period a mail is. Pure."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Literal

from regulars.kit import moments
from regulars.understand.metrics.window import add_months

Rhythm = Literal["weekly", "monthly"]


def next_after(moment: datetime, rhythm: Rhythm, weekday: int, day: int, hour: int, zone: str) -> datetime:
    """The first moment behind `moment` at that hour of the business's own clock, on the weekday or the day of the month.

    An hour that the clocks skip in spring is the one after it.
    """
    local = moment.astimezone(moments.zone(zone))
    if rhythm == "weekly":
        found = local.date() + timedelta(days=(weekday - local.weekday()) % 7)
        later = found + timedelta(days=7)
    else:
        found = local.date().replace(day=day)
        later = add_months(found, 1)
        if found < local.date():
            found, later = later, add_months(later, 1)
    at = _at(found, hour, zone)
    return at if at > moment else _at(later, hour, zone)


def _at(day: date, hour: int, zone: str) -> datetime:
    return datetime.combine(day, time(hour), moments.zone(zone)).astimezone(UTC)


def period_of(moment: datetime, rhythm: Rhythm, zone: str) -> str:
    """`2026-W47` or `2026-11`: what a mail due at that moment is of, sent once."""
    day = moment.astimezone(moments.zone(zone)).date()
    if rhythm == "weekly":
        year, week, _ = day.isocalendar()
        return f"{year}-W{week:02}"
    return day.isoformat()[:7]
