"""Whether the lake is behind the database. Cheap: one small file and one look at an index."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.db import connection

from regulars.store.lake.place import Lake, Snapshot, current
from regulars.store.lake.position import Position


def our_snapshot() -> Snapshot | None:
    """What readers of this installation's lake open now."""
    return current(Lake(Path(settings.REGULARS_HOME) / "lake"))


def changed_at() -> datetime | None:
    """When the lake last changed; None for one that was never filled."""
    pointer = Lake(Path(settings.REGULARS_HOME) / "lake").pointer
    return datetime.fromtimestamp(pointer.stat().st_mtime, UTC) if pointer.exists() else None


def is_behind() -> bool:
    """Whether there are lines the lake has not read and may read now."""
    now = our_snapshot()
    place = now.position if now else Position()
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                'SELECT EXISTS (SELECT 1 FROM timeline_interaction WHERE ("transaction", id) > (%s, %s) '
                'AND "transaction" < pg_snapshot_xmin(pg_current_snapshot())::text::bigint)',
                [place.transaction, place.interaction],
            )
        else:
            cursor.execute("SELECT EXISTS (SELECT 1 FROM timeline_interaction WHERE id > %s)", [place.interaction])
        return bool(cursor.fetchone()[0])
