"""Filling an empty home with the demo company, through the same door as everything else."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

import msgspec
from django.conf import settings

from regulars.demo.colleagues import settle_in
from regulars.demo.figures import enter_figures
from regulars.demo.lives import Lives
from regulars.demo.story import CHANGE, FITTING_ROOM
from regulars.kit import moments
from regulars.know.customers.models import Customer
from regulars.listen.intake.actions import take
from regulars.listen.intake.facts import Fact
from regulars.listen.tracking.actions import create_key, receive
from regulars.listen.tracking.queries import list_keys
from regulars.timeline.names import Change
from regulars.timeline.record import Entry

CUSTOMERS = 3000
SEED = 20
ACTOR = "demo"
_BATCH = 1000
# How many customers the colleagues of the demo have got to know.
_KNOWN = 2000

Progress = Callable[[int, int], None]


class NotEmpty(ValueError):
    """The home holds data that is not the demo's."""


class Filling(msgspec.Struct, kw_only=True):
    """What the demo of this home was made with; kept beside the data, so that a filling that was killed goes on."""

    customers: int
    seed: int
    as_of: datetime
    source: str
    finished: bool = False


@dataclass(frozen=True, slots=True)
class Filled:
    """What came of it: calls told, and whether they were told before this run."""

    calls: int
    already: bool


def fill(
    customers: int = CUSTOMERS, seed: int = SEED, as_of: datetime | None = None, progress: Progress | None = None
) -> Filled:
    """Tell three years of Unfold up to `as_of` (now) to this home, unless that was done before.

    `progress` is called with calls told and calls in all. Killed in the middle, the next run tells the same calls
    again, and those told before do nothing. Raises NotEmpty when the home has data of its own.
    """
    filling = _read() or _begin(customers, seed, as_of or moments.now())
    if filling.finished:
        return Filled(0, already=True)
    lives = Lives(filling.customers, filling.seed, filling.as_of, settings.REGULARS_CURRENCY or "EUR")
    calls = [msgspec.json.encode(call) for call in lives.calls()]
    take([_initiative(filling.source, lives.starts[CHANGE])])
    told = 0
    for batch in _batches(calls):
        receipt = receive(b'{"batch":[' + b",".join(batch) + b"]}", "batch", filling.source, moments.now())
        if receipt.problems:
            problem = receipt.problems[0]
            raise RuntimeError(f"the demo told a call that cannot be read: {problem.field}: {problem.message}")
        told += len(batch)
        if progress is not None:
            progress(told, len(calls))
    known = Customer.objects.filter(known=True, kind="person", merged_into=None).order_by("-last_heard_at", "pk")
    settle_in(list(known.values_list("pk", flat=True)[:_KNOWN]), random.Random(filling.seed), filling.as_of)  # noqa: S311
    enter_figures(filling.customers, lives.starts[CHANGE], filling.as_of, actor=ACTOR)
    filling.finished = True
    _write(filling)
    return Filled(told, already=False)


def _begin(customers: int, seed: int, as_of: datetime) -> Filling:
    if Customer.objects.exists():
        home = settings.REGULARS_HOME
        raise NotEmpty(
            f"{home} holds data of its own; the demo wants an empty place: REGULARS_HOME=/some/folder regulars demo"
        )
    key = (
        next((key for key in list_keys() if key.name == "Unfold shop"), None)
        or create_key("Unfold shop", actor=ACTOR)[0]
    )
    filling = Filling(customers=customers, seed=seed, as_of=as_of.replace(microsecond=0), source=key.source)
    _write(filling)
    return filling


def _batches(calls: list[bytes]) -> Iterator[list[bytes]]:
    rest = iter(calls)
    while batch := list(islice(rest, _BATCH)):
        yield batch


def _initiative(source: str, when: datetime) -> Fact:
    entry = Entry(
        name="initiative.started",
        occurred_at=when.replace(hour=9),
        source=source,
        source_id="initiative:fitting-room",
        payload=Change(note=FITTING_ROOM),
        direction="",
        actor=ACTOR,
    )
    return Fact(entry=entry)


def _read() -> Filling | None:
    path = settings.REGULARS_HOME / "demo.json"
    return msgspec.json.decode(path.read_bytes(), type=Filling) if path.exists() else None


def _write(filling: Filling) -> None:
    path = settings.REGULARS_HOME / "demo.json"
    draft = path.with_suffix(".new")
    draft.write_bytes(msgspec.json.encode(filling))
    draft.replace(path)
