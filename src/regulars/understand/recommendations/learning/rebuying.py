"""What people buy again, and after how long. A product is one to re-buy where enough of its buyers did."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa

# So many of its buyers must have bought it on another day, and this share of them.
FEWEST = 5
SHARE = 0.2


def bought_again(buyers: int, again: int) -> bool:
    """Whether people buy this product again: coffee, not coats."""
    return again >= FEWEST and again >= SHARE * buyers


def medians(gaps: pa.Table) -> dict[str, int]:
    """Product -> the days half of its gaps are no longer than, from rows of key, gap and times."""
    rows = gaps.sort_by([("key", "ascending"), ("gap", "ascending")])
    told: dict[str, list[tuple[int, int]]] = {}
    for key, gap, times in zip(*(rows[name].to_pylist() for name in ("key", "gap", "times")), strict=True):
        told.setdefault(key, []).append((gap, times))
    return {key: _median(found) for key, found in told.items()}


def _median(found: list[tuple[int, int]]) -> int:
    half, passed = (sum(times for _, times in found) + 1) // 2, 0
    for gap, times in found:
        passed += times
        if passed >= half:
            return gap
    return found[-1][0]


def due(days_since: int, typical: int) -> bool:
    """Whether it is about time: from four fifths of the usual gap on, until four times it; who waits longer has stopped."""
    return 0.8 * typical <= days_since <= 4 * typical
