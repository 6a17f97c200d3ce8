"""What comes next among all customers, by day: read in the order of the days from three indexes, a page at a time."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.db.models import F, Q, QuerySet

from regulars.access.acting import current
from regulars.kit.position import BadPosition, read_position, write_position
from regulars.know.customers.models import Customer
from regulars.know.customers.parts import visible_through
from regulars.know.customers.visible import veil
from regulars.know.occasions.days import in_year, keys_between, window
from regulars.know.occasions.models import BIRTHDAY, SINCE, OccasionKind
from regulars.know.occasions.queries import birthdays, firsts, kept_rows, kinds_by_key

# The order within one day, and part of the position.
_KEPT, _BIRTHDAY, _SINCE = range(3)


@dataclass(frozen=True, slots=True)
class Coming:
    """Somebody's day: when, what it is called, how many years it will be (None: not known)."""

    day: date
    kind: str
    name: str
    customer: Customer
    years: int | None
    note: str = ""


@dataclass(frozen=True, slots=True)
class ComingPage:
    """Some days in their order, and where the next page begins (None: that was all)."""

    coming: list[Coming]
    next: str | None


_Place = tuple[int, int, int, int]  # year, key, which source, id


def coming(
    since: date, days: int, *, limit: int = 50, after: str | None = None, kind_keys: Collection[str] = ()
) -> ComingPage:
    """Whose days come in `days` days from `since` on: those of these kinds; without any, all but customer since.

    Raises BadPosition, and ValueError for more days than a year has. At most three queries a year met; each reads its
    index from where the page before ended.
    """
    if not current().may("customers.see"):
        return ComingPage([], None)
    first, last = window(since, days)
    every = kinds_by_key()
    wanted = {key: every[key] for key in kind_keys if key in every} if kind_keys else every
    if not kind_keys:
        del wanted[SINCE]
    place = _read(after) if after else None
    found: list[tuple[_Place, Coming]] = []
    for year, low, high in keys_between(first, last):
        if place and place[0] > year:
            continue
        begun = place if place and place[0] == year else None
        for source, rows in _sources(wanted, bool(kind_keys), year):
            ranged = rows.filter(day_key__gte=low, day_key__lte=high)
            if begun:
                ranged = ranged.filter(_behind(begun, source))
            found += [_found(row, source, year, every) for row in ranged.order_by("day_key", "pk")[: limit + 1]]
        if len(found) > limit:
            break
    found.sort(key=lambda pair: pair[0])
    shown = found[:limit]
    veil(one.customer for _, one in shown)
    return ComingPage([one for _, one in shown], write_position(*shown[-1][0]) if len(found) > limit else None)


def _read(after: str) -> _Place:
    place: _Place = read_position(after, _Place)
    if not 1 <= place[0] <= 9998:
        raise BadPosition(f"after: {after!r} is not a position of this list")
    return place


def _behind(place: _Place, source: int) -> Q:
    """What of a source comes after one line of the list."""
    _, key, last_source, pk = place
    if source < last_source:
        return Q(day_key__gt=key)
    if source > last_source:
        return Q(day_key__gte=key)
    return Q(day_key__gte=key) & ~Q(day_key=key, pk__lte=pk)


def _sources(wanted: Mapping[str, OccasionKind], narrowed: bool, year: int) -> list[tuple[int, QuerySet[Any]]]:
    sources: list[tuple[int, QuerySet[Any]]] = []
    kept = kept_rows().filter(visible_through()).annotate(day_key=F("key"))
    if narrowed:
        kept = kept.filter(kind_key__in=list(wanted))
    kept = kept.filter(Q(yearly=True) & (Q(year=None) | Q(year__lte=year)) | Q(yearly=False, year=year))
    # A birthday that the profile knows is read from there, and somebody erased has none.
    kept = kept.exclude(kind_key=BIRTHDAY, customer__birthday__isnull=False)
    kept = kept.exclude(kind_key=BIRTHDAY, customer__merged_into__birthday__isnull=False)
    kept = kept.filter(customer__erased_at=None).select_related("customer__merged_into")
    links = ("customer", "customer__merged_into")
    sources.append((_KEPT, kept.defer(*(f"{link}__{wide}" for link in links for wide in ("traits", "search_text")))))
    if BIRTHDAY in wanted and "birthday" not in current().hidden:
        sources.append((_BIRTHDAY, birthdays()))
    if SINCE in wanted:
        sources.append((_SINCE, firsts().filter(first_heard_at__lt=_new_year(year))))
    return sources


def _new_year(year: int) -> datetime:
    return datetime(year, 1, 1, tzinfo=UTC)


def _found(row: Any, source: int, year: int, every: Mapping[str, OccasionKind]) -> tuple[_Place, Coming]:
    place = (year, row.day_key, source, row.pk)
    day = in_year(row.day_key, year)
    if source == _KEPT:
        customer = row.customer.merged_into or row.customer
        years = year - row.year if row.year and row.year < year else None
        return place, Coming(day, row.kind_key, every[row.kind_key].name, customer, years, row.note)
    kind = BIRTHDAY if source == _BIRTHDAY else SINCE
    began = row.birthday.year if source == _BIRTHDAY else row.first_heard_at.year
    return place, Coming(day, kind, every[kind].name, row, year - began if began < year else None)
