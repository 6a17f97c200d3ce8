"""Setting targets, changing and removing them; putting an alert aside."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.conf import settings
from django.db import transaction

from regulars.access.acting import require
from regulars.kit import moments
from regulars.kit.refused import Refused
from regulars.kit.tokens import new_token
from regulars.timeline.names import Change
from regulars.timeline.record import Entry, record
from regulars.understand.segments.queries import found
from regulars.understand.targets.models import Alert, Target
from regulars.understand.targets.reading import read_value

MOST_TARGETS = 100
MOST_AHEAD = 366 * 5
_FIELDS = ("metric", "direction", "value", "due", "over", "segment_id", "note")


def set_target(told: Mapping[str, Any], *, actor: str) -> Target:
    """Make a target of metric, direction, value, due, over, segment and note, each as it was typed. Raises Refused."""
    who = require("numbers.manage")
    fields = _checked(told)
    with transaction.atomic():
        if Target.objects.count() >= MOST_TARGETS:
            raise Refused({"metric": f"{MOST_TARGETS} targets are the most there can be. Remove one first."})
        target = Target.objects.create(**fields, owner_id=who.user_id, created_at=moments.now())
        record(_line("target.changed", actor, {"target": [None, _shown(target)]}, str(target)))
    return target


def change_target(pk: int, told: Mapping[str, Any], *, actor: str) -> Target:
    """Change a target; the worker looks at it anew. Raises Refused, and DoesNotExist."""
    require("numbers.manage")
    with transaction.atomic():
        target = Target.objects.select_for_update().get(pk=pk)
        fields = _checked(told, was=target)
        before = _shown(target)
        for name, value in fields.items():
            setattr(target, name, value)
        if _shown(target) == before:
            return target
        # What was found of the old target is no answer to the new one.
        target.state, target.points, target.looked_at = Target.State.WAITING, [], None
        target.stands = target.foretold = target.low = target.high = target.chance = None
        target.save()
        _close(target, "The target was changed.")
        record(_line("target.changed", actor, {"target": [before, _shown(target)]}, str(target)))
    return target


def remove_target(pk: int, *, actor: str) -> None:
    """Remove a target with its alerts. Raises DoesNotExist."""
    require("numbers.manage")
    with transaction.atomic():
        target = Target.objects.select_for_update().get(pk=pk)
        record(_line("target.changed", actor, {"target": [_shown(target), None]}, str(target)))
        target.delete()


def put_aside(pk: int, note: str, *, actor: str) -> Alert:
    """Close an alert whose reason is known, with a word on it. Raises Refused, and DoesNotExist."""
    require("numbers.manage")
    said = " ".join(note.split())
    if len(said) > 300:
        raise Refused({"note": f"At most 300 characters; these are {len(said)}."})
    with transaction.atomic():
        alert = Alert.objects.select_for_update().get(pk=pk)
        if alert.closed_at is None:
            alert.closed_at, alert.put_aside_by, alert.note = moments.now(), actor, said
            alert.save(update_fields=["closed_at", "put_aside_by", "note"])
            record(_line("alert.closed", actor, {"alert": [alert.sentence, None]}, said or "put aside"))
    return alert


def _close(target: Target, why: str) -> None:
    Alert.objects.filter(target=target, closed_at=None).update(closed_at=moments.now(), note=why)


def _line(name: str, actor: str, changes: Mapping[str, list[Any]], note: str) -> Entry:
    return Entry(
        name=name, occurred_at=moments.now(), source="house", source_id=new_token(), direction="", actor=actor,
        payload=Change(changes=dict(changes), note=note),
    )  # fmt: skip


def _shown(target: Target) -> dict[str, Any]:
    return {name: getattr(target, name) for name in _FIELDS} | {"due": target.due.isoformat()}


def _checked(told: Mapping[str, Any], was: Target | None = None) -> dict[str, Any]:
    from regulars.understand.metrics.catalogue import EVERY  # noqa: PLC0415 -- loads ibis, which pages do without

    errors: dict[str, str] = {}
    metric = EVERY.get(str(told.get("metric", "")))
    value = due = segment = None
    if metric is None:
        errors["metric"] = "Choose one of the metrics."
    else:
        try:
            value = read_value(str(told.get("value", "")), metric.unit, proportion=metric.proportion)
        except ValueError as error:
            errors["value"] = str(error)
    if told.get("direction") not in Target.Direction.values:
        errors["direction"] = "Choose at least or at most."
    over = str(told.get("over") or Target.Over.YEAR.value)
    if over not in {str(choice) for choice in Target.Over.values}:
        errors["over"] = "Choose the month or the 12 months."
    today = moments.business_day(moments.now(), settings.REGULARS_TIME_ZONE)
    try:
        due = date.fromisoformat(str(told.get("due", "")))
    except ValueError:
        errors["due"] = "Say by which day, as in 2026-12-31."
    else:
        moved = was is None or was.due != due
        if moved and not 0 < (due - today).days <= MOST_AHEAD:
            errors["due"] = "Choose a day to come, at most five years ahead."
    if chosen := str(told.get("segment") or ""):
        segment = found().filter(pk=int(chosen)).first() if chosen.isascii() and chosen.isdigit() else None
        if segment is None:
            errors["segment"] = "This segment is not there any more. Choose another, or everybody."
    note = " ".join(str(told.get("note") or "").split())
    if len(note) > 200:
        errors["note"] = f"At most 200 characters; these are {len(note)}."
    if errors:
        raise Refused(errors)
    return {
        "metric": metric.key if metric else "", "direction": told["direction"], "value": value, "due": due,
        "over": int(over), "segment_id": segment.pk if segment else None, "note": note,
    }  # fmt: skip
