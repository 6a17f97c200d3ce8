"""A metric as it stood at the ends of the months and as it stands, for targets. Asks the engine; worker only."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from regulars.understand.metrics.window import Window, add_months, month_of
from regulars.understand.scoreboard.measuring import Asked

if TYPE_CHECKING:
    from regulars.understand.scoreboard.measuring import Look

# So many months' ends tell how a figure goes.
MONTHS = 24


@dataclass(frozen=True, slots=True)
class Course:
    """One metric over time: (day, value) at the months' ends, oldest first, and the value as it stands."""

    ends: tuple[tuple[date, float], ...]
    now: float | None


def ends_before(as_of: date, since: date, over: int) -> list[date]:
    """The last days of the finished months, oldest first, whose windows of `over` months begin after the record does."""
    first = month_of(as_of + timedelta(days=1))
    days = [add_months(first, -back) - timedelta(days=1) for back in range(MONTHS)]
    # A record that begins on the 3rd still knows the month: whoever sells from the first of a month on is rare.
    return [day for day in reversed(days) if month_of(Window.months_until(day, over).start) >= month_of(since)]


def courses(
    look: Look, keys: Iterable[str], *, as_of: date, since: date, over: int, segment: int | None = None
) -> dict[str, Course]:
    """The course of each metric, among the present members of a segment where one is told.

    Each window is measured once for all of the metrics.
    """
    asked = tuple(sorted(set(keys)))
    found: dict[str, list[tuple[date, float]]] = {key: [] for key in asked}
    for day in ends_before(as_of, since, over):
        for key, value in _values(look, asked, over, segment, day).items():
            found[key].append((day, value))
    now = _values(look, asked, over, segment, as_of)
    return {key: Course(tuple(found[key]), now.get(key)) for key in asked}


def _values(look: Look, keys: tuple[str, ...], over: int, segment: int | None, day: date) -> dict[str, float]:
    """What is known of each metric over the months up to the day."""
    answer = look.measured(Asked(keys, f"{over}m", segment, comparison="nothing", as_of=day))
    told = answer.parts.get("", ())
    return {one.key: float(one.value) for one in told if one.value is not None}
