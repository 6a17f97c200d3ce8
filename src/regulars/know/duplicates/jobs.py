"""The worker's part: looking for duplicates of whoever came or changed, and merging what is beyond doubt if allowed."""

from __future__ import annotations

import logging
import time
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from regulars.access.acting import require
from regulars.kit import moments
from regulars.kit.refused import Refused
from regulars.know.customers.models import Customer
from regulars.know.duplicates import reading
from regulars.know.duplicates.actions import same
from regulars.know.duplicates.finding import Found, look
from regulars.know.duplicates.keeping import keep, settle
from regulars.know.duplicates.matching.groups import mergeable
from regulars.know.duplicates.matching.model import Model
from regulars.know.duplicates.matching.records import references
from regulars.know.duplicates.models import Choice, Pair, Round, TrainedModel
from regulars.know.duplicates.queries import choices, judged_apart, last_round, trained
from regulars.store.engine.linkage import open_linkage
from regulars.timeline.record import last_id

NAME = "find duplicates"
# How the timeline names who merges what is beyond doubt.
ACTOR = "duplicates"
# Changes that were on their way when the last search began are looked at again.
OVERLAP = timedelta(minutes=10)
# When so much of the customers is new, everybody is looked at anew and the model learns again.
GROWN = 0.25
# A search takes at most this share of the time.
REST = 20
KEPT_ROUNDS = 100
log = logging.getLogger("regulars.duplicates")


def wanted() -> bool:
    """Whether anything was told since the last search. Cheap: the newest line, and the newest search of each kind."""
    rounds = [last for kind in Customer.Kind.values if (last := last_round(kind))]
    if rounds:
        newest = max(rounds, key=lambda last: last.began_at)
        spent = sum(last.seconds for last in rounds)
        if moments.now() < newest.began_at + timedelta(seconds=spent * REST):
            return False
    return last_id() > choices().seen_line


def run(*, whole: bool = False) -> list[Round]:
    """Look for duplicates among persons and among companies; `whole` looks at everybody and learns anew."""
    require("customers.merge")
    seen = last_id()
    settle()
    done = [made for kind in Customer.Kind.values if (made := _search(kind, whole=whole))]
    _note_seen(seen)
    return done


def _note_seen(line: int) -> None:
    if not Choice.objects.update(seen_line=line):
        Choice.objects.create(pk=1, seen_line=line)


def _search(kind: str, *, whole: bool) -> Round | None:
    began, clock = moments.now(), time.monotonic()
    count = reading.among(kind).count()
    if count < 2:
        return None
    before, known = last_round(kind), trained(kind)
    new: list[int] | None = None
    if before and known and not whole and abs(count - known.customers) <= GROWN * known.customers:
        new = reading.changed_since(kind, before.began_at - OVERLAP)
        if not new:
            return None
    found = _look(kind, known if new is not None else None, new)
    with transaction.atomic():
        if found.training is not None:
            _keep_model(kind, found, began)
        made = Round.objects.create(
            kind=kind, began_at=began, seconds=0, whole=new is None, customers=found.customers, pairs=found.compared,
            compared=found.customers if new is None else len(new), found=len(found.pairs),
        )  # fmt: skip
        Round.objects.filter(kind=kind, pk__lte=made.pk - 2 * KEPT_ROUNDS).delete()
    keep(kind, found.pairs, began, new)
    if choices().merges_alone:
        made.merged = _merge_alone(kind, found)
    made.seconds = time.monotonic() - clock
    made.save()
    log.info("Looked for duplicates: %s", made)
    return made


def _look(kind: str, known: TrainedModel | None, new: list[int] | None) -> Found:
    keys = tuple(known.references) if known else references(reading.some_traits(kind))
    name, threads = settings.REGULARS_ENGINE, settings.REGULARS_ENGINE_THREADS
    with open_linkage(name, threads=threads) as engine:
        return look(
            engine,
            kind,
            reading.read(kind, traits=bool(keys)),
            references=keys,
            model=Model.from_json(known.model) if known else None,
            new=new,
            least=choices().review,
        )


def _keep_model(kind: str, found: Found, when: datetime) -> None:
    learned = found.training
    if learned is None:
        return
    TrainedModel.objects.filter(kind=kind).delete()
    TrainedModel.objects.create(
        kind=kind, made_at=when, customers=learned.customers, pairs=learned.pairs,
        expected=learned.expected_duplicates, rounds=learned.rounds, model=learned.model.to_json(),
        references=list(found.references),
    )  # fmt: skip


def _merge_alone(kind: str, found: Found) -> int:
    """Merge the groups that are beyond doubt, each pair by itself; what is refused stays in the queue."""
    merged = 0
    for group in mergeable(kind, found.pairs, choices().automatic, judged_apart(kind)):
        among = Pair.objects.filter(left__in=group, right__in=group).order_by("-weight", "pk")
        # Whatever somebody decided about any two of them, also taking a merge back, is theirs to decide from then on.
        if among.filter(decided_at__isnull=False).exists():
            continue
        for pair in among:
            try:
                same(pair.pk, actor=ACTOR)
            except Refused as refused:
                log.info("Left to people: pair %s: %s", pair.pk, refused)
            else:
                merged += 1
    return merged
