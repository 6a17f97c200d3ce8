"""What changes of many keep of a person: what they had before and after."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from regulars.know.bulk.models import BulkRow
from regulars.know.bulk.queries import says


def told(part_ids: Sequence[int]) -> dict[str, Any]:
    """Each change of many that touched them."""
    rows = BulkRow.objects.filter(customer__in=part_ids).select_related("change").order_by("pk")
    changes = [
        {"at": row.change.made_at.isoformat(), "what": says(row.change), "before": row.before, "after": row.after}
        for row in rows
    ]
    return {"changes of many": changes} if changes else {}


def erase(part_ids: Sequence[int]) -> int:
    """Remove the before and after of these customers, and their numbers from whom was chosen."""
    gone = set(part_ids)
    rows = BulkRow.objects.filter(customer__in=part_ids)
    for change in {row.change for row in rows.select_related("change")}:
        if change.chosen is not None and gone & set(change.chosen):
            change.chosen = [pk for pk in change.chosen if pk not in gone]
            change.save(update_fields=["chosen"])
    return rows.delete()[0]
