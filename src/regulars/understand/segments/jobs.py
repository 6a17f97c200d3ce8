"""What the worker does for segments: follows the record as it grows, counts what is due, clears away what was removed."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from regulars.kit import moments
from regulars.kit.refused import Refused
from regulars.timeline.cursors import (
    Position,
    advance,
    begin_anew,
    has_begun,
    lines_ahead,
    position,
    read_on_named,
    spoken_of,
)
from regulars.understand.segments.models import Proposal, Segment, SegmentMember
from regulars.understand.segments.rules import JOINED, Moves, expanded, moves, rule_of

if TYPE_CHECKING:
    import ibis
    from ibis.backends import BaseBackend

    from regulars.timeline.cursors import Spoken

CONSUMER: Final = "segments.membership"
# Lines read at once; and so many that looking at everybody is quicker than at each.
STRETCH: Final = 20_000
FAR: Final = 400_000
# What this job writes itself, which must not wake it.
OWN: Final = ("segment.entered", "segment.left", "segment.changed")
# After these, more may be different than the lines can say.
_MANY: Final = frozenset({
    "customers.changed", "customers.restored", "import.finished", "import.reverted", "retention.applied", "tag.changed",
    "field.changed", "field.removed", "purpose.changed", "recognition.changed",
})  # fmt: skip
_CLEARED: Final = 5_000


def waits() -> bool:
    """Whether there is anything to do. Some looks at indexes."""
    living = Segment.objects.filter(removed_at=None)
    if Segment.objects.exclude(removed_at=None).exists():
        return True
    if not living.exists():
        return has_begun(CONSUMER)
    return bool(
        living.filter(due=True).exists()
        or _undescribed()
        or _turned()
        or not has_begun(CONSUMER)
        or read_on_named(position(CONSUMER), (), 1).moved
    )


@contextmanager
def our_lake() -> Iterator[tuple[BaseBackend, ibis.Table, Position]]:
    """The engine, what everybody did by the lake brought up to date, and how far it has read the record."""
    from regulars.store.engine.here import our_engine  # noqa: PLC0415 -- loads the engine's libraries
    from regulars.store.engine.tables import open_tables  # noqa: PLC0415
    from regulars.store.lake.keeping import sync  # noqa: PLC0415

    place = sync().position
    engine = our_engine()
    try:
        yield engine, open_tables(engine).interactions, Position(place.transaction, place.interaction)
    finally:
        engine.disconnect()


Look = Callable[[], AbstractContextManager[tuple["BaseBackend", "ibis.Table", Position]]]


def keep_up(look: Look = our_lake) -> int:
    """Everything that is to be done; returns how often somebody came or went. `look` is how everybody is looked at."""
    _clear_removed()
    if not Segment.objects.filter(removed_at=None).exists():
        begin_anew(CONSUMER)
        return 0
    if not has_begun(CONSUMER) or lines_ahead(position(CONSUMER), FAR) >= FAR:
        Segment.objects.filter(removed_at=None).update(due=True)
        begin_anew(CONSUMER)
        changed = 0
    else:
        changed = follow()
    Segment.objects.filter(pk__in=_turned()).update(due=True)
    if counted := count_due(look):
        # Past the lines this left itself.
        changed += follow()
    _describe()
    return changed + counted


def _undescribed() -> bool:
    today = moments.business_day(moments.now(), settings.REGULARS_TIME_ZONE)
    counted = Segment.objects.filter(removed_at=None, counted_at__isnull=False)
    return counted.filter(Q(portrait_day=None) | Q(portrait_day__lt=today)).exists()


def _describe() -> None:
    if _undescribed():
        today = moments.business_day(moments.now(), settings.REGULARS_TIME_ZONE)
        from regulars.understand.segments.counting import describe  # noqa: PLC0415 -- loads the engine's libraries

        describe(today)


def count_due(look: Look = our_lake) -> int:
    """Look at everybody for the segments that are due; returns how many came and went."""
    from regulars.understand.segments.counting import count  # noqa: PLC0415 -- loads the engine's libraries

    due = list(Segment.objects.filter(due=True, removed_at=None).order_by("pk"))
    if not due:
        return 0
    with look() as (engine, lines, place):
        changed = count(due, engine, lines)
    if not has_begun(CONSUMER):
        advance(CONSUMER, place)
    return changed


def follow() -> int:
    """Read on in the record and let those it speaks of come and go; returns how many did."""
    changed = 0
    while True:
        ahead = spoken_of(position(CONSUMER), STRETCH, telling=JOINED, passing=OWN)
        if not ahead.moved:
            return changed
        changed += _follow(ahead)


def _follow(ahead: Spoken) -> int:
    ids = ahead.customers | _also(ahead)
    affected = [one for one, what in _moving() if what.by(ahead.names)]
    told = _changes(affected, ids)
    with transaction.atomic():
        changed = _moved(told)
        if ahead.names & _MANY:
            Segment.objects.filter(pk__in=[one.pk for one in affected]).update(due=True)
        advance(CONSUMER, ahead.to)
    return changed


def _changes(affected: Collection[Segment], ids: Collection[int]) -> list[tuple[Segment, list[int], list[int]]]:
    counted = [one for one in affected if one.counted_at is not None]
    if not (counted and ids):
        return []
    from regulars.store.engine.connect import connect  # noqa: PLC0415 -- loads the engine's libraries
    from regulars.understand.segments.counting import changes_of  # noqa: PLC0415

    # Few rows: the engine in the process is the quickest, whatever counts everybody.
    engine = connect()
    try:
        return changes_of(counted, engine, ids)
    finally:
        engine.disconnect()


def _moved(told: Collection[tuple[Segment, list[int], list[int]]]) -> int:
    from regulars.understand.segments.membership import move  # noqa: PLC0415 -- beside what computes

    now = moments.now()
    today = moments.business_day(now, settings.REGULARS_TIME_ZONE)
    with transaction.atomic():
        return sum(sum(move(one, entered, left, today, now)) for one, entered, left in told)


def _also(ahead: Spoken) -> set[int]:
    """Customers that came or went by a merge, named in its line."""
    found = set()
    for line in ahead.lines:
        changes = line.properties.get("changes") or {}
        for what in ("visitor", "part"):
            found |= {int(pk) for pk in changes.get(what) or () if pk}
    return found


def _moving() -> list[tuple[Segment, Moves]]:
    """The segments, and what can move people in and out of each."""
    known = {one.pk: one for one in Segment.objects.filter(removed_at=None).order_by("pk")}
    found = []
    for one in known.values():
        try:
            found.append((one, moves(expanded(rule_of(one), known))))
        except Refused:
            continue  # the next count says why on its page
    return found


def _turned() -> list[int]:
    """The segments whose rules mention days and that were last counted on an earlier one."""
    today = moments.business_day(moments.now(), settings.REGULARS_TIME_ZONE)
    old = Segment.objects.filter(Q(counted_day__lt=today), removed_at=None, problem="").values_list("pk", flat=True)
    waiting = set(old)
    if not waiting:
        return []
    return [one.pk for one, what in _moving() if what.days and one.pk in waiting]


def numbers_changed(among: Collection[int] | None = None) -> int:
    """Call it when new numbers of customers were written: of these customers, or of everybody, those move between the
    segments that ask for numbers. Everybody is looked at by the next `keep_up`; returns how many of `among` came or went."""
    asking = [one for one, what in _moving() if what.numbers]
    if among is None:
        Segment.objects.filter(pk__in=[one.pk for one in asking]).update(due=True)
        return 0
    return _moved(_changes(asking, among))


def _clear_removed() -> None:
    """Clear away members of removed segments, some thousands in a transaction, and then the segments."""
    for one in Segment.objects.exclude(removed_at=None):
        while some := list(SegmentMember.objects.filter(segment=one).values_list("customer_id", flat=True)[:_CLEARED]):
            SegmentMember.objects.filter(segment=one, customer_id__in=some).delete()
        one.delete()


def proposal_waits() -> bool:
    """Whether somebody waits for groups to be proposed."""
    return Proposal.objects.filter(asked_at__isnull=False).exists()


def answer_proposal() -> None:
    """Look for groups among the customers and keep what was found."""
    from regulars.understand.segments.clustering import propose  # noqa: PLC0415 -- loads numpy

    now = moments.now()
    today = moments.business_day(now, settings.REGULARS_TIME_ZONE)
    answer = propose(today.toordinal())
    Proposal.objects.update(answer=answer, answered_at=now, asked_at=None)
