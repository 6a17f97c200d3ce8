"""Reading changes of many: what one would do, how far it came, and what it did to whom."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from regulars.access.acting import current, require
from regulars.access.permissions import Sees
from regulars.kit import moments
from regulars.kit.position import read_position, write_position
from regulars.know.bulk.models import BulkChange, BulkRow
from regulars.know.bulk.sorts import SORTS
from regulars.know.customers.models import Customer
from regulars.know.customers.queries import by_ids, listed
from regulars.know.customers.visible import veil
from regulars.know.filters.check import Fields
from regulars.know.filters.field import Moment
from regulars.know.filters.pages import ids_after
from regulars.know.filters.rule import Rule

State = BulkChange.State
EXAMPLES = 5
COUNTED = 10_000
_STRETCH = 5_000
_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Example:
    """One customer before and after."""

    customer: Customer
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Preview:
    """What a change would do: how many it is asked of (`more`: at least so many), and some of them before and after."""

    says: str
    count: int
    more: bool
    examples: list[Example]


def preview(
    what: str, value: Mapping[str, Any], *, rule: Rule, chosen: Sequence[int] | None, fields: Fields
) -> Preview:
    """What the change would do to the customers `chosen`, or to all whom the rule fits. Raises Refused."""
    require("customers.edit")
    sort = SORTS[what]
    sort.check(value)
    first: list[int] = []
    count, more = 0, False
    for ids, is_last in _counted(rule, chosen, fields):
        first += ids[: EXAMPLES - len(first)]
        count += len(ids)
        more = not is_last
    customers = by_ids(first)
    before = sort.before(customers, value)
    examples = [Example(c, before.get(c.pk, ""), sort.after(before.get(c.pk, ""), value)) for c in customers]
    return Preview(sort.say(value), count, more, examples)


def _counted(rule: Rule, chosen: Sequence[int] | None, fields: Fields) -> Iterator[tuple[list[int], bool]]:
    """The ids in portions, until these are many or that took long; whether a portion is the last."""
    if chosen is not None:
        yield sorted(listed().filter(pk__in=chosen).values_list("pk", flat=True)), True
        return
    when, until = Moment(moments.now()), time.monotonic() + _SECONDS
    pk, count = 0, 0
    while True:
        ids, end = ids_after(rule, fields, pk, _STRETCH, when)
        count += len(ids)
        yield ids, end is None
        if end is None or count >= COUNTED or time.monotonic() > until:
            return
        pk = end


def _readable() -> Q:
    """Whose changes whoever acts may look at: their own, and those of others where they see all customers."""
    who = current()
    if not who.may("customers.see"):
        return Q(pk__in=())
    return Q() if who.sees == Sees.ALL else Q(user=who.user_id, user__isnull=False)


def changes(*, after: str | None = None, limit: int = 30) -> tuple[list[BulkChange], str | None]:
    """A page of changes, newest first, and where the next one begins. Raises BadPosition."""
    rows: QuerySet[BulkChange] = BulkChange.objects.filter(_readable()).select_related("user").defer("chosen")
    if after:
        (pk,) = read_position(after, tuple[int])
        rows = rows.filter(pk__lt=pk)
    found = list(rows.order_by("-pk")[: limit + 1])
    shown = found[:limit]
    return shown, write_position(shown[-1].pk) if len(found) > limit else None


def change_of(pk: int) -> BulkChange | None:
    """One change, if whoever acts may look at it."""
    return BulkChange.objects.filter(_readable(), pk=pk).select_related("user").first()


def may_undo(change: BulkChange) -> bool:
    """Whether it is done and whoever acts may take it back."""
    return change.state == State.DONE and change.changed > 0 and current().may("customers.edit")


def says(change: BulkChange) -> str:
    """The change in words."""
    return SORTS[change.what].say(change.value)


def not_changed(change: BulkChange, limit: int = 50) -> list[tuple[Customer, str]]:
    """Customers it did not change, or, once undone, did not put back, and why. Two queries."""
    outcome = BulkRow.Outcome.REFUSED if change.state in {State.DONE, State.RUNNING} else BulkRow.Outcome.KEPT
    rows = BulkRow.objects.filter(change=change, outcome=outcome).order_by("customer")[:limit]
    told = dict(rows.values_list("customer_id", "why"))
    found = listed().in_bulk(list(told))
    return [(veil([found[pk]])[0], why) for pk, why in told.items() if pk in found]


def due() -> QuerySet[BulkChange]:
    """Changes that wait for the worker, or were left halfway."""
    return BulkChange.objects.filter(state__in=[State.WAITING, State.RUNNING, State.UNDOING]).order_by("made_at")
