"""Segments as fields of the rule language, and all fields together that a rule about customers may name."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import Exists, OuterRef, Q

from regulars.know.filters.field import FilterField, Leads, Moment, Where
from regulars.know.filters.kinds import Kind
from regulars.know.filters.registry import Registry
from regulars.understand.insights.filter_fields import insight_fields
from regulars.understand.segments.models import SegmentMember
from regulars.understand.segments.queries import found
from regulars.understand.segments.rules import PREFIX

GROUP = "Segments"


def segment_fields() -> Iterable[tuple[str, FilterField]]:
    """One for each segment that whoever acts finds."""
    for segment in found():
        where, leads = _in(segment.pk)
        yield "", FilterField(
            f"{PREFIX}{segment.pk}", segment.name, Kind.YES_NO, GROUP, where, ops=("yes", "no"), leads=leads,
            say=_says(segment.name),
        )  # fmt: skip


def _in(segment_id: int) -> tuple[Where, Leads]:
    def where(op: str, value: Any, when: Moment) -> Q:
        inside = Q(Exists(SegmentMember.objects.filter(segment_id=segment_id, customer_id=OuterRef("pk"))))
        return ~inside if op == "no" else inside

    def leads(op: str, value: Any, when: Moment) -> Any:
        members = SegmentMember.objects.filter(segment_id=segment_id).values_list("customer_id", flat=True)
        return members if op == "yes" else None

    return where, leads


def _says(name: str) -> Callable[[str, str], str]:
    return lambda op, _: f"in the segment “{name}”" if op == "yes" else f"not in the segment “{name}”"


def all_fields() -> Registry:
    """Every field of the rule language, for whoever acts."""
    return Registry({"insight:": insight_fields, PREFIX: segment_fields})
