"""Making journeys one's own: stages, touchpoints, who sees to a pain point; and asking for maps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from django.db import transaction
from django.db.models import F

from regulars.access.acting import require
from regulars.access.users.models import User
from regulars.kit import moments
from regulars.kit.refused import Refused
from regulars.kit.tokens import new_token
from regulars.timeline.names import Change
from regulars.timeline.record import Entry, record
from regulars.understand.journeys import telling
from regulars.understand.journeys.asking import Asked
from regulars.understand.journeys.definition import MOST_TOUCHPOINTS, Weights
from regulars.understand.journeys.models import Drawing, Journey, Stage, Touchpoint
from regulars.understand.journeys.queries import may_ask_of
from regulars.understand.journeys.readymade import READY, ready

MOST_JOURNEYS = 20
MOST_STAGES = 10
# So many maps may wait at once: whoever asks for more is asked to wait.
MOST_WAITING = 20

Told = Mapping[str, Any]


def create_journey(name: str, kind: str = "shop", *, actor: str) -> Journey:
    """Make a journey of a ready-made one (`readymade.READY`). Raises Refused."""
    require("numbers.manage")
    errors: dict[str, str] = {}
    name = telling.named({"name": name}, errors, 60)
    if kind not in READY:
        errors["kind"] = "Choose one of the journeys to begin with."
    with transaction.atomic():
        if Journey.objects.filter(archived_at=None).count() >= MOST_JOURNEYS:
            errors["name"] = f"There are {MOST_JOURNEYS} journeys already. Put one away first."
        if errors:
            raise Refused(errors)
        given, now = ready(kind), moments.now()
        made = Journey.objects.create(
            name=name, kind=kind, pause_days=given.pause_days, session_minutes=given.session_minutes,
            mood_days=given.mood_days, weights=asdict(given.weights), created_at=now, changed_at=now,
        )  # fmt: skip
        for place, label in enumerate(given.stages):
            stage = Stage.objects.create(journey=made, name=label, position=place)
            Touchpoint.objects.bulk_create(
                Touchpoint(
                    stage=stage, name=point.name, position=position, names=list(point.names),
                    channels=list(point.channels), prop=point.prop, op=point.op, value=point.value,
                    category=point.category, patience_hours=point.patience_hours, may_end=point.may_end,
                )
                for position, point in enumerate(point for point in given.touchpoints if point.stage == place)
            )  # fmt: skip
        record(_line(actor, {"journey": [None, name]}, "made"))
    return made


def change_journey(pk: int, told: Told, *, actor: str) -> Journey:
    """Rename a journey, change its pauses or the weights of harm. Raises Refused."""
    require("numbers.manage")
    errors: dict[str, str] = {}
    after = telling.journey(told, errors)
    if errors:
        raise Refused(errors)
    with transaction.atomic():
        journey = Journey.objects.select_for_update().get(pk=pk)
        # Weights of old do not know every kind of harm there is.
        before = {name: getattr(journey, name) for name in after} | {"weights": asdict(Weights(**journey.weights))}
        _keep(journey, before, after, journey, actor)
    return journey


def archive_journey(pk: int, *, archived: bool, actor: str) -> Journey:
    """Put a journey away, or take it out again; nothing of it is lost."""
    require("numbers.manage")
    with transaction.atomic():
        journey = Journey.objects.select_for_update().get(pk=pk)
        if (journey.archived_at is not None) != archived:
            journey.archived_at = moments.now() if archived else None
            journey.save(update_fields=["archived_at"])
            record(_line(actor, {"in use": [archived, not archived]}, journey.name))
    return journey


def save_stage(journey_id: int, pk: int | None, name: str, *, actor: str) -> Stage:
    """Add a stage at the end, or rename one. Raises Refused."""
    require("numbers.manage")
    errors: dict[str, str] = {}
    name = telling.named({"name": name}, errors)
    with transaction.atomic():
        journey = Journey.objects.select_for_update().get(pk=journey_id)
        stages = list(journey.stages.all())
        if pk is None and len(stages) >= MOST_STAGES:
            errors["name"] = f"A journey has {MOST_STAGES} stages at most."
        if errors:
            raise Refused(errors)
        stage = (
            Stage(journey=journey, position=len(stages)) if pk is None else Stage.objects.get(pk=pk, journey=journey)
        )
        before = {"name": stage.name or None}
        _keep(journey, before, {"name": name}, stage, actor)
    return stage


def remove_stage(pk: int, *, actor: str) -> None:
    """Remove a stage that has no touchpoints any more. Raises Refused."""
    require("numbers.manage")
    with transaction.atomic():
        stage = Stage.objects.select_related("journey").get(pk=pk)
        if stage.touchpoints.exists():
            raise Refused({"stage": f"Move or remove the touchpoints of {stage} first."})
        stage.delete()
        _changed(stage.journey, {"stage": [stage.name, None]}, actor)


def move_stage(pk: int, *, by: int, actor: str) -> None:
    """Move a stage one place towards the beginning (-1) or the end (1)."""
    require("numbers.manage")
    with transaction.atomic():
        stage = Stage.objects.select_related("journey").get(pk=pk)
        _move(stage, list(stage.journey.stages.all()), by, stage.journey, actor)


def save_touchpoint(stage_id: int, pk: int | None, told: Told, *, actor: str) -> Touchpoint:
    """Add a touchpoint at the end of a stage, or change one, into another stage of its journey too. Raises Refused."""
    require("numbers.manage")
    errors: dict[str, str] = {}
    after = telling.touchpoint(told, errors)
    with transaction.atomic():
        stage = Stage.objects.select_related("journey").get(pk=stage_id)
        journey = stage.journey
        there = Touchpoint.objects.filter(stage__journey=journey)
        if pk is None and there.count() >= MOST_TOUCHPOINTS:
            errors["name"] = f"A journey has {MOST_TOUCHPOINTS} touchpoints at most."
        if errors:
            raise Refused(errors)
        point = Touchpoint(position=stage.touchpoints.count()) if pk is None else there.get(pk=pk)
        before = {name: getattr(point, name) if pk else None for name in after}
        if point.stage_id != stage.pk:
            before["stage"], after["stage"] = (str(point.stage) if pk else None), str(stage)
            point.stage = stage
            point.position = stage.touchpoints.count()
        _keep(journey, before, after, point, actor)
    return point


def remove_touchpoint(pk: int, *, actor: str) -> None:
    """Remove a touchpoint; what it was recognised by belongs to nothing then, or to the next one that fits."""
    require("numbers.manage")
    with transaction.atomic():
        point = Touchpoint.objects.select_related("stage__journey").get(pk=pk)
        point.delete()
        _changed(point.stage.journey, {"touchpoint": [point.name, None]}, actor)


def move_touchpoint(pk: int, *, by: int, actor: str) -> None:
    """Move a touchpoint one place up (-1) or down (1) in its stage. The first that fits an interaction has it."""
    require("numbers.manage")
    with transaction.atomic():
        point = Touchpoint.objects.select_related("stage__journey").get(pk=pk)
        _move(point, list(point.stage.touchpoints.all()), by, point.stage.journey, actor)


def see_to(pk: int, *, owner_id: int | None, note: str, actor: str) -> Touchpoint:
    """Say who sees to the pain point at a touchpoint, and what was found or decided. Raises Refused."""
    require("numbers.manage")
    note = note.strip()
    errors = {}
    if len(note) > 2000:
        errors["note"] = f"At most 2,000 characters; these are {len(note):,}."
    owner = User.objects.filter(pk=owner_id, is_active=True).first() if owner_id else None
    if owner_id and owner is None:
        errors["owner"] = "Choose a colleague who works here."
    if errors:
        raise Refused(errors)
    with transaction.atomic():
        point = Touchpoint.objects.select_related("stage__journey", "owner").get(pk=pk)
        told = {"owner": [str(point.owner or ""), str(owner or "")], "note": [point.note, note]}
        changes = {name: pair for name, pair in told.items() if pair[0] != pair[1]}
        if changes:
            point.owner, point.note = owner, note
            point.save(update_fields=["owner", "note"])
            # The map stays as it is: who sees to something moves no customer.
            record(_line(actor, changes, f"{point.stage.journey}, {point}"))
    return point


def ask(journey_id: int, asked: Asked) -> Drawing:
    """Ask the worker for a map, unless it is there or waits already. Raises Refused. A derived copy: no line."""
    require("numbers.see")
    if not may_ask_of(asked.group):
        raise Refused({"group": "There are no such people any more."})
    with transaction.atomic():
        journey = Journey.objects.get(pk=journey_id)
        there = Drawing.objects.defer("payload").filter(journey=journey, asked=asked.text()).first()
        if there is not None and (there.due or there.version == journey.version):
            return there
        if Drawing.objects.filter(due=True).count() >= MOST_WAITING:
            raise Refused({"months": "Many maps are being drawn. Ask again in a minute."})
        drawing, _ = Drawing.objects.update_or_create(
            journey=journey,
            asked=asked.text(),
            defaults={"due": True, "begun_at": None, "step": 0, "problem": "", "asked_at": moments.now()},
        )
    return drawing


def _keep(journey: Journey, before: Told, after: dict[str, Any], row: Journey | Stage | Touchpoint, actor: str) -> None:
    changes = {name: [before[name], after[name]] for name in after if before[name] != after[name]}
    if not changes:
        return
    for name, value in after.items():
        if name != "stage":
            setattr(row, name, value)
    row.save()
    _changed(journey, changes, actor, "" if row is journey else str(row))


def _changed(journey: Journey, changes: Mapping[str, list[Any]], actor: str, of: str = "") -> None:
    Journey.objects.filter(pk=journey.pk).update(version=F("version") + 1, changed_at=moments.now())
    record(_line(actor, changes, f"{journey}, {of}" if of else str(journey)))


def _move(row: Stage | Touchpoint, rows: list[Any], by: int, journey: Journey, actor: str) -> None:
    here = [each.pk for each in rows].index(row.pk)
    there = here + (1 if by > 0 else -1)
    if not 0 <= there < len(rows):
        return
    rows.insert(there, rows.pop(here))
    for place, each in enumerate(rows):
        each.position = place
    type(row).objects.bulk_update(rows, ["position"])
    _changed(journey, {"place": [here + 1, there + 1]}, actor, str(row))


def _line(actor: str, changes: Mapping[str, list[Any]], note: str) -> Entry:
    return Entry(
        name="journey.changed", occurred_at=moments.now(), source="house", source_id=new_token(),
        payload=Change(changes=dict(changes), note=note), direction="", actor=actor,
    )  # fmt: skip
