"""What each kind of tile is made of, and the board one begins with. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

# What a tile of each kind needs, beside its size and title.
NEEDS: Mapping[str, tuple[str, ...]] = {
    "number": ("metric",),
    "trend": ("metric",),
    "breakdown": ("metric", "by"),
    "people": ("metric",),
    "cohorts": (),
    "segment": ("segment",),
    "targets": (),
    "alerts": (),
    "text": ("text",),
}
# Kinds that may be narrowed to a segment and to a window.
MEASURED = frozenset({"number", "trend", "breakdown", "people"})
LONGEST_TEXT = 2000

READY_MADE: tuple[Mapping[str, Any], ...] = (
    {"kind": "number", "metric": "repeat_purchase_rate"},
    {"kind": "number", "metric": "return_rate_customers"},
    {"kind": "number", "metric": "revenue"},
    {"kind": "alerts", "size": "half"},
    {"kind": "targets", "size": "half"},
    {"kind": "trend", "metric": "customers", "size": "half"},
    {"kind": "trend", "metric": "repeat_purchase_rate", "size": "half"},
    {"kind": "breakdown", "metric": "revenue", "by": "category", "size": "half"},
    {"kind": "breakdown", "metric": "repeat_purchase_rate", "by": "country", "size": "half"},
    {"kind": "cohorts", "size": "wide"},
)
