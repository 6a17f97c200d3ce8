"""The one door: whatever is heard, by the tracking API, an import or the demo, comes in here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction

from regulars.kit import moments
from regulars.know.customers.actions import heard
from regulars.know.identities.actions import Resolved, resolve
from regulars.know.relations.joining import join_companies
from regulars.listen.intake.facts import Fact
from regulars.listen.intake.refunds import complete_refunds
from regulars.timeline.names import Change
from regulars.timeline.read import already_told
from regulars.timeline.record import Entry, record

_ATTEMPTS = 4


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of a batch: lines that were new, lines told before, customers made, ids of the new facts' customers."""

    new: int
    repeated: int
    created: list[int]
    customer_ids: list[int | None]


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
    speaking = [fact for fact in fresh if fact.who is not None]
    companies = [fact for fact in speaking if fact.company is not None]
    batch = [fact.who for fact in speaking if fact.who] + [fact.company for fact in companies if fact.company]
    resolved = resolve(batch) if batch else Resolved([], [], [])
    for fact, customer_id in zip(speaking, resolved.customer_ids, strict=False):
        fact.entry.customer_id = customer_id
    if companies:
        company_ids = resolved.customer_ids[len(speaking) :]
        join_companies(
            (fact.entry.customer_id or 0, company, fact.entry.occurred_at)
            for fact, company in zip(companies, company_ids, strict=True)
        )
    complete_refunds([fact.entry for fact in fresh])
    record(*(fact.entry for fact in fresh), *_joined(resolved))
    heard((e.customer_id, e.occurred_at) for e in (f.entry for f in fresh) if e.customer_id and e.direction == "in")
    return Taken(len(fresh), len(facts) - len(fresh), resolved.created, [fact.entry.customer_id for fact in fresh])


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
