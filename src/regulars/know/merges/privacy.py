"""What merges say of a person, and emptying it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Q, QuerySet

from regulars.know.merges.models import Merge


def told(part_ids: Sequence[int]) -> dict[str, Any]:
    """The merges the person was in, with the fields they changed."""
    return {
        "merges": [
            {
                "kept": row.winner_id, "joined": row.loser_id, "at": row.at.isoformat(), "reason": row.reason,
                "changes": row.changes, "undone_at": row.undone_at.isoformat() if row.undone_at else None,
            }
            for row in _of(part_ids).order_by("pk")
        ]
    }  # fmt: skip


def erase(part_ids: Sequence[int]) -> int:
    """Empty what they say, in the caller's transaction; which rows are one is kept, by their numbers alone."""
    return _of(part_ids).update(changes={}, reason="")


def _of(part_ids: Sequence[int]) -> QuerySet[Merge]:
    return Merge.objects.filter(Q(winner__in=part_ids) | Q(loser__in=part_ids))
