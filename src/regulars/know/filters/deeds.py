"""What customers did, as fields: bought, visited, wrote, in the last so many days, so many times."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from functools import partial
from typing import Any

from django.db.models import OuterRef, Q

from regulars.know.customers.models import Customer
from regulars.know.filters.deed_words import VERBS
from regulars.know.filters.field import FilterField, Moment
from regulars.know.filters.kinds import Kind
from regulars.timeline.behaviour import did
from regulars.timeline.deed import Deed

GROUP = "What they did"


def bounds(deed: Deed, when: Moment) -> tuple[date | None, date | None]:
    """The first and the last business day of the deed's window; None where it is open. The first may be after the last:
    then nothing lies in it. What `since` and `which` ask is not in it."""
    firsts = [deed.first_day, None if deed.days is None else when.since(deed.days)]
    begun = max((day for day in firsts if day), default=None)
    lasts = [deed.last_day, None if deed.older is None else _day_before(when.since(deed.older))]
    return begun, min((day for day in lasts if day), default=None)


def _day_before(day: date) -> date:
    return day - timedelta(days=1) if day > date.min else day


def _where(name: str) -> Callable[[str, Any, Moment], Q]:
    def where(op: str, value: Deed, when: Moment) -> Q:
        first, last = bounds(value, when)
        until = None if last is None or last == date.max else when.begins(last + timedelta(days=1))
        begun = None if first is None else when.begins(first)
        return did(value, name, partial(_of, merged=when.merged), first=begun, until=until, now=when.now)

    return where


def _of(depth: int, *, merged: bool) -> Q:
    """Lines of the customer listed, from within so many queries of lines."""
    if not merged:
        return Q(customer_id=OuterRef("customer_id" if depth else "pk"))
    # The lines of all parts count together.
    outer = OuterRef("pk")
    for _ in range(depth + 1):
        outer = OuterRef(outer)
    return Q(customer_id__in=Customer.objects.filter(Q(pk=outer) | Q(merged_into=outer)).values("pk"))


def deed_fields() -> Iterable[tuple[str, FilterField]]:
    """One field for each thing people do; nothing hides them but the customers themselves."""
    for name, verb in VERBS.items():
        yield "", FilterField(f"did:{name}", verb.label, Kind.DEED, GROUP, _where(name))
