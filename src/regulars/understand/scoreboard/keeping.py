"""Keeping the sums of a look at the lake, to be followed at the next one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction

from regulars.kit import moments
from regulars.store.lake.place import Snapshot as Place
from regulars.store.lake.position import Position
from regulars.understand.scoreboard.models import Snapshot, Sum

if TYPE_CHECKING:
    from ibis.backends import BaseBackend

    from regulars.store.engine.tables import Tables
    from regulars.understand.scoreboard.sums import Sums

# What the house notes of what its numbers say of people: no number reads it, and a day's turn brings a great many.
QUIET = ("segment.entered", "segment.left", "relationship.changed")


@contextmanager
def following(backend: BaseBackend, tables: Tables) -> Iterator[Sums]:
    """The sums kept of the look before, and whom the record spoke of since; what they are now is kept at the end.

    Once a day nothing is followed and everybody is asked for, so that no mistake could stay for longer.
    """
    from regulars.store.engine.few import few_since  # noqa: PLC0415 -- loads the engine's libraries
    from regulars.understand.scoreboard.sums import Sums  # noqa: PLC0415 -- as above

    today = moments.business_day(moments.now(), settings.REGULARS_TIME_ZONE)
    since = _place(today)
    with few_since(since, tables.snapshot, QUIET) as few:
        kept = {} if few is None else dict(Sum.objects.filter(lake_version=few.since).values_list("name", "rows"))
        sums = Sums(backend, tables, few, kept)
        yield sums
        if tables.snapshot is not None:
            _keep(sums.now, tables.snapshot, today)


def _place(today: date) -> Place | None:
    """Where the look lies of which sums are kept; None where the first of them was on another day."""
    told = Snapshot.objects.order_by("-pk").values_list("place", flat=True).first()
    if not told or told["day"] != today.isoformat():
        return None
    return Place(told["generation"], told["versions"], Position(told["transaction"], told["interaction"]))


def _keep(sums: Mapping[str, str], look: Place, today: date) -> None:
    rows = [Sum(name=name, lake_version=look.name, rows=told) for name, told in sums.items()]
    place = {
        "generation": look.generation, "versions": look.versions, "transaction": look.position.transaction,
        "interaction": look.position.interaction, "day": today.isoformat(),
    }  # fmt: skip
    with transaction.atomic():
        newest = Snapshot.objects.select_for_update().order_by("-pk").first()
        # Somebody may have computed a scoreboard of another look meanwhile.
        if newest is None or newest.lake_version != look.name:
            return
        Sum.objects.exclude(name__in=list(sums)).delete()
        Sum.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["name"], update_fields=["lake_version", "rows"]
        )
        Snapshot.objects.filter(pk=newest.pk).update(place=place)
