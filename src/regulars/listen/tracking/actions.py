"""Taking calls in, and making and revoking the keys they come with."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from regulars.access.acting import require
from regulars.kit import moments
from regulars.kit.folding import fold
from regulars.kit.tokens import new_token, token_hash
from regulars.listen.intake.facts import Fact
from regulars.listen.intake.together import take_together
from regulars.listen.tracking.calls import Problem, Unreadable, read_call, read_envelope
from regulars.listen.tracking.models import WriteKey
from regulars.listen.tracking.queries import forget_senders
from regulars.listen.tracking.reading import Circumstances, read_fact, read_moment
from regulars.timeline.names import Change
from regulars.timeline.record import Entry, record

# A key's last use is noted this often: a write for every request would be a write too many.
_NOTED_EVERY = timedelta(minutes=1)
# Sources that other parts of the program write under.
_TAKEN = {"house", "import", "form"}
_NUL = re.compile(rb"(?<!\\)((?:\\\\)*)\\u0000")


@dataclass(frozen=True, slots=True)
class Receipt:
    """What came of a request: calls taken in (told before or not), and what is wrong with the others."""

    accepted: int
    problems: list[Problem] = field(default_factory=list)


class KeyRefused(ValueError):
    """A key cannot be made or revoked as asked; the text names the field and the mend."""


def create_key(name: str, *, actor: str) -> tuple[WriteKey, str]:
    """Make a key; returns it and its token, which cannot be read again. Raises KeyRefused."""
    require("keys.manage")
    name = " ".join(name.split())
    if not 1 <= len(name) <= 100:
        raise KeyRefused("name: give 1 to 100 characters, such as the name of the site")
    token = new_token("rk_")
    now = moments.now()
    with transaction.atomic():
        key = WriteKey.objects.create(
            name=name,
            source=_free_source(name),
            hint=token[-4:],
            token_hash=token_hash(token),
            created_by=actor,
            created_at=now,
        )
        record(_entry("key.created", key, actor, now))
    return key, token


def revoke_key(key_id: int, *, actor: str) -> WriteKey:
    """End a key: from now on its calls are refused. What it told stays. Raises KeyRefused."""
    require("keys.manage")
    now = moments.now()
    with transaction.atomic():
        key = WriteKey.objects.select_for_update().filter(pk=key_id).first()
        if key is None:
            raise KeyRefused(f"key: there is none numbered {key_id}")
        if key.revoked_at is None:
            key.revoked_at = now
            key.save(update_fields=["revoked_at"])
            record(_entry("key.revoked", key, actor, now))
    forget_senders()
    return key


def _entry(name: str, key: WriteKey, actor: str, now: datetime) -> Entry:
    return Entry(
        name=name,
        occurred_at=now,
        source="house",
        source_id=f"{name}:{key.pk}",
        payload=Change(note=key.name, more={"key": key.pk, "source": key.source}),
        direction="",
        actor=actor,
    )


def _free_source(name: str) -> str:
    plain = re.sub(r"[^a-z0-9]+", "-", fold(name)).strip("-")[:44] or "source"
    used = set(WriteKey.objects.filter(source__startswith=plain).values_list("source", flat=True)) | _TAKEN
    return next(s for n in range(1, len(used) + 2) if (s := plain if n == 1 else f"{plain}-{n}") not in used)


def note_use(key_id: int, when: datetime) -> None:
    """Keep when a key was last used, to the minute. Not a fact about anybody, so the timeline does not hear of it."""
    stale = Q(last_used_at=None) | Q(last_used_at__lt=when - _NOTED_EVERY)
    WriteKey.objects.filter(stale, pk=key_id).update(last_used_at=when)


def receive(body: bytes, kind: str, source: str, received: datetime) -> Receipt:
    """Take in the JSON of one call (`kind` is its type) or of a batch (`kind` "batch"). Returns when it is on disk.

    Raises Unreadable when nothing of the body can be read. Of a batch, the calls that can be read are taken in and
    the receipt lists the others.
    """
    if b"\\u0000" in body:
        # No database keeps the character with the number 0, and nobody ever meant it.
        body = _NUL.sub(rb"\1", body)
    facts, problems = (
        _read_batch(body, source, received) if kind == "batch" else _read_one(body, kind, source, received)
    )
    if facts:
        take_together(facts)
    return Receipt(len(facts), problems)


def _read_one(body: bytes, kind: str, source: str, received: datetime) -> tuple[list[Fact], list[Problem]]:
    around = Circumstances(source, received, settings.REGULARS_CURRENCY)
    return [read_fact(read_call(body), kind, around)], []


def _read_batch(body: bytes, source: str, received: datetime) -> tuple[list[Fact], list[Problem]]:
    envelope = read_envelope(body)
    sent = read_moment("sentAt", envelope.sent_at)
    around = Circumstances(source, received, settings.REGULARS_CURRENCY, sent, envelope.context)
    facts: list[Fact] = []
    problems: list[Problem] = []
    for index, raw in enumerate(envelope.batch):
        try:
            facts.append(read_fact(read_call(raw), "", around))
        except Unreadable as error:
            found = error.problem
            problems.append(Problem(found.field, found.message, index, found.too_large))
    return facts, problems
