"""Reading journeys, their maps, and the people behind a mark of a map."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet

from regulars.access.acting import require
from regulars.understand.insights.models import CustomerInsight
from regulars.understand.journeys.asking import Asked, from_text
from regulars.understand.journeys.definition import Definition, Op, Weights
from regulars.understand.journeys.definition import Touchpoint as Rule
from regulars.understand.journeys.figures import Map, from_json
from regulars.understand.journeys.models import Drawing, Journey, Stage, Touchpoint

# Maps as decoded, by what drew them: a page asks several times for one.
_read: dict[tuple[int, str], Map] = {}
_READ_MOST = 8


@dataclass(frozen=True, slots=True)
class People:
    """Some customers behind a mark, by id, and the id behind which the next ones stand (None: that was all)."""

    customer_ids: list[int]
    next: int | None


def journeys(*, archived: bool = False) -> list[Journey]:
    """Journeys in use (or those put away), by name, with their stages and touchpoints."""
    require("numbers.see")
    return list(_whole().filter(archived_at__isnull=not archived).order_by("name", "pk"))


def journey(pk: int) -> Journey | None:
    """One journey with its stages and touchpoints, put away or not."""
    require("numbers.see")
    return _whole().filter(pk=pk).first()


def _whole() -> QuerySet[Journey]:
    points = Prefetch("touchpoints", Touchpoint.objects.select_related("owner").order_by("position", "pk"))
    return Journey.objects.prefetch_related(Prefetch("stages", Stage.objects.prefetch_related(points)))


def definition_of(journey: Journey) -> Definition:
    """A journey as the relations look at it. Asks nothing more where its stages were fetched with it."""
    stages = list(journey.stages.all())
    points = [
        Rule(
            key=point.pk,
            name=point.name,
            stage=place,
            names=tuple(point.names),
            channels=tuple(point.channels),
            prop=point.prop,
            op=Op(point.op),
            value=point.value,
            category=point.category,
            patience_hours=point.patience_hours,
            may_end=point.may_end,
        )
        for place, stage in enumerate(stages)
        for point in stage.touchpoints.all()
    ]
    return Definition(
        journey.name,
        tuple(stage.name for stage in stages),
        tuple(points),
        journey.pause_days,
        journey.session_minutes,
        journey.mood_days,
        Weights(**journey.weights),
    )


def drawing(journey_id: int, asked: Asked) -> Drawing | None:
    """The map that was asked for, without its payload; None where nobody asked for it yet."""
    require("numbers.see")
    return Drawing.objects.defer("payload").filter(journey_id=journey_id, asked=asked.text()).first()


def map_of(drawing: Drawing) -> Map | None:
    """What was drawn; None before, and where there was nothing to draw. Decoded once a process and look at the lake."""
    require("numbers.see")
    if drawing.drawn_at is None:
        return None
    key = (drawing.pk, drawing.drawn_at.isoformat())
    if key not in _read:
        payload = Drawing.objects.values_list("payload", flat=True).get(pk=drawing.pk)
        if not payload:
            return None
        if len(_read) >= _READ_MOST:
            _read.pop(next(iter(_read)))
        _read[key] = from_json(payload)
    return _read[key]


def is_outdated(drawing: Drawing, journey: Journey) -> bool:
    """Whether the journey was changed since the map was drawn."""
    return drawing.version != journey.version


def groups() -> list[tuple[str, str]]:
    """(value, name) of the groups of people a map can be asked for: RFM groups and segments whoever acts finds."""
    require("numbers.see")
    rfm = CustomerInsight.objects.exclude(segment="").order_by("segment").values_list("segment", flat=True).distinct()
    return [(f"rfm:{name}", name) for name in rfm] + _segments()


def _segments() -> list[tuple[str, str]]:
    from regulars.understand.segments.queries import found  # noqa: PLC0415 -- beside its only use

    return [(f"segment:{segment.pk}", segment.name) for segment in found()]


def may_ask_of(group: str) -> bool:
    """Whether there is such a group and whoever acts finds it."""
    return not group or group in dict(groups())


def people(drawing: Drawing, journey: Journey, mark: str, *, after: int = 0, limit: int = 50) -> People:
    """The customers behind a mark of a map, in the order of their ids, behind the id `after`. Runs on the engine.

    mark: met, left, late, complained, unhappy and a touchpoint (`left:12`), `way:12:14`, `path:12.14.16` (journeys that
    begin so). Raises UnknownMark.
    """
    require("numbers.see")
    from regulars.understand.journeys.behind import behind  # noqa: PLC0415 -- loads the engine's libraries
    from regulars.understand.journeys.members import members_of  # noqa: PLC0415

    drawn, asked = map_of(drawing), from_text(drawing.asked)
    if drawn is None or not may_ask_of(asked.group):
        return People([], None)
    among = members_of(asked.group) if asked.group else None
    found = behind(definition_of(journey), drawn.window, asked.channel, among, mark, after, limit + 1)
    shown = found[:limit]
    return People(shown, shown[-1] if len(found) > limit else None)
