"""Reading pairs: the queue, what was decided, those of one customer; and what the score rests on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from regulars.access.acting import current, require
from regulars.kit.position import read_position, write_position
from regulars.know.customers.models import Customer
from regulars.know.customers.parts import root_id
from regulars.know.customers.visible import veil, visible
from regulars.know.duplicates.matching.model import Model
from regulars.know.duplicates.matching.wording import reasons
from regulars.know.duplicates.models import Choice, Pair, Round, TrainedModel

_POSITION = tuple[float, int]


@dataclass(frozen=True, slots=True)
class Page:
    """Some pairs and where the next page begins (None: that was all)."""

    pairs: list[Pair]
    next: str | None


def choices() -> Choice:
    """What the business chose, or the defaults."""
    return Choice.objects.first() or Choice()


def _seen() -> QuerySet[Pair]:
    """Pairs of which whoever acts sees both, as long as both are customers of their own."""
    both = visible(prefix="left__") & visible(prefix="right__")
    standing = Q(left__known=True, right__known=True, left__erased_at=None, right__erased_at=None)
    return Pair.objects.filter(both, standing).select_related("left", "right")


def _open() -> QuerySet[Pair]:
    return _seen().filter(state=Pair.State.OPEN, left__merged_into=None, right__merged_into=None)


def queue(*, kind: str = "", after: str | None = None, limit: int = 10, least: float | None = None) -> Page:
    """The pairs to be judged, the likeliest first. Raises BadPosition.

    Left out are those of whom something was judged different already, be it under another of their merged parts.
    """
    rows = _open().filter(score__gte=choices().review if least is None else least)
    if kind:
        rows = rows.filter(kind=kind)
    found: list[Pair] = []
    place = read_position(after, _POSITION) if after else None
    while len(found) <= limit:
        some = rows
        if place:
            some = rows.filter(Q(weight__lt=place[0]) | Q(weight=place[0], pk__lt=place[1]))
        more = list(some.order_by("-weight", "-pk")[: limit + 1])
        apart = kept_apart((pair.left_id, pair.right_id) for pair in more)
        found += [pair for pair in more if (pair.left_id, pair.right_id) not in apart]
        if len(more) <= limit:
            break
        place = (more[-1].weight, more[-1].pk)
    shown = found[:limit]
    last = shown[-1] if shown else None
    return Page(_veiled(shown), write_position(last.weight, last.pk) if last and len(found) > limit else None)


def count_from(score: float, *, kind: str = "", most: int = 10_000) -> int:
    """How many pairs of the queue are at least this likely, counted up to `most`."""
    rows = _open().filter(score__gte=score)
    return (rows.filter(kind=kind) if kind else rows)[:most].count()


def decided(limit: int = 10) -> list[Pair]:
    """What was decided last, newest first."""
    rows = _seen().filter(decided_at__isnull=False).exclude(state=Pair.State.OPEN)
    return _veiled(list(rows.order_by("-decided_at", "-pk")[:limit]))


def pair_of(pk: int) -> Pair | None:
    """One pair, whatever became of it; None where whoever acts does not see both."""
    found = _seen().filter(pk=pk).first()
    return _veiled([found])[0] if found else None


def pairs_of(part_ids: Sequence[int], limit: int = 5) -> list[Pair]:
    """The open pairs of one customer, by the ids of all their parts, the likeliest first."""
    ids = list(part_ids)
    of_left = _open().filter(left__in=ids, score__gte=choices().review)
    of_right = _open().filter(right__in=ids, score__gte=choices().review)
    found = [*of_left.order_by("-weight")[:limit], *of_right.order_by("-weight")[:limit]]
    apart = kept_apart((pair.left_id, pair.right_id) for pair in found)
    found = [pair for pair in found if (pair.left_id, pair.right_id) not in apart]
    return _veiled(sorted(found, key=lambda pair: (-pair.weight, -pair.pk))[:limit])


def _veiled(pairs: list[Pair]) -> list[Pair]:
    for pair in pairs:
        pair.left, pair.right = veil([pair.left, pair.right])
    return pairs


def kept_apart(pairs: Iterable[tuple[int, int]]) -> set[tuple[int, int]]:
    """Which of these pairs (of ids) must stay two: any of their merged parts were judged different from each other."""
    wanted = list(pairs)
    ids = {pk for pair in wanted for pk in pair}
    if not ids:
        return set()
    parts = [*ids, *Customer.objects.filter(merged_into__in=ids).values_list("pk", flat=True)]
    judged = Pair.objects.filter(state=Pair.State.DIFFERENT, left__in=parts, right__in=parts)
    rows = judged.values_list(root_id("left"), root_id("right"))
    apart = {frozenset(row) for row in rows}
    return {pair for pair in wanted if frozenset(pair) in apart}


def judged_apart(kind: str) -> set[tuple[int, int]]:
    """All pairs of customers (lower number first) of whom parts were judged different from each other."""
    judged = Pair.objects.filter(kind=kind, state=Pair.State.DIFFERENT)
    rows = judged.values_list(root_id("left"), root_id("right"))
    return {(min(row), max(row)) for row in rows.iterator()}


def why(pair: Pair) -> list[tuple[str, bool]]:
    """(words, whether it speaks for one customer) of all that was compared, as far as whoever acts may see it."""
    return reasons(pair.kind, pair.steps, current().hidden)


def last_round(kind: str) -> Round | None:
    """The newest search among customers of this kind."""
    return Round.objects.filter(kind=kind).order_by("-began_at").first()


def trained(kind: str) -> TrainedModel | None:
    """The model in use, if one was trained for what is compared now."""
    require("customers.see")
    found = TrainedModel.objects.filter(kind=kind).order_by("-made_at").first()
    return found if found and Model.from_json(found.model).fits() else None
