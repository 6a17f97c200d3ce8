"""Drawing the maps that were asked for, and those in use again when there is news. Derived copies: no line on the timeline."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Q, QuerySet

from regulars.kit import moments
from regulars.understand.journeys.asking import Asked, from_text
from regulars.understand.journeys.members import members_of
from regulars.understand.journeys.models import Drawing, Journey
from regulars.understand.journeys.queries import definition_of, journey

if TYPE_CHECKING:
    from ibis.backends import BaseBackend

    from regulars.store.engine.tables import Tables

# A map that was begun this long ago was left by a worker that ended.
_LEFT = timedelta(minutes=15)
# Maps are drawn again when news came, but not more often than this; and what nobody asked for in a month is forgotten.
_FRESH = timedelta(hours=1)
_KEPT = timedelta(days=30)
_log = logging.getLogger(__name__)


def waits() -> bool:
    """Whether a map waits to be drawn, or a journey's own one is out of date. Cheap."""
    return _asked_for().exists() or bool(_outdated())


def _asked_for() -> QuerySet[Drawing]:
    left = Q(begun_at=None) | Q(begun_at__lt=moments.now() - _LEFT)
    return Drawing.objects.filter(left, due=True, journey__archived_at=None)


def _outdated() -> list[tuple[int, Asked]]:
    """(journey, what) of maps that a page would want anew: each journey's usual one."""
    from regulars.store.lake.news import our_snapshot  # noqa: PLC0415 -- asked only here

    lake = our_snapshot()
    if lake is None:
        return []
    usual = Asked()
    drawn = {row.journey_id: row for row in Drawing.objects.filter(asked=usual.text()).defer("payload")}
    outdated = []
    for pk, version in Journey.objects.filter(archived_at=None).values_list("pk", "version"):
        there = drawn.get(pk)
        if there is None or (not there.due and _is_old(there, version, lake.name)):
            outdated.append((pk, usual))
    return outdated


def _is_old(there: Drawing, version: int, lake: str) -> bool:
    if there.version != version or there.drawn_at is None:
        return there.version != version
    return there.lake_version != lake and there.drawn_at < moments.now() - _FRESH


LookedBack = Callable[[date, date], date]


def run_due(looked_back: LookedBack) -> None:
    """Draw whatever waits, the oldest wish first, on one engine.

    `looked_back`: the day to look back from, of the last day anything was heard and of today.
    """
    from regulars.store.engine.errors import EngineError  # noqa: PLC0415
    from regulars.store.engine.here import our_engine  # noqa: PLC0415 -- loads the engine's libraries
    from regulars.store.engine.tables import open_tables  # noqa: PLC0415

    for pk, usual in _outdated():
        _again(pk, usual)
    Drawing.objects.filter(asked_at__lt=moments.now() - _KEPT).exclude(asked=Asked().text()).delete()
    waiting = list(_asked_for().select_related("journey").order_by("asked_at", "pk").defer("payload"))
    if not waiting:
        return
    engine = our_engine()
    try:
        tables = open_tables(engine)
        for drawing in waiting:
            try:
                draw_one(engine, tables, drawing, looked_back)
            except EngineError as error:
                _log.exception("journey %s could not be drawn", drawing.journey_id)
                why = f"The engine could not draw this: {error}"[:300]
                Drawing.objects.filter(pk=drawing.pk).update(due=False, problem=why, version=drawing.journey.version)
    finally:
        engine.disconnect()


def _again(journey_id: int, asked: Asked) -> None:
    """Ask for a map anew. What was drawn before stays shown until the new one is there."""
    Drawing.objects.update_or_create(
        journey_id=journey_id,
        asked=asked.text(),
        defaults={"due": True, "begun_at": None, "step": 0, "problem": "", "asked_at": moments.now()},
    )


def draw_one(backend: BaseBackend, tables: Tables, drawing: Drawing, looked_back: LookedBack) -> None:
    """Draw one map and keep it, or the reason why it cannot be drawn."""
    from regulars.store.engine.fetch import fetch  # noqa: PLC0415 -- loads the engine's libraries
    from regulars.understand.journeys.compute import draw, of_people  # noqa: PLC0415
    from regulars.understand.journeys.figures import to_json  # noqa: PLC0415

    now = moments.now()
    mine = Drawing.objects.filter(pk=drawing.pk)
    mine.update(begun_at=now, step=0)
    whose, asked = journey(drawing.journey_id), from_text(drawing.asked)
    if whose is None:
        return
    definition = definition_of(whose)
    rows = tables.interactions.filter(tables.interactions.name.isin(definition.names or [""]))
    [span] = fetch(backend, rows.aggregate(last=rows.day.max())).to_pylist()
    if span["last"] is None:
        mine.update(due=False, drawn_at=now, version=whose.version, lake_version=tables.version, payload="")
        return
    as_of = looked_back(span["last"], moments.business_day(now, settings.REGULARS_TIME_ZONE))
    drawn = draw(
        backend,
        tables,
        definition,
        asked.window(as_of),
        now=now,
        currency=settings.REGULARS_CURRENCY,
        channel=asked.channel,
        among=of_people(members_of(asked.group)) if asked.group else None,
        told=lambda step: mine.update(step=step),
    )
    mine.update(
        due=False,
        drawn_at=moments.now(),
        version=whose.version,
        lake_version=tables.version,
        as_of=as_of,
        payload=to_json(drawn),
    )
