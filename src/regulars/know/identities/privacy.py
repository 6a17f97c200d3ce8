"""What identities say of a person, and taking them away."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from regulars.know.identities.models import Blend, Identity


def told(part_ids: Sequence[int]) -> dict[str, Any]:
    """By what the person is recognised, and which part gave what to their profile."""
    rows = Identity.objects.filter(customer__in=part_ids).order_by("pk")
    blends = Blend.objects.filter(customer__in=part_ids).order_by("pk")
    return {
        "identities": [
            {
                "kind": row.kind, "source": row.source, "value": row.value, "verified": row.verified,
                "shared": row.shared, "since": row.created_at.isoformat(),
            }
            for row in rows
        ],
        "profile_by_part": [
            {"number": blend.pk, "own": blend.own.get("fields", {}), "given": blend.given} for blend in blends
        ],
    }  # fmt: skip


def erase(part_ids: Sequence[int]) -> int:
    """Remove them, in the caller's transaction; that the rows are one customer is kept, by their numbers alone."""
    blends, _ = Blend.objects.filter(customer__in=part_ids).delete()
    identities, _ = Identity.objects.filter(customer__in=part_ids).delete()
    return blends + identities
