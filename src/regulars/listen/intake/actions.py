"""The one door: whatever is heard, by the tracking API, an import or the demo, comes in here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import IntegrityError, transaction

from regulars.kit import moments
from regulars.know.customers.actions import heard
from regulars.know.identities.actions import Resolved, resolve
from regulars.know.relations.joining import join_companies
from regulars.listen.intake.erased import barred
from regulars.listen.intake.facts import Fact
from regulars.listen.intake.refunds import complete_refunds
from regulars.timeline.names import Change
from regulars.timeline.read import already_told
from regulars.timeline.record import Entry, record

_ATTEMPTS = 4


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of a batch: lines that were new, lines told before, customers made, ids of the new facts' customers, and of
    relations that are new."""

    new: int
    repeated: int
    created: list[int]
    customer_ids: list[int | None]
    relations: list[int] = field(default_factory=list)


def take(facts: Sequence[Fact]) -> Taken:
    """Take a batch in: find or make its customers, record what is new, note when each was heard. One transaction.

    A fact told before (same source and source_id) does nothing, so whoever is unsure tells it again.
    """
    for attempt in range(_ATTEMPTS):
        try:
            with transaction.atomic():
                return _take(facts)
        except IntegrityError:
            # On PostgreSQL another writer may claim one of the identities between our look and our write; the
            # second look finds it.
            if attempt == _ATTEMPTS - 1:
                raise
    raise AssertionError("the loop returns or raises")


def _take(facts: Sequence[Fact]) -> Taken:
    told = already_told((fact.entry.source, fact.entry.source_id) for fact in facts)
    new: dict[tuple[str, str], Fact] = {}
    for fact in facts:
        pair = (fact.entry.source, fact.entry.source_id)
        if pair not in told:
            new.setdefault(pair, fact)
    fresh = list(new.values())
    kept_out = barred(fresh)
    if kept_out:
        fresh = [fact for place, fact in enumerate(fresh) if place not in kept_out]
    speaking = [fact for fact in fresh if fact.who is not None]
    companies = [fact for fact in speaking if fact.company is not None]
    batch = [fact.who for fact in speaking if fact.who] + [fact.company for fact in companies if fact.company]
    resolved = resolve(batch) if batch else Resolved([], [], [])
    # Recorded under the part that the deciding identity belongs to, so that parting a merge gives each their own.
    for fact, part_id in zip(speaking, resolved.part_ids, strict=False):
        fact.entry.customer_id = part_id
    customer_of = dict(zip(resolved.part_ids, resolved.customer_ids, strict=True))
    relations: list[int] = []
    if companies:
        company_ids = resolved.part_ids[len(speaking) :]
        pairs = [(fact.entry.customer_id or 0, company) for fact, company in zip(companies, company_ids, strict=True)]
        relations = join_companies(
            ((*pair, fact.entry.occurred_at) for pair, fact in zip(pairs, companies, strict=True)),
            {pair: fact.role for pair, fact in zip(pairs, companies, strict=True) if fact.role},
        )
    complete_refunds([fact.entry for fact in fresh], customer_of)
    record(*(fact.entry for fact in fresh), *_joined(resolved), *_kept_apart(resolved))
    heard(
        (pk, entry.occurred_at)
        for entry in (fact.entry for fact in fresh)
        if entry.customer_id and entry.direction == "in"
        for pk in {entry.customer_id, customer_of[entry.customer_id]}
    )
    customer_ids = [fact.entry.customer_id for fact in fresh]
    repeated = len(facts) - len(fresh) - len(kept_out)
    return Taken(len(fresh), repeated, resolved.created, customer_ids, relations)


def _joined(resolved: Resolved) -> list[Entry]:
    now = moments.now()
    return [
        Entry(
            name="customer.joined",
            customer_id=customer,
            occurred_at=now,
            source="house",
            source_id=f"joined:{visitor}:{customer}",
            payload=Change(changes={"visitor": [visitor, customer]}),
            direction="",
        )
        for visitor, customer in resolved.joined
    ]


def _kept_apart(resolved: Resolved) -> list[Entry]:
    """Lines on what the rules did with identifiers that prove nobody, or that are beyond a limit."""
    now = moments.now()
    moved = [
        ("identity.freed", before, f"freed:{key}:{before}:{after}", _freed(key, "only suggests who it is"))
        for key, before, after in resolved.moved
    ]
    refused = [
        ("identity.refused", pk, f"refused:{key}:{pk}", _freed(key, "is beyond the limit for one customer"))
        for key, pk in resolved.refused
    ]
    return [
        Entry(
            name=name, customer_id=pk, occurred_at=now, source="house", source_id=source_id[:200], payload=change,
            direction="",
        )
        for name, pk, source_id, change in (*moved, *refused)
    ]  # fmt: skip


def _freed(key: str, why: str) -> Change:
    kind, _, value = key.partition(":") if ":" in key else ("visitor", "", key)
    return Change(changes={kind: [value, None]}, note=f"{value} {why}")
