"""What the numbers say of a person, and taking it away."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.forms.models import model_to_dict

from regulars.understand.insights.models import CustomerInsight


def told(part_ids: Sequence[int]) -> dict[str, Any]:
    """What was computed about them: orders, worth, group, what is expected."""
    rows = CustomerInsight.objects.filter(customer_id__in=part_ids)
    found = [{name: _plain(value) for name, value in model_to_dict(row).items() if value is not None} for row in rows]
    return {"what the numbers say": found} if found else {}


def erase(part_ids: Sequence[int]) -> int:
    """Remove it; the next refresh finds nobody known to compute it for."""
    return CustomerInsight.objects.filter(customer_id__in=part_ids).delete()[0]


def _plain(value: Any) -> Any:
    return value if isinstance(value, bool | int | float | str) else str(value)
