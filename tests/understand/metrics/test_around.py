"""A share before and since a change."""

from __future__ import annotations

import pytest

from regulars.understand.metrics.around import Around, around
from regulars.understand.metrics.measured import Point


def point(month: str, numerator: int, denominator: int, *, final: bool = True) -> Point:
    return Point(month, numerator, denominator, numerator / denominator if denominator else None, final=final)


def test_around_pools_the_months_on_each_side() -> None:
    points = [point("2025-11", 10, 100), point("2025-12", 2, 100), point("2026-01", 40, 100), point("2026-02", 8, 20)]
    assert around("k", points, "2026-01") == Around("k", "2026-01", 0.06, 0.4, beyond_chance=True)


def test_around_leaves_out_months_watched_across_the_change_and_months_not_over() -> None:
    points = [
        point("2025-10", 10, 100),
        point("2025-11", 90, 100),
        point("2025-12", 90, 100),
        point("2026-01", 11, 100),
        point("2026-02", 99, 100, final=False),
    ]
    assert around("k", points, "2026-01", follow_up=2) == Around("k", "2026-01", 0.1, 0.11, beyond_chance=False)


@pytest.mark.parametrize("month", ["2025-11", "2026-02"])
def test_around_says_nothing_without_both_sides(month: str) -> None:
    assert around("k", [point("2025-12", 1, 10), point("2026-01", 1, 10)], month) is None
