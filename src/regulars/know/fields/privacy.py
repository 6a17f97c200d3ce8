"""What the business's own fields keep about a person, and how it goes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from regulars.know.fields import kinds
from regulars.know.fields.models import Field, FieldValue


def told(part_ids: Sequence[int]) -> dict[str, Any]:
    """Everything in the fields of these parts of a person, archived fields too, and where other customers name them."""
    rows = FieldValue.objects.filter(customer_id__in=part_ids).exclude(text="").select_related("field")
    values: dict[tuple[int, int], tuple[Field, list[str]]] = {}
    for row in rows.order_by("customer_id", "field__position", "field_id", "number", "place"):
        values.setdefault((row.customer_id, row.field_id), (row.field, []))[1].append(row.text)
    return {
        "fields": [
            {"customer": pk, "key": field.key, "label": field.label, "value": kinds.said(field, texts)}
            for (pk, _), (field, texts) in values.items()
        ],
        "named_by": [
            {"customer": row.customer_id, "key": row.field.key, "label": row.field.label}
            for row in _naming(part_ids).select_related("field").order_by("customer_id", "field_id")
        ],
    }


def _naming(part_ids: Sequence[int]) -> Any:
    fields = Field.objects.filter(kind=Field.Kind.REFERENCE).values("pk")
    return FieldValue.objects.filter(field_id__in=fields, number__in=part_ids).exclude(customer_id__in=part_ids)


def erase(part_ids: Sequence[int]) -> int:
    """Remove all of it in the caller's transaction, and what names the person in others' fields; returns how many values."""
    gone = FieldValue.objects.filter(customer_id__in=part_ids).delete()[0]
    return gone + int(_naming(part_ids).delete()[0])
