"""The customers duplicates are looked for among: known, of their own, not erased."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db.models import QuerySet

from regulars.know.customers.models import Customer
from regulars.know.duplicates.matching.records import Told
from regulars.know.identities.models import Identity
from regulars.know.identities.queries import current_rules

_FIELDS = ("pk", "name", "email", "phone", "street", "postcode", "city", "country", "birthday")
AT_ONCE = 5_000


def among(kind: str) -> QuerySet[Customer]:
    """Everybody of this kind who could have a double."""
    return Customer.objects.filter(kind=kind, known=True, merged_into=None, erased_at=None)


def changed_since(kind: str, moment: datetime) -> list[int]:
    """Who came or changed since."""
    return list(among(kind).filter(changed_at__gte=moment).values_list("pk", flat=True))


def read(kind: str, *, traits: bool) -> Iterator[Told]:
    """Everybody of this kind as they are compared, in the order of their numbers. `traits`: with what else was told.

    An address or number that several share, by the rules or because a colleague said so, is left out: it is no likeness.
    """
    fields = (*_FIELDS, "traits") if traits else _FIELDS
    shared = _Shared(kind)
    for pk, name, email, phone, *rest in among(kind).order_by("pk").values_list(*fields).iterator(chunk_size=AT_ONCE):
        yield Told(pk, name, "" if shared.email(email) else email, "" if phone in shared.phones else phone, *rest)


class _Shared:
    """Which addresses and numbers say nothing of one customer. A company's role address is its own."""

    def __init__(self, kind: str) -> None:
        marked = Identity.objects.exclude(shared=None).values_list("kind", "value", "shared")
        told = {(of, value): shared for of, value, shared in marked}
        self.emails = {value: shared for (of, value), shared in told.items() if of == Identity.Kind.EMAIL}
        self.phones = {value for (of, value), shared in told.items() if of == Identity.Kind.PHONE and shared}
        self.rules = current_rules() if kind == Customer.Kind.PERSON else None

    def email(self, address: str) -> bool:
        """Whether several share this address."""
        marked = self.emails.get(address)
        if marked is not None or not address or self.rules is None:
            return bool(marked)
        return self.rules.is_role(address)


def some_traits(kind: str, most: int = 50_000) -> Iterator[dict[str, object]]:
    """What else was told of some of them, to see which of it are reference numbers."""
    rows = among(kind).exclude(traits={}).order_by("pk").values_list("traits", flat=True)
    yield from rows[:most].iterator(chunk_size=AT_ONCE)
