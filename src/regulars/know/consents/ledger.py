"""Putting lines into the ledger: the only code that does. Its callers have asked who may."""

from __future__ import annotations

import calendar
import hashlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max, Q

from regulars.kit import moments
from regulars.kit.refused import Refused
from regulars.kit.tokens import new_token
from regulars.know.consents.models import (
    Channel,
    ConsentLine,
    ConsentState,
    How,
    Purpose,
    Standing,
    State,
    Wording,
)
from regulars.know.consents.states import keep_states
from regulars.know.customers.models import Customer
from regulars.timeline.names import Change
from regulars.timeline.record import Entry

# A clock that is a little ahead is no lie.
_AHEAD = timedelta(minutes=10)
_NAMES = {
    State.GRANTED: "consent.granted",
    State.PENDING: "consent.asked",
    State.DENIED: "consent.denied",
    State.WITHDRAWN: "consent.withdrawn",
}


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody said about one purpose and channel. `words` are those shown to them; `expires_at` None: the purpose's own."""

    customer_id: int
    purpose: Purpose
    channel: str
    state: State
    said_at: datetime
    how: How
    actor: str
    words: str = ""
    evidence: dict[str, Any] = field(default_factory=dict)
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """Lines written, and for each what bound for its part before (None: nothing was known)."""

    lines: list[ConsentLine]
    before: list[Standing | None]


def check(purpose: Purpose, channel: str, said_at: datetime) -> None:
    """Raises Refused for a channel the purpose does not use, and for something said in the future."""
    if channel not in purpose.channels:
        said = ", ".join(Channel(each).label for each in purpose.channels)
        raise Refused({"channel": f"{purpose} is not sent that way. It uses: {said}."})
    if said_at > moments.now() + _AHEAD:
        raise Refused({"said_at": "This is in the future. Give the moment at which they said so."})


def purpose_named(key: str) -> Purpose:
    """The purpose of that key, to be agreed to now. Raises Refused for one there is not, or that was archived."""
    found = Purpose.objects.filter(key=key).first()
    if found is None or found.archived_at is not None:
        raise Refused({"purpose": "Choose one of the purposes under Settings."})
    return found


def write(said: Sequence[Said]) -> Kept:
    """Write lines and let them count, in one transaction and a number of statements that does not follow theirs."""
    if not said:
        return Kept([], [])
    now = moments.now()
    with transaction.atomic():
        kin = _kin({each.customer_id for each in said})
        known = _known({part for parts in kin.values() for part in parts})
        wordings = _wordings(said)
        before = [_before(known, each) for each in said]
        lines = [
            ConsentLine(
                customer_id=each.customer_id,
                over=[
                    part
                    for part in kin[each.customer_id]
                    if part != each.customer_id and (part, each.purpose.pk, each.channel) in known
                ],
                purpose=each.purpose, channel=each.channel, state=each.state, said_at=each.said_at, recorded_at=now,
                actor=each.actor, how=each.how, wording_id=wordings.get((each.purpose.pk, each.words)),
                evidence=each.evidence, expires_at=each.expires_at or _expiry(each),
            )
            for each in said
        ]  # fmt: skip
        ConsentLine.objects.bulk_create(lines)
        keep_states(lines)
    return Kept(lines, before)


def entries(kept: Kept, *, source: str = "house") -> Iterable[Entry]:
    """The timeline's lines of what was written."""
    for line, before in zip(kept.lines, kept.before, strict=True):
        state = State(line.state)
        yield Entry(
            name=_NAMES[state],
            customer_id=line.customer_id,
            occurred_at=line.said_at,
            source=source,
            source_id=f"consent:{line.pk}:{new_token()}"[:200],
            payload=Change(
                changes={line.purpose.key: [before.label if before else None, state.label]},
                note=f"{line.purpose.name} by {_BY[line.channel]}",
                more={"channel": line.channel, "how": line.how},
            ),
            direction="",
            actor=line.actor,
        )


_BY: dict[str, str] = {
    Channel.MAIL: "e-mail", Channel.PHONE: "phone", Channel.SMS: "text message", Channel.CHAT: "WhatsApp and chat",
    Channel.POST: "post", Channel.WEB: "our own pages",
}  # fmt: skip


def _kin(ids: Collection[int]) -> dict[int, list[int]]:
    """Each of the parts -> all parts of the same customer, itself among them."""
    rows = Customer.objects.filter(pk__in=ids).values_list("pk", "merged_into_id")
    roots = {pk: merged or pk for pk, merged in rows}
    parts: dict[int, list[int]] = {root: [root] for root in roots.values()}
    for pk, root in Customer.objects.filter(merged_into_id__in=list(parts)).values_list("pk", "merged_into_id"):
        parts[root or pk].append(pk)
    return {pk: parts[roots[pk]] for pk in ids}


def _known(parts: Collection[int]) -> dict[tuple[int, int, str], ConsentState]:
    rows = ConsentState.objects.filter(customer_id__in=parts).order_by("said_at", "line_id")
    # Of several tellers the latest stands last, and so in the dictionary.
    return {(row.customer_id, row.purpose_id, row.channel): row for row in rows}


def _before(known: dict[tuple[int, int, str], ConsentState], said: Said) -> Standing | None:
    row = known.get((said.customer_id, said.purpose.pk, said.channel))
    return Standing(row.standing) if row else None


def _wordings(said: Sequence[Said]) -> dict[tuple[int, str], int]:
    """(purpose, text) -> the wording, made where it is new."""
    wanted = {(each.purpose.pk, each.words): _digest(each.words) for each in said if each.words}
    if not wanted:
        return {}
    found = _find(wanted)
    missing = [place for place in wanted if place not in found]
    if missing:
        # Numbers are given one after the other: whoever else gives them for these purposes waits.
        list(Purpose.objects.select_for_update().filter(pk__in={pk for pk, _ in missing}).order_by("pk"))
        found = _find(wanted)
        missing = [place for place in wanted if place not in found]
        last = dict(
            Wording.objects.filter(purpose_id__in={pk for pk, _ in missing})
            .values_list("purpose_id")
            .annotate(last=Max("version"))
        )
        fresh = []
        for pk, text in missing:
            last[pk] = last.get(pk, 0) + 1
            fresh.append(Wording(purpose_id=pk, version=last[pk], text=text, digest=wanted[pk, text]))
        Wording.objects.bulk_create(fresh)
        found |= {(row.purpose_id, row.text): row.pk for row in fresh}
    return found


def _find(wanted: dict[tuple[int, str], str]) -> dict[tuple[int, str], int]:
    rows = Wording.objects.filter(
        Q(purpose_id__in={pk for pk, _ in wanted}), Q(digest__in=set(wanted.values()))
    ).values_list("purpose_id", "digest", "pk")
    by_digest = {(purpose, digest): pk for purpose, digest, pk in rows}
    return {place: by_digest[place[0], digest] for place, digest in wanted.items() if (place[0], digest) in by_digest}


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _expiry(said: Said) -> datetime | None:
    months = said.purpose.expiry_months
    if said.state != State.GRANTED or not months:
        return None
    return months_after(said.said_at, months)


def months_after(moment: datetime, months: int) -> datetime:
    """The same day so many months later, or the month's last where it has no such day."""
    count = moment.month - 1 + months
    year, month = moment.year + count // 12, count % 12 + 1
    return moment.replace(year=year, month=month, day=min(moment.day, calendar.monthrange(year, month)[1]))
