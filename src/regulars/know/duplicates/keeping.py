"""Writing what a search found into the queue, and taking out what no longer belongs there. Decisions are never touched."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import connection, transaction
from django.db.models import Q

from regulars.kit import moments, sql_values
from regulars.know.duplicates.matching.groups import Scored
from regulars.know.duplicates.models import Pair
from regulars.know.duplicates.queries import judged_apart

# Rows written in one transaction: on SQLite nobody waits longer than some milliseconds.
WRITTEN = 500

_UPSERT = """
INSERT INTO duplicates_pair (kind, left_id, right_id, score, weight, steps, state, found_at, decided_by)
VALUES (%s, %s, %s, %s, %s, %s, 'open', %s, '')
ON CONFLICT (left_id, right_id) DO UPDATE
SET score = excluded.score, weight = excluded.weight, steps = excluded.steps, found_at = excluded.found_at
WHERE duplicates_pair.state = 'open'
"""


def settle() -> int:
    """Take out of the queue whom a merge, an erasure or somebody else's doing made needless; returns how many pairs went.

    A merge that was parted again by hand says that the two are not one: their pair counts as judged different.
    """
    gone = Q()
    for side in ("left", "right"):
        gone |= Q(**{f"{side}__merged_into__isnull": False}) | Q(**{f"{side}__known": False})
        gone |= Q(**{f"{side}__erased_at__isnull": False})
    parted = Pair.objects.filter(state=Pair.State.MERGED, left__merged_into=None, right__merged_into=None)
    parted.update(state=Pair.State.DIFFERENT, decided_at=moments.now())
    return Pair.objects.filter(gone, state=Pair.State.OPEN).delete()[0]


def keep(kind: str, pairs: Sequence[Scored], began: datetime, new: Collection[int] | None) -> int:
    """Put the pairs into the queue, and drop those that a search (of everybody, or of whom is `new`) did not find again.

    Whoever was judged different, be it as another of their merged parts, does not come back. Returns how many were kept.
    """
    apart = judged_apart(kind)
    shown = [pair for pair in pairs if (pair.left, pair.right) not in apart]
    vendor = connection.vendor
    when = sql_values.moment(began, vendor)
    for start in range(0, len(shown), WRITTEN):
        rows = [
            (kind, p.left, p.right, p.score, p.weight, sql_values.json_text(dict(p.steps)), when)
            for p in shown[start : start + WRITTEN]
        ]
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.executemany(_UPSERT, rows)
    outdated = Pair.objects.filter(kind=kind, state=Pair.State.OPEN, found_at__lt=began)
    if new is None:
        outdated.delete()
        return len(shown)
    ids = list(new)
    for start in range(0, len(ids), WRITTEN):
        some = ids[start : start + WRITTEN]
        outdated.filter(Q(left__in=some) | Q(right__in=some)).delete()
    return len(shown)
