"""Finding or making the customers of a whole batch with a constant number of queries; adding and editing one by hand."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Case, Q, Value, When

from regulars.kit import moments, sql_values
from regulars.know.customers import actions as customers
from regulars.know.customers import profile
from regulars.know.customers.models import Customer
from regulars.know.customers.profile import Newcomer
from regulars.know.identities import blending, keys
from regulars.know.identities.contacts import checked_contacts, refuse_taken
from regulars.know.identities.looking_up import Found, counted, look_up
from regulars.know.identities.models import Identity, Link
from regulars.know.identities.resolution import EMAIL, PHONE, Party, Resolution
from regulars.know.identities.who import Profile, Who


@dataclass(frozen=True, slots=True)
class Resolved:
    """What came of a batch of calls.

    `customer_ids`: the customer of each call, in order; `part_ids`: the very row it is to be recorded under, which is
    another one where the identity that decided belongs to somebody merged into the customer. Then who is new; which
    visitors joined whom (visitor, customer); identities that went from one to another (key, from, to), and what a limit
    kept out: (key or visitor id, customer).
    """

    customer_ids: list[int]
    created: list[int]
    joined: list[tuple[int, int]]
    part_ids: list[int] = field(default_factory=list)
    moved: list[tuple[str, int, int]] = field(default_factory=list)
    refused: list[tuple[str, int]] = field(default_factory=list)


_KEEP = (
    "INSERT INTO identities_identity (key, kind, source, value, customer_id, created_at, verified) "
    "VALUES (%s, %s, %s, %s, %s, %s, %s)"
)


def resolve(batch: Sequence[Who]) -> Resolved:
    """The customers of a batch of calls: found by their identities or made, visitors joined, profiles updated.

    The rules are those of `resolution`. Runs in the caller's transaction (or its own); at most nine queries for a batch
    of up to fifty new customers, a few more where parts of merged customers are told about.
    """
    region = settings.REGULARS_REGION
    known_by = [who.keys(region) for who in batch]
    with transaction.atomic(savepoint=False):
        resolution = _resolution(batch, known_by)
        taken = resolution.parties
        roots = list(dict.fromkeys(party.root() for party in taken))
        ids = _new_ids(resolution.claims)
        newcomers = [party for party in dict.fromkeys(taken) if party.pk is None]
        newcomers += [root for root in roots if root.pk is None and root not in newcomers]
        settled = [party for party in roots if party.pk is not None]
        created = _make(newcomers, ids)
        _keep(resolution.claims, resolution.verified)
        moved = _move(resolution.moved)
        joined = _join(resolution.joins)
        _tell(settled, ids)
    return Resolved(
        [party.root().pk or 0 for party in taken],
        created,
        joined,
        [party.pk or 0 for party in taken],
        moved,
        [
            *((key, party.pk or 0) for key, party in resolution.refused.items()),
            *((str(visitor.pk or ""), party.pk or 0) for visitor, party in resolution.apart),
        ],
    )


def _resolution(batch: Sequence[Who], known_by: Sequence[Sequence[str]]) -> Resolution:
    """The batch worked through. Again, with what customers have counted, where one of them comes to too much."""
    previous = {key for who in batch for key in who.previous}
    wanted = {key for each in known_by for key in each} | previous
    contested = {key for each in known_by if any(key.startswith((EMAIL, PHONE)) for key in each) for key in each}
    counts: dict[int, dict[str, int]] = {}
    while True:
        found = look_up(wanted, contested | previous) if wanted else Found()
        for root in {party.root() for party in found.owners.values()}:
            root.counts = dict(counts.get(root.pk or 0, ()))
        resolution = Resolution(found.owners, settings.REGULARS_REGION, found.rules, found.flags)
        resolution.work_through(batch, known_by)
        if counts:
            return resolution
        gaining = {party.root() for party in resolution.claims.values()}
        gaining |= {root for visitor, part in resolution.joins for root in (visitor, part.root())}
        known = {root.pk: root for root in gaining if root.pk}
        if not known:
            return resolution
        counts = counted(known)
        if not _beyond(resolution, counts):
            return resolution


def _beyond(resolution: Resolution, counts: Mapping[int, Mapping[str, int]]) -> bool:
    """Whether a customer comes to more identifiers than allowed: those of the batch, those they had, those of visitors."""
    totals = {pk: dict(groups) for pk, groups in counts.items()}
    for visitor, part in resolution.joins:
        total = totals.setdefault(part.root().pk or 0, {})
        for group, count in counts.get(visitor.pk or 0, {}).items():
            total[group] = total.get(group, 0) + count
    gained = {party.root() for party in resolution.claims.values()}
    for root in gained:
        total = totals.setdefault(root.pk or 0, {})
        for group, count in root.counts.items():
            total[group] = total.get(group, 0) + count
    limits = resolution.rules.limits
    return any(count > limits[group.partition(":")[0]] for total in totals.values() for group, count in total.items())


def _make(parties: Sequence[Party], ids: dict[Party, list[str]]) -> list[int]:
    made = profile.welcome(
        # Somebody who turned out to be another in this very batch brings nothing of their own.
        Newcomer(party.company, party.known, [told for _, told in party.told], ids.get(party, []))
        if party.root() is party
        else Newcomer(party.company, known=False, told=(), ids=())
        for party in parties
    )
    for party, pk in zip(parties, made, strict=True):
        party.pk = pk
    return made


def _keep(claims: Mapping[str, Party], verified: Collection[str] = ()) -> None:
    now = sql_values.moment(moments.now(), connection.vendor)
    rows = []
    for key, party in claims.items():
        kind, source, value = keys.parts(key)
        rows.append((key, str(kind), source, value, party.pk, now, key in verified))
    with connection.cursor() as cursor:
        cursor.executemany(_KEEP, rows)


def _move(moves: Mapping[str, tuple[Party, Party]]) -> list[tuple[str, int, int]]:
    moved = []
    for key, (before, after) in moves.items():
        Identity.objects.filter(key=key).update(customer_id=after.pk)
        moved.append((key, before.pk or 0, after.pk or 0))
    return moved


def _join(joins: Sequence[tuple[Party, Party]]) -> list[tuple[int, int]]:
    pairs = [(visitor.pk, part.pk) for visitor, part in joins if visitor.pk and part.pk]
    if not pairs:
        return []
    roots = {visitor.pk: root for visitor, _ in joins if visitor.pk and (root := visitor.root().pk)}
    # On PostgreSQL a merge may be moving one of them at this moment: it finishes first, or waits for us.
    wanted = {pk for pair in roots.items() for pk in pair}
    locked = Customer.objects.select_for_update().filter(pk__in=wanted).order_by("pk")
    rows = {
        pk: (into, first, last)
        for pk, into, first, last in locked.values_list("pk", "merged_into_id", "first_heard_at", "last_heard_at")
    }
    roots = {visitor: rows[root][0] or root for visitor, root in roots.items()}
    now = moments.now()
    whens = [When(Q(pk=visitor) | Q(merged_into_id=visitor), then=Value(root)) for visitor, root in roots.items()]
    Customer.objects.filter(Q(pk__in=roots) | Q(merged_into_id__in=list(roots))).update(
        merged_into_id=Case(*whens), changed_at=now
    )
    Link.objects.bulk_create([Link(part_id=visitor, into_id=part, at=now) for visitor, part in pairs])
    customers.heard((roots[pk], moment) for pk in roots for moment in rows[pk][1:] if moment)
    return [(visitor, roots[visitor]) for visitor, _ in pairs]


def _tell(settled: Sequence[Party], ids: Mapping[Party, list[str]]) -> None:
    """Write profiles and new ids of those who were there before; where parts were told about, on each part too."""
    simple: dict[int, list[Profile]] = {}
    gained: dict[int, list[str]] = {}
    by_root: dict[Party, dict[Party, list[str]]] = {}
    for part, its in ids.items():
        by_root.setdefault(part.root(), {})[part] = its
    for root in settled:
        pk, gains = root.pk or 0, by_root.get(root, {})
        if root.blended or any(part is not root for part in (*gains, *(part for part, _ in root.told))):
            if root.told or gains:
                told = [(part.pk or 0, profile) for part, profile in root.told]
                blending.tell_parts(pk, told, {part.pk or 0: its for part, its in gains.items()})
            continue
        if root.told:
            simple[pk] = [told for _, told in root.told]
        if gains:
            gained[pk] = gains[root]
    known = [root.pk for root in settled if root.newly_known and root.pk]
    profile.apply(simple, known=known, ids=gained)


def _new_ids(claims: dict[str, Party]) -> dict[Party, list[str]]:
    """The searchable identities each customer gained."""
    gained: dict[Party, list[str]] = {}
    for key, party in claims.items():
        if not key.startswith("anonymous:"):
            gained.setdefault(party, []).append(keys.parts(key)[2])
    return gained


def add_customer(
    fields: Mapping[str, Any],
    *,
    actor: str,
    also: Mapping[str, list[Any]] | None = None,
    found: Collection[str] | None = None,
) -> Customer:
    """Make a customer by hand, recognised from now on by the e-mail address and phone given. Raises Refused.

    `also` and `found` are as in `regulars.know.customers.actions.change_customer`.
    """
    with transaction.atomic():
        checked = checked_contacts(fields)
        refuse_taken(checked, None)
        customer = customers.create_customer(checked, actor=actor, also=also, found=found)
        _keep_contacts(customer, checked)
    return customer


def edit_customer(
    customer_id: int,
    fields: Mapping[str, Any],
    *,
    actor: str,
    also: Mapping[str, list[Any]] | None = None,
    found: Collection[str] | None = None,
) -> Customer:
    """Change fields by hand. A new address or phone is recognised from now on, the old one still is. Raises Refused.

    `also` and `found` are as in `regulars.know.customers.actions.change_customer`.
    """
    with transaction.atomic():
        checked = checked_contacts(fields)
        refuse_taken(checked, customer_id)
        customer = customers.change_customer(customer_id, checked, actor=actor, also=also, found=found)
        _keep_contacts(customer, checked)
    return customer


def _keep_contacts(customer: Customer, fields: Mapping[str, Any]) -> None:
    wanted = {
        key
        for field, make in (("email", keys.email_key), ("phone", keys.phone_key))
        if fields.get(field)
        for key in [make(fields[field])]
    }
    taken = set(Identity.objects.filter(key__in=wanted).values_list("key", flat=True))
    _keep({key: Party(pk=customer.pk) for key in wanted - taken})
