"""Computing the scoreboard and keeping it. A derived copy: it leaves no line on the timeline."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction

from regulars.kit import moments
from regulars.understand.inputs.queries import entered
from regulars.understand.scoreboard.board import Board, to_json
from regulars.understand.scoreboard.models import Snapshot

if TYPE_CHECKING:
    from ibis.backends import BaseBackend

    from regulars.store.engine.tables import Tables
    from regulars.understand.scoreboard.sums import Sums

# The newest is shown; a few more tell what it said before.
KEPT = 10


def refresh(backend: BaseBackend, tables: Tables, as_of: date | None = None, sums: Sums | None = None) -> Board | None:
    """Compute the scoreboard of this look at the lake and keep it; None while nothing was sold, which is kept too.

    `sums`: those kept of the look before (`keeping.following`); without, everybody is asked for.
    """
    from regulars.understand.scoreboard.compute import compute  # noqa: PLC0415 - loads the engine's libraries

    now = moments.now()
    today = moments.business_day(now, settings.REGULARS_TIME_ZONE)
    board = compute(
        backend,
        tables,
        today=today,
        now=now,
        currency=settings.REGULARS_CURRENCY,
        as_of=as_of,
        entered=entered(),
        sums=sums,
    )
    keep(board.as_of if board else today, tables.version, now, to_json(board) if board else "")
    return board


def keep(as_of: date, lake_version: str, computed_at: datetime, payload: str) -> None:
    """Make this the snapshot that is shown; an empty payload says that there is nothing to show."""
    with transaction.atomic():
        Snapshot.objects.create(as_of=as_of, lake_version=lake_version, computed_at=computed_at, payload=payload)
        outdated = Snapshot.objects.order_by("-pk").values_list("pk", flat=True)[KEPT : KEPT + 100]
        Snapshot.objects.filter(pk__in=list(outdated)).delete()
