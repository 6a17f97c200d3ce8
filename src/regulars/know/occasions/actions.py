"""Keeping days to remember, taking them off, and the business's own kinds of them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from regulars.access.acting import require
from regulars.kit import moments
from regulars.kit.folding import fold
from regulars.kit.refused import Refused
from regulars.know.customers.lines import change_line
from regulars.know.customers.parts import of_roots, seen_customer
from regulars.know.occasions.days import in_year, key_of
from regulars.know.occasions.models import SINCE, Occasion, OccasionKind
from regulars.know.occasions.queries import kinds, kinds_by_key
from regulars.timeline.record import Entry, record

LONGEST_NOTE = 100
_YEARS = range(1800, 2201)


@dataclass(frozen=True, slots=True)
class Day:
    """A day as it is told: `year` is left out where nobody knows it."""

    month: int
    day: int
    year: int | None = None


def read_day(text: str) -> Day:
    """`1984-12-03`, or without the year `--12-03`, `--1203` or `12-03`. Raises Refused."""
    told = re.fullmatch(r"(?:(\d{4})-?|--)?(\d{2})-?(\d{2})", text.strip())
    if told is None:
        raise Refused({"day": "This is no day. Write year-month-day, like 1984-12-03, or month-day, like 12-03."})
    day = Day(int(told[2]), int(told[3]), int(told[1]) if told[1] else None)
    _key(day)
    return day


def remember(
    customer_id: int, kind_key: str, day: Day, *, yearly: bool | None = None, note: str = "", actor: str
) -> Occasion:
    """Keep a day of a customer; it comes every year unless its kind or `yearly` says otherwise. Raises Refused."""
    require("customers.edit")
    with transaction.atomic():
        customer = seen_customer(customer_id)
        kind = next((kind for kind in kinds(offered=True) if kind.key == kind_key), None)
        if kind is None:
            raise Refused({"kind": "Choose what day it is."})
        key = _key(day)
        again = kind.yearly if yearly is None else yearly
        if not again and day.year is None:
            raise Refused({"day": "A day that comes only once needs its year. Write it like 2027-05-04."})
        if len(note.strip()) > LONGEST_NOTE:
            raise Refused({"note": f"At most {LONGEST_NOTE} characters; these are {len(note.strip())}."})
        same = Occasion.objects.filter(
            of_roots([customer.pk]), kind_key=kind.key, key=key, year=day.year, note=note.strip(), removed_at=None
        )
        if same.exists():
            raise Refused({"day": "This day is kept already."})
        occasion = Occasion.objects.create(
            customer_id=customer.pk, kind_key=kind.key, key=key, year=day.year, yearly=again, note=note.strip(),
            created_at=moments.now(),
        )  # fmt: skip
        record(_line("occasion.added", occasion, kind, actor))
    return occasion


def remember_many(rows: Iterable[tuple[int, str, Day]], *, actor: str) -> list[int]:
    """Keep many days, as an import does: (customer id, key of the kind, day) each. Returns the ids of those that are new.

    What is kept already is left alone, days no calendar has and kinds there are none of are left out. Three queries.
    """
    require("customers.edit")
    every = {key: kind for key, kind in kinds_by_key().items() if key != SINCE}
    told: dict[tuple[int, str, int, int | None], Occasion] = {}
    for customer_id, kind_key, day in rows:
        try:
            kind, key = every[kind_key], _key(day)
        except (KeyError, Refused):
            continue
        told[customer_id, kind_key, key, day.year] = Occasion(
            customer_id=customer_id, kind_key=kind_key, key=key, year=day.year, yearly=kind.yearly or day.year is None,
            created_at=moments.now(),
        )  # fmt: skip
    with transaction.atomic():
        there = Occasion.objects.filter(customer__in={row[0] for row in told}, removed_at=None)
        kept = set(there.values_list("customer", "kind_key", "key", "year"))
        made = Occasion.objects.bulk_create([row for place, row in told.items() if place not in kept])
        record(*(_line("occasion.added", row, every[row.kind_key], actor) for row in made))
    return [row.pk for row in made]


def forget(occasion_ids: Iterable[int], *, actor: str) -> int:
    """Take back for good what `remember_many` kept; says how many."""
    require("customers.edit")
    with transaction.atomic():
        rows, every = list(Occasion.objects.filter(pk__in=list(occasion_ids))), kinds_by_key()
        Occasion.objects.filter(pk__in=[row.pk for row in rows]).delete()
        record(*(_line("occasion.removed", row, every[row.kind_key], actor) for row in rows))
    return len(rows)


def remove_occasion(occasion_id: int, *, actor: str) -> Occasion:
    """Take a day off; `restore_occasion` brings it back, until a job removes it for good."""
    require("customers.edit")
    with transaction.atomic():
        occasion = _theirs(occasion_id)
        occasion.removed_at = moments.now()
        occasion.save(update_fields=["removed_at"])
        record(_line("occasion.removed", occasion, kinds_by_key()[occasion.kind_key], actor))
    return occasion


def restore_occasion(occasion_id: int, *, actor: str) -> Occasion:
    """Bring back a day that was taken off."""
    require("customers.edit")
    with transaction.atomic():
        occasion = _theirs(occasion_id)
        occasion.removed_at = None
        occasion.save(update_fields=["removed_at"])
        record(_line("occasion.added", occasion, kinds_by_key()[occasion.kind_key], actor))
    return occasion


def create_kind(name: str, *, yearly: bool = True, actor: str) -> OccasionKind:
    """Make a kind of day of the business's own. Raises Refused."""
    require("fields.manage")
    name = _name(name)
    key = re.sub(r"[^\w]+", "_", fold(name)).strip("_")[:40]
    if not key or key in kinds_by_key():
        raise Refused({"name": "There is a day of this name already."})
    with transaction.atomic():
        kind = OccasionKind.objects.create(key=key, name=name, yearly=yearly)
        record(change_line("field.created", actor, changes={"name": [None, name]}, note=name))
    return kind


def change_kind(kind_id: int, *, name: str, offered: bool, actor: str) -> OccasionKind:
    """Call a kind differently, or stop offering it; the days there are stay. Raises Refused."""
    require("fields.manage")
    with transaction.atomic():
        kind = OccasionKind.objects.select_for_update().get(pk=kind_id)
        after: dict[str, Any] = {"name": _name(name), "offered": offered}
        changes = {what: [getattr(kind, what), value] for what, value in after.items() if getattr(kind, what) != value}
        if changes:
            kind.name, kind.offered = after["name"], offered
            kind.save()
            record(change_line("field.changed", actor, changes=changes, note=kind.name))
    return kind


def remove_kind(kind_id: int, *, actor: str) -> None:
    """Remove a kind of the business's own that no customer has. Raises Refused."""
    require("fields.manage")
    with transaction.atomic():
        kind = OccasionKind.objects.select_for_update().get(pk=kind_id)
        used = Occasion.objects.filter(kind_key=kind.key).count()
        if used:
            raise Refused(
                {"kind": f"“{kind.name}” is kept {used} times. Stop offering it instead; what there is stays."}
            )
        kind.delete()
        record(change_line("field.removed", actor, changes={"name": [kind.name, None]}, note=kind.name))


def _name(name: str) -> str:
    if not 0 < len(name.strip()) <= 60:
        raise Refused({"name": "Give the day a name of 1 to 60 characters, such as “name day”."})
    return name.strip()


def _key(day: Day) -> int:
    try:
        key = key_of(day.month, day.day)
        if day.year is not None:
            date(day.year, day.month, day.day)
    except ValueError as error:
        raise Refused({"day": "No calendar has this day."}) from error
    if day.year is not None and day.year not in _YEARS:
        raise Refused({"day": f"The year has to be from {_YEARS[0]} to {_YEARS[-1]}."})
    return key


def _theirs(occasion_id: int) -> Occasion:
    """The day of a customer whom whoever acts sees. Raises Customer.DoesNotExist and Occasion.DoesNotExist."""
    occasion = Occasion.objects.select_for_update().get(pk=occasion_id)
    seen_customer(occasion.customer_id)
    return occasion


def _line(name: str, occasion: Occasion, kind: OccasionKind, actor: str) -> Entry:
    said = f"{kind.name} on {in_year(occasion.key, occasion.year or 2000):%-d %B}"
    said += f" {occasion.year}" if occasion.year else ""
    said += f", {occasion.note}" if occasion.note else ""
    return change_line(name, actor, customer_id=occasion.customer_id, note=said)
