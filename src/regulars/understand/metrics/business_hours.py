"""Hours during which somebody is there to answer, between two moments, counted inside the engine."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import ibis
import ibis.expr.types as ir

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_PART = re.compile(
    r"^([a-z]{3})[a-z]*(?:\s*(?:-|to)\s*([a-z]{3})[a-z]*)?\s+(\d{1,2})[:.](\d{2})\s*(?:-|to)\s*(\d{1,2})[:.](\d{2})$"
)
_DAY = 86_400

# For each day of the week, Monday first, the seconds of the day from which and until which somebody is there.
Week = tuple[tuple[int, int], ...]


def week(text: str) -> Week:
    """The week that a text such as Mon-Fri 09:00-17:00; Sat 10:00-14:00 names. Raises ValueError, which says how to write it."""
    found: list[tuple[int, int]] = [(0, 0)] * 7
    how = "write it like Mon-Fri 09:00-17:00; Sat 10:00-14:00"
    for part in (part.strip().lower() for part in re.split(r"[;,]", text)):
        read = _PART.match(part)
        if read is None or read[1] not in _DAYS or (read[2] or read[1]) not in _DAYS:
            raise ValueError(f"{part or 'nothing'!r} is not understood; {how}")
        opens, closes = (
            int(hour) * 3600 + int(minute) * 60 for hour, minute in ((read[3], read[4]), (read[5], read[6]))
        )
        if not 0 <= opens < closes <= _DAY:
            raise ValueError(f"{part!r} does not end after it begins within one day; {how}")
        first, last = _DAYS.index(read[1]), _DAYS.index(read[2] or read[1])
        if last < first:
            raise ValueError(f"{part!r} runs over the end of the week; write it in two parts")
        for day in range(first, last + 1):
            found[day] = (opens, closes)
    return tuple(found)


def hours_between(
    start: ir.TimestampValue, end: ir.TimestampValue, open_hours: Week, time_zone: str, years: tuple[int, int]
) -> ir.FloatingValue:
    """Business hours from `start` to `end`, both in UTC. `years`: the first and the last in which they may lie."""
    counted = _since(end, open_hours, time_zone, years) - _since(start, open_hours, time_zone, years)
    return counted.cast("float64") / ibis.literal(3600)


def _since(at: ir.TimestampValue, open_hours: Week, time_zone: str, years: tuple[int, int]) -> ir.IntegerValue:
    """Business seconds from a Monday long ago until the moment."""
    seconds = at.epoch_seconds().cast("int64")
    local = seconds + _offset(seconds, _offsets(time_zone, *years))
    days = local // _DAY + 3  # the epoch began on a Thursday
    weekday, second = days % 7, local % _DAY
    before, total = [], 0
    for opens, closes in open_hours:
        before.append(total)
        total += closes - opens
    branches = [
        (weekday == day, before[day] + _inside(second, opens, closes)) for day, (opens, closes) in enumerate(open_hours)
    ]
    return (days // 7) * total + ibis.cases(*branches, else_=0)


def _inside(second: ir.IntegerValue, opens: int, closes: int) -> ir.IntegerValue:
    return ibis.greatest(ibis.least(second, closes) - opens, 0) if closes > opens else ibis.literal(0).cast("int64")


def _offset(seconds: ir.IntegerValue, changes: Sequence[tuple[int, int]]) -> ir.IntegerValue:
    """How far local time is ahead of UTC, from the moments at which that changes."""
    *later, (_, first) = reversed(changes)
    if not later:
        return ibis.literal(first).cast("int64")
    return ibis.cases(*((seconds >= moment, offset) for moment, offset in later), else_=first).cast("int64")


@lru_cache(maxsize=64)
def _offsets(time_zone: str, first: int, last: int) -> tuple[tuple[int, int], ...]:
    """(moment, seconds ahead of UTC from then on) of each change of the clock in these years, the first one at its start."""
    zone = ZoneInfo(time_zone)

    def ahead(moment: datetime) -> int:
        offset = moment.astimezone(zone).utcoffset()
        return int(offset.total_seconds()) if offset else 0

    day = datetime(first, 1, 1, tzinfo=UTC)
    changes = [(int(day.timestamp()), ahead(day))]
    while day.year <= last:
        following = day + timedelta(days=1)
        if ahead(following) != ahead(day):
            low, high = int(day.timestamp()), int(following.timestamp())
            while high - low > 1:
                middle = (low + high) // 2
                same = ahead(datetime.fromtimestamp(middle, UTC)) == ahead(day)
                low, high = (middle, high) if same else (low, middle)
            changes.append((high, ahead(following)))
        day = following
    return tuple(changes)
