"""What is kept about a person among pairs, for giving it to them and for removing it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Q

from regulars.know.duplicates.matching.wording import sentence
from regulars.know.duplicates.models import Pair


def _of(part_ids: Sequence[int]) -> Q:
    return Q(left__in=list(part_ids)) | Q(right__in=list(part_ids))


def told(part_ids: Sequence[int]) -> dict[str, Any]:
    """With which customers this one was compared, how alike they are and what was decided: the other by number only."""
    pairs = []
    for pair in Pair.objects.filter(_of(part_ids)).order_by("pk"):
        other = pair.right_id if pair.left_id in part_ids else pair.left_id
        pairs.append(
            {
                "compared_with_customer": other,
                "likelihood": round(pair.score, 4),
                "because": sentence(pair.kind, pair.steps),
                "decision": pair.get_state_display(),
                "decided_at": pair.decided_at.isoformat() if pair.decided_at else None,
                "found_at": pair.found_at.isoformat(),
            }
        )
    return {"possible_duplicates": pairs}


def erase(part_ids: Sequence[int]) -> int:
    """Remove every pair of theirs, in the caller's transaction; returns how many."""
    return Pair.objects.filter(_of(part_ids)).delete()[0]
