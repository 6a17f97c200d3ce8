"""How consumers read on from where they stopped, missing nothing, even what a slow transaction commits late."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q

from regulars.timeline.models import Cursor, Interaction
from regulars.timeline.read import safe_horizon


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """A place in the order in which lines become readable: by transaction, then by id."""

    transaction: int = 0
    interaction: int = 0


def position(consumer: str) -> Position:
    """Where `consumer` stands; the beginning for one that never read."""
    row = Cursor.objects.filter(pk=consumer).values_list("transaction", "interaction").first()
    return Position(*row) if row else Position()


def read_on(after: Position, limit: int) -> list[Interaction]:
    """Up to `limit` lines behind `after`, in reading order, none of which can get a predecessor later."""
    lines = Interaction.objects.order_by("transaction", "pk")
    horizon = safe_horizon()
    if horizon is None:
        # One writer: the primary key alone is the order, and it is the index.
        return list(Interaction.objects.filter(pk__gt=after.interaction).order_by("pk")[:limit])
    behind = Q(transaction__gt=after.transaction) | Q(transaction=after.transaction, pk__gt=after.interaction)
    return list(lines.filter(transaction__gte=after.transaction, transaction__lt=horizon).filter(behind)[:limit])


@dataclass(frozen=True, slots=True)
class Stretch:
    """The lines of the asked names on a stretch of the record, and where it ends; not `moved` when nothing lay ahead."""

    lines: list[Interaction]
    to: Position
    moved: bool


def read_on_named(after: Position, names: Collection[str], stretch: int) -> Stretch:
    """Look through up to `stretch` lines behind `after` for those of a few names, in reading order.

    For consumers that need little of the record: the others are passed over inside the database.
    """
    lines = Interaction.objects.order_by("transaction", "pk")
    horizon = safe_horizon()
    if horizon is None:
        lines = Interaction.objects.order_by("pk").filter(pk__gt=after.interaction)
    else:
        behind = Q(transaction__gt=after.transaction) | Q(transaction=after.transaction, pk__gt=after.interaction)
        lines = lines.filter(behind, transaction__gte=after.transaction, transaction__lt=horizon)
    ahead = lines.values_list("transaction", "pk")[:stretch]
    places = list(ahead[stretch - 1 : stretch]) or list(ahead)[-1:]
    if not places:
        return Stretch([], after, moved=False)
    to = Position(*places[0])
    if horizon is None:
        found = lines.filter(pk__lte=to.interaction, name__in=names)
    else:
        until = Q(transaction__lt=to.transaction) | Q(transaction=to.transaction, pk__lte=to.interaction)
        found = lines.filter(until, name__in=names)
    return Stretch(list(found) if names else [], to, moved=True)


def position_of(line: Interaction) -> Position:
    """The place of one line."""
    return Position(line.transaction, line.pk)


def advance(consumer: str, to: Position) -> None:
    """Move the cursor. Call it in the transaction of the effect, so that both happen or neither."""
    with transaction.atomic():
        Cursor.objects.update_or_create(
            pk=consumer, defaults={"transaction": to.transaction, "interaction": to.interaction}
        )


@dataclass(frozen=True, slots=True)
class Spoken:
    """Of whom a stretch of the record speaks (customers and, by `telling` names, whole lines), and under which names."""

    customers: set[int]
    names: set[str]
    lines: list[Interaction]
    to: Position
    moved: bool


def spoken_of(after: Position, stretch: int, *, telling: Collection[str], passing: Collection[str]) -> Spoken:
    """Look through up to `stretch` lines behind `after`: whom they are of, but for lines named in `passing`, and the
    lines named in `telling` themselves. Three plain reads, however long the payloads."""
    ahead = read_on_named(after, telling, stretch)
    if not ahead.moved:
        return Spoken(set(), set(), [], after, moved=False)
    lines = Interaction.objects.filter(pk__gt=after.interaction, pk__lte=ahead.to.interaction)
    if safe_horizon() is not None:
        behind = Q(transaction__gt=after.transaction) | Q(transaction=after.transaction, pk__gt=after.interaction)
        until = Q(transaction__lt=ahead.to.transaction) | Q(
            transaction=ahead.to.transaction, pk__lte=ahead.to.interaction
        )
        lines = Interaction.objects.filter(behind, until)
    pairs = lines.exclude(name__in=list(passing)).order_by().values_list("customer_id", "name").distinct()
    told = list(pairs)
    return Spoken(
        {pk for pk, _ in told if pk is not None}, {name for _, name in told}, ahead.lines, ahead.to, moved=True
    )


def has_begun(consumer: str) -> bool:
    """Whether the consumer ever read."""
    return Cursor.objects.filter(pk=consumer).exists()


def begin_anew(consumer: str) -> None:
    """Forget how far the consumer read."""
    Cursor.objects.filter(pk=consumer).delete()


def lines_ahead(after: Position, most: int) -> int:
    """How many lines lie behind a place, counted up to `most`."""
    lines = Interaction.objects.filter(pk__gt=after.interaction).order_by("pk")
    if safe_horizon() is not None:
        lines = Interaction.objects.filter(transaction__gte=after.transaction).order_by("transaction", "pk")
    return lines.values_list("pk")[:most].count()
