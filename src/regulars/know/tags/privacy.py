"""What tags say of a person, and taking it away."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from regulars.know.tags.models import Tagging


def told(part_ids: Sequence[int]) -> dict[str, Any]:
    """The tags a person carries and since when."""
    rows = Tagging.objects.filter(customer__in=part_ids).select_related("tag").order_by("created_at", "pk")
    return {"tags": [{"name": row.tag.name, "since": row.created_at.isoformat()} for row in rows]}


def erase(part_ids: Sequence[int]) -> int:
    """Take every tag off, in the caller's transaction; returns how many."""
    return Tagging.objects.filter(customer__in=part_ids).delete()[0]
