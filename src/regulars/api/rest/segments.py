"""Segments over the API: all of them, one, its people, making one by rule or by text, putting people on a list."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Field, Schema, Status
from ninja.errors import HttpError
from ninja.params.functions import Query

from regulars.access.acting import current
from regulars.api.rest import shapes
from regulars.api.rest.api import May, api
from regulars.api.rest.customers import ERRORS, told_of
from regulars.kit.refused import Refused
from regulars.know.filters.rule import write_rule
from regulars.know.filters.text import parse
from regulars.understand.segments import actions
from regulars.understand.segments import queries as segments
from regulars.understand.segments.filter_fields import all_fields
from regulars.understand.segments.models import Segment

Limit = Annotated[int, Query(ge=1, le=200, description="How many, at most 200.")]
After = Annotated[int, Query(ge=0, description="What `next` of the page before said.")]


class SegmentTold(Schema):
    """A segment. `counted_at` is null while it is counted for the first time."""

    id: int
    name: str
    description: str
    kind: str
    rule: dict[str, Any]
    shared: bool
    owner: int | None
    size: int
    counted_at: datetime | None
    problem: str


class SegmentMade(Schema):
    """A new segment: a rule as JSON or as text, or a list."""

    name: str
    description: str = ""
    kind: Literal["rule", "list"] = "rule"
    rule: dict[str, Any] | None = None
    text: str | None = Field(
        None, description="The rule as text, such as country = 'Norway' AND did('order.completed')."
    )
    shared: bool = True


class SegmentChanged(Schema):
    """What is to be changed; only what is sent is."""

    name: str | None = None
    description: str | None = None
    rule: dict[str, Any] | None = None
    text: str | None = None
    shared: bool | None = None


class Member(shapes.Customer):
    """A customer in a segment, and the day since which they are."""

    since: date


class MemberPage(Schema):
    """Some people of a segment, and the position of the next page (null: that was all)."""

    items: list[Member]
    next: int | None


class Listed(Schema):
    """Customers to put on a list or take off it."""

    customers: list[int] = Field(max_length=1000)


class ListedCount(Schema):
    """How many it changed."""

    changed: int


def _one(pk: int) -> Segment:
    try:
        return segments.segment(pk)
    except Segment.DoesNotExist as missing:
        raise HttpError(404, f"There is no segment {pk}.") from missing


def _rule(rule: dict[str, Any] | None, text: str | None) -> dict[str, Any] | None:
    if text is None:
        return rule
    if rule is not None:
        raise Refused({"rule": "Give the rule as JSON or as text, not both."})
    return write_rule(parse(text, all_fields()))


@api.get("/segments", auth=May("numbers.see"), response={200: list[SegmentTold], **ERRORS}, tags=["segments"])
def all_segments(request: HttpRequest) -> list[dict[str, Any]]:
    """Every segment that the token's colleague finds, by name."""
    return [segments.as_told(one) for one in segments.found()]


@api.post("/segments", auth=May("segments.manage"), response={201: SegmentTold, **ERRORS}, tags=["segments"])
def make_segment(request: HttpRequest, told: SegmentMade) -> Status[dict[str, Any]]:
    """Make a segment. It is counted within seconds; until then its size is 0 and `counted_at` null."""
    made = actions.make(
        told.name, rule=_rule(told.rule, told.text), description=told.description, kind=told.kind, shared=told.shared,
        actor=current().actor,
    )  # fmt: skip
    return Status(201, segments.as_told(made))


@api.get("/segments/{pk}", auth=May("numbers.see"), response={200: SegmentTold, **ERRORS}, tags=["segments"])
def one_segment(request: HttpRequest, pk: int) -> dict[str, Any]:
    """One segment."""
    return segments.as_told(_one(pk))


@api.patch("/segments/{pk}", auth=May("segments.manage"), response={200: SegmentTold, **ERRORS}, tags=["segments"])
def change_segment(request: HttpRequest, pk: int, told: SegmentChanged) -> dict[str, Any]:
    """Change a segment. A new rule is counted within seconds."""
    _one(pk)
    fields = told.dict(exclude_unset=True, exclude={"text", "rule"})
    if (rule := _rule(told.rule, told.text)) is not None:
        fields["rule"] = rule
    return segments.as_told(actions.change(pk, fields, actor=current().actor))


@api.delete("/segments/{pk}", auth=May("segments.manage"), response={204: None, **ERRORS}, tags=["segments"])
def remove_segment(request: HttpRequest, pk: int) -> Status[None]:
    """Remove a segment. No customer changes by it."""
    _one(pk)
    actions.remove(pk, actor=current().actor)
    return Status(204, None)


@api.get(
    "/segments/{pk}/members",
    auth=May("customers.see"),
    response={200: MemberPage, **ERRORS},
    exclude_unset=True,
    tags=["segments"],
)
def segment_members(request: HttpRequest, pk: int, after: After = 0, limit: Limit = 50) -> dict[str, Any]:
    """The people of a segment whom the token's colleague sees, by number."""
    page = segments.members_page(_one(pk).pk, after=after, limit=limit)
    told = told_of(customer for customer, _ in page.people)
    since = {customer.pk: since for customer, since in page.people}
    return {"items": [one | {"since": since[one["id"]]} for one in told], "next": page.next}


@api.post(
    "/segments/{pk}/members", auth=May("segments.manage"), response={200: ListedCount, **ERRORS}, tags=["segments"]
)
def put_on_list(request: HttpRequest, pk: int, told: Listed) -> dict[str, int]:
    """Put customers on a list kept by hand."""
    _one(pk)
    return {"changed": actions.put_on(pk, told.customers, actor=current().actor)}


@api.delete(
    "/segments/{pk}/members", auth=May("segments.manage"), response={200: ListedCount, **ERRORS}, tags=["segments"]
)
def take_off_list(request: HttpRequest, pk: int, told: Listed) -> dict[str, int]:
    """Take customers off a list kept by hand."""
    _one(pk)
    return {"changed": actions.take_off(pk, told.customers, actor=current().actor)}
