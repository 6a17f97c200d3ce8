"""Who belongs to a group that a map is asked for. Ids alone: what is shown of people goes through the customers' room."""

from __future__ import annotations

from regulars.understand.insights.queries import in_segment


def members_of(group: str) -> list[int]:
    """The ids of `rfm:<name>` or `segment:<number>`, in order."""
    kind, _, name = group.partition(":")
    if kind == "rfm":
        return list(in_segment(name).order_by("customer_id"))
    from regulars.understand.segments.models import SegmentMember  # noqa: PLC0415 -- loads what only segments need

    rows = SegmentMember.objects.filter(segment_id=int(name)).order_by("customer_id")
    return list(rows.values_list("customer_id", flat=True))
