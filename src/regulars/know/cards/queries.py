"""Customers as cards for address books."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from regulars.access.acting import carried, current, require
from regulars.know.cards.card import Card
from regulars.know.cards.own_ids import own_id
from regulars.know.cards.write import VERSIONS, Version, write_card
from regulars.know.customers.models import Customer
from regulars.know.customers.parts import of_roots, root_id
from regulars.know.customers.queries import by_ids
from regulars.know.identities.models import Identity
from regulars.know.occasions.days import in_year
from regulars.know.occasions.models import BIRTHDAY, Occasion
from regulars.know.relations.models import WORKS_AT, Relation
from regulars.know.tags.queries import tags_by_customer
from regulars.timeline.audit import note_look

# The source of ids that cards brought.
SOURCE = "vcard"
ANNIVERSARY = "anniversary"
_AT_ONCE = 500


def customers_to_vcards(ids: Iterable[int], version: Version = "3.0") -> Iterator[str]:
    """The cards of these customers, one text each, in their order; whom whoever acts does not see is left out.

    Raises PermissionDenied at once, and KeyError for another version. Read 500 at a time with a fixed number of queries.
    """
    require("customers.export")
    if version not in VERSIONS:
        raise KeyError(version)
    wanted = list(ids)
    note_look(
        "customers.exported", current().actor, customer_id=wanted[0] if len(wanted) == 1 else None,
        about=f"{len(wanted)} as vCard {version}",
    )  # fmt: skip
    return carried(_written(wanted, version))


def _written(ids: Sequence[int], version: Version) -> Iterator[str]:
    waiting = iter(ids)
    while some := list(islice(waiting, _AT_ONCE)):
        for card in cards_of(some):
            yield write_card(card, version)


def cards_of(ids: Sequence[int]) -> list[Card]:
    """The cards of at most some hundred customers, in the order of `ids`. Six queries."""
    customers = by_ids(ids)
    pks = [customer.pk for customer in customers]
    # `by_ids` leaves out what lists need not; cards need the traits, and hidden fields stay emptied.
    traits = dict(Customer.objects.filter(pk__in=pks).values_list("pk", "traits"))
    known = _identities(pks)
    days, work = _days(pks), _work(pks)
    tags = tags_by_customer(pks)
    return [
        _card(c, traits.get(c.pk) or {}, known.get(c.pk, []), days.get(c.pk, {}), work.get(c.pk), tags.get(c.pk, []))
        for c in customers
    ]


def _identities(pks: Sequence[int]) -> dict[int, list[Identity]]:
    rows = Identity.objects.filter(of_roots(pks)).exclude(kind__in=current().hidden).annotate(root=root_id())
    found: dict[int, list[Identity]] = {}
    for row in rows.order_by("pk"):
        found.setdefault(row.root, []).append(row)
    return found


def _days(pks: Sequence[int]) -> dict[int, dict[str, str]]:
    """Days that are not in the profile: anniversaries, and birthdays of which nobody knows the year."""
    hidden = current().hidden
    kinds = [kind for kind in (BIRTHDAY, ANNIVERSARY) if kind not in hidden]
    rows = Occasion.objects.filter(of_roots(pks), kind_key__in=kinds, removed_at=None).annotate(root=root_id())
    found: dict[int, dict[str, str]] = {}
    for row in rows.order_by("-pk"):
        day = in_year(row.key, row.year or 2000)
        found.setdefault(row.root, {})[row.kind_key] = f"{row.year or '-'}-{day:%m-%d}"
    return found


def _work(pks: Sequence[int]) -> dict[int, tuple[str, str]]:
    """The company a person works at since latest, with their role; only companies whoever acts sees."""
    rows = Relation.objects.filter(of_roots(pks, "origin"), kind_key=WORKS_AT, until=None, removed_at=None)
    told = {row.root: row for row in rows.annotate(root=root_id("origin"), at=root_id("target")).order_by("pk")}
    names = {company.pk: company.name for company in by_ids([row.at for row in told.values()])}
    return {pk: (names.get(row.at, ""), row.role) for pk, row in told.items()}


def _card(
    customer: Customer,
    traits: dict[str, Any],
    known: Sequence[Identity],
    days: dict[str, str],
    work: tuple[str, str] | None,
    tags: Sequence[object],
) -> Card:
    of_kind = {
        kind: [row.value for row in known if row.kind == kind] for kind in (Identity.Kind.EMAIL, Identity.Kind.PHONE)
    }
    uid = next((row.value for row in known if row.source == SOURCE), "")
    birthday = customer.birthday.isoformat() if customer.birthday else days.get(BIRTHDAY, "")
    works_at, role = work or ("", "")
    return Card(
        uid=uid or own_id(customer.pk),
        name=customer.name or customer.email or customer.phone or str(customer),
        first_name=_text(traits, "first_name"),
        last_name=_text(traits, "last_name"),
        company=customer.kind == Customer.Kind.COMPANY,
        emails=_with(customer.email, of_kind[Identity.Kind.EMAIL]),
        phones=_with(customer.phone, of_kind[Identity.Kind.PHONE]),
        street=customer.street,
        postcode=customer.postcode,
        city=customer.city,
        region=customer.region,
        country=customer.country,
        works_at=works_at or _text(traits, "company"),
        title=role or _text(traits, "title"),
        birthday=birthday,
        anniversary=days.get(ANNIVERSARY, ""),
        note=_text(traits, "note"),
        website=_text(traits, "website"),
        language=customer.language,
        tags=[str(tag) for tag in tags],
    )


def _text(traits: dict[str, Any], name: str) -> str:
    value = traits.get(name)
    return value if isinstance(value, str) else ""


def _with(first: str, others: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(value for value in (first, *others) if value))
