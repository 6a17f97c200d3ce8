"""The customers duplicates are looked for among: known, of their own, not erased."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db.models import QuerySet

from regulars.know.customers.models import Customer
from regulars.know.duplicates.matching.records import Told

_FIELDS = ("pk", "name", "email", "phone", "street", "postcode", "city", "country", "birthday")
AT_ONCE = 5_000


def among(kind: str) -> QuerySet[Customer]:
    """Everybody of this kind who could have a double."""
    return Customer.objects.filter(kind=kind, known=True, merged_into=None, erased_at=None)


def changed_since(kind: str, moment: datetime) -> list[int]:
    """Who came or changed since."""
    return list(among(kind).filter(changed_at__gte=moment).values_list("pk", flat=True))


def read(kind: str, *, traits: bool) -> Iterator[Told]:
    """Everybody of this kind as they are compared, in the order of their numbers. `traits`: with what else was told."""
    fields = (*_FIELDS, "traits") if traits else _FIELDS
    for row in among(kind).order_by("pk").values_list(*fields).iterator(chunk_size=AT_ONCE):
        yield Told(*row)


def some_traits(kind: str, most: int = 50_000) -> Iterator[dict[str, object]]:
    """What else was told of some of them, to see which of it are reference numbers."""
    rows = among(kind).exclude(traits={}).order_by("pk").values_list("traits", flat=True)
    yield from rows[:most].iterator(chunk_size=AT_ONCE)
