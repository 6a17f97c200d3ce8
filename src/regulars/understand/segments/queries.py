"""Reading segments: those somebody finds, who belongs to one, which one belongs to, how sizes went."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import OuterRef, Q, QuerySet, Subquery

from regulars.access.acting import current
from regulars.know.customers.models import Customer
from regulars.know.customers.queries import listed
from regulars.know.customers.visible import veil
from regulars.understand.segments.models import Proposal, Segment, SegmentDay, SegmentMember

if TYPE_CHECKING:
    import pyarrow as pa


def may_find() -> Q:
    """The condition for the segments that whoever acts finds: shared ones and their own."""
    who = current()
    if not (who.may("customers.see") or who.may("numbers.see")):
        return Q(pk__in=())
    if who.actor == "house":
        return Q()
    return Q(shared=True) | Q(owner_id=who.user_id, owner__isnull=False)


def found() -> QuerySet[Segment]:
    """The segments that whoever acts finds, by name."""
    return Segment.objects.filter(may_find(), removed_at=None).order_by("name", "pk")


def segment(pk: int) -> Segment:
    """One of them. Raises Segment.DoesNotExist."""
    return Segment.objects.filter(may_find(), removed_at=None, pk=pk).select_related("owner").get()


def members(segment_id: int) -> QuerySet[SegmentMember, int]:
    """The ids of the customers (never merged parts) in a segment, as a query not yet asked: for `pk__in` and for sums.

    They are everybody's; what is shown of people goes through `listed()`, as `members_page` does.
    """
    return SegmentMember.objects.filter(segment_id=segment_id).values_list("customer_id", flat=True)


def members_as_arrow(segment_id: int) -> pa.Table:
    """The same as an Arrow table with the one column `customer_id`: what the engine narrows by."""
    import pyarrow as pa  # noqa: PLC0415 -- slow import, needed by the engine alone

    from regulars.store.lake.present import Wanted, read  # noqa: PLC0415

    return read(
        Wanted("segments_segmentmember", {"customer_id": pa.int64()}, f"segment_id = {int(segment_id)}", "customer_id")
    )


@dataclass(frozen=True, slots=True)
class MemberPage:
    """Some people of a segment, since when they are in it, and the id after which the next page begins."""

    people: list[tuple[Customer, date]]
    next: int | None


def members_page(segment_id: int, *, after: int = 0, limit: int = 50) -> MemberPage:
    """A page of the people in a segment whom whoever acts sees, in the order of their numbers. Two queries."""
    mine = SegmentMember.objects.filter(segment_id=segment_id, customer_id=OuterRef("pk"))
    rows = listed().filter(pk__in=members(segment_id), pk__gt=after)
    people = list(rows.annotate(member_since=Subquery(mine.values("since"))).order_by("pk")[: limit + 1])
    shown = veil(people[:limit])
    told = [(customer, getattr(customer, "member_since")) for customer in shown]  # noqa: B009 -- an annotation
    return MemberPage(told, shown[-1].pk if len(people) > limit else None)


def segments_of(customer_id: int) -> list[tuple[Segment, date]]:
    """The segments a customer is in, since when, by name: those that whoever acts finds. One query."""
    rows = SegmentMember.objects.filter(customer_id=customer_id, segment__in=found())
    told = [(row.segment, row.since) for row in rows.select_related("segment")]
    return sorted(told, key=lambda pair: (pair[0].name.casefold(), pair[0].pk))


def sizes(segment_ids: Collection[int], since: date) -> Mapping[int, Sequence[SegmentDay]]:
    """The sizes that were kept of these segments from a day on, in order. One query."""
    kept: dict[int, list[SegmentDay]] = {pk: [] for pk in segment_ids}
    rows = SegmentDay.objects.filter(segment_id__in=list(segment_ids), day__gte=since).order_by("day")
    for row in rows:
        kept[row.segment_id].append(row)
    return kept


def day_by_day(kept: Sequence[SegmentDay], first: date, last: date) -> list[tuple[date, int]]:
    """A size for each day: a day on which nobody came or went has that of the day before."""
    by_day = {row.day: row.size for row in kept}
    told: list[tuple[date, int]] = []
    size: int | None = None
    day = min(by_day, default=last)
    day = max(first, day) if first <= last else first
    while day <= last:
        size = by_day.get(day, size)
        if size is not None:
            told.append((day, size))
        day += timedelta(days=1)
    return told


def proposal() -> Proposal | None:
    """The groups that were proposed last, or None before anybody asked. They say nothing of any one person, but are made
    of what people are worth."""
    who = current()
    return None if "worth" in who.hidden or not who.may("numbers.see") else Proposal.objects.first()


def named_by(segment_id: int) -> list[str]:
    """The names of the other segments whose rules name this one."""
    from regulars.know.filters.rule import read_rule  # noqa: PLC0415
    from regulars.understand.segments.rules import segments_in  # noqa: PLC0415 -- rules stand on queries' models alone

    others = Segment.objects.filter(removed_at=None, kind=Segment.Kind.RULE).exclude(pk=segment_id)
    return [one.name for one in others if one.rule and segment_id in segments_in(read_rule(one.rule))]


def as_told(one: Segment) -> dict[str, Any]:
    """A segment as files and the API tell it."""
    return {
        "id": one.pk, "name": one.name, "description": one.description, "kind": one.kind, "rule": one.rule or {"all": []},
        "shared": one.shared, "owner": one.owner_id, "size": one.size, "counted_at": one.counted_at,
        "problem": one.problem,
    }  # fmt: skip
