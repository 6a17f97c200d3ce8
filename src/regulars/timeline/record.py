"""Writing the record: the only code that puts lines on the timeline or takes them off it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any

import msgspec
from django.conf import settings
from django.db import connection, transaction

from regulars.kit import moments, money, sql_values
from regulars.timeline import audit
from regulars.timeline.models import AuditLine, Interaction
from regulars.timeline.names import VOCABULARY, Change, Payload


class Entry(msgspec.Struct, kw_only=True, gc=False):
    """What is to be recorded. `source` + `source_id` name it for ever: the same pair told twice is stored once."""

    name: str
    occurred_at: datetime
    source: str
    source_id: str
    customer_id: int | None = None
    payload: Payload | dict[str, Any] = {}
    channel: str = "house"
    direction: str = "in"
    amount: Decimal | None = None
    currency: str = ""
    actor: str = ""


class UnknownName(ValueError):
    """An entry's name is not in the vocabulary."""


_COLUMNS = (
    "customer_id", "name", "channel", "direction", "occurred_at", "business_day", "recorded_at",
    "source", "source_id", "amount", "currency", "properties", "actor",
)  # fmt: skip
_INSERT = (
    f"INSERT INTO timeline_interaction ({', '.join(_COLUMNS)}) "
    f"VALUES ({', '.join(['%s'] * len(_COLUMNS))}) ON CONFLICT (source, source_id) DO NOTHING"
)


def _properties(payload: Payload | dict[str, Any]) -> str:
    if isinstance(payload, Payload) and payload.more:
        # What the sender told beyond the vocabulary lies beside the known fields and never over them.
        known = msgspec.to_builtins(payload)
        more = known.pop("more")
        return sql_values.json_text(more | known)
    return sql_values.json_text(payload)


def _rows(entries: Iterable[Entry], recorded_at: datetime) -> list[tuple[Any, ...]]:
    zone = moments.zone(settings.REGULARS_TIME_ZONE)
    vendor = connection.vendor
    recorded = sql_values.moment(recorded_at, vendor)
    rows = []
    for entry in entries:
        if entry.name not in VOCABULARY:
            raise UnknownName(f"name: {entry.name!r} is not in the vocabulary (regulars.timeline.names)")
        day = entry.occurred_at.astimezone(zone).date()
        rows.append(
            (
                entry.customer_id,
                entry.name,
                entry.channel,
                entry.direction,
                sql_values.moment(entry.occurred_at, vendor),
                sql_values.day(day, vendor),
                recorded,
                entry.source,
                entry.source_id,
                None if entry.amount is None else money.to_units(entry.amount),
                entry.currency,
                _properties(entry.payload),
                entry.actor,
            )
        )
    return rows


def record(*entries: Entry) -> int:
    """Record one or many in one transaction and say how many were new.

    Idempotent on (source, source_id). Raises UnknownName before anything is written. What a person or a token does is
    audited in the same transaction.
    """
    rows = _rows(entries, moments.now())
    if not rows:
        return 0
    with transaction.atomic(savepoint=False):
        with connection.cursor() as cursor:
            cursor.executemany(_INSERT, rows)
            new = max(int(cursor.rowcount), 0)
        if lines := [_audited(entry) for entry in entries if audit.is_personal(entry.actor)]:
            audit.keep(lines)
    return new


def _audited(entry: Entry) -> AuditLine:
    told = entry.payload
    changes, note = (told.changes, told.note) if isinstance(told, Change) else ({}, "")
    return audit.line(entry.name, entry.actor, customer_id=entry.customer_id, about=note, changes=changes)


def withdraw(actor: str, first: int, last: int) -> int:
    """Take back what a load put in, and say how many lines went: those of `actor` whose ids lie from `first` to `last`.

    The one way besides erasure by which lines leave: the load itself was the mistake, so nothing happened that a
    correction could correct. The caller records the undoing (`import.reverted`, actor in its payload), from which the
    lake learns to drop the same lines. The ids bound the search, since no index leads from an actor to its lines.
    """
    return Interaction.objects.filter(pk__gte=first, pk__lte=last, actor=actor).delete()[0]


def last_id() -> int:
    """The highest id on the timeline so far, 0 when it is empty."""
    return Interaction.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
