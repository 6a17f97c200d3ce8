"""A share before and since the business changed something: did the change move it?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from regulars.understand.metrics.intervals import two_proportion_p
from regulars.understand.metrics.measured import SIGNIFICANCE, Point


@dataclass(frozen=True, slots=True)
class Around:
    """Pooled shares of the months before and since a change. A comparison over time, not proof of a cause."""

    key: str
    month: str
    before: float
    since: float
    beyond_chance: bool


def around(key: str, points: Iterable[Point], month: str, follow_up: int = 0) -> Around | None:
    """The months before `month` (2026-03) against those from it on, each pooled: sum of numerators / sum of denominators.

    Left out: months that may still move, and the `follow_up` months before the change, whose customers were watched
    partly after it. None when either side is empty.
    """
    sides: dict[bool, list[int]] = {False: [0, 0], True: [0, 0]}
    for point in points:
        distance = _index(point.month) - _index(month)
        if point.final and point.denominator and not -follow_up <= distance < 0:
            side = sides[distance >= 0]
            side[0] += int(point.numerator)
            side[1] += int(point.denominator)
    (was, of_before), (is_now, of_since) = sides[False], sides[True]
    if not of_before or not of_since:
        return None
    p = two_proportion_p(is_now, of_since, was, of_before)
    return Around(key, month, was / of_before, is_now / of_since, p < SIGNIFICANCE)


def _index(month: str) -> int:
    year, number = month.split("-")
    return int(year) * 12 + int(number)
