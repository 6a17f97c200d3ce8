"""Finding or making the customers of a whole batch with a constant number of queries; adding and editing one by hand."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Case, Q, Value, When

from regulars.access.acting import current, require
from regulars.kit import moments, sql_values
from regulars.kit.refused import Refused
from regulars.kit.tokens import new_token
from regulars.know.customers import actions as customers
from regulars.know.customers import profile
from regulars.know.customers.models import Customer
from regulars.know.customers.profile import Newcomer
from regulars.know.customers.queries import may_see
from regulars.know.identities import blending, keys
from regulars.know.identities.contacts import checked_contacts, refuse_taken, typed_key
from regulars.know.identities.looking_up import Found, counted, look_up
from regulars.know.identities.models import Blend, Identity, Link, RuleChoice
from regulars.know.identities.queries import current_rules
from regulars.know.identities.resolution import EMAIL, PHONE, Party, Resolution
from regulars.know.identities.rules import Rules, checked_choices, choices_of, rules_with
from regulars.know.identities.who import Profile, Who
from regulars.timeline.names import Change
from regulars.timeline.record import Entry, record


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
        if not root.told and root not in by_root:
            continue
        pk, gains = root.pk or 0, by_root.get(root, {})
        if root.blended or any(part is not root for part in (*gains, *(part for part, _ in root.told))):
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


def free_identity(identity_id: int, *, actor: str) -> None:
    """Take an identifier that was wrong off its customer: the next call by it finds or makes somebody else.

    A contact field that shows it is emptied. Raises Identity.DoesNotExist for one that is not to be seen.
    """
    require("customers.edit")
    with transaction.atomic():
        identity = _seen(identity_id)
        customer = identity.customer
        identity.delete()
        emptied = blending.forget(customer.pk, customer.merged_into_id or customer.pk, identity.kind, identity.value)
        fields = {name: [identity.value, None] for name in emptied}
        record(
            _entry("identity.freed", customer.pk, {identity.kind: [identity.value, None], **fields}, identity, actor)
        )


def give_identity(customer_id: int, kind: str, value: str, *, source: str = "", actor: str) -> Identity:
    """Recognise a customer by one more identifier from now on. Raises Refused, Customer.DoesNotExist."""
    require("customers.edit")
    with transaction.atomic():
        customer = Customer.objects.select_for_update().filter(pk=customer_id).first()
        if customer is None or not may_see(customer) or kind in current().hidden:
            raise Customer.DoesNotExist
        key = typed_key(kind, value, source)
        owner = Identity.objects.filter(key=key).select_related("customer__merged_into").first()
        if owner is not None:
            other = owner.customer.merged_into or owner.customer
            raise Refused({"value": f"{value} belongs to {other} already. Free it there first."})
        party = Party(pk=customer.pk)
        if customer.merged_into_id is not None:
            party.joined_into = Party(pk=customer.merged_into_id, blended=True)
        else:
            party.blended = Blend.objects.filter(pk=customer.pk).exists()
        _keep({key: party}, {key})
        _tell([party.root()], _new_ids({key: party}))
        identity = Identity.objects.select_related("customer").get(key=key)
        record(_entry("identity.changed", customer.pk, {kind: [None, identity.value]}, identity, actor))
    return identity


def mark_identity(
    identity_id: int, *, actor: str, shared: bool | None = None, verified: bool | None = None
) -> Identity:
    """Say that an identifier is shared by several or is not, or that it is verified or is not; None leaves that as it is.

    Only e-mail addresses and phones can be shared. Raises Refused, Identity.DoesNotExist for one that is not to be seen.
    """
    require("customers.edit")
    with transaction.atomic():
        identity = _seen(identity_id)
        if shared is not None and identity.kind not in {Identity.Kind.EMAIL, Identity.Kind.PHONE}:
            raise Refused({"shared": "Only an e-mail address or a phone can be shared."})
        told = {"shared": shared, "verified": verified}
        changes = {
            name: [getattr(identity, name), value]
            for name, value in told.items()
            if value is not None and getattr(identity, name) != value
        }
        for name, (_, value) in changes.items():
            setattr(identity, name, value)
        if changes:
            identity.save(update_fields=list(changes))
            record(_entry("identity.changed", identity.customer_id, changes, identity, actor))
    return identity


def change_rules(values: Mapping[str, Any], *, actor: str) -> Rules:
    """Change what of the rules is a choice (names of `rules.CHOICES`), from the next call on. Raises Refused."""
    require("recognition.manage")
    with transaction.atomic():
        before = choices_of(current_rules())
        after = before | checked_choices(values)
        changes = {name: [before[name], value] for name, value in after.items() if value != before[name]}
        for name, (_, value) in changes.items():
            RuleChoice.objects.update_or_create(pk=name, defaults={"value": value})
        if changes:
            record(
                Entry(
                    name="recognition.changed", occurred_at=moments.now(), source="house", source_id=new_token(),
                    payload=Change(changes=changes), direction="", actor=actor,
                )
            )  # fmt: skip
    return rules_with(after)


def _seen(identity_id: int) -> Identity:
    """An identity of somebody whom whoever acts sees, locked."""
    rows = Identity.objects.select_for_update(of=("self",)).select_related("customer__merged_into")
    identity = rows.get(pk=identity_id)
    if not may_see(identity.customer.merged_into or identity.customer) or identity.kind in current().hidden:
        raise Identity.DoesNotExist
    return identity


def _entry(name: str, customer_id: int, changes: Mapping[str, list[Any]], identity: Identity, actor: str) -> Entry:
    return Entry(
        name=name, customer_id=customer_id, occurred_at=moments.now(), source="house", source_id=new_token(),
        payload=Change(changes=dict(changes), note=f"{identity.get_kind_display()} {identity.value}"), direction="",
        actor=actor,
    )  # fmt: skip
