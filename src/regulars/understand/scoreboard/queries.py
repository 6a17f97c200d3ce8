"""Reading the scoreboard, and the people behind its numbers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings

from regulars.access.acting import require
from regulars.kit import moments
from regulars.understand.scoreboard.board import Board, from_json
from regulars.understand.scoreboard.models import Snapshot

# The newest board as decoded; named by when it was computed too, as a restored database may give a number again.
_read: dict[tuple[int, datetime], Board | None] = {}


@dataclass(frozen=True, slots=True)
class People:
    """Some customers behind a number, by id, and the id behind which the next ones stand (None: that was all)."""

    customer_ids: list[int]
    next: int | None


def latest() -> Board | None:
    """The newest scoreboard; None before the first and while nothing was sold.

    It is decoded once a process: later calls only ask whether there is a newer one.
    """
    require("numbers.see")
    newest = Snapshot.objects.order_by("-pk").values_list("pk", "computed_at").first()
    if newest is None:
        return None
    if newest not in _read:
        payload = Snapshot.objects.values_list("payload", flat=True).get(pk=newest[0])
        _read.clear()
        _read[newest] = from_json(payload) if payload else None
    return _read[newest]


def is_outdated(lake_version: str, today: date) -> bool:
    """Whether the newest snapshot is of another look at the lake than `lake_version`, or was computed before `today`."""
    newest = Snapshot.objects.order_by("-pk").values_list("lake_version", "computed_at").first()
    if newest is None:
        return True
    return newest[0] != lake_version or moments.business_day(newest[1], settings.REGULARS_TIME_ZONE) < today


def people(key: str, part: str = "", *, after: int = 0, limit: int = 50) -> People:
    """The customers behind a number of the newest scoreboard, in the order of their ids, behind the id `after`.

    key            part
    a metric       "" everybody behind it, "counted" those in the numerator, "rest" those only in the denominator
    group          the group's name
    month          2026-03: who bought in that month; 2026-03:new, 2026-03:returning, 2026-03:returns
    cohort         2026-03:2: who bought first in that month and again so many months later; 2026-03: all of them

    Runs on the engine, but for groups. Raises UnknownPart.
    """
    require("numbers.see")
    if key == "group":
        from regulars.understand.insights.queries import customers_of_segment  # noqa: PLC0415 - beside the others below

        return _page(customers_of_segment(part, after=after, limit=limit + 1), limit)
    board = latest()
    if board is None:
        return People([], None)
    from regulars.understand.scoreboard.behind import behind  # noqa: PLC0415 - loads the engine's libraries

    return _page(behind(board, key, part, after, limit + 1), limit)


def _page(found: list[int], limit: int) -> People:
    shown = found[:limit]
    return People(shown, shown[-1] if len(found) > limit else None)
