"""The segments a person is in, and taking them out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings

from regulars.kit import moments
from regulars.know.filters.erasing import emptied
from regulars.understand.segments.membership import note_size
from regulars.understand.segments.models import Segment, SegmentEntry, SegmentMember


def told(part_ids: Sequence[int]) -> dict[str, Any]:
    """Which segments and lists they are in, since when."""
    rows = SegmentMember.objects.filter(customer_id__in=part_ids, segment__removed_at=None).select_related("segment")
    found = [{"segment": row.segment.name, "since": row.since.isoformat()} for row in rows.order_by("segment_id")]
    entries = SegmentEntry.objects.filter(customer__in=part_ids).select_related("segment").order_by("pk")
    lists = [{"list": row.segment.name, "added_at": row.added_at.isoformat()} for row in entries]
    return ({"segments": found} if found else {}) | ({"lists": lists} if lists else {})


def erase(part_ids: Sequence[int]) -> int:
    """Take them out of every segment and list; sizes follow."""
    today = moments.business_day(moments.now(), settings.REGULARS_TIME_ZONE)
    gone = 0
    for row in list(SegmentMember.objects.filter(customer_id__in=part_ids)):
        SegmentMember.objects.filter(segment_id=row.segment_id, customer_id=row.customer_id).delete()
        note_size(row.segment_id, today, 0, 1)
        gone += 1
    return gone + SegmentEntry.objects.filter(customer__in=part_ids).delete()[0]


def erase_values(texts: Sequence[str]) -> int:
    """Empty conditions of rules that name one of the texts. Returns how many segments had one."""
    changed = 0
    for one in Segment.objects.all():
        rule = emptied(one.rule, texts)
        if rule != one.rule:
            Segment.objects.filter(pk=one.pk).update(rule=rule, due=True)
            changed += 1
    return changed
