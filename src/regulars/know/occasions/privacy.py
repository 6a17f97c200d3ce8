"""What is kept of a person's days, and taking it away."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from regulars.know.occasions.models import Occasion
from regulars.know.occasions.queries import kinds_by_key


def told(part_ids: Sequence[int]) -> dict[str, Any]:
    """The days kept of a person; birthday and customer since stand in the profile."""
    rows = Occasion.objects.filter(customer__in=part_ids).order_by("pk")
    every = kinds_by_key()
    return {
        "days": [
            {
                "day": every[row.kind_key].name, "month": row.key // 100, "day_of_month": row.key % 100, "year": row.year,
                "note": row.note, "kept_since": row.created_at.isoformat(),
            }
            for row in rows
        ]
    }  # fmt: skip


def erase(part_ids: Sequence[int]) -> int:
    """Remove every day of theirs, in the caller's transaction; returns how many."""
    return Occasion.objects.filter(customer__in=part_ids).delete()[0]
