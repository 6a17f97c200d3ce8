"""Who belongs to a group that a map is asked for. Ids alone: what is shown of people goes through the customers' room."""

from __future__ import annotations

from regulars.understand.insights.queries import in_segment


def members_of(group: str) -> list[int]:
    """The ids of `rfm:<name>` or `segment:<number>`, in order."""
    kind, _, name = group.partition(":")
    if kind == "rfm":
        return list(in_segment(name).order_by("customer_id"))
    from regulars.understand.segments.queries import members  # noqa: PLC0415 -- beside its only use

    return list(members(int(name)).order_by("customer_id"))
