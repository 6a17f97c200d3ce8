"""Reading days to remember: those of one customer, and those that come next among all."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db.models import F, Q, QuerySet

from regulars.access.acting import current
from regulars.kit import moments
from regulars.know.customers.day_keys import DayKey, MomentKey
from regulars.know.customers.models import Customer
from regulars.know.customers.parts import root_id, visible_through
from regulars.know.customers.queries import listed
from regulars.know.occasions.days import in_year, keys_between, next_on, window
from regulars.know.occasions.models import BIRTHDAY, READY_MADE, SINCE, Occasion, OccasionKind


@dataclass(frozen=True, slots=True)
class Remembered:
    """A day of one customer. `pk` is None for one that is read from the profile; `year` when it first was, if known."""

    pk: int | None
    kind: str
    name: str
    key: int
    year: int | None
    yearly: bool
    note: str
    next: date | None
    years: int | None


def kinds(*, offered: bool = False) -> list[OccasionKind]:
    """Every kind of day, or those that can be kept by hand."""
    rows = OccasionKind.objects.order_by("pk")
    if offered:
        return [*(kind for kind in READY_MADE if kind.key != SINCE), *rows.filter(offered=True)]
    return [*READY_MADE, *rows]


def kinds_by_key() -> dict[str, OccasionKind]:
    """Every kind by its key. One query."""
    return {kind.key: kind for kind in kinds()}


def of_customer(customer: Customer, part_ids: Sequence[int], today: date) -> list[Remembered]:
    """The days of one customer (veiled, so a hidden birthday is none), the next one first. Two queries."""
    if not current().may("customers.see"):
        return []
    days: list[Remembered] = []
    every = kinds_by_key()
    if customer.birthday:
        days.append(_profile_day(every[BIRTHDAY], customer.birthday, today))
    began = customer.first_heard_at
    if began is not None:
        days.append(_profile_day(every[SINCE], began, today))
    told = set()
    for row in kept_rows().filter(customer__in=part_ids).order_by("pk"):
        if (row.kind_key == BIRTHDAY and customer.birthday) or (row.kind_key, row.key, row.year, row.note) in told:
            continue
        told.add((row.kind_key, row.key, row.year, row.note))
        comes = _comes(row, today)
        days.append(
            Remembered(
                row.pk, row.kind_key, every[row.kind_key].name, row.key, row.year, row.yearly, row.note, comes,
                _years(row.year, comes),
            )
        )  # fmt: skip
    return sorted(days, key=lambda day: (day.next is None, day.next or date.max, day.name))


def kept_rows() -> QuerySet[Occasion]:
    """The days kept by hand or import that are there and that whoever acts may see the kind of."""
    rows = Occasion.objects.filter(removed_at=None)
    return rows.exclude(kind_key=BIRTHDAY) if "birthday" in current().hidden else rows


def _profile_day(kind: OccasionKind, began: date | datetime, today: date) -> Remembered:
    key = began.month * 100 + began.day
    comes = next_on(key, today)
    if comes.year <= began.year:
        comes = in_year(key, began.year + 1) if kind.key == SINCE else comes
    return Remembered(
        None, kind.key, kind.name, key, began.year, yearly=True, note="", next=comes, years=_years(began.year, comes)
    )


def _comes(row: Occasion, today: date) -> date | None:
    if row.yearly:
        # Set for a later year, it first comes then.
        return next_on(row.key, max(today, date(row.year, 1, 1)) if row.year else today)
    day = in_year(row.key, row.year or today.year)
    return day if day >= today else None


def _years(year: int | None, comes: date | None) -> int | None:
    return comes.year - year if year and comes and comes.year > year else None


def coming_ids(since: date, days: int, kind_keys: Collection[str] = ()) -> QuerySet[Customer, int]:
    """Ids of the customers who have a day in these days (of these kinds; any but customer since), for `pk__in`."""
    first, last = window(since, days)
    wanted = set(kind_keys) or {kind.key for kind in kinds()} - {SINCE}
    inside = Q()
    for year, low, high in keys_between(first, last):
        inside |= Q(day_key__gte=low, day_key__lte=high) & (Q(yearly=True) | Q(year=year))
    kept = kept_rows().filter(visible_through(), kind_key__in=wanted).annotate(day_key=F("key")).filter(inside)
    found = Q(pk__in=kept.values(root=root_id()))
    if BIRTHDAY in wanted and "birthday" not in current().hidden:
        found |= Q(pk__in=birthdays().filter(_any_of(first, last)).values("pk"))
    if SINCE in wanted:
        found |= Q(pk__in=firsts().filter(_any_of(first, last)).exclude(first_heard_at__gte=_begin(first)).values("pk"))
    return listed().filter(found).order_by().values_list("pk", flat=True)


def _begin(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=moments.zone("UTC"))


def _any_of(first: date, last: date) -> Q:
    found = Q()
    for _, low, high in keys_between(first, last):
        found |= Q(day_key__gte=low, day_key__lte=high)
    return found


def birthdays() -> QuerySet[Customer]:
    """Listed customers with a birthday, and its key."""
    return listed().filter(birthday__isnull=False).annotate(day_key=DayKey("birthday"))


def firsts() -> QuerySet[Customer]:
    """Listed customers who were heard, and the key of the day they first were."""
    return listed().filter(first_heard_at__isnull=False).annotate(day_key=MomentKey("first_heard_at"))


def business_today() -> date:
    """Today where the business is."""
    return moments.business_day(moments.now(), settings.REGULARS_TIME_ZONE)
