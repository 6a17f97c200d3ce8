"""What relations say of a person, and taking it away."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Q

from regulars.know.relations.models import Relation
from regulars.know.relations.queries import kinds_by_key


def told(part_ids: Sequence[int]) -> dict[str, Any]:
    """To whom a person is related. The others are told as the kind and role only: their data is theirs."""
    rows = Relation.objects.filter(Q(origin__in=part_ids) | Q(target__in=part_ids)).select_related("target")
    parts, every = set(part_ids), kinds_by_key()
    return {
        "relations": [
            {
                "relation": every[row.kind_key].name if row.origin_id in parts else every[row.kind_key].back,
                # A company is no person; who else is meant is not ours to tell.
                "company": row.target.name if row.origin_id in parts and row.target.kind == "company" else "",
                "role": row.role,
                "since": row.since.isoformat() if row.since else None,
                "until": row.until.isoformat() if row.until else None,
            }
            for row in rows.order_by("pk")
        ]
    }


def erase(part_ids: Sequence[int]) -> int:
    """Remove every relation of theirs, in the caller's transaction; returns how many."""
    return Relation.objects.filter(Q(origin__in=part_ids) | Q(target__in=part_ids)).delete()[0]
