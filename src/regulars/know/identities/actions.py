"""Finding or making the customers of a whole batch with a constant number of queries; adding and editing one by hand."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Case, Value, When

from regulars.kit import moments, sql_values
from regulars.kit.phone_number import normal_phone
from regulars.kit.refused import Refused
from regulars.know.customers import actions as customers
from regulars.know.customers import profile
from regulars.know.customers.models import Customer
from regulars.know.customers.profile import Newcomer
from regulars.know.identities import keys
from regulars.know.identities.models import Identity
from regulars.know.identities.resolution import EMAIL, PHONE, Party, Resolution, source_of
from regulars.know.identities.who import Who


@dataclass(frozen=True, slots=True)
class Resolved:
    """The customer id of each call, in order; who is new; which visitors joined whom (visitor id, customer id)."""

    customer_ids: list[int]
    created: list[int]
    joined: list[tuple[int, int]]


_OWNERS = """
SELECT identity.key, owner.id, owner.known, owner.merged_into_id, (
    SELECT root.known FROM customers_customer AS root WHERE root.id = owner.merged_into_id
)
FROM identities_identity AS identity
JOIN customers_customer AS owner ON owner.id = identity.customer_id
WHERE """
_NAMED = "SELECT customer_id, key FROM identities_identity WHERE kind IN ('external', 'company') AND "
_KEEP = "INSERT INTO identities_identity (key, kind, source, value, customer_id, created_at) VALUES (%s, %s, %s, %s, %s, %s)"


def _known_parties(wanted: Collection[str], contested: Collection[str]) -> dict[str, Party]:
    """The owners of the `wanted` identities, with what the rules ask of them. Two queries, however many there are.

    Which ids somebody has matters only where an address or number may lead to them: `contested` are the identities of
    the calls that give one.
    """
    vendor = connection.vendor
    with connection.cursor() as cursor:
        condition, values = sql_values.among("identity.key", wanted, vendor)
        cursor.execute(_OWNERS + condition, values)
        parties: dict[int, Party] = {}
        found: dict[str, Party] = {}
        for key, owner, known, merged_into, root_known in cursor.fetchall():
            root = merged_into or owner
            if root not in parties:
                parties[root] = Party(pk=root, known=bool(root_known if merged_into else known))
            found[key] = parties[root]
        owners = {found[key].pk for key in contested if key in found}
        if owners:
            condition, values = sql_values.among("customer_id", owners, vendor)
            cursor.execute(_NAMED + condition, values)
            for owner, key in cursor.fetchall():
                parties[owner].external_sources.add(source_of(key))
    return found


def resolve(batch: Sequence[Who]) -> Resolved:
    """The customers of a batch of calls: found by their identities or made, visitors joined, profiles updated.

    The rules are those of `resolution`. Runs in the caller's transaction (or its own); at most eight queries for a batch
    of up to fifty new customers.
    """
    region = settings.REGULARS_REGION
    known_by = [who.keys(region) for who in batch]
    previous = {key for who in batch for key in who.previous}
    wanted = {key for each in known_by for key in each} | previous
    contested = {key for each in known_by if any(key.startswith((EMAIL, PHONE)) for key in each) for key in each}
    with transaction.atomic(savepoint=False):
        resolution = Resolution(_known_parties(wanted, contested | previous) if wanted else {}, region)
        taken = resolution.work_through(batch, known_by)
        roots = list(dict.fromkeys(party.root() for party in taken))
        ids = _new_ids(resolution.claims)
        newcomers = [party for party in dict.fromkeys(taken) if party.pk is None]
        settled = [party for party in roots if party.pk is not None]
        created = _make(newcomers, ids)
        _keep(resolution.claims)
        joined = _join(resolution.joins)
        profile.apply(
            {party.pk: party.profiles for party in settled if party.pk is not None and party.profiles},
            known=[party.pk for party in settled if party.newly_known and party.pk is not None],
            ids={party.pk: ids[party] for party in settled if party in ids and party.pk is not None},
        )
    return Resolved([party.root().pk or 0 for party in taken], created, joined)


def _make(parties: Sequence[Party], ids: dict[Party, list[str]]) -> list[int]:
    made = profile.welcome(
        # Somebody who turned out to be another in this very batch brings nothing of their own.
        Newcomer(party.company, party.known, party.profiles, ids.get(party, []))
        if party.root() is party
        else Newcomer(party.company, known=False, told=(), ids=())
        for party in parties
    )
    for party, pk in zip(parties, made, strict=True):
        party.pk = pk
    return made


def _keep(claims: dict[str, Party]) -> None:
    now = sql_values.moment(moments.now(), connection.vendor)
    rows = []
    for key, party in claims.items():
        kind, source, value = keys.parts(key)
        rows.append((key, str(kind), source, value, party.pk, now))
    with connection.cursor() as cursor:
        cursor.executemany(_KEEP, rows)


def _join(joins: Sequence[tuple[Party, Party]]) -> list[tuple[int, int]]:
    pairs = [(visitor.pk, party.root().pk) for visitor, party in joins if visitor.pk and party.root().pk]
    if pairs:
        whens = [When(pk=visitor, then=Value(party)) for visitor, party in pairs]
        parts = [When(merged_into_id=visitor, then=Value(party)) for visitor, party in pairs]
        visitors = [visitor for visitor, _ in pairs]
        Customer.objects.filter(merged_into_id__in=visitors).update(merged_into_id=Case(*parts))
        Customer.objects.filter(pk__in=visitors).update(
            merged_into_id=Case(*whens), known=False, changed_at=moments.now()
        )
    return [(visitor, party) for visitor, party in pairs if visitor and party]


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
        checked = _checked(fields)
        _refuse_taken(checked, None)
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
        checked = _checked(fields)
        _refuse_taken(checked, customer_id)
        customer = customers.change_customer(customer_id, checked, actor=actor, also=also, found=found)
        _keep_contacts(customer, checked)
    return customer


def _checked(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields with address and phone in their normal forms; Refused names those that are none."""
    checked, errors = dict(fields), {}
    if typed := str(fields.get("email") or "").strip():
        from email_validator import EmailNotValidError, validate_email  # noqa: PLC0415 -- slow import

        try:
            checked["email"] = validate_email(
                typed, check_deliverability=False, test_environment=True
            ).normalized.lower()
        except EmailNotValidError as error:
            errors["email"] = f"{error} Write it like name@shop.example."
    if typed := str(fields.get("phone") or "").strip():
        checked["phone"] = normal_phone(typed, settings.REGULARS_REGION)
        if not checked["phone"]:
            errors["phone"] = "This is no phone number. Write it with its country code, like +44 20 7946 0958."
    if errors:
        raise Refused(errors)
    return checked


def _refuse_taken(fields: Mapping[str, Any], customer_id: int | None) -> None:
    """An address names one customer. A phone may be shared, so only its first owner is recognised by it."""
    if not fields.get("email"):
        return
    key = keys.email_key(fields["email"])
    owner = Identity.objects.filter(key=key).select_related("customer__merged_into").first()
    if owner is None:
        return
    other = owner.customer.merged_into or owner.customer
    if customer_id not in {other.pk, owner.customer_id}:
        raise Refused(
            {"email": f"{fields['email']} belongs to {other} already. Open that customer, or give another one."}
        )


def _keep_contacts(customer: Customer, fields: Mapping[str, Any]) -> None:
    wanted = {
        key
        for field, make in (("email", keys.email_key), ("phone", keys.phone_key))
        if fields.get(field)
        for key in [make(fields[field])]
    }
    taken = set(Identity.objects.filter(key__in=wanted).values_list("key", flat=True))
    _keep({key: Party(pk=customer.pk) for key in wanted - taken})
