"""Erasing a person: everything that names them goes, what sums need stays under a number that names nobody."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from django.db import transaction
from django.db.models import Q

from regulars.kit import moments
from regulars.kit.refused import Refused
from regulars.kit.tokens import new_token
from regulars.know.relations.models import Relation
from regulars.know.requests.access_file import remove_file
from regulars.know.requests.finding import Person, holds_on
from regulars.know.requests.models import PrivacyRequest
from regulars.know.requests.rooms import rooms
from regulars.know.requests.tombstones import bury
from regulars.timeline import audit
from regulars.timeline.erase import strip, strip_mentions
from regulars.timeline.names import Change
from regulars.timeline.record import Entry, record

# Lines on other customers' timelines that may name the one who is erased.
_NAMING = ("relation.added", "relation.ended", "company.joined", "customer.merged", "customer.parted")


def erase_person(person: Person, *, actor: str) -> dict[str, int]:
    """Erase in one transaction: all or nothing. Returns what went, by room. Raises Refused while a legal hold stands.

    The lake's copy follows by the worker, which reads the line `customer.erased` this leaves.
    """
    if holds := holds_on(person.part_ids):
        raise Refused({"hold": f"A legal hold keeps this customer: {holds[0].reason}. Lift it first."})
    now = moments.now()
    with transaction.atomic():
        others = _related(person.part_ids)
        bury(person.keys, now)
        gone = {room.name: room.erase(person.part_ids, person.values) for room in rooms()}
        gone["lines"] = strip(person.part_ids)
        strip_mentions(others, _NAMING, person.values, person.part_ids)
        audit.blank(person.part_ids)
        _empty_earlier_requests(person.part_ids)
        record(_entry(person, others, now, actor))
    return {name: count for name, count in gone.items() if count}


def _related(part_ids: Sequence[int]) -> list[int]:
    pairs = Relation.objects.filter(Q(origin__in=part_ids) | Q(target__in=part_ids)).values_list("origin", "target")
    return sorted({pk for pair in pairs for pk in pair} - set(part_ids))


def _empty_earlier_requests(part_ids: Sequence[int]) -> None:
    """What the same person asked before keeps its dates and its kind; files with their data go with the erasure."""
    requests = PrivacyRequest.objects.filter(customer_id__in=part_ids)
    files = [name for name in requests.values_list("file", flat=True) if name]
    requests.update(who="", how="", verified="", text="", outcome="", file="")
    for name in files:
        transaction.on_commit(partial(remove_file, name))


def _entry(person: Person, others: Sequence[int], now: datetime, actor: str) -> Entry:
    return Entry(
        name="customer.erased",
        customer_id=person.root.pk,
        occurred_at=now,
        source="house",
        source_id=new_token(),
        payload=Change(changes={"parts": [list(person.part_ids), []], "mentioned": [list(others), []]}),
        direction="",
        actor=actor,
    )
