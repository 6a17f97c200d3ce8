"""How consumers read on from where they stopped, missing nothing, even what a slow transaction commits late."""

from __future__ import annotations

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


def position_of(line: Interaction) -> Position:
    """The place of one line."""
    return Position(line.transaction, line.pk)


def advance(consumer: str, to: Position) -> None:
    """Move the cursor. Call it in the transaction of the effect, so that both happen or neither."""
    with transaction.atomic():
        Cursor.objects.update_or_create(
            pk=consumer, defaults={"transaction": to.transaction, "interaction": to.interaction}
        )
