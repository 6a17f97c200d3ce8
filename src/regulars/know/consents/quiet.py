"""Whether a moment lies in quiet hours, and when they end. Computes only; the business's own zone is given."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

# Windows that follow each other without a gap for longer than this are for ever, for all anybody can plan.
_MOST = 100


@dataclass(frozen=True, slots=True)
class Window:
    """A span of the clock that begins on these weekdays (0 is Monday); to the next day when it ends before it starts."""

    weekdays: frozenset[int]
    starts: time
    ends: time


def quiet_until(moment: datetime, windows: Collection[Window], zone: ZoneInfo) -> datetime | None:
    """The end, in UTC, of the quiet time that `moment` lies in, windows that meet taken together; None when it lies in none."""
    until: datetime | None = None
    for _ in range(_MOST):
        ends = [end for window in windows for end in _ends(until or moment, window, zone)]
        if not ends or max(ends) == until:
            break
        until = max(ends)
    return until


def _ends(moment: datetime, window: Window, zone: ZoneInfo) -> Iterator[datetime]:
    today = moment.astimezone(zone).date()
    for day in (today - timedelta(days=1), today):
        if day.weekday() in window.weekdays:
            last = day if window.starts < window.ends else day + timedelta(days=1)
            begin = datetime.combine(day, window.starts, zone).astimezone(UTC)
            end = datetime.combine(last, window.ends, zone).astimezone(UTC)
            if begin <= moment < end:
                yield end
