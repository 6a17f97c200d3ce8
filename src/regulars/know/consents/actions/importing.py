"""Consents and suppressions brought in from elsewhere, with their proof, a batch at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from regulars.access.acting import require
from regulars.kit import moments
from regulars.know.consents.actions.suppressing import Stop, stop
from regulars.know.consents.ledger import Said, entries, write
from regulars.know.consents.models import ConsentLine, How, LedgerPermit, Purpose, State, Suppression
from regulars.know.consents.states import rebuild_states
from regulars.know.customers.lines import change_line
from regulars.timeline.record import record


@dataclass(frozen=True, slots=True)
class ConsentRow:
    """One consent as another system knew it. `state` is one of State, or one of Suppression.Kind for somebody who must
    not be contacted; `evidence` is its proof: the file and row, and what that said of how it came about."""

    customer_id: int
    purpose: str
    channel: str
    state: str
    said_at: datetime
    words: str = ""
    evidence: dict[str, Any] = field(default_factory=dict)
    expires_at: datetime | None = None


def import_consents(rows: Sequence[ConsentRow], *, actor: str, on_timeline: bool = True) -> int:
    """Keep them, in the caller's transaction or their own; returns how many lines were written. A fixed number of statements.

    `actor` names the import (`import:7`), by which `withdraw_import` finds them again. A row told before in the same
    words (customer, purpose, channel, state, moment) is left out, and so is one of a purpose we do not have, or on a
    channel it does not use. What is older than what we know stands in the ledger and does not bind. `on_timeline` is False
    where the caller recorded these very facts there.
    """
    require("imports.run")
    purposes = {purpose.key: purpose for purpose in Purpose.objects.all()}
    wanted: dict[tuple[Any, ...], Said] = {}
    stops = []
    for row in rows:
        purpose = purposes.get(row.purpose)
        if row.state in Suppression.Kind.values:
            stops.append(Stop(row.state, row.channel, row.customer_id, reason=f"from {actor}"[:200], since=row.said_at))
        elif purpose is not None and row.channel in purpose.channels and row.said_at <= moments.now():
            said = Said(
                row.customer_id, purpose, row.channel, State(row.state), row.said_at, How.IMPORT, actor, row.words,
                row.evidence, row.expires_at,
            )  # fmt: skip
            wanted.setdefault(_place(said.customer_id, purpose.pk, said.channel, said.state, said.said_at), said)
    with transaction.atomic():
        told = ConsentLine.objects.filter(
            customer_id__in={said.customer_id for said in wanted.values()}, how=How.IMPORT
        ).values_list("customer_id", "purpose_id", "channel", "state", "said_at")
        for place in told:
            wanted.pop(_place(*place), None)
        kept = write(list(wanted.values()))
        if on_timeline:
            record(*entries(kept))
        if stops:
            stop(stops, actor=actor, on_timeline=on_timeline)
    return len(kept.lines)


def _place(customer_id: int, purpose_id: int, channel: str, state: str, said_at: datetime) -> tuple[Any, ...]:
    return customer_id, purpose_id, str(channel), str(state), said_at


def withdraw_import(mark: str, *, actor: str) -> int:
    """Take back what an import (`import:7`) told, in the caller's transaction; returns how many lines went.

    Besides erasure the one way by which lines leave the ledger: the load itself was the mistake, so nobody said this.
    """
    require("imports.run")
    lines = ConsentLine.objects.filter(actor=mark, how=How.IMPORT)
    with transaction.atomic():
        told = set(lines.values_list("customer_id", flat=True).distinct())
        stops = Suppression.objects.filter(actor=mark, lifted_at=None).delete()[0]
        if not told:
            return stops
        permit = LedgerPermit.objects.create(actor=mark)
        gone = lines.delete()[0]
        permit.delete()
        for some in _by(sorted(told), 1_000):
            rebuild_states(some)
        record(change_line("consent.withdrawn", actor, changes={"lines": [gone, 0]}, note=f"all of {mark}"))
    return gone + stops


def _by(ids: list[int], size: int) -> list[list[int]]:
    return [ids[first : first + size] for first in range(0, len(ids), size)]
